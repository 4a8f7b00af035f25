/**
 * The page's end of the talk with the worker. Of several questions only the newest is answered.
 * @import { Answer, Card, FacetCounts, Found, SearchOptions } from "./types.js"
 */
import { isGone } from "../page/published.js";
import { SITE_ROOT } from "../page/storage.js";

/** After how many ms without an answer the reader is told that it is on its way, at first and later. */
const FIRST_PATIENCE = 200;
const LATER_PATIENCE = 1000;

/**
 * What the page does with answers.
 * @typedef {object} Listener
 * @property {(found: Found, cards: Card[]) => void} onAnswer
 * @property {(counts: FacetCounts) => void} onCounts
 * @property {() => void} onWaiting
 * @property {(isOutdated: boolean) => void} onFailure told whether only a reload helps
 */

/** Asks the worker, which is started with the first question. */
export class SearchClient {
  /** @type {Worker | undefined} */
  #worker;
  #newest = 0;
  #hasAnswered = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;

  /** @param {Listener} listener */
  constructor(listener) {
    this.listener = listener;
  }

  /**
   * Ask a question, in place of all that were asked before.
   * @param {string} given
   * @param {SearchOptions & {wait: number, counts: boolean}} options
   */
  ask(given, options) {
    this.#newest += 1;
    clearTimeout(this.#patience);
    this.#patience = setTimeout(this.listener.onWaiting, this.#hasAnswered ? LATER_PATIENCE : FIRST_PATIENCE);
    const base = new URL("search/data/", SITE_ROOT).href;
    try {
      this.#worker ??= this.#startWorker();
      this.#worker.postMessage({ ask: this.#newest, base, given, options });
    } catch {
      this.#fail();
    }
  }

  #startWorker() {
    const address = new URL("worker.js", import.meta.url);
    const worker = new Worker(address, { type: "module" });
    worker.addEventListener("message", ({ data }) => this.#hear(data));
    worker.addEventListener("error", async (event) => {
      event.preventDefault();
      worker.terminate();
      this.#worker = undefined;
      clearTimeout(this.#patience);
      const failed = this.#newest;
      const isOutdated = await isGone(address);
      if (failed === this.#newest) this.#fail(isOutdated);
    });
    return worker;
  }

  /** @param {Answer} answer */
  #hear({ ask, found, cards = [], counts, isOutdated = false }) {
    if (ask !== this.#newest) return;
    if (found) {
      clearTimeout(this.#patience);
      this.#hasAnswered = true;
      this.listener.onAnswer(found, cards);
    } else if (counts) {
      this.#hearCounts(ask, counts);
    } else {
      this.#fail(isOutdated);
    }
  }

  /**
   * The results are painted before the facets.
   * @param {number} ask
   * @param {FacetCounts} counts
   */
  #hearCounts(ask, counts) {
    requestAnimationFrame(() => {
      setTimeout(() => {
        if (ask === this.#newest) this.listener.onCounts(counts);
      });
    });
  }

  #fail(isOutdated = false) {
    clearTimeout(this.#patience);
    this.#hasAnswered = false;
    this.listener.onFailure(isOutdated);
  }
}
