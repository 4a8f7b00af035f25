// Runs before the scripts of the search page (benchmarks/browser.py puts it there) and keeps how long answers
// take: `trips` has the ms from each question to its answer by words, `painted` the ms from a key to the
// frame that shows its results, and `answered` is the question answered last.
// With ON_PAGE the worker's scripts run on the page's own thread, since Chromium slows down no worker.
"use strict";
(() => {
  const onPage = ON_PAGE; // benchmarks/browser.py writes true or false there
  const sent = new Map();
  const waiting = new Map();
  Object.assign(window, { trips: [], painted: [], answered: undefined });
  const heard = ({ ask, found, failed }) => {
    if (failed) throw new Error(failed);
    if (!found || !sent.has(ask)) return;
    const { since, given } = sent.get(ask);
    sent.delete(ask);
    waiting.get(ask)?.(found.wanting);
    if (ask < 0) return;
    window.trips.push(performance.now() - since);
    window.answered = given;
  };
  let worker;
  const told = (one, { ask, given }) => {
    worker = one;
    sent.set(ask, { since: performance.now(), given });
  };
  class Watched extends Worker {
    constructor(...all) {
      super(...all);
      this.addEventListener("message", ({ data }) => heard(data));
    }
    postMessage(data) {
      told(this, data);
      super.postMessage(data);
    }
  }
  // A hidden frame is a scope of its own on the same thread.
  class OnPage extends EventTarget {
    constructor(url) {
      super();
      const frame = document.body.appendChild(
        Object.assign(document.createElement("iframe"), { hidden: true }),
      );
      const inside = frame.contentWindow;
      inside.postMessage = (data) => {
        const copy = structuredClone(data);
        setTimeout(() => {
          heard(copy);
          this.dispatchEvent(new MessageEvent("message", { data: copy }));
        });
      };
      this.inside = new Promise((done, fail) => {
        const script = inside.document.createElement("script");
        const onload = () => done(inside);
        inside.document.body.append(
          Object.assign(script, { type: "module", src: url.href, onload, onerror: fail }),
        );
      });
    }
    async postMessage(data) {
      told(this, data);
      (await this.inside).dispatchEvent(new MessageEvent("message", { data }));
    }
  }
  window.Worker = onPage ? OnPage : Watched;

  // Asks beside the page, so that what the answer needs is there; that by meaning comes a little later.
  let number = 0;
  const asked = (given) =>
    new Promise((done) => {
      number -= 1;
      waiting.set(number, done);
      worker.postMessage({
        ask: number,
        base: new URL("data/", location.href).href,
        given,
        options: { typing: true },
      });
    });
  window.load = async (given) => {
    if (!(await asked(given))) return;
    await new Promise((done) => {
      setTimeout(done, 60);
    });
    await asked(given);
  };
  let paint = () => {};
  // A promise that so many keys' results were painted.
  window.shown = (keys) =>
    window.painted.length >= keys ||
    new Promise((done) => {
      paint = done;
    });
  let key;
  addEventListener(
    "input",
    (event) => {
      key = event.timeStamp;
    },
    true,
  );
  window.watch = () =>
    new MutationObserver(() => {
      if (key === undefined || document.getElementById("count").textContent === "Searching…") return;
      const since = key;
      key = undefined;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          window.painted.push(performance.now() - since);
          paint();
        };
        port2.postMessage(0);
      });
    }).observe(document.getElementById("count"), { childList: true });
})();
