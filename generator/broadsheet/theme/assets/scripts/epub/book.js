/**
 * A book for e-readers (EPUB 3.3): its pages, the table of contents and the list of all files, in one archive.
 * outputs/epub/package.py makes those of days and weeks in the same shape.
 */
import { say } from "../page/words.js";
import { writeArchive } from "./archive.js";
import { XHTML, createIn, writePage, writeXml } from "./xml.js";

const MEDIA_TYPE = "application/epub+zip";
const PAGE_TYPE = "application/xhtml+xml";
const OPF = "http://www.idpf.org/2007/opf";
const DUBLIN_CORE = "http://purl.org/dc/elements/1.1/";
const EPUB = "http://www.idpf.org/2007/ops";
const CONTAINER =
  '<?xml version="1.0" encoding="utf-8"?>\n' +
  '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>' +
  '<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>' +
  "</rootfiles></container>\n";
const STYLE = `body { margin: 0 5%; line-height: 1.5 }
h1 { font-size: 1.4em; line-height: 1.25; text-align: start; hyphens: none }
.by, .links { font-size: 0.85em }
nav ol { list-style: none; padding-inline-start: 1em }
nav li { margin: 0.4em 0 }
`;

/** @typedef {{fileName: string, title: string, body: Element[]}} Chapter */
/**
 * @typedef {object} Book
 * @property {string} address its name for ever
 * @property {string} title
 * @property {string} creator
 * @property {string} language
 * @property {Date} modified
 * @property {Chapter[]} chapters
 */

/** @param {Book} book */
function writeContents({ title, language, chapters }) {
  const lines = chapters.map((chapter) =>
    createIn(XHTML, "li", {}, createIn(XHTML, "a", { href: chapter.fileName }, chapter.title)),
  );
  const heading = createIn(XHTML, "h1", {}, say("Contents"));
  const nav = createIn(XHTML, "nav", {}, heading, createIn(XHTML, "ol", {}, ...lines));
  nav.setAttributeNS(EPUB, "epub:type", "toc");
  return writePage(title, language, [nav]);
}

/** @param {Book} book */
function createMetadata({ address, title, creator, language, modified }) {
  const time = modified.toISOString().replace(/\.\d+/, "");
  return createIn(
    OPF,
    "metadata",
    {},
    createIn(DUBLIN_CORE, "dc:identifier", { id: "id" }, address),
    createIn(DUBLIN_CORE, "dc:title", {}, title),
    createIn(DUBLIN_CORE, "dc:creator", {}, creator),
    createIn(DUBLIN_CORE, "dc:language", {}, language),
    createIn(OPF, "meta", { property: "dcterms:modified" }, time),
  );
}

/** @param {Book} book */
function writePackage(book) {
  const items = [
    createIn(OPF, "item", { id: "style", href: "style.css", "media-type": "text/css" }),
    createIn(OPF, "item", { id: "nav", href: "nav.xhtml", "media-type": PAGE_TYPE, properties: "nav" }),
  ];
  const order = [createIn(OPF, "itemref", { idref: "nav" })];
  book.chapters.forEach(({ fileName, body }, place) => {
    const id = `c${place}`;
    const hasFormula = body.some((element) => element.querySelector("math"));
    /** @type {Record<string, string>} */
    const properties = hasFormula ? { properties: "mathml" } : {};
    items.push(createIn(OPF, "item", { id, href: fileName, "media-type": PAGE_TYPE, ...properties }));
    order.push(createIn(OPF, "itemref", { idref: id }));
  });
  const manifest = createIn(OPF, "manifest", {}, ...items);
  const spine = createIn(OPF, "spine", {}, ...order);
  const about = { version: "3.0", "unique-identifier": "id" };
  return writeXml(createIn(OPF, "package", about, createMetadata(book), manifest, spine));
}

/**
 * Write a book as one file.
 * @param {Book} book
 */
export function writeBook(book) {
  const pages = book.chapters.map(({ fileName, title, body }) => ({
    name: `EPUB/${fileName}`,
    text: writePage(title, book.language, body),
  }));
  const files = [
    { name: "mimetype", text: MEDIA_TYPE },
    { name: "META-INF/container.xml", text: CONTAINER },
    { name: "EPUB/nav.xhtml", text: writeContents(book) },
    { name: "EPUB/package.opf", text: writePackage(book) },
    { name: "EPUB/style.css", text: STYLE },
    ...pages,
  ];
  return writeArchive(files, MEDIA_TYPE);
}
