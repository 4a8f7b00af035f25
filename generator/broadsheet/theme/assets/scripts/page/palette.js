/**
 * The palette: light, dark, or whatever the system has, which is kept by keeping nothing.
 */
import { find, findAll } from "./elements.js";
import { announce } from "./messages.js";
import { SETTINGS, readSetting, removeSetting, writeSetting } from "./storage.js";
import { say } from "./words.js";

const SYSTEM = "system";
const CHOICES = new Set(["light", "dark"]);
const { dataset } = document.documentElement;

/** Show the control of the palette, where the page has one, and follow the system and other tabs. */
export function startPalette() {
  const control = find(HTMLSelectElement, "#palette");
  control?.addEventListener("change", () => choosePalette(control.value));
  control?.closest("li")?.removeAttribute("hidden");
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", colourBrowser);
  addEventListener("storage", ({ key }) => {
    const isCleared = key === null;
    if (isCleared || key === SETTINGS.palette) showPalette(control);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) showPalette(control);
  });
  showPalette(control);
}

/** @param {string} palette */
function choosePalette(palette) {
  const isKept =
    palette === SYSTEM ? removeSetting(SETTINGS.palette) : writeSetting(SETTINGS.palette, palette);
  wearPalette(palette);
  if (isKept) return;
  announce(say("This browser’s storage is full or blocked: the palette changes on this page alone."), true);
}

/**
 * Show the palette that is kept.
 * @param {HTMLSelectElement | undefined} control
 */
function showPalette(control) {
  const kept = readSetting(SETTINGS.palette) ?? SYSTEM;
  const palette = CHOICES.has(kept) ? kept : SYSTEM;
  wearPalette(palette);
  if (control) control.value = palette;
}

/** @param {string} palette */
function wearPalette(palette) {
  if (palette === SYSTEM) delete dataset.palette;
  else dataset.palette = palette;
  colourBrowser();
}

/** Give the browser's own bars the colour of the page, which an owner's style sheet may have changed. */
function colourBrowser() {
  const background = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  for (const meta of findAll(HTMLMetaElement, "meta[name=theme-color]")) meta.content = background;
}
