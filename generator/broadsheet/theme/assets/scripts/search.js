/**
 * The search page: what is asked for stands in its address, the worker finds it, and this shows it.
 * @import { Card, FacetName, Found, Sort } from "./search/types.js"
 * @import { SearchRequest } from "./search/address.js"
 */
import { create, find } from "./page/elements.js";
import { hasModifier } from "./page/keys.js";
import {
  AddressKeeper,
  formatAddress,
  isFiltered,
  noFilters,
  parseAddress,
  toggleFilter,
} from "./search/address.js";
import { SearchClient } from "./search/client.js";
import { LONGEST_QUERY } from "./search/engine/shared.js";
import { FacetPanel, placeFacets, topicLinks } from "./search/facet-panel.js";
import { createFailureNotice, createReloadNotice, remarksOn, summarise } from "./search/remarks.js";
import { FollowSearch } from "./search/follow-search.js";
import { rememberQuery } from "./search/last-queries.js";
import { ResultList, cardAddress } from "./search/rows.js";
import { RESULTS_AT_ONCE, SORTS } from "./search/settings.js";
import { StartPanel } from "./search/start-panel.js";
import { fillIn } from "./search/suggestion.js";
import { SHORTEST_REST, TypingPace } from "./search/typing.js";
import { say } from "./page/words.js";

/** The page, from the box to the results. */
class SearchPage {
  /** Whether somebody is typing. */
  #isTyping = false;
  /** How to go to the paper that an id means: "assign" where Enter was pressed, "replace" on arrival. */
  #opening = /** @type {"" | "assign" | "replace"} */ ("");
  /** Whether the newest answer has no results. */
  #isEmpty = false;

  /**
   * @param {HTMLInputElement} box
   * @param {HTMLElement} offer the topics that stand here without this script
   */
  constructor(box, offer) {
    this.box = box;
    this.request = readRequest();
    this.address = new AddressKeeper(document.title);
    this.pace = new TypingPace();
    this.client = new SearchClient({
      onAnswer: (found, cards) => this.#hearAnswer(found, cards),
      onCounts: (counts) => this.#hearCounts(counts),
      onWaiting: () => this.count.replaceChildren(say("Searching…")),
      onFailure: (isOutdated) => this.#showFailure(isOutdated),
    });
    const topics = topicLinks(offer);
    this.panel = new StartPanel(offer, (query) => this.#askFor(query));
    this.list = new ResultList(topics);
    this.facets = new FacetPanel(topics, () => this.request, {
      onToggle: (facet, value) => this.#toggle(facet, value),
      onOpen: () => this.#ask(),
    });
    this.count = create("p", { id: "count", role: "status" });
    this.sort = create("select", { change: () => this.#change({ sort: this.#chosenSort() }) });
    for (const [value, name] of SORTS) this.sort.append(create("option", { value }, name));
    this.follow = new FollowSearch(() => formatAddress({ ...this.request, sort: "relevance" }));
    this.notes = create("div", { class: "notes" });
    const moreButton = { type: "button", class: "more", click: () => this.#showMore() };
    this.more = create("p", { class: "tools", hidden: "" }, create("button", moreButton, say("Show more")));
    /** Where to propose what is missing; null on a site that takes no forms. */
    this.suggestion = document.getElementById("suggest");
    const suggestions = this.suggestion ? [this.suggestion] : [];
    const parts = [this.notes, ...suggestions, this.list.element, this.list.legend, this.more];
    this.results = create("section", { id: "results", "aria-label": say("Results") }, ...parts);
    const bar = create(
      "div",
      { class: "folio tools" },
      this.count,
      create("label", {}, `${say("Sort by")} `, this.sort),
      this.follow.button,
    );
    offer.before(bar, this.facets.chosen);
    offer.after(this.results);
    placeFacets(this.facets.element, this.results, offer.dataset.facets === "wait");
  }

  /** Show what the address asks for, and listen to the reader. */
  start() {
    // An address with an id leads to its paper, but who comes back from there stays here.
    const [navigation] = performance.getEntriesByType("navigation");
    const isArrival = navigation instanceof PerformanceNavigationTiming && navigation.type === "navigate";
    if (isArrival) this.#opening = "replace";
    const wasTypedBefore = this.box.value !== "" && !this.request.query;
    if (wasTypedBefore) this.request.query = this.box.value;
    if (this.request.query.trim()) this.address.keep(this.request, false);
    else if (matchMedia("(hover: hover)").matches) this.box.focus({ preventScroll: true });
    this.#listen();
    this.#showRequest();
  }

  #listen() {
    this.box.addEventListener("input", (event) => this.#hearTyping(event));
    this.box.addEventListener("blur", () => this.address.settle());
    this.list.element.addEventListener("click", () => rememberQuery(this.request.query));
    this.box.form?.addEventListener("submit", (event) => this.#submit(event));
    addEventListener("popstate", () => {
      this.request = readRequest();
      this.address.forget();
      this.#showRequest();
    });
    addEventListener("online", () => {
      if (this.notes.querySelector(".failed")) this.#ask();
    });
    document.addEventListener("keydown", (event) => this.#hearKey(event));
  }

  #showRequest() {
    this.box.value = this.request.query;
    this.#isTyping = false;
    this.#showChosen();
    this.#ask();
  }

  #showChosen() {
    const { query, sort } = this.request;
    this.#showOrder(sort === "relevance" && !query.trim() ? "newest" : sort);
    this.facets.showChosen(() => this.box.focus());
  }

  /**
   * Show the order of the papers; they have none by relevance where no words are asked for.
   * @param {Sort} order
   */
  #showOrder(order) {
    const [relevance] = this.sort.options;
    relevance.disabled = order !== "relevance" && this.request.sort === "relevance";
    this.sort.value = order;
  }

  #chosenSort() {
    return /** @type {Sort} */ (this.sort.value);
  }

  // Asking

  /** @param {number} wait for how many ms nothing must be typed before anything is loaded */
  #ask(wait = 0) {
    const { query, filters, sort, shown } = this.request;
    this.panel.show(!query.trim() && !isFiltered(this.request));
    this.follow.show();
    const counts = this.facets.element.open;
    this.facets.setBusy(counts); // until the counts of this answer are shown
    const options = { wait, filters, sort, most: shown, counts };
    this.client.ask(query.slice(0, LONGEST_QUERY), options);
  }

  /**
   * Ask for something else.
   * @param {Partial<SearchRequest>} changes
   */
  #change(changes) {
    this.request = { ...this.request, shown: RESULTS_AT_ONCE, ...changes };
    this.#isTyping = false;
    this.#opening = "";
    this.#showChosen();
    this.#ask();
    this.address.keep(this.request, true);
  }

