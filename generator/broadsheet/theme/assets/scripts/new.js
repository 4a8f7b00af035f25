/**
 * The page of what is new shows what the reader missed: the best of each day, all of it, or one paper after
 * the other. Which of these is shown stands in the address.
 * @import { ListedPaper } from "./catching-up/days.js"
 * @import { Standing } from "./page/news.js"
 */
import { arrangeDay, readDays } from "./catching-up/days.js";
import { Triage } from "./catching-up/triage.js";
import { create, find, findAll } from "./page/elements.js";
import { announce, announceFullStorage } from "./page/messages.js";
import { isNewSince } from "./page/news.js";
import { notifyChange, onChange } from "./page/storage.js";
import { finishVisit, holdSince, laterPapers, readVisit, recordVisit, unreadTest } from "./page/visits.js";
import { LOCALE, formatNumber, say, sayCount } from "./page/words.js";

const VIEWS = [
  ["best", say("Best of each day")],
  ["all", say("All")],
  ["triage", say("One by one")],
];

const days = readDays();
const triage = new Triage();
const progress = create("progress", { "aria-label": say("How much of it you have seen") });
const views = create("ul");
const seenButton = create("button", { type: "button", click: markAllSeen }, say("Mark all as seen"));

/** What was missed, in the reader's order. @type {ListedPaper[]} */
let missed = [];
/** Takes back that all was marked as seen. @type {(() => void) | undefined} */
let undoSeen;
/** @type {Standing | undefined} */
let since;

/**
 * Write a day as readers do: one of an edition is the same everywhere, a time is on the day that it was here.
 * @param {number | string} time in ms, or a day like 2026-05-29
 */
function longDate(time) {
  const timeZone = typeof time === "string" ? "UTC" : undefined;
  return new Date(time).toLocaleDateString(LOCALE, {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone,
  });
}

/** Return the newest edition, and its papers where the page has all of them. */
function newestStanding() {
  const [{ day, papers, number }] = days;
  const ids = papers.map(({ id }) => id);
  return { day, papers: number, ids: ids.length === number ? ids : undefined };
}

/**
 * Put all rows in the reader's order, and find out what was missed.
 * @param {Map<string, number>} ranks of the reader's own order
 */
function arrange(ranks) {
  const later = new Set(laterPapers());
  const isMissed = (/** @type {ListedPaper} */ paper) => later.has(paper.id) || isNewSince(paper, since);
  missed = days.flatMap((day) => arrangeDay(day, isMissed, ranks));
  const missedDays = new Set(missed.map(({ day }) => day));
  for (const { day, section } of days) section.hidden = missed.length > 0 && !missedDays.has(day);
  notifyChange(); // rows of muted topics fold away where they stand now
}

/**
 * Put the rows in the reader's own order, where there is one. What is loaded for it follows from the days of
 * the page, and is the same for a reader of whom nothing is known.
 */
async function arrangeForReader() {
  const ids = days.flatMap(({ papers }) => papers.map(({ id }) => id));
  const [{ orderPapers }, { addReason }] = await Promise.all([
    import("./for-you/client.js"),
    import("./page/ordered-cards.js"),
  ]);
  const order = await orderPapers(
    ids,
    days.map(({ day }) => day),
  );
  if (!order) return;
  const reasons = new Map(order.map(({ id, reason }) => [id, reason]));
  for (const { id, row } of days.flatMap(({ papers }) => papers)) addReason(row, reasons.get(id) ?? "");
  arrange(new Map(order.map(({ id }, place) => [id, place])));
  showSentence(true);
  if (location.hash === "#triage") triage.start(missed);
}

// What the page says

function showCount() {
  const number = missed.length;
  const missedDays = new Set(missed.map(({ day }) => day)).size;
  if (number) {
    find(HTMLElement, "#missed-bar > p")?.replaceChildren(
      create("b", {}, formatNumber(number)),
      " ",
      create("span", {}, sayCount("new paper", "new papers", number)),
      " ",
      create("span", {}, sayCount("%(num)s day", "%(num)s days", missedDays)),
    );
  }
  progress.hidden = !number;
  showProgress();
}

