/**
 * The shapes that the search passes around. Nothing here runs, and no page loads it.
 */

/**
 * A file of the index: a head, and sections of bytes.
 * @typedef {{head: any, sections: Uint8Array[]}} Frame
 */

/**
 * A function that gives a file of the index, unzipped, by its name without ending.
 * @typedef {(name: string) => Promise<Uint8Array>} Load
 */

/**
 * Papers that hold a term in one field, by their numbers, and how much the term weighs in each (0 to 15).
 * @typedef {{papers: Uint32Array, impacts: Uint8Array}} PostingList
 */

/**
 * The lists of one term: in the text, in the title, among the authors.
 * @typedef {[text: PostingList, title: PostingList, author: PostingList]} TermLists
 */

/**
 * A range of terms. List n of a term begins at starts[3 * place + n]; `longForms` has, for a term, the
 * long forms that begin with it and their acronyms.
 * @typedef {object} Shard
 * @property {Map<string, number>} places
 * @property {Uint32Array} starts
 * @property {Uint32Array} papers
 * @property {Uint8Array} impacts
 * @property {Record<string, [longForm: string, acronym: string][]>} longForms
 */

/**
 * A part of the dictionary: words, and how frequent each of them is, in levels.
 * @typedef {{words: string[], levels: Uint8Array}} DictionaryPart
 */

/**
 * What a result shows of a paper.
 * @typedef {object} Card
 * @property {string} id
 * @property {string} title
 * @property {string[]} [authors] the first of them
 * @property {number} [more] how many authors there are beyond those
 * @property {string} [organisation]
 * @property {string} day
 * @property {number} [votes]
 * @property {string} [takeaway]
 * @property {string} [claim] the sentence of the abstract that stands in for it
 * @property {string} [abstract]
 * @property {string[]} [keywords]
 * @property {string} [code] address of its code
 * @property {string[]} [topics] slugs
 * @property {string} [elsewhere] the paper's address, where it has no page for itself; one of ours begins at the site's root
 */

/** The name of a facet, as settings.js lists them. @typedef {string} FacetName */

/**
 * The values that are wanted of each facet, any of which will do.
 * @typedef {Partial<Record<FacetName, string[]>>} Filters
 */

/**
 * Of each paper its class, and of each class the values that its papers have.
 * @typedef {{classes: ArrayLike<number>, values: string[][]}} Facet
 */

/** @typedef {Record<FacetName, [value: string, papers: number][]>} FacetCounts */

/** @typedef {"relevance" | "newest" | "votes"} Sort */

/**
 * A query, taken apart. `ids` are those of papers that the whole of it may mean.
 * @typedef {object} Query
 * @property {string} text
 * @property {string[]} ids
 * @property {string[]} phrases
 * @property {string[]} authors
 * @property {string[]} topics
 * @property {string[]} not
 * @property {boolean} isOpen whether the last word may go on
 */

/**
 * A term that stands for a word of a query, and how much it counts.
 * @typedef {{term: string, weight: number, lists?: TermLists | null}} Way
 */

/** A way to complete a word, and in how many papers it stands. @typedef {Way & {papers: number}} Completion */

/**
 * A word that may have been meant by another; `distance` is how many slips lie between them.
 * @typedef {{term: string, word: string, distance: number, level: number}} Correction
 */

/**
 * A word of a query, looked up: in how many papers it stands, and what else it may be or become.
 * @typedef {object} LookedUp
 * @property {string} term
 * @property {string} word
 * @property {TermLists | null} lists
 * @property {Shard["longForms"]} longForms
 * @property {number} papers
 * @property {Completion[]} completions
 */

/**
 * One thing that is asked for: the word, the word that was looked for instead, whether others were taken for
 * it, whether any paper has it, and the ways to say it, itself first.
 * @typedef {{word: string, instead: string, isGuessed: boolean, found: boolean, ways: Way[]}} Concept
 */

/**
 * How alike a text is to each paper, from -1 to 1; null where none of its words is known. `holds` says
 * whether nothing has to be loaded to answer.
 * @typedef {((text: string) => Promise<Float32Array | null>) & {holds?: (text: string) => boolean}} Meaning
 */

/**
 * @typedef {object} SearchOptions
 * @property {Filters} [filters]
 * @property {Sort} [sort]
 * @property {number} [from] how many of the best to leave out
 * @property {number} [most] how many to give
 * @property {boolean} [meaning] whether meaning may be asked
 */

/**
 * The part of what was found that a page needs.
 * @typedef {object} Found
 * @property {{paper: number, byMeaning: boolean}[]} papers the best, by their numbers
 * @property {number} total how many match
 * @property {number} partly how many explain less of the query than a match
 * @property {{word: string, instead: string, found: boolean}[]} words
 * @property {string[]} leftOut words that were not looked for
 * @property {string[]} stems to mark
 * @property {number | null} direct the paper whose id was asked for
 * @property {boolean} isAsking whether anything is asked for, and not small words or signs alone
 * @property {Sort} order in which the papers are: the newest first where no words are asked for
 * @property {number} unread papers that may say a phrase, and were not looked through
 * @property {boolean} wanting whether meaning could add to it
 */

/**
 * What was found, with what is needed to count its facets.
 * @typedef {Found & {matches: ArrayLike<number> & Iterable<number>, filters: [FacetName, string[]][]}} FoundWithMatches
 */

/**
 * A question of the page to the worker. `wait` is for how many ms no other question must have come before
 * a file is loaded.
 * @typedef {object} Question
 * @property {number} ask the number of the question
 * @property {string} base where the index lies
 * @property {string} given
 * @property {SearchOptions & {wait?: number, counts?: boolean}} options
 */

/**
 * An answer of the worker: what was found, or its counts, or why nothing was, as that the index has another
 * format than the scripts.
 * @typedef {{ask: number, found?: Found, cards?: Card[], counts?: FacetCounts, failed?: string,
 *   isOutdated?: boolean}} Answer
 */

export {};
