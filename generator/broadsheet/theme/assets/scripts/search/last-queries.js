/**
 * What the reader searched for last. It stays in the browser, and goes when the reader says so.
 */
import { STORED, readStored, writeStored } from "../page/storage.js";
import { LONGEST_QUERY } from "./engine/shared.js";

const MOST_QUERIES = 8;
/** Shorter ones were hardly meant. */
const SHORTEST_QUERY = 2;

/** Return the last queries, the newest first. */
export function lastQueries() {
  /** @type {unknown[]} */
  const stored = readStored(STORED.queries, []);
  return stored.filter((query) => typeof query === "string").slice(0, MOST_QUERIES);
}

/**
 * Remember a query, in place of the same one before.
 * @param {string} given
 */
export function rememberQuery(given) {
  const query = given.trim();
  if (query.length < SHORTEST_QUERY || query.length > LONGEST_QUERY) return;
  const others = lastQueries().filter((other) => other.toLowerCase() !== query.toLowerCase());
  writeStored(STORED.queries, [query, ...others].slice(0, MOST_QUERIES));
}

/**
 * Forget a query.
 * @param {string} query
 */
export function forgetQuery(query) {
  writeStored(
    STORED.queries,
    lastQueries().filter((other) => other !== query),
  );
}

/** Forget all queries. */
export function forgetQueries() {
  writeStored(STORED.queries, []);
}
