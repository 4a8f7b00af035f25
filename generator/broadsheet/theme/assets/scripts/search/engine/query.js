/**
 * A query as it was typed, taken apart. What is no filter and no phrase is words.
 * @import { Query } from "../types.js"
 */
import { LONGEST_QUERY } from "./shared.js";
import { allWords, termsOf } from "./words.js";

/** An id of arXiv, alone or in one of the addresses that lead to its paper. */
const ARXIV = new RegExp(
  "^(?:https?://)?(?:" +
    "(?:[a-z0-9-]+\\.)?arxiv\\.org/(?:abs|pdf|html|format)/|" +
    "(?:www\\.)?(?:huggingface\\.co|hf\\.co)/papers/|" +
    "(?:dx\\.)?(?:doi\\.org/)?10\\.48550/arxiv\\.|" +
    "arxiv: ?)?" +
    "(\\d{4}\\.\\d{4,6}|[a-z][a-z-]+(?:\\.[a-z]{2})?/\\d{7})" +
    "(?:v\\d{1,4})?(?:\\.pdf)?/?(?:[?#].*)?$",
  "i",
);
const PART = /(-?)(?:(author|topic):)?(?:"([^"]*)"?|([^\s"]+))/gi;

/**
 * @param {Query} query
 * @param {string} key
 */
function filterValues(query, key) {
  return key.toLowerCase() === "author" ? query.authors : query.topics;
}

/** @param {string | undefined} quoted */
function isPhrase(quoted) {
  return quoted !== undefined && allWords(quoted).length > 1;
}

/**
 * Take a query apart.
 * @param {string} given
 * @returns {Query}
 */
export function parseQuery(given) {
  const text = given.slice(0, LONGEST_QUERY).trim();
  const id = (text.match(ARXIV)?.[1] ?? text).replace("/", "-").toLowerCase();
  /** @type {Query} */
  const query = { text: "", id, phrases: [], authors: [], topics: [], not: [] };
  const words = [];
  for (const [whole, minus, key, phrase, word] of text.matchAll(PART)) {
    const value = phrase ?? word;
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
  return query;
}
