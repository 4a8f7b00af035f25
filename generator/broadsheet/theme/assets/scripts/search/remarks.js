/**
 * What is said above the results: how many there are, what was looked for instead, what else to try.
 * @import { Card, Found } from "./types.js"
 * @import { SearchRequest } from "./address.js"
 */
import { create } from "../page/elements.js";
import { SITE_ROOT } from "../page/storage.js";
import { isFiltered } from "./address.js";
import { arxivIdIn } from "./engine/paper-ids.js";
import { LONGEST_QUERY } from "./engine/shared.js";
import { formatNumber, say, sayCount, weave } from "../page/words.js";

/** @typedef {(string | Node)[]} Line */

/** Words that nobody wrote and that are named. */
const MOST_NAMED = 8;
const HAS_SYNTAX = /["]|(?:^|\s)(?:-|author:|topic:)/i;

/** What is shown where nothing was asked for, by its order. */
const THESE_ARE = {
  relevance: say("these are all papers"),
  newest: say("these are the newest papers"),
  votes: say("these are the papers with the most votes"),
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
  if (found.direct !== null) return [create("b", {}, say("Exact match"))];
  if (!cards.length) {
    const isNarrowed = isAsking || isFiltered(request);
    return [create("b", {}, isNarrowed ? say("Nothing found") : say("No papers yet"))];
  }
  if (!isAsking) return [create("b", {}, sayCount("%(num)s paper", "%(num)s papers", found.total))];
  if (!found.isAsking) return [create("b", {}, say("Nothing to search for")), `; ${THESE_ARE[found.order]}`];
  return summariseAnswer(found, request);
}

/**
 * @param {Found} found
 * @param {SearchRequest} request
 * @returns {Line}
 */
function summariseAnswer({ total, partly, papers, words }, request) {
  if (papers.every(({ byMeaning }) => byMeaning)) {
    return [create("b", {}, say("No exact match.")), ` ${say("Similar papers:")}`];
  }
  if (!total) return [create("b", {}, say("No paper matches every word.")), ` ${say("Some match:")}`];
  const doOthersFollow = words.length > 1 && partly > 0 && request.sort === "relevance";
  if (!doOthersFollow) return [create("b", {}, sayCount("%(num)s paper", "%(num)s papers", total))];
  const matches = sayCount("%(num)s paper matches every word", "%(num)s papers match every word", total);
  return [create("b", {}, matches), `; ${say("more match some")}`];
}

/**
 * Say what was done with the query, and where nothing was found what else to try.
 * @param {Found} found
 * @param {Card[]} cards
 * @param {SearchRequest} request
 * @param {() => void} searchUnfiltered
 */
export function remarksOn(found, cards, request, searchUnfiltered) {
  if (found.direct !== null) return [create("p", { class: "small" }, say("Press Enter to open it."))];
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
      lines.push(
        weave("No results for %(word)s. Showing %(instead)s instead.", {
          word: quote([word]),
          instead: quote([instead]),
        }),
      );
  }
  if (!found.isAsking && query.trim()) {
    lines.push(
      weave("Common words such as %(words)s and signs alone are not searched for.", {
        words: quote(["of", "the"]),
      }),
    );
  }
  const unknown = unknownWords(found);
  if (unknown.length && cards.length)
    lines.push(weave("No results for %(words)s.", { words: quote(unknown) }));
  lines.push(...limitLines(found, query));
  return lines;
}

/**
 * Say what of a query, and of the papers, was too much to look at.
 * @param {Found} found
 * @param {string} query
 */
function limitLines(found, query) {
  /** @type {Line[]} */
  const lines = [];
  if (found.leftOut.length) {
    const words = sayCount(
      "The query is long: %(num)s common word was left out.",
      "The query is long: %(num)s common words were left out.",
      found.leftOut.length,
    );
    lines.push([words]);
  }
  if (query.length > LONGEST_QUERY) {
    lines.push([
      say("Only the first %(number)s characters were read.", { number: formatNumber(LONGEST_QUERY) }),
    ]);
  }
  if (found.unread) {
    const words = sayCount(
      "Only the best matches were checked for the quoted words; %(num)s other was not.",
      "Only the best matches were checked for the quoted words; %(num)s others were not.",
      found.unread,
    );
    lines.push([words]);
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
    const link = create("a", { href: `https://arxiv.org/abs/${id}` }, say("at arXiv"));
    tries.push(weave("Paper %(id)s has not been listed here; look for it %(link)s.", { id, link }));
  }
  if (isFiltered(request)) {
    tries.push([
      create("button", { type: "button", click: searchUnfiltered }, say("Search without filters")),
    ]);
  }
  if (unknown.length)
    tries.push(weave("No results for %(words)s. Check the spelling.", { words: quote(unknown) }));
  if (HAS_SYNTAX.test(query)) {
    const author = create("code", {}, "author:");
    const topic = create("code", {}, "topic:");
    tries.push(weave("Leave out quotation marks, minus signs, %(author)s and %(topic)s.", { author, topic }));
  }
  if (query.trim()) tries.push([say("Use fewer words, or describe the paper in your own.")]);
  const topics = create("a", { href: new URL("topics/", SITE_ROOT) }, say("topics"));
  const archive = create("a", { href: new URL("archive/", SITE_ROOT) }, say("archive"));
  tries.push(weave("Browse the %(topics)s or the %(archive)s.", { topics, archive }));
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
  const connection = navigator.onLine ? say("The connection may be bad.") : say("There is no connection.");
  const button = create("button", { type: "button", click: retry }, say("Try again"));
  const title = create("b", {}, say("Part of the search index could not be loaded."));
  const words = create(
    "p",
    {},
    title,
    ` ${connection} ${say("The search goes on once there is one.")} `,
    button,
  );
  return create("div", { class: "notice failed tools" }, words);
}

/** Say that the page is of another edition of the site than its index, or than its scripts. */
export function createReloadNotice() {
  const button = create("button", { type: "button", click: () => location.reload() }, say("Reload the page"));
  const title = create("b", {}, say("The site has changed since this page was opened."));
  const words = create("p", {}, title, ` ${say("Its search needs the new page.")} `, button);
  return create("div", { class: "notice tools" }, words);
}
