/**
 * The facets, orders and limits of the search page.
 * @import { FacetName, Sort } from "./types.js"
 */
import { say } from "../page/words.js";

/** How many results are shown at once, and how many more each time that more are wanted. */
export const RESULTS_AT_ONCE = 10;
/** How many values of a facet are shown before more are asked for. */
export const FACET_VALUES = 8;

/**
 * The facets in the order of the page: as they are called here, in the address, and on the page.
 * @type {{name: FacetName, key: string, label: string}[]}
 */
export const FACETS = [
  /* Facets: written by tools/shared_facts.py */
  { name: "topics", key: "topic", label: "Topic" },
  { name: "months", key: "date", label: "Date" },
  { name: "organisations", key: "org", label: "Organisation" },
  { name: "licences", key: "licence", label: "Licence" },
  { name: "code", key: "code", label: "Code" },
  /* End of the facets */
];

/** The orders by their names in the address. @type {Map<Sort, string>} */
export const SORTS = new Map([
  ["relevance", say("Relevance")],
  ["newest", say("Newest first")],
  ["votes", say("Most voted")],
]);
