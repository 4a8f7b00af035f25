/**
 * Names of authors, taken apart for reference managers, and the keys of citations. generator/citing.py does
 * the same; tests/citation_vectors.json holds both together.
 */

/**
 * A name in parts, or whole where it has none.
 * @typedef {{literal: string} | {family: string, given: string, suffix?: string}} Name
 */

const GROUP =
  /\b(collaboration|consortium|team|group|project|initiative|laborator\w*|labs?|institute|university)\b/i;
const SUFFIX = /^([js]r\.?|i[iv]|iii)$/i;
const LONGEST_FAMILY_IN_KEY = 30;

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
  const literal = oneLine(name);
  const [family, given, more] = literal.split(/\s*,\s*/);
  if (more || GROUP.test(literal)) return { literal };
  if (given && !SUFFIX.test(given)) return { family, given };
  const words = literal.replace(",", "").split(" ");
  const last = words[words.length - 1];
  const suffix = words.length > 1 && SUFFIX.test(last) ? words.pop() : undefined;
  if (words.length < 2) return { literal };
  // Particles (van, de la) are part of the family name.
  let familyStart = words.length - 1;
  while (familyStart > 1 && /^\p{Ll}/u.test(words[familyStart - 1])) familyStart -= 1;
  return { family: words.slice(familyStart).join(" "), suffix, given: words.slice(0, familyStart).join(" ") };
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
 * @param {(part: string) => string} write how each part is written
 */
export function familyFirst(name, write = oneLine) {
  const parts = parseName(name);
  if ("literal" in parts) return parts.literal;
  const inOrder = [];
  for (const part of [parts.family, parts.suffix, parts.given]) if (part) inOrder.push(write(part));
  return inOrder.join(", ");
}

/**
 * Return the year of a paper: that in which it came out, or in which it was listed.
 * @param {{date?: string, day?: string}} paper
 */
export function yearOf({ date, day }) {
  return (date || day || "").slice(0, 4);
}

/**
 * Return the key of a paper: first author, year and id, as in the files that the build writes. It is the
 * same in every list, for ever.
 * @param {{id: string, authors: string[], date?: string, day?: string}} paper
 */
export function citationKey({ id, authors, date, day }) {
  const family = familyName(authors[0] ?? "");
  const letters = family
    .normalize("NFKD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();
  const key = `${letters.slice(0, LONGEST_FAMILY_IN_KEY)}${yearOf({ date, day })}-${id}`;
  return key.replace(/^-/, "");
}
