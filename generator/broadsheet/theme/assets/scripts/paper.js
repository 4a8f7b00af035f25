/**
 * The page of a paper: citations that open in place, and a button that shares it.
 * @import { PlacedPaper } from "./page/types.js"
 */
import { createButton, find } from "./page/elements.js";
import { announce } from "./page/messages.js";
import { ownPaper, recordAt } from "./page/papers.js";
import { say } from "./page/words.js";

/** How long, in ms, a button says what it did. */
const SHOWN = 2000;

/** Who shows comments, where the site has them. */
const COMMENTS_HOST = "giscus.app";

/**
 * Fill the place for citations when it is opened for the first time.
 * @param {PlacedPaper} paper
 */
function fillCitationsWhenOpened(paper) {
  const fill = async () => {
    try {
      const { citationPanel } = await import("./page/citing.js");
      find(HTMLElement, ".cited")?.append(...citationPanel(recordAt(paper)));
    } catch {
      // What the page says without script stays.
    }
  };
  find(HTMLDetailsElement, "details.cite")?.addEventListener("toggle", fill, { once: true });
}

/**
 * Add the button that shares a page: with the browser's own dialog, or by copying its address.
 * @param {string} title
 */
function addShareButton(title) {
  const url = find(HTMLLinkElement, "link[rel=canonical]")?.href ?? location.href;
  const share = () =>
    typeof navigator.share === "function" ? openShareDialog(title, url) : copyAddress(url);
  find(HTMLElement, ".actions .own")?.append(createButton(say("Share"), title, share, { class: "share" }));
}

/**
 * @param {string} title
 * @param {string} url
 */
async function openShareDialog(title, url) {
  try {
    await navigator.share({ title, url });
  } catch (error) {
    const isCancelled = error instanceof DOMException && error.name === "AbortError";
    if (!isCancelled) await copyAddress(url);
  }
}

/** @param {string} url */
async function copyAddress(url) {
  try {
    await navigator.clipboard.writeText(url);
    announce(say("Link copied"));
    showCopied();
  } catch {
    // It is not allowed, or the page did not come over https.
    announce(say("The link of this page: %(url)s", { url }), true);
  }
}

/** Let the button say for a while that the address was copied. */
function showCopied() {
  const button = find(HTMLButtonElement, ".share");
  if (!button) return;
  button.textContent = say("Copied");
  setTimeout(() => {
    button.textContent = say("Share");
  }, SHOWN);
}

/**
 * Add the button that loads the comments; until it is pressed nothing is asked of those who show them.
 * @param {HTMLElement} place
 */
function addCommentsButton(place) {
  const label = say("Show comments from %(host)s", { host: COMMENTS_HOST });
  const button = createButton(label, "", () => {
    button.remove();
    place.after(commentsScript(place));
  });
  place.prepend(button, " ");
}

/**
 * Return the script of giscus with what it reads from its element (its README).
 * @param {HTMLElement} place
 */
function commentsScript(place) {
  const isDark = getComputedStyle(document.documentElement).colorScheme === "dark";
  const script = document.createElement("script");
  script.src = `https://${COMMENTS_HOST}/client.js`;
  script.crossOrigin = "anonymous";
  const theme = isDark ? "dark" : "light";
  Object.assign(
    script.dataset,
    { mapping: "specific", strict: "1", reactionsEnabled: "1", theme },
    place.dataset,
  );
  return script;
}

const commentsPlace = find(HTMLElement, ".comments");
if (commentsPlace) addCommentsButton(commentsPlace);

const paper = ownPaper();
if (paper) {
  fillCitationsWhenOpened(paper);
  addShareButton(recordAt(paper).title);
}
