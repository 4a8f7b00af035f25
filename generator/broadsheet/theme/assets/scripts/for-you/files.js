/**
 * Loads the files by which papers are ordered for a reader.
 * @import { Load } from "../search/types.js"
 */

/** Only this file keeps its name when it changes. */
const HEAD = "head";

/**
 * Return a function that loads a file below an address, unzipped.
 * @param {string} base
 * @returns {Load}
 */
export function loadFrom(base) {
  return async (name) => {
    /** @type {RequestInit} */
    const how = name === HEAD ? { cache: "no-cache" } : {};
    const answer = await fetch(new URL(`${name}.bin`, base), how);
    if (!answer.ok) throw new Error(`${name}: answered ${answer.status}`);
    return unzip(new Uint8Array(await answer.arrayBuffer()));
  };
}

/** @param {Uint8Array} bytes */
async function unzip(bytes) {
  const isZipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isZipped) return bytes; // a server has done it
  const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
