/**
 * The list of results.
 * @import { Card, Found } from "./types.js"
 */
import { create, find, findAll } from "../page/elements.js";
import { addPaperButtons } from "../page/paper-buttons.js";
import { createAuthorNames, organisationLink, paperAddress, paperIdIn } from "../page/papers.js";
import { createMore } from "../page/row-parts.js";
import { SITE_ROOT, notifyChange } from "../page/storage.js";
import { cutAtMarks, cutSnippet, findMarks, forgetTexts, wordsByStem } from "./highlights.js";
import { LOCALE, formatNumber, say, sayCount } from "../page/words.js";

const ROW_HEIGHT = 170; // px, about
const LATER = 100; // ms, in which a slow phone has painted a screen of rows
const MOST_KEYWORDS = 4; // that are shown
const ARXIV_ID = /^(\d{4}\.\d{4,5}|[a-z-]+-\d{7})$/;

// Made once, since making it takes longer than using it.
const DAYS = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/**
 * What a row shows beside its card.
 * @typedef {object} RowContext
 * @property {string[]} stems to mark
 * @property {boolean} isAsking whether words were asked for
 * @property {boolean} byMeaning whether the paper was found by meaning alone
 */

/**
 * Return the address to which a result leads.
 * @param {Card} card
 */
export function cardAddress({ id, elsewhere }) {
  return elsewhere ? new URL(elsewhere, SITE_ROOT).href : paperAddress(id);
}

/** The results, which come and go. */
export class ResultList {
  element = create("ol", { class: "items" });
  legend = create("p", { class: "small", hidden: "" }, say("≈ by meaning: the same subject in other words"));
  /** Of each row what it was made from. @type {string[]} */
  #keys = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {Map<string, HTMLAnchorElement>} topics links to topics by their slugs */
  constructor(topics) {
    this.topics = topics;
  }

  /** Return the links to the papers, from the first to the last. */
  links() {
    return findAll(HTMLAnchorElement, ".title", this.element);
  }

  /** Remove all rows. */
  clear() {
    clearTimeout(this.#timer);
    this.element.replaceChildren();
    this.element.ariaBusy = "false";
    this.legend.hidden = true;
    this.#keys = [];
  }

  /**
   * Show an answer. While somebody types, the rows that the screen holds come at once, and the others when
   * these were painted.
   * @param {Found} found
   * @param {Card[]} cards
   * @param {boolean} isTyping
   */
  show(found, cards, isTyping) {
    clearTimeout(this.#timer);
    const atOnce = isTyping ? this.#rowsOnScreen() : cards.length;
    this.#showRows(found, cards, atOnce);
    if (atOnce < cards.length) {
      this.#timer = setTimeout(() => this.#showRows(found, cards, cards.length), LATER);
    }
  }

  #rowsOnScreen() {
    const { top, height } = this.element.getBoundingClientRect();
    const rowHeight = height / this.element.children.length || ROW_HEIGHT;
    return Math.max(1, Math.ceil((innerHeight - top) / rowHeight));
  }

  /**
   * Rows that would be the same as those in their places stay, as far as all above them do: so none moves.
   * @param {Found} found
   * @param {Card[]} allCards
   * @param {number} most how many rows
   */
  #showRows(found, allCards, most) {
    const { element } = this;
    const cards = allCards.slice(0, most);
    element.ariaBusy = String(cards.length < allCards.length);
    forgetTexts();
    const isAsking = found.words.length > 0 && found.direct === null;
    const contexts = found.papers.map(({ byMeaning }) => ({ stems: found.stems, isAsking, byMeaning }));
    const keys = cards.map((card, place) => rowKey(card, contexts[place]));
    const differing = keys.findIndex((key, place) => key !== this.#keys[place]);
    const kept = differing < 0 ? keys.length : differing;
    const focused = this.#focusedRow();
    for (const stale of [...element.children].slice(kept)) stale.remove();
    for (let place = kept; place < cards.length; place += 1) {
      element.append(this.#createRow(cards[place], contexts[place]));
    }
    this.#keys = keys;
    this.#focusRow(focused);
    notifyChange(); // read and saved papers are marked as such
    this.legend.hidden = !element.querySelector(".alike");
  }

  /** The id of the row that has the focus, or an empty one. */
  #focusedRow() {
    const focused = document.activeElement;
    return this.element.contains(focused) ? (focused?.closest("li")?.id ?? "") : "";
  }

  /** @param {string} id */
  #focusRow(id) {
    const row = id ? document.getElementById(id) : null;
    if (row) find(HTMLAnchorElement, ".title", row)?.focus();
  }

  /**
   * @param {Card} card
   * @param {RowContext} context
   */
  #createRow(card, context) {
    const { stems } = context;
    const { id, title, day, votes, abstract = "" } = card;
    const address = cardAddress(card);
    const link = create("a", { class: "title", dir: "auto", href: address }, ...markWords(title, stems));
    const row = create("li", { id: `r-${id}`, class: "card", "data-day": day }, create("h2", {}, link));
    const sentence = createSentence(card, stems);
    if (sentence) row.append(sentence);
    const snippet = cutSnippet(abstract, stems);
    if (abstract && (!sentence || (snippet.marks && !sentence.querySelector("mark")))) {
      row.append(create("p", { class: "why", dir: "auto" }, ...markWords(snippet.text, stems)));
    }
    if (votes) row.append(createVotes(votes));
    row.append(this.#createFoot(card, context));
    if (paperIdIn(address)) addPaperButtons({ id, place: row });
    return row;
  }

