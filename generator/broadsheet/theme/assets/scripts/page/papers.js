/**
 * Papers as pages show them: on a page of their own, and in lists.
 * @import { PaperRecord, PlacedPaper } from "./types.js"
 */
import { create, find, findAll, pageKind } from "./elements.js";
import { SITE_ROOT } from "./storage.js";

const ARXIV = "https://arxiv.org/abs/";
/** Of so many authors the head of a page has tags. */
const NAMED_AUTHORS = 100;

/**
 * Find the links to papers that the lists of this page have.
 */
export function titleLinks() {
  return findAll(HTMLAnchorElement, "main .card h3 a, main .items .title, main .titles a");
}

/**
 * Return the id in the address of a paper's page, or of its place on one that papers share; an empty one in
 * any other address.
 * @param {string} address
 */
export function paperIdIn(address) {
  const { pathname, hash } = new URL(address, location.href);
  const isShared = /\/papers\/\w+\/(\w+\/)?(index\.html)?$/.test(pathname);
  if (isShared) return hash.match(/^#p-([\w.-]+)$/)?.[1] ?? "";
  return pathname.match(/\/paper\/([\w.-]+)\/(index\.html)?$/)?.[1] ?? "";
}

/**
 * Return the address of the page of a paper.
 * @param {string} id
 */
export function paperAddress(id) {
  return new URL(`paper/${id}/`, SITE_ROOT).href;
}

/**
 * Return the address of the search for an author.
 * @param {string} name
 */
export function searchForAuthor(name) {
  return searchAddress("q", `author:"${name.replaceAll('"', " ")}"`);
}

/**
 * Return the address of the search for an organisation.
 * @param {string} name
 */
export function searchForOrganisation(name) {
  return searchAddress("org", name);
}

/**
 * Make the link from an author to the search for the name.
 * @param {string} name
 * @param {(string | Node)[]} shown the name as it is shown
 */
export function authorLink(name, shown) {
  return nameLink(searchForAuthor(name), shown);
}

/**
 * Make the list of a paper's authors, each with the link to the search for the name.
 * @param {string[]} authors
 * @param {(author: string) => (string | Node)[]} show gives a name as it is shown
 */
export function createAuthorNames(authors, show = (author) => [author]) {
  const names = create("span", { class: "names" });
  authors.forEach((author, place) => {
    names.append(place ? ", " : "", authorLink(author, show(author)));
  });
  return names;
}

/**
 * Make the link from an organisation to the search for its papers.
 * @param {string} name
 * @param {...(string | Node)} shown the name as it is shown
 */
export function organisationLink(name, ...shown) {
  return nameLink(searchForOrganisation(name), shown);
}

/**
 * Return the address of the search.
 * @param {string} key of what is asked for
 * @param {string} value
 */
export function searchAddress(key, value) {
  const asked = new URLSearchParams([[key, value]]);
  return new URL(`search/?${asked}`, SITE_ROOT).href;
}

/**
 * Make a link of a name, which may be of any script.
 * @param {string} address
 * @param {(string | Node)[]} shown the name as it is shown
 */
export function nameLink(address, shown) {
  return create("a", { href: address }, create("bdi", {}, ...shown));
}

/**
 * @param {ParentNode} place
 * @param {string} selector
 * @returns {[name: string, address: string][]}
 */
function linksIn(place, selector) {
  const links = findAll(HTMLAnchorElement, selector, place);
  return links.map((link) => [(link.textContent ?? "").trim(), link.href]);
}

/**
 * Return the key under which a paper is cited; empty where the page names none.
 * @param {Document | HTMLElement} page
 */
function keyOn(page) {
  const place = find(HTMLElement, ".cite", page);
  return place?.dataset.key ?? place?.textContent ?? "";
}

/**
 * Return the day on which a paper was listed, as its own page says; empty where it says none.
 * @param {Document | HTMLElement} page
 */
function listedOn(page) {
  if (page instanceof HTMLElement) return page.dataset.day ?? "";
  const dayLink = page.querySelector(".kicker a[href*='day/']");
  return dayLink?.getAttribute("href")?.match(/[\d-]{10}/)?.[0] ?? "";
}

/**
 * Return what a page says of its paper in the tags that reference managers read, by the names of these. A place
 * on a page that papers share holds them in a template, where what stands beside its title does not say the same.
 * @param {Document | HTMLElement} page
 * @returns {(name: string) => string[]}
 */
function tagsOf(page) {
  const template = find(HTMLTemplateElement, "template", page);
  if (page instanceof HTMLElement && !template) return tagsOfPlace(page);
  const head = template?.content ?? page;
  return (name) => findAll(HTMLMetaElement, `meta[name=citation_${name}]`, head).map((tag) => tag.content);
}

/**
 * Return the same of a preprint on a page that papers share: from what is there for reference managers (COinS),
 * and its authors and links as readers see them.
 * @param {HTMLElement} place
 * @returns {(name: string) => string[]}
 */
function tagsOfPlace(place) {
  const data = new URLSearchParams(place.querySelector(".Z3988")?.getAttribute("title") ?? "");
  const ids = data.getAll("rft_id");
  const authors = findAll(HTMLElement, ".authors bdi", place).filter((name) => !name.closest(".org"));
  const links = findAll(HTMLAnchorElement, ".actions a", place).map(({ href }) => href);
  /** @type {Record<string, string[]>} */
  const tags = {
    title: data.getAll("rft.title"),
    author: authors.slice(0, NAMED_AUTHORS).map((name) => name.textContent ?? ""),
    publication_date: data.getAll("rft.date"),
    doi: startsOf(ids, "info:doi/"),
    arxiv_id: startsOf(ids, ARXIV),
    abstract_html_url: ids.filter((one) => one.startsWith("http")),
    pdf_url: links.filter((one) => one.startsWith("https://arxiv.org/pdf/")),
  };
  return (name) => tags[name] ?? [];
}

/**
 * Return what follows a beginning, of those texts that have it.
 * @param {string[]} texts
 * @param {string} beginning
 */
function startsOf(texts, beginning) {
  return texts.filter((text) => text.startsWith(beginning)).map((text) => text.slice(beginning.length));
}

/**
 * Read a paper from its own page, which says all of it in the tags that reference managers read, or from its
 * place on a page that papers share.
 * @param {Document | HTMLElement} page
 * @param {string} id
 * @returns {PaperRecord}
 */
export function recordFromPage(page, id) {
  const tags = tagsOf(page);
  const tag = (/** @type {string} */ name) => tags(name)[0] ?? "";
  const publicationDate = tag("publication_date");
  const isYear = /^\d{4}$/.test(publicationDate);
  /** @type {PaperRecord} */
  const record = {
    id,
    key: keyOn(page),
    title: tag("title"),
    authors: tags("author"),
    day: listedOn(page),
    date: (isYear ? tag("online_date") : publicationDate).replaceAll("/", "-"),
    year: isYear ? publicationDate : "",
    journal: tag("journal_title"),
    conference: tag("conference_title"),
    volume: tag("volume"),
    issue: tag("issue"),
    pages: [...tags("firstpage"), ...tags("lastpage")],
    doi: tag("doi"),
    arxiv: tag("arxiv_id"),
    url: tag("abstract_html_url") || paperAddress(id),
    pdf: tag("pdf_url"),
    links: linksIn(page, ".actions > a[href^=http]"),
  };
  // Of a hundred authors and more it has the first, and sources do not always name all.
  if (page.querySelector(".authors[data-in-all]")) record.partial = true;
  return record;
}

/**
 * Load the page of a paper, or its place on a page that papers share; an Error where neither can be had.
 * @param {string} id
 * @param {string} address where a list says that it is
 * @param {(answer: Response) => void} hear is given a copy of the answer in which it is
 * @returns {Promise<Document | HTMLElement>}
 */
export async function fetchPage(id, address = paperAddress(id), hear = () => {}) {
  const answer = await fetch(address).catch(() => null); // there may be no network, but the page that is shared
  if (answer?.ok) {
    hear(answer.clone());
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const place = page.getElementById(`p-${id}`); // some hosts lead from the paper's address to it
    return isOnSharedPage(place) ? place : page;
  }
  const { findOnSharedPage } = await import("./shared-pages.js");
  const found = await findOnSharedPage(id, hear);
  if (!found || !isOnSharedPage(found.place)) throw new Error("no such page");
  return found.place;
}

/**
 * Return whether an element is the place of a paper on a page that papers share.
 * @param {Element | Document | null} place
 * @returns {place is HTMLElement}
 */
function isOnSharedPage(place) {
  return place instanceof HTMLElement && place.classList.contains("shared");
}

/**
 * Read a paper from its own page, which is loaded first; an Error where it cannot be had.
 * @param {string} id
 * @param {(answer: Response) => void} [hear] is given a copy of the answer in which it is
 */
export async function fetchRecord(id, hear) {
  const record = recordFromPage(await fetchPage(id, paperAddress(id), hear), id);
  if (!record.title) throw new Error("no such page");
  return record;
}

/**
 * Read what a list shows of a paper: enough to keep where its page cannot be read.
 * @param {Element} place
 * @param {string} id
 * @returns {PaperRecord}
 */
function recordFromList(place, id) {
  const links = linksIn(place, ".foot > a[href^=http], .links > a[href^=http]");
  const [, abstractAddress = ""] = links.find(([name]) => name === "arXiv") ?? [];
  const authors = findAll(HTMLElement, ".names bdi, span.by > bdi, :scope:is(.titles li) > bdi", place);
  return {
    id,
    title: place.querySelector("h3 a, .title, a")?.textContent ?? "",
    authors: authors.map((name) => name.textContent ?? ""),
    day: place.getAttribute("data-day") ?? location.pathname.match(/\/day\/([\d-]{10})/)?.[1] ?? "",
    date: "",
    doi: "",
    arxiv: abstractAddress.replace(ARXIV, ""),
    url: abstractAddress || paperAddress(id),
    pdf: "",
    links,
    partial: true,
  };
}

/**
 * Read a paper from where it stands on this page.
 * @param {PlacedPaper} paper
 */
export function recordAt({ id, place }) {
  const saysAll = place instanceof Document || isOnSharedPage(place);
  return saysAll ? recordFromPage(place, id) : recordFromList(place, id);
}

/**
 * Find the paper of this page; none where this is the page of something else.
 * @returns {PlacedPaper | undefined}
 */
export function ownPaper() {
  return pageKind() === "paper" ? { id: paperIdIn(location.href), place: document } : undefined;
}

/**
 * Find what the reader is at: the paper in a list that has the focus, or the one of this page.
 * @returns {PlacedPaper | undefined}
 */
export function currentPaper() {
  const place = document.activeElement?.closest("main .card, main .items > li, main .titles > li");
  const link = place && find(HTMLAnchorElement, "h3 a, .title, :scope > a", place);
  return link ? { id: paperIdIn(link.href), place } : ownPaper();
}
