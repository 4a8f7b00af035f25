/**
 * The scores of all papers for a query. The arrays are made once for an index and used by all its searches,
 * so that whoever has waited for something has to score again.
 * @import { Concept, PostingList, Sort, TermLists } from "../types.js"
 */
import { RANKING } from "./shared.js";

/** Scores of papers, by their numbers. */
export class Scorer {
  /** Papers that the concept at hand was found in: marks, and their numbers. */
  #isTouched;
  #touched;
  #touchedCount = 0;
  /** What the lists of the way at hand add up to. */
  #sums;
  /** Of the ways to say the concept at hand the best one's score in the text and in the title. */
  #bestText;
  #bestTitle;
  #titleScores;
  #explainedByTitle;

  /**
   * @param {number} papers
   * @param {number} step what one of the fifteen levels of a posting stands for
   */
  constructor(papers, step) {
    this.papers = papers;
    this.step = step;
    /** The score of each paper by words. */
    this.scores = new Float64Array(papers);
    /** How much of the query each paper explains, from 0 to 1. */
    this.explained = new Float64Array(papers);
    this.#isTouched = new Uint8Array(papers);
    this.#touched = new Uint32Array(papers);
    this.#sums = new Float64Array(papers);
    this.#bestText = new Float64Array(papers);
    this.#bestTitle = new Float64Array(papers);
    this.#titleScores = new Float64Array(papers);
    this.#explainedByTitle = new Float64Array(papers);
  }

  /**
   * Score all papers; `scores` and `explained` hold the result until the next call.
   * @param {Concept[]} concepts
   */
  score(concepts) {
    const { scores, explained } = this;
    const titleScores = this.#titleScores;
    const explainedByTitle = this.#explainedByTitle;
    for (const array of [scores, explained, titleScores, explainedByTitle]) array.fill(0);
    let asked = 0;
    for (const concept of concepts) asked += this.#addConcept(concept);
    for (let paper = 0; paper < this.papers; paper += 1) {
      if (!explained[paper]) continue;
      const titleShare = explainedByTitle[paper] / asked;
      explained[paper] /= asked;
      // The cube keeps the words of titles from drowning those of abstracts.
      scores[paper] += RANKING.title * titleScores[paper] * titleShare * titleShare * titleShare;
      scores[paper] *= 1 - RANKING.coverage + RANKING.coverage * explained[paper];
    }
  }

