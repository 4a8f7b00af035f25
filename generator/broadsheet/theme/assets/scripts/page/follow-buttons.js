/**
 * Stars: buttons that follow an author, an organisation or a topic, and marks on papers of what is followed.
 * @import { Followed } from "../for-you/types.js"
 */
import { create, createButton, find, findAll } from "./elements.js";
import { followed, isFollowed, toggleFollowed } from "./followed.js";
import { followedOf } from "./followed-papers.js";
import { say } from "./words.js";

/** What the buttons of this page follow. @type {WeakMap<Element, Followed>} */
const followedBy = new WeakMap();

/**
 * Make a button that follows something.
 * @param {Followed} one
 */
export function createFollowButton(one) {
  const toggle = () => toggleFollowed(one);
  const pressed = { class: "follow", "aria-pressed": isFollowed(one) };
  const button = createButton(say("Follow"), one.title, toggle, pressed);
  followedBy.set(button, one);
  return button;
}

/** Add a button to each author, organisation and topic that this page is about. */
export function addFollowButtons() {
  for (const place of findAll(HTMLElement, "[data-follow]")) {
    const kind = place.dataset.follow === "organisation" ? "organisation" : "author";
    const names = (place.dataset.names ?? "").split(";");
    addButton(place, { kind, name: names.join("\n"), title: names[0] });
  }
  for (const place of findAll(HTMLElement, "[data-mute]")) {
    const named = place.querySelector("a.topic") ?? document.querySelector("h1");
    const [title] = (named?.textContent ?? "").split(",");
    addButton(place, { kind: "topic", name: place.dataset.mute ?? "", title });
  }
}

/**
 * @param {HTMLElement} place
 * @param {Followed} one
 */
function addButton(place, one) {
  const button = createFollowButton(one);
  place.querySelector("th")?.append(button);
  find(HTMLElement, "nav ul", place)?.append(create("li", {}, button));
}

/** Show on this page what is followed: on the buttons, and on papers. */
export function showFollowed() {
  for (const button of findAll(HTMLElement, ".follow[aria-pressed]")) {
    const one = followedBy.get(button);
    if (one) button.setAttribute("aria-pressed", String(isFollowed(one)));
  }
  const all = followed();
  for (const card of findAll(HTMLElement, "main .card")) markCard(card, followedOf(card, all));
}

/**
 * @param {HTMLElement} card
 * @param {Followed[]} found
 */
function markCard(card, found) {
  card.classList.toggle("followed", found.length > 0);
  card.querySelector(".star")?.remove();
  if (!found.length) return;
  const names = found.map(({ title }) => title).join(", ");
  const star = create("span", { class: "star", title: names }, create("span", { "aria-hidden": true }, "★"));
  star.append(create("span", { class: "vh" }, `${say("Followed:")} `, create("bdi", {}, names)));
  card.querySelector(".foot")?.prepend(star);
}
