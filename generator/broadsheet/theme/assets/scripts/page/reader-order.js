/**
 * The reader's own order of an edition or another list: links to it, and the order that the address asks for.
 * What orders by likeness is loaded where the address asks for that.
 */
import { create, find, findAll } from "./elements.js";
import { announce } from "./messages.js";
import { say } from "./words.js";

const KEY = "order";
/** What an address may ask for, and what it is called. @type {Map<string, string>} */
const ORDERS = new Map([
  ["", say("As edited")],
  ["for-you", say("This list for you")],
  ["followed", say("Followed first")],
  ["only-followed", say("Only followed")],
]);

/** Offer the orders of this page in the menu, where they move nothing, and show the one that the address asks for. */
export function offerOrders() {
  const menu = find(HTMLElement, ".menu > ul");
  if (!menu || !document.querySelector("main .card")) return;
  const asked = new URLSearchParams(location.search).get(KEY) ?? "";
  const order = ORDERS.has(asked) ? asked : "";
  menu.append(...createLinks(order));
  if (order) void showOrder(order);
}

/** @param {string} current */
function createLinks(current) {
  return [...ORDERS].map(([order, name]) => {
    const address = new URL(location.href);
    address.hash = "";
    address.searchParams.delete(KEY);
    if (order) address.searchParams.set(KEY, order);
    const link = create("a", { href: address }, name);
    if (order === current) link.setAttribute("aria-current", "true");
    // The first one parts the orders from the pages above them.
    return create("li", order ? {} : { class: "apart" }, link);
  });
}

/** @param {string} order */
async function showOrder(order) {
  try {
    const { showCardsInOrder } = await import("./ordered-cards.js");
    await showCardsInOrder(order, findAll(HTMLElement, "main .card"));
  } catch {
    announce(say("There is no connection to load your order. This is the order of the site."), true);
  }
}
