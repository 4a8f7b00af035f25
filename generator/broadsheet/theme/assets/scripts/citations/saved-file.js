/**
 * Saved papers as a file, out and in: each field with what it must be, and what stands where there is none.
 * @import { NotedPaper, PaperNote, PaperRecord } from "../page/types.js"
 */
import { LONGEST_NOTE, LONGEST_TAG, MOST_TAGS, checkNote } from "../page/note-values.js";
import { parseOwnFile } from "../page/own-files.js";
import { say } from "../page/words.js";

const FORMAT = { format: "broadsheet-saved", version: 1 };
const NOT_OURS = say("It is not a list of papers that was exported on this page as JSON.");
const A_DATE = say("a date like 2026-03-02");
const A_WEB_ADDRESS = say("a web address");

/** @typedef {(value: any) => boolean} Test */
/** @typedef {{test: Test, must: string, fallback?: any}} Field */

/**
 * @param {number} longest
 * @param {RegExp} pattern
 * @returns {Test}
 */
function isText(longest, pattern = /^/) {
  return (value) => typeof value === "string" && value.length <= longest && pattern.test(value);
}

/**
 * @param {Test} test
 * @returns {Test}
 */
function isListOf(test) {
  return (value) => Array.isArray(value) && value.every(test);
}

const isDate = isText(10, /^$|^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/);
const isWebAddress = isText(2000, /^https?:\/\/[^\s<>"'`\\{}|^]+$/i);
const isTextPair = isListOf(isText(2000));

/** @type {Test} */
const isAddressOrEmpty = (value) => value === "" || isWebAddress(value);
/** @type {Test} */
const isLink = (value) => isTextPair(value) && isWebAddress(value[1]);
/** @type {Test} */
const isTime = (value) => isText(40)(value) && Date.parse(value) >= 0;
/** @type {Test} */
const isFlag = (value) => value === undefined || typeof value === "boolean";

/** @type {Record<string, Field>} */
const FIELDS = {
  id: { test: isText(120, /^[A-Za-z0-9](?!.*\.\.)[\w.-]*$/), must: say("the id of a paper") },
  key: { test: isText(100, /^[A-Za-z0-9_:.-]*$/), must: say("the key of a citation"), fallback: "" },
  title: { test: isText(5000, /\S/), must: say("text") },
  authors: { test: isListOf(isText(500, /\S/)), must: say("a list of names"), fallback: [] },
  day: { test: isDate, must: A_DATE, fallback: "" },
  date: { test: isDate, must: A_DATE, fallback: "" },
  year: { test: isText(4, /^(\d{4})?$/), must: say("a year"), fallback: "" },
  journal: { test: isText(1000), must: say("text"), fallback: "" },
  conference: { test: isText(1000), must: say("text"), fallback: "" },
  volume: { test: isText(40), must: say("text"), fallback: "" },
  issue: { test: isText(40), must: say("text"), fallback: "" },
  pages: { test: isListOf(isText(40)), must: say("a list of pages"), fallback: [] },
  doi: { test: isText(300, /^\S*$/), must: say("a DOI"), fallback: "" },
  arxiv: { test: isText(40, /^[\w./-]*$/), must: say("an arXiv id"), fallback: "" },
  url: { test: isAddressOrEmpty, must: A_WEB_ADDRESS, fallback: "" },
  pdf: { test: isAddressOrEmpty, must: A_WEB_ADDRESS, fallback: "" },
  links: { test: isListOf(isLink), must: say("pairs of a name and a web address"), fallback: [] },
  saved: { test: isTime, must: say("a time"), fallback: "1970-01-01T00:00:00.000Z" },
  partial: { test: isFlag, must: say("true or false") },
};

/** @type {Test} */
const areTags = (value) => isListOf(isText(LONGEST_TAG, /\S/))(value) && value.length <= MOST_TAGS;

/** What the reader added, which files of older versions do not have. @type {Record<string, Field>} */
const NOTE_FIELDS = {
  note: { test: isText(LONGEST_NOTE), must: say("text"), fallback: "" },
  tags: { test: areTags, must: say("a list of tags"), fallback: [] },
  later: { test: isFlag, must: say("true or false"), fallback: false },
};

/**
 * Write papers as a file of our own.
 * @param {NotedPaper[]} papers
 */
export function writeSavedFile(papers) {
  return `${JSON.stringify({ ...FORMAT, papers }, null, 2)}\n`;
}

/**
 * Take the fields of something, and say what is wrong with them.
 * @param {any} given
 * @param {Record<string, Field>} fields
 * @param {string} name what it is called in problems
 */
function takeFields(given, fields, name) {
  /** @type {any} */
  const taken = {};
  const problems = [];
  for (const [field, { test, must, fallback }] of Object.entries(fields)) {
    taken[field] = Object.hasOwn(given, field) ? given[field] : fallback;
    if (!test(taken[field]))
      problems.push(say("%(name)s: must be %(kind)s", { name: `${name}.${field}`, kind: must }));
  }
  return { taken, problems };
}

/**
 * Check a paper: returns it with no field that we do not know, or what is wrong with it.
 * @param {any} given
 * @param {string} name what it is called in problems
 * @returns {{paper?: PaperRecord, problems: string[]}}
 */
export function checkPaper(given, name = "paper") {
  if (!given || typeof given !== "object") return { problems: [say("%(name)s: must be a paper", { name })] };
  const { taken, problems } = takeFields(given, FIELDS, name);
  return problems.length ? { problems } : { paper: taken, problems };
}

/**
 * Read a file that was exported here: its papers, what was added to them, and all that is wrong with it.
 * @param {string} text
 */
export function readSavedFile(text) {
  /** @type {PaperRecord[]} */
  const papers = [];
  /** @type {Map<string, PaperNote>} */
  const notes = new Map();
  /** @type {string[]} */
  const problems = [];
  const listed = listedPapers(text);
  if (!listed) return { papers, notes, problems: [NOT_OURS] };
  listed.forEach((given, place) => {
    const name = `papers[${place}]`;
    const checked = checkPaper(given, name);
    problems.push(...checked.problems);
    if (!checked.paper) return;
    const added = takeFields(given, NOTE_FIELDS, name);
    problems.push(...added.problems);
    papers.push(checked.paper);
    notes.set(checked.paper.id, checkNote(added.taken));
  });
  return { papers, notes, problems };
}

/**
 * The papers that a file of ours lists; null where it is none.
 * @param {string} text
 * @returns {any[] | null}
 */
function listedPapers(text) {
  const file = parseOwnFile(text, FORMAT);
  return Array.isArray(file?.papers) ? file.papers : null;
}

/**
 * Add papers to those that are kept. What was there stays as it was; of the others, each once.
 * @param {PaperRecord[]} kept
 * @param {PaperRecord[]} added
 */
export function mergePapers(kept, added) {
  const merged = [...kept];
  const ids = new Set(kept.map(({ id }) => id));
  for (const paper of added) {
    if (ids.has(paper.id)) continue;
    ids.add(paper.id);
    merged.push(paper);
  }
  return merged;
}
