/**
 * Which papers are new since the last visit, and how many. A visit is all that happens in this browser, in
 * whatever tabs, until the front page and the page of what is new were not opened for some hours.
 */

/** @typedef {{day: string, papers: number}} Edition */

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
export function checkStanding(stored) {
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

/**
 * Read the newest editions, newest first, as the home page names them: "2026-03-03 12,2026-03-02 7".
 * @param {string} text
 * @returns {Edition[]}
 */
export function parseEditions(text) {
  return text.split(",").map((edition) => {
    const [day, papers] = edition.split(" ");
    return { day, papers: Number(papers) };
  });
}

/**
 * Count the papers that came since the last visit, as far as the editions named reach back.
 * @param {Edition[]} editions newest first
 * @param {Edition} lastVisit the newest edition at that time
 */
export function countNewPapers(editions, { day, papers }) {
  let newPapers = 0;
  for (const edition of editions) {
    if (edition.day > day) newPapers += edition.papers;
    else if (edition.day === day) newPapers += Math.max(0, edition.papers - papers);
  }
  const oldest = editions[editions.length - 1];
  return { papers: newPapers, areThereMore: oldest.day > day };
}
