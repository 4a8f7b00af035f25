/**
 * The browser's store, where all stays that a reader keeps. It may be blocked or full, and may hold
 * anything, since all sites of a host write to it.
 */

/** Where the site begins. */
export const SITE_ROOT = new URL("../../../", import.meta.url);

/** What is kept for this site alone. */
export const STORED = {
  saved: "saved",
  notes: "notes",
  read: "read",
  muted: "muted",
  queries: "queries",
  visit: "visit",
  seen: "seen",
  later: "later",
  offline: "offline",
  taste: "taste",
  followed: "followed",
  looks: "looks",
};
/** What is kept for all sites of the host; base.html reads the palette before the first paint. */
export const SETTINGS = { palette: "palette", keys: "keys", citation: "citation" };
/** How many papers are remembered as read. */
export const MOST_READ_MARKS = 2000;

const CHANGED = "broadsheet";

/** @param {string} name */
function keyOf(name) {
  return `broadsheet:${SITE_ROOT.pathname}${name}`;
}

/**
 * Parse what was stored; the fallback where it is nothing of the fallback's kind.
 * @template {object} T
 * @param {string | null} text
 * @param {T} fallback
 * @returns {T}
 */
function parseStored(text, fallback) {
  const value = JSON.parse(text ?? "null");
  const isAlike = value && typeof value === "object" && Array.isArray(value) === Array.isArray(fallback);
  return isAlike ? value : fallback;
}

/**
 * Read a setting; null where there is none.
 * @param {string} name
 */
export function readSetting(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/**
 * Store a setting; false where that was not possible.
 * @param {string} name
 * @param {string} value
 */
export function writeSetting(name, value) {
  try {
    localStorage.setItem(name, value);
    return true;
  } catch {
    return false;
  }
}

/**
 * Remove a setting; false where that was not possible.
 * @param {string} name
 */
export function removeSetting(name) {
  try {
    localStorage.removeItem(name);
    return true;
  } catch {
    return false;
  }
}

/**
 * Read what is kept under a name; the fallback where nothing of its kind is.
 * @template {object} T
 * @param {string} name
 * @param {T} fallback
 */
export function readStored(name, fallback) {
  try {
    return parseStored(readSetting(keyOf(name)), fallback);
  } catch {
    return fallback;
  }
}

/**
 * Keep a value under a name and tell the page; false where that was not possible.
 * @param {string} name
 * @param {object} value
 */
export function writeStored(name, value) {
  const isWritten = writeSetting(keyOf(name), JSON.stringify(value));
  if (isWritten) notifyChange();
  return isWritten;
}

/** Tell the page that what is kept has changed, or that papers came that may be marked. */
export function notifyChange() {
  document.dispatchEvent(new Event(CHANGED));
}

/**
 * Call a function whenever what is kept has changed, in this tab or another one.
 * @param {() => void} listener
 */
export function onChange(listener) {
  document.addEventListener(CHANGED, listener);
}

/** Follow what other tabs keep, and what changed while this page lay in the browser's memory. */
export function followOtherTabs() {
  addEventListener("storage", notifyChange);
  addEventListener("pageshow", (event) => {
    if (event.persisted) notifyChange();
  });
}
