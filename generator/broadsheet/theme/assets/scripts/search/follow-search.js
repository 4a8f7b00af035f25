/**
 * The button that follows a search: what its address asks for, whatever the order.
 */
import { create } from "../page/elements.js";
import { isFollowed, toggleFollowed } from "../page/followed.js";
import { onChange } from "../page/storage.js";
import { say } from "../page/words.js";

/** A button that follows the search of this page. */
export class FollowSearch {
  /** @param {() => string} address gives the part of the page's address that says what is asked for */
  constructor(address) {
    this.address = address;
    const toggle = () => toggleFollowed(this.asked());
    this.button = create(
      "button",
      { type: "button", class: "follow", click: toggle },
      say("Follow this search"),
    );
    onChange(() => this.show());
    this.show();
  }

  /**
   * What the address asks for.
   * @returns {import("../for-you/types.js").Followed}
   */
  asked() {
    const asked = new URLSearchParams(this.address());
    const title = [...asked.values()].filter(Boolean).join(", ");
    return { kind: "search", name: asked.toString(), title };
  }

  /** Show whether it is followed; where nothing is asked for there is nothing to follow. */
  show() {
    const asked = this.asked();
    this.button.hidden = !asked.title;
    this.button.setAttribute("aria-pressed", String(isFollowed(asked)));
  }
}
