/**
 * Renaming and removing a tag at all papers that have it. Either can be undone.
 * @import { View } from "./view.js"
 */
import { create, createButton, find } from "../page/elements.js";
import { announceFullStorage, openDialog } from "../page/messages.js";
import { LONGEST_TAG, cleanTag, hasTag, isSameTag, removeTag, renameTag } from "../page/note-values.js";
import { changeNotes, paperNotes } from "../page/paper-notes.js";
import { say, sayCount } from "../page/words.js";
import { withTagToggled } from "./view.js";

/** The tools of the tags that are chosen, and a line that says what was done with one. */
export class TagTools {
  #tools = create("div", {});
  #done = create("p", { class: "gone", hidden: "" });
  element = create("div", { class: "tools small" }, this.#tools, this.#done);

  /** @param {(change: (view: View) => View) => void} onView changes what is shown */
  constructor(onView) {
    this.onView = onView;
  }

  /** @param {View} view */
  show({ tags }) {
    const isNew = this.#tools.dataset.tags !== JSON.stringify(tags);
    if (!isNew) return;
    this.#tools.dataset.tags = JSON.stringify(tags);
    const lines = tags.map((tag) => {
      const rename = createButton(say("Rename"), tag, () => this.#askName(tag));
      const remove = createButton(say("Remove tag"), tag, () => this.#change(tag, ""));
      return create("p", {}, create("bdi", {}, tag), " ", rename, " ", remove);
    });
    this.#tools.replaceChildren(...lines);
  }

  /** @param {string} tag */
  #askName(tag) {
    const box = create("input", { id: "tag-name", maxlength: LONGEST_TAG, autocomplete: "off" });
    box.value = tag;
    const label = create("label", { for: "tag-name" }, `${say("New name")} `);
    const bar = openDialog(say("Rename the tag “%(tag)s”", { tag }), create("p", {}, label, box));
    const rename = () => {
      const name = cleanTag(box.value);
      if (name && name !== tag) this.#change(tag, name);
    };
    bar.prepend(create("button", { click: rename }, say("Rename")));
    box.select();
  }

  /**
   * Give a tag another name, or none.
   * @param {string} tag
   * @param {string} name
   */
  #change(tag, name) {
    /** @type {Map<string, string[]>} */
    const before = new Map();
    for (const [id, { tags }] of paperNotes()) if (hasTag(tags, tag)) before.set(id, tags);
    const isChanged = changeNotes(before.keys(), (note) => ({
      ...note,
      tags: name ? renameTag(note.tags, tag, name) : removeTag(note.tags, tag),
    }));
    if (!isChanged) {
      announceFullStorage();
      return;
    }
    this.onView((view) => withOtherTag(view, tag, name));
    this.#showDone(tag, name, before);
  }

  /**
   * @param {string} tag
   * @param {string} name
   * @param {Map<string, string[]>} before the tags of the papers that had it
   */
  #showDone(tag, name, before) {
    const words = name
      ? sayCount(
          "Renamed “%(tag)s” to “%(name)s” at %(num)s paper.",
          "Renamed “%(tag)s” to “%(name)s” at %(num)s papers.",
          before.size,
          { tag, name },
        )
      : sayCount(
          "Removed the tag “%(tag)s” from %(num)s paper.",
          "Removed the tag “%(tag)s” from %(num)s papers.",
          before.size,
          { tag },
        );
    const undo = createButton(say("Undo"), words, () => this.#undo(tag, name, before));
    this.#done.replaceChildren(create("bdi", {}, words), " ", undo);
    this.#done.hidden = false;
    undo.focus();
  }

  /**
   * Give the papers back the tag that they had; what else has become of their tags stays.
   * @param {string} tag
   * @param {string} name
   * @param {Map<string, string[]>} before
   */
  #undo(tag, name, before) {
    const isUndone = changeNotes(before.keys(), (note, id) => ({
      ...note,
      tags: withTagAgain(note.tags, before.get(id) ?? [], tag, name),
    }));
    if (!isUndone) {
      announceFullStorage();
      return;
    }
    this.#done.hidden = true;
    this.onView((view) => withOtherTag(view, name, tag));
    find(HTMLElement, "button", this.#tools)?.focus();
  }
}

/**
 * @param {string[]} tags those of now
 * @param {string[]} before those of before the change
 * @param {string} tag
 * @param {string} name
 */
function withTagAgain(tags, before, tag, name) {
  const isAdded = name && !hasTag(removeTag(before, tag), name);
  const others = isAdded ? removeTag(tags, name) : tags;
  return [...removeTag(others, tag), before.find((other) => isSameTag(other, tag)) ?? tag];
}

/**
 * Ask for another tag in the place of one.
 * @param {View} view
 * @param {string} tag
 * @param {string} name
 */
function withOtherTag(view, tag, name) {
  const without = hasTag(view.tags, tag) ? withTagToggled(view, tag) : view;
  return name && !hasTag(without.tags, name) ? withTagToggled(without, name) : without;
}
