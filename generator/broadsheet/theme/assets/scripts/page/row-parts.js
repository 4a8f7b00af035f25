/**
 * What rows open in place: the parts of a row that stand folded, and abstracts that long lists leave to the
 * papers' own pages.
 */
import { create, find, findAll } from "./elements.js";
import { fetchPage } from "./papers.js";
import { say } from "./words.js";

/**
 * Make the part of a row that stands folded.
 * @param {string} title the paper's
 * @param {Node[]} children
 */
export function createMore(title, ...children) {
  const summary = create("summary", { "aria-label": say("More: %(title)s", { title }) }, "⋯");
  return create("details", { class: "more" }, summary, ...children);
}

/**
 * Make the place of an abstract that is on the paper's own page alone.
 * @param {string} id
 * @param {string} address
 */
export function createAbstractPlace(id, address) {
  const link = create("a", { href: `${address}#abstract` }, say("Abstract"));
  return create("p", { class: "abstract", "data-of": id }, link);
}

/**
 * Put each abstract in its place when its row is opened; where its page cannot be had, the link stays.
 * @param {ParentNode} within
 */
export function fetchAbstractsWhenOpened(within = document) {
  for (const place of findAll(HTMLElement, ".abstract[data-of]", within)) {
    place.closest("details")?.addEventListener("toggle", () => showAbstract(place), { once: true });
  }
}

/** @param {HTMLElement} place */
async function showAbstract(place) {
  const address = find(HTMLAnchorElement, "a", place)?.href;
  const page = await fetchPage(place.dataset.of ?? "", address).catch(() => null);
  const abstract = page?.querySelector("main > .abstract, :scope > .abstract");
  if (abstract) place.replaceWith(document.importNode(abstract, true));
}
