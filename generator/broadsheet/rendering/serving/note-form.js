/**
 * The form in which a note is written. It opens below the paper's bar, and all that it says stays text.
 * @import { NoteForm, StoredNote } from "./note-requests.js"
 */
import { create, find, findAll } from "../../theme/assets/scripts/page/elements.js";
import { say } from "../../theme/assets/scripts/page/words.js";
import { Refusal, saveNote } from "./note-requests.js";

const LONGEST_LINE = 4000; // signs

/**
 * @typedef {object} Listeners
 * @property {(isChanged: boolean) => void} saved
 * @property {() => void} closed without saving, by Escape: what was written is kept
 * @property {() => void} cancelled
 */

/** Form of the note on one paper. */
export class EditForm {
  #takeaway = create("textarea", { name: "takeaway", rows: 3, dir: "auto", maxlength: LONGEST_LINE });
  #topics = create("fieldset", { "data-field": "topics" }, create("legend", {}, say("Topics")));
  #pin = create("input", { type: "checkbox", name: "pin" });
  #hide = create("input", { type: "checkbox", name: "hide" });
  #reason = create("input", { name: "reason", dir: "auto", maxlength: LONGEST_LINE, autocomplete: "off" });
  #reasonLabel = createField(say("Reason, which the paper’s page tells"), this.#reason);
  #problem = create("p", { class: "problem", role: "alert" });
  #save = create("button", { class: "done" }, say("Save"));
  /** Slugs in the order in which they were chosen. @type {string[]} */
  #chosen;
  /** What the fields said at first. */
  #before;

  /**
   * @param {StoredNote} note
   * @param {string} title the paper's
   * @param {Listeners} listeners
   */
  constructor(note, title, listeners) {
    this.note = note;
    this.listeners = listeners;
    this.#chosen = [...note.topics];
    this.#takeaway.value = note.takeaway;
    this.#pin.checked = note.pin;
    this.#hide.checked = note.hide;
    this.#reason.value = note.reason;
    this.#addTopics();
    this.element = this.#create(title);
    this.#showChoices();
    this.#before = this.#wish();
  }

  /** Whether somebody wrote what is not saved yet. */
  isChanged() {
    return this.#wish() !== this.#before;
  }

  /** Move the focus to the first field. */
  focus() {
    this.#takeaway.focus();
    this.element.scrollIntoView({ block: "nearest" });
  }

  /**
   * Say something in place of the last problem.
   * @param {string} words
   */
  tell(words) {
    if (this.#problem.textContent !== words) this.#problem.textContent = words;
  }

  /** @param {string} title */
  #create(title) {
    const cancel = create(
      "button",
      { type: "button", click: () => this.listeners.cancelled() },
      say("Cancel"),
    );
    const pin = create("label", { class: "choice" }, this.#pin, ` ${say("Pin: first in its edition")}`);
    const hide = create("label", { class: "choice" }, this.#hide, ` ${say("Hide from all lists")}`);
    const form = create(
      "form",
      { class: "note-form", novalidate: "", "aria-label": say("Note on %(title)s", { title }) },
      createField(say("Takeaway: what was done and what came of it, in a sentence"), this.#takeaway),
      this.#topics,
      create("div", { class: "choices" }, pin, hide),
      this.#reasonLabel,
      this.#problem,
      create("div", { class: "ends" }, this.#save, cancel, create("code", {}, this.note.place)),
      create("p", { class: "small" }, say("Ctrl+Enter saves. Esc closes.")),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    form.addEventListener("keydown", (event) => this.#heedKey(event));
    this.#pin.addEventListener("change", () => this.#allowOne(this.#pin, this.#hide));
    this.#hide.addEventListener("change", () => this.#allowOne(this.#hide, this.#pin));
    return form;
  }

  #addTopics() {
    const { choices, found } = this.note;
    const row = create("div", { class: "choices" });
    for (const [slug, name] of choices) {
      const box = create("input", { type: "checkbox", value: slug });
      box.addEventListener("change", () => this.#choose(slug, box.checked));
      const place = create("span", { class: "n", "data-slug": slug });
      row.append(create("label", { class: "choice" }, box, ` ${name} `, place));
    }
    const names = found.join(", ");
    const hint = names
      ? say("If none is chosen, those that were found stay: %(names)s.", { names })
      : say("If none is chosen, they are found by their words.");
    this.#topics.append(row, create("p", { class: "small" }, hint));
  }

  /**
   * @param {string} slug
   * @param {boolean} isChosen
   */
  #choose(slug, isChosen) {
    this.#chosen = this.#chosen.filter((other) => other !== slug);
    if (isChosen) this.#chosen.push(slug);
    this.#showChoices();
  }

  /** Show the order of the topics, of which the first counts most, and the reason where one is wanted. */
  #showChoices() {
    for (const box of findAll(HTMLInputElement, "[value]", this.#topics)) {
      const place = this.#chosen.indexOf(box.value);
      box.checked = place >= 0;
      const number = find(HTMLElement, `[data-slug="${box.value}"]`, this.#topics);
      if (number) number.textContent = place >= 0 && this.#chosen.length > 1 ? String(place + 1) : "";
    }
    this.#reasonLabel.hidden = !this.#hide.checked;
  }

  /**
   * A paper is pinned or hidden, and not both.
   * @param {HTMLInputElement} chosen
   * @param {HTMLInputElement} other
   */
  #allowOne(chosen, other) {
    if (chosen.checked) other.checked = false;
    this.#showChoices();
    if (chosen === this.#hide && chosen.checked) this.#reason.focus();
  }

  /**
   * Keys of the page mean nothing here.
   * @param {KeyboardEvent} event
   */
  #heedKey(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.listeners.closed();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#submit();
    }
  }

  /** @returns {NoteForm} */
  #values() {
    const { paper, digest } = this.note;
    return {
      paper,
      digest,
      takeaway: this.#takeaway.value,
      topics: this.#chosen,
      pin: this.#pin.checked,
      hide: this.#hide.checked,
      reason: this.#reason.value,
    };
  }

  #wish() {
    return JSON.stringify(this.#values());
  }

  async #submit() {
    if (this.#save.disabled) return;
    this.#save.disabled = true;
    this.tell("");
    for (const field of findAll(HTMLElement, "[aria-invalid]", this.element)) field.ariaInvalid = null;
    try {
      const { changed } = await saveNote(this.#values());
      this.listeners.saved(changed);
    } catch (error) {
      this.#showRefusal(error);
    }
    this.#save.disabled = false;
  }

  /** @param {unknown} error */
  #showRefusal(error) {
    if (!(error instanceof Refusal)) throw error;
    this.tell(error.message);
    const field = error.field ? find(HTMLElement, `[name="${error.field}"]`, this.element) : undefined;
    if (!field) return;
    field.ariaInvalid = "true";
    field.focus();
  }
}

/**
 * @param {string} name
 * @param {HTMLElement} field
 */
function createField(name, field) {
  return create("label", { class: "field" }, create("span", { class: "label" }, name), field);
}
