/**
 * The service worker: what a reader opened, and the newest days, can be read without a network. While there is
 * one, pages come from it; files that are named by their bytes come from here first. It knows nothing of a
 * version of the site, so that a deploy needs neither another worker nor a reload.
 */
const worker = /** @type {any} */ (globalThis);
const ROOT = new URL("./", location.href);
const OFFLINE_PAGE = new URL("503.html", ROOT).href;
const MANIFEST = new URL("manifest.webmanifest", ROOT).href;
const PATIENCE = 4000; // ms that a page may take before one that was kept is shown in its place
// All sites of a host share its caches: names carry the path of the site, and none begins with another.
const PREFIX = `broadsheet:${ROOT.pathname}:`;
/** How many entries each cache holds. What is in "saved" the pages put there. */
const MOST = { shell: 1, pages: 80, saved: 300, files: 300, search: 600 };
/** @typedef {keyof typeof MOST} CacheName */

const NAMED_BY_BYTES = /^assets\/.+\.[0-9a-f]{8}\.(?:js|css)$|^search\/data\/.+-[0-9a-f]+\.bin$/;
const FILE = /^assets\/.+\.(?:js|css)$|^search\/data\/.+\.bin$|^papers\/parts\.json$/;
const PAGE = /(?:^|\/)(?:index\.html)?$/;
const FILES_OF_PAGE = /(?:href|src)="([^"]+\.[0-9a-f]{8}\.(?:js|css))"/g;
const MANIFEST_OF_PAGE = /<link rel="manifest" href="([^"]+)">/;

