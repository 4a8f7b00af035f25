/**
 * The numbers of the engine.
 */

/** Characters of a query that are looked at; base.html takes no more in its box. */
export const LONGEST_QUERY = 1000;

/**
 * The numbers of the ranking, as benchmarks/search.py found them good; benchmarks/ranking.py has the same.
 */
export const KNOBS = {
  mostTerms: 9, // of a longer query the rarest words are looked for
  title: 2, // what the title's own score counts, if all that is asked for stands in the title
  author: 1,
  rare: 2, // a word in no more papers than this may be a slip of the finger,
  few: 5, // if the query has no more words than this
  typo: 0.7,
  secondTypo: 0.4,
  ending: 0.8, // a word that the one being typed may become
  longForm: 0.8, // an acronym for its long form, and the other way round
  acronyms: 2, // for a word, of the longest forms that begin with it
  coverage: 0.95, // how much a paper loses that explains nothing of the query
  doubtful: 2, // so many of them are looked up; in a longer query one, with one candidate
  candidates: 4, // shared among them
  enough: 0.75, // of what the best paper explains: as much makes a match, less only a "partly"
  meaning: 2, // what meaning counts where words explain nothing
  said: 0.75, // a query of which a paper explains as much needs no meaning
  alike: 0.3, // papers less alike than this are not found by meaning
  explained: 0.2, // a paper that explains less of the query than this was found by meaning alone
  looked: 40, // papers that are looked through for a phrase
};
