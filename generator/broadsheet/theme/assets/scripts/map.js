/**
 * The page of maps: a slider through the maps of all weeks. Each is taken from the page of its week when the
 * reader comes to it; without a script the weeks are a list of links.
 */
import { create, find, findAll } from "./page/elements.js";
import { announce } from "./page/messages.js";
import { watchMap } from "./page/maps.js";
import { say } from "./page/words.js";

/** How long the slider has to rest on a week, in ms, before its map is loaded. */
const REST = 150;

/**
 * Load the map of a week from its page; its links then lead on from here.
 * @param {string} address
 */
async function fetchMap(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error("no such page");
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const map = find(HTMLElement, ".map", page);
  if (!map) throw new Error("no map there");
  for (const link of map.querySelectorAll("a")) {
    link.setAttribute("href", new URL(link.getAttribute("href") ?? "", address).href);
  }
  return document.importNode(map, true);
}

/**
 * @param {HTMLElement} room where the slider is put; it is as large without it, so that nothing moves
 * @param {HTMLAnchorElement[]} weeks oldest first
 * @param {HTMLElement} newest the map of this page
 */
function startSlider(room, weeks, newest) {
  const shown = create("output", { for: "week" }, say("The newest days"));
  const slider = create("input", {
    type: "range",
    id: "week",
    min: 0,
    max: weeks.length,
    value: weeks.length,
    "aria-label": say("Week"),
  });
  let current = newest;
  let rest = 0;
  const label = () => weeks[slider.valueAsNumber]?.textContent ?? say("The newest days");
  const show = async () => {
    const week = weeks[slider.valueAsNumber];
    try {
      const map = week ? await fetchMap(week.href) : newest;
      if (week !== weeks[slider.valueAsNumber]) return; // the reader went on meanwhile
      current.replaceWith(map);
      current = map;
      if (week) watchMap(map);
    } catch {
      announce(say("This map cannot be loaded now."), true);
    }
  };
  slider.addEventListener("input", () => {
    shown.textContent = label();
    slider.setAttribute("aria-valuetext", label());
    clearTimeout(rest);
    rest = setTimeout(() => void show(), REST);
  });
  slider.setAttribute("aria-valuetext", label());
  room.append(slider, shown);
}

const newest = find(HTMLElement, ".map");
const weeks = findAll(HTMLAnchorElement, ".atlas a").reverse();
const room = find(HTMLElement, ".weeks-slider");
if (room && newest && weeks.length) startSlider(room, weeks, newest);
