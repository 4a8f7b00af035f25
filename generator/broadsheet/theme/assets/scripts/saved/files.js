/**
 * Saved papers out and in: files for reference managers, our own, and paper.
 * @import { NotedPaper, PaperNote, PaperRecord } from "../page/types.js"
 * @import { Format } from "../citations/formats.js"
 */
import { FORMATS } from "../citations/formats.js";
import { mergePapers, readSavedFile, writeSavedFile } from "../citations/saved-file.js";
import { create, createButton } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { NO_NOTE, hasWords, mergeNotes } from "../page/note-values.js";
import { LARGEST_FILE, saveFile } from "../page/own-files.js";
import { changeNotes, paperNotes } from "../page/paper-notes.js";
import { savedPapers, storeSavedPapers } from "../page/saved-papers.js";
import { formatNumber, say, sayCount } from "../page/words.js";

const MOST_PROBLEMS = 5; // that are shown

/** @type {Format} */
const OWN_FILE = { name: "JSON", write: writeSavedFile, type: "application/json", ending: "json" };

/**
 * Return papers with what their reader added.
 * @param {PaperRecord[]} papers
 * @param {Map<string, PaperNote>} notes
 * @returns {NotedPaper[]}
 */
function withNotes(papers, notes) {
  return papers.map((paper) => {
    const note = notes.get(paper.id);
    return note ? { ...paper, ...note } : paper;
  });
}

/**
 * @param {Format} format
 * @param {PaperRecord[]} papers
 */
function exportPapers({ write, type, ending }, papers) {
  const text = write(withNotes(papers, paperNotes()));
  handOver(new Blob([text], { type: `${type};charset=utf-8` }), ending, papers);
}

/**
 * Export a book for e-readers, whose scripts are loaded when it is first wanted.
 * @param {PaperRecord[]} papers
 */
async function exportBook(papers) {
  try {
    const { writeSavedBook } = await import("../epub/saved-book.js");
    handOver(await writeSavedBook(papers, new Date()), "epub", papers);
  } catch {
    announce(say("The book could not be made: reload the page and try again."), true);
  }
}

/**
 * Let the browser save a file.
 * @param {Blob} file
 * @param {string} ending
 * @param {PaperRecord[]} papers that are in it
 */
function handOver(file, ending, papers) {
  saveFile(file, `saved-papers.${ending}`);
  announce(sayCount("%(num)s paper exported", "%(num)s papers exported", papers.length));
}

/**
 * Make the buttons that take papers along.
 * @param {() => PaperRecord[]} papersShown
 */
export function createExports(papersShown) {
  const buttons = [...FORMATS, OWN_FILE].map((format) =>
    createButton(format.name, "", () => exportPapers(format, papersShown())),
  );
  const book = createButton("EPUB", "", () => exportBook(papersShown()));
  const print = createButton(say("Print"), "", () => globalThis.print());
  return create("div", { class: "exports" }, create("span"), ...buttons, book, print);
}

/** The line that takes a file in, and what is wrong with one that cannot be read. */
export class Import {
  problems = create("div", { class: "notice failed", tabindex: -1, hidden: "" });
  #input = create("input", {
    id: "import",
    type: "file",
    accept: ".json",
    change: () => this.#take(),
  });
  element = create(
    "p",
    { class: "tools small import" },
    create("label", { for: "import" }, `${say("Import a JSON file that was exported here:")} `),
    this.#input,
  );

  async #take() {
    const chosen = this.#input.files?.[0];
    if (!chosen) return;
    const isTooLarge = chosen.size > LARGEST_FILE;
    const { papers, notes, problems } = isTooLarge
      ? { papers: [], notes: new Map(), problems: [say("It is too large.")] }
      : readSavedFile(await chosen.text());
    this.#input.value = "";
    this.#showProblems(problems);
    if (!problems.length) addPapers(papers, notes);
  }

  /** @param {string[]} problems */
  #showProblems(problems) {
    this.problems.hidden = !problems.length;
    if (!problems.length) return;
    const lines = problems.slice(0, MOST_PROBLEMS);
    const more = problems.length - lines.length;
    if (more) lines.push(sayCount("and %(num)s more problem", "and %(num)s more problems", more));
    const title = create("b", {}, say("Nothing was imported: this file cannot be read."));
    const items = lines.map((words) => create("li", {}, words));
    this.problems.replaceChildren(create("p", {}, title), create("ul", {}, ...items));
    this.problems.focus();
  }
}

/**
 * Add papers and notes to those that are kept.
 * @param {PaperRecord[]} papers
 * @param {Map<string, PaperNote>} notes
 */
function addPapers(papers, notes) {
  const before = savedPapers();
  const after = mergePapers(before, papers);
  const added = after.length - before.length;
  const noted = [...notes].filter(([, note]) => hasWords(note)).map(([id]) => id);
  const merge = (/** @type {PaperNote} */ note, /** @type {string} */ id) =>
    mergeNotes(note, notes.get(id) ?? NO_NOTE);
  const isKept = storeSavedPapers(after) && (!noted.length || changeNotes(noted, merge));
  if (!isKept) {
    // Papers that came without their notes would pass for all of the file.
    storeSavedPapers(before);
    announceFullStorage();
    return;
  }
  const there = formatNumber(papers.length - added);
  const words = sayCount(
    "%(num)s paper added; %(there)s were here already.",
    "%(num)s papers added; %(there)s were here already.",
    added,
    { there },
  );
  announce(words, true);
}
