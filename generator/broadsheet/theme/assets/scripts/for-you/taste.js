/**
 * What this browser knows of a reader's taste besides saved papers and what is followed: papers of a file that
 * was brought in, papers that are not wanted, the wish for news, and the places of all these papers.
 * @import { KeptProfile, Places } from "./types.js"
 */
import { followed } from "../page/followed.js";
import { savedPapers } from "../page/saved-papers.js";
import { STORED, readStored, writeStored } from "../page/storage.js";

/** Shares of places for what is unlike all that is liked: none, some, much. */
export const NOVELTIES = [0, 0.2, 0.5];

/** @typedef {{id: string, title: string}} Titled */
/**
 * @typedef {object} Taste
 * @property {string} space in which the places are
 * @property {Record<string, string>} places by ids
 * @property {Titled[]} brought
 * @property {Titled[]} unwanted
 * @property {number} novelty
 */

/**
 * @param {any} list
 * @returns {Titled[]}
 */
function checkTitled(list) {
  if (!Array.isArray(list)) return [];
  const sound = list.filter((paper) => typeof paper?.id === "string" && typeof paper.title === "string");
  return sound.map(({ id, title }) => ({ id, title }));
}

/**
 * Make a taste of whatever stands in storage or in a file.
 * @param {any} stored
 * @returns {Taste}
 */
export function checkTaste(stored) {
  const places = Object.entries(stored?.places ?? {}).filter(([, place]) => typeof place === "string");
  return {
    space: typeof stored?.space === "string" ? stored.space : "",
    places: Object.fromEntries(places),
    brought: checkTitled(stored?.brought),
    unwanted: checkTitled(stored?.unwanted),
    novelty: NOVELTIES.includes(stored?.novelty) ? stored.novelty : 0,
  };
}

/** Return the taste that is kept. */
export function readTaste() {
  return checkTaste(readStored(STORED.taste, {}));
}

/**
 * Keep the taste; false where that was not possible.
 * @param {Taste} taste
 */
export function storeTaste(taste) {
  return writeStored(STORED.taste, taste);
}

/**
 * Change the taste as it stands now; false where that was not possible.
 * @param {(taste: Taste) => Partial<Taste>} change gives what is other than before
 */
export function changeTaste(change) {
  const taste = readTaste();
  return storeTaste({ ...taste, ...change(taste) });
}

/**
 * Return all by which papers are ordered for this reader.
 * @returns {KeptProfile}
 */
export function readProfile() {
  const { space, places, brought, unwanted, novelty } = readTaste();
  const withPlace = (/** @type {Titled} */ { id, title }) => ({
    id,
    title,
    place: Object.hasOwn(places, id) ? places[id] : "",
  });
  const saved = savedPapers();
  const savedIds = new Set(saved.map(({ id }) => id));
  const liked = [...saved, ...brought.filter(({ id }) => !savedIds.has(id))];
  return {
    space,
    liked: liked.map(withPlace),
    unwanted: unwanted.map(withPlace),
    followed: followed(),
    novelty,
  };
}

/**
 * Keep the places of the reader's papers, where they are others than those that are kept.
 * @param {Places} found
 */
export function keepPlaces({ space, places }) {
  const { liked, unwanted, space: keptSpace } = readProfile();
  /** @type {Record<string, string>} */
  const needed = {};
  let isNews = space !== keptSpace;
  for (const { id, place } of [...liked, ...unwanted]) {
    if (!Object.hasOwn(places, id)) continue;
    needed[id] = places[id];
    isNews ||= place !== places[id];
  }
  return !isNews || changeTaste(() => ({ space, places: needed }));
}
