/**
 * The page of saved papers: the list, its order, out and in; and whatever else this browser keeps.
 * @import { PaperRecord } from "./page/types.js"
 * @import { Format } from "./citations/formats.js"
 */
import { BIBTEX, RIS } from "./citations/formats.js";
import { familyName, givenFirst } from "./citations/names.js";
import { checkPaper, mergePapers, readSavedFile, writeSavedFile } from "./citations/saved-file.js";
import { fetchCorrections } from "./page/corrections.js";
import { create, createButton, find } from "./page/elements.js";
import { announce, announceFullStorage } from "./page/messages.js";
import { mutedTopics, toggleMutedTopic } from "./page/muted-topics.js";
import { createAuthorNames, paperAddress } from "./page/papers.js";
import { forgetReadPapers, readPapers } from "./page/read-marks.js";
import { createAbstractPlace, createMore, fetchAbstractsWhenOpened } from "./page/row-parts.js";
import { completeSavedPaper, savedPapers, storeSavedPapers } from "./page/saved-papers.js";
import { onChange } from "./page/storage.js";
import { LOCALE, formatNumber, say, sayCount } from "./page/words.js";

const LARGEST_FILE = 20_000_000; // bytes
const MOST_PROBLEMS = 5; // that are shown
const MOST_AUTHORS = 3; // as model/limits.py has it
const MOST_COMPLETED = 20; // papers that are completed on one visit
const LINK_LIFETIME = 1000; // ms, in which a browser has begun to save a file

/** @type {Format} */
const OWN_FILE = { name: "JSON", write: writeSavedFile, type: "application/json", ending: "json" };

/** @typedef {(first: PaperRecord, second: PaperRecord) => number} Order */
/** @type {Map<string, Order>} */
const ORDERS = new Map([
  [say("Last saved"), (first, second) => savedTime(second).localeCompare(savedTime(first))],
  [say("Newest paper"), (first, second) => dateOf(second).localeCompare(dateOf(first))],
  [say("Title"), (first, second) => first.title.localeCompare(second.title)],
  [say("First author"), (first, second) => firstFamily(first).localeCompare(firstFamily(second))],
]);

/** What was taken off, as long as this page is open. @type {Map<string, PaperRecord>} */
const removedPapers = new Map();

/** What became of papers since. @type {Map<string, string[]>} */
let corrections = new Map();

/** @param {PaperRecord} paper */
function savedTime({ saved = "" }) {
  return saved;
}

/** @param {PaperRecord} paper */
function dateOf({ date, day }) {
  return date || day;
}

/** @param {PaperRecord} paper */
function firstFamily({ authors: [first = ""] }) {
  return familyName(first);
}

/** The saved papers, checked, since anything on this host may have written to the store. */
function soundPapers() {
  /** @type {PaperRecord[]} */
  const sound = [];
  for (const stored of savedPapers()) {
    const { paper } = checkPaper(stored);
    if (paper) sound.push(paper);
  }
  return sound;
}

// What stays while the list is made anew

const count = create("b");
const order = create("select", { id: "order", change: () => showPapers() });
for (const name of ORDERS.keys()) order.append(create("option", {}, name));
const fileInput = create("input", {
  id: "import",
  type: "file",
  accept: ".json",
  change: () => importFile(),
});
const problemNotice = create("div", { class: "notice failed", tabindex: -1, hidden: "" });
const list = create("ol", { class: "items" });
const emptyWords = create(
  "p",
  {},
  create("b", {}, say("Nothing is saved yet.")),
  ` ${say("Save a paper (or press s) and it appears here.")}`,
);
const emptyNotice = create("div", { class: "notice empty" }, emptyWords);
const exportButtons = [BIBTEX, RIS, OWN_FILE].map((format) =>
  createButton(format.name, "", () => exportPapers(format)),
);
const bar = create(
  "div",
  { class: "folio tools" },
  create("p", {}, count),
  create("label", {}, `${say("Sort by")} `, order),
  create("div", { class: "foot" }, say("Export"), ...exportButtons),
);
const importLine = create(
  "p",
  { class: "tools small" },
  create("label", { for: "import" }, `${say("Import a JSON file that was exported here:")} `),
  fileInput,
);
const others = create("div");

// Out and in

/** @param {Format} format */
function exportPapers({ write, type, ending }) {
  const papers = soundPapers();
  const address = URL.createObjectURL(new Blob([write(papers)], { type: `${type};charset=utf-8` }));
  create("a", { href: address, download: `saved-papers.${ending}` }).click();
  setTimeout(() => URL.revokeObjectURL(address), LINK_LIFETIME);
  announce(sayCount("%(num)s paper exported", "%(num)s papers exported", papers.length));
}

async function importFile() {
  const chosen = fileInput.files?.[0];
  if (!chosen) return;
  const isTooLarge = chosen.size > LARGEST_FILE;
  const { papers, problems } = isTooLarge
    ? { papers: [], problems: [say("It is too large.")] }
    : readSavedFile(await chosen.text());
  fileInput.value = "";
  showProblems(problems);
  if (problems.length) return;
  const before = savedPapers();
  const after = mergePapers(before, papers);
  const added = after.length - before.length;
  if (storeSavedPapers(after)) {
    const there = formatNumber(papers.length - added);
    announce(
      sayCount(
        "%(num)s paper added; %(there)s were here already.",
        "%(num)s papers added; %(there)s were here already.",
        added,
        { there },
      ),
      true,
    );
  } else {
    announceFullStorage();
  }
}

