/**
 * Ids of papers in what somebody asks for: alone, as a DOI, or in the address of a page. Only what has the
 * shape of one of these means a paper; "R1", "100" and "bm25" are words.
 */

const NEW_ID = "\\d{2}(?:0[1-9]|1[0-2])\\.\\d{4,6}"; // of arXiv: year, month, number
const OLD_ID = "[a-z][a-z-]+(?:\\.[a-z]{2})?/\\d{7}"; // its archive, year, month, number
const VERSION = "(?:v\\d{1,4})?";
const ARXIV_ID = new RegExp(`^(?:arxiv: ?)?(${NEW_ID}|${OLD_ID})${VERSION}$`, "i");
const ID_IN_PATH = new RegExp(`/(?:arxiv:)?(${NEW_ID}|${OLD_ID})${VERSION}(?:\\.pdf)?(?=/|$)`, "i");
const ADDRESS = /^(?:https?:\/\/|(?:[a-z0-9-]+\.)+[a-z]{2,}\/)\S+$/i;
/** A DOI, alone or at the end of an address (DOI Handbook, 2.2). */
const DOI = /(?:^|[/=])(?:doi: ?)?(10\.\d{4,9}(?:\.\d+)*\/\S+)$/i;
const DOI_OF_ARXIV = new RegExp(`^10\\.48550/arxiv\\.(${NEW_ID}|${OLD_ID})${VERSION}$`, "i");
const OWN_PAGE = /\/paper\/([a-z0-9._-]+)\/?(?:index\.html)?$/i;
const OPENREVIEW = /\bopenreview\.net\/[a-z]+\?(?:.*&)?id=([\w-]+)/i;
/** An id as a page of ours is called: never a single word, since no word of the index holds these signs. */
const SLUG = /^[a-z0-9][a-z0-9._]*-[a-z0-9._-]*[a-z0-9]$/i;
/** What hosts put behind the DOI in an address: endings, versions, and further parts of the path. */
const TAILS = [/\.(?:pdf|html?|xml|full|abstract)$/, /v\d{1,3}$/, /\/[^/]*$/];
/** Hexadecimal digits of a hash behind the id that was made of a DOI with other signs. */
const SIGNS_IN_DOI = /-[0-9a-f]{8}$/;
const LONGEST_SLUG = 80;
const MOST_TAILS = 4;

/**
 * Return the ids of papers that a text may mean as a whole, the likeliest first; none where it is words.
 * @param {string} text
 */
export function idsIn(text) {
  const given = text.trim();
  const arxiv = given.match(ARXIV_ID)?.[1];
  if (arxiv) return [slugOf(arxiv)];
  if (/\s/.test(given.replace(/^doi: /i, ""))) return [];
  return ADDRESS.test(given)
    ? idsInAddress(given)
    : (idsOfDoi(given) ?? (SLUG.test(given) ? [slugOf(given)] : []));
}

/**
 * Return the first id of arXiv among the words of a text, as arXiv writes it.
 * @param {string} text
 */
export function arxivIdIn(text) {
  for (const part of text.split(/\s+/)) {
    const id = part.match(ARXIV_ID)?.[1];
    if (id) return id;
  }
  return "";
}

/**
 * Return whether a term of the index is the id of a paper that an id means.
 * @param {string} term
 * @param {string} id
 */
export function isSameId(term, id) {
  return term === id || (term.startsWith(`${id}-`) && SIGNS_IN_DOI.test(term.slice(id.length)));
}

/** @param {string} address */
function idsInAddress(address) {
  const openreview = address.match(OPENREVIEW)?.[1];
  if (openreview) return [slugOf(`openreview-${openreview}`)];
  const path = unescaped(address.replace(/[?#].*$/, "")).replace(/\/$/, "");
  const arxiv = path.match(ID_IN_PATH)?.[1];
  if (arxiv) return [slugOf(arxiv)];
  const own = path.match(OWN_PAGE)?.[1];
  return own ? [slugOf(own)] : (idsOfDoi(path) ?? []);
}

/** @param {string} address */
function unescaped(address) {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}

/**
 * Of a DOI at the end of a text the id, and those of what is left of it without the view of the article
 * ("/full", ".pdf", "v2") that a host put behind it.
 * @param {string} text
 */
function idsOfDoi(text) {
  let doi = text
    .match(DOI)?.[1]
    .toLowerCase()
    .replace(/[.,;]+$/, "");
  if (!doi) return null;
  const arxiv = doi.match(DOI_OF_ARXIV)?.[1];
  if (arxiv) return [slugOf(arxiv)];
  const ids = [];
  while (doi && ids.length < MOST_TAILS) {
    ids.push(slugOfDoi(doi));
    const shorter = withoutTail(doi);
    doi = shorter.includes("/") ? shorter : "";
  }
  return ids;
}

/** @param {string} doi */
function withoutTail(doi) {
  const tail = TAILS.find((pattern) => pattern.test(doi));
  return tail ? doi.replace(tail, "") : "";
}

/** @param {string} doi */
function slugOfDoi(doi) {
  const plain = doi.replace(/[^a-z0-9._-]+/g, "-").replace(/\.{2,}/g, ".");
  return `doi-${plain.slice(0, LONGEST_SLUG).replace(/[.-]+$/, "")}`;
}

/** @param {string} id */
function slugOf(id) {
  return id.replace("/", "-").toLowerCase();
}
