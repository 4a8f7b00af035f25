/** Numbers that the scripts share with Python: written by tools/shared_facts.py. */

/** Characters of a query that are looked at. */
export const LONGEST_QUERY = 1000;
/** Digits of the hash in the name of a file. */
export const HASH_DIGITS = 6;
/** Format of the index that the scripts read. */
export const INDEX_FORMAT = 3;
/** Lists of papers that a term has: in the text, in the title, among the authors. */
export const FIELDS = 3;
/** The numbers of the ranking; generator/broadsheet/model/shared.py says what each is. */
export const RANKING = {
  mostTerms: 9,
  title: 2,
  author: 1,
  rare: 2,
  few: 5,
  typo: 0.7,
  secondTypo: 0.4,
  ending: 0.8,
  longForm: 0.8,
  acronyms: 2,
  coverage: 0.95,
  doubtful: 5,
  doubtfulOfMany: 3,
  candidates: 6,
  enough: 0.75,
  meaning: 2,
  said: 0.75,
  alike: 0.3,
  explained: 0.2,
  looked: 40,
};
