/**
 * The shapes of what is ordered for a reader. Nothing here runs, and no page loads it.
 */

/**
 * The papers of a third of a month, as search/semantic/places.py writes it. The facts of paper n, hashes of what may be
 * followed of it, begin at `firstFact[n]`.
 * @typedef {object} Third
 * @property {string[]} ids
 * @property {string[]} days
 * @property {Uint8Array} codes the places of all papers
 * @property {Uint32Array} votes
 * @property {Uint32Array} titles hashes
 * @property {Uint32Array} firstFact
 * @property {Uint32Array} facts
 */

/**
 * What is known of a paper for the order.
 * @typedef {object} KnownPaper
 * @property {string} id
 * @property {string} day
 * @property {Float32Array} place
 * @property {number} votes
 * @property {Uint32Array} facts
 */

/**
 * A paper that tells what a reader likes, or does not.
 * @typedef {{id: string, title: string, place: Float32Array}} Example
 */

/**
 * Something that a reader follows: an author, an organisation or a topic, by its name on the site (a topic by
 * its slug) and as it is shown; or a word, or a search.
 * @typedef {{kind: FollowedKind, name: string, title: string}} Followed
 */

/** @typedef {"author" | "organisation" | "topic" | "word" | "search"} FollowedKind */

/**
 * What is known of a reader, all of it from the browser's own storage.
 * @typedef {object} Profile
 * @property {Example[]} liked
 * @property {Example[]} unwanted
 * @property {Followed[]} followed
 * @property {number} novelty the share of places for what is unlike all that is liked
 */

/**
 * Why a paper stands where it does; where it is followed, `title` is what it is near to besides, if anything.
 * @typedef {{kind: "near", title: string} | {kind: "followed", followed: Followed, title: string}
 *   | {kind: "new", votes: number} | {kind: "unwanted", title: string} | {kind: "nothing"}} Cause
 */

/** @typedef {{id: string, score: number, cause: Cause}} Ranked */

/**
 * A paper of a list in its place for the reader, best first, with the sentence that says why.
 * @typedef {{id: string, score: number, reason: string}} OrderedPaper
 */

/**
 * A paper by its id, with its place as text; empty where it has none yet.
 * @typedef {{id: string, title: string, place: string}} KeptExample
 */

/**
 * The profile as the page sends it: places as text, with the space in which they are.
 * @typedef {object} KeptProfile
 * @property {string} space
 * @property {KeptExample[]} liked
 * @property {KeptExample[]} unwanted
 * @property {Followed[]} followed
 * @property {number} novelty
 */

/** An entry of a file of references. @typedef {{title: string, ids: string[]}} Reference */

/**
 * What the page asks the worker for: an order of papers, or the papers of references.
 * @typedef {{ask: number, base: string, kind: "order", ids: string[], days: string[], profile: KeptProfile}
 *   | {ask: number, base: string, kind: "sizes"}
 *   | {ask: number, base: string, kind: "find", references: Reference[], ids: string[]}} Request
 */

/**
 * Places that the reader's papers have now, by their ids, in the space of that name.
 * @typedef {{space: string, places: Record<string, string>}} Places
 */

/**
 * What came of references: which entry is which paper, by its id; null where the site has none.
 * @typedef {{found: (string | null)[]} & Places} Matches
 */

/** @typedef {{ranked: Ranked[] | null, unplaced: number} & Places} Order */

/** How many bytes there are: of all files, and of those that are loaded for an order. @typedef {{all: number, recent: number}} Sizes */

export {};
