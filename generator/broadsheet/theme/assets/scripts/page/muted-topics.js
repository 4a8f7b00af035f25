/**
 * Muted topics: in editions their papers fold away, and a line says so.
 */
import { create, createButton, find, findAll, pageKind } from "./elements.js";
import { announce, announceFullStorage } from "./messages.js";
import { STORED, readStored, writeStored } from "./storage.js";
import { say, sayCount } from "./words.js";

/** Where papers of muted topics fold away. */
const EDITIONS = new Set(["home", "day", "week", "month", "new"]);

/** Lists whose muted papers the reader wants to see. @type {Set<Element>} */
const openedLists = new Set();

/**
 * Return the names of the muted topics by their slugs.
 * @returns {Record<string, string>}
 */
export function mutedTopics() {
  return readStored(STORED.muted, {});
}

/**
 * Mute a topic, or no longer mute it.
 * @param {string} slug
 * @param {string} name
 */
export function toggleMutedTopic(slug, name) {
  const { [slug]: wasMuted, ...others } = mutedTopics();
  if (!writeStored(STORED.muted, wasMuted ? others : { ...others, [slug]: name })) {
    announceFullStorage();
  } else if (wasMuted) {
    announce(say("%(name)s is no longer muted", { name }));
  } else {
    announce(say("%(name)s is muted: editions fold its papers away", { name }));
  }
}

/** Add a button to each topic of this page that can be muted. */
export function addMuteButtons() {
  for (const place of findAll(HTMLElement, "[data-mute]")) {
    const slug = place.dataset.mute ?? "";
    const named = place.querySelector("a.topic") ?? document.querySelector("h1");
    const [name] = (named?.textContent ?? "").split(",");
    const toggle = () => toggleMutedTopic(slug, name);
    const button = createButton(say("Mute"), name, toggle, { class: "mute", "data-slug": slug });
    place.querySelector("th")?.append(button);
    place.querySelector("nav ul")?.append(create("li", {}, button));
  }
}

/** Show on this page which topics are muted, and fold their papers away. */
export function showMutedTopics() {
  const topics = mutedTopics();
  for (const button of findAll(HTMLElement, ".mute")) {
    const isMuted = Object.hasOwn(topics, button.dataset.slug ?? "");
    button.setAttribute("aria-pressed", String(isMuted));
  }
  if (!EDITIONS.has(pageKind())) return;
  /** @type {Set<HTMLElement>} */
  const lists = new Set();
  for (const paper of findAll(HTMLElement, "main [data-topic]")) {
    if (paper.parentElement) lists.add(paper.parentElement);
  }
  for (const list of lists) foldList(list, topics);
}

/**
 * @param {HTMLElement} list
 * @param {Record<string, string>} topics
 */
function foldList(list, topics) {
  const isOpen = openedLists.has(list);
  let mutedPapers = 0;
  for (const paper of findAll(HTMLElement, ":scope > [data-topic], :scope > li", list)) {
    const isMuted = Object.hasOwn(topics, paper.dataset.topic ?? "");
    if (isMuted) mutedPapers += 1;
    paper.hidden = isMuted && !isOpen;
  }
  showFoldedLine(list, mutedPapers, isOpen);
}

/**
 * Say below a list how many of its papers are folded away.
 * @param {HTMLElement} list
 * @param {number} mutedPapers
 * @param {boolean} isOpen
 */
function showFoldedLine(list, mutedPapers, isOpen) {
  let line = list.nextElementSibling;
  if (!(line instanceof HTMLElement && line.matches(".folded"))) {
    if (!mutedPapers) return;
    line = create("p", { class: "folded" }, create("span"), createFoldButton(list));
    list.after(line);
  }
  /** @type {HTMLElement} */ (line).hidden = !mutedPapers;
  const words = find(HTMLSpanElement, "span", line);
  const button = find(HTMLButtonElement, "button", line);
  if (words) {
    const said = isOpen
      ? sayCount("%(num)s paper of muted topics shown", "%(num)s papers of muted topics shown", mutedPapers)
      : sayCount(
          "%(num)s paper of muted topics hidden",
          "%(num)s papers of muted topics hidden",
          mutedPapers,
        );
    words.textContent = `${said} · `;
  }
  if (button) button.textContent = isOpen ? say("Hide") : say("Show");
}

/** @param {HTMLElement} list */
function createFoldButton(list) {
  const toggle = () => {
    const wasOpen = openedLists.delete(list);
    if (!wasOpen) openedLists.add(list);
    foldList(list, mutedTopics());
  };
  return create("button", { type: "button", click: toggle });
}
