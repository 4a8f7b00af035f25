/**
 * What a query asks for: for each of its words, all ways to say it.
 * @import { Concept, LookedUp, Query, TermLists, Way } from "../types.js"
 */
import { RANKING } from "./shared.js";
import { compareTerms, completeWord } from "./spelling.js";
import { STOP_WORDS, compoundsOf, isPair, stemOf } from "./words.js";

/**
 * Find what a query asks for, and which of its words were left out, since it has too many.
 * @param {import("./files.js").IndexFiles} files
 * @param {import("./spelling.js").Spelling} spelling
 * @param {Query} query
 * @returns {Promise<{concepts: Concept[], leftOut: string[]}>}
 */
export async function findConcepts(files, spelling, { text, isOpen }) {
  const { forms, joined } = wordForms(text);
  const terms = [...forms.keys()];
  const rarestFirst = [...terms].sort((first, second) => files.frequency(first) - files.frequency(second));
  const rarest = new Set(rarestFirst.slice(0, RANKING.mostTerms));
  const incomplete = isOpen && files.papers ? terms.at(-1) : undefined;
  const isAlone = terms.length === 1;
  const leftOut = [];
  const lookUps = [];
  for (const [term, word] of forms) {
    if (rarest.has(term)) lookUps.push(lookUp(files, { term, word, isOpen: term === incomplete, isAlone }));
    else if (!isPair(word)) leftOut.push(word);
  }
  const words = await Promise.all(lookUps);
  const corrections = await spelling.correct(words);
  const toConcept = async (/** @type {LookedUp} */ word) => {
    const corrected = corrections.get(word.term) ?? [];
    const joinedTerm = joined.get(word.term);
    const acronyms = acronymsOf(files, word, rarest);
    /** @type {Way[]} */
    const others = [...word.completions, ...corrected];
    if (joinedTerm) others.unshift({ term: joinedTerm, weight: 1 });
    for (const term of acronyms) others.push({ term, weight: RANKING.longForm });
    return {
      word: word.word,
      instead: word.papers ? "" : (corrected[0]?.word ?? ""),
      isGuessed: corrected.length > 0,
      found: word.papers > 0 || word.completions.length > 0,
      ways: [{ term: word.term, weight: 1, lists: word.lists }, ...(await withLists(files, others))],
    };
  };
  return { concepts: await Promise.all(words.map(toConcept)), leftOut };
}

/**
 * The words of a text by their stems, as they were first written; and of the parts of a word that is
 * written as a whole as well, its stem.
 * @param {string} text
 */
function wordForms(text) {
  /** @type {Map<string, string>} */
  const forms = new Map();
  /** @type {Map<string, string>} */
  const joined = new Map();
  for (const { parts, whole } of compoundsOf(text)) {
    for (const word of parts) {
      if (STOP_WORDS.has(word)) continue;
      const term = stemOf(word);
      if (!forms.has(term)) forms.set(term, word);
      if (whole) joined.set(term, stemOf(whole));
    }
  }
  return { forms, joined };
}

/**
 * @param {import("./files.js").IndexFiles} files
 * @param {{term: string, word: string, isOpen: boolean, isAlone: boolean}} asked whether the word may go on, and
 *   whether it is all that is asked for
 * @returns {Promise<LookedUp>}
 */
async function lookUp(files, { term, word, isOpen, isAlone }) {
  const [lists, shard] = await Promise.all([files.lists(term), files.papers ? files.shard(term) : null]);
  let papers = 0;
  for (const list of lists ?? []) papers += list.papers.length;
  const inText = lists?.[0].papers.length ?? 0;
  const completions = isOpen ? await completeWord(files, word, { papers, inText, isAlone }) : [];
  return { term, word, lists, longForms: shard?.longForms ?? {}, papers, completions };
}

/**
 * The acronyms of the long forms that begin with a word and stand whole in the query, the longest first.
 * @param {import("./files.js").IndexFiles} files
 * @param {LookedUp} word
 * @param {Set<string>} terms of the query
 */
function acronymsOf(files, { term, longForms }, terms) {
  const explained = [];
  for (const [longForm, acronym] of Object.hasOwn(longForms, term) ? longForms[term] : []) {
    const parts = longForm.split(" ");
    if (parts.every((part) => terms.has(part))) explained.push({ acronym, parts: parts.length });
  }
  explained.sort(
    (first, second) =>
      second.parts - first.parts ||
      files.frequency(second.acronym) - files.frequency(first.acronym) ||
      compareTerms(first.acronym, second.acronym),
  );
  const acronyms = new Set(explained.map(({ acronym }) => acronym));
  return [...acronyms].slice(0, RANKING.acronyms);
}

/**
 * @param {import("./files.js").IndexFiles} files
 * @param {Way[]} ways
 * @returns {Promise<(Way & {lists: TermLists | null})[]>}
 */
function withLists(files, ways) {
  return Promise.all(ways.map(async (way) => ({ ...way, lists: await files.lists(way.term) })));
}
