/**
 * Visits: since when papers are new to the reader, which of them were seen, and which were put off. A visit
 * is all that happens in this browser, in whatever tabs, until the front page and the page of what is new
 * were not opened for some hours.
 */
import { readPapers } from "./read-marks.js";
import { savedPapers } from "./saved-papers.js";
import { MOST_READ_MARKS, STORED, readStored, writeStored } from "./storage.js";

/** After so many ms the next look is another visit: half a working day. */
export const PAUSE = 4 * 60 * 60 * 1000;

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * What the newest edition was at some time: its day, the number of its papers and, where they are known,
 * their ids. A day may get more papers later.
 * @typedef {object} Standing
 * @property {string} day
 * @property {number} papers
 * @property {string[]} [ids] of all its papers
 * @property {number} [at] when that was, in ms; 0 where nobody knows
 */

/**
 * The newest edition that was seen, and the one that stood there when the visit before this one ended; none
 * on the first visit. While the reader goes through what was missed, that stays (`isHeld`).
 * @typedef {Standing & {since?: Standing, isHeld?: boolean}} Visit
 */

/**
 * Return what was stored as far as it makes sense; nothing where it is no such thing.
 * @param {any} stored
 * @returns {Standing | undefined}
 */
function checkStanding(stored) {
  if (typeof stored?.day !== "string" || !DAY.test(stored.day)) return undefined;
  const { day, papers, ids, at } = stored;
  return {
    day,
    papers: Number.isFinite(papers) ? papers : 0,
    ids: Array.isArray(ids) ? ids : undefined,
    at: Number.isFinite(at) ? at : 0,
  };
}

/**
 * Return a visit as far as what was stored makes sense; nothing before the first one.
 * @param {any} stored
 * @returns {Visit | undefined}
 */
export function checkVisit(stored) {
  const newest = checkStanding(stored);
  if (!newest) return undefined;
  return { ...newest, since: checkStanding(stored.since), isHeld: stored.isHeld === true };
}

/**
 * Return the standing since which papers are new at a time; nothing on the first visit.
 * @param {Visit | undefined} visit
 * @param {number} now in ms
 * @returns {Standing | undefined}
 */
export function sinceWhen(visit, now) {
  if (!visit || visit.isHeld) return visit?.since;
  const { day, papers, ids, at = 0 } = visit;
  const isOver = Math.abs(now - at) >= PAUSE; // a clock may also have been put back
  return isOver ? { day, papers, ids, at } : visit.since;
}

/**
 * Return the visit that a look at the newest edition makes of the one before. An old copy of a page takes
 * nothing back, nor does one that does not name all papers of its newest day.
 * @param {Visit | undefined} visit
 * @param {Standing} newest
 * @param {number} now
 * @returns {Visit}
 */
export function nextVisit(visit, newest, now) {
  const since = sinceWhen(visit, now);
  const isHeld = visit?.isHeld ?? false;
  const isOlder = visit && (newest.day < visit.day || (newest.day === visit.day && !newest.ids));
  return { ...(isOlder ? visit : newest), at: now, since, isHeld };
}

/**
 * Return whether a paper came after a standing.
 * @param {{id: string, day: string}} paper
 * @param {Standing | undefined} since
 */
export function isNewSince({ id, day }, since) {
  if (!since || day < since.day) return false;
  if (day > since.day) return true;
  return since.ids !== undefined && !since.ids.includes(id);
}

// What is kept

/** Return the visit as it is kept. */
export function readVisit() {
  return checkVisit(readStored(STORED.visit, {}));
}

/**
 * Keep a visit; false where that was not possible.
 * @param {Visit} visit
 */
export function writeVisit(visit) {
  return writeStored(STORED.visit, visit);
}

/**
 * Keep that the reader looks at the newest edition now; returns the standing since which papers are new.
 * @param {Standing} newest
 */
export function recordVisit(newest) {
  const visit = nextVisit(readVisit(), newest, Date.now());
  writeVisit(visit);
  return visit.since;
}

/**
 * @param {string} name
 * @returns {string[]}
 */
function readIds(name) {
  /** @type {any[]} */
  const stored = readStored(name, []);
  return stored.filter((id) => typeof id === "string");
}

/** Return the ids of the papers that were put off, the first one first. */
export function laterPapers() {
  return readIds(STORED.later);
}

/**
 * Return the test of whether a paper is unread: new or put off, and neither seen, opened nor saved.
 * @returns {(paper: {id: string, day: string}) => boolean}
 */
export function unreadTest() {
  const since = sinceWhen(readVisit(), Date.now());
  const later = new Set(laterPapers());
  const seen = new Set([...readIds(STORED.seen), ...readPapers(), ...savedPapers().map(({ id }) => id)]);
  return (paper) => !seen.has(paper.id) && (later.has(paper.id) || isNewSince(paper, since));
}

/**
 * Keep that a paper was seen or put off, or that it no longer is; false where that was not possible. What
 * was kept longest ago is forgotten.
 * @param {"seen" | "later"} name
 * @param {string} id
 * @param {boolean} isKept
 */
export function keepId(name, id, isKept) {
  const others = readIds(STORED[name]).filter((other) => other !== id);
  return writeStored(STORED[name], isKept ? [...others, id].slice(-MOST_READ_MARKS) : others);
}

/**
 * Keep the standing since which papers are new until the reader has gone through them; returns false where
 * that was not possible.
 * @param {Standing} since
 */
export function holdSince(since) {
  const visit = readVisit();
  return visit !== undefined && writeVisit({ ...visit, since, isHeld: true });
}

/**
 * Keep that the reader is through with what came so far, with or without what was put off. Returns what
 * takes that back; nothing where it was not possible.
 * @param {{keepsLater: boolean}} options
 */
export function finishVisit({ keepsLater }) {
  const visit = readVisit();
  if (!visit) return undefined;
  const { since, isHeld, ...newest } = visit;
  const later = laterPapers();
  if (!writeVisit({ ...newest, since: newest, isHeld: false })) return undefined;
  if (!keepsLater) writeStored(STORED.later, []);
  return () => {
    writeVisit({ ...(readVisit() ?? newest), since, isHeld });
    writeStored(STORED.later, later);
  };
}
