/**
 * The order in which a reader goes through papers, one after the other.
 */

/**
 * Return the paper that comes next: first those about which nothing was said, then those that were put off,
 * but for those that were put off again (`passed`). Nothing at the end.
 * @param {string[]} unread in their order
 * @param {string[]} later those that were put off, the first one first
 * @param {Set<string>} passed
 */
export function nextPaper(unread, later, passed) {
  const fresh = unread.find((id) => !later.includes(id));
  return fresh ?? later.find((id) => unread.includes(id) && !passed.has(id));
}

/**
 * Put papers in the reader's order: those that were missed first, and within these the best first.
 * @template {{id: string}} Paper
 * @param {Paper[]} papers in the order of the site
 * @param {(paper: Paper) => boolean} isMissed
 * @param {Map<string, number>} ranks places by id in the reader's own order, as far as there is one
 */
export function inReadersOrder(papers, isMissed, ranks) {
  const rankOf = (/** @type {Paper} */ { id }) => ranks.get(id) ?? Infinity;
  return [...papers].sort((first, second) => {
    const byMissed = Number(isMissed(second)) - Number(isMissed(first));
    if (byMissed) return byMissed;
    const [firstRank, secondRank] = [rankOf(first), rankOf(second)];
    return firstRank === secondRank ? 0 : firstRank - secondRank;
  });
}
