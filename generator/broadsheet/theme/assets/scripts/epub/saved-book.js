/**
 * The book of a reader's saved papers, made in the browser: nobody learns which they are. What is said of a
 * paper is read from its page as it was kept when it was saved, else from the site.
 * @import { PaperRecord } from "../page/types.js"
 * @import { Chapter } from "./book.js"
 */
import { find } from "../page/elements.js";
import { findSavedPage } from "../page/offline.js";
import { fetchPage, paperAddress } from "../page/papers.js";
import { SITE_ROOT } from "../page/storage.js";
import { say, sayCount } from "../page/words.js";
import { writeBook } from "./book.js";
import { XHTML, copyWords, createIn } from "./xml.js";

/** How many pages are asked for at once. */
const AT_ONCE = 4;

/** @param {string} id */
async function readPage(id) {
  const kept = await findSavedPage(paperAddress(id));
  if (kept) return new DOMParser().parseFromString(await kept.text(), "text/html");
  return fetchPage(id).catch(() => null);
}

/**
 * @param {string} tag
 * @param {string} name
 * @param {(string | Node)[]} children
 */
function createBlock(tag, name, ...children) {
  /** @type {Record<string, string>} */
  const attributes = name ? { class: name, dir: "auto" } : { dir: "auto" };
  return createIn(XHTML, tag, attributes, ...children);
}

/**
 * Return an address with what must not stand in it as it is named by its bytes.
 * @param {string} address
 */
function quoted(address) {
  return new URL(address).href.replace(/[^\w%/:?#@!$&'()*+,;=~.-]/g, encodeURIComponent);
}

/** @param {PaperRecord} paper */
function createLinks({ id, links }) {
  const all = [...links, [siteName(), paperAddress(id)]];
  const line = createBlock("p", "links");
  all.forEach(([name, address], place) => {
    line.append(place ? " · " : "", createIn(XHTML, "a", { href: quoted(address) }, name));
  });
  return line;
}

function siteName() {
  return find(HTMLMetaElement, "meta[property='og:site_name']")?.content ?? location.hostname;
}

/**
 * @param {PaperRecord} paper
 * @param {number} place
 * @returns {Promise<Chapter>}
 */
async function createChapter(paper, place) {
  const page = await readPage(paper.id);
  const title = page?.querySelector("h1, h3");
  const abstract = page?.querySelector("main > .abstract, :scope > .abstract");
  const body = [createBlock("h1", "", ...(title ? copyWords(title) : [paper.title]))];
  if (paper.authors.length) body.push(createBlock("p", "by", paper.authors.join(", ")));
  if (abstract) body.push(createBlock("p", "", ...copyWords(abstract)));
  body.push(createLinks(paper));
  return { fileName: `paper-${place + 1}.xhtml`, title: paper.title, body };
}

/**
 * Make the chapters of papers, a few at a time.
 * @param {PaperRecord[]} papers
 */
async function createChapters(papers) {
  /** @type {Chapter[]} */
  const chapters = [];
  for (let first = 0; first < papers.length; first += AT_ONCE) {
    const group = papers.slice(first, first + AT_ONCE);
    const made = group.map((paper, place) => createChapter(paper, first + place));
    chapters.push(...(await Promise.all(made)));
  }
  return chapters;
}

/**
 * Write saved papers as a book, in their order.
 * @param {PaperRecord[]} papers
 * @param {Date} now
 */
export async function writeSavedBook(papers, now) {
  const title = `${siteName()}: ${say("Saved papers")}`;
  const count = sayCount("%(num)s paper", "%(num)s papers", papers.length);
  const body = [createBlock("h1", "", title), createBlock("p", "by", count)];
  const chapters = [{ fileName: "title.xhtml", title, body }, ...(await createChapters(papers))];
  return writeBook({
    address: new URL("saved/", SITE_ROOT).href,
    title,
    creator: siteName(),
    language: document.documentElement.lang || "en",
    modified: now,
    chapters,
  });
}
