/**
 * What is asked for, as the address of the search page says it.
 * @import { FacetName, Sort } from "./types.js"
 */
import { LONGEST_QUERY } from "./engine/shared.js";
import { FACETS, RESULTS_AT_ONCE, SORTS } from "./settings.js";

/**
 * What is asked for.
 * @typedef {object} SearchRequest
 * @property {string} query
 * @property {Record<FacetName, string[]>} filters
 * @property {Sort} sort
 * @property {number} shown how many results
 */

/** Characters of a query in the title of the page. */
const LONGEST_TITLE = 80;
/** A year or a month. */
const MONTH = /^\d{4}(-(0[1-9]|1[0-2]))?$/;

/**
 * Return filters that let all papers pass.
 * @returns {Record<FacetName, string[]>}
 */
export function noFilters() {
  return Object.fromEntries(FACETS.map(({ name }) => [name, []]));
}

/**
 * Read what an address asks for; what makes no sense in it is left out.
 * @param {string} search the part of the address from the question mark on
 * @param {number} shown how many results
 * @returns {SearchRequest}
 */
export function parseAddress(search, shown = RESULTS_AT_ONCE) {
  const parameters = new URLSearchParams(search);
  const filters = noFilters();
  for (const { name, key } of FACETS) filters[name] = [...new Set(parameters.getAll(key))];
  filters.months = filters.months.filter((month) => MONTH.test(month));
  filters.code = filters.code.slice(0, 1);
  const wanted = parameters.get("sort");
  const sort = [...SORTS.keys()].find((name) => name === wanted) ?? "relevance";
  return { query: parameters.get("q") ?? "", filters, sort, shown };
}

/**
 * Write what is asked for as the part of an address after the question mark; empty where nothing is.
 * @param {SearchRequest} request
 */
export function formatAddress({ query, filters, sort }) {
  const parameters = new URLSearchParams();
  if (query.trim()) parameters.set("q", query.slice(0, LONGEST_QUERY));
  for (const { name, key } of FACETS) {
    for (const value of filters[name]) parameters.append(key, value);
  }
  if (sort !== "relevance") parameters.set("sort", sort);
  return String(parameters);
}

/**
 * Return whether any filter is chosen.
 * @param {SearchRequest} request
 */
export function isFiltered({ filters }) {
  return Object.values(filters).some((values) => values.length > 0);
}

/**
 * Choose a value of a facet, or no longer choose it. A year stands for its months: one of them alone
 * replaces it, and it replaces them.
 * @param {Record<FacetName, string[]>} filters
 * @param {FacetName} facet
 * @param {string} value
 */
export function toggleFilter(filters, facet, value) {
  const chosen = filters[facet];
  const others = chosen.filter((other) => {
    const isOfSameYear = other.startsWith(value) || value.startsWith(other);
    return other !== value && (facet !== "months" || !isOfSameYear);
  });
  const wasChosen = chosen.includes(value);
  return { ...filters, [facet]: wasChosen ? others : [...others, value] };
}

/** Keeps the address of the page up to date. To change it takes longer than to answer. */
export class AddressKeeper {
  /** Whether the next address is a step of the history of its own. */
  #isStep = false;
  /** Whether the hand has rested since the last key. */
  #isSettled = true;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {SearchRequest | undefined} */
  #waiting;

  /** @param {string} title of the page, without a query */
  constructor(title) {
    this.title = title;
  }

  /**
   * Keep what is asked for at once.
   * @param {SearchRequest} request
   * @param {boolean} isStep whether going back leads to what was asked before
   */
  keep(request, isStep) {
    this.#isStep ||= isStep;
    this.#isSettled = true;
    this.#write(request);
  }

  /**
   * Keep what is being typed when the hand has rested for so many ms. A step is made when typing begins:
   * not for every key of a fast hand.
   * @param {SearchRequest} request
   * @param {number} wait
   */
  keepWhenResting(request, wait) {
    this.#isStep ||= this.#isSettled;
    this.#isSettled = false;
    this.#waiting = request;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#write(request), wait);
  }

  /** Keep what is waiting to be kept: nothing more is typed. */
  settle() {
    if (this.#waiting) this.#write(this.#waiting);
    this.#isSettled = true;
  }

  /** Forget what is waiting to be kept: the address has changed by itself. */
  forget() {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
    this.#isStep = false;
    this.#isSettled = true;
  }

  /** @param {SearchRequest} request */
  #write(request) {
    clearTimeout(this.#timer);
    this.#waiting = undefined;
    const words = formatAddress(request);
    const address = words ? `?${words}` : location.pathname;
    const kept = { shown: request.shown };
    try {
      if (this.#isStep) history.pushState(kept, "", address);
      else history.replaceState(kept, "", address);
    } catch {
      // A browser takes only so many in so many seconds.
    }
    this.#isStep = false;
    const query = request.query.trim();
    document.title = query ? `${query.slice(0, LONGEST_TITLE)} · ${this.title}` : this.title;
  }
}
