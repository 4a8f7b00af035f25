/**
 * Loads the files by which papers are ordered for a reader.
 * @import { Load } from "../search/types.js"
 */
import { unzip } from "../search/engine/frames.js";

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
