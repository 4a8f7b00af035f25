// Runs the search beside the page, so that typing never waits. The page sends {ask, base, given, options}
// and gets {ask, found, cards}, then {ask, counts}, or {ask, failed}; where meaning changes what is found, {ask,
// found, cards} once more. Of several asks only the newest is answered. `found` is told in search-engine.js.
import { Search } from "./search-engine.js";

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

// What is there is used at once. What is not is loaded when the hand rests: for so long (`wait`, in ms) no
// other question must have come.
const superseded = new Error("superseded");
const resting = (ask, wait) => {
  const until = performance.now() + wait;
  return async () => {
    const left = until - performance.now();
    if (left > 0) await new Promise((done) => { setTimeout(done, left); });
    if (ask !== newest) throw superseded;
  };
};

// The layer of meaning is loaded after the first answer to which it can add something. Where it cannot be
// had nothing else changes.
const layer = async (here, base) => {
  try {
    const { Meaning } = await import("./search-meaning.js");
    here.meaning = await Meaning.open(loader(base), here.papers);
  } catch (error) {
    if (!error.gone) here.deepened = undefined; // after a bad connection it is tried again
  }
};
const deepened = (here, base) => (navigator.connection?.saveData ? null : (here.deepened ??= layer(here, base)));

const answer = async ({ ask, base, given, options }, again = true) => {
  try {
    const whole = await (index ?? opened(base));
    const { wait = 0, ...how } = options;
    const here = whole.when(resting(ask, wait));
    const tell = async (meaning) => {
      const found = await here.search(given, { ...how, meaning });
      const cards = await here.cards(found.papers.map(({ paper }) => paper));
      const { matches, filters, ...told } = found;
      if (ask !== newest) throw superseded;
      postMessage({ ask, found: told, cards });
      return found;
    };
    const known = Boolean(whole.meaning?.holds(given));
    const found = await tell(known);
    if (options.counts) {
      await here.ready();
      const counts = await here.counts(found);
      if (ask === newest) postMessage({ ask, counts });
    }
    if (known || !found.wanting || options.meaning === false) return;
    await resting(ask, 3 * wait)();
    await deepened(whole, base);
    if (whole.meaning && ask === newest) await tell(true);
  } catch (error) {
    if (error === superseded) return;
    // The site was published anew since the head was read: once more, with the new one.
    if (error.gone && again) { index = undefined; return answer({ ask, base, given, options }, false); }
    if (ask === newest) postMessage({ ask, failed: error.message });
  }
};
addEventListener("message", ({ data }) => {
  newest = data.ask;
  // Of questions that waited while another was answered only the last one counts.
  setTimeout(() => { if (data.ask === newest) answer({ options: {}, ...data }); });
});
