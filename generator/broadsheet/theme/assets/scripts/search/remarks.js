/**
 * What is said above the results: how many there are, what was looked for instead, what else to try.
 * @import { Card, Found } from "./types.js"
 * @import { SearchRequest } from "./address.js"
 */
import { create } from "../page/elements.js";
import { formatNumber, withNoun } from "../page/messages.js";
import { SITE_ROOT } from "../page/storage.js";
import { isFiltered } from "./address.js";
import { arxivIdIn } from "./engine/paper-ids.js";
import { LONGEST_QUERY } from "./engine/shared.js";

/** @typedef {(string | Node)[]} Line */

/** Words that nobody wrote and that are named. */
const MOST_NAMED = 8;
const HAS_SYNTAX = /["]|(?:^|\s)(?:-|author:|topic:)/i;

/** What is shown where nothing was asked for, by its order. */
const THESE_ARE = {
  relevance: "these are all papers",
  newest: "these are the newest papers",
  votes: "these are the papers with the most votes",
};

/**
 * Say how many papers there are.
 * @param {Found} found
 * @param {Card[]} cards
 * @param {SearchRequest} request
 * @returns {Line}
 */
export function summarise(found, cards, request) {
  const isAsking = request.query.trim() !== "";
  if (found.direct !== null) return [create("b", {}, "This very paper")];
  if (!cards.length) {
    const isNarrowed = isAsking || isFiltered(request);
    return [create("b", {}, isNarrowed ? "Nothing found" : "No papers yet")];
  }
  if (!isAsking) return [create("b", {}, withNoun(found.total, "paper"))];
  if (!found.isAsking) return [create("b", {}, "Nothing was asked for"), `; ${THESE_ARE[found.order]}`];
  return summariseAnswer(found, request);
}

/**
 * @param {Found} found
 * @param {SearchRequest} request
 * @returns {Line}
 */
function summariseAnswer({ total, partly, papers, words }, request) {
  if (papers.every(({ byMeaning }) => byMeaning)) {
    return [create("b", {}, "No paper says it so"), "; these are about the same"];
  }
  if (!total) return [create("b", {}, "No paper holds all of it"), "; these hold part"];
  const doOthersFollow = words.length > 1 && partly > 0 && request.sort === "relevance";
  const papersFound = create("b", {}, withNoun(total, "paper"));
  return doOthersFollow ? [papersFound, "; others hold part of it"] : [papersFound];
}

/**
 * Say what was done with the query, and where nothing was found what else to try.
 * @param {Found} found
 * @param {Card[]} cards
 * @param {SearchRequest} request
 * @param {() => void} searchUnfiltered
 */
export function remarksOn(found, cards, request, searchUnfiltered) {
  if (found.direct !== null) return [create("p", { class: "small" }, "Enter opens it.")];
  const unknown = unknownWords(found);
  const remarks = [];
  for (const line of remarkLines(found, cards, request)) {
    remarks.push(create("p", { class: "small" }, ...line));
  }
  if (!cards.length) {
    const tries = thingsToTry(request, unknown, searchUnfiltered);
    const items = tries.map((line) => create("li", {}, ...line));
    remarks.push(create("div", { class: "notice tools" }, create("ul", {}, ...items)));
  }
  return remarks;
}

/** @param {Found} found */
function unknownWords({ words }) {
  const unknown = words.filter(({ found, instead }) => !found && !instead);
  return unknown.map(({ word }) => word).slice(0, MOST_NAMED);
}

/**
 * @param {Found} found
 * @param {Card[]} cards
 * @param {SearchRequest} request
 */
function remarkLines(found, cards, { query }) {
  /** @type {Line[]} */
  const lines = [];
  for (const { word, instead } of found.words) {
    if (instead)
      lines.push(["No paper says ", ...quote([word]), "; looked for ", ...quote([instead]), " instead."]);
  }
  if (!found.isAsking && query.trim()) {
    lines.push(["Small words as ", ...quote(["of", "the"]), " and signs alone are not looked for."]);
  }
  const unknown = unknownWords(found);
  if (unknown.length && cards.length) lines.push(["No paper says ", ...quote(unknown), "."]);
  if (found.leftOut.length) {
    const others = withNoun(found.leftOut.length, "other");
    lines.push([`Of so many words the rarest were looked for, without ${others}.`]);
  }
  if (query.length > LONGEST_QUERY) {
    lines.push([`Only the first ${formatNumber(LONGEST_QUERY)} characters were read.`]);
  }
  if (found.unread) {
    const others = withNoun(found.unread, "other");
    const words = "Only the best papers were looked through for what stands in quotation marks";
    lines.push([`${words}; ${others} with the same words were not.`]);
  }
  return lines;
}

/**
 * @param {SearchRequest} request
 * @param {string[]} unknown
 * @param {() => void} searchUnfiltered
 */
function thingsToTry(request, unknown, searchUnfiltered) {
  /** @type {Line[]} */
  const tries = [];
  const { query } = request;
  const id = arxivIdIn(query);
  if (id) {
    const link = create("a", { href: `https://arxiv.org/abs/${id}` }, "at arXiv");
    tries.push([`The paper ${id} has not been listed here; it may be `, link, "."]);
  }
  if (isFiltered(request)) {
    tries.push([create("button", { type: "button", click: searchUnfiltered }, "Search without filters")]);
  }
  if (unknown.length) tries.push(["No paper says ", ...quote(unknown), ": another spelling?"]);
  if (HAS_SYNTAX.test(query)) {
    const words = "Leave out quotation marks, minus signs, and ";
    tries.push([words, create("code", {}, "author:"), " or ", create("code", {}, "topic:"), "."]);
  }
  if (query.trim()) tries.push(["Use fewer words, or say what the paper is about in your own."]);
  const topics = create("a", { href: new URL("topics/", SITE_ROOT) }, "topics");
  const archive = create("a", { href: new URL("archive/", SITE_ROOT) }, "archive");
  tries.push(["Look through the ", topics, " or the ", archive, "."]);
  return tries;
}

/**
 * @param {string[]} words
 * @returns {Line}
 */
function quote(words) {
  /** @type {Line} */
  const quoted = [];
  for (const word of words) {
    if (quoted.length) quoted.push(", ");
    quoted.push(create("q", {}, create("bdi", {}, word)));
  }
  return quoted;
}

/**
 * Say that the search is interrupted.
 * @param {() => void} retry
 */
export function createFailureNotice(retry) {
  const connection = navigator.onLine ? "The connection may be bad." : "There is no connection.";
  const button = create("button", { type: "button", click: retry }, "Try again");
  const title = create("b", {}, "Part of the index could not be loaded.");
  const words = create("p", {}, title, ` ${connection} It is tried again as soon as there is one. `, button);
  return create("div", { class: "notice failed tools" }, words);
}

/** Say that the page is of another edition of the site than its index, or than its scripts. */
export function createReloadNotice() {
  const button = create("button", { type: "button", click: () => location.reload() }, "Reload the page");
  const title = create("b", {}, "The site was published anew since this page was opened.");
  const words = create("p", {}, title, " Its search is not the one that this page knows. ", button);
  return create("div", { class: "notice tools" }, words);
}
