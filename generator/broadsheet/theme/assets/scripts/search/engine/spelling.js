/**
 * Words that may have been meant: corrections of what was written, completions of what is being typed.
 * @import { Completion, Correction, DictionaryPart, LookedUp, Shard, Way } from "../types.js"
 */
import { RANKING, FIELDS } from "./shared.js";
import { outgrownStems, stemOf } from "./words.js";

/**
 * Count the slips between two words: letters added, lost, changed, or swapped with the next one (restricted
 * Damerau-Levenshtein); anything above `most` means more than that.
 * @param {string} first
 * @param {string} second
 * @param {number} most
 */
export function editDistance(first, second, most) {
  /** @type {number[]} */
  let twoAbove = [];
  /** @type {number[]} */
  let above = [];
  let row = Array.from({ length: second.length + 1 }, (_, column) => column);
  for (let line = 1; line <= first.length; line += 1) {
    twoAbove = above;
    above = row;
    row = [line];
    for (let column = 1; column <= second.length; column += 1) {
      const changed = first[line - 1] === second[column - 1] ? 0 : 1;
      let best = Math.min(above[column] + 1, row[column - 1] + 1, above[column - 1] + changed);
      const swapped =
        line > 1 &&
        column > 1 &&
        first[line - 1] === second[column - 2] &&
        first[line - 2] === second[column - 1];
      if (swapped) best = Math.min(best, twoAbove[column - 2] + 1);
      row.push(best);
    }
    if (Math.min(...row) > most) return most + 1;
  }
  return row[second.length];
}

/** Compare two terms as the index orders them. @param {string} first @param {string} second */
export function compareTerms(first, second) {
  return first < second ? -1 : 1;
}

/** Corrections of words, each found once. */
export class Spelling {
  /**
   * @param {import("./files.js").IndexFiles} files
   * @param {Map<string, (Way & {word: string})[]>} known corrections that were found before, by word
   */
  constructor(files, known) {
    this.files = files;
    this.known = known;
  }

  /**
   * Return what may have been meant by the words that hardly any paper has, if there are not too many.
   * @param {LookedUp[]} words
   * @returns {Promise<Map<string, (Way & {word: string})[]>>} by term
   */
  async correct(words) {
    const isLong = words.length > RANKING.few;
    const rare = isLong ? 0 : RANKING.rare;
    const doubtful = words.filter((word) => isDoubtful(word, rare));
    doubtful.sort((first, second) => first.papers - second.papers);
    const chosen = doubtful.slice(0, isLong ? RANKING.doubtfulOfMany : RANKING.doubtful);
    const most = isLong ? 1 : Math.max(1, Math.floor(RANKING.candidates / chosen.length));
    const corrections = new Map();
    const correctOne = async (/** @type {LookedUp} */ { term, word }) => {
      corrections.set(term, (await this.#corrections(word)).slice(0, most));
    };
    await Promise.all(chosen.map(correctOne));
    return corrections;
  }

  /** @param {string} word */
  async #corrections(word) {
    const known = this.known.get(word);
    if (known) return known;
    const found = await this.#lookUp(word);
    this.known.set(word, found);
    return found;
  }

  /**
   * Terms that may have been meant by a word, and the words as they are written, likeliest first: those that
   * are one slip away, and where there is none those at two.
   * @param {string} word
   */
  async #lookUp(word) {
    const isLong = word.length > 6;
    // One slip leaves the first or the last three letters of a long word as they are, two may leave two.
    let corrections = isLong ? await this.#correctionsByEnds(word, 3, 1) : [];
    if (!corrections.length) corrections = await this.#correctionsByEnds(word, 2, isLong ? 2 : 1);
    const nearest = corrections.filter(({ distance }) => distance === corrections[0].distance);
    return nearest.slice(0, RANKING.candidates).map((correction) => ({
      term: correction.term,
      word: correction.word,
      weight: correction.distance > 1 ? RANKING.secondTypo : RANKING.typo,
    }));
  }

  /**
   * Corrections of a word that begin or end with as many of its letters, likeliest first.
   * @param {string} word
   * @param {number} letters
   * @param {number} farthest how many slips away they may be
   */
  async #correctionsByEnds(word, letters, farthest) {
    const first = word.slice(0, letters);
    const last = [...word.slice(-letters)].reverse().join("");
    const parts = await Promise.all([
      this.files.dictionaryParts(`${first}-`),
      this.files.dictionaryParts(`-${last}`),
    ]);
    /** @type {Map<string, Correction>} */
    const byTerm = new Map();
    for (const part of parts.flat()) addNear(byTerm, word, part, farthest);
    return [...byTerm.values()].sort(compareCorrections);
  }
}

