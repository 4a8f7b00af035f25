/**
 * Saved papers, chosen and sorted. Nothing here touches a page.
 * @import { PaperNote, PaperRecord } from "../page/types.js"
 * @import { Sort, View } from "./view.js"
 */
import { familyName } from "../citations/names.js";
import { hasTag } from "../page/note-values.js";
import { LOCALE } from "../page/words.js";

/**
 * A saved paper with what its reader added, and what is searched of both.
 * @typedef {{paper: PaperRecord, note: PaperNote, text: string}} Item
 */

const ACCENTS = /\p{M}+/gu;
const BLANKS = /\s+/;
// Made once, since making it takes longer than using it.
const COLLATOR = new Intl.Collator(LOCALE, { numeric: true });

/** @param {string} text */
function fold(text) {
  return text.normalize("NFKD").replace(ACCENTS, "").toLowerCase();
}

/**
 * Return what is searched of a paper, without accents and capitals.
 * @param {PaperRecord} paper
 * @param {PaperNote} note
 */
export function searchedText(paper, note) {
  const { title, authors, journal, conference, arxiv, doi } = paper;
  const parts = [title, ...authors, journal, conference, arxiv, doi, ...note.tags, note.note];
  return fold(parts.join("\n"));
}

/**
 * Return the date of a paper, or where it has none the day on which it was listed.
 * @param {PaperRecord} paper
 */
export function dateOf({ date, day }) {
  return date || day;
}

/** @type {Record<Sort, (item: Item) => string>} */
const SORT_KEYS = {
  saved: ({ paper }) => paper.saved ?? "",
  date: ({ paper }) => dateOf(paper),
  title: ({ paper }) => paper.title,
  author: ({ paper }) => familyName(paper.authors[0] ?? ""),
};

/**
 * Sort papers: by time the newest first, by words from A to Z.
 * @template {Item} T
 * @param {T[]} items
 * @param {Sort} sort
 */
export function sortItems(items, sort) {
  const keyOf = SORT_KEYS[sort];
  const isTime = sort === "saved" || sort === "date";
  const keyed = items.map((item) => ({ item, key: keyOf(item) }));
  keyed.sort((first, second) => {
    if (!isTime) return COLLATOR.compare(first.key, second.key);
    if (first.key === second.key) return 0;
    return first.key < second.key ? 1 : -1;
  });
  return keyed.map(({ item }) => item);
}

/**
 * Return what tells whether a view shows a paper: it has all words and all tags that are asked for.
 * @param {View} view
 * @returns {(item: Item) => boolean}
 */
export function matcherOf({ words, tags, later }) {
  const wanted = fold(words).split(BLANKS).filter(Boolean);
  return ({ note, text }) =>
    (!later || note.later) &&
    tags.every((tag) => hasTag(note.tags, tag)) &&
    wanted.every((word) => text.includes(word));
}

/**
 * Count the papers of each tag, in the order of the alphabet. A tag is written as where it is found first.
 * @param {Iterable<PaperNote>} notes
 * @returns {[tag: string, papers: number][]}
 */
export function countTags(notes) {
  /** @type {Map<string, [tag: string, papers: number]>} */
  const counts = new Map();
  for (const { tags } of notes) {
    for (const tag of tags) {
      const [name, papers] = counts.get(tag.toLowerCase()) ?? [tag, 0];
      counts.set(tag.toLowerCase(), [name, papers + 1]);
    }
  }
  return [...counts.values()].sort(([first], [second]) => COLLATOR.compare(first, second));
}
