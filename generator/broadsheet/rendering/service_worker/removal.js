/**
 * What stands in the place of the service worker where a site has none: a browser that still has one takes this
 * for its newer version, which deletes all that was kept of this site, and itself.
 */
const worker = /** @type {any} */ (globalThis);
const PREFIX = `broadsheet:${new URL("./", location.href).pathname}:`;

async function remove() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX)) await caches.delete(name);
  }
  await worker.registration.unregister();
}

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (/** @type {any} */ event) => event.waitUntil(remove()));
