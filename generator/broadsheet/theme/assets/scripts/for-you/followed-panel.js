/**
 * What a reader follows, with what came of each since the last look at it; a word to follow; and searches as
 * rules.
 * @import { Standing } from "../page/news.js"
 * @import { Followed } from "./types.js"
 */
import { create, createButton, find } from "../page/elements.js";
import { followed, toggleFollowed } from "../page/followed.js";
import { followedOf, readCard } from "../page/followed-papers.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { SITE_ROOT } from "../page/storage.js";
import { paperOfRow } from "../page/unread-marks.js";
import { LOCALE, say, sayCount } from "../page/words.js";
import { keepLooks, lastLook, lookAt, newSince } from "./looks.js";
import { matchesSearch, ruleOf } from "./saved-searches.js";

const KINDS = {
  author: say("Author"),
  organisation: say("Organisation"),
  topic: say("Topic"),
  word: say("Word"),
  search: say("Search"),
};
const LONGEST_WORD = 100;

/** A paper of this page. @typedef {{id: string, day: string, card: HTMLElement}} CardPaper */

/** The papers of this page, and the newest and the oldest of its days. @typedef {{papers: CardPaper[], newest: string, oldest: string}} Listing */

/** Something that is followed, with what is found of it and what of that is new. @typedef {{one: Followed, found: CardPaper[], fresh: CardPaper[], look: Standing | undefined}} Findings */

/**
 * Make the part of the page that lists what is followed.
 * @param {HTMLElement[]} cards of the newest papers
 * @param {string[]} days of these, newest first
 */
export function createFollowedPanel(cards, days) {
  const papers = cards.map((card) => ({ ...paperOfRow(card), card }));
  const listing = { papers, newest: days[0] ?? "", oldest: days[days.length - 1] ?? "" };
  const list = create("ul", { class: "plain tools follows" });
  const empty = create(
    "p",
    {},
    say(
      "Nothing is followed yet. The pages of topics, authors and organisations have a button for it, and so has the search.",
    ),
  );
  const heading = create("h2", { id: "followed" }, say("Followed"));
  const element = create(
    "section",
    { "aria-labelledby": "followed" },
    heading,
    empty,
    list,
    createWordForm(),
  );
  let shown = "";
  const show = () => {
    const all = followed();
    const now = JSON.stringify(all);
    if (now === shown) return; // what is open stays open, and what was new is so until the page is left
    shown = now;
    empty.hidden = all.length > 0;
    const each = all.map((one) => findPapers(one, listing));
    list.replaceChildren(...each.map((findings) => createItem(findings, listing)));
    keepIdleLooks(each, listing);
  };
  return { element, show };
}

/**
 * @param {Followed} one
 * @param {Listing} listing
 * @returns {Findings}
 */
function findPapers(one, { papers }) {
  const found = papers.filter(({ card }) => isFound(card, one));
  const look = lastLook(one);
  return { one, found, fresh: newSince(found, look), look };
}

/**
 * Where nothing came there is nothing to look at: what comes later is counted from now on.
 * @param {Findings[]} each
 * @param {Listing} listing
 */
function keepIdleLooks(each, listing) {
  if (!listing.newest) return;
  const idle = each.filter(({ fresh, look }) => !fresh.length && !isTooLongAgo(look, listing));
  const later = idle.filter(({ look }) => look?.day !== listing.newest);
  if (later.length) keepLooks(later.map(({ one, found }) => [one, lookAt(found, listing.newest)]));
}

/**
 * Return whether papers may have come since a look that are older than those of this page.
 * @param {Standing | undefined} look
 * @param {Listing} listing
 */
function isTooLongAgo(look, { oldest }) {
  return look !== undefined && look.day < oldest;
}

/**
 * @param {HTMLElement} card
 * @param {Followed} one
 */
function isFound(card, one) {
  if (one.kind === "search") return matchesSearch(readCard(card), one.name);
  return followedOf(card, [one]).length > 0;
}

/**
 * @param {Findings} findings
 * @param {Listing} listing
 */
function createItem({ one, found, fresh, look }, listing) {
  const keep = () => {
    if (!keepLooks([[one, lookAt(found, listing.newest)]])) announceFullStorage();
  };
  const item = create("li", {}, create("span", { class: "kind" }, KINDS[one.kind]), " ");
  item.append(createName(one, keep), " ", createUnfollow(one));
  if (one.kind === "search") item.append(" ", createRuleButton(one));
  if (fresh.length) item.append(createFound(fresh, keep));
  if (one.kind === "search" && isTooLongAgo(look, listing))
    item.append(" ", createOlder(one, listing.oldest, keep));
  return item;
}

/**
 * @param {Followed} one
 * @param {() => void} keep
 */
function createName(one, keep) {
  const name = create("bdi", {}, one.title);
  if (one.kind !== "search") return name;
  return create("a", { href: new URL(`search/?${one.name}`, SITE_ROOT), click: keep }, name);
}

/** @param {Followed} one */
function createUnfollow(one) {
  return createButton(say("Unfollow"), one.title, () => toggleFollowed(one));
}

/** @param {Followed} one */
function createRuleButton(one) {
  return createButton(say("Copy as a rule"), one.title, () => copyRule(one));
}

/**
 * @param {CardPaper[]} fresh
 * @param {() => void} keep
 */
function createFound(fresh, keep) {
  const words = sayCount("%(num)s new paper", "%(num)s new papers", fresh.length);
  const items = fresh.map(({ id, card }) => {
    const link = find(HTMLAnchorElement, "h3 a", card);
    const shown = create("a", { href: link?.href ?? "", dir: "auto" }, link?.textContent ?? "");
    return create("li", { "data-id": id }, shown);
  });
  const summary = create("summary", { class: "badge" }, words);
  const details = create("details", {}, summary, create("ul", {}, ...items));
  details.addEventListener("toggle", () => details.open && keep());
  return details;
}

/**
 * Lead to what came since the last look and is older than what this page has.
 * @param {Followed} one a search
 * @param {string} oldest
 * @param {() => void} keep
 */
function createOlder(one, oldest, keep) {
  const date = new Date(oldest).toLocaleDateString(LOCALE, {
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  });
  const href = new URL(`search/?${one.name}&sort=newest`, SITE_ROOT);
  return create("a", { class: "older", href, click: keep }, say("What came before %(day)s", { day: date }));
}

/** @param {Followed} one */
async function copyRule({ title, name }) {
  const rule = ruleOf(title, name);
  try {
    await navigator.clipboard.writeText(rule);
    announce(say("Copied. It goes into content/config/rules.yaml, below “rules:”."), true);
  } catch {
    announce(rule, true);
  }
}

function createWordForm() {
  const input = create("input", { id: "word", maxlength: LONGEST_WORD, required: "", autocomplete: "off" });
  const follow = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const word = input.value.trim().replace(/\s+/g, " ");
    const one = /** @type {Followed} */ ({ kind: "word", name: word, title: word });
    const isThere = followed().some(({ kind, name }) => kind === "word" && name === word);
    if (word && !isThere) toggleFollowed(one);
    input.value = "";
  };
  const label = create("label", { for: "word" }, say("A word or phrase:"));
  return create(
    "form",
    { class: "tools", submit: follow },
    label,
    " ",
    input,
    " ",
    create("button", {}, say("Follow")),
  );
}
