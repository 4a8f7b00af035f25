/**
 * The files of the index, each loaded and decoded once, when it is first needed. No page and no network in
 * here: a function that loads is given.
 * @import { Card, DictionaryPart, Facet, FacetName, Frame, Load, Shard, TermLists } from "../types.js"
 */
import { readFrame, readNumbers, readShard } from "./frames.js";
import { isSameId } from "./paper-ids.js";
import { FIELDS, HASH_DIGITS, INDEX_FORMAT } from "./shared.js";

/** The index has another format than this script reads: one of the two was published after the other. */
export class OtherFormat extends Error {}

/** Files of an index, named by its head. */
export class IndexFiles {
  /**
   * @param {Load} load
   * @param {any} head
   * @param {Map<string, Promise<any>>} decoded what was loaded already, by the names of files
   * @param {(() => Promise<void>) | null} mayLoad is waited for before a file is loaded
   */
  constructor(load, head, decoded = new Map(), mayLoad = null) {
    this.load = load;
    this.head = head;
    this.decoded = decoded;
    this.mayLoad = mayLoad;
    /** @type {number} */
    this.papers = head.papers;
    /** @type {string[]} */
    this.firstTerms = head.first.split("\n");
    /** Frequent terms, most frequent first, and in how many papers each stands. @type {Map<string, number>} */
    this.frequent = new Map();
    const [terms, counts] = head.common;
    for (const term of terms.split("\n")) this.frequent.set(term, counts[this.frequent.size]);
  }

  /**
   * Open an index: load its head, the only file that keeps its name.
   * @param {Load} load
   */
  static async open(load) {
    const { head } = readFrame(await load("head"));
    if (head.version !== INDEX_FORMAT) throw new OtherFormat(`format ${head.version}`);
    return new IndexFiles(load, head);
  }

  /**
   * Return the same files for one question: those that are not there yet are loaded when the promise of
   * `mayLoad` is kept, and not at all when it is broken.
   * @param {() => Promise<void>} mayLoad
   */
  when(mayLoad) {
    return new IndexFiles(this.load, this.head, this.decoded, mayLoad);
  }

  /**
   * Return in how many papers a term stands, if it is a frequent one.
   * @param {string} term
   */
  frequency(term) {
    return this.frequent.get(term) ?? 0;
  }

