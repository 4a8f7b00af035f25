/**
 * Maps of papers: which of their dots are marked for this reader, and what is loaded when. Nothing is, for a
 * reader who keeps nothing and touches no map.
 */
import { find, findAll } from "./elements.js";
import { followed } from "./followed.js";
import { readPapers } from "./read-marks.js";
import { savedPapers } from "./saved-papers.js";
import { onChange } from "./storage.js";

/** What tells of a dot, and takes the keys, is loaded when a reader first points at a map or comes to it by keys. */
const TOUCHES = ["pointerover", "focusin"];

function keepsAnything() {
  return savedPapers().length + followed().length + readPapers().length > 0;
}

/** @param {SVGElement} land */
function startTouches(land) {
  /** @param {Event} event */
  const start = async (event) => {
    for (const name of TOUCHES) land.removeEventListener(name, start);
    const { startMap } = await import("./map-dots.js");
    startMap(land, event.target instanceof Element ? event.target : land);
  };
  for (const name of TOUCHES) land.addEventListener(name, start);
}

async function markDots() {
  if (!keepsAnything()) return;
  const { showMarks } = await import("./map-marks.js");
  showMarks();
}

function mark() {
  void markDots().catch(() => {});
}

/**
 * Watch a map that came to this page, and mark its dots.
 * @param {HTMLElement} map
 */
export function watchMap(map) {
  const land = find(SVGElement, ".land", map);
  if (land) startTouches(land);
  mark();
}

/** Watch the maps of this page. */
export function watchMaps() {
  const maps = findAll(HTMLElement, ".map");
  maps.forEach(watchMap);
  if (maps.length) onChange(mark);
}
