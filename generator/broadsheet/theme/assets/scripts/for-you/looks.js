/**
 * When a reader last looked at what came of something that is followed: what came later is new. It is kept in
 * the browser's store, and no file is asked for because of it.
 * @import { Standing } from "../page/news.js"
 * @import { Followed } from "./types.js"
 */
import { followed } from "../page/followed.js";
import { checkStanding, isNewSince } from "../page/news.js";
import { STORED, readStored, writeStored } from "../page/storage.js";

/** A paper of the page: its id and the day on which it was listed. @typedef {{id: string, day: string}} Listed */

/** @param {Followed} one */
function keyOf({ kind, name }) {
  return `${kind}:${name}`;
}

/**
 * Return the last look at something; nothing where there was none.
 * @param {Followed} one
 */
export function lastLook(one) {
  const stored = readStored(STORED.looks, /** @type {Record<string, unknown>} */ ({}));
  const key = keyOf(one);
  return Object.hasOwn(stored, key) ? checkStanding(stored[key]) : undefined;
}

/**
 * Return those of the papers found that came since a look; all of them where there was none.
 * @template {Listed} T
 * @param {T[]} found
 * @param {Standing | undefined} look
 */
export function newSince(found, look) {
  return look ? found.filter((paper) => isNewSince(paper, look)) : found;
}

/**
 * Return the look at the papers found when an edition was the newest. Of these papers the ids of that day
 * are enough: it may get more of them later.
 * @param {Listed[]} found
 * @param {string} newestDay
 * @returns {Standing}
 */
export function lookAt(found, newestDay) {
  const ofNewestDay = found.filter(({ day }) => day === newestDay);
  return { day: newestDay, papers: ofNewestDay.length, ids: ofNewestDay.map(({ id }) => id) };
}

/**
 * Keep looks, beside those at all else that is followed; false where that was not possible. An old copy of the
 * page takes nothing back.
 * @param {[Followed, Standing][]} looks
 */
export function keepLooks(looks) {
  const now = new Map(looks.map(([one, look]) => [keyOf(one), look]));
  /** @type {Record<string, Standing>} */
  const kept = {};
  for (const one of followed()) {
    const before = lastLook(one);
    const look = now.get(keyOf(one));
    const isLater = look && !(before && before.day > look.day);
    const newest = isLater ? look : before;
    if (newest) kept[keyOf(one)] = newest;
  }
  return writeStored(STORED.looks, kept);
}