/** @param {string[]} problems */
function showProblems(problems) {
  problemNotice.hidden = !problems.length;
  if (!problems.length) return;
  const lines = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - lines.length;
  if (more) lines.push(sayCount("and %(num)s more problem", "and %(num)s more problems", more));
  const title = create("b", {}, say("Nothing was imported: this file cannot be read."));
  const items = lines.map((words) => create("li", {}, words));
  problemNotice.replaceChildren(create("p", {}, title), create("ul", {}, ...items));
  problemNotice.focus();
}

// The list

/** @param {PaperRecord} paper */
function removePaper(paper) {
  // It is on the list of those that were removed before the list is made anew.
  removedPapers.set(paper.id, paper);
  if (storeSavedPapers(savedPapers().filter(({ id }) => id !== paper.id))) {
    announce(say("Removed: %(title)s", { title: paper.title }));
  } else {
    removedPapers.delete(paper.id);
    announceFullStorage();
  }
}

/** @param {PaperRecord} paper */
function restorePaper(paper) {
  if (storeSavedPapers(mergePapers(savedPapers(), [paper])))
    announce(say("Saved again: %(title)s", { title: paper.title }));
  else announceFullStorage();
}

/** @param {PaperRecord} paper */
function createAuthors({ authors, partial }) {
  const names = createAuthorNames(authors.slice(0, MOST_AUTHORS).map(givenFirst));
  const more = authors.length - MOST_AUTHORS;
  if (partial) names.append(` ${say("et al.")}`);
  else if (more > 0) names.append(` ${say("and %(number)s more", { number: formatNumber(more) })}`);
  return names;
}

/** @param {PaperRecord} paper */
function dateLine(paper) {
  const date = dateOf(paper);
  if (!date) return "";
  return new Date(date).toLocaleDateString(LOCALE, {
    day: "numeric",
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
}

/** @param {PaperRecord} paper */
function createRow(paper) {
  const { id, title } = paper;
  if (removedPapers.has(id)) return createRemovedRow(paper);
  const byline = create("p", { class: "by" });
  if (paper.authors.length) byline.append(createAuthors(paper));
  const date = dateLine(paper);
  if (date) byline.append(create("bdi", {}, date));
  const foot = create("div", { class: "foot" });
  for (const [name, href] of paper.links) {
    foot.append(create("a", { href, "aria-label": `${name}: ${title}` }, name));
  }
  foot.append(createButton(say("Remove"), title, () => removePaper(paper), { class: "save" }));
  foot.append(createMore(title, createAbstractPlace(id, paperAddress(id))));
  fetchAbstractsWhenOpened(foot);
  const link = create("a", { class: "title", dir: "auto", href: paperAddress(id) }, title);
  const notices = (corrections.get(id) ?? []).map((words) =>
    create("p", { class: "by" }, create("b", { class: "withdrawn", dir: "auto" }, words)),
  );
  return create("li", { id: `s-${id}`, class: "card" }, link, ...notices, byline, foot);
}

/** @param {PaperRecord} paper */
function createRemovedRow(paper) {
  const undo = createButton(say("Undo"), paper.title, () => restorePaper(paper), { class: "save" });
  const title = create("bdi", {}, paper.title);
  return create("li", { id: `s-${paper.id}`, class: "tools gone" }, `${say("Removed:")} `, title, " ", undo);
}

function showPapers() {
  const papers = soundPapers();
  for (const { id } of papers) removedPapers.delete(id);
  const shown = [...papers, ...removedPapers.values()].sort(ORDERS.get(order.value));
  // The focus stays at its paper, also when another tab has changed the list.
  const focused = list.contains(document.activeElement) ? document.activeElement?.closest("li")?.id : "";
  list.replaceChildren(...shown.map(createRow));
  const row = focused ? document.getElementById(focused) : null;
  if (row) find(HTMLElement, ".title, .save", row)?.focus();
  count.textContent = sayCount("%(num)s paper", "%(num)s papers", papers.length);
  bar.hidden = !papers.length;
  emptyNotice.hidden = shown.length > 0;
  showOthers();
}

async function showCorrections() {
  corrections = await fetchCorrections();
  if (corrections.size) showPapers();
}

// What else is kept

function showOthers() {
  others.replaceChildren();
  const topics = Object.entries(mutedTopics());
  if (topics.length) {
    const items = topics.map(([slug, name]) => {
      const unmute = createButton(say("Unmute"), name, () => toggleMutedTopic(slug, name));
      return create("li", {}, `${name} `, unmute);
    });
    others.append(create("h2", {}, say("Muted topics")), create("ul", { class: "plain tools" }, ...items));
  }
  const marks = readPapers().length;
  if (marks) {
    const words = `${sayCount("%(num)s paper marked as read", "%(num)s papers marked as read", marks)} `;
    const forget = createButton(say("Forget"), say("what was read"), forgetMarks);
    others.append(create("h2", {}, say("Read")), create("p", { class: "tools small" }, words, forget));
  }
}

function forgetMarks() {
  if (forgetReadPapers()) announce(say("No paper is marked as read any more"));
  else announceFullStorage();
}

document.getElementById("shelf")?.append(problemNotice, bar, emptyNotice, list, importLine, others);
onChange(showPapers);
showPapers();
if (savedPapers().length) void showCorrections();
// What was saved while its page could not be read
const partial = soundPapers().filter((paper) => paper.partial);
for (const { id } of partial.slice(0, MOST_COMPLETED)) completeSavedPaper(id);
