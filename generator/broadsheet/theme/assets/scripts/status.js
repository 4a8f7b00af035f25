/**
 * A month's list of what is not shown, narrowed down to the lines that hold every word typed.
 */
import { create } from "./page/elements.js";
import { announce } from "./page/messages.js";
import { formatNumber, say, sayCount } from "./page/words.js";

/** @param {HTMLElement} list */
function addFilter(list) {
  const lines = Array.from(list.children, (element) => ({
    element: /** @type {HTMLElement} */ (element),
    text: (element.textContent ?? "").toLowerCase(),
  }));
  const box = create("input", { type: "search", autocomplete: "off" });
  const outcome = create("span", { class: "n" });
  box.addEventListener("input", () => {
    const words = box.value.toLowerCase().split(/\s+/);
    let shown = 0;
    for (const { element, text } of lines) {
      element.hidden = !words.every((word) => text.includes(word));
      if (!element.hidden) shown += 1;
    }
    const isFiltered = box.value.trim() !== "";
    outcome.textContent = isFiltered
      ? ` ${sayCount("%(num)s line of %(all)s", "%(num)s lines of %(all)s", shown, { all: formatNumber(lines.length) })}`
      : "";
    announce(outcome.textContent);
  });
  document.getElementById("filter")?.append(create("label", {}, `${say("Filter this list")} `, box), outcome);
}

const omissions = document.getElementById("losses");
if (omissions) addFilter(omissions);
