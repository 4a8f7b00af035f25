/**
 * The days of the page of what is new: their rows in the reader's order, the first few of them open.
 */
import { create, find, findAll } from "../page/elements.js";
import { mutedTopics } from "../page/muted-topics.js";
import { paperOfRow } from "../page/unread-marks.js";
import { sayCount } from "../page/words.js";
import { inReadersOrder } from "./queue.js";

/** How many rows of a day stand open. */
const OPEN_IN_DAY = Number(find(HTMLElement, "main > .sections")?.dataset.open);

/** @typedef {{id: string, day: string, row: HTMLElement}} ListedPaper */

/**
 * A day with its papers in the order of the site, and the number of all its papers: the page may not have all
 * of a crowded one.
 * @typedef {{day: string, section: HTMLElement, papers: ListedPaper[], number: number}} ListedDay
 */

/**
 * Read the days of this page, newest first.
 * @returns {ListedDay[]}
 */
export function readDays() {
  return findAll(HTMLElement, "main section[data-day]").map((section) => ({
    day: section.dataset.day ?? "",
    section,
    papers: findAll(HTMLElement, ".card", section).map((row) => ({ ...paperOfRow(row), row })),
    number: Number(section.dataset.papers),
  }));
}

/**
 * Put the rows of a day in the reader's order: what was missed first, and muted topics never among those
 * that stand open. Returns the papers of the day that were missed.
 * @param {ListedDay} listed
 * @param {(paper: ListedPaper) => boolean} isMissed
 * @param {Map<string, number>} ranks
 */
export function arrangeDay({ section, papers }, isMissed, ranks) {
  const muted = mutedTopics();
  const ordered = inReadersOrder(papers, isMissed, ranks);
  const heard = ordered.filter(({ row }) => !Object.hasOwn(muted, row.dataset.topic ?? ""));
  const missed = heard.filter(isMissed);
  const open = (missed.length ? missed : heard).slice(0, OPEN_IN_DAY);
  const others = ordered.filter((paper) => !open.includes(paper));
  const list = find(HTMLElement, ".list", section);
  for (const line of findAll(HTMLElement, ".folded", section)) line.remove();
  list?.replaceChildren(...open.map(({ row }) => row));
  showRest(section, others);
  return missed;
}

/**
 * @param {HTMLElement} section
 * @param {ListedPaper[]} others
 */
function showRest(section, others) {
  const rest = find(HTMLDetailsElement, ".rest", section) ?? createRest(section);
  rest.hidden = !others.length;
  const words = sayCount("%(num)s more paper", "%(num)s more papers", others.length);
  find(HTMLElement, "summary", rest)?.replaceChildren(words);
  find(HTMLElement, ".list", rest)?.replaceChildren(...others.map(({ row }) => row));
}

/** @param {HTMLElement} section */
function createRest(section) {
  const rest = create("details", { class: "rest" }, create("summary"), create("div", { class: "list" }));
  find(HTMLElement, ".list", section)?.after(rest);
  return rest;
}
