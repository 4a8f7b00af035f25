/**
 * Citations to be read and copied. No page loads this before they are wanted.
 * @import { Format } from "../citations/formats.js"
 * @import { PaperRecord, PlacedPaper } from "./types.js"
 */
import { FORMATS } from "../citations/formats.js";
import { create, createButton } from "./elements.js";
import { announce, openDialog } from "./messages.js";
import { fetchRecord, recordAt } from "./papers.js";
import { savedPapers } from "./saved-papers.js";
import { SETTINGS, readSetting, writeSetting } from "./storage.js";
import { say } from "./words.js";

/**
 * Return the bar of the formats, and the citation in the one that the reader chose last, to be copied.
 * @param {PaperRecord} paper
 */
export function citationPanel(paper) {
  const citation = create("pre", { tabindex: 0, role: "region" });
  /** @type {Map<Format, HTMLButtonElement>} */
  const buttons = new Map();
  const show = (/** @type {Format} */ shown) => {
    for (const [format, button] of buttons) button.setAttribute("aria-pressed", String(format === shown));
    citation.setAttribute("aria-label", shown.name);
    citation.textContent = shown.write([paper]);
  };
  const choose = (/** @type {Format} */ format) => {
    writeSetting(SETTINGS.citation, format.ending);
    show(format);
  };
  for (const format of FORMATS)
    buttons.set(
      format,
      createButton(format.name, "", () => choose(format)),
    );
  show(chosenFormat());
  const copyButton = createButton(say("Copy"), "", () => copyText(citation, citation.ariaLabel ?? ""));
  const formats = create("span", { role: "group", "aria-label": say("Format") }, ...buttons.values());
  return [create("p", { class: "tools" }, formats, copyButton), citation];
}

/** Return the format that the reader chose last, or the first. */
function chosenFormat() {
  const ending = readSetting(SETTINGS.citation);
  return FORMATS.find((format) => format.ending === ending) ?? FORMATS[0];
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
async function copyText(element, name) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    announce(say("Copied: %(name)s", { name }));
  } catch {
    // It is not allowed, or the page did not come over https.
    getSelection()?.selectAllChildren(element);
    announce(say("%(name)s is selected and can be copied.", { name }), true);
  }
}

/**
 * Open a dialog with the citations of a paper in a list: of what its own page says, or where that cannot be
 * had, of what was saved, or of what the list shows.
 * @param {PlacedPaper} paper
 */
export async function openCitations(paper) {
  const record =
    (await fetchRecord(paper.id).catch(() => null)) ??
    savedPapers().find(({ id }) => id === paper.id) ??
    recordAt(paper);
  openDialog(say("Cite “%(title)s”", { title: record.title }), ...citationPanel(record));
}
