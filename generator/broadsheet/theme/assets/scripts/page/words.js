/**
 * Sentences of the interface in the language of the site. What scripts say in English is a key: where a
 * site is in another language, rendering/published_assets.py puts its translations in here.
 */

/** The language, for dates and numbers. */
export const LOCALE = "en-GB";
/** Translations by their sentences, or by their singulars. @type {Record<string, string[]>} */
const TRANSLATIONS = {};
/** Which of the forms of a translation a number takes. */
const FORM = (/** @type {number} */ num) => num !== 1;

const VALUE = /%\((\w+)\)s/g;

// Made once, since making it takes longer than using it.
const NUMBERS = new Intl.NumberFormat(LOCALE);

/**
 * Write a number for readers.
 * @param {number} number
 */
export function formatNumber(number) {
  return NUMBERS.format(number);
}

/**
 * @param {string} words
 * @param {Record<string, string | number>} values
 */
function fill(words, values) {
  return words.replace(VALUE, (_, name) => String(values[name]));
}

/**
 * Say a sentence with its values, which are called %(name)s in it.
 * @param {string} sentence
 * @param {Record<string, string | number>} values
 */
export function say(sentence, values = {}) {
  const [words] = TRANSLATIONS[sentence] ?? [sentence];
  return fill(words, values);
}

/**
 * Say the sentence that fits a number, which is called %(num)s in it.
 * @param {string} singular
 * @param {string} plural
 * @param {number} number
 * @param {Record<string, string | number>} values
 */
export function sayCount(singular, plural, number, values = {}) {
  const forms = TRANSLATIONS[singular] ?? [singular, plural];
  const words = forms[Number(FORM(number))] ?? plural;
  return fill(words, { num: formatNumber(number), ...values });
}

/**
 * Say a sentence whose values are elements, or lists of them.
 * @param {string} sentence
 * @param {Record<string, string | Node | (string | Node)[]>} values
 * @returns {(string | Node)[]}
 */
export function weave(sentence, values) {
  const [words] = TRANSLATIONS[sentence] ?? [sentence];
  // Between the words, each second piece is the name of a value.
  return words.split(VALUE).flatMap((piece, place) => (place % 2 ? values[piece] : piece));
}
