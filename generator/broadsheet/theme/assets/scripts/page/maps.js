/**
 * Maps of papers: their dots are marked for this reader, and answer to pointer and keys. What a page asks for never
 * depends on what a reader keeps.
 */
import { findAll } from "./elements.js";
import { showMarks } from "./map-marks.js";
import { onChange } from "./storage.js";

/** What tells of a dot, and takes the keys, is loaded when a reader first points at a map or comes to it by keys. */
const TOUCHES = ["pointerover", "focusin"];

/**
 * Watch a map that came to this page, and mark its dots. Listeners stand at the HTML around a drawing: one for the
 * focus would make an element of SVG a stop for keys.
 * @param {HTMLElement} map
 */
export function watchMap(map) {
  const untouched = new AbortController();
  /** @param {EventTarget | null} touched */
  const start = async (touched) => {
    untouched.abort();
    const { startMap } = await import("./map-dots.js");
    // Keys may have gone on while it was loaded.
    const focused = document.activeElement;
    startMap(map, map.contains(focused) ? focused : touched);
  };
  for (const name of TOUCHES) {
    map.addEventListener(name, ({ target }) => start(target), { signal: untouched.signal });
  }
  // Keys may have come to the map before this script.
  if (map.contains(document.activeElement)) void start(document.activeElement);
  showMarks();
}

/** Watch the maps of this page. */
export function watchMaps() {
  const maps = findAll(HTMLElement, ".map");
  maps.forEach(watchMap);
  if (maps.length) onChange(showMarks);
}
