/**
 * The words of the search. The same rules stand in generator/search/words.py, and tests/search-words.json
 * holds both together: a rule that changes here changes there.
 */

/** Words of the language alone; what stands in well-known titles ("all you need") is not among them. */
export const STOP_WORDS = new Set(
  (
    "a an and are as at be been but by can for from has have how in into is it its of on or our such than " +
    "that the their then there these they this those to was we were which while with"
  ).split(" "),
);
const POSSESSIVE = /['’]s(?![\p{L}\p{N}])/gu;
// Letters and digits; parts that hyphens join are words of their own, and together one more.
const WORD = /[\p{L}\p{N}]+(?:[-\u2010\u2011][\p{L}\p{N}]+)*/gu;
const HYPHEN = /[-\u2010\u2011]/;
const WORD_IN_TEXT = /[\p{L}\p{N}\p{M}]+(?:['’]s\b)?/gu;
const VOWEL = /[aeiouy]/;
const LONGEST_ENDING = 7;
const DOUBLED_CONSONANT = /([bdgmnprt])\1$/;

/**
 * An ending, what stands in its place, and how many letters must stand before it, one of them a vowel.
 * The first that fits is taken, and "us" for "us" keeps the word as it is.
 * @typedef {[ending: string, replacement: string, lettersBefore: number]} Ending
 */
/** @type {Ending[]} */
const PLURALS = [
  ["sses", "ss", 1],
  ["ies", "y", 2],
  ["ss", "ss", 0],
  ["us", "us", 0],
  ["is", "is", 0],
  ["s", "", 2],
];
/** @type {Ending[]} */
const ENDINGS = [
  ["ization", "iz", 2],
  ["isation", "iz", 2],
  ["ation", "at", 2],
  ["ition", "it", 2],
  ["ction", "ct", 2],
  ["sion", "s", 3],
  ["ising", "iz", 2],
  ["ised", "iz", 2],
  ["ise", "iz", 2],
  ["ingly", "", 3],
  ["edly", "", 3],
  ["ically", "ic", 2],
  ["ally", "al", 2],
  ["ily", "y", 3],
  ["ly", "", 3],
  ["eed", "eed", 0],
  ["ing", "", 3],
  ["ed", "", 3],
  ["e", "", 3],
];

/**
 * Fold a text: lower case, without accents, with compatible forms made plain.
 * @param {string} text
 */
export function foldText(text) {
  return text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
}

/**
 * @param {string} word
 * @param {Ending[]} endings
 */
function replaceEnding(word, endings) {
  const found = endings.find(([ending]) => word.endsWith(ending));
  if (!found) return word;
  const [ending, replacement, lettersBefore] = found;
  const before = word.slice(0, word.length - ending.length);
  const fits = before.length >= lettersBefore && VOWEL.test(before);
  return fits ? before + replacement : word;
}

/**
 * Return the part of a folded English word that its forms share; words with digits stay whole.
 * @param {string} foldedWord
 */
export function stemOf(foldedWord) {
  if (foldedWord.length < 4 || !/^[a-z]+$/.test(foldedWord)) return foldedWord;
  const singular = replaceEnding(foldedWord, PLURALS);
  const stem = replaceEnding(singular, ENDINGS);
  return /(ing|ed)$/.test(singular) ? stem.replace(DOUBLED_CONSONANT, "$1") : stem;
}

/**
 * Return the stems that a word may have outgrown while it is written, the longest first: of "generatin"
 * that of "generating", of "librari" that of "libraries".
 * @param {string} foldedWord
 */
export function outgrownStems(foldedWord) {
  const stems = new Set();
  for (let end = foldedWord.length - 1; end > 3 && end > foldedWord.length - LONGEST_ENDING; end -= 1) {
    const begun = foldedWord.slice(end);
    for (const [ending] of [...PLURALS, ...ENDINGS]) {
      if (ending.startsWith(begun)) stems.add(stemOf(foldedWord.slice(0, end) + ending));
    }
  }
  return [...stems];
}

/**
 * Return the words of a text as they stand, folded, in order, each as its parts between hyphens.
 * @param {string} text
 */
export function compoundWords(text) {
  const words = foldText(text).replace(POSSESSIVE, "").match(WORD) ?? [];
  return words.map((word) => word.split(HYPHEN));
}

/**
 * Return the same in one row; of "pre-training" pre, training and pretraining.
 * @param {string} text
 */
export function allWords(text) {
  /** @type {string[]} */
  const words = [];
  for (const parts of compoundWords(text)) {
    words.push(...parts);
    if (parts.length === 2) words.push(parts.join(""));
  }
  return words;
}

/**
 * Return the words of a text that the index knows: all but the stop words.
 * @param {string} text
 */
export function indexWords(text) {
  return allWords(text).filter((word) => !STOP_WORDS.has(word));
}

/**
 * Return the stems of the words of a text that the index knows.
 * @param {string} text
 */
export function termsOf(text) {
  return indexWords(text).map(stemOf);
}

/** Stems of words as they stand in texts: the same words come again and again. @type {Map<string, string>} */
const knownStems = new Map();

/**
 * Return where each word of a text begins and ends, and its stem.
 * @param {string} text
 * @returns {WordPlace[]}
 */
export function wordPlaces(text) {
  /** @type {WordPlace[]} */
  const places = [];
  for (const match of text.matchAll(WORD_IN_TEXT)) {
    const word = match[0];
    let stem = knownStems.get(word);
    if (stem === undefined) {
      stem = stemOf(foldText(word).replace(POSSESSIVE, ""));
      knownStems.set(word, stem);
    }
    places.push([match.index, match.index + word.length, stem]);
  }
  return places;
}

/** @typedef {[start: number, end: number, stem: string]} WordPlace */
