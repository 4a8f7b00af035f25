/**
 * A saved paper as a row: what it is, what its reader added, and what can be done with it.
 * @import { PaperNote, PaperRecord } from "../page/types.js"
 * @import { Item } from "./selection.js"
 */
import { givenFirst } from "../citations/names.js";
import { create, createButton, find } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { NO_NOTE } from "../page/note-values.js";
import { markLater } from "../page/paper-notes.js";
import { createAuthorNames, paperAddress } from "../page/papers.js";
import { createAbstractPlace, createMore, fetchAbstractsWhenOpened } from "../page/row-parts.js";
import { LOCALE, formatNumber, say } from "../page/words.js";
import { NoteEditor } from "./note-editor.js";
import { dateOf, searchedText } from "./selection.js";
import { WHOLE_LIST, formatView } from "./view.js";

const MOST_AUTHORS = 3; // as model/limits.py has it
/** Where the text and the code are: what stands open in a row. All else is folded. */
const FIRST_LINKS = /^(PDF|HTML|DOI|Code\b)/;
// Made once, since making it takes longer than using it.
const DATES = new Intl.DateTimeFormat(LOCALE, {
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});

/** @param {PaperRecord} paper */
function createByline(paper) {
  const { authors, partial } = paper;
  const byline = create("p", { class: "by" });
  if (authors.length) {
    const names = createAuthorNames(authors.slice(0, MOST_AUTHORS).map(givenFirst));
    const more = authors.length - MOST_AUTHORS;
    if (partial) names.append(` ${say("et al.")}`);
    else if (more > 0) names.append(` ${say("and %(number)s more", { number: formatNumber(more) })}`);
    byline.append(names);
  }
  const date = dateOf(paper);
  if (date) byline.append(create("bdi", {}, DATES.format(new Date(date))));
  // Where it is, for those who read it on paper.
  const place = paper.arxiv ? `arXiv:${paper.arxiv}` : paper.doi || paper.url;
  byline.append(create("bdi", { class: "printed" }, place));
  return byline;
}

/**
 * @param {PaperRecord} paper
 * @param {[name: string, address: string]} link
 */
function createLink({ title }, [name, href]) {
  return create("a", { href, "aria-label": `${name}: ${title}` }, name);
}

/** A row of the list. It stays the same element while its paper, or what was added to it, changes. */
export class PaperRow {
  /** @type {Item} */
  item;
  /** @type {NoteEditor | undefined} */
  #editor;
  /** What the paper was when it was shown. */
  #shown = "";
  #later = create("button", { type: "button", click: () => this.#toggleLater() }, say("Read later"));
  #edit = create("button", { type: "button", click: () => this.#toggleEditor() }, say("Note and tags"));
  #tags = create("p", { class: "by tags" });
  #words = create("p", { class: "note", dir: "auto" });
  #foot = create("div", { class: "foot" });

  /**
   * @param {PaperRecord} paper
   * @param {(paper: PaperRecord) => void} onRemove
   */
  constructor(paper, onRemove) {
    this.item = { paper, note: NO_NOTE, text: "" };
    this.onRemove = onRemove;
    this.element = create("li", { id: `s-${paper.id}`, class: "card" });
  }

  /** Whether its note is being written: then it stays where it is. */
  get isOpen() {
    return this.#editor !== undefined;
  }

  /**
   * Show a paper as it is stored by now.
   * @param {PaperRecord} paper
   * @param {PaperNote} note
   * @param {string[]} corrections what became of it
   */
  show(paper, note, corrections) {
    const shown = JSON.stringify([paper, corrections]);
    const isOther = shown !== this.#shown;
    if (isOther) {
      this.#shown = shown;
      this.#showPaper(paper, corrections);
    }
    const { note: before, text } = this.item;
    const isSameNote = JSON.stringify(before) === JSON.stringify(note);
    if (!isOther && isSameNote) return;
    this.item = { paper, note, text: isOther || !isSameNote ? searchedText(paper, note) : text };
    this.#showNote(note);
    this.#editor?.refresh(note);
  }

  /** Give the focus to the paper. */
  focus() {
    find(HTMLElement, ".title", this.element)?.focus();
  }

