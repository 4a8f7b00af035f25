/**
 * Where a reader writes: a note, kept as it is typed, and tags.
 * @import { PaperNote } from "../page/types.js"
 */
import { create, createButton } from "../page/elements.js";
import { announceFullStorage } from "../page/messages.js";
import { LONGEST_NOTE, addTags, mergeWords, removeTag, splitTags } from "../page/note-values.js";
import { changeNotes } from "../page/paper-notes.js";
import { say } from "../page/words.js";

/** How long, in ms, the hand rests before what it typed is kept. */
const REST = 400;
/** The names of all tags, to choose from: a list of the page. */
const TAG_LIST = "known-tags";

/** Editors with something that is not kept yet. @type {Set<NoteEditor>} */
const waiting = new Set();

/** Keep what was typed in all editors: the page may be about to go. */
function keepAll() {
  for (const editor of waiting) editor.keep();
}

addEventListener("pagehide", keepAll);
document.addEventListener("visibilitychange", () => {
  if (document.hidden) keepAll();
});

/** The editor of one paper. */
export class NoteEditor {
  /** What the note was when it was last the same here and in the store. */
  #before;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #status = create("span", { class: "small", "aria-live": "polite" });
  #words;
  #tags = create("ul", { class: "plain tags" });
  #newTag;

  /**
   * @param {{id: string, title: string}} paper
   * @param {PaperNote} note
   * @param {() => void} onClose
   */
  constructor({ id, title }, note, onClose) {
    this.id = id;
    this.onClose = onClose;
    this.#before = note.note;
    this.#words = create("textarea", {
      id: `n-${id}`,
      rows: 3,
      maxlength: LONGEST_NOTE,
      dir: "auto",
      input: () => this.#keepWhenResting(),
      change: () => this.keep(),
    });
    this.#words.value = note.note;
    this.#newTag = create("input", {
      id: `t-${id}`,
      list: TAG_LIST,
      autocomplete: "off",
      keydown: (event) => this.#addTagsOnEnter(event),
      change: () => this.#addTags(),
    });
    this.#showTags(note.tags);
    const done = createButton(say("Done"), title, () => this.close());
    this.element = create(
      "div",
      { class: "editor", role: "group", "aria-label": say("Note and tags: %(title)s", { title }) },
      create("label", { for: `n-${id}` }, say("Note")),
      this.#words,
      create("label", { for: `t-${id}` }, say("Tags")),
      create("div", { class: "tagged" }, this.#tags, this.#newTag),
      create("p", { class: "tools small" }, done, this.#status),
    );
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.isComposing) return;
      event.preventDefault();
      this.close();
    });
  }

  /** Begin to write. */
  focus() {
    this.#words.focus();
  }

  /** Keep what was typed, and close; where that is not possible it stays open, so that nothing is lost. */
  close() {
    const areTagsKept = this.#addTags();
    if (this.keep() && areTagsKept) this.onClose();
  }

  /**
   * Show what is stored by now; what is being typed stays.
   * @param {PaperNote} note
   */
  refresh(note) {
    this.#showTags(note.tags);
    if (waiting.has(this) || note.note.trim() === this.#before.trim()) return;
    this.#before = note.note;
    this.#showWords(note.note);
  }

  /** Keep the note as it stands here; false where that was not possible. */
  keep() {
    clearTimeout(this.#timer);
    const before = this.#before;
    const mine = this.#words.value;
    if (mine === before) {
      waiting.delete(this);
      return true;
    }
    let merged = mine;
    const isKept = changeNotes([this.id], (note) => {
      merged = mergeWords(before, mine, note.note);
      this.#before = merged;
      return { ...note, note: merged };
    });
    if (isKept) this.#showKept(mine, merged);
    else this.#showNotKept(before);
    return isKept;
  }

  #keepWhenResting() {
    waiting.add(this);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), REST);
  }

  /**
   * @param {string} mine
   * @param {string} merged
   */
  #showKept(mine, merged) {
    waiting.delete(this);
    if (merged !== mine) this.#showWords(merged);
    const isOfBoth = merged !== mine && merged.includes(mine);
    this.#status.textContent = isOfBoth
      ? say("Another tab has changed this note too: both versions are here.")
      : say("Kept in this browser");
  }

  /** @param {string} before */
  #showNotKept(before) {
    this.#before = before;
    this.#status.textContent = say("Not kept: copy it to another place, or make room.");
    announceFullStorage();
  }

  /** @param {string} words */
  #showWords(words) {
    const { selectionStart, selectionEnd } = this.#words;
    this.#words.value = words;
    this.#words.setSelectionRange(selectionStart, selectionEnd);
  }

  /** @param {KeyboardEvent} event */
  #addTagsOnEnter(event) {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    this.#addTags();
  }

  /** Add what stands in the box; false where that was not possible. */
  #addTags() {
    const more = splitTags(this.#newTag.value);
    if (!more.length) return true;
    const isKept = changeNotes([this.id], (note) => ({ ...note, tags: addTags(note.tags, more) }));
    if (isKept) this.#newTag.value = "";
    else announceFullStorage();
    return isKept;
  }

  /** @param {string} tag */
  #removeTag(tag) {
    if (!changeNotes([this.id], (note) => ({ ...note, tags: removeTag(note.tags, tag) })))
      announceFullStorage();
    else this.#newTag.focus();
  }

  /** @param {string[]} tags */
  #showTags(tags) {
    const items = tags.map((tag) => {
      const label = say("Remove the tag %(tag)s", { tag });
      const remove = create("button", {
        type: "button",
        "aria-label": label,
        click: () => this.#removeTag(tag),
      });
      remove.append(create("bdi", {}, tag), " ×");
      return create("li", {}, remove);
    });
    this.#tags.replaceChildren(...items);
  }
}

/**
 * Make the list of tags to choose from, which all editors of a page share.
 */
export function createTagList() {
  return create("datalist", { id: TAG_LIST });
}
