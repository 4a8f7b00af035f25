/**
 * What became of papers after they were listed, as the feed of corrections tells it.
 */
import { paperIdIn } from "./papers.js";
import { SITE_ROOT } from "./storage.js";

/** What readers of saved papers should hear of; a new title or a journal is none of it. */
const GRAVE = /\/(withdrawn|notice\/\d+)$/; // of the id of an item

/**
 * Read the feed: what it says of each paper, by the paper's id. Nothing where it cannot be read.
 * @returns {Promise<Map<string, string[]>>}
 */
export async function fetchCorrections() {
  try {
    const answer = await fetch(new URL("feeds/corrections.json", SITE_ROOT));
    const { items } = await answer.json();
    return correctionsIn(items);
  } catch {
    return new Map();
  }
}

/**
 * @param {{id: string, url: string, summary: string}[]} items
 * @returns {Map<string, string[]>}
 */
export function correctionsIn(items) {
  /** @type {Map<string, string[]>} */
  const corrections = new Map();
  for (const { id: item, url, summary } of items) {
    const id = GRAVE.test(item) ? paperIdIn(url) : "";
    if (id) corrections.set(id, [...(corrections.get(id) ?? []), summary]);
  }
  return corrections;
}
