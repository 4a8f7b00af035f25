/**
 * Finds papers in the files of search/data/. benchmarks/ranking.py ranks in the same way; a test holds the
 * two together.
 * @import { Concept, FacetName, FoundWithMatches, Load, Meaning, Query, SearchOptions, Sort, Way } from "../types.js"
 */
import { findConcepts } from "./concepts.js";
import { countFacets, facetTest } from "./facets.js";
import { IndexFiles } from "./files.js";
import { RANKING } from "./shared.js";
import { parseQuery } from "./query.js";
import { Scorer, bestPapers } from "./scorer.js";
import { Spelling } from "./spelling.js";
import { askedTerms, compoundsOf, stemOf } from "./words.js";

/**
 * What all questions to an index share.
 * @typedef {object} Shared
 * @property {Scorer} scorer
 * @property {Map<string, (Way & {word: string})[]>} corrections by word
 * @property {Meaning | null} meaning
 * @property {Promise<void>} [loading] kept when the layer of meaning is there
 */

/**
 * What one search knows when its words are scored.
 * @typedef {object} Ranking
 * @property {Query} query
 * @property {Concept[]} concepts
 * @property {Float32Array | null} alike
 * @property {(paper: number) => boolean} isAllowed by authors, topics and words that are not wanted
 * @property {(paper: number) => boolean} passes also by the filters
 * @property {(paper: number) => number} key
 * @property {ArrayLike<number> & Iterable<number>} matches
 */

/** @type {Required<SearchOptions>} */
const DEFAULTS = { filters: {}, sort: "relevance", from: 0, most: 10, meaning: true };

/** An index that can be searched. */
export class SearchIndex {
  /**
   * @param {IndexFiles} files
   * @param {Shared} shared
   */
  constructor(files, shared) {
    this.files = files;
    this.shared = shared;
    this.papers = files.papers;
  }

  /**
   * Open an index.
   * @param {Load} load
   */
  static async open(load) {
    const files = await IndexFiles.open(load);
    const scorer = new Scorer(files.papers, files.head.step);
    return new SearchIndex(files, { scorer, corrections: new Map(), meaning: null });
  }

  /** The layer of meaning, which may be set at any time: see meaning.js and docs/decisions. */
  get meaning() {
    return this.shared.meaning;
  }

  set meaning(meaning) {
    this.shared.meaning = meaning;
  }

  /** The scores that the last search gave to all papers. */
  get scores() {
    return this.shared.scorer.scores;
  }

  /**
   * Return the same index for one question: files that are not there yet are loaded when the promise of
   * `mayLoad` is kept, and not at all when it is broken.
   * @param {() => Promise<void>} mayLoad
   */
  when(mayLoad) {
    return new SearchIndex(this.files.when(mayLoad), this.shared);
  }

  /**
   * Load the cards of papers, in the order of their numbers given.
   * @param {ArrayLike<number> & Iterable<number>} papers
   */
  cards(papers) {
    return this.files.cards(papers);
  }

  /**
   * Find papers.
   * @param {string} given the query as it was typed
   * @param {SearchOptions} options
   * @returns {Promise<FoundWithMatches>}
   */
  async search(given, options = {}) {
    const { filters, sort, from, most, meaning } = { ...DEFAULTS, ...options };
    const query = parseQuery(given);
    const active = /** @type {[FacetName, string[]][]} */ (Object.entries(filters)).filter(
      ([, wanted]) => wanted.length,
    );
    const direct = await this.#paperOfIds(query.ids);
    if (direct !== null) query.text = "";
    const spelling = new Spelling(this.files, this.shared.corrections);
    const [{ concepts, leftOut }, allowed, passesFilters, votes] = await Promise.all([
      findConcepts(this.files, spelling, query),
      this.#allowedPapers(query),
      this.#filterTest(active),
      sort === "votes" ? this.files.votes() : null,
    ]);
    if (direct !== null) allowed.fill(0).fill(1, direct, direct + 1);
    const { wanting, alike } = await this.#scoreAll(query, concepts, meaning);
    const { scorer } = this.shared;
    const isAllowed = (/** @type {number} */ paper) => allowed[paper] > 0;
    const ranking = {
      query,
      concepts,
      alike,
      isAllowed,
      passes: (/** @type {number} */ paper) => isAllowed(paper) && passesFilters(paper),
      key: scorer.rankingKey(sort, concepts.length > 0, alike, votes),
      matches: scorer.matches(concepts.length > 0, allowed),
    };
    const page = { start: from, end: from + most };
    const result = query.phrases.length
      ? await this.#findPhrases(ranking, page)
      : this.#findBest(ranking, page, sort === "relevance");
    const words = concepts.map(({ word, instead, found }) => ({ word, instead, found }));
    const hasWords = concepts.length > 0 || direct !== null;
    const isAsking = hasWords || hasFilters(query);
    const order = orderOf(sort, hasWords);
    const stems = stemsOf(concepts);
    return { ...result, direct, isAsking, order, leftOut, wanting, words, filters: active, stems };
  }

