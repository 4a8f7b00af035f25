/**
 * The page for what is not there. A paper that shares a page with others is looked for there; an address
 * with an id of arXiv leads on to that paper. Who once had a page is searched for.
 */
import { find, findAll } from "./page/elements.js";
import { findOnSharedPage } from "./page/shared-pages.js";
import { paperIdIn, searchForAuthor, searchForOrganisation } from "./page/papers.js";
import { SITE_ROOT } from "./page/storage.js";

/**
 * @param {HTMLElement} offer
 * @param {string} id
 */
function offerPaper(offer, id) {
  offer.hidden = false;
  const name = find(HTMLElement, "b", offer);
  if (name) name.textContent = id;
  for (const link of findAll(HTMLAnchorElement, "a", offer)) {
    const target = link.dataset.to ?? "";
    const isOurs = !target.startsWith("http");
    link.href = `${target}${id}${isOurs ? "/" : ""}`;
  }
}

/**
 * Go to where a paper stands now, if that is on this site.
 * @param {string} id
 */
async function goToSharedPage(id) {
  const found = await findOnSharedPage(id).catch(() => null);
  if (found) location.replace(found.address);
}

/**
 * Go to the search for an author or an organisation that had a page here before others had more papers.
 * @param {string} address from the site's root
 */
async function searchFormerName(address) {
  const list = await fetch(new URL("authors/former.json", SITE_ROOT));
  if (!list.ok) return;
  /** @type {Record<string, string>} */
  const names = await list.json();
  if (!Object.hasOwn(names, address)) return;
  const name = names[address];
  const isAuthor = address.startsWith("author/");
  location.replace(isAuthor ? searchForAuthor(name) : searchForOrganisation(name));
}

const offer = document.getElementById("wanted");
const [lostId] = location.pathname.match(/\d{4}\.\d{4,5}/) ?? [];
if (offer && lostId) offerPaper(offer, lostId);

const paperId = paperIdIn(location.href) || paperIdIn(`${location.pathname}/`);
if (paperId) goToSharedPage(paperId);
const [formerAddress] = location.pathname.match(/(?:author|organisation)\/[a-z0-9-]+(?=\/?$)/) ?? [];
if (formerAddress) searchFormerName(`${formerAddress}/`).catch(() => {});
