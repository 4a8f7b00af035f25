/**
 * Scripts that a page loads later, when the site may have been published anew: they are gone then, since
 * their names carry the hash of what was in them.
 */

/**
 * Return whether the server has no such script any more. Where no server answers nothing is known.
 * @param {URL} address
 */
export async function isGone(address) {
  try {
    const answer = await fetch(address, { method: "HEAD", cache: "no-store" });
    const type = answer.headers.get("Content-Type") ?? "";
    return !answer.ok || !type.includes("javascript"); // some hosts answer with a page that says so
  } catch {
    return false;
  }
}
