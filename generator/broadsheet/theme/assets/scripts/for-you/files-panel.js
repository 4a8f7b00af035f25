/**
 * Files that a reader brings in or takes along: references by which papers are ordered, and all that is kept.
 * @import { Matches, Reference } from "./types.js"
 */
import { create, createButton } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { LARGEST_FILE, saveFile } from "../page/own-files.js";
import { formatNumber, say, sayCount } from "../page/words.js";
import { askSizes, findReferences } from "./client.js";
import { takeInKeptFile, writeKeptFile } from "./kept-file.js";
import { readReferences } from "./references.js";
import { changeTaste } from "./taste.js";

const MOST_SHOWN = 200; // entries that were not found

/** What became of a file stands below the place that took it. */
const referencesResult = createResult();
const keptResult = createResult();

function createResult() {
  return create("div", { class: "notice", tabindex: -1, hidden: "" });
}

/** Make the part of the page for files. */
export function createFiles() {
  const element = create(
    "section",
    { class: "drop", "aria-labelledby": "files" },
    create("h2", { id: "files" }, say("Your references")),
    create(
      "p",
      {},
      say(
        "A file of references tells what you like: BibTeX, RIS or CSL-JSON, as Zotero and others export them. Drop it here, or choose it. It is read in this browser; what is loaded for it is the same for every file.",
      ),
    ),
    createInput(
      "references",
      say("A .bib, .ris or .json file:"),
      ".bib,.ris,.json,.txt",
      takeInReferences,
      referencesResult,
    ),
    createCompareLine(),
    referencesResult,
    ...createKeptPart(),
  );
  element.addEventListener("dragover", (event) => event.preventDefault());
  element.addEventListener("drop", (event) => {
    event.preventDefault();
    const [file] = event.dataTransfer?.files ?? [];
    if (file) void readFile(file, takeInReferences, referencesResult);
  });
  return element;
}

/** Make the lines by which all that is kept goes out and comes in. */
function createKeptPart() {
  return [
    create("h2", {}, say("All that you keep")),
    create(
      "p",
      {},
      say(
        "Saved papers with notes and tags, what is followed and not wanted, read marks and muted topics, as one file: for another browser, or to come back to.",
      ),
    ),
    create("p", { class: "tools" }, createButton(say("Export"), say("all that you keep"), exportKept)),
    createInput("kept", say("Import a file that was exported here:"), ".json", takeInKept, keptResult),
    keptResult,
  ];
}

/**
 * @param {string} id
 * @param {string} words
 * @param {string} accept
 * @param {(text: string) => void} takeIn
 * @param {HTMLElement} result
 */
function createInput(id, words, accept, takeIn, result) {
  const input = create("input", { id: `file-${id}`, type: "file", accept });
  input.addEventListener("change", async () => {
    const chosen = input.files?.[0];
    if (chosen) await readFile(chosen, takeIn, result);
    input.value = "";
  });
  return create("p", { class: "tools small" }, create("label", { for: `file-${id}` }, `${words} `), input);
}

/**
 * @param {File} file
 * @param {(text: string) => void} takeIn
 * @param {HTMLElement} result
 */
async function readFile(file, takeIn, result) {
  if (file.size > LARGEST_FILE) showResult(result, [say("The file is too large.")]);
  else takeIn(await file.text());
}

/**
 * @param {HTMLElement} result
 * @param {string[]} lines
 * @param {string[]} missing titles of what was not found
 */
function showResult(result, lines, missing = []) {
  result.replaceChildren(...lines.map((words) => create("p", {}, words)));
  if (missing.length) {
    const words = sayCount("%(num)s entry was not found", "%(num)s entries were not found", missing.length);
    const items = missing.slice(0, MOST_SHOWN).map((title) => create("li", { dir: "auto" }, title));
    result.append(create("details", {}, create("summary", {}, words), create("ul", {}, ...items)));
  }
  result.hidden = false;
  result.focus();
}

/** @param {string} text */
async function takeInReferences(text) {
  const references = readReferences(text);
  if (!references?.length) {
    showResult(referencesResult, [say("This file holds no references in BibTeX, RIS or CSL-JSON.")]);
    return;
  }
  const matches = await findReferences(references).catch(() => null);
  if (!matches) showResult(referencesResult, [say("There is no connection to look the references up.")]);
  else keepReferences(references, matches);
}

/**
 * @param {Reference[]} references
 * @param {Matches} matches
 */
function keepReferences(references, { found, space, places }) {
  /** @type {Map<string, string>} */
  const titles = new Map();
  /** @type {string[]} */
  const missing = [];
  references.forEach(({ title, ids }, at) => {
    const id = found[at];
    if (id) titles.set(id, title || id);
    else missing.push(title || ids[0] || say("an entry without a title"));
  });
  const added = [...titles].map(([id, title]) => ({ id, title }));
  const isKept = changeTaste(({ brought }) => ({
    space,
    places,
    brought: [...added, ...brought.filter(({ id }) => !titles.has(id))],
  }));
  if (!isKept) {
    announceFullStorage();
    return;
  }
  const words = sayCount(
    "Papers found here: %(found)s of %(num)s entry.",
    "Papers found here: %(found)s of %(num)s entries.",
    references.length,
    { found: formatNumber(titles.size) },
  );
  showResult(referencesResult, [words], missing);
}

/** Make the button that compares also with papers older than those that are loaded for an order. */
function createCompareLine() {
  const line = create("p", { class: "tools small" });
  const compare = async () => {
    const matches = await findReferences([]).catch(() => null);
    if (!matches) showResult(referencesResult, [say("There is no connection to load the papers.")]);
    else if (changeTaste(() => ({ space: matches.space, places: matches.places }))) location.reload();
    else announceFullStorage();
  };
  const showSize = ({ all } = { all: 0 }) => {
    const size = formatNumber(Math.ceil(all / 1000));
    line.replaceChildren(
      createButton(
        say("Compare with all that you saved, also long ago (loads %(size)s KB)", { size }),
        "",
        compare,
      ),
    );
  };
  askSizes().then(showSize, () => line.remove());
  return line;
}

function exportKept() {
  saveFile(new Blob([writeKeptFile()], { type: "application/json;charset=utf-8" }), "kept.json");
  announce(say("All that you keep was exported"));
}

/** @param {string} text */
function takeInKept(text) {
  const problem = takeInKeptFile(text);
  showResult(keptResult, [problem ?? say("All of the file was taken in.")]);
}
