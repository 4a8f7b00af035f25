/**
 * The list of saved papers: rows that stay the same elements, so that the focus and what is being written stay
 * where they are while the list changes around them.
 * @import { PaperNote, PaperRecord } from "../page/types.js"
 * @import { View } from "./view.js"
 */
import { mergePapers } from "../citations/saved-file.js";
import { create, createButton, find } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { NO_NOTE } from "../page/note-values.js";
import { savedPapers, storeSavedPapers } from "../page/saved-papers.js";
import { say } from "../page/words.js";
import { PaperRow } from "./rows.js";
import { matcherOf, sortItems } from "./selection.js";

/** @typedef {{papers: PaperRecord[], notes: Map<string, PaperNote>, corrections: Map<string, string[]>}} Kept */

/** The list, and what was taken off it as long as the page is open. */
export class SavedList {
  element = create("ol", { class: "items" });
  /** @type {Map<string, PaperRow>} */
  #rows = new Map();
  /** @type {Map<string, {paper: PaperRecord, element: HTMLElement}>} */
  #removed = new Map();

  /** The ids of those that were removed and can be had back. */
  get removedIds() {
    return new Set(this.#removed.keys());
  }

  /**
   * Show what is kept, as far as a view asks for it; returns the papers that are shown.
   * @param {Kept} kept
   * @param {View} view
   */
  show({ papers, notes, corrections }, view) {
    const matches = matcherOf(view);
    const listed = [];
    for (const paper of papers) {
      this.#removed.delete(paper.id);
      const row = this.#rowOf(paper);
      row.show(paper, notes.get(paper.id) ?? NO_NOTE, corrections.get(paper.id) ?? []);
      if (row.isOpen || matches(row.item)) listed.push({ ...row.item, element: row.element });
    }
    this.#forgetRows(papers);
    const shown = listed.map(({ paper }) => paper);
    for (const { paper, element } of this.#removed.values()) {
      listed.push({ paper, note: NO_NOTE, text: "", element });
    }
    const sorted = sortItems(listed, view.sort);
    this.#place(sorted.map(({ element }) => element));
    const ids = new Set(shown.map(({ id }) => id));
    return sorted.filter(({ paper }) => ids.has(paper.id)).map(({ paper }) => paper);
  }

  /** @param {PaperRecord} paper */
  #rowOf(paper) {
    const known = this.#rows.get(paper.id);
    if (known) return known;
    const row = new PaperRow(paper, (removed) => this.#remove(removed));
    this.#rows.set(paper.id, row);
    return row;
  }

  /** @param {PaperRecord[]} papers those that are saved */
  #forgetRows(papers) {
    const ids = new Set(papers.map(({ id }) => id));
    for (const id of this.#rows.keys()) if (!ids.has(id)) this.#rows.delete(id);
  }

  /**
   * Put elements in their order, and move only what stands elsewhere: what is moved would lose the focus.
   * @param {HTMLElement[]} elements
   */
  #place(elements) {
    const focused = document.activeElement?.closest("li.card, li.gone");
    const at = focused instanceof HTMLElement ? [...this.element.children].indexOf(focused) : -1;
    const wanted = new Set(elements);
    for (const element of [...this.element.children]) {
      if (!(element instanceof HTMLElement && wanted.has(element))) element.remove();
    }
    let next = this.element.firstElementChild;
    for (const element of elements) {
      if (element === next) next = next.nextElementSibling;
      else this.element.insertBefore(element, next);
    }
    if (at >= 0 && focused instanceof HTMLElement) this.#keepFocus(focused, at);
  }

  /**
   * Give the focus to its paper again, or where that is gone to the one that stands there now.
   * @param {HTMLElement} focused
   * @param {number} at
   */
  #keepFocus(focused, at) {
    if (focused.contains(document.activeElement)) return;
    const { children } = this.element;
    const own = document.getElementById(focused.id);
    const row = own ?? children[Math.min(at, children.length - 1)];
    if (row) find(HTMLElement, ".title, .save", row)?.focus();
  }

  /** @param {PaperRecord} paper */
  #remove(paper) {
    // It is on the list of those that were removed before the list is shown anew.
    this.#removed.set(paper.id, { paper, element: this.#createRemovedRow(paper) });
    if (storeSavedPapers(savedPapers().filter(({ id }) => id !== paper.id))) {
      announce(say("Removed: %(title)s", { title: paper.title }));
    } else {
      this.#removed.delete(paper.id);
      announceFullStorage();
    }
  }

  /** @param {PaperRecord} paper */
  #createRemovedRow(paper) {
    const undo = createButton(say("Undo"), paper.title, () => restore(paper), { class: "save" });
    const title = create("bdi", {}, paper.title);
    return create(
      "li",
      { id: `s-${paper.id}`, class: "tools gone" },
      `${say("Removed:")} `,
      title,
      " ",
      undo,
    );
  }
}

/** @param {PaperRecord} paper */
function restore(paper) {
  if (storeSavedPapers(mergePapers(savedPapers(), [paper])))
    announce(say("Saved again: %(title)s", { title: paper.title }));
  else announceFullStorage();
}
