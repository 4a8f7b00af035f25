/**
 * What is kept of the reader's visits: since when papers are new, which of them were seen, and which were
 * put off.
 * @import { Standing, Visit } from "./news.js"
 */
import { checkVisit, isNewSince, nextVisit, sinceWhen } from "./news.js";
import { readPapers } from "./read-marks.js";
import { savedPapers } from "./saved-papers.js";
import { MOST_READ_MARKS, STORED, readStored, writeStored } from "./storage.js";

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
