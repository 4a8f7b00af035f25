/**
 * Maps of papers: which of their dots are marked for this reader, and what is loaded when. Nothing is, for a
 * reader who keeps nothing and touches no map.
 */
import { findAll } from "./elements.js";
import { followed } from "./followed.js";
import { readPapers } from "./read-marks.js";
import { savedPapers } from "./saved-papers.js";
import { onChange } from "./storage.js";

/** What tells of a dot, and takes the keys, is loaded when a reader first points at a map or comes to it by keys. */
const TOUCHES = ["pointerover", "focusin"];

function keepsAnything() {
  return savedPapers().length + followed().length + readPapers().length > 0;
}

/**
 * Listeners stand at the HTML around a drawing: one for the focus would make an element of SVG a stop for keys.
 * @param {HTMLElement} map
 */
function startTouches(map) {
  /** @param {Event} event */
  const start = async (event) => {
    for (const name of TOUCHES) map.removeEventListener(name, start);
    const { startMap } = await import("./map-dots.js");
    startMap(map, event.target);
  };
  for (const name of TOUCHES) map.addEventListener(name, start);
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
  startTouches(map);
  mark();
}

/** Watch the maps of this page. */
export function watchMaps() {
  const maps = findAll(HTMLElement, ".map");
  maps.forEach(watchMap);
  if (maps.length) onChange(mark);
}
