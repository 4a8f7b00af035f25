/**
 * The files of the index, decoded. generator/search/ writes them and says what is in them.
 * @import { Frame, Shard } from "../types.js"
 */

/**
 * Unzip a file, where the server has not done it.
 * @param {Uint8Array} bytes
 */
export async function unzip(bytes) {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isZipped) return bytes;
  const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Read a frame: the length of its head in four bytes, the head as JSON, and sections of bytes. An Error where
 * the bytes are no frame, as of a page that says that nothing is there, or end too early.
 * @param {Uint8Array} bytes
 * @returns {Frame}
 */
export function readFrame(bytes) {
  const headEnd = 4 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(4, headEnd)));
  const sections = [];
  let start = headEnd;
  for (const length of head.sections) {
    sections.push(bytes.subarray(start, start + length));
    start += length;
  }
  if (start !== bytes.length) throw new Error("a file of the index has another length than it says");
  return { head, sections };
}

/**
 * Read numbers of seven bits a byte, the lowest first; all bytes of a number but its last are above 127.
 * @param {Uint8Array} bytes
 */
export function readNumbers(bytes) {
  const numbers = new Uint32Array(bytes.length);
  let count = 0;
  let shift = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    numbers[count] |= (bytes[at] & 127) << shift;
    if (bytes[at] > 127) {
      shift += 7;
    } else {
      shift = 0;
      count += 1;
    }
  }
  return numbers.subarray(0, count);
}

/**
 * Read a range of terms: the lengths of their lists, the gaps between papers, and four bits a posting.
 * @param {Frame} frame
 * @returns {Shard}
 */
export function readShard({ head, sections: [packedLengths, packedGaps, packedImpacts] }) {
  const lengths = readNumbers(packedLengths);
  const papers = readNumbers(packedGaps);
  const starts = new Uint32Array(lengths.length + 1);
  for (let list = 0; list < lengths.length; list += 1) {
    const start = starts[list];
    const end = start + lengths[list];
    starts[list + 1] = end;
    for (let at = start + 1; at < end; at += 1) papers[at] += papers[at - 1] + 1;
  }
  const impacts = new Uint8Array(papers.length + 1);
  for (let at = 0; at < packedImpacts.length; at += 1) {
    impacts[2 * at] = packedImpacts[at] >> 4;
    impacts[2 * at + 1] = packedImpacts[at] & 15;
  }
  /** @type {Map<string, number>} */
  const places = new Map();
  for (const term of head.terms.split("\n")) places.set(term, places.size);
  return { places, starts, papers, impacts, longForms: head.short };
}
