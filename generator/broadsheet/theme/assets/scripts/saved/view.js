/**
 * Which of the saved papers are shown and in what order, as the address of the page says it.
 */
import { addTags, hasTag, removeTag } from "../page/note-values.js";

/** @typedef {"saved" | "date" | "title" | "author"} Sort */
/** @typedef {{words: string, tags: string[], later: boolean, sort: Sort}} View */

/** Characters of what is searched for. */
export const LONGEST_SEARCH = 200;
/** @type {Sort[]} */
const SORTS = ["saved", "date", "title", "author"];
/** All saved papers, the last one first. @type {View} */
export const WHOLE_LIST = { words: "", tags: [], later: false, sort: "saved" };

/**
 * Read what an address asks for; what makes no sense is left out.
 * @param {string} search like ?tag=optics&sort=title
 * @returns {View}
 */
export function parseView(search) {
  const parameters = new URLSearchParams(search);
  return {
    words: (parameters.get("q") ?? "").slice(0, LONGEST_SEARCH),
    tags: addTags([], parameters.getAll("tag")),
    later: parameters.get("later") === "1",
    sort: SORTS.find((sort) => sort === parameters.get("sort")) ?? "saved",
  };
}

/**
 * Return the address of a view, from "?" on.
 * @param {View} view
 */
export function formatView({ words, tags, later, sort }) {
  const parameters = new URLSearchParams();
  if (words.trim()) parameters.set("q", words.trim());
  for (const tag of tags) parameters.append("tag", tag);
  if (later) parameters.set("later", "1");
  if (sort !== "saved") parameters.set("sort", sort);
  return `?${parameters}`;
}

/**
 * Ask for a tag as well, or no longer.
 * @param {View} view
 * @param {string} tag
 * @returns {View}
 */
export function withTagToggled(view, tag) {
  const { tags } = view;
  return { ...view, tags: hasTag(tags, tag) ? removeTag(tags, tag) : addTags(tags, [tag]) };
}

/**
 * Return whether a view leaves papers out.
 * @param {View} view
 */
export function isNarrowed({ words, tags, later }) {
  return words.trim() !== "" || tags.length > 0 || later;
}
