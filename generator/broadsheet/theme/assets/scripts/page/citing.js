/**
 * Citations to be read and copied. No page loads this before they are wanted.
 * @import { PaperRecord, PlacedPaper } from "./types.js"
 */
import { FORMATS } from "../citations/formats.js";
import { create, createButton } from "./elements.js";
import { announce, openDialog } from "./messages.js";
import { fetchRecord, recordAt } from "./papers.js";
import { savedPapers } from "./saved-papers.js";

/**
 * Return a section for each format, with a button that copies it.
 * @param {PaperRecord} paper
 */
export function citationPanel(paper) {
  return FORMATS.map(({ name, write }) => {
    const citation = create("pre", { tabindex: 0, role: "region", "aria-label": name }, write([paper]));
    const copyButton = createButton("copy", name, () => copyText(citation, name));
    const bar = create("p", { class: "tools" }, create("b", {}, name), " ", copyButton);
    return create("section", {}, bar, citation);
  });
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 */
async function copyText(element, name) {
  try {
    await navigator.clipboard.writeText(element.textContent ?? "");
    announce(`Copied: ${name}`);
  } catch {
    // It is not allowed, or the page did not come over https.
    getSelection()?.selectAllChildren(element);
    announce(`${name} is selected and can be copied.`, true);
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
  openDialog(`Cite “${record.title}”`, ...citationPanel(record));
}