  /**
   * Score all papers by words, and ask for meaning where they explain too little.
   * @param {Query} query
   * @param {Concept[]} concepts
   * @param {boolean} mayAsk
   */
  async #scoreAll(query, concepts, mayAsk) {
    const { scorer, meaning } = this.shared;
    scorer.score(concepts);
    const explainedMost = scorer.explained[scorer.bestPaper()];
    const isExplained = explainedMost >= RANKING.said;
    const wanting =
      concepts.length > 0 && !query.phrases.length && !isExplained && !isMostlyGuessed(concepts);
    if (!meaning || !mayAsk || !wanting) return { wanting, alike: null };
    const alike = await meaning(query.text).catch(() => null);
    scorer.score(concepts); // another search may have used the arrays
    return { wanting, alike };
  }

  /**
   * The first paper whose id one of these is.
   * @param {string[]} ids
   */
  async #paperOfIds(ids) {
    for (const id of ids) {
      const paper = await this.files.paperOfId(id);
      if (paper !== null) return paper;
    }
    return null;
  }

  /**
   * Papers of the authors and topics that are asked for, without the words that are not wanted: those that
   * may be found at all.
   * @param {Query} query
   */
  async #allowedPapers({ authors, topics, not }) {
    const allowed = new Uint8Array(this.papers).fill(1);
    const keepOnly = (/** @type {(paper: number) => boolean} */ test) => {
      for (let paper = 0; paper < this.papers; paper += 1) if (!test(paper)) allowed[paper] = 0;
    };
    for (const term of authors.flatMap(askedTerms)) {
      const lists = await this.files.lists(term);
      const theirs = new Set(lists?.[2].papers);
      keepOnly((paper) => theirs.has(paper));
    }
    for (const unwanted of not) {
      const held = await this.#papersWithAll(askedTerms(unwanted));
      keepOnly((paper) => !held.has(paper));
    }
    for (const topic of topics) {
      const facets = await this.files.facets();
      keepOnly(facetTest(facets.topics, [topic]));
    }
    return allowed;
  }

  /**
   * The papers that have all of these terms, in whatever field.
   * @param {string[]} terms
   */
  async #papersWithAll(terms) {
    /** @type {Set<number> | undefined} */
    let papers;
    for (const term of terms) {
      const lists = (await this.files.lists(term)) ?? [];
      const having = new Set(lists.flatMap((list) => [...list.papers]));
      const before = papers;
      papers = before ? new Set([...having].filter((paper) => before.has(paper))) : having;
    }
    return papers ?? new Set();
  }

  /**
   * @param {[FacetName, string[]][]} filters
   * @returns {Promise<(paper: number) => boolean>}
   */
  async #filterTest(filters) {
    if (!filters.length) return () => true;
    const facets = await this.files.facets();
    const tests = filters.map(([name, wanted]) => facetTest(facets[name], wanted));
    return (paper) => tests.every((test) => test(paper));
  }

  /**
   * The papers that may be ranked: those that words or meaning find, or all matches where nothing is asked.
   * @param {Ranking} ranking
   * @param {(paper: number) => boolean} test
   */
  #candidates({ concepts, alike, matches }, test) {
    if (concepts.length) return this.shared.scorer.candidates(alike, test);
    return Uint32Array.from(matches).filter(test);
  }

  /**
   * @param {Ranking} ranking
   * @param {{start: number, end: number}} page
   * @param {boolean} byRelevance whether papers that explain less are shown after the matches
   */
  #findBest(ranking, page, byRelevance) {
    const { explained } = this.shared.scorer;
    const { matches, passes, alike, key } = ranking;
    const passing = Uint32Array.from(matches).filter(passes);
    const candidates = this.#candidates(ranking, passes);
    const best = bestPapers(byRelevance ? candidates : passing, key, page.end).slice(page.start);
    const papers = best.map((paper) => ({
      paper,
      byMeaning: alike !== null && explained[paper] < RANKING.explained,
    }));
    const total = passing.length;
    return { papers, total, partly: candidates.length - total, matches, unread: 0 };
  }

  /**
   * The papers that say all phrases, of those that were looked through.
   * @param {Ranking} ranking
   * @param {{start: number, end: number}} page
   */
  async #findPhrases(ranking, page) {
    const { query, passes } = ranking;
    const { papers: looked, unread } = this.#papersToRead(ranking);
    const wanted = query.phrases.map(spellings);
    const cards = await this.cards(looked);
    const matches = looked.filter((_, place) => {
      const {
        title,
        abstract = "",
        takeaway = "",
        keywords = [],
        organisation = "",
        authors = [],
      } = cards[place];
      const texts = [title, abstract, takeaway, ...keywords, organisation, ...authors].map(spellings);
      return wanted.every((phrase) => texts.some((text) => says(text, phrase)));
    });
    const passing = matches.filter(passes);
    const papers = passing.slice(page.start, page.end).map((paper) => ({ paper, byMeaning: false }));
    return { papers, total: passing.length, partly: 0, matches, unread };
  }

  /**
   * Of the papers that hold all words of the phrases the best, those that pass the filters first; and how
   * many more of these there are.
   * @param {Ranking} ranking
   */
  #papersToRead(ranking) {
    const { query, concepts, isAllowed, passes, key } = ranking;
    const terms = new Set(query.phrases.flatMap(askedTerms));
    const wordsHeld = new Uint16Array(this.papers);
    let words = 0;
    for (const { ways } of concepts) {
      const [{ term, lists }] = ways;
      if (!terms.has(term)) continue;
      for (const { papers } of lists ?? []) {
        for (const paper of papers) if (wordsHeld[paper] === words) wordsHeld[paper] = words + 1;
      }
      words += 1;
    }
    const holding = this.#candidates(ranking, isAllowed).filter((paper) => wordsHeld[paper] === words);
    const passing = holding.filter(passes);
    const first = bestPapers(passing, key, RANKING.looked);
    const others = holding.filter((paper) => !passes(paper));
    const papers = [...first, ...bestPapers(others, key, RANKING.looked - first.length)];
    return { papers, unread: passing.length - first.length };
  }

  /**
   * Count for each facet how many of the matches have which value.
   * @param {Pick<FoundWithMatches, "matches" | "filters">} found
   */
  async counts(found) {
    return countFacets(await this.files.facets(), found);
  }
}