/** @param {CacheName} name */
const open = (name) => caches.open(PREFIX + name);
/** The path of an address within the site. @param {string} address */
const pathOf = (address) => new URL(address).pathname.slice(ROOT.pathname.length);
/** The address that a page is kept under. @param {string} address */
const pageAddress = (address) => address.replace(/[?#].*$/, "").replace(/\/index\.html$/, "/");
/** The cache of a file. @param {string} address @returns {CacheName} */
const cacheOf = (address) => (address.endsWith(".bin") ? "search" : "files");
/** @param {Response} answer */
const isPage = (answer) => /^text\/html\b/.test(answer.headers.get("Content-Type") ?? "");
/** Whether an answer is whole, and from the very address that was asked. @param {Response} answer */
const isWhole = (answer) => answer.status === 200 && answer.type === "basic" && !answer.redirected;

/** @param {string} address @param {CacheName[]} names */
async function findKept(address, ...names) {
  for (const name of names) {
    const kept = await (await open(name)).match(address, { ignoreVary: true });
    if (kept) return kept;
  }
  return undefined;
}

/** Keep an answer, as the newest of its cache. @param {CacheName} name @param {Response} answer */
async function keep(name, answer, address = answer.url) {
  const cache = await open(name);
  await cache.delete(address, { ignoreVary: true });
  await cache.put(address, answer).catch(() => dropOldest(name, MOST[name] / 2)); // where there is no room
}

/** @param {CacheName} name */
async function dropOldest(name, most = MOST[name]) {
  const cache = await open(name);
  const requests = await cache.keys();
  for (const request of requests.slice(0, Math.max(0, requests.length - most))) await cache.delete(request);
}

/**
 * Keep a page, and return what it says, if it is one of this site: not of another one below it, nor what the
 * network of a hotel answers. A page that is gone is forgotten.
 * @param {CacheName} name @param {string} address @param {Response} answer
 */
async function keepPage(name, address, answer) {
  if (answer.status === 404 || answer.status === 410) {
    for (const cache of [await open("pages"), await open("saved")]) await cache.delete(address);
  }
  if (!isWhole(answer) || !isPage(answer)) return "";
  const text = await answer.clone().text();
  const [, manifest = ""] = text.match(MANIFEST_OF_PAGE) ?? [];
  if (!manifest || new URL(manifest, address).href !== MANIFEST) return "";
  await keep(name, answer, address);
  return text;
}

/** @param {Response} answer */
async function keepFile(answer) {
  if (isWhole(answer) && !isPage(answer)) await keep(cacheOf(answer.url), answer);
}

/**
 * Load a page and the files that it names.
 * @param {string} address @param {CacheName} name @param {RequestCache} cache
 */
async function loadPage(address, name = "pages", cache = "no-cache") {
  const text = await keepPage(name, address, await fetch(address, { cache }));
  for (const [, path] of text.matchAll(FILES_OF_PAGE)) await loadFile(new URL(path, address).href);
}

/** Load a file that is named by its bytes, unless it was kept. @param {string} address */
async function loadFile(address) {
  const isOurs = address.startsWith(ROOT.href) && NAMED_BY_BYTES.test(pathOf(address));
  if (isOurs && !(await findKept(address, cacheOf(address)))) {
    await keepFile(await fetch(address, { cache: "force-cache" }));
  }
}

/** Load what the site lists as its newest pages, the newest of them last, so that it is dropped last. */
async function loadNewest() {
  const list = await fetch(new URL("offline.json", ROOT), { cache: "no-cache" });
  const { pages } = await list.json();
  await loadPage(OFFLINE_PAGE, "shell");
  for (const page of pages.reverse()) await loadPage(new URL(page, ROOT).href);
}

/** Drop what is too much: the oldest of all, and of scripts and styles those that nothing names any more. */
async function tidy() {
  await Promise.all([dropOldest("pages"), dropOldest("saved"), dropOldest("search")]);
  const files = await open("files");
  const requests = await files.keys();
  if (requests.length <= MOST.files) return;
  let texts = "";
  for (const cache of await Promise.all([open("shell"), open("pages"), open("saved"), files])) {
    for (const kept of await cache.matchAll()) texts += await kept.text();
  }
  const unnamed = requests.filter(({ url }) => !texts.includes(url.slice(url.lastIndexOf("/") + 1)));
  for (const request of unnamed) await files.delete(request);
}

/** Answer from the network, else with what was kept of a page, else with the offline page. @param {any} event */
async function answerWithPage(event) {
  const address = pageAddress(event.request.url);
  const coming = Promise.resolve(event.preloadResponse).then((loaded) => loaded ?? fetch(event.request));
  event.waitUntil(coming.then((answer) => keepPage("pages", address, answer.clone())).catch(() => {}));
  const late = new Promise((resolve) => {
    setTimeout(resolve, PATIENCE);
  });
  const answer = await Promise.race([coming.catch(() => undefined), late]);
  const shown = answer ?? (await findKept(address, "pages", "saved"));
  if (shown || event.request.mode !== "navigate") return shown ?? coming;
  return coming.catch(async () => (await findKept(OFFLINE_PAGE, "shell")) ?? Response.error());
}

/** Answer with what was kept where its name says that this is it, else from the network. @param {any} event */
async function answerWithFile(event) {
  const { url } = event.request;
  const kept = await findKept(url, cacheOf(url));
  if (kept && NAMED_BY_BYTES.test(pathOf(url))) return kept;
  const coming = fetch(event.request);
  event.waitUntil(coming.then((answer) => keepFile(answer.clone())).catch(() => {}));
  return kept ? coming.catch(() => kept) : coming;
}

/** Do what a page asks: it names what it loaded before there was a worker, or wants the newest pages. @param {any} data */
async function work({ page = "", files = [], newest = false }) {
  if (page) await loadPage(pageAddress(page), "pages", "force-cache"); // the browser has just loaded it
  for (const file of files) await loadFile(file);
  if (newest) await loadNewest();
  await tidy();
}

worker.oninstall = (/** @type {any} */ event) =>
  event.waitUntil(
    loadPage(OFFLINE_PAGE, "shell")
      .catch(() => {})
      .then(() => worker.skipWaiting()),
  );
worker.onactivate = (/** @type {any} */ event) =>
  event.waitUntil(Promise.all([worker.clients.claim(), worker.registration.navigationPreload?.enable()]));
worker.onmessage = (/** @type {any} */ event) => {
  const tell = (/** @type {boolean} */ isDone) => event.ports[0]?.postMessage(isDone);
  event.waitUntil(
    work(event.data)
      .then(() => tell(true))
      .catch(() => tell(false)),
  );
};
worker.onfetch = (/** @type {any} */ event) => {
  const { method, url, mode, headers } = event.request;
  if (method !== "GET" || headers.has("Range") || !url.startsWith(ROOT.href)) return;
  if (mode === "navigate" || PAGE.test(pathOf(url))) event.respondWith(answerWithPage(event));
  else if (FILE.test(pathOf(url))) event.respondWith(answerWithFile(event));
};
