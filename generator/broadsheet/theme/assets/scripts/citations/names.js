/**
 * Names of authors, taken apart for reference managers. generator/broadsheet/text/names.py does the same, and
 * says why; tests/citation_vectors.json holds both together.
 */
import * as known from "./name-words.js";

/**
 * A name in parts, or whole where it has none.
 * @typedef {{literal: string} | {family: string, given: string, suffix?: string}} Name
 */

const PARTICLES = setOf(known.PARTICLES);
const CAPITAL_PARTICLES = setOf(known.CAPITAL_PARTICLES);
const ALSO_GIVEN = setOf(known.ALSO_GIVEN);
const VIETNAMESE_FAMILIES = setOf(known.VIETNAMESE_FAMILIES);
const JOINING_WORDS = setOf(known.JOINING_WORDS);
const FAMILY_ENDINGS = setOf(known.FAMILY_ENDINGS);
const GROUP_WORDS = setOf(known.GROUP_WORDS);
const LATER_GROUP_WORDS = setOf(known.LATER_GROUP_WORDS);
const GROUP_CONJUNCTIONS = setOf(known.GROUP_CONJUNCTIONS);
const SUFFIX = new RegExp(`^(?:${known.SUFFIX})$`);
const DEGREE = new RegExp(`^(?:${known.DEGREE})$`);
const ANY_DEGREE = `(?:${known.DEGREE}|${known.MORE_DEGREES})`;
const DEGREES = new RegExp(`^${ANY_DEGREE}(?:\\s${ANY_DEGREE})*$`);
const TITLE = new RegExp(`^(?:${known.TITLE})$`);
const MARK = new RegExp(known.MARK, "g");
const ASIDE = new RegExp(known.ASIDE, "g");
const GROUP_STEM = new RegExp(`^(?:${known.GROUP_STEMS.replaceAll(" ", "|")})`);
const ATTACHED = /^(?:(?:d|l|dall|dell)'.|(?:a[dlnrst]|el)-.)/;
const EAST_ASIAN = /^[\u1100-\u11ff\u3005-\u30ff\u3400-\u9fff\uac00-\ud7af]+$/;

/** @param {string} words */
function setOf(words) {
  return new Set(words.split(/\s+/));
}

/**
 * Put a text on one line, without signs that nobody sees.
 * @param {string | undefined} text
 */
export function oneLine(text) {
  // eslint-disable-next-line no-control-regex -- these are the signs that are meant
  return (text ?? "").replace(/[\s\u0000-\u001f\u007f-\u009f]+/g, " ").trim();
}

/**
 * Part a name into family and given where that can be told; the name of a group stays whole.
 * @param {string} name
 * @returns {Name}
 */
export function parseName(name) {
  const whole = withoutMarks(name);
  const given = whole.split(",").map(wordsOf);
  const { parts, suffix } = takeSuffix(withoutDegrees(given.filter((part) => part.length)).map(withoutTitle));
  if (parts.length > 2 || isGroup(whole)) return { literal: whole };
  if (parts.length === 2) return invertedName(parts[0], parts[1], suffix);
  const [words = []] = parts;
  const start = familyStart(words);
  if (!start) return { literal: suffix ? whole : words.join(" ") };
  const first = words.slice(0, start).join(" ");
  const last = words.slice(start).join(" ");
  const isEastAsian = words.length === 2 && words.every((word) => EAST_ASIAN.test(word));
  return isEastAsian ? { family: first, given: last, suffix } : { family: last, given: first, suffix };
}

/** @param {string} name */
function withoutMarks(name) {
  const line = oneLine(name).replaceAll("--", "-");
  return oneLine(line.replace(MARK, "").replace(ASIDE, " ")) || line;
}

/** @param {string} text */
function wordsOf(text) {
  return text.split(" ").filter(Boolean);
}

/** @param {string[][]} parts */
function withoutDegrees(parts) {
  const kept = parts.filter((part, place) => !place || !areDegrees(part, parts));
  if (kept.length !== 1) return kept;
  let [words] = kept;
  while (words.length > 2 && DEGREE.test(words[words.length - 1])) words = words.slice(0, -1);
  return [words];
}

/**
 * @param {string[]} part
 * @param {string[][]} parts
 */
function areDegrees(part, parts) {
  const text = part.join(" ");
  if (!DEGREES.test(text)) return false;
  return parts.length > 2 || parts[0].length > 1 || text.replaceAll(".", "").length > 2;
}

/** @param {string[]} words */
function withoutTitle(words) {
  let rest = words;
  while (rest.length > 1 && TITLE.test(rest[0])) rest = rest.slice(1);
  return rest;
}

/** @param {string[][]} parts */
function takeSuffix(parts) {
  /** @type {string | undefined} */
  let suffix;
  const kept = parts.map((part, place) =>
    part.filter((word, index) => {
      const isInitials = !place && !index && word === word.toUpperCase();
      if (suffix || isInitials || !SUFFIX.test(word)) return true;
      suffix = word;
      return false;
    }),
  );
  return { parts: kept.filter((part) => part.length), suffix };
}

/**
 * @param {string[]} family
 * @param {string[]} given
 * @param {string | undefined} suffix
 * @returns {Name}
 */
function invertedName(family, given, suffix) {
  let end = given.length;
  while (end && (isParticle(given[end - 1]) || CAPITAL_PARTICLES.has(given[end - 1]))) end -= 1;
  if (given.length - end === 1 && /^\p{Lu}/u.test(given[end])) end = given.length;
  const inOrder = [...given.slice(end), ...family];
  return { family: inOrder.join(" "), given: given.slice(0, end).join(" "), suffix };
}

/** @param {string} whole */
function isGroup(whole) {
  const words = wordsOf(whole.replaceAll(",", " "));
  if (words.slice(1, -1).some((word) => GROUP_CONJUNCTIONS.has(word))) return true;
  if (words.includes("AI") && whole !== whole.toUpperCase()) return true;
  return words.some((word, place) => isGroupWord(word, place));
}

/**
 * @param {string} word
 * @param {number} place
 */
function isGroupWord(word, place) {
  const folded = word.toLowerCase().replace(/\.+$/, "");
  if (GROUP_WORDS.has(folded) || GROUP_STEM.test(folded)) return true;
  return place ? LATER_GROUP_WORDS.has(folded) : /^[0-9]/.test(word);
}

/**
 * The place of the first word of the family name; 0 where that cannot be told.
 * @param {string[]} words
 */
function familyStart(words) {
  const last = words.length - 1;
  if (last < 1 || isParticle(words[0])) return 0;
  let start = firstInnerParticle(words) ?? ordinaryStart(words);
  while (start > 1 && isCapitalParticle(words, start - 1)) start -= 1;
  return start;
}

/**
 * The place of the first particle in lower case, or of the word that it joins to the next.
 * @param {string[]} words
 */
function firstInnerParticle(words) {
  for (let place = 1; place < words.length - 1; place += 1) {
    if (JOINING_WORDS.has(words[place])) return place - 1;
    if (isParticle(words[place])) return place;
  }
  return undefined;
}

/** @param {string[]} words */
function ordinaryStart(words) {
  const last = words.length - 1;
  return last > 1 && FAMILY_ENDINGS.has(words[last]) ? last - 1 : last;
}

/** @param {string} word */
function isParticle(word) {
  const straight = word.replaceAll("’", "'");
  return PARTICLES.has(straight) || ATTACHED.test(straight);
}

/**
 * @param {string[]} words
 * @param {number} place
 */
function isCapitalParticle(words, place) {
  if (!CAPITAL_PARTICLES.has(words[place])) return false;
  const ends = [words[0], words[words.length - 1]];
  return !ALSO_GIVEN.has(words[place]) || !ends.some((word) => VIETNAMESE_FAMILIES.has(word));
}

/**
 * Return the family name of an author, or the whole name where it has no parts.
 * @param {string} name
 */
export function familyName(name) {
  const parts = parseName(name);
  return "literal" in parts ? parts.literal : parts.family;
}

/**
 * Write a name with the family first, for a list in which names are sorted.
 * @param {string} name
 */
export function familyFirst(name) {
  const parts = parseName(name);
  if ("literal" in parts) return parts.literal;
  return [parts.family, parts.given, parts.suffix].filter(Boolean).join(", ");
}

/**
 * Write a name with the given names first, as readers are shown it.
 * @param {string} name
 */
export function givenFirst(name) {
  const parts = parseName(name);
  if ("literal" in parts || !name.includes(",")) return oneLine(name);
  return [parts.given, parts.family, parts.suffix].filter(Boolean).join(" ");
}

/**
 * Return the year of a paper: that in which it came out, or in which it was listed.
 * @param {{date?: string, day?: string}} paper
 */
export function yearOf({ date, day }) {
  return (date || day || "").slice(0, 4);
}
