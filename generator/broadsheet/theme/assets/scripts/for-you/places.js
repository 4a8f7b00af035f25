/**
 * The places of papers, by thirds of months: what each is about, less what all papers share. search/semantic/places.py
 * writes these files and says what is in them.
 * @import { KnownPaper, Third } from "./types.js"
 * @import { Frame } from "../search/types.js"
 */
import { readNumbers } from "../search/engine/frames.js";

/* Numbers of the places of papers: written by tools/shared_facts.py */
const DIMENSIONS = 64;
const HALF_WAY = 7.5;
const VERSION = 1;
/* End of the numbers of the places of papers */
/** The layout of the files that this module reads. */
export const PLACES_VERSION = VERSION;
const PLACE_BYTES = DIMENSIONS / 2;
const FACT_BYTES = 3;

/**
 * Return the name of the third of a month that a day belongs to, as its file is called.
 * @param {string} day like 2026-05-29
 */
export function thirdOf(day) {
  const third = Math.min(Math.floor((Number(day.slice(8)) - 1) / 10), 2);
  return `${day.slice(0, 7)}-${third}`;
}

/**
 * Read the papers of a third of a month.
 * @param {Frame} frame
 * @param {string} name like 2026-05-2
 * @returns {Third}
 */
export function readThird({ head, sections: [codes, votes, titles, factCounts, facts] }, name) {
  const month = name.slice(0, 7);
  const ids = head.ids.split("\n");
  const counts = readNumbers(factCounts);
  const firstFact = new Uint32Array(ids.length + 1);
  counts.forEach((count, paper) => {
    firstFact[paper + 1] = firstFact[paper] + count;
  });
  const days = head.days.map((/** @type {number} */ day) => `${month}-${String(day).padStart(2, "0")}`);
  return {
    ids,
    days,
    codes,
    votes: readNumbers(votes),
    titles: readWords(titles, 4),
    firstFact,
    facts: readWords(facts, FACT_BYTES),
  };
}

/**
 * @param {Uint8Array} bytes
 * @param {number} size of a number in bytes, the lowest first
 */
function readWords(bytes, size) {
  const words = new Uint32Array(bytes.length / size);
  bytes.forEach((byte, at) => {
    words[Math.floor(at / size)] += byte * 256 ** (at % size);
  });
  return words;
}

/**
 * Return what is known of the paper of this number in a third of a month.
 * @param {Third} third
 * @param {number} paper
 * @returns {KnownPaper}
 */
export function paperAt(third, paper) {
  return {
    id: third.ids[paper],
    day: third.days[paper],
    place: readPlace(codeAt(third, paper)),
    votes: third.votes[paper],
    facts: third.facts.subarray(third.firstFact[paper], third.firstFact[paper + 1]),
  };
}

/**
 * @param {Third} third
 * @param {number} paper
 */
function codeAt({ codes }, paper) {
  return codes.subarray(paper * PLACE_BYTES, (paper + 1) * PLACE_BYTES);
}

/**
 * Read a place, with a length of one.
 * @param {Uint8Array} code
 */
function readPlace(code) {
  const place = new Float32Array(DIMENSIONS);
  let squares = 0;
  for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) {
    const byte = code[dimension >> 1];
    const value = (dimension % 2 ? byte >> 4 : byte & 15) - HALF_WAY;
    place[dimension] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares);
  return place.map((value) => value / length);
}

/**
 * Return the cosine of two places.
 * @param {Float32Array} first
 * @param {Float32Array} second
 */
export function cosine(first, second) {
  let sum = 0;
  for (let dimension = 0; dimension < DIMENSIONS; dimension += 1) sum += first[dimension] * second[dimension];
  return sum;
}

/**
 * Return the place of a paper as text, as the browser keeps it.
 * @param {Third} third
 * @param {number} paper
 */
export function placeText(third, paper) {
  return btoa(String.fromCharCode(...codeAt(third, paper)));
}

/**
 * Read a place from text; null where it is none, since anything may stand in the browser's storage.
 * @param {string} text
 */
export function placeFromText(text) {
  let bytes;
  try {
    bytes = atob(text);
  } catch {
    return null;
  }
  if (bytes.length !== PLACE_BYTES) return null;
  return readPlace(Uint8Array.from(bytes, (sign) => sign.charCodeAt(0)));
}

/**
 * Return the hash of what a reader may follow: an author, an organisation or the slug of a topic.
 * @param {string} kind
 * @param {string} name
 */
export function factHash(kind, name) {
  return checksum(`${kind}:${name}`) % 256 ** FACT_BYTES;
}

/**
 * Return the hash of a title's letters and digits alone.
 * @param {string} title
 */
export function titleHash(title) {
  const bare = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
  return checksum(bare);
}

/** The polynomial of CRC-32, as in gzip. */
const POLYNOMIAL = 0xedb88320;

/** @param {string} text */
function checksum(text) {
  let rest = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
  }
  return ~rest >>> 0;
}
