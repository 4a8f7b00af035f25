/**
 * Papers that came since the last visit are marked in lists until they are opened, saved or seen.
 */
import { create, find, findAll } from "./elements.js";
import { unreadTest } from "./visits.js";
import { say } from "./words.js";

/**
 * Return the paper of a row: its id and the day on which it was listed.
 * @param {HTMLElement} row
 */
export function paperOfRow(row) {
  return { id: row.id.replace(/^[a-z]-/, ""), day: row.dataset.day ?? "" };
}

/** Show in the lists of this page what is new and was not seen. */
export function showUnreadMarks() {
  const isUnread = unreadTest();
  for (const row of findAll(HTMLElement, "main .card[data-day]")) markRow(row, isUnread(paperOfRow(row)));
}

/**
 * @param {HTMLElement} row
 * @param {boolean} isUnread
 */
function markRow(row, isUnread) {
  if (row.classList.contains("unseen") === isUnread) return;
  row.classList.toggle("unseen", isUnread);
  if (isUnread)
    find(HTMLElement, "h3 a, .title", row)?.after(create("span", { class: "vh fresh" }, ` ${say("(new)")}`));
  else row.querySelector(".fresh")?.remove();
}
