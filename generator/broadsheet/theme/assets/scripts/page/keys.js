/**
 * Keys: never while typing, never with modifiers, and they can be turned off (WCAG 2.1.4).
 */
import { create, find } from "./elements.js";
import { announceFullStorage, openDialog } from "./messages.js";
import { citePaper } from "./paper-buttons.js";
import { currentPaper, recordAt, titleLinks } from "./papers.js";
import { nameOfKey } from "./pressed-keys.js";
import { toggleSavedPaper } from "./saved-papers.js";
import { SETTINGS, readSetting, writeSetting } from "./storage.js";
import { say } from "./words.js";

const HELP = [
  ["j", say("Next paper")],
  ["k", say("Previous paper")],
  [say("o or Enter"), say("Open")],
  ["s", say("Save or unsave")],
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
  ["s", saveCurrentPaper],
  ["c", citeCurrentPaper],
  ["[", () => followLink("prev")],
  ["]", () => followLink("next")],
  ["/", focusSearchBox],
  ["?", openHelp],
]);

/** Listen to the keys. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || isTyping(event) || hasModifier(event)) return;
    const key = nameOfKey(event);
    if (areKeysOff() && key !== "?") return;
    const action = ACTIONS.get(key);
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
  const visible = titleLinks().filter((title) => title.getClientRects().length);
  const focused = visible.findIndex((title) => title === document.activeElement);
  const isFromBelow = focused < 0 && step < 0;
  const next = visible[isFromBelow ? visible.length - 1 : focused + step];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

function openFocusedTitle() {
  titleLinks()
    .find((title) => title === document.activeElement)
    ?.click();
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
  const box = find(HTMLInputElement, "[name=q]");
  const menu = box?.closest("details");
  if (menu) menu.open = true;
  box?.focus();
  box?.select();
}

function openHelp() {
  const list = create("dl");
  for (const [key, does] of HELP) list.append(create("dt", {}, key), create("dd", {}, does));
  const next = areKeysOff() ? "on" : "off";
  const turn = () => {
    if (!writeSetting(SETTINGS.keys, next)) announceFullStorage();
  };
  openDialog(say("Keys"), list).append(
    create("button", { click: turn }, next === "on" ? say("Turn keys on") : say("Turn keys off")),
  );
}