/**
 * Add the words of a part of the dictionary that are at most so many slips away.
 * @param {Map<string, Correction>} byTerm
 * @param {string} word
 * @param {DictionaryPart} part
 * @param {number} farthest
 */
function addNear(byTerm, word, { words, levels }, farthest) {
  const own = stemOf(word);
  for (let place = 0; place < words.length; place += 1) {
    const other = words[place];
    if (Math.abs(other.length - word.length) > farthest) continue;
    const distance = editDistance(word, other, farthest);
    if (distance === 0 || distance > farthest) continue;
    const term = stemOf(other);
    if (term !== own) keepNearest(byTerm, { term, word: other, distance, level: levels[place] });
  }
}

/**
 * Whether a word may be a slip of the finger: hardly any paper has it, or what begins with it. One with a
 * digit is none as soon as a paper has it.
 * @param {LookedUp} word
 * @param {number} rare
 */
function isDoubtful({ word, papers, completions }, rare) {
  const most = /\d/.test(word) ? 0 : rare;
  const completed = Math.max(0, ...completions.map((completion) => completion.papers));
  return papers <= most && completed <= rare && word.length > 3 && isAscii(word);
}

/** @param {string} word */
function isAscii(word) {
  return /^[!-~]+$/.test(word);
}

/**
 * @param {Map<string, Correction>} byTerm
 * @param {Correction} correction
 */
function keepNearest(byTerm, correction) {
  const known = byTerm.get(correction.term);
  const isNearer = !known || correction.distance < known.distance;
  const isMoreFrequent = correction.distance === known?.distance && correction.level > known.level;
  if (isNearer || isMoreFrequent) byTerm.set(correction.term, correction);
}

/**
 * @param {Correction} first
 * @param {Correction} second
 */
function compareCorrections(first, second) {
  return (
    first.distance - second.distance || second.level - first.level || compareTerms(first.term, second.term)
  );
}

/**
 * Return the terms that the last word of a query may become: a frequent one, and of a word that hardly any
 * paper has all that begin with it.
 * @param {import("./files.js").IndexFiles} files
 * @param {string} word
 * @param {{papers: number, inText: number, isAlone: boolean}} asked in how many papers the word itself stands,
 *   and whether it is all that is asked for: a known word alone means itself
 * @returns {Promise<Completion[]>}
 */
export async function completeWord(files, word, { papers, inText, isAlone }) {
  const isRare = papers <= RANKING.rare;
  if (word.length < 3 || (isAlone && !isRare)) return [];
  const own = stemOf(word);
  const shard = isRare ? await files.shard(word) : null;
  const found = shard ? longerTerms(shard, word) : new Map();
  const frequent = longerFrequentTerm(files, word, inText);
  if (frequent) found.set(...frequent);
  found.delete(own);
  if (!found.size && !papers && shard) addOutgrown(found, word, files, shard);
  const mostFrequent = [...found].sort(
    ([first, fewer], [second, more]) => more - fewer || compareTerms(first, second),
  );
  return mostFrequent
    .slice(0, RANKING.candidates)
    .map(([term, papersOfTerm]) => ({ term, weight: RANKING.ending, papers: papersOfTerm }));
}

/**
 * Add the stem that a word has outgrown, if it is known.
 * @param {Map<string, number>} found
 * @param {string} word
 * @param {import("./files.js").IndexFiles} files
 * @param {Shard} shard
 */
function addOutgrown(found, word, files, shard) {
  const papersOf = (/** @type {string} */ term) => papersWith(shard, term) || files.frequency(term);
  const outgrown = outgrownStems(word).find(papersOf);
  if (outgrown) found.set(outgrown, papersOf(outgrown));
}

/**
 * In how many papers a term of a shard stands in the text.
 * @param {Shard} shard
 * @param {string} term
 */
function papersWith({ places, starts }, term) {
  const place = places.get(term);
  return place === undefined ? 0 : starts[FIELDS * place + 1] - starts[FIELDS * place];
}

/**
 * The terms of a shard that begin with a word, and in how many papers each of them stands.
 * @param {Shard} shard
 * @param {string} word
 */
function longerTerms(shard, word) {
  /** @type {Map<string, number>} */
  const terms = new Map();
  for (const term of shard.places.keys()) {
    if (term.startsWith(word)) terms.set(term, papersWith(shard, term));
  }
  return terms;
}

/**
 * The most frequent term that begins with a word, if more papers have it than so many.
 * @param {import("./files.js").IndexFiles} files
 * @param {string} word
 * @param {number} atLeast
 */
function longerFrequentTerm(files, word, atLeast) {
  for (const frequent of files.frequent) {
    const [term, papers] = frequent;
    if (term.startsWith(word) && papers > atLeast) return frequent;
  }
  return undefined;
}
