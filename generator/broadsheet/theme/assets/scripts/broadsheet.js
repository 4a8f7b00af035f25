/**
 * What every page has beyond reading: the palette, saved papers, read marks, muted topics and
 * keys. All that a reader keeps stays in this browser.
 */
import { find, findAll } from "./page/elements.js";
import { addFollowButtons, showFollowed } from "./page/follow-buttons.js";
import { startKeys } from "./page/keys.js";
import { addMuteButtons, showMutedTopics } from "./page/muted-topics.js";
import { startOffline } from "./page/offline.js";
import { startPalette } from "./page/palette.js";
import { addPaperButtons } from "./page/paper-buttons.js";
import { ownPaper, paperIdIn } from "./page/papers.js";
import { startReaderOrder } from "./page/reader-order.js";
import { markRead, showReadMarks } from "./page/read-marks.js";
import { fetchAbstractsWhenOpened } from "./page/row-parts.js";
import { showSavedPapers } from "./page/saved-papers.js";
import { followOtherTabs, onChange } from "./page/storage.js";
import { showUnreadMarks } from "./page/unread-marks.js";

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

startPalette();
startKeys();
addButtonsToCards();
fetchAbstractsWhenOpened();
addMuteButtons();
addFollowButtons();
startReaderOrder();
startPaperPage();
showWhatIsKept();
onChange(showWhatIsKept);
followOtherTabs();
startOffline();
