/**
 * XML made element by element, so that what strangers wrote stays text; the browser writes it.
 */

/** The name of the language of pages. */
export const XHTML = "http://www.w3.org/1999/xhtml";
/** The name of the language of formulas. */
export const MATHML = "http://www.w3.org/1998/Math/MathML";
const DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n';
const PAGE_TYPE = "<!DOCTYPE html>\n";
/** What XML has no way to say: https://www.w3.org/TR/xml/#charsets */
const NO_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
/** What formulas are made of, and what may be said of its parts: as text/mathml.py lets them into pages. */
const IN_FORMULAS =
  /^(?:math|mi|mn|mo|ms|mtext|mspace|mrow|mfrac|msqrt|mroot|msub|msup|msubsup|munder|mover|munderover|mmultiscripts|mprescripts|mtable|mtr|mtd|mphantom|mpadded)$/;
const OF_FORMULAS =
  /^(?:accent|accentunder|displaystyle|stretchy|symmetric|largeop|movablelimits|form|display|mathvariant|lspace|rspace|width|minsize|maxsize|linethickness)$/;

/** @param {string} text */
function speakable(text) {
  return text.replace(NO_XML, "");
}

/**
 * Make an element of a language of XML, with attributes and children.
 * @param {string} language the name of its namespace
 * @param {string} tag
 * @param {Record<string, string>} attributes
 * @param {(string | Node)[]} children
 */
export function createIn(language, tag, attributes = {}, ...children) {
  const element = document.implementation.createDocument(null, null).createElementNS(language, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, speakable(value));
  element.append(...children.map((child) => (typeof child === "string" ? speakable(child) : child)));
  return element;
}

/**
 * Copy words of a page: its text, and formulas with no part that is none of a formula.
 * @param {Node} shown
 * @returns {(string | Node)[]}
 */
export function copyWords(shown) {
  /** @type {(string | Node)[]} */
  const copied = [];
  for (const child of shown.childNodes) {
    if (child instanceof Text) copied.push(child.data);
    else if (child instanceof Element) copied.push(...copyElement(child));
  }
  return copied;
}

/**
 * @param {Element} element
 * @returns {(string | Node)[]}
 */
function copyElement(element) {
  const inside = copyWords(element);
  if (element.namespaceURI !== MATHML || !IN_FORMULAS.test(element.localName)) return inside;
  /** @type {Record<string, string>} */
  const attributes = {};
  for (const { name, value } of element.attributes) {
    if (OF_FORMULAS.test(name)) attributes[name] = value;
  }
  return [createIn(MATHML, element.localName, attributes, ...inside)];
}

/**
 * Write a document.
 * @param {Element} root
 */
export function writeXml(root) {
  return `${DECLARATION}${new XMLSerializer().serializeToString(root)}\n`;
}

/**
 * Write a page of XHTML.
 * @param {string} title
 * @param {string} language
 * @param {Element[]} body
 */
export function writePage(title, language, body) {
  const head = createIn(
    XHTML,
    "head",
    {},
    createIn(XHTML, "title", {}, title),
    createIn(XHTML, "link", { rel: "stylesheet", type: "text/css", href: "style.css" }),
  );
  const root = createIn(XHTML, "html", { lang: language }, head, createIn(XHTML, "body", {}, ...body));
  root.setAttributeNS("http://www.w3.org/XML/1998/namespace", "xml:lang", language);
  return writeXml(root).replace(DECLARATION, DECLARATION + PAGE_TYPE);
}
