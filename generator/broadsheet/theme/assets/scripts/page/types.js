/**
 * The shapes that pages pass around. Nothing here runs, and no page loads it.
 */

/**
 * A paper as a reader keeps it, and as citations are made from it. Dates are like 2026-03-02 and may be
 * empty, as may what is not known.
 * @typedef {object} PaperRecord
 * @property {string} id
 * @property {string} [key] by which it is cited
 * @property {string} title
 * @property {string[]} authors
 * @property {string} day on which it was listed
 * @property {string} date on which it came out
 * @property {string} [year] of the journal or the conference, where it is not that of the date
 * @property {string} [journal]
 * @property {string} [conference]
 * @property {string} [volume]
 * @property {string} [issue]
 * @property {string[]} [pages] the first and the last, or one
 * @property {string} doi
 * @property {string} arxiv
 * @property {string} url
 * @property {string} pdf
 * @property {[name: string, address: string][]} links
 * @property {string} [saved] when it was saved, as ISO time
 * @property {boolean} [partial] whether a list said less of it than its own page does
 */

/**
 * What a reader adds to a paper: words, tags, and whether it is to be read later.
 * @typedef {{note: string, tags: string[], later: boolean}} PaperNote
 */

/**
 * A paper with what its reader added, as files take it along.
 * @typedef {PaperRecord & Partial<PaperNote>} NotedPaper
 */

/**
 * A paper on the page: its id, and the element that shows it; the document itself on the paper's own page.
 * @typedef {{id: string, place: Document | Element}} PlacedPaper
 */

export {};
