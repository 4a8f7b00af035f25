/**
 * What chooses among the saved papers: a search box, an order, and the tags as links, each a view with an
 * address of its own.
 * @import { PaperNote } from "../page/types.js"
 * @import { Sort, View } from "./view.js"
 */
import { create, find } from "../page/elements.js";
import { hasTag } from "../page/note-values.js";
import { formatNumber, say } from "../page/words.js";
import { countTags } from "./selection.js";
import { LONGEST_SEARCH, WHOLE_LIST, formatView, isNarrowed, withTagToggled } from "./view.js";

/** @type {[sort: Sort, name: string][]} */
const ORDERS = [
  ["saved", say("Last saved")],
  ["date", say("Newest paper")],
  ["title", say("Title")],
  ["author", say("First author")],
];

/**
 * @typedef {object} Listener
 * @property {(words: string) => void} onSearch
 * @property {(sort: Sort) => void} onSort
 */

/** The box and the order: they stay as they are while the list is shown anew. */
export class Choices {
  #box;
  #order;

  /** @param {Listener} listener */
  constructor({ onSearch, onSort }) {
    this.#box = create("input", {
      type: "search",
      name: "q",
      autocomplete: "off",
      "aria-label": say("Search saved papers"),
      placeholder: say("Title, author, note or tag"),
      maxlength: LONGEST_SEARCH,
      input: () => onSearch(this.#box.value),
    });
    this.#order = create("select", {
      id: "order",
      change: () => onSort(/** @type {Sort} */ (this.#order.value)),
    });
    for (const [value, name] of ORDERS) this.#order.append(create("option", { value }, name));
    const sortBy = create("label", {}, `${say("Sort by")} `, this.#order);
    this.element = create("p", { class: "choices" }, this.#box, sortBy);
  }

  /**
   * Show what a view asks for; what is being typed stays.
   * @param {View} view
   */
  show({ words, sort }) {
    if (this.#box.value.trim() !== words.trim()) this.#box.value = words;
    this.#order.value = sort;
  }
}

/** The links of all papers, of those to be read later, and of each tag, with their numbers. */
export class Chips {
  #list = create("ul", {});
  element = create("nav", { class: "chips", "aria-label": say("Saved papers") }, this.#list);

  /**
   * @param {PaperNote[]} notes those of the papers that are saved
   * @param {number} papers how many papers are saved
   * @param {View} view
   */
  show(notes, papers, view) {
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    const key = focused instanceof HTMLElement ? focused.dataset.key : undefined;
    const later = notes.filter((note) => note.later).length;
    const tags = countTags(notes);
    for (const tag of view.tags) if (!tags.some(([name]) => hasTag([name], tag))) tags.push([tag, 0]);
    const items = [
      createChip("all", say("All"), papers, { ...WHOLE_LIST, sort: view.sort }, !isNarrowed(view)),
      createChip("later", say("Read later"), later, { ...view, later: !view.later }, view.later),
    ];
    for (const [tag, number] of tags) {
      const isChosen = hasTag(view.tags, tag);
      items.push(createChip(`tag ${tag}`, tag, number, withTagToggled(view, tag), isChosen));
    }
    this.#list.replaceChildren(...items);
    this.element.hidden = !later && !tags.length && !view.later;
    if (key) this.focus(key);
  }

  /**
   * Give the focus to a link, or where it is gone to the one of all papers.
   * @param {string} key
   */
  focus(key = "all") {
    const links = [...this.element.querySelectorAll("a")];
    const link = links.find(({ dataset }) => dataset.key === key) ?? find(HTMLElement, "a", this.element);
    link?.focus();
  }
}

/**
 * @param {string} key tells it from the others
 * @param {string} name
 * @param {number} papers
 * @param {View} view
 * @param {boolean} isChosen
 */
function createChip(key, name, papers, view, isChosen) {
  const link = create("a", { href: formatView(view), class: "filter", "data-key": key });
  if (isChosen) link.setAttribute("aria-current", "true");
  link.append(create("bdi", {}, name), " ", create("span", { class: "n" }, formatNumber(papers)));
  return create("li", {}, link);
}
