/**
 * Finds papers by meaning: latent semantic analysis of the site's own papers, made by broadsheet/search/semantic/.
 * @import { Frame, Load, Meaning } from "../types.js"
 */
import { readFrame } from "./frames.js";
import { HASH_DIGITS } from "./shared.js";
import { termsOf } from "./words.js";

/* Numbers of the search by meaning: written by tools/shared_facts.py */
const VERSION = 1;
const DIMENSIONS = 64;
const HALF_WAY = 7.5;
/* End of the numbers of the search by meaning */
/** A paper's vector has two bits a dimension. */
const PAPER_BYTES = DIMENSIONS / 4;
const LEVELS = [-1.5, -0.5, 0.5, 1.5];
/** Words of a query that are looked at. */
const MOST_TERMS = 20;

/**
 * @param {number} byte
 * @param {number} place from 0 to 3
 */
function levelAt(byte, place) {
  return LEVELS[(byte >> (2 * place)) & 3];
}

/**
 * Read the vectors of a range of terms.
 * @param {Frame} frame
 */
function readVectors({ head, sections: [largest, packed] }) {
  const sizes = new DataView(largest.buffer, largest.byteOffset);
  /** @type {Map<string, Float32Array>} */
  const vectors = new Map();
  for (const term of head.terms.split("\n")) {
    const row = vectors.size;
    const step = sizes.getFloat32(4 * row, true) / HALF_WAY;
    const vector = new Float32Array(DIMENSIONS);
    for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) {
      const byte = packed[(row * DIMENSIONS + dimension) >> 1];
      const bits = dimension % 2 ? byte >> 4 : byte & 15;
      vector[dimension] = (bits - HALF_WAY) * step;
    }
    vectors.set(term, vector);
  }
  return vectors;
}

/**
 * Return one over the length of each paper's vector.
 * @param {Uint8Array} codes the vectors of all papers
 */
export function inverseLengths(codes) {
  const squares = new Float32Array(256);
  for (let byte = 0; byte < 256; byte += 1) {
    for (let place = 0; place < 4; place += 1) squares[byte] += levelAt(byte, place) ** 2;
  }
  const inverse = new Float32Array(codes.length / PAPER_BYTES);
  for (let paper = 0; paper < inverse.length; paper += 1) {
    let sum = 0;
    for (let at = paper * PAPER_BYTES; at < (paper + 1) * PAPER_BYTES; at += 1) sum += squares[codes[at]];
    inverse[paper] = 1 / Math.sqrt(sum);
  }
  return inverse;
}

/**
 * Return the cosine of a vector with each paper's, by sixteen look-ups a paper.
 * @param {Float32Array} vector
 * @param {Uint8Array} codes the vectors of all papers
 * @param {Float32Array} inverse one over their lengths
 */
export function cosinesOf(vector, codes, inverse) {
  const length = Math.hypot(...vector) || 1;
  // What each value of each byte of a paper's vector adds.
  const products = new Float32Array(PAPER_BYTES * 256);
  for (let part = 0; part < PAPER_BYTES; part += 1) {
    for (let byte = 0; byte < 256; byte += 1) {
      for (let place = 0; place < 4; place += 1) {
        products[part * 256 + byte] += (vector[4 * part + place] / length) * levelAt(byte, place);
      }
    }
  }
  const cosines = new Float32Array(inverse.length);
  let at = 0;
  for (let paper = 0; paper < cosines.length; paper += 1) {
    let sum = 0;
    for (let part = 0; part < products.length; part += 256) {
      sum += products[part + codes[at]];
      at += 1;
    }
    cosines[paper] = sum * inverse[paper];
  }
  return cosines;
}

/** Vectors of terms, in ranges that are loaded when they are needed. */
class TermVectors {
  /**
   * @param {(name: string) => Promise<Frame>} loadFrame
   * @param {any} head
   */
  constructor(loadFrame, head) {
    this.loadFrame = loadFrame;
    this.hashes = head.shards;
    /** @type {string[]} */
    this.firstTerms = head.first.split("\n");
    /** @type {Map<number, Promise<Map<string, Float32Array>>>} */
    this.ranges = new Map();
  }

  /** @param {string} term */
  rangeOf(term) {
    return Math.max(
      0,
      this.firstTerms.findLastIndex((first) => first <= term),
    );
  }

  /** @param {string} term */
  isLoaded(term) {
    return this.ranges.has(this.rangeOf(term));
  }

  /**
   * The vector of a term, if it has one; what could not be loaded is asked for anew the next time.
   * @param {string} term
   */
  async get(term) {
    const range = this.rangeOf(term);
    let loading = this.ranges.get(range);
    if (!loading) {
      loading = this.loadFrame(`meanings${range}-${hashAt(this.hashes, range)}`).then(readVectors);
      this.ranges.set(range, loading);
      loading.catch(() => this.ranges.delete(range));
    }
    return (await loading).get(term);
  }
}

/**
 * Open the layer of meaning; null where its files are of another index than that of so many papers.
 * @param {Load} load
 * @param {number} papers
 * @returns {Promise<Meaning | null>}
 */
export async function openMeaning(load, papers) {
  const loadFrame = async (/** @type {string} */ name) => readFrame(await load(name));
  const { head } = await loadFrame("meaning");
  if (head.version !== VERSION || head.papers !== papers) return null;
  const codes = await loadCodes(loadFrame, head);
  const inverse = inverseLengths(codes);
  const vectors = new TermVectors(loadFrame, head);
  const alike = async (/** @type {string} */ text) => {
    const found = await Promise.all(queryTerms(text).map((term) => vectors.get(term)));
    const known = found.filter((vector) => vector !== undefined);
    return known.length ? cosinesOf(sumOf(known), codes, inverse) : null;
  };
  const holds = (/** @type {string} */ text) => queryTerms(text).every((term) => vectors.isLoaded(term));
  return Object.assign(alike, { holds });
}

/**
 * Load the vectors of all papers, which come in blocks.
 * @param {(name: string) => Promise<Frame>} loadFrame
 * @param {any} head
 */
async function loadCodes(loadFrame, head) {
  const codes = new Uint8Array(head.papers * PAPER_BYTES);
  const loadBlock = async (/** @type {number} */ block) => {
    const { sections } = await loadFrame(`papers${block}-${hashAt(head.blocks, block)}`);
    codes.set(sections[0], block * head.block * PAPER_BYTES);
  };
  const blocks = Array.from({ length: head.blocks.length / HASH_DIGITS }, (_, block) => block);
  await Promise.all(blocks.map(loadBlock));
  return codes;
}

/**
 * @param {string} hashes
 * @param {number} place
 */
function hashAt(hashes, place) {
  return hashes.slice(HASH_DIGITS * place, HASH_DIGITS * (place + 1));
}

/** @param {string} text */
function queryTerms(text) {
  const terms = new Set(termsOf(text));
  return [...terms].slice(0, MOST_TERMS);
}

/** @param {Float32Array[]} vectors */
function sumOf(vectors) {
  const sum = new Float32Array(DIMENSIONS);
  for (const vector of vectors) {
    for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) sum[dimension] += vector[dimension];
  }
  return sum;
}
