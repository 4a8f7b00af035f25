/**
 * What the bar asks of the server: what notes say, and that one is to say something else.
 */
import { say } from "../../theme/assets/scripts/page/words.js";

/**
 * A note as a form shows it and sends it back; `digest` tells the server whether its file is as it was.
 * @typedef {object} NoteForm
 * @property {string} paper
 * @property {string} digest
 * @property {string} takeaway
 * @property {string[]} topics slugs, the first one first
 * @property {boolean} pin
 * @property {boolean} hide
 * @property {string} reason
 */

/**
 * What the server tells of a note: also its file, the names of the topics that were found, and all topics.
 * @typedef {NoteForm & {place: string, found: string[], choices: [slug: string, name: string][]}} StoredNote
 */

/** What the server tells of all notes, by the ids of their papers. */
/** @typedef {Record<string, {pin: boolean, hide: boolean} | undefined>} NoteStates */

const OWN_ROOT = new URL("../../", import.meta.url);
const TOKEN = document.querySelector("script[data-token]")?.getAttribute("data-token") ?? "";

/** A refusal in words for people; `field` names the part of the form that it is about. */
export class Refusal extends Error {
  /**
   * @param {string} problem
   * @param {string} field
   */
  constructor(problem, field = "") {
    super(problem);
    this.field = field;
  }
}

/** @returns {Promise<NoteStates>} */
export function fetchStates() {
  return ask("notes");
}

/**
 * Return the note on a paper as its file has it now; Refusal where that cannot be had.
 * @param {string} paper
 * @returns {Promise<StoredNote>}
 */
export function fetchNote(paper) {
  return ask(`note?${new URLSearchParams({ paper })}`);
}

/**
 * Write a note; tell whether that changed anything. Refusal where it was not written.
 * @param {NoteForm} note
 * @returns {Promise<{changed: boolean}>}
 */
export function saveNote({ paper, digest, takeaway, topics, pin, hide, reason }) {
  return ask("note", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Broadsheet-Token": TOKEN },
    body: JSON.stringify({ paper, digest, takeaway, topics, pin, hide, reason }),
  });
}

/**
 * @param {string} address
 * @param {RequestInit} options
 */
async function ask(address, options = {}) {
  let answer;
  let value;
  try {
    answer = await fetch(new URL(address, OWN_ROOT), { cache: "no-store", ...options });
    value = await answer.json();
  } catch {
    throw new Refusal(say("No answer: is broadsheet serve still running? Nothing was saved."));
  }
  if (!answer.ok) throw new Refusal(value.problem, value.field);
  return value;
}