  /**
   * @param {PaperRecord} paper
   * @param {string[]} corrections
   */
  #showPaper(paper, corrections) {
    const { id, title } = paper;
    const focused = this.isOpen ? null : this.#focusedInside();
    const link = create("a", { class: "title", dir: "auto", href: paperAddress(id) }, title);
    const notices = corrections.map((words) =>
      create("p", { class: "by" }, create("b", { class: "withdrawn", dir: "auto" }, words)),
    );
    this.#later.setAttribute("aria-label", say("Read later: %(title)s", { title }));
    this.#edit.setAttribute("aria-label", say("Note and tags: %(title)s", { title }));
    this.#edit.setAttribute("aria-expanded", String(this.isOpen));
    this.#fillFoot(paper);
    const head = [link, ...notices, createByline(paper), this.#tags, this.#words, this.#foot];
    if (this.#editor) {
      // It keeps the focus: only what stands before it is made anew.
      while (this.element.firstChild !== this.#editor.element) this.element.firstChild?.remove();
      this.#editor.element.before(...head);
    } else {
      this.element.replaceChildren(...head);
    }
    if (focused) this.#focusAgain(focused, link);
  }

  /** What has the focus, if it stands in this row. */
  #focusedInside() {
    const focused = document.activeElement;
    return focused instanceof HTMLElement && this.element.contains(focused) ? focused : null;
  }

  /**
   * Give the focus to what stands now in the place of what had it, since a reader may be about to press it.
   * @param {HTMLElement} before
   * @param {HTMLElement} otherwise
   */
  #focusAgain(before, otherwise) {
    const controls = this.element.querySelectorAll("a, button, summary");
    const same = [...controls].find((control) => nameOf(control) === nameOf(before));
    (same instanceof HTMLElement ? same : otherwise).focus();
  }

  /** @param {PaperRecord} paper */
  #fillFoot(paper) {
    const { id, title, links } = paper;
    const first = links.filter(([name]) => FIRST_LINKS.test(name));
    const others = links.filter(([name]) => !FIRST_LINKS.test(name));
    const remove = createButton(say("Remove"), title, () => this.onRemove(paper), { class: "save" });
    const places = create("p", { class: "links" });
    for (const link of others) places.append(createLink(paper, link));
    const more = createMore(title, createAbstractPlace(id, paperAddress(id)), places);
    this.#foot.replaceChildren(...first.map((link) => createLink(paper, link)));
    this.#foot.append(create("span", { class: "own" }, this.#later, this.#edit, remove), more);
    fetchAbstractsWhenOpened(this.#foot);
  }

  /** @param {PaperNote} note */
  #showNote({ note, tags, later }) {
    this.#later.setAttribute("aria-pressed", String(later));
    this.#words.textContent = note;
    this.#words.hidden = !note.trim() || this.isOpen;
    const links = tags.map((tag) => {
      const href = formatView({ ...WHOLE_LIST, tags: [tag] });
      return create("a", { href, class: "filter" }, create("bdi", {}, tag));
    });
    this.#tags.replaceChildren(...links);
    this.#tags.hidden = !links.length || this.isOpen;
  }

  #toggleLater() {
    const { paper, note } = this.item;
    const { title } = paper;
    if (!markLater(paper.id, !note.later)) announceFullStorage();
    else if (note.later) announce(say("No longer to be read later: %(title)s", { title }));
    else announce(say("To be read later: %(title)s", { title }));
  }

  #toggleEditor() {
    if (this.#editor) this.#editor.close();
    else this.#openEditor();
  }

  #openEditor() {
    const { paper, note } = this.item;
    this.#editor = new NoteEditor(paper, note, () => this.#closeEditor());
    this.element.append(this.#editor.element);
    this.#edit.setAttribute("aria-expanded", "true");
    this.#showNote(note);
    this.#editor.focus();
  }

  #closeEditor() {
    this.#editor?.element.remove();
    this.#editor = undefined;
    this.#edit.setAttribute("aria-expanded", "false");
    this.#showNote(this.item.note);
    this.#edit.focus();
  }
}

/**
 * What a link or a button is called.
 * @param {Element} control
 */
function nameOf(control) {
  return control.getAttribute("aria-label") ?? control.textContent;
}
