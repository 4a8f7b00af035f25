/**
 * Where the words of a text stand, as the search knows them. Nothing here touches a page.
 */
import { HANGUL_WORD, HAN_CHARACTER, foldText, plainText } from "./engine/letters.js";
import { camelParts, compoundsOf, isPair, pairsOf, stemOf } from "./engine/words.js";

/** @typedef {[start: number, end: number, stem: string]} WordPlace */

// Words with their accents, hyphens, apostrophes and signs, as they are before they are folded.
const LETTERS = "[\\p{L}\\p{N}\\p{M}\\p{Cf}]+";
const WORD_IN_TEXT = new RegExp(
  `(?:\\.net(?![\\p{L}\\p{N}])|${LETTERS}(?:[-\\u2010\\u2011'’ʼʻ]${LETTERS})*(?:\\+\\+|[#*])?)`,
  "giu",
);
const JOINT = /[-\u2010\u2011'’ʼʻ]/u;
const SIGN = /[+#*]+$/;
// A character with its accents, with a voicing mark of half width, or with the other letters of its syllable.
const CLUSTER = /[^\p{M}\p{Cf}\uff9e\uff9f\u1160-\u11ff][\p{M}\p{Cf}\uff9e\uff9f\u1160-\u11ff]*/gu;

/** Places in words as they stand in texts: the same words come again and again. @type {Map<string, WordPlace[]>} */
const knownWords = new Map();

/**
 * Return where each word of a text begins and ends, and its stem; pairs of characters overlap.
 * @param {string} text
 * @returns {WordPlace[]}
 */
export function wordPlaces(text) {
  /** @type {WordPlace[]} */
  const places = [];
  for (const match of text.matchAll(WORD_IN_TEXT)) {
    for (const [start, end, stem] of placesInWord(match[0])) {
      places.push([match.index + start, match.index + end, stem]);
    }
  }
  return places;
}

/** @param {string} word */
function placesInWord(word) {
  let places = knownWords.get(word);
  if (places === undefined) {
    places = isPair(word.normalize("NFKC")) ? placesInRuns(word) : placesOfParts(word);
    knownWords.set(word, places);
  }
  return places;
}

/**
 * The parts of a word between hyphens, and what it is as a whole.
 * @param {string} word
 */
function placesOfParts(word) {
  const pieces = word.split(JOINT);
  /** @type {WordPlace[]} */
  const places = [];
  for (const { parts, whole } of compoundsOf(word)) {
    const end = endOf(word, [whole, ...parts]);
    const isAligned = pieces.length >= parts.length;
    let at = 0;
    parts.forEach((part, place) => {
      const isLast = place === parts.length - 1 || !isAligned;
      places.push([at, isLast ? end : at + pieces[place].length, stemOf(part)]);
      if (isAligned) at += pieces[place].length + 1;
    });
    if (whole) places.push([0, end, stemOf(whole)]);
  }
  for (const part of camelParts(plainText(word))) places.push([0, word.length, stemOf(part)]);
  return places;
}

/**
 * Where a word ends: after the sign behind it if that belongs to its name.
 * @param {string} word
 * @param {string[]} spellings
 */
function endOf(word, spellings) {
  const sign = word.match(SIGN)?.[0] ?? "";
  const isNamed = spellings.some((spelling) => spelling.endsWith(sign));
  return isNamed ? word.length : word.length - sign.length;
}

/**
 * The pairs of characters of a word in a script without spaces, and the words of other scripts in it.
 * @param {string} word
 */
function placesInRuns(word) {
  /** @type {WordPlace[]} */
  const places = [];
  for (const run of runsOf(word)) {
    const start = run[0].start;
    const end = run[run.length - 1].end;
    if (isPair(run[0].folded)) places.push(...placesOfPairs(run));
    else if (end - start === word.length) places.push(...placesOfParts(word));
    else places.push(...wordPlaces(word.slice(start, end)).map(moveBy(start)));
  }
  return places;
}

/** @param {number} distance @returns {(place: WordPlace) => WordPlace} */
function moveBy(distance) {
  return ([start, end, stem]) => [start + distance, end + distance, stem];
}

/** @typedef {{folded: string, start: number, end: number}} Character */

/**
 * The characters of a word, folded, in runs of one kind of script.
 * @param {string} word
 */
function runsOf(word) {
  /** @type {Character[][]} */
  const runs = [];
  let wasPaired;
  for (const { 0: cluster, index } of word.matchAll(CLUSTER)) {
    for (const folded of foldText(cluster)) {
      const isPaired = isPair(folded);
      const character = { folded, start: index, end: index + cluster.length };
      if (isPaired === wasPaired) runs[runs.length - 1].push(character);
      else runs.push([character]);
      wasPaired = isPaired;
    }
  }
  return runs;
}

/** @param {Character[]} run */
function placesOfPairs(run) {
  /** @type {WordPlace[]} */
  const places = [];
  const text = run.map(({ folded }) => folded).join("");
  pairsOf(text).forEach((pair, place) => {
    places.push([run[place].start, (run[place + 1] ?? run[place]).end, pair]);
  });
  if (run.length < 2) return places;
  for (const { folded, start, end } of run) {
    if (folded.match(HAN_CHARACTER)) places.push([start, end, folded]);
  }
  if (HANGUL_WORD.test(text)) places.push([run[0].start, run[run.length - 1].end, text]);
  return places;
}
