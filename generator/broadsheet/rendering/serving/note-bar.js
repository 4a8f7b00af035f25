/**
 * The bar on each paper by which the owner of the site pins it or opens its note. `broadsheet serve --edit`
 * adds it to the pages that it shows; no built site has it.
 * @import { NoteStates, StoredNote } from "./note-requests.js"
 */
import { create, createButton, find, findAll } from "../../theme/assets/scripts/page/elements.js";
import { say } from "../../theme/assets/scripts/page/words.js";
import { EditForm } from "./note-form.js";
import { Refusal, fetchNote, fetchStates, saveNote } from "./note-requests.js";

const LAST_SAVED = "broadsheet:last-saved-note"; // in the tab's own store, over one load of the page
const PAPER_PAGE = /\/paper\/([\w.-]+)\/(?:index\.html)?$/;
const SHARED_PAGE = /\/papers\/\w+\/(?:\w+\/)?(?:index\.html)?$/;
const PLACE_ON_SHARED_PAGE = /^#p-([\w.-]+)$/;

/** Forms that are open. @type {Set<EditForm>} */
const openForms = new Set();
/** All bars of this page. @type {NoteBar[]} */
const bars = [];

/** Bar of one paper on this page. */
class NoteBar {
  #message = create("span", { role: "status", class: "said" });
  /** The form while it is open. @type {EditForm | undefined} */
  #form;
  /** One that was closed with words in it that nobody saved. @type {EditForm | undefined} */
  #draft;

  /**
   * @param {string} paper its id
   * @param {string} title
   * @param {NoteStates} states
   */
  constructor(paper, title, states) {
    this.paper = paper;
    this.title = title;
    const state = states[paper];
    const edit = state ? say("Edit the note") : say("Write a note");
    this.pin = createButton(say("Pin"), title, () => this.#togglePin(), {
      "aria-pressed": state?.pin ?? false,
    });
    this.edit = createButton(edit, title, () => this.#toggleForm(), { "aria-expanded": false });
    this.line = create("p", {}, this.pin, this.edit);
    if (state?.hide) this.line.append(create("span", {}, say("Hidden from all lists")));
    this.line.append(this.#message);
    this.element = create("div", { class: "note-bar", "data-paper": paper }, this.line);
  }

  /** Say that the note was saved and the page shows it. */
  confirm() {
    this.#message.textContent = say("Saved");
    this.edit.focus({ preventScroll: true });
  }

  async #togglePin() {
    if (this.#form) {
      this.#form.focus();
      return;
    }
    await this.#attempt(async () => {
      const note = await fetchNote(this.paper);
      const { changed } = await saveNote({ ...note, pin: this.pin.ariaPressed !== "true" });
      this.#tellSaved(changed);
    });
  }

  async #toggleForm() {
    if (this.#form) {
      this.#closeWithDraft();
      return;
    }
    await this.#attempt(async () => this.#open(await fetchNote(this.paper)));
  }

  /** @param {StoredNote} note */
  #open(note) {
    if (this.#form) return;
    const isDraftOfThis = this.#draft?.note.digest === note.digest;
    const form = (isDraftOfThis && this.#draft) || this.#createForm(note);
    this.#form = form;
    this.#draft = undefined;
    openForms.add(form);
    this.element.append(form.element);
    this.edit.ariaExpanded = "true";
    form.focus();
  }

  /** @param {StoredNote} note */
  #createForm(note) {
    return new EditForm(note, this.title, {
      saved: (isChanged) => {
        this.#close();
        this.#tellSaved(isChanged);
      },
      closed: () => this.#closeWithDraft(),
      cancelled: () => this.#close(),
    });
  }

  #closeWithDraft() {
    const form = this.#form;
    this.#close();
    if (!form?.isChanged()) return;
    this.#draft = form;
    this.#message.textContent = say("Not saved yet: open the note to go on.");
  }

  #close() {
    if (!this.#form) return;
    openForms.delete(this.#form);
    this.#form.element.remove();
    this.#form = undefined;
    this.edit.ariaExpanded = "false";
    this.edit.focus();
  }

  /** @param {boolean} isChanged */
  #tellSaved(isChanged) {
    this.#message.textContent = isChanged
      ? say("Saved. The page follows in a moment.")
      : say("Nothing has changed.");
    if (isChanged) rememberSaved(this.paper);
  }

  /**
   * Do something that the server may refuse, and say why it did.
   * @param {() => Promise<void>} action
   */
  async #attempt(action) {
    this.#message.textContent = "";
    try {
      await action();
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.#message.textContent = error.message;
    }
  }
}

/** @param {string} paper */
function rememberSaved(paper) {
  try {
    sessionStorage.setItem(LAST_SAVED, paper);
  } catch {
    // Then the page does not say it once more.
  }
}

/** Return the paper whose note was saved before this page was loaded, once. */
function takeSaved() {
  try {
    const paper = sessionStorage.getItem(LAST_SAVED);
    sessionStorage.removeItem(LAST_SAVED);
    return paper;
  } catch {
    return null;
  }
}

/**
 * Return the paper that a link leads to: to its own page, or to its place on one that it shares.
 * @param {HTMLAnchorElement} link
 */
function paperAt({ pathname, hash }) {
  if (SHARED_PAGE.test(pathname)) return hash.match(PLACE_ON_SHARED_PAGE)?.[1];
  return pathname.match(PAPER_PAGE)?.[1];
}

/**
 * @param {Element} card
 * @param {NoteStates} states
 */
function addBarToCard(card, states) {
  const link = find(HTMLAnchorElement, "h3 a, .title", card);
  const paper = link && paperAt(link);
  if (!link || !paper) return;
  const bar = new NoteBar(paper, link.textContent ?? "", states);
  bars.push(bar);
  card.append(bar.element);
}

/** @param {NoteStates} states */
function addBarsToCards(states) {
  for (const card of findAll(HTMLElement, "main .card:not(:has(> .note-bar))")) addBarToCard(card, states);
}

/** @param {NoteStates} states */
function addBarToPaperPage(states) {
  const paper = location.pathname.match(PAPER_PAGE)?.[1];
  const actions = find(HTMLElement, "main > .actions"); // which the page of a removed paper has not
  if (!paper || !actions) return;
  const bar = new NoteBar(paper, find(HTMLElement, "h1")?.textContent ?? "", states);
  bars.push(bar);
  actions.after(bar.element);
}

/** Do not lose what somebody is writing when the site is built. */
function keepPageWhileWriting() {
  document.addEventListener("newbuild", (event) => {
    for (const form of openForms) {
      event.preventDefault();
      form.tell(say("The site was built again; this page follows once you save or close."));
    }
  });
}

async function start() {
  const states = await fetchStates();
  addBarToPaperPage(states);
  addBarsToCards(states);
  const main = document.querySelector("main");
  // Rows of results come and go.
  if (main)
    new MutationObserver(() => addBarsToCards(states)).observe(main, { childList: true, subtree: true });
  const saved = takeSaved();
  bars.find(({ paper }) => paper === saved)?.confirm();
}

keepPageWhileWriting();
start().catch((error) => {
  if (!(error instanceof Refusal)) throw error;
  document.querySelector("main")?.prepend(create("p", { class: "note-bar" }, error.message));
});
