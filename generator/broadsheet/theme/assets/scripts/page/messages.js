/**
 * What a page says to its reader: numbers in words, news for screen readers, dialogs.
 */
import { create } from "./elements.js";
import { say } from "./words.js";

/** How long a screen reader is given, in ms, to notice that the last message is gone. */
const PAUSE = 50;

const voice = create("p", { role: "status", class: "vh" });
document.body.append(voice);

/**
 * Say something to those who listen, and to all where it is a trouble.
 * @param {string} words
 * @param {boolean} isTrouble
 */
export function announce(words, isTrouble = false) {
  voice.className = isTrouble ? "trouble" : "vh";
  voice.textContent = "";
  setTimeout(() => {
    voice.textContent = words;
  }, PAUSE);
}

/** Say that the browser did not store what it should. */
export function announceFullStorage() {
  announce(say("Nothing was changed: this browser’s storage is full or blocked."), true);
}

/**
 * Open a dialog; returns its bar, to which more buttons can be added.
 * @param {string} title
 * @param {(string | Node)[]} children
 */
export function openDialog(title, ...children) {
  const bar = create("p", {}, create("button", {}, say("Close")));
  const heading = create("h2", { id: "asked" }, title);
  const form = create("form", { method: "dialog" }, heading, ...children, bar);
  const dialog = create("dialog", { "aria-labelledby": "asked", close: () => dialog.remove() }, form);
  document.body.append(dialog);
  dialog.showModal();
  return bar;
}
