/**
 * The page of the reader's own: the newest papers in the reader's order, with why each is there; what is
 * followed; and what goes out and comes in.
 * @import { Ranked } from "./for-you/types.js"
 */
import { askOrder, reasonOf } from "./for-you/client.js";
import { createFiles } from "./for-you/files-panel.js";
import { createFollowedPanel } from "./for-you/followed-panel.js";
import { addUnwantedButton, createNovelty, createUnwantedList } from "./for-you/taste-panel.js";
import { readTaste } from "./for-you/taste.js";
import { create, find, findAll } from "./page/elements.js";
import { addReason, createList, createRest } from "./page/ordered-cards.js";
import { paperIdIn } from "./page/papers.js";
import { savedPapers } from "./page/saved-papers.js";
import { onChange } from "./page/storage.js";
import { say, sayCount } from "./page/words.js";

/** So many papers are shown; the others stand folded. */
const SHOWN = 12;

/** The cards that this page came with, by the ids of their papers, in the order of the site. */
const cards = new Map(findAll(HTMLElement, "#newest .card").map((card) => [idOf(card), card]));
const days = (find(HTMLElement, "#newest")?.dataset.days ?? "").split(",").filter(Boolean);
const list = create("section", { class: "ordered", "aria-label": say("For you") });
const notice = create("p", { class: "notice", hidden: "" });
const followedPanel = createFollowedPanel([...cards.values()], days);
const unwantedList = createUnwantedList();

/** @param {HTMLElement} card */
function idOf(card) {
  const link = find(HTMLAnchorElement, "h3 a", card);
  return link ? paperIdIn(link.href) : "";
}

/** @param {string} words */
function showNotice(words) {
  notice.hidden = !words;
  notice.textContent = words;
}

/** What the shown order was made for: changes of anything else leave it as it is. */
let shownFor = "";

async function showOrder() {
  const order = await askOrder([...cards.keys()], days).catch(() => null);
  if (!order) {
    showNotice(say("There is no connection to load your order. This is the order of the site."));
    return;
  }
  const { ranked, unplaced } = order;
  if (!ranked) {
    shownFor = ""; // whatever is kept from now on may be enough
    showNotice(
      say(
        "Nothing is known yet by which papers could be ordered. Save a few papers, follow an author or a topic, or bring in a file of references below.",
      ),
    );
    return;
  }
  const older = sayCount(
    "%(num)s of your papers is too old to be compared. Compare it too, below.",
    "%(num)s of your papers are too old to be compared. Compare them too, below.",
    unplaced,
  );
  showNotice(unplaced ? older : "");
  showRanked(ranked);
}

/** @param {Ranked[]} ranked best first */
function showRanked(ranked) {
  const saved = new Set(savedPapers().map(({ id }) => id));
  const wanted = ranked.filter((paper) => isWanted(paper) && !saved.has(paper.id)).slice(0, SHOWN);
  const best = wanted.flatMap(withReason);
  const rest = ranked.filter((paper) => !wanted.includes(paper)).flatMap(withReason);
  const focused = document.activeElement;
  list.replaceChildren(create("h2", { class: "vh" }, say("In your order")), createList(best));
  if (rest.length) list.append(createRest(rest));
  if (focused instanceof HTMLElement && list.contains(focused)) focused.focus();
  document.getElementById("newest")?.remove();
}

/** @param {Ranked} paper */
function isWanted({ id, cause }) {
  return cause.kind !== "unwanted" && !readTaste().unwanted.some((unwanted) => unwanted.id === id);
}

/**
 * Return the card of a paper, which says why it stands where it does; none where this page has no such paper.
 * @param {Ranked} paper
 */
function withReason({ id, cause }) {
  const card = cards.get(id);
  if (!card) return [];
  addReason(card, reasonOf(cause));
  return [card];
}

function show() {
  followedPanel.show();
  unwantedList.show();
  const now = JSON.stringify([readTaste().unwanted, readTaste().novelty, readTaste().brought]);
  if (now === shownFor) return;
  shownFor = now;
  void showOrder();
}

for (const [id, card] of cards) addUnwantedButton(card, id);
document.getElementById("own")?.append(createNovelty(), notice, list);
find(HTMLElement, "main")?.append(followedPanel.element, unwantedList.element, createFiles());
onChange(show);
show();
