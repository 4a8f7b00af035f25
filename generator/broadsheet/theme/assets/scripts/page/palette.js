/**
 * The palette: light or dark, as the system has it until the reader chooses.
 */
import { find, findAll } from "./elements.js";
import { SETTINGS, writeSetting } from "./storage.js";
import { say } from "./words.js";

const { dataset } = document.documentElement;
const systemIsDark = matchMedia("(prefers-color-scheme: dark)");

/** Show the button that switches the palette, where the page has one. */
export function startPalette() {
  const control = find(HTMLButtonElement, "#palette");
  if (!control) return;
  control.hidden = false;
  control.addEventListener("click", () => {
    dataset.palette = isDark() ? "light" : "dark";
    writeSetting(SETTINGS.palette, dataset.palette);
    showPalette(control);
  });
  systemIsDark.addEventListener("change", () => showPalette(control));
  showPalette(control);
}

function isDark() {
  const system = systemIsDark.matches ? "dark" : "light";
  return (dataset.palette || system) === "dark";
}

/** @param {HTMLButtonElement} control */
function showPalette(control) {
  control.textContent = isDark() ? say("Light mode") : say("Dark mode");
  control.ariaLabel = isDark() ? say("Switch to light mode") : say("Switch to dark mode");
  const background = getComputedStyle(document.documentElement).getPropertyValue("--paper").trim();
  for (const meta of findAll(HTMLMetaElement, "meta[name=theme-color]")) meta.content = background;
}
