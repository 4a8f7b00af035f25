/**
 * Loads the page once more when another build is shown, unless a script of the page, in which somebody is
 * writing, prevents it.
 */
const BUILD_ADDRESS = new URL("build", import.meta.url);
const SHOWN_BUILD = document.querySelector("script[data-build]")?.getAttribute("data-build");

async function look() {
  if (document.visibilityState !== "visible") return;
  try {
    const answer = await fetch(BUILD_ADDRESS, { cache: "no-store" });
    if (!answer.ok || (await answer.text()) === SHOWN_BUILD) return;
  } catch {
    return; // The server has ended; it may come back.
  }
  const isWelcome = document.dispatchEvent(new Event("newbuild", { cancelable: true }));
  if (isWelcome) location.reload();
}

setInterval(look, 1000);
document.addEventListener("visibilitychange", look);
