/**
 * Links to the search on pages that papers share: of the names that have no page of their own, and of
 * keywords. The search needs script anyway, so that such a page is not made longer by their addresses.
 */
import { findAll } from "./elements.js";
import { authorLink, nameLink, organisationLink, searchAddress } from "./papers.js";

/** Make links of all names and keywords of this page that are none. */
export function linkNamesAndWords() {
  for (const shown of findAll(HTMLElement, ".shared .authors bdi, .shared .words bdi")) {
    if (shown.closest("a")) continue;
    const link = linkFor(shown);
    for (const words of findAll(HTMLElement, "bdi", link)) words.className = shown.className;
    shown.replaceWith(link);
  }
}

/**
 * Make the link to the search for a name, or for a keyword.
 * @param {HTMLElement} shown
 */
function linkFor(shown) {
  const words = shown.textContent ?? "";
  const phrase = `"${words.replaceAll('"', " ")}"`;
  if (shown.closest(".words")) return nameLink(searchAddress("q", phrase), [words]);
  if (shown.closest(".org")) return organisationLink(words, words);
  return authorLink(words, [words]);
}
