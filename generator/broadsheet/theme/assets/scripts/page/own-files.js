/**
 * Files between the browser and its reader: saved to the disk, and read again.
 */
import { create } from "./elements.js";

/** How large a file is taken in, in bytes. */
export const LARGEST_FILE = 20_000_000;
const LINK_LIFETIME = 1000; // ms, in which a browser has begun to save a file

/**
 * Let the browser save a file.
 * @param {Blob} file
 * @param {string} name
 */
export function saveFile(file, name) {
  const address = URL.createObjectURL(file);
  create("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), LINK_LIFETIME);
}

/**
 * Parse JSON of a stranger; null where it is none.
 * @param {string} text
 * @returns {any}
 */
export function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/**
 * Parse a file that was written on this site in a format; null where it is none.
 * @param {string} text
 * @param {{format: string, version: number}} wanted
 * @returns {Record<string, any> | null}
 */
export function parseOwnFile(text, { format, version }) {
  const file = parseJson(text);
  return file?.format === format && file.version === version ? file : null;
}
