/**
 * Papers that the reader has opened are marked in lists.
 */
import { create } from "./elements.js";
import { paperIdIn, titleLinks } from "./papers.js";
import { MOST_READ_MARKS, STORED, readStored, writeStored } from "./storage.js";
import { say } from "./words.js";

/**
 * Return the ids of the papers that were read, the last one last.
 * @returns {string[]}
 */
export function readPapers() {
  return readStored(STORED.read, []);
}

/**
 * Mark a paper as read; those that were read longest ago are forgotten.
 * @param {string} id
 */
export function markRead(id) {
  const others = readPapers().filter((other) => other !== id);
  writeStored(STORED.read, [...others, id].slice(-MOST_READ_MARKS));
}

/** Forget what was read; false where that was not possible. */
export function forgetReadPapers() {
  return writeStored(STORED.read, []);
}

/** Show in the lists of this page what was read. */
export function showReadMarks() {
  const ids = new Set(readPapers());
  for (const title of titleLinks()) {
    const isMarked = title.classList.contains("read");
    if (ids.has(paperIdIn(title.href)) === isMarked) continue;
    title.classList.toggle("read");
    if (isMarked) title.nextElementSibling?.remove();
    else title.after(create("span", { class: "vh" }, ` ${say("(read)")}`));
  }
}
