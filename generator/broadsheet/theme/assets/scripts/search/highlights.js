/**
 * The words of a text that a query found. Nothing here touches a page.
 * @import { WordPlace } from "./word-places.js"
 */
import { wordPlaces } from "./word-places.js";

/** Characters of a text that are shown. */
const SNIPPET = 240;
/** Of these so many may stand before the first word that was found, and after the last one. */
const MARGIN = 40;
/** A first word that is no farther than this from the beginning is shown with the beginning. */
const NEAR_BEGINNING = 60;
/** Texts of which the words are remembered. */
const MOST_TEXTS = 2000;

/** Of the texts that were shown, the places of their words by stem. @type {Map<string, Map<string, WordPlace[]>>} */
const knownTexts = new Map();

/**
 * Return the places of the words of a text, by stem.
 * @param {string} text
 */
export function wordsByStem(text) {
  const known = knownTexts.get(text);
  if (known) return known;
  /** @type {Map<string, WordPlace[]>} */
  const words = new Map();
  for (const place of wordPlaces(text)) {
    const [, , stem] = place;
    const places = words.get(stem);
    if (places) places.push(place);
    else words.set(stem, [place]);
  }
  knownTexts.set(text, words);
  return words;
}

/** Forget the words of texts where there are many of them. */
export function forgetTexts() {
  if (knownTexts.size > MOST_TEXTS) knownTexts.clear();
}

/**
 * Find the words of a text that have one of the stems, in the order of the text.
 * @param {string} text
 * @param {string[]} stems
 */
export function findMarks(text, stems) {
  const words = wordsByStem(text);
  const marks = stems.flatMap((stem) => words.get(stem) ?? []);
  return marks.sort(([first], [second]) => first - second);
}

/**
 * Cut a text into pieces, of which those are marked that have one of the stems.
 * @param {string} text
 * @param {string[]} stems
 */
export function cutAtMarks(text, stems) {
  const pieces = [];
  let at = 0;
  for (const [start, end] of joinTouching(findMarks(text, stems))) {
    pieces.push({ text: text.slice(at, start), isMarked: false });
    pieces.push({ text: text.slice(start, end), isMarked: true });
    at = end;
  }
  pieces.push({ text: text.slice(at), isMarked: false });
  return pieces;
}

/**
 * Join marks that touch, as the pairs of characters of one word do.
 * @param {WordPlace[]} marks in the order of the text
 */
function joinTouching(marks) {
  /** @type {[start: number, end: number][]} */
  const joined = [];
  for (const [start, end] of marks) {
    const last = joined.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

/**
 * Cut out the part of a text in which most of the stems stand, or its beginning where none does; `marks` is
 * how many words of the whole text have one of the stems.
 * @param {string} text
 * @param {string[]} stems
 */
export function cutSnippet(text, stems) {
  const marks = findMarks(text, stems);
  const first = densestMark(marks);
  const start = first < NEAR_BEGINNING ? 0 : startBefore(text, first);
  const isWhole = start + SNIPPET >= text.length;
  const lastSpace = text.lastIndexOf(" ", start + SNIPPET);
  const end = isWhole ? text.length : lastSpace;
  const part = text.slice(start, end > start + MARGIN ? end : start + SNIPPET);
  return { text: `${start ? "… " : ""}${part}${end < text.length ? " …" : ""}`, marks: marks.length };
}

/**
 * Where a snippet begins: at the beginning of a word, or of a sentence where there are no spaces.
 * @param {string} text
 * @param {number} first where the first mark is
 */
function startBefore(text, first) {
  const from = first - MARGIN;
  const before = text.slice(from, first);
  const gap = before.search(/[\s。，、；：！？]/u);
  if (gap >= 0) return from + gap + 1;
  return /[\udc00-\udfff]/.test(before[0]) ? from + 1 : from;
}

/**
 * Where the word stands after which most of the stems follow.
 * @param {WordPlace[]} marks
 */
function densestMark(marks) {
  let densest = 0;
  let most = 0;
  for (const [from] of marks) {
    const stems = new Set();
    for (const [start, end, stem] of marks) {
      if (start >= from && end <= from + SNIPPET - MARGIN) stems.add(stem);
    }
    if (stems.size > most) {
      most = stems.size;
      densest = from;
    }
  }
  return densest;
}
