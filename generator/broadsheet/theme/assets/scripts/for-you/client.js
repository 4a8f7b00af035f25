/**
 * Asks the worker for what is the reader's own. It answers null where nothing is known of the reader, and what
 * is loaded for an answer is the same for all readers.
 * @import { Cause, Followed, Matches, Order, OrderedPaper, Reference, Sizes } from "./types.js"
 */
import { SITE_ROOT } from "../page/storage.js";
import { say, sayCount } from "../page/words.js";
import { keepPlaces, readProfile } from "./taste.js";

/** @type {Worker | undefined} */
let worker;
let asked = 0;
/** @type {Map<number, {resolve: (answer: any) => void, reject: (error: Error) => void}>} */
const waiting = new Map();

function startWorker() {
  const started = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  started.addEventListener("message", ({ data }) => {
    const asker = waiting.get(data.ask);
    waiting.delete(data.ask);
    if (data.failure) asker?.reject(new Error(data.failure));
    else asker?.resolve(data.answer);
  });
  started.addEventListener("error", (event) => {
    event.preventDefault();
    started.terminate();
    worker = undefined;
    for (const { reject } of waiting.values()) reject(new Error("the worker did not start"));
    waiting.clear();
  });
  return started;
}

/**
 * @param {object} question
 * @returns {Promise<any>}
 */
function ask(question) {
  worker ??= startWorker();
  asked += 1;
  const base = new URL("for-you/data/", SITE_ROOT).href;
  worker.postMessage({ ask: asked, base, ...question });
  return new Promise((resolve, reject) => {
    waiting.set(asked, { resolve, reject });
  });
}

/**
 * Order papers of a list, best first, with why each stands where it does; null where nothing is known of the
 * reader. Papers that are neither of the newest weeks nor of the days named are left out. An Error where the
 * files cannot be had.
 * @param {string[]} ids
 * @param {string[]} days like 2026-05-29, of the page, never of what the reader keeps
 * @returns {Promise<OrderedPaper[] | null>}
 */
export async function orderPapers(ids, days = []) {
  const { ranked } = await askOrder(ids, days);
  return ranked?.map(({ id, score, cause }) => ({ id, score, reason: reasonOf(cause) })) ?? null;
}

/**
 * Order papers, and say how many of the reader's own have no place yet, since they are older than what is
 * loaded.
 * @param {string[]} ids
 * @param {string[]} days
 * @returns {Promise<Order>}
 */
export async function askOrder(ids, days = []) {
  /** @type {Order} */
  const order = await ask({ kind: "order", ids, days, profile: readProfile() });
  keepPlaces(order); // where storage is full they are found anew the next time
  return order;
}

/**
 * Return how many bytes there are to load.
 * @returns {Promise<Sizes>}
 */
export function askSizes() {
  return ask({ kind: "sizes" });
}

/**
 * Load all files; return which papers references are, with the places of these and of all that is kept.
 * @param {Reference[]} references
 * @returns {Promise<Matches>}
 */
export function findReferences(references) {
  const { liked, unwanted } = readProfile();
  const ids = [...liked, ...unwanted].map(({ id }) => id);
  return ask({ kind: "find", references, ids });
}

/**
 * Say why a paper stands where it does; empty where nothing is known.
 * @param {Cause} cause
 */
export function reasonOf(cause) {
  if (cause.kind === "near") return say("near “%(title)s”", { title: cause.title });
  if (cause.kind === "unwanted") return say("near “%(title)s”, which is not for you", { title: cause.title });
  if (cause.kind === "new") {
    return sayCount("something else, with %(num)s vote", "something else, with %(num)s votes", cause.votes);
  }
  if (cause.kind !== "followed") return "";
  const by = followedReason(cause.followed);
  return cause.title ? `${by}; ${say("near “%(title)s”", { title: cause.title })}` : by;
}

/** @param {Followed} followed */
function followedReason({ kind, title: name }) {
  return kind === "topic"
    ? say("in %(name)s, which you follow", { name })
    : say("by %(name)s, whom you follow", { name });
}
