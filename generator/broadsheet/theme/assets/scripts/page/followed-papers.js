/**
 * Which of the papers that a page shows are followed, by what the page says of them: nothing is loaded for it.
 * @import { Followed } from "../for-you/types.js"
 */
import { findAll } from "./elements.js";

/**
 * What a page says of a paper.
 * @typedef {object} ShownPaper
 * @property {string} text title, sentence and abstract
 * @property {Set<string>} names of its authors and its organisation
 * @property {Map<string, string>} topics names of its topics by their slugs
 */

/**
 * Read what a card says of its paper. Authors whom it does not show stand in what it has for reference managers.
 * @param {Element} card
 * @returns {ShownPaper}
 */
export function readCard(card) {
  const texts = findAll(HTMLElement, "h3, .title, .takeaway, .abstract", card);
  const names = findAll(HTMLElement, ".maker bdi, .names bdi, .by bdi, .authors bdi", card);
  const data = new URLSearchParams(card.querySelector(".Z3988")?.getAttribute("title") ?? "");
  const authors = data.getAll("rft.au").map((name) => name.split(", ").reverse().join(" "));
  const topics = findAll(HTMLAnchorElement, "a.topic", card).map((link) => topicOf(link));
  // Cards leave out the topic that they stand under: the first of their own, or that of the page.
  const page = document.querySelector("main > [data-mute]")?.getAttribute("data-mute");
  /** @type {[string, string][]} */
  const unnamed = [card.getAttribute("data-topic"), page].flatMap((slug) => (slug ? [[slug, ""]] : []));
  return {
    text: texts.map((element) => element.textContent ?? "").join("\n"),
    names: new Set([
      ...names.map((element) => element.textContent ?? ""),
      ...authors,
      ...data.getAll("rft.aucorp"),
    ]),
    topics: new Map([...unnamed, ...topics]),
  };
}

/**
 * @param {HTMLAnchorElement} link
 * @returns {[slug: string, name: string]}
 */
function topicOf(link) {
  const slug = link.href.match(/\/topic\/([\w-]+)\//)?.[1] ?? "";
  return [slug, link.textContent ?? ""];
}

/**
 * Return what of all that is followed the paper of a card is by, in or about.
 * @param {Element} card
 * @param {Followed[]} all
 */
export function followedOf(card, all) {
  if (!all.length) return [];
  const paper = readCard(card);
  return all.filter((one) => isAbout(paper, one));
}

/**
 * Searches are read on the page of the reader's own alone: what reads them is large.
 * @param {ShownPaper} paper
 * @param {Followed} one
 */
function isAbout(paper, { kind, name }) {
  if (kind === "topic") return paper.topics.has(name);
  if (kind === "word") return holdsWord(paper.text, name);
  return namesOf(name).some((printed) => paper.names.has(printed));
}

/**
 * Return the names by which papers print an author or an organisation that is followed.
 * @param {string} name one a line
 */
export function namesOf(name) {
  return name.split("\n");
}

/**
 * Return whether a text holds a word, or several in a row, whatever their case and with a plural "s".
 * @param {string} text
 * @param {string} word
 */
function holdsWord(text, word) {
  const plain = word.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&").replace(/\s+/g, "\\s+");
  return new RegExp(`(?<![\\p{L}\\p{N}])${plain}s?(?![\\p{L}\\p{N}])`, "iu").test(text);
}
