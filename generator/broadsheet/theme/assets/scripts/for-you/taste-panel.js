/**
 * What a reader says of his or her taste: how much that is new, and which papers are not wanted.
 */
import { create, createButton, find } from "../page/elements.js";
import { announce, announceFullStorage } from "../page/messages.js";
import { paperAddress } from "../page/papers.js";
import { say } from "../page/words.js";
import { NOVELTIES, changeTaste, readTaste } from "./taste.js";

const NAMES = [say("Close to mine"), say("Some that is new"), say("Much that is new")];

/** Make the choice of how much is shown that is unlike all that is liked. */
export function createNovelty() {
  const { novelty } = readTaste();
  const choices = NOVELTIES.map((share, at) => {
    const choose = () => {
      if (!changeTaste(() => ({ novelty: share }))) announceFullStorage();
    };
    const input = create("input", { type: "radio", name: "novelty", change: choose });
    input.checked = share === novelty;
    return create("label", {}, input, " ", NAMES[at]);
  });
  return create(
    "fieldset",
    { class: "novelty" },
    create("legend", { class: "vh" }, say("How much that is new")),
    ...choices,
  );
}

/**
 * Add the button to a card that says that its paper is not for this reader.
 * @param {HTMLElement} card
 * @param {string} id
 */
export function addUnwantedButton(card, id) {
  const title = find(HTMLAnchorElement, "h3 a", card)?.textContent ?? "";
  const button = createButton(say("Not for me"), title, () => addUnwanted(id, title));
  card.querySelector(".more .links, .more")?.append(button);
}

/**
 * @param {string} id
 * @param {string} title
 */
function addUnwanted(id, title) {
  const isKept = changeTaste(({ unwanted }) => ({
    unwanted: [{ id, title }, ...unwanted.filter((paper) => paper.id !== id)],
  }));
  if (isKept) announce(say("Not for you: %(title)s", { title }));
  else announceFullStorage();
}

/** @param {string} id */
function removeUnwanted(id) {
  const isKept = changeTaste(({ unwanted }) => ({ unwanted: unwanted.filter((paper) => paper.id !== id) }));
  if (!isKept) announceFullStorage();
}

/** Make the list of papers that are not wanted, from which each can be taken. */
export function createUnwantedList() {
  const list = create("ul", { class: "plain tools" });
  const element = create("section", { class: "unwanted" }, create("h2", {}, say("Not for you")), list);
  const show = () => {
    const { unwanted } = readTaste();
    element.hidden = !unwanted.length;
    const items = unwanted.map(({ id, title }) => {
      const link = create("a", { href: paperAddress(id), dir: "auto" }, title);
      return create(
        "li",
        {},
        link,
        " ",
        createButton(say("Undo"), title, () => removeUnwanted(id)),
      );
    });
    list.replaceChildren(...items);
  };
  return { element, show };
}
