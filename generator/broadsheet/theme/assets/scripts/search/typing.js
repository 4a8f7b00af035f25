/**
 * The pace of a hand that types. Keys follow one another at a pace of their own, and the hand rests when it
 * was for longer than that.
 */

/** After how many ms without a key the hand rests, at least. */
export const SHORTEST_REST = 150;
/** After how many it rests, at most. */
export const LONGEST_REST = 600;
/** How many times its own pace a hand is waited for. */
const PATIENCE = 1.5;
/** How many of the last gaps between keys decide the pace, about. */
const GAPS = 3;

/** The pace at which keys come. */
export class TypingPace {
  /** The usual gap between two keys, in ms. */
  #gap = LONGEST_REST / 2;
  #lastKey = -Infinity;

  /**
   * Count a key that was pressed at a time, in ms.
   * @param {number} time
   */
  addKey(time) {
    const gap = time - this.#lastKey;
    this.#lastKey = time;
    if (gap < 2 * LONGEST_REST) this.#gap += (gap - this.#gap) / GAPS;
  }

  /** Return after how many ms without a key the hand rests. */
  get rest() {
    return Math.min(LONGEST_REST, Math.max(SHORTEST_REST, PATIENCE * this.#gap));
  }
}
