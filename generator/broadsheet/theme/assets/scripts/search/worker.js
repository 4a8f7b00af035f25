/**
 * Runs the search beside the page, so that typing never waits. The page sends questions and gets an answer
 * with what was found, then one with counts, or one that says why it failed; where meaning changes what is
 * found, what was found once more. Of several questions only the newest is answered.
 * @import { Answer, Load, Question } from "./types.js"
 */
import { SearchIndex } from "./engine/engine.js";
import { OtherFormat } from "./engine/files.js";
import { unzip } from "./engine/frames.js";

/** Of the files of an index only these keep their names when they change. */
const FILES_THAT_CHANGE = new Set(["head", "meaning"]);

/** @type {Promise<SearchIndex> | undefined} */
let opening;
let newest = 0;
/** Files that did not come whole: a browser may have kept what came, so they are asked for anew. */
const distrusted = new Set();

/** The question is no longer the newest. */
class Superseded extends Error {}

/** The server has no such file of the index, as where the site was published anew. */
class Gone extends Error {}

/** @param {Answer} answer */
function tellPage(answer) {
  postMessage(answer);
}

/**
 * @param {string} base
 * @returns {Load}
 */
function loadFrom(base) {
  return async (name) => {
    /** @type {RequestInit} */
    const how = FILES_THAT_CHANGE.has(name) ? { cache: "no-cache" } : {};
    if (distrusted.has(name)) how.cache = "reload";
    distrusted.add(name); // until all of it is there
    const answer = await fetch(new URL(`${name}.bin`, base), how);
    if (!answer.ok) throw new Gone(`${name}: answered ${answer.status}`);
    const bytes = await unzip(new Uint8Array(await answer.arrayBuffer()));
    distrusted.delete(name);
    return bytes;
  };
}

/** @param {string} base */
function openIndex(base) {
  if (!opening) {
    opening = SearchIndex.open(loadFrom(base));
    opening.catch(() => {
      opening = undefined;
    });
  }
  return opening;
}

/**
 * Read the head again. Where it names the same files, what was loaded of them stays.
 * @param {string} base
 */
async function reopenIndex(base) {
  const before = await opening?.catch(() => undefined);
  opening = undefined;
  const now = await openIndex(base);
  const isSame = before && JSON.stringify(before.files.head) === JSON.stringify(now.files.head);
  if (isSame) opening = Promise.resolve(before);
}

/** @param {number} milliseconds */
function pause(milliseconds) {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/**
 * What is there is used at once. What is not is loaded when the hand rests: for so many ms no other
 * question must have come.
 * @param {number} ask
 * @param {number} wait
 */
function restingHand(ask, wait) {
  const until = performance.now() + wait;
  return async () => {
    const left = until - performance.now();
    if (left > 0) await pause(left);
    if (ask !== newest) throw new Superseded();
  };
}

/**
 * Load the layer of meaning after the first answer to which it can add something. Where it cannot be had
 * nothing else changes.
 * @param {SearchIndex} index
 * @param {string} base
 */
function loadMeaning(index, base) {
  index.shared.loading ??= addMeaning(index, base);
  return index.shared.loading;
}

/**
 * @param {SearchIndex} index
 * @param {string} base
 */
async function addMeaning(index, base) {
  try {
    const { openMeaning } = await import("./engine/meaning.js");
    index.meaning = await openMeaning(loadFrom(base), index.papers);
  } catch (error) {
    // After a bad connection it is tried again; a site without the layer is not asked for it twice.
    if (!(error instanceof Gone)) index.shared.loading = undefined;
  }
}

/** @param {Question} question */
async function answerQuestion(question) {
  const { ask, base, given, options } = question;
  const whole = await openIndex(base);
  const mayLoad = restingHand(ask, options.wait ?? 0);
  const index = whole.when(mayLoad);
  const isMeaningThere = Boolean(whole.meaning?.holds?.(given));
  const found = await tellFound(index, question, isMeaningThere);
  if (options.counts) {
    await mayLoad();
    const counts = await index.counts(found);
    if (ask === newest) tellPage({ ask, counts });
  }
  if (isMeaningThere || !found.wanting || options.meaning === false) return;
  await askMeaning(whole, index, question);
}

/**
 * Search once more with the layer of meaning, where it can be had.
 * @param {SearchIndex} whole
 * @param {SearchIndex} index the same for this question
 * @param {Question} question
 */
async function askMeaning(whole, index, question) {
  const { connection } = /** @type {any} */ (navigator);
  if (connection?.saveData) return;
  await restingHand(question.ask, 3 * (question.options.wait ?? 0))();
  await loadMeaning(whole, question.base);
  if (whole.meaning && question.ask === newest) await tellFound(index, question, true);
}

/**
 * Search, and tell the page what was found.
 * @param {SearchIndex} index
 * @param {Question} question
 * @param {boolean} meaning whether meaning may be asked
 */
async function tellFound(index, { ask, given, options }, meaning) {
  const result = await index.search(given, { ...options, meaning });
  const cards = await index.cards(result.papers.map(({ paper }) => paper));
  if (ask !== newest) throw new Superseded();
  const { matches, filters, ...found } = result;
  tellPage({ ask, found, cards });
  return { matches, filters, wanting: found.wanting };
}

/**
 * Answer a question. Whatever fails first, the head is read again and it is tried once more: the site may
 * have been published anew, and hosts answer for a file that is gone with 404, 403 or 410, with a page of
 * theirs, or with a part of it.
 * @param {Question} question
 */
async function answerOrFail(question) {
  try {
    await answerQuestion(question).catch((error) => tryAgain(question, error));
  } catch (error) {
    if (error instanceof Superseded || question.ask !== newest) return;
    tellPage({ ask: question.ask, failed: String(error), isOutdated: error instanceof OtherFormat });
  }
}

/**
 * @param {Question} question
 * @param {unknown} error
 */
async function tryAgain(question, error) {
  if (error instanceof Superseded || error instanceof OtherFormat) throw error;
  await reopenIndex(question.base);
  await answerQuestion(question);
}

addEventListener("message", ({ data }) => {
  newest = data.ask;
  // Of questions that waited while another was answered only the last one counts.
  setTimeout(() => {
    if (data.ask === newest) answerOrFail({ options: {}, ...data });
  });
});
