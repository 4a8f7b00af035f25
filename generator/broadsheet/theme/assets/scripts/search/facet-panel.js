/**
 * The facets beside the results, and those that were chosen.
 * @import { FacetCounts, FacetName } from "./types.js"
 * @import { SearchRequest } from "./address.js"
 */
import { create, findAll } from "../page/elements.js";
import { FACETS, FACET_VALUES } from "./settings.js";
import { LOCALE, formatNumber, say } from "../page/words.js";

/** A value of a facet and how many papers have it. @typedef {[value: string, papers: number]} ValueCount */

/** How many times as many values are shown when more are wanted. */
const WIDENING = 4;

// Made once, since making them takes longer than using them.
const MONTHS = new Intl.DateTimeFormat(LOCALE, { month: "long", year: "numeric", timeZone: "UTC" });
const MONTH_NAMES = new Intl.DateTimeFormat(LOCALE, { month: "long", timeZone: "UTC" });

/** A value of the months is a year or a month. @param {string} value */
function isMonth(value) {
  return value.length > 4;
}

/** The facets with their counts, to be opened where the page is narrow or the archive large. */
export class FacetPanel {
  /** How many values of a facet are shown. @type {Map<FacetName, number>} */
  #widths = new Map();
  /** @type {FacetCounts | undefined} */
  #counts;

  /**
   * @param {Map<string, HTMLAnchorElement>} topics links to topics by their slugs
   * @param {() => SearchRequest} request gives what is asked for
   * @param {{onToggle: (facet: FacetName, value: string) => void, onOpen: () => void}} listener
   */
  constructor(topics, request, listener) {
    this.topics = topics;
    this.request = request;
    this.listener = listener;
    this.values = create("div");
    this.chosen = create("ul", { class: "plain chosen" });
    const open = () => {
      if (this.element.open && !this.#counts) listener.onOpen();
    };
    this.element = create(
      "details",
      { class: "facets", toggle: open },
      create("summary", {}, say("Refine")),
      this.values,
    );
  }

  /**
   * Say whether the counts that are shown are still to be replaced.
   * @param {boolean} isBusy
   */
  setBusy(isBusy) {
    this.values.ariaBusy = String(isBusy);
  }

  /**
   * @param {FacetName} facet
   * @param {string} value
   */
  #nameOf(facet, value) {
    if (facet === "topics") return this.topics.get(value)?.textContent ?? value;
    if (facet === "months" && isMonth(value)) return MONTHS.format(new Date(value));
    return facet === "code" ? say("Has code") : value;
  }

  /**
   * Show what was chosen, each with a button that takes it back.
   * @param {() => void} afterwards
   */
  showChosen(afterwards) {
    this.chosen.replaceChildren();
    for (const { name, label } of FACETS) {
      for (const value of this.request().filters[name]) {
        const words = this.#nameOf(name, value);
        const takeBack = () => {
          this.listener.onToggle(name, value);
          afterwards();
        };
        const attributes = {
          type: "button",
          "aria-label": say("Without %(facet)s: %(value)s", { facet: say(label), value: words }),
          click: takeBack,
        };
        this.chosen.append(create("li", {}, create("button", attributes, `${words} ×`)));
      }
    }
  }

  /** Show that there is nothing to refine. */
  showNothing() {
    this.setBusy(false);
    this.values.replaceChildren();
  }

  /**
   * Show the counts of an answer; the focus stays at its option.
   * @param {FacetCounts} counts
   * @param {HTMLElement} otherwise takes the focus where its option is gone
   * @param {string | undefined} focus the id of the option that takes it
   */
  showCounts(counts, otherwise, focus = this.#focusedOption()) {
    this.#counts = counts;
    this.setBusy(false);
    this.values.replaceChildren();
    for (const { name, label } of FACETS) {
      const options = this.#optionsOf(name, counts[name], otherwise);
      if (options.length) {
        this.values.append(create("fieldset", {}, create("legend", {}, say(label)), ...options));
      }
    }
    if (focus) (document.getElementById(focus) ?? otherwise).focus();
  }

