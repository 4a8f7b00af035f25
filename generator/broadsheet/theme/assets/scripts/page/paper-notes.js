/**
 * Notes, tags and the mark "read later", in the browser's store. They lie beside the saved papers, not in
 * them: who takes a paper off the list by mistake and saves it again has them again.
 * @import { PaperNote } from "./types.js"
 */
import { NO_NOTE, checkNote, hasWords } from "./note-values.js";
import { STORED, readStored, writeStored } from "./storage.js";

const SAFE_ID = /^[A-Za-z0-9][\w.-]{0,119}$/;

/**
 * Return what was added to papers, by their ids.
 * @returns {Map<string, PaperNote>}
 */
export function paperNotes() {
  /** @type {Map<string, PaperNote>} */
  const notes = new Map();
  for (const [id, stored] of Object.entries(readStored(STORED.notes, {}))) {
    const note = checkNote(stored);
    if (SAFE_ID.test(id) && hasWords(note)) notes.set(id, note);
  }
  return notes;
}

/**
 * Change what was added to some papers; false where that was not possible. It is read anew before, so that
 * tabs lose nothing to one another.
 * @param {Iterable<string>} ids
 * @param {(note: PaperNote, id: string) => PaperNote} change
 */
export function changeNotes(ids, change) {
  const notes = paperNotes();
  for (const id of ids) {
    const changed = change(notes.get(id) ?? NO_NOTE, id);
    if (hasWords(changed)) notes.set(id, changed);
    else notes.delete(id);
  }
  return writeStored(STORED.notes, Object.fromEntries(notes));
}

/**
 * Mark a paper to be read later, or no longer; false where that was not possible.
 * @param {string} id
 * @param {boolean} later
 */
export function markLater(id, later) {
  return changeNotes([id], (note) => ({ ...note, later }));
}
