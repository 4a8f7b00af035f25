/**
 * The facets: topics, months, organisations, code.
 * @import { Facet, FacetCounts, FacetName, FoundWithMatches } from "../types.js"
 */

/**
 * Return a test of whether a paper has one of the values of a facet that are wanted.
 * @param {Facet} facet
 * @param {string[]} wanted
 */
export function facetTest({ classes, values }, wanted) {
  const isWanted = values.map((held) => held.some((value) => wanted.includes(value)));
  return (/** @type {number} */ paper) => isWanted[classes[paper]];
}

/**
 * Count for each facet how many of the matches have which value; a facet's own filter does not count.
 * @param {Record<FacetName, Facet>} facets
 * @param {Pick<FoundWithMatches, "matches" | "filters">} found
 * @returns {FacetCounts}
 */
export function countFacets(facets, { matches, filters }) {
  const names = /** @type {FacetName[]} */ (Object.keys(facets));
  const wanted = new Map(filters);
  const counters = names.map((name) => {
    const values = wanted.get(name);
    return {
      name,
      passes: values ? facetTest(facets[name], values) : () => true,
      classes: facets[name].classes,
      papersByClass: new Uint32Array(facets[name].values.length),
    };
  });
  for (const paper of matches) {
    let failures = 0;
    let failed = counters[0];
    for (const counter of counters) {
      if (counter.passes(paper)) continue;
      failures += 1;
      failed = counter;
    }
    if (failures > 1) continue;
    for (const counter of failures ? [failed] : counters) counter.papersByClass[counter.classes[paper]] += 1;
  }
  const counts = /** @type {FacetCounts} */ ({});
  for (const { name, papersByClass } of counters) counts[name] = countValues(facets[name], papersByClass);
  return counts;
}

/**
 * @param {Facet} facet
 * @param {Uint32Array} papersByClass
 */
function countValues({ values }, papersByClass) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  papersByClass.forEach((papers, place) => {
    if (!papers) return;
    for (const value of values[place]) counts.set(value, (counts.get(value) ?? 0) + papers);
  });
  return [...counts];
}