  /**
   * Add what the papers say of one concept; returns how much it weighs.
   * @param {Concept} concept
   */
  #addConcept({ ways }) {
    this.#touchedCount = 0;
    let weightiest = 0;
    for (const { lists, weight } of ways) {
      if (!lists) continue;
      const idf = this.#idf(Math.max(...lists.map((list) => list.papers.length)));
      weightiest = Math.max(weightiest, weight * idf);
      this.#addWay(lists, weight, idf);
    }
    weightiest ||= this.#idf(0);
    this.#collect(weightiest);
    return weightiest;
  }

  /** @param {number} frequency */
  #idf(frequency) {
    return Math.log(1 + (this.papers - frequency + 0.5) / (frequency + 0.5));
  }

  /**
   * Of several ways to say it the best counts, in the text and in the title by itself.
   * @param {TermLists} lists
   * @param {number} weight
   * @param {number} idf
   */
  #addWay([text, title, author], weight, idf) {
    const step = idf * this.step;
    this.#sum(text, step);
    this.#sum(author, step * RANKING.author);
    this.#keepBest(text, weight, this.#bestText);
    this.#keepBest(author, weight, this.#bestText);
    this.#sum(title, step);
    this.#keepBest(title, weight, this.#bestTitle);
  }

  /**
   * @param {PostingList} list
   * @param {number} step
   */
  #sum({ papers, impacts }, step) {
    const sums = this.#sums;
    for (let at = 0; at < papers.length; at += 1) sums[papers[at]] += step * impacts[at];
  }

  /**
   * @param {PostingList} list
   * @param {number} weight
   * @param {Float64Array} best
   */
  #keepBest({ papers }, weight, best) {
    const sums = this.#sums;
    const isTouched = this.#isTouched;
    for (let at = 0; at < papers.length; at += 1) {
      const paper = papers[at];
      if (!isTouched[paper]) {
        isTouched[paper] = 1;
        this.#touched[this.#touchedCount] = paper;
        this.#touchedCount += 1;
      }
      if (weight * sums[paper] > best[paper]) best[paper] = weight * sums[paper];
      sums[paper] = 0;
    }
  }

  /**
   * Add the best of a concept to the scores, and make the arrays ready for the next one.
   * @param {number} weight of the concept
   */
  #collect(weight) {
    const bestText = this.#bestText;
    const bestTitle = this.#bestTitle;
    for (let at = 0; at < this.#touchedCount; at += 1) {
      const paper = this.#touched[at];
      this.explained[paper] += weight;
      if (bestTitle[paper] > 0) this.#explainedByTitle[paper] += weight;
      this.scores[paper] += bestText[paper];
      this.#titleScores[paper] += bestTitle[paper];
      bestText[paper] = 0;
      bestTitle[paper] = 0;
      this.#isTouched[paper] = 0;
    }
  }

  /** Return the best paper by words. */
  bestPaper() {
    let best = 0;
    for (let paper = 1; paper < this.papers; paper += 1) {
      if (this.scores[paper] > this.scores[best]) best = paper;
    }
    return best;
  }

  /**
   * Return the papers that explain nearly as much of the query as the one that explains most.
   * @param {boolean} hasWords whether anything is asked for; else every paper matches
   * @param {Uint8Array} allowed
   */
  matches(hasWords, allowed) {
    let most = 0;
    for (let paper = 0; paper < this.papers; paper += 1) {
      if (allowed[paper] && this.explained[paper] > most) most = this.explained[paper];
    }
    const isMatch = (/** @type {number} */ paper) =>
      !hasWords || (most > 0 && this.explained[paper] >= RANKING.enough * most);
    return this.#papersThat((paper) => allowed[paper] > 0 && isMatch(paper));
  }

  /**
   * Return the papers that words or meaning find at all.
   * @param {Float32Array | null} alike
   * @param {(paper: number) => boolean} passes
   */
  candidates(alike, passes) {
    const { scores } = this;
    const isAlike = (/** @type {number} */ paper) => alike !== null && alike[paper] >= RANKING.alike;
    return this.#papersThat((paper) => (scores[paper] > 0 || isAlike(paper)) && passes(paper));
  }

  /** @param {(paper: number) => boolean} test */
  #papersThat(test) {
    const papers = new Uint32Array(this.papers);
    let count = 0;
    for (let paper = 0; paper < this.papers; paper += 1) {
      if (!test(paper)) continue;
      papers[count] = paper;
      count += 1;
    }
    return papers.subarray(0, count);
  }

  /**
   * Return the function by which papers are ranked; the higher, the better. The less of the query the best
   * paper by words explains, the more meaning counts.
   * @param {Sort} sort
   * @param {boolean} hasWords
   * @param {Float32Array | null} alike
   * @param {Uint32Array | null} votes
   * @returns {(paper: number) => number}
   */
  rankingKey(sort, hasWords, alike, votes) {
    if (votes) return (paper) => votes[paper];
    if (sort === "newest" || !hasWords) return () => 0;
    const { scores } = this;
    if (!alike) return (paper) => scores[paper];
    const best = this.bestPaper();
    const weight = RANKING.meaning * (1 - this.explained[best]);
    const highest = scores[best] || 1;
    return (paper) => scores[paper] / highest + weight * Math.max(0, alike[paper]);
  }
}

/**
 * Return the best papers by a key, of equal ones the newest, without sorting them all.
 * @param {ArrayLike<number>} papers in the order of days
 * @param {(paper: number) => number} key
 * @param {number} most how many
 */
export function bestPapers(papers, key, most) {
  /** @type {number[]} */
  const best = [];
  /** @type {number[]} */
  const keys = [];
  for (let at = papers.length - 1; at >= 0; at -= 1) {
    const value = key(papers[at]);
    let place = best.length;
    if (place === most && !(value > keys[place - 1])) continue;
    while (place > 0 && value > keys[place - 1]) place -= 1;
    best.splice(place, 0, papers[at]);
    keys.splice(place, 0, value);
    if (best.length > most) {
      best.pop();
      keys.pop();
    }
  }
  return best;
}
