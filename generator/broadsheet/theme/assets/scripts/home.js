/**
 * The home page says how many papers are new since the last visit, and leads to them.
 */
import { create, find, findAll } from "./page/elements.js";
import { countNewPapers, parseEditions } from "./page/news.js";
import { SITE_ROOT } from "./page/storage.js";
import { paperOfRow } from "./page/unread-marks.js";
import { readVisit, recordVisit } from "./page/visits.js";
import { LOCALE, formatNumber, say } from "./page/words.js";

/**
 * Say how many papers are new; while the reader goes through them, since which day.
 * @param {number} papers
 * @param {boolean} areThereMore
 * @param {string} day
 */
function wordsOfNews(papers, areThereMore, day) {
  const number = formatNumber(papers);
  if (readVisit()?.isHeld) {
    const date = new Date(day).toLocaleDateString(LOCALE, { day: "numeric", month: "long", timeZone: "UTC" });
    return say("%(number)s new since %(day)s", { number, day: date });
  }
  if (areThereMore) return say("More than %(number)s new since your last visit", { number });
  return say("%(number)s new since your last visit", { number });
}

/** @param {HTMLElement} folio the line that names the newest editions with their numbers of papers */
function showNews(folio) {
  const editions = parseEditions(folio.dataset.editions ?? "");
  const [newest] = editions;
  const rows = findAll(HTMLElement, "main .card[data-day]").map(paperOfRow);
  const ids = rows.filter(({ day }) => day === newest.day).map(({ id }) => id);
  const since = recordVisit({ ...newest, ids: ids.length === newest.papers ? ids : undefined });
  if (!since) return;
  const { papers, areThereMore } = countNewPapers(editions, since);
  if (!papers) return;
  const words = wordsOfNews(papers, areThereMore, since.day);
  folio.firstElementChild?.append(
    create("span", { class: "news" }, create("a", { href: new URL("new/", SITE_ROOT) }, words)),
  );
}

const folio = find(HTMLElement, "[data-editions]");
if (folio) showNews(folio);
