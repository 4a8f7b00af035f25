/**
 * Elements of a page, found and made. What strangers wrote stays text: elements are made one by one, never
 * from a string of HTML.
 */

/** @typedef {string | number | boolean | URL | ((event: any) => void)} AttributeValue */

/**
 * Find the elements of a class that a selector matches, in document order.
 * @template {Element} T
 * @param {new () => T} type
 * @param {string} selector
 * @param {ParentNode} within
 */
export function findAll(type, selector, within = document) {
  /** @type {T[]} */
  const found = [];
  for (const element of within.querySelectorAll(selector)) {
    if (element instanceof type) found.push(element);
  }
  return found;
}

/**
 * Find the first element of a class that a selector matches.
 * @template {Element} T
 * @param {new () => T} type
 * @param {string} selector
 * @param {ParentNode} within
 * @returns {T | undefined}
 */
export function find(type, selector, within = document) {
  return findAll(type, selector, within)[0];
}

/**
 * Make an element with attributes, or listeners where a function is given, and with children.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, AttributeValue>} attributes
 * @param {(string | Node)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function create(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/**
 * Make a button.
 * @param {string} label
 * @param {string} subject what it is about, for those who hear it without seeing what it stands beside
 * @param {() => void} onClick
 * @param {Record<string, AttributeValue>} attributes
 */
export function createButton(label, subject, onClick, attributes = {}) {
  const spoken = subject ? `${label}: ${subject}` : label;
  return create("button", { type: "button", "aria-label": spoken, click: onClick, ...attributes }, label);
}

/** Return the kind of this page: home, day, paper, search and so on. */
export function pageKind() {
  return document.body.className.replace("kind-", "");
}
