/**
 * Dots of a map under the pointer and the keys: title and sentence of the paper beside it, and one stop for the
 * Tab key, from which the arrow keys lead through the papers in the order of the page.
 */
import { create, find, findAll } from "./elements.js";
import { paperIdIn } from "./papers.js";

/** By how many dots a key leads on. @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };

/**
 * Return which of so many dots a key leads to from another.
 * @param {string} key
 * @param {number} place
 * @param {number} count
 */
export function placeAfter(key, place, count) {
  return Math.min(Math.max(place + (STEPS[key] ?? 0), 0), count - 1);
}

/**
 * Start a map that the reader has touched.
 * @param {HTMLElement} map
 * @param {EventTarget | null} touched
 */
export function startMap(map, touched) {
  const links = findAll(SVGAElement, ".land a", map);
  const told = create("p", { class: "told", hidden: true, "aria-hidden": true });
  find(SVGElement, ".land", map)?.after(told);
  for (const link of links) nameByAttribute(link);
  const linkAt = (/** @type {EventTarget | null} */ target) =>
    links.find((link) => target instanceof Node && link.contains(target));
  const follow = (/** @type {EventTarget | null} */ target) => {
    const link = linkAt(target);
    if (link) showWords(told, link);
    else told.setAttribute("hidden", "");
  };
  stopAt(links, linkAt(touched) ?? links[0]);
  follow(touched);
  map.addEventListener("pointerover", ({ target }) => follow(target));
  map.addEventListener("pointerleave", () => follow(document.activeElement));
  map.addEventListener("focusin", ({ target }) => follow(target));
  map.addEventListener("focusout", () => told.setAttribute("hidden", ""));
  map.addEventListener("keydown", (event) => moveOn(event, links));
}

/**
 * The browser's own tip would come over ours.
 * @param {SVGAElement} link
 */
function nameByAttribute(link) {
  const title = find(SVGTitleElement, "title", link);
  if (!title) return;
  link.setAttribute("aria-label", title.textContent ?? "");
  title.remove();
}

/**
 * Make one dot the only stop of the Tab key.
 * @param {SVGAElement[]} links
 * @param {SVGAElement} stop
 */
function stopAt(links, stop) {
  for (const link of links) link.setAttribute("tabindex", link === stop ? "0" : "-1");
}

/**
 * @param {KeyboardEvent} event
 * @param {SVGAElement[]} links
 */
function moveOn(event, links) {
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  const place = links.findIndex((link) => link === document.activeElement);
  if (!isPlain || place < 0 || !(event.key in STEPS)) return;
  event.preventDefault();
  const next = links[placeAfter(event.key, place, links.length)];
  stopAt(links, next);
  next.focus();
}

/**
 * Return the title and the sentence that a row has of its paper.
 * @param {HTMLElement} row
 */
function wordsOfRow(row) {
  const parts = [row.querySelector("h3 a"), row.querySelector(".takeaway")?.lastChild];
  return parts.map((part) => part?.textContent ?? "");
}

/**
 * Show title and sentence of a dot's paper, as the rows of this page have them.
 * @param {HTMLElement} told
 * @param {SVGAElement} link
 */
function showWords(told, link) {
  const row = document.getElementById(`p-${paperIdIn(link.href.baseVal)}`);
  const texts = row ? wordsOfRow(row) : [];
  const [title = link.getAttribute("aria-label") ?? "", sentence = ""] = texts;
  told.replaceChildren(create("b", { dir: "auto" }, title), create("span", { dir: "auto" }, sentence));
  told.removeAttribute("hidden");
  moveBeside(told, link);
}

/**
 * Put the words below a dot, or above it in the lower half, within the map.
 * @param {HTMLElement} told
 * @param {SVGAElement} link
 */
function moveBeside(told, link) {
  const land = link.ownerSVGElement?.getBoundingClientRect();
  if (!land) return;
  const dot = link.getBoundingClientRect();
  const middle = (dot.left + dot.right) / 2 - land.left;
  const left = Math.min(Math.max(middle - told.offsetWidth / 2, 0), land.width - told.offsetWidth);
  const isHigh = dot.top - land.top < land.height / 2;
  const top = isHigh ? dot.bottom - land.top + 6 : dot.top - land.top - told.offsetHeight - 6;
  told.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}
