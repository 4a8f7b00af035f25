/**
 * Notes and tags as values: checked, changed and merged. Nothing here touches a page or the store.
 * @import { PaperNote } from "./types.js"
 */

/** Characters of a note. */
export const LONGEST_NOTE = 20_000;
/** Characters of a tag. */
export const LONGEST_TAG = 60;
/** Tags of a paper. */
export const MOST_TAGS = 30;
/** What stands at a paper to which nothing was added. @type {PaperNote} */
export const NO_NOTE = { note: "", tags: [], later: false };

// eslint-disable-next-line no-control-regex -- these are the signs that are meant
const BLANKS = /[\s\u0000-\u001f\u007f-\u009f]+/g;

/**
 * Make a note of whatever was stored: what is none of it is left out.
 * @param {any} given
 * @returns {PaperNote}
 */
export function checkNote(given) {
  const words = typeof given?.note === "string" ? given.note.slice(0, LONGEST_NOTE) : "";
  const listed = Array.isArray(given?.tags) ? given.tags : [];
  const tags = listed.filter((/** @type {any} */ tag) => typeof tag === "string");
  return { note: words, tags: addTags([], tags), later: given?.later === true };
}

/**
 * Return whether a note says anything.
 * @param {PaperNote} note
 */
export function hasWords({ note, tags, later }) {
  return note.trim() !== "" || tags.length > 0 || later;
}

/**
 * Return a tag as it is kept: on one line, and without commas, which part tags from one another.
 * @param {string} text
 */
export function cleanTag(text) {
  const line = text.normalize("NFC").replaceAll(",", " ").replace(BLANKS, " ");
  return line.trim().slice(0, LONGEST_TAG).trim();
}

/**
 * Return the tags that somebody typed, which commas part.
 * @param {string} text
 */
export function splitTags(text) {
  return addTags([], text.split(","));
}

/**
 * Return whether two tags are one, however they are capitalised.
 * @param {string} first
 * @param {string} second
 */
export function isSameTag(first, second) {
  return first.toLowerCase() === second.toLowerCase();
}

/**
 * Return whether a tag is among others.
 * @param {string[]} tags
 * @param {string} tag
 */
export function hasTag(tags, tag) {
  return tags.some((other) => isSameTag(other, tag));
}

/**
 * Add tags to those that are there: each once, as it was first written, and not more than a paper takes.
 * @param {string[]} tags
 * @param {string[]} more
 */
export function addTags(tags, more) {
  const all = [...tags];
  for (const tag of more.map(cleanTag)) {
    if (tag && all.length < MOST_TAGS && !hasTag(all, tag)) all.push(tag);
  }
  return all;
}

/**
 * @param {string[]} tags
 * @param {string} tag
 */
export function removeTag(tags, tag) {
  return tags.filter((other) => !isSameTag(other, tag));
}

/**
 * Give a tag another name, in its place; where that is there already the two become one.
 * @param {string[]} tags
 * @param {string} tag
 * @param {string} name
 */
export function renameTag(tags, tag, name) {
  return addTags(
    [],
    tags.map((other) => (isSameTag(other, tag) ? name : other)),
  );
}

/**
 * Merge a note that was edited here with what is stored by now: where another tab changed it too, both stay.
 * @param {string} before what both began with
 * @param {string} mine
 * @param {string} theirs
 */
export function mergeWords(before, mine, theirs) {
  if (theirs === before || mine.includes(theirs)) return mine;
  if (mine === before || theirs.includes(mine)) return theirs;
  return `${mine}\n\n${theirs}`.slice(0, LONGEST_NOTE);
}

/**
 * Merge what a file brings to a paper with what is here: nothing that was here is lost.
 * @param {PaperNote} here
 * @param {PaperNote} brought
 * @returns {PaperNote}
 */
export function mergeNotes(here, brought) {
  return {
    note: here.note.trim() ? here.note : brought.note,
    tags: addTags(here.tags, brought.tags),
    later: here.later || brought.later,
  };
}
