// Finds papers by meaning: latent semantic analysis of the site's own papers, made by generator/meaning/.
// `load(name)` gives a promise of a file's unzipped bytes, as in search-engine.js.
import { Search } from "./search-engine.js";
import { Words } from "./search-words.js";

export const Meaning = (() => {
  const HEX = 6;
  const DIMENSIONS = 64;
  const MOST = 20; // words of a query that are looked at
  const BYTES = DIMENSIONS / 4; // two bits a dimension
  const LEVELS = [-1.5, -0.5, 0.5, 1.5];
  const level = (byte, place) => LEVELS[(byte >> (2 * place)) & 3];

  // The vectors of a shard's words, by word. A dimension has four bits.
  const wordsOf = ({ head, sections: [largest, packed] }) => {
    const sizes = new DataView(largest.buffer, largest.byteOffset);
    return new Map(head.terms.split("\n").map((term, at) => {
      const size = sizes.getFloat32(4 * at, true) / 7.5;
      const half = (place) => (packed[(at * DIMENSIONS + place) >> 1] >> (place % 2 ? 4 : 0)) & 15;
      return [term, Float32Array.from({ length: DIMENSIONS }, (_, place) => (half(place) - 7.5) * size)];
    }));
  };
  // One over the length of each paper's vector.
  const shares = (codes) => {
    const squares = Float32Array.from({ length: 256 }, (_, byte) => [0, 1, 2, 3].reduce((sum, place) => sum + level(byte, place) ** 2, 0));
    const found = new Float32Array(codes.length / BYTES);
    for (let paper = 0; paper < found.length; paper += 1) {
      let sum = 0;
      for (let at = paper * BYTES; at < (paper + 1) * BYTES; at += 1) sum += squares[codes[at]];
      found[paper] = 1 / Math.sqrt(sum);
    }
    return found;
  };
  // The cosine of a vector with each paper's: sixteen look-ups a paper.
  const cosines = (vector, codes, share) => {
    const length = Math.hypot(...vector) || 1;
    const parts = new Float32Array(BYTES * 256);
    for (let at = 0; at < BYTES; at += 1) {
      for (let byte = 0; byte < 256; byte += 1) {
        for (let place = 0; place < 4; place += 1) parts[at * 256 + byte] += (vector[4 * at + place] / length) * level(byte, place);
      }
    }
    const found = new Float32Array(share.length);
    for (let paper = 0, at = 0; paper < found.length; paper += 1) {
      let sum = 0;
      for (let part = 0; part < parts.length; part += 256, at += 1) sum += parts[part + codes[at]];
      found[paper] = sum * share[paper];
    }
    return found;
  };

  // A function from a query's words to a promise of how much each paper is alike (from -1 to 1), or of null
  // where none of the words is known; its `holds` says whether nothing has to be loaded for them. Null itself
  // where the files are of another index than that of `papers`.
  const open = async (load, papers) => {
    const frame = async (name) => Search.unframed(await load(name));
    const { head } = await frame("meaning");
    if (head.version !== 1 || head.papers !== papers) return null;
    const mark = (marks, number) => marks.slice(HEX * number, HEX * number + HEX);
    const numbers = Array.from({ length: head.blocks.length / HEX }, (_, number) => number);
    const codes = new Uint8Array(papers * BYTES);
    await Promise.all(numbers.map(async (number) => {
      const { sections: [part] } = await frame(`papers${number}-${mark(head.blocks, number)}`);
      codes.set(part, number * head.block * BYTES);
    }));
    const share = shares(codes);
    const first = head.first.split("\n");
    const shards = new Map();
    const place = (term) => Math.max(0, first.findLastIndex((other) => other <= term));
    const shard = (term) => {
      const number = place(term);
      if (!shards.has(number)) {
        const promise = frame(`meanings${number}-${mark(head.shards, number)}`).then(wordsOf);
        shards.set(number, promise);
        promise.catch(() => shards.delete(number));
      }
      return shards.get(number);
    };
    const termsOf = (text) => [...new Set(Words.terms(text))].slice(0, MOST);
    const alike = async (text) => {
      const terms = termsOf(text);
      const known = (await Promise.all(terms.map(async (term) => (await shard(term)).get(term)))).filter(Boolean);
      if (!known.length) return null;
      const vector = known.reduce((sum, word) => sum.map((value, place) => value + word[place]));
      return cosines(vector, codes, share);
    };
    return Object.assign(alike, { holds: (text) => termsOf(text).every((term) => shards.has(place(term))) });
  };
  return { cosines, open, shares };
})();