/**
 * Whether other words were taken for half of the words or more, since hardly any paper has these: what they were
 * meant to say is not known well enough to look for papers that say it in other words.
 * @param {Concept[]} concepts
 */
function isMostlyGuessed(concepts) {
  const guessed = concepts.filter(({ isGuessed }) => isGuessed);
  return 2 * guessed.length >= concepts.length;
}

/**
 * The stems of a text with a space around each, so that one text is looked for in another: those of its parts,
 * and those with what they are as a whole.
 * @param {string} text
 */
function spellings(text) {
  const compounds = compoundsOf(text);
  const stemmed = (/** @type {string[]} */ words) => ` ${words.map(stemOf).join(" ")} `;
  return [
    stemmed(compounds.flatMap(({ parts }) => parts)),
    stemmed(compounds.flatMap(({ parts, whole }) => (whole ? [...parts, whole] : parts))),
  ];
}

/**
 * @param {string[]} text
 * @param {string[]} phrase
 */
function says(text, phrase) {
  return text.some((spelling, place) => spelling.includes(phrase[place]));
}

/**
 * The order of what is found: where no words are asked for nothing is more relevant than another.
 * @param {Sort} wanted
 * @param {boolean} hasWords
 * @returns {Sort}
 */
function orderOf(wanted, hasWords) {
  return wanted === "relevance" && !hasWords ? "newest" : wanted;
}

/** @param {Query} query */
function hasFilters({ authors, topics, not }) {
  return authors.length + topics.length + not.length > 0;
}

/** @param {Concept[]} concepts */
function stemsOf(concepts) {
  const stems = new Set(concepts.flatMap(({ ways }) => ways.map(({ term }) => term)));
  return [...stems];
}
