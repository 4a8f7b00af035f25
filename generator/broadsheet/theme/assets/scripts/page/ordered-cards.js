/**
 * Cards of a page in an order of the reader's own, in one list in place of the page's sections; what is left
 * out stands folded below, with its number.
 */
import { orderPapers } from "../for-you/client.js";
import { create, find, findAll } from "./elements.js";
import { followed } from "./followed.js";
import { followedOf } from "./followed-papers.js";
import { paperIdIn } from "./papers.js";
import { formatNumber, say, sayCount } from "./words.js";

/** Parts of a page that an order takes the place of. */
const PARTS = "main > .lead, main > .top, main > .topten, main > .sections, main > .jump, main > .boards";

/**
 * Show the cards of this page in an order: "for-you", "followed" or "only-followed".
 * @param {string} order
 * @param {HTMLElement[]} cards
 */
export async function showCardsInOrder(order, cards) {
  const place = create("section", { class: "ordered", "aria-label": say("Your order") });
  const each = withoutRepeats(cards);
  if (order === "for-you") await putBest(place, each);
  else putFollowed(place, each, order === "only-followed");
  const parts = findAll(HTMLElement, PARTS);
  parts[0]?.before(place);
  for (const part of parts) part.remove();
}

/** @param {HTMLElement} card */
function idOf(card) {
  const link = find(HTMLAnchorElement, "h3 a", card);
  return link ? paperIdIn(link.href) : "";
}

/**
 * Return each paper's card once: the leading papers of a week stand there twice.
 * @param {HTMLElement[]} cards
 */
function withoutRepeats(cards) {
  /** @type {Map<string, HTMLElement>} */
  const first = new Map();
  for (const card of cards) {
    const id = idOf(card);
    if (id && !first.has(id)) first.set(id, card);
  }
  return first;
}

/** The days that a page is about, by its address: what is loaded depends on nothing else. */
function daysOfPage() {
  const found = location.pathname.match(/\/(?:day|month)\/(\d{4}-\d{2})(-\d{2})?\//);
  if (found?.[2]) return [found[1] + found[2]];
  if (found) return ["01", "11", "21"].map((day) => `${found[1]}-${day}`);
  return daysOfWeek(location.pathname.match(/\/week\/(\d{4})-W(\d{2})\//));
}

/** @param {RegExpMatchArray | null} week */
function daysOfWeek(week) {
  if (!week) return [];
  // The fourth of January lies in the first week (ISO 8601).
  const fourth = new Date(`${week[1]}-01-04T00:00:00Z`);
  const monday = fourth.getTime() - ((fourth.getUTCDay() + 6) % 7) * 86_400_000;
  return [0, 1, 2, 3, 4, 5, 6].map((day) => {
    const time = monday + (7 * (Number(week[2]) - 1) + day) * 86_400_000;
    return new Date(time).toISOString().slice(0, 10);
  });
}

/**
 * @param {HTMLElement} place
 * @param {Map<string, HTMLElement>} cards
 */
async function putBest(place, cards) {
  const ordered = await orderPapers([...cards.keys()], daysOfPage());
  if (!ordered) {
    const own = find(HTMLAnchorElement, "#own-order");
    const words = say(
      "Nothing is known yet by which papers could be ordered for you: save some, or follow somebody.",
    );
    const link = own ? [" ", create("a", { href: own.href }, say("More on that"))] : [];
    const heading = create("h2", { class: "vh" }, say("As edited"));
    place.append(create("p", { class: "notice" }, words, ...link), heading, createList([...cards.values()]));
    return;
  }
  for (const { id, reason } of ordered) {
    const card = cards.get(id);
    if (card) addReason(card, reason);
  }
  const best = ordered.flatMap(({ id }) => cards.get(id) ?? []);
  const known = new Set(best);
  const others = [...cards.values()].filter((card) => !known.has(card));
  place.append(create("h2", {}, say("In your order")), createList([...best, ...others]));
}

/**
 * Say on a card why it stands where it does.
 * @param {HTMLElement} card
 * @param {string} reason
 */
export function addReason(card, reason) {
  card.querySelector(":scope > .reason")?.remove();
  if (!reason) return;
  card.querySelector(".foot")?.before(create("p", { class: "by reason", dir: "auto" }, reason));
}

/**
 * @param {HTMLElement} place
 * @param {Map<string, HTMLElement>} cards
 * @param {boolean} only whether the others are left out
 */
function putFollowed(place, cards, only) {
  const all = followed();
  /** @type {HTMLElement[]} */
  const mine = [];
  /** @type {HTMLElement[]} */
  const others = [];
  for (const card of cards.values()) (followedOf(card, all).length ? mine : others).push(card);
  const words = sayCount("%(num)s followed paper", "%(num)s followed papers", mine.length);
  place.append(create("h2", {}, words));
  if (mine.length) place.append(createList(mine));
  if (!others.length) return;
  if (only) place.append(createRest(others));
  else
    place.append(
      create("h2", {}, say("The others"), " ", create("span", { class: "n" }, formatNumber(others.length))),
      createList(others),
    );
}

/**
 * Make a list of cards.
 * @param {HTMLElement[]} cards
 */
export function createList(cards) {
  return create("div", { class: "list" }, ...cards);
}

/**
 * Make the part that has what was left out, folded.
 * @param {HTMLElement[]} cards
 */
export function createRest(cards) {
  const words = sayCount("%(num)s paper left out", "%(num)s papers left out", cards.length);
  return create("details", { class: "rest" }, create("summary", {}, words), createList(cards));
}
