/**
 * Papers by thirds of months, loaded when they are needed. Which of them are loaded never depends on what the reader
 * keeps: the newest ones for an order, and all of them where the reader asks for that.
 * @import { KnownPaper, Places, Reference, Third } from "./types.js"
 * @import { Load } from "../search/types.js"
 */
import { readFrame } from "../search/engine/frames.js";
import { HASH_DIGITS } from "../search/engine/shared.js";
import { PLACES_VERSION, paperAt, placeText, readThird, titleHash } from "./places.js";

/** Thirds of months are loaded for an order, the newest first, up to so many bytes; one of them in any case. */
const RECENT_BYTES = 34_000;

/** The papers of the site, as far as they were loaded. */
export class Archive {
  /**
   * @param {Load} load
   * @param {any} head
   */
  constructor(load, head) {
    this.load = load;
    /** @type {string} */
    this.space = head.space;
    /** Whether places say what papers are about: of very few papers nothing is learnt. @type {boolean} */
    this.isLearnt = head.learnt;
    /** @type {{name: string, file: string, size: number}[]} */
    this.files = head.thirds.map((/** @type {string} */ name, /** @type {number} */ at) => ({
      name,
      file: `${name}-${head.hashes.slice(HASH_DIGITS * at, HASH_DIGITS * (at + 1))}`,
      size: head.sizes[at],
    }));
    /** @type {Map<string, Promise<Third>>} */
    this.thirds = new Map();
  }

  /**
   * Open the archive; an Error where its files are of another layout.
   * @param {Load} load
   */
  static async open(load) {
    const { head } = readFrame(await load("head"));
    if (head.version !== PLACES_VERSION) throw new Error(`layout ${head.version}`);
    return new Archive(load, head);
  }

  /** How many bytes all thirds have, and those that an order loads. */
  get sizes() {
    const sum = (/** @type {{size: number}[]} */ files) => files.reduce((total, { size }) => total + size, 0);
    return { all: sum(this.files), recent: sum(this.recentFiles()) };
  }

  recentFiles() {
    const recent = [];
    let bytes = 0;
    for (const file of this.files.toReversed()) {
      bytes += file.size;
      if (recent.length && bytes > RECENT_BYTES) break;
      recent.push(file);
    }
    return recent;
  }

  /**
   * Load the newest thirds, and those of these names.
   * @param {string[]} names like 2026-05-2
   */
  async read(names = []) {
    const recent = new Set(this.recentFiles());
    const files = this.files.filter((file) => recent.has(file) || names.includes(file.name));
    await Promise.all(files.map((file) => this.#third(file)));
  }

  /** Load all thirds. */
  async readAll() {
    return Promise.all(this.files.map((file) => this.#third(file)));
  }

  /**
   * What could not be loaded is asked for anew the next time.
   * @param {{name: string, file: string}} third
   */
  #third({ name, file }) {
    let loading = this.thirds.get(file);
    if (!loading) {
      loading = this.load(file).then((bytes) => readThird(readFrame(bytes), name));
      this.thirds.set(file, loading);
      loading.catch(() => this.thirds.delete(file));
    }
    return loading;
  }

  /** Return all thirds that are there already. */
  async loaded() {
    return Promise.all([...this.thirds.values()]);
  }
}

/**
 * Return what is known of papers by their ids, in the order of the ids; null of those in none of the thirds.
 * @param {Third[]} thirds
 * @param {string[]} ids
 * @returns {(KnownPaper | null)[]}
 */
export function knownPapers(thirds, ids) {
  const places = findPapers(thirds, ids);
  return ids.map((id) => {
    const found = places.get(id);
    return found ? paperAt(...found) : null;
  });
}

/**
 * Return the places of papers as texts, by their ids.
 * @param {Third[]} thirds
 * @param {string[]} ids
 * @returns {Places["places"]}
 */
export function placesOf(thirds, ids) {
  /** @type {Record<string, string>} */
  const places = {};
  for (const [id, found] of findPapers(thirds, ids)) places[id] = placeText(...found);
  return places;
}

/**
 * @param {Third[]} thirds
 * @param {string[]} ids
 */
function findPapers(thirds, ids) {
  const wanted = new Set(ids);
  /** @type {Map<string, [Third, number]>} */
  const found = new Map();
  for (const third of thirds) {
    third.ids.forEach((id, paper) => {
      if (wanted.has(id)) found.set(id, [third, paper]);
    });
  }
  return found;
}

/**
 * Return which papers references are, by the first of their ids that the site has, else by their title.
 * @param {Third[]} thirds
 * @param {Reference[]} references
 * @returns {(string | null)[]}
 */
export function matchReferences(thirds, references) {
  const ids = new Set(thirds.flatMap((third) => third.ids));
  /** @type {Map<number, string>} */
  const byTitle = new Map();
  for (const third of thirds) {
    third.ids.forEach((id, paper) => byTitle.set(third.titles[paper], id));
  }
  return references.map(({ ids: named, title }) => {
    const known = named.find((id) => ids.has(id));
    return known ?? (title ? (byTitle.get(titleHash(title)) ?? null) : null);
  });
}
