/**
 * What every page has beyond reading: the palette, saved papers, read marks, muted topics and
 * keys. All that a reader keeps stays in this browser.
 */
import { find, findAll, pageKind } from "./page/elements.js";
import { addFollowButtons, showFollowed } from "./page/follow-buttons.js";
import { startKeys } from "./page/keys.js";
import { addMuteButtons, showMutedTopics } from "./page/muted-topics.js";
import { startPalette } from "./page/palette.js";
import { addPaperButtons } from "./page/paper-buttons.js";
import { ownPaper, paperIdIn } from "./page/papers.js";
import { markRead, showReadMarks } from "./page/read-marks.js";
import { fetchAbstractsWhenOpened } from "./page/row-parts.js";
import { showSavedPapers } from "./page/saved-papers.js";
import { followOtherTabs, onChange } from "./page/storage.js";
import { showUnreadMarks } from "./page/unread-marks.js";

/** How long after a page was loaded, in ms, what nobody waits for begins. */
const CALM = 1000;
/** Pages that have an order of the reader's own. */
const ORDERED = new Set(["home", "day", "week", "month", "topic", "trending"]);

function addButtonsToCards() {
  for (const card of findAll(HTMLElement, "main .card")) {
    const link = find(HTMLAnchorElement, "h3 a", card);
    if (link) addPaperButtons({ id: paperIdIn(link.href), place: card });
  }
}

function startPaperPage() {
  const paper = ownPaper();
  if (!paper) return;
  addPaperButtons(paper);
  markRead(paper.id);
}

function showWhatIsKept() {
  showSavedPapers();
  showReadMarks();
  showUnreadMarks();
  showMutedTopics();
  showFollowed();
}

async function startReaderOrder() {
  if (!ORDERED.has(pageKind())) return;
  const { offerOrders } = await import("./page/reader-order.js");
  offerOrders();
}

async function startSharedPage() {
  if (pageKind() !== "shared-page") return;
  const { linkNamesAndWords } = await import("./page/search-links.js");
  linkNamesAndWords();
}

async function startMaps() {
  if (!find(HTMLElement, ".map")) return;
  const { watchMaps } = await import("./page/maps.js");
  watchMaps();
}

/** Keep pages for reading without a network, once this one is there. */
function startOffline() {
  const start = async () => {
    const { keepPages } = await import("./page/offline.js");
    await keepPages();
  };
  // Where the script is gone after a deploy, the next page keeps what it can.
  const begin = () => setTimeout(() => start().catch(() => {}), CALM);
  if (document.readyState === "complete") begin();
  else addEventListener("load", begin, { once: true });
}

startPalette();
startKeys();
addButtonsToCards();
fetchAbstractsWhenOpened();
addMuteButtons();
addFollowButtons();
void startReaderOrder().catch(() => {});
void startSharedPage().catch(() => {});
void startMaps().catch(() => {});
startPaperPage();
showWhatIsKept();
onChange(showWhatIsKept);
followOtherTabs();
startOffline();
