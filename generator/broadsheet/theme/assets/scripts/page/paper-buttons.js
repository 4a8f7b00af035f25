/**
 * What a reader can do with a paper: save it and cite it.
 * @import { PlacedPaper } from "./types.js"
 */
import { create, createButton, find } from "./elements.js";
import { announce } from "./messages.js";
import { recordAt } from "./papers.js";
import { isGone } from "./published.js";
import { toggleSavedPaper } from "./saved-papers.js";
import { say } from "./words.js";

/**
 * Add the buttons to a paper of this page.
 * @param {PlacedPaper} paper
 */
export function addPaperButtons(paper) {
  const { id, place } = paper;
  const foot = place.querySelector(".foot");
  if (!foot) return;
  const { title } = recordAt(paper);
  const save = () => toggleSavedPaper(recordAt(paper));
  const saveButton = createButton(say("Save"), title, save, {
    class: "save",
    "data-id": id,
    "aria-pressed": false,
  });
  const buttons = create("span", { class: "own" }, saveButton);
  foot.insertBefore(buttons, foot.querySelector(":scope > .cite, :scope > .more"));
  if (place === document) return;
  const folded = foot.querySelector(".more .links") ?? buttons;
  folded.append(createButton(say("Cite"), title, () => citePaper(paper)));
}

/**
 * Show how a paper is cited: on its own page in place, else in a dialog. The formats are loaded when they
 * are first wanted.
 * @param {PlacedPaper} paper
 */
export async function citePaper(paper) {
  if (paper.place === document) {
    openOwnCitations();
    return;
  }
  try {
    const { openCitations } = await import("./citing.js");
    await openCitations(paper);
  } catch {
    const wasPublishedAnew = await isGone(new URL("./citing.js", import.meta.url));
    const why = wasPublishedAnew
      ? say("The site has changed since this page was opened: reload the page to cite.")
      : say("There is no connection to load the citation.");
    announce(why, true);
  }
}

function openOwnCitations() {
  const details = find(HTMLDetailsElement, "details.cite");
  if (!details) return;
  details.open = true;
  find(HTMLElement, "summary", details)?.focus();
}
