/**
 * Keys: never while typing, never with modifiers, and they can be turned off (WCAG 2.1.4).
 */
import { create, find, findAll } from "./elements.js";
import { announceFullStorage, openDialog } from "./messages.js";
import { citePaper } from "./paper-buttons.js";
import { currentPaper, recordAt, titleLinks } from "./papers.js";
import { nameOfKey } from "./pressed-keys.js";
import { toggleSavedPaper } from "./saved-papers.js";
import { SETTINGS, readSetting, writeSetting } from "./storage.js";
import { say } from "./words.js";

/** The control that follows what a page or a row is about; pages without one say nothing of its key. */
const FOLLOW = ".follow[aria-pressed]";

const HELP = [
  ["j", say("Next paper")],
  ["k", say("Previous paper")],
  [say("o or Enter"), say("Open")],
  ["a", say("Abstract")],
  ["p", say("PDF")],
  ["s", say("Save or unsave")],
  ["f", say("Follow or unfollow")],
  ["c", say("Cite")],
  [say("[ and ]"), say("Previous and next paper or edition")],
  ["/", say("Search")],
  ["?", say("This list")],
];

/** @type {Map<string, () => void>} */
const ACTIONS = new Map([
  ["j", () => focusTitle(1)],
  ["k", () => focusTitle(-1)],
  ["o", openFocusedTitle],
  ["a", showAbstract],
  ["p", openPdf],
  ["s", saveCurrentPaper],
  ["f", follow],
  ["c", citeCurrentPaper],
  ["[", () => followLink("prev")],
  ["]", () => followLink("next")],
  ["/", focusSearchBox],
  ["?", openHelp],
]);

/** Keys of what this page shows now, which go before the others. @type {OwnKey[]} */
let ownKeys = [];

/** @typedef {[key: string, does: string, action: () => void]} OwnKey */

/**
 * Let keys do what only a part of a page can, for as long as it is shown; none gives them back.
 * @param {OwnKey[]} keys
 */
export function setOwnKeys(keys) {
  ownKeys = keys;
}

/** Listen to the keys. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event) || hasModifier(event)) return;
    const key = nameOfKey(event);
    if (areKeysOff() && key !== "?") return;
    const own = ownKeys.find(([name]) => name === key);
    const action = own ? own[2] : ACTIONS.get(key);
    if (!action) return;
    event.preventDefault();
    action();
  });
}

/**
 * Whether a key was pressed together with one that changes what it means.
 * @param {KeyboardEvent} event
 */
export function hasModifier(event) {
  return event.ctrlKey || event.metaKey || event.altKey || event.isComposing;
}

/** @param {KeyboardEvent} event */
function isTyping({ target }) {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest("input, textarea, select, dialog") !== null;
}

function areKeysOff() {
  return readSetting(SETTINGS.keys) === "off";
}

/** @param {1 | -1} step */
function focusTitle(step) {
  const titles = titleLinks();
  const focused = titles.findIndex((title) => title === document.activeElement);
  const isFromBelow = focused < 0 && step < 0;
  let place = isFromBelow ? titles.length - 1 : focused + step;
  // Only those that come next are looked at: in a long list it takes long to ask all of them.
  while (titles[place] && !titles[place].getClientRects().length) place += step;
  titles[place]?.focus();
  titles[place]?.scrollIntoView({ block: "center" });
}

function openFocusedTitle() {
  titleLinks()
    .find((title) => title === document.activeElement)
    ?.click();
}

/** Open and close what stands folded in a row, its abstract first; on a paper's own page, go to it. */
function showAbstract() {
  const place = currentPaper()?.place;
  if (place instanceof Element) {
    const more = find(HTMLDetailsElement, ".more", place);
    if (!more) return;
    more.open = !more.open;
    if (more.open) more.scrollIntoView({ block: "nearest" });
  } else if (place) {
    find(HTMLElement, "#abstract, main .abstract")?.scrollIntoView({ block: "start" });
  }
}

function openPdf() {
  const place = currentPaper()?.place;
  const links = place ? findAll(HTMLAnchorElement, ".foot a[href]", place) : [];
  links.find(({ textContent }) => textContent?.trim() === "PDF")?.click();
}

/** Follow what is at hand: whatever the row has that can be followed, or else the page. */
function follow() {
  const place = currentPaper()?.place ?? document;
  const control = find(HTMLElement, FOLLOW, place) ?? find(HTMLElement, `main ${FOLLOW}`);
  control?.click();
}

function saveCurrentPaper() {
  const paper = currentPaper();
  if (!paper) return;
  const control = find(HTMLElement, ".save", paper.place);
  if (control) control.click();
  else if (paper.id) toggleSavedPaper(recordAt(paper));
}

function citeCurrentPaper() {
  const paper = currentPaper();
  if (paper?.id) citePaper(paper);
}

/**
 * Follow the link of this page to what comes before or after it.
 * @param {"prev" | "next"} relation
 */
function followLink(relation) {
  find(HTMLAnchorElement, `main a[rel=${relation}]`)?.click();
}

function focusSearchBox() {
  const box = find(HTMLInputElement, "main [name=q]") ?? find(HTMLInputElement, "[name=q]");
  const menu = box?.closest("details");
  if (menu) menu.open = true;
  box?.focus();
  box?.select();
}

function openHelp() {
  const list = create("dl");
  const others = HELP.filter(([key]) => !ownKeys.some(([name]) => name === key));
  for (const [key, does] of [...ownKeys, ...others]) {
    const isUseless = key === "f" && !find(HTMLElement, FOLLOW);
    if (!isUseless) list.append(create("dt", {}, key), create("dd", {}, does));
  }
  const next = areKeysOff() ? "on" : "off";
  const turn = () => {
    if (!writeSetting(SETTINGS.keys, next)) announceFullStorage();
  };
  openDialog(say("Keys"), list).append(
    create("button", { click: turn }, next === "on" ? say("Turn keys on") : say("Turn keys off")),
  );
}