  /**
   * @param {Card} card
   * @param {RowContext} context
   */
  #createFoot(card, context) {
    const foot = create("div", { class: "foot" }, createByline(card, context.stems));
    if (!saysAnyOf(card, context.stems)) foot.append(...createReason(card, context));
    const keywords = (card.keywords ?? []).filter((word) => findMarks(word, context.stems).length);
    if (keywords.length) foot.append(createKeywords(keywords.slice(0, MOST_KEYWORDS), context.stems));
    foot.append(...createActions(card));
    const topics = create("p", { class: "links" });
    for (const slug of card.topics ?? []) {
      const topic = this.topics.get(slug);
      if (topic) topics.append(topic.cloneNode(true));
    }
    const abstract = create("p", { class: "abstract", dir: "auto" }, card.abstract ?? "");
    foot.append(createMore(card.title, ...(card.abstract ? [abstract] : []), topics));
    return foot;
  }
}

/** @param {number} votes */
function createVotes(votes) {
  const noun = create("span", { class: "vh" }, ` ${sayCount("vote", "votes", votes)}`);
  return create("p", { class: "votes" }, create("b", {}, formatNumber(votes)), noun);
}

/**
 * The sentence of a paper: the editor's, else its abstract's own, which says so to those who ask.
 * @param {Card} card
 * @param {string[]} stems
 */
function createSentence({ takeaway, claim }, stems) {
  const words = markWords(takeaway || claim || "", stems);
  if (takeaway) return create("p", { class: "takeaway", dir: "auto" }, ...words);
  if (!claim) return null;
  const origin = create("span", { class: "vh" }, `${say("From the abstract:")} `);
  return create(
    "p",
    { class: "takeaway claim", dir: "auto", title: say("From the abstract") },
    origin,
    ...words,
  );
}

/**
 * Where a paper can be read, and its code. arXiv's older ids have a slash, which our addresses cannot have.
 * @param {Card} card
 */
function createActions({ id, title, code }) {
  const arxiv = id.match(ARXIV_ID) ? id.replace(/^([a-z-]+)-(\d{7})$/, "$1/$2") : "";
  const links = [
    ...(arxiv ? [["PDF", `https://arxiv.org/pdf/${arxiv}`]] : []),
    ...(arxiv ? [["HTML", `https://arxiv.org/html/${arxiv}`]] : []),
    ...(code ? [[say("Code"), code]] : []),
  ];
  return links.map(([name, href]) => create("a", { href, "aria-label": `${name}: ${title}` }, name));
}

/**
 * Why a paper was found that does not show any word of the query.
 * @param {Card} card
 * @param {RowContext} context
 */
function createReason(card, { isAsking, byMeaning }) {
  if (byMeaning) return [create("span", { class: "alike" }, say("≈ by meaning"))];
  if (!isAsking) return [];
  const words = card.more ? say("matches an author not named here") : say("matches in another spelling");
  return [create("span", {}, words)];
}

/**
 * @param {string[]} keywords
 * @param {string[]} stems
 */
function createKeywords(keywords, stems) {
  const line = create("span", {}, `${say("Keywords:")} `);
  keywords.forEach((keyword, place) => {
    line.append(place ? ", " : "", ...markWords(keyword, stems));
  });
  return line;
}

/** @param {Card} card */
function textsOf({ title, authors = [], organisation = "", takeaway = "", abstract = "", keywords = [] }) {
  return [title, organisation, takeaway, abstract, ...authors, ...keywords];
}

/**
 * @param {Card} card
 * @param {string[]} stems
 */
function saysAnyOf(card, stems) {
  return textsOf(card).some((text) => findMarks(text, stems).length > 0);
}

/**
 * All from which a row is made: its card, what it says of why it was found, and the words that it marks.
 * @param {Card} card
 * @param {RowContext} context
 */
function rowKey(card, { stems, isAsking, byMeaning }) {
  const texts = textsOf(card).map(wordsByStem);
  const marked = stems.filter((stem) => texts.some((words) => words.has(stem)));
  return JSON.stringify([card, byMeaning, isAsking, marked]);
}

/**
 * @param {string} text
 * @param {string[]} stems
 */
function markWords(text, stems) {
  return cutAtMarks(text, stems).map((piece) =>
    piece.isMarked ? create("mark", {}, piece.text) : piece.text,
  );
}

/**
 * @param {Card} card
 * @param {string[]} stems
 */
function createByline({ authors = [], more: others, organisation, day }, stems) {
  const byline = create("p", { class: "by" });
  if (authors.length) {
    const names = createAuthorNames(authors, (author) => markWords(author, stems));
    if (others) names.append(` ${say("and %(number)s more", { number: formatNumber(others) })}`);
    byline.append(names);
  }
  if (organisation) {
    byline.append(create("span", {}, organisationLink(organisation, ...markWords(organisation, stems))));
  }
  byline.append(create("span", {}, DAYS.format(new Date(day))));
  return byline;
}
