/**
 * Saved papers, in the browser's store. It is read anew before each change, so that tabs lose nothing to
 * one another.
 * @import { PaperRecord } from "./types.js"
 */
import { findAll } from "./elements.js";
import { announce, announceFullStorage } from "./messages.js";
import { fetchRecord, paperAddress } from "./papers.js";
import { STORED, readStored, writeStored } from "./storage.js";
import { say } from "./words.js";

/**
 * Return the papers that are saved, the last one first.
 * @returns {PaperRecord[]}
 */
export function savedPapers() {
  /** @type {any[]} */
  const stored = readStored(STORED.saved, []);
  return stored.filter((paper) => typeof paper?.id === "string" && typeof paper.title === "string");
}

/**
 * Store the list of saved papers; false where that was not possible.
 * @param {PaperRecord[]} papers
 */
export function storeSavedPapers(papers) {
  return writeStored(STORED.saved, papers);
}

/**
 * Do something about the pages that are kept of saved papers. Its script is loaded when a paper is saved;
 * where it cannot be had, nothing else changes.
 * @param {(pages: typeof import("./offline.js")) => Promise<void>} change
 */
async function changeKeptPages(change) {
  try {
    await change(await import("./offline.js"));
  } catch {
    // There is no connection, and the script is not kept.
  }
}

/**
 * Complete a paper that was saved from a list with what its own page says, if that can be had. Only then is the
 * page kept: a host or a network may answer with another one.
 * @param {string} id
 */
export async function completeSavedPaper(id) {
  /** @type {Response[]} */
  const answers = [];
  const complete = await fetchRecord(id, (answer) => answers.push(answer)).catch(() => null);
  if (!complete) return;
  for (const answer of answers) void changeKeptPages((pages) => pages.keepSavedPage(answer));
  const papers = savedPapers();
  const place = papers.findIndex((paper) => paper.id === id);
  if (place < 0) return;
  papers[place] = { ...complete, saved: papers[place].saved };
  storeSavedPapers(papers);
}

/**
 * Save a paper, or take it off the list where it is on it; false where that was not possible.
 * @param {PaperRecord} paper
 */
export function toggleSavedPaper(paper) {
  const papers = savedPapers();
  const others = papers.filter(({ id }) => id !== paper.id);
  const wasSaved = others.length < papers.length;
  const saved = { ...paper, saved: new Date().toISOString() };
  if (!storeSavedPapers(wasSaved ? others : [saved, ...papers])) {
    announceFullStorage();
    return false;
  }
  const { title } = paper;
  announce(wasSaved ? say("No longer saved: %(title)s", { title }) : say("Saved: %(title)s", { title }));
  if (wasSaved) void changeKeptPages((pages) => pages.forgetSavedPage(paperAddress(paper.id)));
  else if (paper.partial) completeSavedPaper(paper.id);
  else void changeKeptPages((pages) => pages.keepThisPage());
  return true;
}

/** Show on this page which papers are saved, and how many there are. */
export function showSavedPapers() {
  const ids = new Set(savedPapers().map(({ id }) => id));
  for (const button of findAll(HTMLElement, ".save[aria-pressed]")) {
    button.setAttribute("aria-pressed", String(ids.has(button.dataset.id ?? "")));
  }
  const link = document.getElementById("saved");
  if (link) link.textContent = ids.size ? say("Saved (%(number)s)", { number: ids.size }) : say("Saved");
}
