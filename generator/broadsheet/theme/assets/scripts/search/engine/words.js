/**
 * The words of the search. The same rules stand in broadsheet/search/index/tokens.py, and tests/search-words.json
 * holds both together: a rule that changes here changes there.
 */

import { HANGUL_WORD, HAN_CHARACTER, PAIRED, foldPlain, foldText, plainText } from "./letters.js";

/** Words of the language alone; what stands in well-known titles ("all you need") is not among them. */
export const STOP_WORDS = new Set(
  (
    "a an and are as at be been but by can for from has have how in into is it its of on or our such than " +
    "that the their then there these they this those to was we were which while with"
  ).split(" "),
);
const POSSESSIVE = /'s(?![\p{L}\p{N}])/gu;
/** "don't" is written "dont" as well. */
const CONTRACTION = /'(?<=[\p{L}\p{N}]')(?=(?:t|re|ve|ll|d|m)(?![\p{L}\p{N}]))/gu;
/** In TeX, other shapes of the same letters. */
const VARIANT = /\\var(?=(?:epsilon|theta|kappa|pi|rho|sigma|phi)(?![\p{L}\p{N}]))/gu;
// Letters and digits; parts that hyphens or apostrophes join are words of their own, and together one more.
// A sign at the end belongs to names as C++, F# and A*, and a point at the beginning to .NET.
const WORD = new RegExp(
  "[\\p{L}\\p{N}]+(?:[-'][\\p{L}\\p{N}]+)*(?:\\+\\+(?![a-z+])|[#*](?![\\p{L}\\p{N}_#*]))?|" +
    "\\.net(?<=(?:^|[^\\p{L}\\p{N}_])(?:asp|ado|vb|ml)?\\.net)(?![\\p{L}\\p{N}_])",
  "gu",
);
const JOINT = /[-']/;
const SIGN = /[+#*]+$/;
/** How long a name with a star may be: A*, RRT*. */
const LONGEST_STARRED = 4;
const IS_PAIRED = new RegExp(`[${PAIRED}]`, "u");
const RUN = new RegExp(`[${PAIRED}]+|[^${PAIRED}]+`, "gu");
/** A capital inside a word, as in DeepSeek and in BERTScore, not in LLMs; and where the parts meet. */
const INNER_CAPITAL = /[A-Z](?:(?<=[a-z][A-Z])|(?<=[A-Z][A-Z])[a-z]{2})/;
const CAMEL_JOINT = /(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})/;
/** Letters of a part, and of the longest one: of LLaVA there are no parts. */
const SHORTEST_PART = 2;
const SHORTEST_LONGEST_PART = 3;
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
 * A word of a text, folded, with what else it is found by. Its parts are those between hyphens, or the pairs
 * of characters of a script without spaces; `whole` is another way to write them all, or empty; `singles`
 * are single Han characters.
 * @typedef {{parts: string[], whole: string, singles: string[]}} Compound
 */

/**
 * Return the words of a text, folded, in order.
 * @param {string} text
 */
export function compoundsOf(text) {
  return findWords(foldText(text)).map(compoundOf);
}

/** @param {string} folded */
function findWords(folded) {
  const words = folded.replace(VARIANT, "\\").replace(POSSESSIVE, "").replace(CONTRACTION, "").match(WORD);
  return words ?? [];
}

/**
 * @param {string} word
 * @returns {Compound}
 */
function compoundOf(word) {
  if (/^[a-z0-9]+$/.test(word)) return { parts: [word], whole: "", singles: [] };
  if (word === ".net") return { parts: [word], whole: "", singles: [] };
  const sign = word.match(SIGN)?.[0] ?? "";
  const stripped = word.slice(0, word.length - sign.length);
  const pieces = stripped.split(JOINT);
  const runs = pieces.flatMap((piece) => piece.match(RUN) ?? []);
  const parts = runs.flatMap(pairsOf);
  const singles = runs.flatMap((run) => ([...run].length > 1 && run.match(HAN_CHARACTER)) || []);
  const isJoined = parts.length === 2 && pieces.length === 2 && !IS_PAIRED.test(stripped);
  const joined = isJoined ? parts.join("") : "";
  const whole = HANGUL_WORD.test(stripped) ? stripped : joined;
  return withSign({ parts, whole, singles }, sign);
}

/**
 * The pairs of neighbours of a run of one kind of script, or all of it where it has no pairs.
 * @param {string} run
 */
export function pairsOf(run) {
  const characters = [...run];
  if (characters.length < 2 || !IS_PAIRED.test(run)) return [run];
  return characters.slice(1).map((character, place) => characters[place] + character);
}

/**
 * Return whether a word is a pair of characters of a script without spaces.
 * @param {string} word
 */
export function isPair(word) {
  return IS_PAIRED.test(word);
}

/**
 * A compound with the sign at its end: part of the name of one letter, else one way to write it.
 * @param {Compound} compound
 * @param {string} sign
 * @returns {Compound}
 */
function withSign(compound, sign) {
  const before = compound.parts.slice(0, -1);
  const last = compound.parts[before.length];
  if (!sign || !/^[a-z]+$/.test(last)) return compound;
  if (last.length === 1) return { ...compound, parts: [...before, last + sign] };
  const isStarred = sign === "*" && last.length <= LONGEST_STARRED && !STOP_WORDS.has(last);
  if (before.length || !(sign === "++" || isStarred)) return compound;
  return { ...compound, whole: last + sign };
}

/**
 * Return the parts, folded, of the words that have capitals inside: deep and seek of DeepSeek.
 * @param {string} plain
 */
export function camelParts(plain) {
  /** @type {string[]} */
  const found = [];
  if (!INNER_CAPITAL.test(plain)) return found;
  for (const [word] of plain.matchAll(/[A-Za-z]+/g)) {
    if (!INNER_CAPITAL.test(word)) continue;
    const parts = word.split(CAMEL_JOINT);
    if (!parts.some((part) => part.length >= SHORTEST_LONGEST_PART)) continue;
    found.push(...parts.filter((part) => part.length >= SHORTEST_PART).map((part) => part.toLowerCase()));
  }
  return found;
}

/**
 * Return all words by which a text is found; of "pre-training" pre, training and pretraining.
 * @param {string} text
 */
export function allWords(text) {
  const plain = plainText(text);
  /** @type {string[]} */
  const words = [];
  for (const { parts, whole, singles } of findWords(foldPlain(plain)).map(compoundOf)) {
    words.push(...parts);
    if (whole) words.push(whole);
    words.push(...singles);
  }
  words.push(...camelParts(plain));
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

/**
 * Return the stems of the words that a text asks for, each of its parts once.
 * @param {string} text
 */
export function askedTerms(text) {
  const parts = compoundsOf(text).flatMap((compound) => compound.parts);
  return parts.filter((word) => !STOP_WORDS.has(word)).map(stemOf);
}
