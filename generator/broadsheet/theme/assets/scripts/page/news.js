/**
 * How many papers are new since the last visit.
 */

/** @typedef {{day: string, papers: number}} Edition */

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
