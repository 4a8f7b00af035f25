/**
 * Papers in the words of reference managers. Nothing here touches a page.
 * @import { NotedPaper, PaperRecord } from "../page/types.js"
 */
import { FORMULAS_OF_SIGNS } from "./latex-signs.js";
import { familyFirst, oneLine, parseName, yearOf } from "./names.js";

/**
 * A format: its name, what writes it, and the type and ending of its files.
 * @typedef {{name: string, write: (papers: NotedPaper[]) => string, type: string, ending: string}} Format
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
};

/** Signs that LaTeX prints in formulas only, each with its formula. @type {Map<string, string>} */
const FORMULAS = new Map();
const SIGNS = FORMULAS_OF_SIGNS.split(/\s+/);
for (let place = 0; place < SIGNS.length; place += 2) FORMULAS.set(SIGNS[place], SIGNS[place + 1]);

// A straight quote is none in the fonts of OT1, so it becomes the mark that it stands for.
const OPENING_QUOTE = /(?<![^\s([{–—/-])"(?=\S)/g;

// Signs that LaTeX does not know, and that say the same as others: those of outputs/citations/latex.py.
const COMPATIBLE =
  /[\u2102\u210a-\u210e\u2110-\u2112\u2115\u2119-\u211d\u2124\u2128\u212c\u212d\u212f-\u2131\u2133\u2134\u2160-\u217f\u2460-\u249b\ufb00-\ufb06\uff01-\uff5e\u{1d400}-\u{1d7ff}]+/gu;

/**
 * Escape all that LaTeX would act on.
 * @param {string | undefined} text
 */
export function escapeLatex(text) {
  const known = oneLine(text).replace(COMPATIBLE, (signs) => signs.normalize("NFKC"));
  const quoted = known.replace(OPENING_QUOTE, "``");
  return quoted.replace(/[\u0370-\u03ff\u1f00-\u1fff]{3,}|[\\{}~^<>|"&%$#_]|[^\0-~]/g, (sign) => {
    if (sign.length > 1) return sign; // a word in Greek is none of signs
    if (sign === '"') return "''";
    const formula = FORMULAS.get(sign);
    if (formula) return `$${formula}$`;
    const name = LATEX_NAMES[sign];
    if (name) return `\\text${name}{}`;
    return sign > "~" ? sign : `\\${sign}`;
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
  const parts = parseName(name);
  if ("literal" in parts) return `{${escapeLatex(parts.literal)}}`;
  const others = [parts.suffix, parts.given].filter(Boolean);
  return [bibtexFamily(parts.family), ...others.map(wholeIfParted)].join(", ");
}

/**
 * BibTeX takes leading words in lower case for particles, looks for the first letter of ASCII, and ends a word
 * at a hyphen too.
 * @param {string} family
 */
function bibtexFamily(family) {
  const particles = family.match(/^(?:['’]?[a-z][^\s-]*\s+)*/)?.[0] ?? "";
  const rest = family.slice(particles.length);
  const isPlain = rest
    .split(/[\s-]+/)
    .every((word, place, words) => place + 1 === words.length || /^[A-Z]/.test(word));
  return isPlain ? wholeIfParted(family) : `${particles}{${escapeLatex(rest)}}`;
}

/**
 * Braces keep together what a comma or an "and" would part.
 * @param {string | undefined} part
 */
function wholeIfParted(part) {
  const isParted = /,|\band\b/i.test(part ?? "");
  return isParted ? `{${escapeLatex(part)}}` : escapeLatex(part);
}

/** @param {PaperRecord} paper */
function bibtexAuthors({ authors, partial }) {
  const names = authors.map(bibtexName);
  if (partial && names.length) names.push("others");
  return names.join(" and ");
}

/**
 * Return the name of the journal or the conference; an empty one of what is in neither.
 * @param {PaperRecord} paper
 */
function containerOf({ journal, conference }) {
  return conference || journal || "";
}

/**
 * Return the year that is cited, and the date where it is of that year.
 * @param {PaperRecord} paper
 */
function issuedIn(paper) {
  const own = yearOf(paper);
  const year = paper.year || own;
  return { year, date: year === own ? paper.date : "" };
}

/** @param {PaperRecord} paper */
function bibtexKind(paper) {
  if (!containerOf(paper) || !paper.authors.length) return "misc";
  return paper.conference ? "inproceedings" : "article";
}

/** @type {Record<string, string>} */
const BIBTEX_CONTAINERS = { inproceedings: "booktitle", article: "journal", misc: "howpublished" };

/**
 * The key that the build gave a paper; where only a list was read, its id.
 * @param {PaperRecord} paper
 */
function citationKey({ key, id }) {
  return key || id;
}

/** @param {NotedPaper} paper */
function bibtexEntry(paper) {
  const kind = bibtexKind(paper);
  const { year, date } = issuedIn(paper);
  const month = MONTHS[Number(date.split("-")[1]) - 1];
  /** Values in braces, in the order in which they are written. @type {Record<string, string>} */
  const fields = {
    title: `{${escapeLatex(paper.title)}}`,
    author: bibtexAuthors(paper),
    key: paper.authors.length ? "" : escapeLatex(paper.title),
    [BIBTEX_CONTAINERS[kind]]: escapeLatex(containerOf(paper)),
    volume: escapeLatex(paper.volume),
    number: escapeLatex(paper.issue),
    pages: escapeLatex((paper.pages ?? []).join("--")),
    year,
    month: month ?? "",
    eprint: verbatim(paper.arxiv),
    archivePrefix: paper.arxiv && "arXiv",
    doi: verbatim(paper.doi),
    url: verbatim(paper.url),
    keywords: escapeLatex((paper.tags ?? []).join(", ")),
    // Not `note`, which the styles print: what a reader noted is for nobody else's eyes.
    annote: escapeLatex(paper.note),
  };
  const lines = Object.entries(fields).map(([name, value]) => bibtexLine(name, value));
  return `@${kind}{${citationKey(paper)},\n${lines.join("")}}\n`;
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
 * @param {NotedPaper[]} papers
 */
export function writeBibtex(papers) {
  return papers.map(bibtexEntry).join("\n");
}

/** @param {PaperRecord} paper */
function risKind(paper) {
  if (paper.conference) return "CONF";
  return paper.journal ? "JOUR" : "UNPB";
}

/**
 * @param {NotedPaper} paper
 * @returns {[tag: string, value: string | undefined][]}
 */
function risNotes({ tags = [], note }) {
  return [...tags.map((tag) => /** @type {[string, string]} */ (["KW", tag])), ["N1", note]];
}

/** @param {NotedPaper} paper */
function risEntry(paper) {
  const { year, date } = issuedIn(paper);
  const [firstPage, lastPage] = paper.pages ?? [];
  /** @type {[tag: string, value: string | undefined][]} */
  const fields = [
    ["TY", risKind(paper)],
    ["ID", citationKey(paper)],
    ["TI", paper.title],
  ];
  for (const name of paper.authors) fields.push(["AU", familyFirst(name)]);
  fields.push(
    ["PY", year],
    ["DA", date.replaceAll("-", "/")],
    [paper.conference ? "T2" : "JO", containerOf(paper)],
    ["VL", paper.volume],
    ["IS", paper.issue],
    ["SP", firstPage],
    ["EP", lastPage],
    ["DO", paper.doi],
    ["PB", paper.arxiv && !containerOf(paper) ? "arXiv" : ""],
    ["AN", paper.arxiv && `arXiv:${paper.arxiv}`],
    ["UR", paper.url],
    ["L1", paper.pdf],
    ...risNotes(paper),
  );
  let entry = "";
  for (const [tag, value] of fields) if (value) entry += `${tag}  - ${oneLine(value)}\r\n`;
  return `${entry}ER  - \r\n`;
}

/**
 * Write papers as RIS; its lines end in CRLF.
 * @param {NotedPaper[]} papers
 */
export function writeRis(papers) {
  return papers.map(risEntry).join("\r\n");
}

/** @param {PaperRecord} paper */
function cslKind(paper) {
  if (paper.conference) return "paper-conference";
  return paper.journal ? "article-journal" : "article";
}

/** @param {PaperRecord} paper */
function cslContainer(paper) {
  return {
    "container-title": containerOf(paper) || undefined,
    volume: paper.volume || undefined,
    issue: paper.issue || undefined,
    page: paper.pages?.join("-") || undefined,
  };
}

/** @param {NotedPaper} paper */
function cslItem(paper) {
  const { year, date } = issuedIn(paper);
  const dateParts = (date || year).split("-").map(Number);
  return {
    id: citationKey(paper),
    type: cslKind(paper),
    title: paper.title,
    author: paper.authors.map(parseName),
    issued: year ? { "date-parts": [dateParts] } : undefined,
    ...cslContainer(paper),
    publisher: paper.arxiv && !containerOf(paper) ? "arXiv" : undefined,
    number: paper.arxiv ? `arXiv:${paper.arxiv}` : undefined,
    DOI: paper.doi || undefined,
    URL: paper.url,
    keyword: paper.tags?.join(", ") || undefined,
    note: paper.note || undefined,
  };
}

/**
 * Write papers as CSL-JSON.
 * @param {NotedPaper[]} papers
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
