/**
 * A query as it was typed, taken apart. What is no filter and no phrase is words.
 * @import { Query } from "../types.js"
 */
import { idsIn } from "./paper-ids.js";
import { LONGEST_QUERY } from "./shared.js";
import { compoundsOf, termsOf } from "./words.js";

const PART = /(-?)(?:(author|topic):)?(?:"([^"]*)"?|([^\s"]+))/gi;
const ENDS_IN_WORD = /[\p{L}\p{N}]$/u;

/**
 * @param {Query} query
 * @param {string} key
 */
function filterValues(query, key) {
  return key.toLowerCase() === "author" ? query.authors : query.topics;
}

/** @param {string | undefined} quoted */
function isPhrase(quoted) {
  return quoted !== undefined && compoundsOf(quoted).flatMap(({ parts }) => parts).length > 1;
}

/**
 * Take a query apart.
 * @param {string} given
 * @returns {Query}
 */
export function parseQuery(given) {
  const text = given.slice(0, LONGEST_QUERY).trim();
  /** @type {Query} */
  const query = { text: "", ids: idsIn(text), phrases: [], authors: [], topics: [], not: [], isOpen: false };
  const words = [];
  for (const [whole, minus, key, phrase, word] of text.matchAll(PART)) {
    const value = phrase ?? word;
    query.isOpen = !key && !minus && phrase === undefined;
    if (key) {
      filterValues(query, key).push(value);
    } else if (!minus) {
      words.push(value);
      if (isPhrase(phrase)) query.phrases.push(phrase);
    } else if (termsOf(value).length) {
      query.not.push(value);
    } else {
      words.push(whole);
    }
  }
  query.text = words.join(" ");
  query.isOpen &&= ENDS_IN_WORD.test(given.slice(0, LONGEST_QUERY));
  return query;
}