  #focusedOption() {
    const focused = document.activeElement;
    return this.values.contains(focused) ? focused?.id : undefined;
  }

  /**
   * @param {FacetName} facet
   * @param {ValueCount[]} counts
   * @param {HTMLElement} otherwise
   */
  #optionsOf(facet, counts, otherwise) {
    if (facet === "months") return this.#monthOptions(counts);
    if (facet === "code") return this.#codeOptions(counts);
    return this.#rankedOptions(facet, counts, otherwise);
  }

  /** @param {ValueCount[]} counts */
  #codeOptions(counts) {
    const isShown = counts.length > 0 || this.request().filters.code.length > 0;
    return isShown ? [this.#createOption("code", ["1", counts[0]?.[1] ?? 0])] : [];
  }

  /**
   * Years, the newest first. The months of a year are shown when it is chosen, or one of them is, or there
   * is no other.
   * @param {ValueCount[]} counts
   */
  #monthOptions(counts) {
    const chosen = this.request().filters.months;
    const years = new Map(counts.filter(([value]) => !isMonth(value)));
    for (const value of chosen) {
      const year = value.slice(0, 4);
      years.set(year, years.get(year) ?? 0);
    }
    const options = [];
    for (const year of [...years.keys()].sort().reverse()) {
      options.push(this.#createOption("months", [year, years.get(year) ?? 0]));
      const isOpen = years.size === 1 || chosen.some((value) => value.startsWith(year));
      const months = isOpen ? counts.filter(([value]) => value.startsWith(`${year}-`)) : [];
      months.sort(([first], [second]) => (first < second ? -1 : 1));
      for (const month of months) {
        options.push(this.#createOption("months", month, MONTH_NAMES.format(new Date(month[0]))));
      }
    }
    return options;
  }

  /**
   * The most frequent values, and those that were chosen.
   * @param {FacetName} facet
   * @param {ValueCount[]} counts
   * @param {HTMLElement} otherwise
   */
  #rankedOptions(facet, counts, otherwise) {
    const most = this.#widths.get(facet) ?? FACET_VALUES;
    const chosen = this.request().filters[facet];
    const ranked = [...counts].sort(
      ([first, fewer], [second, more]) => more - fewer || (first < second ? -1 : 1),
    );
    const known = new Set(counts.map(([value]) => value));
    for (const value of chosen) if (!known.has(value)) ranked.push([value, 0]);
    const shown = ranked.filter(([value], place) => place < most || chosen.includes(value));
    const options = shown.map((count) => this.#createOption(facet, count));
    const hidden = ranked.length - shown.length;
    if (!hidden) return options;
    const lastBox = options[options.length - 1]?.firstElementChild?.id;
    const widen = () => {
      this.#widths.set(facet, most * WIDENING);
      if (this.#counts) this.showCounts(this.#counts, otherwise, lastBox);
    };
    return [
      ...options,
      create(
        "button",
        { type: "button", click: widen },
        say("%(number)s more", { number: formatNumber(hidden) }),
      ),
    ];
  }

  /**
   * @param {FacetName} facet
   * @param {ValueCount} count
   * @param {string} name
   */
  #createOption(facet, [value, papers], name = this.#nameOf(facet, value)) {
    const isChosen = this.request().filters[facet].includes(value);
    const box = create("input", {
      type: "checkbox",
      id: `f-${facet}-${value}`,
      ...(isChosen ? { checked: "" } : {}),
      change: () => this.listener.onToggle(facet, value),
    });
    const className = facet === "months" && isMonth(value) ? "month" : "";
    const number = create("span", { class: "n" }, formatNumber(papers));
    return create("label", { class: className }, box, create("bdi", {}, name), number);
  }
}

/**
 * Place the facets: beside the results they come after them, above them before, for the eye and the Tab key
 * alike. Beside them they are open, but where they wait: their file is large in a large archive.
 * @param {HTMLDetailsElement} facets
 * @param {Element} results
 * @param {boolean} wait whether they wait until the reader opens them
 */
export function placeFacets(facets, results, wait) {
  const wide = matchMedia("(min-width: 66rem)");
  facets.classList.toggle("waiting", wait);
  const place = () => {
    facets.open = wide.matches && !wait;
    if (wide.matches) results.after(facets);
    else results.before(facets);
  };
  place();
  wide.addEventListener("change", place);
}

/**
 * Find the links to the topics that stand on the page without this script, by their slugs.
 * @param {ParentNode} offer
 * @returns {Map<string, HTMLAnchorElement>}
 */
export function topicLinks(offer) {
  const links = new Map();
  for (const link of findAll(HTMLAnchorElement, "a.topic", offer)) {
    links.set(link.pathname.split("/").at(-2), link);
  }
  return links;
}
