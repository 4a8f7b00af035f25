/**
 * All that a reader keeps on this site as one file, out and in.
 */
import { checkPaper, mergePapers } from "../citations/saved-file.js";
import { canBeFollowed, isSame } from "../page/followed.js";
import { checkNote, mergeNotes } from "../page/note-values.js";
import { parseOwnFile } from "../page/own-files.js";
import { STORED, readStored, writeStored } from "../page/storage.js";
import { say } from "../page/words.js";
import { checkTaste } from "./taste.js";

const FORMAT = { format: "broadsheet-reader", version: 1 };
/** What is of one visit or one browser, and of no use elsewhere. */
const LEFT_HERE = new Set(["visit", "offline"]);
const NAMES = Object.values(STORED).filter((name) => !LEFT_HERE.has(name));

/**
 * Read what is kept under a name: a list, or values by their names.
 * @param {string} name
 * @returns {any}
 */
function readKept(name) {
  const list = readStored(name, /** @type {unknown[]} */ ([]));
  return list.length ? list : readStored(name, {});
}

/** Write all that is kept as a file. */
export function writeKeptFile() {
  const kept = Object.fromEntries(NAMES.map((name) => [name, readKept(name)]));
  return `${JSON.stringify({ ...FORMAT, kept }, null, 2)}\n`;
}

/**
 * Take in a file that was written here: lists and notes are joined with what is there, the rest takes its place.
 * Returns what is wrong, and then nothing was changed; null where all of it was taken in.
 * @param {string} text
 * @returns {string | null}
 */
export function takeInKeptFile(text) {
  const kept = keptIn(text);
  if (!kept) return say("This is not a file that was exported on this page.");
  const before = new Map(NAMES.map((name) => [name, readKept(name)]));
  for (const name of NAMES) {
    const now = Object.hasOwn(kept, name) ? joined(name, before.get(name), kept[name]) : null;
    if (!now || writeStored(name, now)) continue;
    for (const [other, value] of before) writeStored(other, value);
    return say("Nothing was changed: this browser’s storage is full or blocked.");
  }
  return null;
}

/**
 * @param {string} text
 * @returns {Record<string, any> | null}
 */
function keptIn(text) {
  const file = parseOwnFile(text, FORMAT);
  return file?.kept && typeof file.kept === "object" ? file.kept : null;
}

/**
 * Return what is to be kept under a name; null where the file has nothing of its kind.
 * @param {string} name
 * @param {any} before
 * @param {any} added
 */
function joined(name, before, added) {
  if (!added || typeof added !== "object") return null;
  if (name === STORED.taste) return checkTaste(added);
  if (name === STORED.notes) return joinedNotes(before, added);
  if (!Array.isArray(added)) return Array.isArray(before) ? null : { ...before, ...added };
  const list = Array.isArray(before) ? before : [];
  if (name === STORED.saved) {
    const sound = added.flatMap((paper) => checkPaper(paper).paper ?? []);
    return mergePapers(list, sound);
  }
  if (name === STORED.followed) return joinedFollowed(list, added);
  return [...new Set([...list, ...added.filter((one) => typeof one === "string")])];
}

/**
 * Join notes: one that is here stays, as when a file of saved papers is taken in.
 * @param {Record<string, any>} before
 * @param {Record<string, any>} added
 */
function joinedNotes(before, added) {
  const notes = new Map(Object.entries(before));
  for (const [id, note] of Object.entries(added)) {
    notes.set(id, mergeNotes(checkNote(notes.get(id)), checkNote(note)));
  }
  return Object.fromEntries(notes);
}

/**
 * @param {any[]} list
 * @param {any[]} added
 */
function joinedFollowed(list, added) {
  const news = added.filter((one) => canBeFollowed(one) && !list.some((other) => isSame(one, other)));
  return [...list, ...news];
}
