/** Names of the keys that a reader presses: by their letter, and by their place where that gives none. */

/** @typedef {{key: string, code: string, shiftKey: boolean}} Pressed */

/** Places of the letters that do something. @type {Record<string, string>} */
const LETTERS = {
  KeyA: "a",
  KeyC: "c",
  KeyF: "f",
  KeyJ: "j",
  KeyK: "k",
  KeyL: "l",
  KeyO: "o",
  KeyP: "p",
  KeyS: "s",
  KeyU: "u",
};
/** Keys beside P, which have letters of their own on many keyboards. @type {Record<string, string>} */
const BRACKETS = { BracketLeft: "[", BracketRight: "]" };
const ASCII = /^[ -~]$/;
/** A letter like ä or ç is its own, and not the one that another keyboard has in its place. */
const LATIN = /^\p{Script=Latin}$/u;

/**
 * Return what a pressed key is called: its letter, whether Caps Lock is on or not. On a keyboard whose
 * letters are not Latin it is what a Latin one has in the same place.
 * @param {Pressed} pressed
 */
export function nameOfKey({ key, code, shiftKey }) {
  if (ASCII.test(key) && !(code in BRACKETS)) return shiftKey ? key.toUpperCase() : key.toLowerCase();
  if (key === "/" || key === "?") return key;
  const letter = LATIN.test(key) ? undefined : LETTERS[code];
  const place = BRACKETS[code] ?? letter;
  return shiftKey || !place ? key : place;
}
