/**
 * Papers in the words of reference managers. Nothing here touches a page.
 * @import { PaperRecord } from "../page/types.js"
 */
import { citationKey, familyFirst, oneLine, parseName, yearOf } from "./names.js";

/**
 * A format: its name, what writes it, and the type and ending of its files.
 * @typedef {{name: string, write: (papers: PaperRecord[]) => string, type: string, ending: string}} Format
 */

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/** A brace counts for BibTeX even behind a backslash, so braces are named. @type {Record<string, string>} */
const LATEX_NAMES = {
  "\\": "backslash",
  "{": "braceleft",
  "}": "braceright",
  "~": "asciitilde",
  "^": "asciicircum",
  "<": "less",
  ">": "greater",
  "|": "bar",
  '"': "quotedbl",
};

/**
 * Escape all that LaTeX would act on.
 * @param {string | undefined} text
 */
export function escapeLatex(text) {
  return oneLine(text).replace(/[\\{}~^<>|"&%$#_]/g, (sign) => {
    const name = LATEX_NAMES[sign];
    return name ? `\\text${name}{}` : `\\${sign}`;
  });
}

/**
 * Addresses and ids are taken as they are, but for what would end the field.
 * @param {string} text
 */
function verbatim(text) {
  return oneLine(text).replace(/[\\{}\s]/g, encodeURIComponent);
}

/** @param {string} name */
function bibtexName(name) {
  if ("literal" in parseName(name)) return `{${escapeLatex(name)}}`;
  return familyFirst(name, (part) => {
    // Braces keep together what a comma or an "and" would part.
    const isParted = /,|\band\b/i.test(part);
    return isParted ? `{${escapeLatex(part)}}` : escapeLatex(part);
  });
}

/** @param {PaperRecord} paper */
function bibtexAuthors({ authors, partial }) {
  const names = authors.map(bibtexName);
  if (partial && names.length) names.push("others");
  return names.join(" and ");
}

/** @param {PaperRecord} paper */
function bibtexEntry(paper) {
  const isArticle = Boolean(paper.journal) && paper.authors.length > 0;
  const month = MONTHS[Number(paper.date.split("-")[1]) - 1];
  /** Values in braces, in the order in which they are written. @type {Record<string, string>} */
  const fields = {
    title: `{${escapeLatex(paper.title)}}`,
    author: bibtexAuthors(paper),
    key: paper.authors.length ? "" : escapeLatex(paper.title),
    [isArticle ? "journal" : "howpublished"]: escapeLatex(paper.journal),
    year: yearOf(paper),
    month: month ?? "",
    eprint: verbatim(paper.arxiv),
    archivePrefix: paper.arxiv && "arXiv",
    doi: verbatim(paper.doi),
    url: verbatim(paper.url),
  };
  const lines = Object.entries(fields).map(([name, value]) => bibtexLine(name, value));
  return `@${isArticle ? "article" : "misc"}{${citationKey(paper)},\n${lines.join("")}}\n`;
}

/**
 * @param {string} name
 * @param {string} value
 */
function bibtexLine(name, value) {
  if (!value) return "";
  // The months are macros of BibTeX.
  return name === "month" ? `  month = ${value},\n` : `  ${name} = {${value}},\n`;
}

/**
 * Write papers as BibTeX.
 * @param {PaperRecord[]} papers
 */
export function writeBibtex(papers) {
  return papers.map(bibtexEntry).join("\n");
}

/** @param {PaperRecord} paper */
function risEntry(paper) {
  /** @type {[tag: string, value: string | undefined][]} */
  const fields = [
    ["TY", paper.journal ? "JOUR" : "UNPB"],
    ["ID", citationKey(paper)],
    ["TI", paper.title],
  ];
  for (const name of paper.authors) fields.push(["AU", familyFirst(name)]);
  fields.push(
    ["PY", yearOf(paper)],
    ["DA", paper.date.replaceAll("-", "/")],
    ["JO", paper.journal],
    ["DO", paper.doi],
    ["PB", paper.arxiv && !paper.journal ? "arXiv" : ""],
    ["AN", paper.arxiv && `arXiv:${paper.arxiv}`],
    ["UR", paper.url],
    ["L1", paper.pdf],
  );
  let entry = "";
  for (const [tag, value] of fields) if (value) entry += `${tag}  - ${oneLine(value)}\r\n`;
  return `${entry}ER  - \r\n`;
}

/**
 * Write papers as RIS; its lines end in CRLF.
 * @param {PaperRecord[]} papers
 */
export function writeRis(papers) {
  return papers.map(risEntry).join("\r\n");
}

/** @param {PaperRecord} paper */
function cslItem(paper) {
  const year = yearOf(paper);
  const dateParts = (paper.date || year).split("-").map(Number);
  return {
    id: citationKey(paper),
    type: paper.journal ? "article-journal" : "article",
    title: paper.title,
    author: paper.authors.map(parseName),
    issued: year ? { "date-parts": [dateParts] } : undefined,
    "container-title": paper.journal || undefined,
    publisher: paper.arxiv && !paper.journal ? "arXiv" : undefined,
    number: paper.arxiv ? `arXiv:${paper.arxiv}` : undefined,
    DOI: paper.doi || undefined,
    URL: paper.url,
  };
}

/**
 * Write papers as CSL-JSON.
 * @param {PaperRecord[]} papers
 */
export function writeCsl(papers) {
  return JSON.stringify(papers.map(cslItem), null, 2);
}

/** @type {Format} */
export const BIBTEX = { name: "BibTeX", write: writeBibtex, type: "application/x-bibtex", ending: "bib" };
/** @type {Format} */
export const RIS = {
  name: "RIS",
  write: writeRis,
  type: "application/x-research-info-systems",
  ending: "ris",
};
/** @type {Format} */
export const CSL_JSON = {
  name: "CSL-JSON",
  write: writeCsl,
  type: "application/vnd.citationstyles.csl+json",
  ending: "json",
};
/** All formats that are shown at a paper. */
export const FORMATS = [BIBTEX, RIS, CSL_JSON];
