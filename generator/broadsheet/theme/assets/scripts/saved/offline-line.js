/**
 * What the page of saved papers says of reading without a connection, and the button that loads the newest days.
 */
import { create, createButton } from "../page/elements.js";
import { announce } from "../page/messages.js";
import { canKeepPages, keepNewestPages } from "../page/offline.js";
import { say } from "../page/words.js";

async function keepNewestDays() {
  announce(say("The newest days are being loaded."), true);
  const isDone = await keepNewestPages();
  announce(
    isDone
      ? say("The newest days can now be read without a connection.")
      : say("The newest days could not be loaded."),
    true,
  );
}

/** Make the line; nothing where the site or the browser keeps no pages. */
export function createOfflineLine() {
  if (!canKeepPages()) return [];
  const words = `${say("What you opened and saved can be read without a connection.")} `;
  const button = createButton(say("Keep the newest days too"), "", keepNewestDays);
  return [create("p", { class: "tools small" }, words, button)];
}
