/**
 * The page of saved papers: what is kept, chosen by what its address asks for, and whatever can be done with it.
 * @import { PaperNote, PaperRecord } from "./page/types.js"
 * @import { View } from "./saved/view.js"
 */
import { checkPaper } from "./citations/saved-file.js";
import { fetchCorrections } from "./page/corrections.js";
import { create } from "./page/elements.js";
import { paperNotes } from "./page/paper-notes.js";
import { savedPapers } from "./page/saved-papers.js";
import { onChange } from "./page/storage.js";
import { formatNumber, say, sayCount } from "./page/words.js";
import { Import, createExports } from "./saved/files.js";
import { Chips, Choices } from "./saved/filters.js";
import { Incomplete } from "./saved/incomplete.js";
import { SavedList } from "./saved/list.js";
import { createTagList } from "./saved/note-editor.js";
import { createOfflineLine } from "./saved/offline-line.js";
import { createOthers } from "./saved/others.js";
import { countTags } from "./saved/selection.js";
import { TagTools } from "./saved/tag-tools.js";
import { WHOLE_LIST, formatView, isNarrowed, parseView } from "./saved/view.js";

const shelf = document.getElementById("shelf");
/** What became of papers since. @type {Map<string, string[]>} */
let corrections = new Map();
/** What is asked for. */
let view = parseView(location.search);
/** The papers that are shown. @type {PaperRecord[]} */
let shown = [];

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

// What stays while the list is shown anew

const list = new SavedList();
const choices = new Choices({
  onSearch: (words) => changeView((before) => ({ ...before, words }), false),
  onSort: (sort) => changeView((before) => ({ ...before, sort })),
});
const chips = new Chips();
const tagTools = new TagTools(changeView);
const tagList = createTagList();
const count = create("p", { "aria-live": "polite" });
const fileImport = new Import();
const fileExports = createExports(() => shown);
const bar = create(
  "div",
  { class: "tools saved-bar" },
  choices.element,
  chips.element,
  tagTools.element,
  create("div", { class: "folio" }, count, fileExports),
);
const emptyWords = create(
  "p",
  {},
  create("b", {}, say("Nothing is saved yet.")),
  ` ${say("Save a paper (or press s) and it appears here.")}`,
);
const emptyNotice = create("div", { class: "notice empty" }, emptyWords);
const noMatch = create(
  "p",
  { class: "notice tools", hidden: "" },
  `${say("No saved paper is like that.")} `,
  create("a", { href: formatView(WHOLE_LIST), class: "filter" }, say("Show all")),
);
const incomplete = new Incomplete();
const others = create("div");

// What is shown

/**
 * Ask for something else, and let the address say so.
 * @param {(view: View) => View} change
 * @param {boolean} isStep whether going back leads to what was asked before
 */
function changeView(change, isStep = true) {
  view = change(view);
  const address = formatView(view);
  try {
    if (isStep) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
  } catch {
    // A browser takes only so many in so many seconds.
  }
  showPapers();
}

function showPapers() {
  const papers = soundPapers();
  const notes = paperNotes();
  const ids = new Set(papers.map(({ id }) => id));
  /** @type {PaperNote[]} */
  const savedNotes = [];
  for (const [id, note] of notes) if (ids.has(id)) savedNotes.push(note);
  incomplete.show(papers);
  shown = list.show({ papers, notes, corrections }, view);
  choices.show(view);
  chips.show(savedNotes, papers.length, view);
  tagTools.show(view);
  tagList.replaceChildren(...countTags(savedNotes).map(([value]) => create("option", { value })));
  showCount(papers.length);
  bar.hidden = !papers.length;
  emptyNotice.hidden = papers.length > 0 || list.removedIds.size > 0;
  noMatch.hidden = !papers.length || shown.length > 0;
  for (const id of [...ids, ...list.removedIds]) notes.delete(id);
  others.replaceChildren(...createOthers(notes));
}

/** @param {number} all how many papers are saved */
function showCount(all) {
  const total = sayCount("%(num)s paper", "%(num)s papers", all);
  const words = isNarrowed(view)
    ? say("%(number)s of %(papers)s", { number: formatNumber(shown.length), papers: total })
    : total;
  if (count.textContent !== words) count.replaceChildren(create("b", {}, words));
  const [label] = fileExports.children;
  label.textContent = isNarrowed(view) ? say("Export these") : say("Export");
}

async function showCorrections() {
  corrections = await fetchCorrections();
  if (corrections.size) showPapers();
}

/** Links to other views of this page need no other page. */
function followFilters() {
  shelf?.addEventListener("click", (event) => {
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    const link = event.target instanceof Element ? event.target.closest("a.filter") : null;
    if (!isPlain || !(link instanceof HTMLAnchorElement)) return;
    event.preventDefault();
    changeView(({ sort }) => ({ ...parseView(link.search), sort }));
    // It is gone where another view has no such link.
    if (!link.isConnected && !shelf.contains(document.activeElement)) chips.focus(link.dataset.key);
  });
  addEventListener("popstate", () => {
    view = parseView(location.search);
    showPapers();
  });
}

shelf?.append(
  fileImport.problems,
  bar,
  emptyNotice,
  noMatch,
  list.element,
  incomplete.element,
  fileImport.element,
  ...createOfflineLine(),
  others,
  tagList,
);
followFilters();
onChange(showPapers);
showPapers();
// Whatever is saved, this page asks for the same files: nobody learns from that what it is.
void showCorrections();
