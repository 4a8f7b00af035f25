/**
 * Reads files of references: BibTeX, RIS and CSL-JSON, which all reference managers write, Zotero too. Of each
 * entry only what tells which paper it is: its title, and the ids of papers that it names.
 * @import { Reference } from "./types.js"
 */
import { FORMULAS_OF_SIGNS } from "../citations/latex-signs.js";
import { parseJson } from "../page/own-files.js";
import { arxivIdIn, idsIn } from "../search/engine/paper-ids.js";

/** Fields that may hold the id of a paper, as BibTeX and RIS call them. */
const ID_FIELDS = [
  "eprint",
  "arxivid",
  "doi",
  "url",
  "note",
  "journal",
  "volume",
  "howpublished",
  "do",
  "ur",
  "l1",
  "m1",
];
const TITLE_FIELDS = ["title", "ti", "t1"];
/** A field of BibTeX begins like this. */
const FIELD = /([a-z][\w-]*)\s*=\s*/giy;
const ENTRY = /@([a-z]+)\s*[{(]/gi;
/** Entries that are none. */
const NO_ENTRIES = new Set(["comment", "preamble", "string"]);
/** Characters of the key of an entry; what has no comma within these is none. */
const LONGEST_KEY = 1000;
/** Letters and the commands that mean them, beside the Greek ones. */
const LETTERS = String.raw`ß \ss  ø \o  Ø \O  æ \ae  Æ \AE  œ \oe  Œ \OE  ł \l  Ł \L  å \aa  Å \AA`;
/** An accent is a sign, or a letter that stands apart from the one that has it: "\c{c}" but not "\circ". */
const ACCENTS = /\\(?:[`'^"~=.]\s*\{?|[uvHckbdrt](?:\s+|\s*\{\s*))\\?([a-zA-Z])\}?/g;
const COMMAND = /\\([a-zA-Z]+)\s*/g;
const RIS_LINE = /^([A-Z][A-Z0-9]) {2}- ?(.*)$/;

/**
 * Read a file of references, of whichever of the formats it is; null where it is of none.
 * @param {string} text
 * @returns {Reference[] | null}
 */
export function readReferences(text) {
  const plain = text.replace(/^\uFEFF/, "");
  if (/^\s*[[{]/.test(plain)) return readCslJson(plain);
  if (/^TY {2}- /m.test(plain)) return readRis(plain);
  return /@[a-z]+\s*[{(]/i.test(plain) ? readBibtex(plain) : null;
}

/** @param {string} text */
function readCslJson(text) {
  const file = parseJson(text);
  const items = Array.isArray(file) ? file : file?.items;
  if (!Array.isArray(items)) return null;
  return items
    .filter((item) => item && typeof item === "object")
    .map((item) =>
      toReference(textOf(item.title), [item.DOI, item.URL, item.number, item.note, item.id].map(textOf)),
    );
}

/** @param {unknown} value */
function textOf(value) {
  return typeof value === "string" ? value : "";
}

/** @param {string} text */
function readRis(text) {
  const references = [];
  /** @type {Map<string, string>} */
  let fields = new Map();
  for (const line of text.split(/\r\n?|\n/)) {
    const [, tag, value] = line.match(RIS_LINE) ?? [];
    if (tag === "TY") fields = new Map();
    else if (tag === "ER") references.push(ofFields(fields));
    else if (tag && !fields.has(tag.toLowerCase())) fields.set(tag.toLowerCase(), value.trim());
  }
  return references;
}

/**
 * Each part of the text is read once, however broken it is: what looks like an entry within the value of
 * another one is none.
 * @param {string} text
 */
function readBibtex(text) {
  const references = [];
  let readTo = 0;
  for (const { 1: kind, index, 0: opening } of text.matchAll(ENTRY)) {
    if (index < readTo || NO_ENTRIES.has(kind.toLowerCase())) continue;
    const { fields, end } = fieldsFrom(text, index + opening.length);
    references.push(ofFields(fields));
    readTo = end;
  }
  return references;
}

/**
 * Read the fields of an entry of BibTeX: up to the end of the entry, or where no field follows.
 * @param {string} text
 * @param {number} start behind the entry's brace
 */
function fieldsFrom(text, start) {
  /** @type {Map<string, string>} */
  const fields = new Map();
  const keyLength = text.slice(start, start + LONGEST_KEY).indexOf(",");
  if (keyLength < 0) return { fields, end: start };
  let at = start + keyLength + 1;
  for (;;) {
    at += text.slice(at).search(/[^\s,]|$/);
    FIELD.lastIndex = at;
    const name = FIELD.exec(text);
    if (!name) return { fields, end: at };
    const { value, end } = valueFrom(text, FIELD.lastIndex);
    fields.set(name[1].toLowerCase(), value);
    at = end;
  }
}

/**
 * Read a value of BibTeX: in braces, in quotes, or bare.
 * @param {string} text
 * @param {number} start
 */
function valueFrom(text, start) {
  const opening = text[start];
  if (opening !== '"' && opening !== "{") {
    const end = start + text.slice(start).search(/[,}\n]|$/);
    return { value: text.slice(start, end).trim(), end };
  }
  const closing = opening === "{" ? "}" : '"';
  const end = closingPlace(text, start + 1, closing);
  return { value: text.slice(start + 1, end), end: end + 1 };
}

/**
 * Return where a value ends: at its closing sign outside of all braces within; where that is nowhere, before the
 * line with which the next entry begins, or at the end of the text.
 * @param {string} text
 * @param {number} start
 * @param {string} closing
 */
function closingPlace(text, start, closing) {
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const sign = text[at];
    const isNextEntry = sign === "\n" && text[at + 1] === "@";
    if (isNextEntry || (depth === 0 && sign === closing)) return at;
    if (sign === "\\") at += 1;
    else if (sign === "{") depth += 1;
    else if (sign === "}") depth -= 1;
  }
  return text.length;
}

/** @param {Map<string, string>} fields */
function ofFields(fields) {
  const valueOf = (/** @type {string} */ name) => fields.get(name) ?? "";
  const title = TITLE_FIELDS.map(valueOf).find(Boolean) ?? "";
  return toReference(withoutTex(title), ID_FIELDS.map(valueOf));
}

/**
 * @param {string} title
 * @param {string[]} values that may name a paper
 * @returns {Reference}
 */
function toReference(title, values) {
  const ids = new Set();
  for (const value of values.filter(Boolean)) {
    const text = value.replaceAll("\\", "").trim();
    for (const id of [...idsIn(text), ...wordsIn(value).flatMap(idsInWord)]) ids.add(id);
  }
  return { title: title.replace(/\s+/g, " ").trim(), ids: [...ids] };
}

/** @param {string} value which may hold an address as TeX has it */
function wordsIn(value) {
  const plain = value.replace(/\\(?:url|href)\b|[{}]/g, " ").replaceAll("\\", "");
  return plain.split(/[\s,;]+/);
}

/**
 * Return the ids in a word of a field: in an address, or of arXiv, "abs/2605.00002" as DBLP has it too.
 * @param {string} word
 */
function idsInWord(word) {
  return /^https?:/i.test(word) ? idsIn(word) : idsIn(arxivIdIn(word.replace(/^abs\//i, "")));
}

/** What commands of TeX mean, as far as they are letters. @type {Map<string, string>} */
const MEANINGS = new Map();
for (const [, letter, name] of `${LETTERS}  ${FORMULAS_OF_SIGNS}`.matchAll(/(\p{L}) \\([a-zA-Z]+)/gu)) {
  if (!MEANINGS.has(name)) MEANINGS.set(name, letter);
}

/**
 * A title without commands and braces: letters with accents keep the letter, and Greek ones are themselves.
 * @param {string} title
 */
function withoutTex(title) {
  return title
    .replace(ACCENTS, "$1")
    .replace(COMMAND, (_, name) => MEANINGS.get(name) ?? "")
    .replace(/[{}$\\]/g, "");
}