  /**
   * Load a file and decode it once; what could not be loaded is asked for anew the next time.
   * @template T
   * @param {string} name
   * @param {(frame: Frame) => T} decode
   * @returns {Promise<T>}
   */
  async #once(name, decode) {
    if (this.mayLoad && !this.decoded.has(name)) await this.mayLoad();
    const there = this.decoded.get(name);
    if (there) return there;
    const loading = this.load(name).then((bytes) => decode(readFrame(bytes)));
    this.decoded.set(name, loading);
    loading.catch(() => this.decoded.delete(name));
    return loading;
  }

  /**
   * Load the range of terms that a term falls into.
   * @param {string} term
   * @returns {Promise<Shard>}
   */
  shard(term) {
    let low = 0;
    let high = this.firstTerms.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.firstTerms[middle] <= term) low = middle;
      else high = middle;
    }
    const hash = this.head.shards.slice(HASH_DIGITS * low, HASH_DIGITS * (low + 1));
    return this.#once(`terms${low}-${hash}`, readShard);
  }

  /**
   * Load the lists of a term; null where no paper has it.
   * @param {string} term
   * @returns {Promise<TermLists | null>}
   */
  async lists(term) {
    if (!this.papers) return null;
    const { places, starts, papers, impacts } = await this.shard(term);
    const place = places.get(term);
    if (place === undefined) return null;
    const first = FIELDS * place;
    const list = (/** @type {number} */ field) => ({
      papers: papers.subarray(starts[first + field], starts[first + field + 1]),
      impacts: impacts.subarray(starts[first + field], starts[first + field + 1]),
    });
    return [list(0), list(1), list(2)];
  }

  /**
   * Return the paper of an id, which is found as a word of its title alone.
   * @param {string} id
   * @returns {Promise<number | null>}
   */
  async paperOfId(id) {
    if (!this.papers) return null;
    const { places } = await this.shard(id);
    for (const term of places.keys()) {
      if (!isSameId(term, id)) continue;
      const [, inTitle] = (await this.lists(term)) ?? [];
      if (inTitle?.papers.length === 1) return inTitle.papers[0];
    }
    return null;
  }

  /**
   * Load the parts of the dictionary with the words that begin with two or three letters ("ab-", "abc-"), or
   * that end with them, read from the end ("-ba").
   * @param {string} letters
   * @returns {Promise<DictionaryPart[]>}
   */
  dictionaryParts(letters) {
    const byEnding = letters.startsWith("-");
    const bare = letters.replace("-", "");
    const names = Object.keys(this.head.words).filter((name) => name.startsWith("-") === byEnding);
    const alike = names.filter((name) => name.replace("-", "").startsWith(bare));
    // Few words with these letters stand in a file that begins with others.
    const chosen = alike.length ? alike : names.filter((name) => name < letters).slice(-1);
    return Promise.all(chosen.map((name) => this.#dictionaryPart(name)));
  }

  /**
   * @param {string} name
   * @returns {Promise<DictionaryPart>}
   */
  #dictionaryPart(name) {
    return this.#once(`words${name}-${this.head.words[name]}`, ({ head, sections: [levels] }) => ({
      words: head.words.split("\n"),
      levels,
    }));
  }

  /**
   * Load the facets.
   * @returns {Promise<Record<FacetName, Facet>>}
   */
  facets() {
    return this.#once(`columns-${this.head.columns}`, (frame) => readFacets(frame, this.papers));
  }

  /** Load the votes of all papers. */
  votes() {
    return this.#once(`votes-${this.head.votes}`, ({ sections: [votes] }) => readNumbers(votes));
  }

  /**
   * Load the cards of papers, in the order of their numbers given.
   * @param {ArrayLike<number> & Iterable<number>} papers
   * @returns {Promise<Card[]>}
   */
  cards(papers) {
    const cards = Array.from(papers, async (paper) => {
      const block = await this.#once(this.#blockName(paper), ({ head }) => head.cards);
      return block[paper % this.head.block];
    });
    return Promise.all(cards);
  }

  /** @param {number} paper */
  #blockName(paper) {
    const block = Math.floor(paper / this.head.block);
    const start = HASH_DIGITS * Math.floor(block / this.head.group);
    return `cards${block}-${this.head.cards.slice(start, start + HASH_DIGITS)}`;
  }
}

/**
 * @param {Frame} frame
 * @param {number} papers
 * @returns {Record<FacetName, Facet>}
 */
function readFacets({ head, sections: columns }, papers) {
  const dayOf = new Uint16Array(papers);
  let first = 0;
  const months = head.days.map(
    (/** @type {[string, number]} */ [day, count], /** @type {number} */ place) => {
      dayOf.fill(place, first, first + count);
      first += count;
      return [day.slice(0, 4), day.slice(0, 7)];
    },
  );
  const code = columns[columns.length - 1];
  const classes = Uint8Array.from({ length: papers }, (_, paper) => (code[paper >> 3] >> (paper & 7)) & 1);
  const sets = head.sets.map((/** @type {number[]} */ set) => set.map((topic) => head.topics[topic][0]));
  /** @type {Record<FacetName, Facet>} */
  const facets = {
    topics: { classes: readNumbers(columns[0]), values: sets },
    months: { classes: dayOf, values: months },
    code: { classes, values: [[], ["1"]] },
  };
  // After the first three, the head has a list for each facet whose values are texts.
  for (const name of Object.keys(head).slice(3, -1)) {
    columns.shift();
    const values = head[name].map((/** @type {string} */ text) => [text]);
    facets[name] = { classes: readNumbers(columns[0]), values: [[], ...values] };
  }
  return facets;
}
