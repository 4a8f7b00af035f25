/** Link to the form for a paper that is missing, where the site has one: shown where nothing was found. */
import { find } from "../page/elements.js";

/** What somebody may have looked for by what it is called elsewhere: an arXiv id, a DOI, an address. */
const NAME = /^(?:(?:arxiv:)?\d{4}\.\d{4,6}(?:v\d+)?|(?:doi:)?10\.\d{4,9}\/\S+|https?:\/\/\S+)$/i;

/**
 * Fill the name of a paper into the form to which a link leads, if that is what was asked for.
 * @param {HTMLElement} suggestion the paragraph that the link stands in
 * @param {string} query
 */
export function fillIn(suggestion, query) {
  const link = find(HTMLAnchorElement, "a", suggestion);
  if (!link || link.protocol === "mailto:") return;
  const address = new URL(link.href);
  const name = query.trim();
  if (NAME.test(name)) address.searchParams.set("paper", name);
  else address.searchParams.delete("paper");
  link.href = address.href;
}
