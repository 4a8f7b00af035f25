/**
 * Letters: which of them the search takes for the same, and which scripts it reads by pairs of characters.
 * The same rules stand in broadsheet/search/index/letters.py.
 */

/* Letters that are alike: written by tools/shared_facts.py */
const LETTERS = "łl øo ßss đd ðd þth ħh ıi ȷj ĸk ŋn ŧt æae œoe ƒf ƀb ɓb ɗd ɖd ɨi ɫl ɲn ʒz əe ςσ ’' ʼ' ʻ' ‐-";
const GREEK =
  "αalpha βbeta γgamma δdelta εepsilon ζzeta ηeta θtheta ιiota κkappa λlambda μmu νnu ξxi οomicron πpi " +
  "ρrho σsigma τtau υupsilon φphi χchi ψpsi ωomega ∆delta";
const HAN = String.raw`\u{3005}-\u{3007}\u{3021}-\u{3029}\u{3400}-\u{4dbf}\u{4e00}-\u{9fff}\u{f900}-\u{faff}\u{20000}-\u{3ffff}`;
const HANGUL = String.raw`\u{1100}-\u{11ff}\u{a960}-\u{a97f}\u{ac00}-\u{d7ff}`;
const KANA = String.raw`\u{3041}-\u{309f}\u{30a1}-\u{30ff}\u{31f0}-\u{31ff}\u{1b000}-\u{1b16f}`;
const SOUTHEAST = String.raw`\u{e00}-\u{eff}\u{1000}-\u{109f}\u{1780}-\u{17ff}\u{a9e0}-\u{a9ff}\u{aa60}-\u{aa7f}`;
/* End of the letters that are alike */

/** @param {string} pairs a letter and what is written for it, and so on */
function tableOf(pairs) {
  return new Map(pairs.split(" ").map((pair) => [pair[0], pair.slice(1)]));
}

const LETTER_TABLE = tableOf(LETTERS);
const GREEK_TABLE = tableOf(GREEK);
const FOREIGN = /[^\x00-\x7f]/; // eslint-disable-line no-control-regex
const FOREIGN_LETTERS = /[^\x00-\x7f]/gu; // eslint-disable-line no-control-regex
/** Accents and what is not seen; the marks of voiced kana make other letters. */
const MARKS = /(?![\u3099\u309a])[\p{M}\p{Cf}]/gu;
const LONE_GREEK = /[α-ω∆](?<![α-ω][α-ω∆])(?![α-ω])/g;

/** Characters that are read by pairs, as the inside of brackets in a regular expression. */
export const PAIRED = HAN + HANGUL + KANA + SOUTHEAST;
/** A single Han character. */
export const HAN_CHARACTER = new RegExp(`[${HAN}]`, "gu");
/** A word of Hangul that is longer than a pair. */
export const HANGUL_WORD = new RegExp(`^[${HANGUL}]{3,}$`, "u");

/**
 * Make compatible forms plain, without accents and soft hyphens; capitals stay.
 * @param {string} text
 */
export function plainText(text) {
  return FOREIGN.test(text) ? text.normalize("NFKD").replace(MARKS, "") : text;
}

/**
 * Fold what `plainText` gave: lower case, folded letters, the names of Greek ones.
 * @param {string} plain
 */
export function foldPlain(plain) {
  const lower = plain.toLowerCase();
  if (!FOREIGN.test(lower)) return lower;
  return lower
    .replace(FOREIGN_LETTERS, (letter) => LETTER_TABLE.get(letter) ?? letter)
    .replace(LONE_GREEK, (letter) => GREEK_TABLE.get(letter) ?? letter)
    .normalize("NFC");
}

/**
 * Fold a text as words are compared.
 * @param {string} text
 */
export function foldText(text) {
  return foldPlain(plainText(text));
}
