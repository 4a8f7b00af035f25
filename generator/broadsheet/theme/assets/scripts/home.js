/**
 * The home page says how many papers are new since the last visit. All that happens in one tab is one
 * visit, so that the news is still there when the reader comes back from a paper.
 */
import { create, find } from "./page/elements.js";
import { countNewPapers, parseEditions } from "./page/news.js";
import { STORED, readStored, rememberForTab, writeStored } from "./page/storage.js";
import { formatNumber, say } from "./page/words.js";

/** @param {HTMLElement} folio the line that names the newest editions with their numbers of papers */
function showNews(folio) {
  const editions = parseEditions(folio.dataset.editions ?? "");
  /** @type {{day?: string, papers?: number}} */
  const lastVisit = rememberForTab(STORED.visit, readStored(STORED.visit, {}));
  writeStored(STORED.visit, editions[0]);
  const { papers, areThereMore } = countNewPapers(editions, lastVisit);
  if (!papers) return;
  const words = areThereMore
    ? say("More than %(number)s new since your last visit", { number: formatNumber(papers) })
    : say("%(number)s new since your last visit", { number: formatNumber(papers) });
  folio.firstElementChild?.append(create("span", { class: "news" }, words));
}

const folio = find(HTMLElement, "[data-editions]");
if (folio) showNews(folio);
