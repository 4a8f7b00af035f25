/**
 * Which dots of a map are marked for a reader, and how.
 */

/** Papers are near where their dots are not farther apart than this, in parts of the width and height. */
const NEAR = 0.06;

/**
 * A dot as it is marked: the id of its paper and where it lies, in parts of the width and height.
 * @typedef {{id: string, across: number, down: number}} Dot
 */

/**
 * Return which dots have which mark; a dot has one at most.
 * @param {Dot[]} dots
 * @param {{saved: Set<string>, followed: Set<string>, read: Set<string>}} kept ids of papers
 * @returns {Map<string, string>} marks by ids
 */
export function marksOf(dots, { saved, followed: byFollowed, read }) {
  const known = dots.filter(({ id }) => saved.has(id) || read.has(id));
  /** @type {Map<string, string>} */
  const marks = new Map();
  for (const dot of dots) {
    if (saved.has(dot.id)) marks.set(dot.id, "saved");
    else if (byFollowed.has(dot.id)) marks.set(dot.id, "followed");
    else if (!read.has(dot.id) && known.some((other) => isNear(dot, other))) marks.set(dot.id, "near");
  }
  return marks;
}

/**
 * @param {Dot} one
 * @param {Dot} other
 */
function isNear(one, other) {
  return Math.hypot(one.across - other.across, one.down - other.down) <= NEAR;
}
