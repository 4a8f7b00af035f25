// Runs the search beside the page, so that typing never waits. The page sends {ask, base, given, options}
// and gets {ask, found, cards}, then {ask, counts}, or {ask, failed}; of several asks only the newest is
// answered. `found` is told in search-engine.js.
"use strict";
/* global importScripts, Search, Meaning */
importScripts("search-words.js", "search-engine.js");

let index; // a promise
let newest = 0;

const unzipped = async (bytes) => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes; // a server has done it
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};
const loader = (base) => async (name) => {
  // Only these keep their names when they change.
  const kept = name === "head" || name === "meaning";
  const answer = await fetch(new URL(`${name}.bin`, base), kept ? { cache: "no-cache" } : {});
  if (!answer.ok) throw Object.assign(new Error(`${name}: answered ${answer.status}`), { gone: answer.status === 404 });
  return unzipped(new Uint8Array(await answer.arrayBuffer()));
};
const opened = (base) => {
  index = Search.open(loader(base));
  index.catch(() => { index = undefined; });
  return index;
};

// Cards are what weighs most: they are loaded when no key follows at once.
const pause = () => new Promise((done) => { setTimeout(done, 200); });

// The layer of meaning comes after the first answer to which it can add something; of a large archive it
// is heavy, and must add much. Where it cannot be had nothing else changes.
const LARGE = 20_000;
const deepen = async (base, { explained }) => {
  const here = await index;
  if (here.asked || navigator.connection?.saveData || !here.papers) return;
  if (explained >= (here.papers > LARGE ? 0.75 : 1)) return;
  here.asked = true;
  try {
    if (typeof Meaning === "undefined") importScripts("search-meaning.js");
    here.meaning = await Meaning.open(loader(base), here.papers);
    if (here.meaning) postMessage({ meaning: true });
  } catch (error) {
    here.asked = Boolean(error.gone); // after a bad connection it is tried again
  }
};

const answer = async ({ ask, base, given, options }, again = true) => {
  try {
    const here = await (index ?? opened(base));
    const found = await here.search(given, options);
    if (ask !== newest) return;
    const papers = found.papers.map(({ paper }) => paper);
    if (options.typing && !here.holds(papers)) {
      await pause();
      if (ask !== newest) return;
    }
    const cards = await here.cards(papers);
    const { matches, filters, ...told } = found;
    if (ask === newest) postMessage({ ask, found: told, cards });
    if (options.counts) postMessage({ ask, counts: await here.counts({ matches, filters }) });
    if (options.meaning !== false && given.trim()) await deepen(base, found);
  } catch (error) {
    // The site was published anew since the head was read: once more, with the new one.
    if (error.gone && again) { index = undefined; return answer({ ask, base, given, options }, false); }
    if (ask === newest) postMessage({ ask, failed: error.message });
  }
};
addEventListener("message", ({ data }) => {
  newest = data.ask;
  answer({ options: {}, ...data });
});
