/**
 * Pages that can be read without a network, where the site offers that: the worker that keeps them is told what
 * to keep. What it asks for is the same for all readers, whatever they saved.
 */
import { find } from "./elements.js";
import { SITE_ROOT, STORED, readStored, writeStored } from "./storage.js";

/** The worker's address within the site, at its root, since a worker has power over what is below it. */
const WORKER = "sw.js";
/** From when on, in ms, a visit is a later one; the newest days are asked for once in this time. */
const BETWEEN_VISITS = 6 * 3_600_000;
/** Where pages of saved papers are kept; the worker knows it by the same name. */
const SAVED_PAGES = `broadsheet:${SITE_ROOT.pathname}:saved`;

/** Return whether the site offers to be read offline, and the browser can: it wants https for that. */
export function canKeepPages() {
  const isOffered = find(HTMLLinkElement, "link[rel=manifest]") !== undefined;
  return isOffered && "serviceWorker" in navigator && "caches" in window;
}

/** Start the worker, if the site offers to be read offline. */
export async function keepPages() {
  if (canKeepPages()) await startWorker(!navigator.serviceWorker.controller);
}

/**
 * Start the worker, and tell it what it could not see of this page; an Error where the browser allows none.
 * @param {boolean} isFirstPage
 */
async function startWorker(isFirstPage) {
  const worker = await findWorker();
  const seen = isFirstPage ? { page: location.href, files: loadedFiles() } : {};
  worker?.postMessage({ ...seen, newest: isNewestWanted() });
}

async function findWorker() {
  await navigator.serviceWorker.register(new URL(WORKER, SITE_ROOT), { updateViaCache: "none" });
  const { active } = await navigator.serviceWorker.ready;
  return active;
}

/** Return the addresses of all that this page loaded; the worker keeps those that are named by their bytes. */
function loadedFiles() {
  return performance.getEntriesByType("resource").map(({ name }) => name);
}

/** Return whether to ask for the newest days: not on a first visit, seldom, and not where data is dear. */
function isNewestWanted() {
  const { connection } = /** @type {any} */ (navigator);
  if (connection?.saveData) return false;
  /** @type {{first?: number, asked?: number}} */
  const stored = readStored(STORED.offline, {});
  const now = Date.now();
  const first = Number(stored.first) || now;
  const asked = Number(stored.asked) || first;
  const isWanted = now - asked > BETWEEN_VISITS;
  writeStored(STORED.offline, { first, asked: isWanted ? now : asked });
  return isWanted;
}

/** Keep the newest days now; false where that was not possible. @returns {Promise<boolean>} */
export async function keepNewestPages() {
  try {
    const worker = await findWorker();
    const { port1, port2 } = new MessageChannel();
    const answer = new Promise((resolve) => {
      port1.onmessage = ({ data }) => resolve(Boolean(data));
    });
    worker?.postMessage({ newest: true }, [port2]);
    return await answer;
  } catch {
    return false;
  }
}

/**
 * Keep the page of a paper that is saved. Where it cannot be kept nothing else changes.
 * @param {Response} answer
 */
export async function keepSavedPage(answer) {
  if (!canKeepPages() || !answer.ok) return;
  try {
    const cache = await caches.open(SAVED_PAGES);
    // A copy, since browsers refuse to show an answer that another address led to.
    const copy = new Response(await answer.blob(), { headers: answer.headers });
    await cache.put(answer.url.replace(/[?#].*$/, ""), copy);
  } catch {
    // There is no room.
  }
}

/** Keep the page that is open, which says all of a paper that is saved. */
export async function keepThisPage() {
  if (!canKeepPages()) return;
  const answer = await fetch(location.href, { cache: "force-cache" }).catch(() => null);
  if (answer) await keepSavedPage(answer);
}

/**
 * Find what was kept of the page of a saved paper; undefined where nothing was.
 * @param {string} address
 */
export async function findSavedPage(address) {
  if (!canKeepPages()) return undefined;
  try {
    const cache = await caches.open(SAVED_PAGES);
    return await cache.match(address, { ignoreVary: true });
  } catch {
    return undefined;
  }
}

/**
 * Forget the page of a paper that is no longer saved.
 * @param {string} address
 */
export async function forgetSavedPage(address) {
  if (!canKeepPages()) return;
  const cache = await caches.open(SAVED_PAGES).catch(() => null);
  await cache?.delete(address, { ignoreVary: true });
}
