/**
 * What the page offers where nothing is asked for: the reader's last queries, rising words, topics.
 */
import { create, createButton, find, findAll } from "../page/elements.js";
import { forgetQueries, forgetQuery, lastQueries } from "./last-queries.js";
import { say } from "../page/words.js";

/** Characters of a query that are shown. */
const LONGEST_SHOWN = 60;

/** The panel above the newest papers. */
export class StartPanel {
  /**
   * @param {HTMLElement} offer what stands here without this script: rising words and topics
   * @param {(query: string) => void} onAsk
   */
  constructor(offer, onAsk) {
    this.element = offer;
    this.onAsk = onAsk;
    this.queries = create("ul", { class: "plain queries" });
    const forgetAll = () => this.#forget(forgetQueries);
    this.own = create(
      "section",
      { class: "last" },
      create("h2", {}, say("Your last searches")),
      this.queries,
      create("p", { class: "tools" }, createButton(say("Forget all"), "", forgetAll)),
    );
    offer.prepend(this.own);
    offer.addEventListener("click", (event) => this.#hearClick(event));
  }

  /**
   * Show the panel, or hide it.
   * @param {boolean} isShown
   */
  show(isShown) {
    if (isShown) this.#showQueries();
    this.element.classList.toggle("shown", isShown);
  }

  #showQueries() {
    const queries = lastQueries();
    this.own.hidden = !queries.length;
    this.queries.replaceChildren(...queries.map((query) => this.#createItem(query)));
  }

  /** @param {string} query */
  #createItem(query) {
    const shown = query.length > LONGEST_SHOWN ? `${query.slice(0, LONGEST_SHOWN)}…` : query;
    const href = `?${new URLSearchParams([["q", query]])}`;
    const link = create("a", { href, "data-ask": query }, create("bdi", {}, shown));
    const forget = () => this.#forget(() => forgetQuery(query));
    return create(
      "li",
      {},
      link,
      createButton("×", "", forget, { "aria-label": say("Forget: %(query)s", { query: shown }) }),
    );
  }

  /** @param {() => void} forget */
  #forget(forget) {
    forget();
    this.#showQueries();
    const next =
      find(HTMLButtonElement, "button", this.queries) ?? findAll(HTMLAnchorElement, "a", this.element)[0];
    next?.focus();
  }

  /**
   * Ask here for what a link asks for, unless it is to be opened elsewhere.
   * @param {MouseEvent} event
   */
  #hearClick(event) {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    const link = event.target instanceof Element ? event.target.closest("[data-ask]") : null;
    if (!(link instanceof HTMLElement)) return;
    event.preventDefault();
    this.onAsk(link.dataset.ask ?? "");
  }
}
