/**
 * Searches that a reader follows, asked of the papers of a page: what the page says of them is read, and
 * nothing is loaded. The index of the search would tell a server by its files what is asked for.
 * @import { ShownPaper } from "../page/followed-papers.js"
 */
import { parseQuery } from "../search/engine/query.js";
import { askedTerms, compoundsOf, stemOf, termsOf } from "../search/engine/words.js";

/**
 * Return whether a paper is one that a search finds: with all its words, phrases, authors and topics.
 * @param {ShownPaper} paper
 * @param {string} address the part of the search's address behind the question mark
 */
export function matchesSearch(paper, address) {
  const asked = new URLSearchParams(address);
  const query = parseQuery(asked.get("q") ?? "");
  const names = [...paper.names].join("\n");
  const terms = new Set([...termsOf(paper.text), ...termsOf(names)]);
  const hasAll = (/** @type {string} */ text) => askedTerms(text).every((term) => terms.has(term));
  const author = new Set(termsOf(names));
  const tests = [
    termsOf(query.text).every((term) => terms.has(term)),
    query.phrases.every((phrase) => stemsOf(paper.text).includes(stemsOf(phrase))),
    query.authors.every((name) => askedTerms(name).every((term) => author.has(term))),
    [...query.topics, ...asked.getAll("topic")].every((topic) => isIn(paper, topic)),
    asked.getAll("org").every((name) => paper.names.has(name)),
    !query.not.some(hasAll),
  ];
  return tests.every(Boolean);
}

/**
 * @param {ShownPaper} paper
 * @param {string} topic its slug, or its name as readers type it
 */
function isIn({ topics }, topic) {
  const folded = topic.toLowerCase();
  return [...topics].some(([slug, name]) => slug === folded || name.toLowerCase() === folded);
}

/** @param {string} text */
function stemsOf(text) {
  const words = compoundsOf(text).flatMap(({ parts }) => parts);
  return ` ${words.map(stemOf).join(" ")} `;
}

/**
 * Write a search as a rule of content/config/rules.yaml, which scores what it finds.
 * @param {string} title
 * @param {string} address
 */
export function ruleOf(title, address) {
  const asked = new URLSearchParams(address);
  const query = parseQuery(asked.get("q") ?? "");
  const words = query.phrases.length ? query.phrases : [query.text].filter(Boolean);
  const conditions = {
    words,
    authors: query.authors,
    topics: [...query.topics, ...asked.getAll("topic")],
    organisations: asked.getAll("org"),
  };
  const lines = Object.entries(conditions)
    .filter(([, values]) => values.length)
    .map(([key, values]) => `      ${key}: [${values.map((value) => JSON.stringify(value)).join(", ")}]`);
  return [
    `  - name: ${JSON.stringify(title)}`,
    "    effect: score",
    "    points: 20",
    "    when:",
    ...lines,
    "",
  ].join("\n");
}