function showProgress() {
  progress.max = missed.length || 1;
  progress.value = missed.length - missed.filter(unreadTest()).length;
  triage.showProgress();
}

function showSince() {
  if (!since) return;
  const day = longDate(since.at || since.day);
  const words = readVisit()?.isHeld
    ? say("Since %(day)s", { day })
    : say("Since your last visit, %(day)s", { day });
  for (const place of findAll(HTMLElement, "main > h1, header .date")) place.textContent = words;
}

/** @param {boolean} isOwnOrder */
function sentenceOfMissed(isOwnOrder) {
  if (!since) {
    return say(
      "This is your first visit in this browser: here are the newest days. Next time it is what you missed.",
    );
  }
  const newestSeen = readVisit()?.day ?? "";
  if (newestSeen > days[0].day)
    return say("This copy of the page is older than what you have seen: reload it.");
  if (!missed.length) return say("Nothing is new since your last visit. Here are the newest days.");
  const missedDays = new Set(missed.map(({ day }) => day)).size;
  const sentences = [sayCount("You missed %(num)s edition.", "You missed %(num)s editions.", missedDays)];
  const [oldest] = days.slice(-1);
  if (since.day < oldest.day && !document.querySelector(".sections[data-all]")) {
    sentences.push(say("This page goes back to %(day)s.", { day: longDate(oldest.day) }));
  }
  sentences.push(
    isOwnOrder
      ? say("Below are the best three papers of each, by your own order.")
      : say("Below are the best three papers of each."),
  );
  return sentences.join(" ");
}

/** @param {boolean} isOwnOrder */
function showSentence(isOwnOrder) {
  const place = document.getElementById("missed");
  if (place) place.textContent = sentenceOfMissed(isOwnOrder);
}

// What the reader can do

function showView() {
  const asked = location.hash.slice(1);
  const isTriage = asked === "triage";
  const view = isTriage || asked === "all" ? asked : "best";
  for (const link of findAll(HTMLAnchorElement, "a", views)) {
    if (link.hash === `#${view}`) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
  for (const part of findAll(HTMLElement, "main > .sections, main > .notice")) part.hidden = isTriage;
  for (const rest of findAll(HTMLDetailsElement, "details.rest")) rest.open = view === "all";
  if (isTriage) startTriage();
  else triage.stop();
}

/** What was missed stays so until all of it was gone through; on the first visit that is what the page has. */
function startTriage() {
  if (!since) {
    const [{ day }] = days.slice(-1);
    since = { day, papers: 0, ids: [] };
    holdSince(since);
    arrange(new Map());
    showCount();
  } else if (missed.some(unreadTest())) {
    holdSince(since);
  }
  scrollTo(0, 0);
  triage.start(missed);
}

function markAllSeen() {
  if (undoSeen) {
    undoSeen();
    undoSeen = undefined;
    announce(say("Undone."));
  } else {
    undoSeen = finishVisit({ keepsLater: false });
    if (undoSeen) announce(say("All marked as seen."));
    else announceFullStorage();
  }
  seenButton.textContent = undoSeen ? say("Undo: mark all as seen") : say("Mark all as seen");
}

/** @param {HTMLElement} bar */
function startPage(bar) {
  since = recordVisit(newestStanding());
  for (const [name, words] of VIEWS) {
    views.append(create("li", {}, create("a", { href: `#${name}` }, words)));
  }
  bar.append(create("nav", { "aria-label": say("View") }, views), seenButton, progress);
  find(HTMLElement, "main > .sections")?.before(triage.element);
  arrange(new Map());
  showSince();
  showSentence(false);
  showCount();
  showView();
  onChange(showProgress);
  addEventListener("hashchange", showView);
  arrangeForReader().catch(() => {}); // the site's order stands without a connection
}

const bar = document.getElementById("missed-bar");
if (bar) startPage(bar);
