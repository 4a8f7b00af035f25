/**
 * Whatever else this browser keeps: notes on papers that are no longer saved, muted topics and read marks.
 * @import { PaperNote } from "../page/types.js"
 */
import { create, createButton } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { mutedTopics, toggleMutedTopic } from "../page/muted-topics.js";
import { NO_NOTE } from "../page/note-values.js";
import { changeNotes } from "../page/paper-notes.js";
import { paperAddress } from "../page/papers.js";
import { forgetReadPapers, readPapers } from "../page/read-marks.js";
import { say, sayCount } from "../page/words.js";

/**
 * Make the list of what else is kept.
 * @param {Map<string, PaperNote>} looseNotes those on papers that are no longer saved
 */
export function createOthers(looseNotes) {
  return [...looseNoteParts(looseNotes), ...mutedParts(), ...readParts()];
}

/** @param {Map<string, PaperNote>} notes */
function looseNoteParts(notes) {
  if (!notes.size) return [];
  const items = [...notes].map(([id, { note, tags }]) => {
    const link = create("a", { href: paperAddress(id) }, id);
    const forget = createButton(say("Forget"), id, () => forgetNote(id));
    const words = create(
      "span",
      { dir: "auto", class: "note" },
      [note, tags.join(", ")].filter(Boolean).join("\n"),
    );
    return create("li", {}, link, " ", forget, words);
  });
  const heading = create("h2", {}, say("Notes on papers that are no longer saved"));
  return [heading, create("ul", { class: "plain tools" }, ...items)];
}

/** @param {string} id */
function forgetNote(id) {
  if (changeNotes([id], () => NO_NOTE)) announce(say("The note is gone"));
  else announceFullStorage();
}

function mutedParts() {
  const topics = Object.entries(mutedTopics());
  if (!topics.length) return [];
  const items = topics.map(([slug, name]) => {
    const unmute = createButton(say("Unmute"), name, () => toggleMutedTopic(slug, name));
    return create("li", {}, `${name} `, unmute);
  });
  return [create("h2", {}, say("Muted topics")), create("ul", { class: "plain tools" }, ...items)];
}

function readParts() {
  const marks = readPapers().length;
  if (!marks) return [];
  const words = `${sayCount("%(num)s paper marked as read", "%(num)s papers marked as read", marks)} `;
  const forget = createButton(say("Forget"), say("what was read"), forgetMarks);
  return [create("h2", {}, say("Read")), create("p", { class: "tools small" }, words, forget)];
}

function forgetMarks() {
  if (forgetReadPapers()) announce(say("No paper is marked as read any more"));
  else announceFullStorage();
}
