/**
 * Triage: one paper after the other, with one key or thumb for each: skip, save, later, undo.
 * @import { ListedPaper } from "./days.js"
 */
import { create, find, findAll } from "../page/elements.js";
import { setOwnKeys } from "../page/keys.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { recordAt } from "../page/papers.js";
import { createAbstractPlace, createMore, fetchAbstractsWhenOpened } from "../page/row-parts.js";
import { savedPapers, toggleSavedPaper } from "../page/saved-papers.js";
import { SITE_ROOT } from "../page/storage.js";
import { finishVisit, keepId, laterPapers, readVisit, unreadTest } from "../page/visits.js";
import { formatNumber, say, sayCount } from "../page/words.js";
import { nextPaper } from "./queue.js";

/** What was done, and what takes it back. @typedef {{paper: ListedPaper, undo: () => void}} Step */

/** The panel in which a reader goes through papers. */
export class Triage {
  /** @type {ListedPaper[]} */
  #missed = [];
  /** @type {ListedPaper | undefined} */
  #current;
  /** Papers that were put off again: they wait for the next time. @type {Set<string>} */
  #passed = new Set();
  /** @type {Step[]} */
  #steps = [];
  #isOn = false;
  #progress = create("h2", { class: "label" });
  #place = create("div", { class: "at" });
  #skip = createVerdict(say("Skip"), "j", () => this.#decide(this.#skipPaper));
  #save = createVerdict(say("Save"), "s", () => this.#decide(this.#savePaper));
  #later = createVerdict(say("Later"), "l", () => this.#decide(this.#putOff));
  #undo = createVerdict(say("Undo"), "u", () => this.#takeBack());
  element = create(
    "section",
    { class: "triage", "aria-label": say("One by one"), hidden: "" },
    this.#progress,
    this.#place,
    create(
      "div",
      { class: "verdicts", role: "group", "aria-label": say("What to do with this paper") },
      ...[this.#skip, this.#save, this.#later, this.#undo],
    ),
  );

  /**
   * Show the first of some papers that were missed, or go on with what is left of them.
   * @param {ListedPaper[]} missed in the reader's order
   */
  start(missed) {
    this.#missed = missed;
    this.element.hidden = false;
    this.#isOn = true;
    setOwnKeys([
      ["j", say("Skip"), () => this.#skip.click()],
      ["s", say("Save"), () => this.#save.click()],
      ["l", say("Later"), () => this.#later.click()],
      ["u", say("Undo"), () => this.#undo.click()],
    ]);
    this.#current ??= this.#next();
    this.#show();
    find(HTMLElement, "h2, h3 a", this.#place)?.focus({ preventScroll: true });
  }

  /** Leave the panel, which keeps its place. */
  stop() {
    if (this.#isOn) setOwnKeys([]);
    this.#isOn = false;
    this.element.hidden = true;
  }

  #unread() {
    return this.#missed.filter(unreadTest());
  }

  #next() {
    const unread = this.#unread().map(({ id }) => id);
    const id = nextPaper(unread, laterPapers(), this.#passed);
    return this.#missed.find((paper) => paper.id === id);
  }

  /** Say how far the reader has come. */
  showProgress() {
    const all = this.#missed.length;
    const done = all - this.#unread().length;
    this.#progress.textContent = say("%(done)s of %(all)s done", {
      done: formatNumber(done),
      all: formatNumber(all),
    });
  }

  #show() {
    this.showProgress();
    const hadFocus = this.element.contains(document.activeElement);
    const wasInPaper = this.#place.contains(document.activeElement);
    this.#place.replaceChildren(this.#current ? createCopy(this.#current) : this.#createEnd());
    for (const button of [this.#skip, this.#save, this.#later]) button.hidden = !this.#current;
    this.#undo.disabled = !this.#steps.length;
    if (wasInPaper || (hadFocus && !this.#current)) find(HTMLElement, "h2, h3 a", this.#place)?.focus();
  }

  #createEnd() {
    const later = this.#unread().length;
    const words = later
      ? sayCount(
          "Done. %(num)s paper is kept for later and comes back next time.",
          "Done. %(num)s papers are kept for later and come back next time.",
          later,
        )
      : say("All done.");
    const heading = create("h2", { tabindex: -1 }, words);
    const list = create("a", { href: "#best" }, say("Back to the list"));
    const home = create("a", { href: SITE_ROOT }, say("Latest edition"));
    return create("div", { class: "end" }, heading, create("p", {}, list, " · ", home));
  }

  /**
   * Do something with the paper that is shown, and go on; nothing where it could not be kept.
   * @param {(paper: ListedPaper) => {said: string, undo: () => void} | undefined} verdict
   */
  #decide(verdict) {
    const paper = this.#current;
    if (!paper) return;
    const done = verdict.call(this, paper);
    if (!done) {
      announceFullStorage();
      return;
    }
    const reopen = this.#finishWhenThrough();
    const undo = () => {
      reopen?.();
      done.undo();
    };
    this.#steps.push({ paper, undo });
    this.#goTo(this.#next(), done.said);
  }

  #takeBack() {
    const step = this.#steps.pop();
    if (!step) return;
    step.undo();
    this.#goTo(step.paper, say("Undone."));
  }

  /**
   * @param {ListedPaper | undefined} paper
   * @param {string} said
   */
  #goTo(paper, said) {
    this.#current = paper;
    this.#show();
    const title = find(HTMLElement, "h2, h3 a", this.#place)?.textContent ?? "";
    announce(`${said} ${this.#progress.textContent}. ${title}`);
  }

  /** Once nothing is left but what was put off, what comes from now on is new. */
  #finishWhenThrough() {
    const later = laterPapers();
    const isThrough = this.#unread().every(({ id }) => later.includes(id));
    return isThrough && readVisit()?.isHeld ? finishVisit({ keepsLater: true }) : undefined;
  }

  /** @param {ListedPaper} paper */
  #skipPaper({ id }) {
    const wasLater = laterPapers().includes(id);
    if (!keepId("seen", id, true)) return undefined;
    if (wasLater) keepId("later", id, false);
    const undo = () => {
      keepId("seen", id, false);
      if (wasLater) keepId("later", id, true);
    };
    return { said: say("Skipped."), undo };
  }

  /** @param {ListedPaper} paper */
  #savePaper(paper) {
    const { id, row } = paper;
    const isSaved = () => savedPapers().some((saved) => saved.id === id);
    const wasSaved = isSaved();
    if (!wasSaved && !toggleSavedPaper(recordAt({ id, place: row }))) return undefined;
    const seen = this.#skipPaper(paper);
    const undo = () => {
      if (!wasSaved && isSaved()) toggleSavedPaper(recordAt({ id, place: row }));
      seen?.undo();
    };
    return { said: say("Saved."), undo };
  }

  /** @param {ListedPaper} paper */
  #putOff({ id }) {
    const wasLater = laterPapers().includes(id);
    if (!keepId("later", id, true)) return undefined;
    if (wasLater) this.#passed.add(id);
    const undo = () => {
      if (wasLater) this.#passed.delete(id);
      else keepId("later", id, false);
    };
    return { said: say("Kept for later."), undo };
  }
}

/**
 * @param {string} label
 * @param {string} key
 * @param {() => void} onClick
 */
function createVerdict(label, key, onClick) {
  const hint = create("kbd", { "aria-hidden": true }, key);
  return create("button", { type: "button", "aria-keyshortcuts": key, click: onClick }, label, " ", hint);
}

/**
 * Make a copy of a paper's row, which stays in its list.
 * @param {ListedPaper} paper
 */
function createCopy({ id, row }) {
  const copy = /** @type {HTMLElement} */ (row.cloneNode(true));
  for (const element of [copy, ...findAll(HTMLElement, "[id]", copy)]) element.removeAttribute("id");
  for (const name of ["aria-labelledby", "data-day"]) copy.removeAttribute(name);
  copy.hidden = false;
  for (const part of findAll(HTMLElement, ".own, .more, .fresh, .Z3988", copy)) part.remove();
  const link = find(HTMLAnchorElement, "h3 a", copy);
  const abstract = createAbstractPlace(id, link?.href ?? "");
  find(HTMLElement, ".foot", copy)?.append(createMore(link?.textContent ?? "", abstract));
  fetchAbstractsWhenOpened(copy);
  copy.classList.remove("unseen");
  return copy;
}
