// What a word is, for the search. The same rules stand in generator/search/words.py, and
// tests/search-words.json holds both together: a rule that changes here changes there.
export const Words = (() => {
  // Words of the language alone; what stands in well-known titles ("all you need") is not among them.
  const STOP = new Set(("a an and are as at be been but by can for from has have how in into is it its of on or our " +
    "such than that the their then there these they this those to was we were which while with").split(" "));
  const POSSESSIVE = /['’]s(?![\p{L}\p{N}])/gu;
  // Letters and digits; parts that hyphens join are words of their own, and together one more.
  const WORD = /[\p{L}\p{N}]+(?:[-\u2010\u2011][\p{L}\p{N}]+)*/gu;
  const HYPHEN = /[-\u2010\u2011]/;
  // An ending, what stands in its place, and how many letters must stand before it, one of them a vowel.
  // The first that fits is taken, and "us" for "us" keeps the word as it is.
  const PLURALS = [["sses", "ss", 1], ["ies", "y", 2], ["ss", "ss", 0], ["us", "us", 0], ["is", "is", 0], ["s", "", 2]];
  const ENDINGS = [
    ["ization", "iz", 2], ["isation", "iz", 2], ["ation", "at", 2], ["ition", "it", 2], ["ction", "ct", 2],
    ["sion", "s", 3], ["ising", "iz", 2], ["ised", "iz", 2], ["ise", "iz", 2], ["ingly", "", 3], ["edly", "", 3],
    ["ically", "ic", 2], ["ally", "al", 2], ["ily", "y", 3], ["ly", "", 3], ["eed", "eed", 0], ["ing", "", 3],
    ["ed", "", 3], ["e", "", 3],
  ];

  const folded = (text) => text.normalize("NFKD").toLowerCase().replace(/\p{M}/gu, "");
  const without = (word, endings) => {
    const found = endings.find(([ending]) => word.endsWith(ending));
    if (!found) return word;
    const before = word.slice(0, word.length - found[0].length);
    return before.length >= found[2] && /[aeiouy]/.test(before) ? before + found[1] : word;
  };
  // The part of a folded English word that its forms share; words with digits stay whole.
  const stem = (given) => {
    if (given.length < 4 || !/^[a-z]+$/.test(given)) return given;
    const word = without(given, PLURALS);
    const short = without(word, ENDINGS);
    return /(ing|ed)$/.test(word) ? short.replace(/([bdgmnprt])\1$/, "$1") : short;
  };
  // The words as they stand, folded, in order, each as its parts between hyphens.
  const compounds = (text) => (folded(text).replace(POSSESSIVE, "").match(WORD) ?? []).map((word) => word.split(HYPHEN));
  // The same in one row; of "pre-training" pre, training and pretraining.
  const spoken = (text) => compounds(text).flatMap((parts) => (parts.length === 2 ? [...parts, parts.join("")] : parts));
  const said = (text) => spoken(text).filter((word) => !STOP.has(word));
  const terms = (text) => said(text).map(stem);

  // The words of `text`: where each begins and ends, and its stem. The same words come again and again.
  const known = new Map();
  const places = (text) => [...text.matchAll(/[\p{L}\p{N}\p{M}]+(?:['’]s\b)?/gu)].map(({ 0: word, index }) => {
    if (!known.has(word)) known.set(word, stem(folded(word).replace(POSSESSIVE, "")));
    return [index, index + word.length, known.get(word)];
  });

  return { STOP, compounds, folded, places, said, spoken, stem, terms };
})();
