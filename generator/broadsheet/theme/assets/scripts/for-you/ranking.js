/**
 * Orders papers for a reader: near to what was saved, by whom is followed, and little of what is not wanted.
 * Nothing here knows of pages, of the network or of storage. benchmarks/for_you.py chose the numbers.
 * @import { Cause, Example, Followed, KnownPaper, Profile, Ranked } from "./types.js"
 */
import { cosine, factHash } from "./places.js";

/** A paper is as near as it is on average to so many of the liked ones, the nearest. */
const NEAREST = 3;
/** What the logarithm of votes adds: enough to part papers that are nearly as near. */
const VOTES = 0.03;
/** What is near to something unwanted loses so much of its cosine, if that is as large as this. */
const UNWANTED = 0.5;
const LEAST_UNWANTED = 0.3;
/** What it adds to be by somebody, or of something, that is followed. @type {Record<string, number>} */
const FOLLOWED = { author: 0.5, organisation: 0.3, topic: 0.2 };
/** Less alike than this is near to nothing: the reason then names no paper. */
const LEAST_NEAR = 0.15;
/** Up to so many papers are compared with each paper: the last ones. */
const MOST_EXAMPLES = 500;

/**
 * Return whether anything is known by which papers could be ordered.
 * @param {Profile} profile
 */
export function isKnown({ liked, followed }) {
  return liked.length > 0 || followed.some(({ kind }) => kind in FOLLOWED);
}

/**
 * Order papers for a reader, best first; what is as good keeps its order. Null where nothing is known of the reader.
 * @param {KnownPaper[]} papers
 * @param {Profile} profile
 * @returns {Ranked[] | null}
 */
export function rankPapers(papers, profile) {
  if (!isKnown(profile)) return null;
  const followed = hashesOf(profile.followed);
  const known = {
    ...profile,
    liked: profile.liked.slice(0, MOST_EXAMPLES),
    unwanted: profile.unwanted.slice(0, MOST_EXAMPLES),
  };
  const judged = papers.map((paper) => judgePaper(paper, known, followed));
  const best = judged.sort((first, second) => second.score - first.score);
  const ordered = profile.novelty > 0 ? mixInOthers(best, profile.novelty) : best;
  return ordered.map(({ id, score, cause }) => ({ id, score, cause }));
}

/** How near something is, and to what. @typedef {{likeness: number, nearest?: Example, best: number}} Comparison */
/** @typedef {Ranked & {likeness: number, votes: number}} Judged */

/**
 * @param {KnownPaper} paper
 * @param {Profile} profile
 * @param {Map<number, Followed>} followed by their hashes
 * @returns {Judged}
 */
function judgePaper({ id, place, votes, facts }, { liked, unwanted }, followed) {
  const others = liked.some((example) => example.id === id)
    ? liked.filter((example) => example.id !== id)
    : liked;
  const near = compare(place, others);
  const dislike = compare(place, unwanted, 1);
  const { likeness } = near;
  const loss = dislike.likeness >= LEAST_UNWANTED ? UNWANTED * dislike.likeness : 0;
  const match = bestFollowed(facts, followed);
  const gain = match ? FOLLOWED[match.kind] : 0;
  const score = likeness + VOTES * Math.log1p(votes) + gain - loss;
  return { id, score, cause: causeOf({ match, near, loss, dislike }), likeness, votes };
}

/**
 * @param {{match?: Followed, near: Comparison, loss: number, dislike: Comparison}} found
 * @returns {Cause}
 */
function causeOf({ match, near, loss, dislike }) {
  const title = near.nearest && near.best >= LEAST_NEAR ? near.nearest.title : "";
  if (match) return { kind: "followed", followed: match, title };
  if (loss > near.likeness && dislike.nearest) return { kind: "unwanted", title: dislike.nearest.title };
  if (title) return { kind: "near", title };
  return { kind: "nothing" };
}

/**
 * Return how near a place is to the nearest examples on average, and which is the nearest of all.
 * @param {Float32Array} place
 * @param {Example[]} examples
 * @param {number} most how many of the nearest count
 * @returns {Comparison}
 */
function compare(place, examples, most = NEAREST) {
  const count = Math.min(most, examples.length);
  const largest = new Float32Array(count).fill(-2); // the largest cosines, the largest first
  let nearest;
  for (const example of examples) {
    let value = cosine(place, example.place);
    if (value > largest[0]) nearest = example;
    for (let at = 0; at < count; at += 1) {
      if (value <= largest[at]) continue;
      const smaller = largest[at];
      largest[at] = value;
      value = smaller;
    }
  }
  let sum = 0;
  for (const value of largest) sum += value;
  return { likeness: count ? sum / count : 0, nearest, best: largest[0] ?? 0 };
}

/**
 * @param {Followed[]} followed
 * @returns {Map<number, Followed>}
 */
function hashesOf(followed) {
  const able = followed.filter(({ kind }) => kind in FOLLOWED);
  return new Map(able.flatMap((one) => one.name.split("\n").map((name) => [factHash(one.kind, name), one])));
}

/**
 * @param {Uint32Array} facts
 * @param {Map<number, Followed>} followed
 */
function bestFollowed(facts, followed) {
  /** @type {Followed | undefined} */
  let best;
  for (const fact of followed.size ? facts : []) {
    const one = followed.get(fact);
    if (one && (!best || FOLLOWED[one.kind] > FOLLOWED[best.kind])) best = one;
  }
  return best;
}

/**
 * Put papers that are unlike all that is liked between the others, those with the most votes first: one in
 * so many places as the share says.
 * @param {Judged[]} best best first
 * @param {number} share
 * @returns {Judged[]}
 */
function mixInOthers(best, share) {
  const byLikeness = [...best].sort((first, second) => first.likeness - second.likeness);
  const unlike = byLikeness
    .slice(0, Math.floor(best.length / 2))
    .filter(({ cause }) => cause.kind !== "followed");
  const others = unlike.sort((first, second) => second.votes - first.votes);
  const step = Math.round(1 / share);
  const taken = new Set(others.slice(0, Math.floor(best.length * share)));
  const waiting = [...taken].map((paper) => ({ ...paper, cause: newsOf(paper) }));
  const ordered = [];
  for (const paper of best) {
    if (taken.has(paper)) continue;
    if ((ordered.length + 1) % step === 0 && waiting.length) ordered.push(...waiting.splice(0, 1));
    ordered.push(paper);
  }
  return [...ordered, ...waiting];
}

/**
 * @param {Judged} paper
 * @returns {Cause}
 */
function newsOf({ votes }) {
  return { kind: "new", votes };
}
