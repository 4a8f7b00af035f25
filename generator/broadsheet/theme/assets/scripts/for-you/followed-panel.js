/**
 * What a reader follows, with how many of the newest papers each has; a word to follow; and searches as rules.
 * @import { Followed } from "./types.js"
 */
import { create, createButton, find } from "../page/elements.js";
import { followed, toggleFollowed } from "../page/followed.js";
import { followedOf, readCard } from "../page/followed-papers.js";
import { announce } from "../page/messages.js";
import { paperIdIn } from "../page/papers.js";
import { SITE_ROOT } from "../page/storage.js";
import { say, sayCount } from "../page/words.js";
import { matchesSearch, ruleOf } from "./saved-searches.js";

const KINDS = {
  author: say("Author"),
  organisation: say("Organisation"),
  topic: say("Topic"),
  word: say("Word"),
  search: say("Search"),
};
const LONGEST_WORD = 100;

/**
 * Make the part of the page that lists what is followed.
 * @param {HTMLElement[]} cards of the newest papers
 */
export function createFollowedPanel(cards) {
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
  const show = () => {
    const all = followed();
    empty.hidden = all.length > 0;
    list.replaceChildren(...all.map((one) => createItem(one, cards)));
  };
  return { element, show };
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
 * @param {Followed} one
 * @param {HTMLElement[]} cards
 */
function createItem(one, cards) {
  const found = cards.filter((card) => isFound(card, one));
  const name = create("bdi", {}, one.title);
  const href = new URL(`search/?${one.name}`, SITE_ROOT);
  const shown = one.kind === "search" ? create("a", { href }, name) : name;
  const unfollow = createButton(say("Unfollow"), one.title, () => toggleFollowed(one));
  const item = create(
    "li",
    {},
    create("span", { class: "kind" }, KINDS[one.kind]),
    " ",
    shown,
    " ",
    unfollow,
  );
  if (one.kind === "search")
    item.append(
      " ",
      createButton(say("Copy as a rule"), one.title, () => copyRule(one)),
    );
  if (found.length) item.append(createFound(found));
  return item;
}

/** @param {HTMLElement[]} cards */
function createFound(cards) {
  const words = sayCount("%(num)s new paper", "%(num)s new papers", cards.length);
  const items = cards.map((card) => {
    const link = find(HTMLAnchorElement, "h3 a", card);
    const address = link?.href ?? "";
    return create(
      "li",
      { "data-id": paperIdIn(address) },
      create("a", { href: address, dir: "auto" }, link?.textContent ?? ""),
    );
  });
  return create("details", {}, create("summary", { class: "badge" }, words), create("ul", {}, ...items));
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
