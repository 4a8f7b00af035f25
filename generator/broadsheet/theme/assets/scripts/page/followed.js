/**
 * What a reader follows, in the browser's store: authors, organisations, topics, words and searches.
 * @import { Followed } from "../for-you/types.js"
 */
import { announce, announceFullStorage } from "./messages.js";
import { STORED, readStored, writeStored } from "./storage.js";
import { say } from "./words.js";

/** What can be followed. */
const KINDS = new Set(["author", "organisation", "topic", "word", "search"]);
/** Names longer than this are none. */
const LONGEST = 400;

/**
 * Return whether something may be followed.
 * @param {any} one
 * @returns {one is Followed}
 */
export function canBeFollowed(one) {
  const isText = (/** @type {unknown} */ text) =>
    typeof text === "string" && text !== "" && text.length <= LONGEST;
  return KINDS.has(one?.kind) && isText(one.name) && isText(one.title);
}

/**
 * Return what is followed, the last one first.
 * @returns {Followed[]}
 */
export function followed() {
  /** @type {any[]} */
  const stored = readStored(STORED.followed, []);
  return stored.filter(canBeFollowed);
}

/**
 * Store what is followed; false where that was not possible.
 * @param {Followed[]} all
 */
export function storeFollowed(all) {
  return writeStored(STORED.followed, all);
}

/**
 * Return whether two are one, whatever they are called.
 * @param {Followed} first
 * @param {Followed} second
 */
export function isSame(first, second) {
  return first.kind === second.kind && first.name === second.name;
}

/**
 * Return whether something is followed.
 * @param {Followed} one
 */
export function isFollowed(one) {
  return followed().some((other) => isSame(one, other));
}

/**
 * Follow something, or no longer follow it.
 * @param {Followed} one
 */
export function toggleFollowed(one) {
  const all = followed();
  const others = all.filter((other) => !isSame(one, other));
  const wasFollowed = others.length < all.length;
  if (!storeFollowed(wasFollowed ? others : [one, ...others])) {
    announceFullStorage();
    return;
  }
  const { title: name } = one;
  announce(wasFollowed ? say("No longer followed: %(name)s", { name }) : say("Followed: %(name)s", { name }));
}
