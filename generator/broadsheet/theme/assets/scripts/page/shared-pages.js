/**
 * Pages that papers of older months share. Which one a paper is on follows from its id, and from how the
 * papers of its month are parted: library/shared_pages.py does the same.
 */
import { SITE_ROOT } from "./storage.js";

const SAFE_ID = /^[A-Za-z0-9][\w.-]{0,119}$/;
const MONTH_IN_ID = /^(?:[a-z.-]+-)?(\d\d(?:0[1-9]|1[0-2]))(?:\.\d{4,6}|\d{3})$/i;
const OTHERS = "other";
const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Return the FNV-1a hash of an id, eight hexadecimal digits.
 * @param {string} id
 */
function hashOf(id) {
  let value = FNV_START;
  for (const letter of id) value = Math.imul(value ^ letter.charCodeAt(0), FNV_PRIME) >>> 0;
  return value.toString(16).padStart(8, "0");
}

/**
 * Return the folders that a paper may be in, each with the number of which the last digits name a part.
 * @param {string} id
 * @returns {[folder: string, number: string][]}
 */
function foldersOf(id) {
  const month = id.match(MONTH_IN_ID)?.[1];
  const others = /** @type {[string, string]} */ ([OTHERS, hashOf(id)]);
  return month ? [[month, id], others] : [others];
}

/**
 * Return the addresses at which a paper may stand.
 * @param {string} id
 * @param {Record<string, number>} depths how many digits name a part, by folder
 */
export function sharedPageAddresses(id, depths) {
  const addresses = [];
  for (const [folder, number] of foldersOf(id)) {
    if (!Object.hasOwn(depths, folder)) continue;
    const part = depths[folder] ? `${number.slice(-depths[folder])}/` : "";
    addresses.push(new URL(`papers/${folder}/${part}#p-${id}`, SITE_ROOT).href);
  }
  return addresses;
}

/**
 * Find the place of a paper on a page that papers share, with its address; null where there is none.
 * @param {string} id
 * @param {(answer: Response) => void} hear is given a copy of the answer in which it is
 */
export async function findOnSharedPage(id, hear = () => {}) {
  if (!SAFE_ID.test(id)) return null;
  const list = await fetch(new URL("papers/parts.json", SITE_ROOT));
  if (!list.ok) return null;
  for (const address of sharedPageAddresses(id, await list.json())) {
    const answer = await fetch(address);
    if (!answer.ok) continue;
    const copy = answer.clone();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = page.getElementById(`p-${id}`);
    if (!place) continue;
    hear(copy);
    return { address, place };
  }
  return null;
}
