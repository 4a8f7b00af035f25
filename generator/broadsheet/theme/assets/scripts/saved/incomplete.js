/**
 * Papers that were saved from a list while their own pages could not be read, and so lack what a citation
 * needs. Their pages are asked for only when the reader says so: a visit alone must not tell what is saved.
 * @import { PaperRecord } from "../page/types.js"
 */
import { create, createButton } from "../page/elements.js";
import { completeSavedPaper } from "../page/saved-papers.js";
import { say, sayCount } from "../page/words.js";

const MOST_COMPLETED = 20; // papers at once

/**
 * Return whether a list is all that was read of a paper. Pages that do not name all authors are another thing.
 * @param {PaperRecord} paper
 */
function isFromList({ partial, key, date }) {
  return partial === true && !key && !date;
}

/** The line that tells of them. */
export class Incomplete {
  /** @type {PaperRecord[]} */
  #papers = [];
  #words = create("span");
  element = create(
    "p",
    { class: "tools small", hidden: "" },
    this.#words,
    " ",
    createButton(say("Load the rest"), "", () => this.#complete()),
  );

  /** @param {PaperRecord[]} papers all that are saved */
  show(papers) {
    this.#papers = papers.filter(isFromList);
    this.element.hidden = !this.#papers.length;
    this.#words.textContent = sayCount(
      "%(num)s paper is known from a list alone.",
      "%(num)s papers are known from a list alone.",
      this.#papers.length,
    );
  }

  async #complete() {
    for (const { id } of this.#papers.slice(0, MOST_COMPLETED)) await completeSavedPaper(id);
  }
}