  /**
   * @param {FacetName} facet
   * @param {string} value
   */
  #toggle(facet, value) {
    this.#change({ filters: toggleFilter(this.request.filters, facet, value) });
  }

  #showMore() {
    this.request = { ...this.request, shown: this.request.shown + RESULTS_AT_ONCE };
    this.#isTyping = false;
    this.#opening = "";
    this.#ask();
    this.address.keep(this.request, false);
  }

  /** @param {Event} event */
  #hearTyping(event) {
    const { value } = this.box;
    if (value === this.request.query) return;
    this.pace.addKey(event.timeStamp);
    const isOneKey = Math.abs(value.length - this.request.query.length) === 1;
    const wait = isOneKey ? this.pace.rest : SHORTEST_REST;
    this.request = { ...this.request, shown: RESULTS_AT_ONCE, query: value };
    this.#isTyping = true;
    this.#opening = "";
    this.#ask(wait);
    this.address.keepWhenResting(this.request, wait);
  }

  /** @param {Event} event */
  #submit(event) {
    event.preventDefault();
    this.request = { ...this.request, query: this.box.value };
    this.#isTyping = false;
    this.#opening = "assign";
    this.address.keep(this.request, false);
    rememberQuery(this.request.query);
    this.#ask();
  }

  /**
   * Ask for other words.
   * @param {string} query
   */
  #askFor(query) {
    this.box.value = query;
    this.box.focus({ preventScroll: true });
    rememberQuery(query);
    this.#change({ query });
  }

  /**
   * Down and up walk through the results, Escape leads back to the box and clears it.
   * @param {KeyboardEvent} event
   */
  #hearKey(event) {
    const isElsewhere = event.target instanceof Element && event.target.closest("select, dialog");
    if (hasModifier(event) || isElsewhere) return;
    if (event.key === "Escape") {
      event.preventDefault();
      this.#leave();
    } else if (event.key === "ArrowDown") {
      this.#walk(event, 1);
    } else if (event.key === "ArrowUp") {
      this.#walk(event, -1);
    }
  }

  #leave() {
    const isInBox = document.activeElement === this.box;
    if (isInBox && this.box.value) {
      this.box.value = "";
      this.#change({ query: "" });
    }
    this.box.focus();
  }

  /**
   * @param {KeyboardEvent} event
   * @param {1 | -1} step
   */
  #walk(event, step) {
    const links = this.list.links();
    const place = links.findIndex((link) => link === document.activeElement);
    const startsInBox = document.activeElement === this.box && step > 0;
    if (place < 0 && !startsInBox) return;
    event.preventDefault();
    const next = place + step < 0 ? this.box : links[place + step];
    next?.focus();
    next?.scrollIntoView({ block: next === this.box ? "center" : "nearest" });
  }

  // Answers

  /**
   * @param {Found} found
   * @param {Card[]} cards
   */
  #hearAnswer(found, cards) {
    this.#isEmpty = !cards.length;
    const opening = this.#opening;
    this.#opening = "";
    if (found.direct !== null && cards.length && opening) {
      location[opening](cardAddress(cards[0]));
      return;
    }
    this.#showOrder(found.order);
    this.list.show(found, cards, this.#isTyping);
    this.count.replaceChildren(...summarise(found, cards, this.request));
    const searchUnfiltered = () => this.#change({ filters: noFilters() });
    this.notes.replaceChildren(...remarksOn(found, cards, this.request, searchUnfiltered));
    const partly = this.request.sort === "relevance" ? found.partly : 0;
    this.more.hidden = cards.length >= found.total + partly;
    this.results.classList.toggle("none", !cards.length);
    if (this.suggestion) fillIn(this.suggestion, this.request.query);
  }

  /** @param {import("./search/types.js").FacetCounts} counts */
  #hearCounts(counts) {
    // Where nothing was found there is nothing to refine, but what was chosen can be taken back.
    if (this.#isEmpty && !isFiltered(this.request)) this.facets.showNothing();
    else this.facets.showCounts(counts, this.box);
  }

  /** @param {boolean} isOutdated whether only a reload helps */
  #showFailure(isOutdated) {
    this.#isEmpty = false;
    this.#opening = "";
    this.facets.setBusy(false);
    this.count.replaceChildren(say("The search is interrupted"));
    const notice = isOutdated ? createReloadNotice() : createFailureNotice(() => this.#ask());
    this.notes.replaceChildren(notice);
    this.list.clear();
    this.more.hidden = true;
  }
}

/** What the address asks for, and how many results were shown when the reader left. */
function readRequest() {
  return parseAddress(location.search, history.state?.shown);
}

const form = document.getElementById("ask");
const box = form && find(HTMLInputElement, "[name=q]", form);
const offer = document.getElementById("offer");
if (box && offer) new SearchPage(box, offer).start();
