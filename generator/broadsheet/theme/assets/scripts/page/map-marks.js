/**
 * Marks on maps: papers that the reader saved or follows, and those that lie near what was saved or read. All of
 * it is told from what this page shows; nothing is loaded for it.
 */
import { create, find, findAll } from "./elements.js";
import { followed } from "./followed.js";
import { followedOf } from "./followed-papers.js";
import { marksOf } from "./marks-of-dots.js";
import { paperIdIn } from "./papers.js";
import { readPapers } from "./read-marks.js";
import { savedPapers } from "./saved-papers.js";
import { say } from "./words.js";

/** How a mark is called in the words below the map, in the order in which one takes the place of another. */
const NAMES = new Map([
  ["saved", say("saved")],
  ["followed", say("followed")],
  ["near", say("near what you saved or read")],
]);

/** Mark the dots of all maps of this page, and say below each what marks it has. */
export function showMarks() {
  const kept = {
    saved: new Set(savedPapers().map(({ id }) => id)),
    followed: followedIds(),
    read: new Set(readPapers()),
  };
  for (const map of findAll(HTMLElement, ".map")) markMap(map, kept);
}

function followedIds() {
  const all = followed();
  const cards = findAll(HTMLElement, "main .card").filter((card) => followedOf(card, all).length);
  return new Set(cards.map((card) => card.id.replace(/^p-/, "")));
}

/**
 * @param {HTMLElement} map
 * @param {Parameters<typeof marksOf>[1]} kept
 */
function markMap(map, kept) {
  const links = findAll(SVGAElement, ".land a", map);
  const dots = links.map((link) => {
    const circle = find(SVGCircleElement, "circle", link);
    const part = (/** @type {string} */ name) => parseFloat(circle?.getAttribute(name) ?? "0") / 100;
    return { id: paperIdIn(link.href.baseVal), across: part("cx"), down: part("cy") };
  });
  const marks = marksOf(dots, kept);
  links.forEach((link, place) => {
    const mark = marks.get(dots[place].id);
    if (mark) link.dataset.mark = mark;
    else delete link.dataset.mark;
  });
  showLegend(map, new Set(marks.values()));
}

/**
 * @param {HTMLElement} map
 * @param {Set<string>} shown
 */
function showLegend(map, shown) {
  map.querySelector(".marks")?.remove();
  const items = [...NAMES].filter(([mark]) => shown.has(mark));
  if (!items.length) return;
  const words = items.map(([mark, name]) => create("span", { "data-mark": mark }, name));
  map.querySelector("figcaption")?.append(create("span", { class: "marks" }, ...words));
}
