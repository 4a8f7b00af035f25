/**
 * Orders papers beside the page, so that it never waits. It knows of the reader what a question says, and
 * asks the server for the same files whatever that is.
 * @import { Example, KeptExample, KeptProfile, Order, Places, Profile, Request } from "./types.js"
 */
import { Archive, knownPapers, matchReferences, placesOf } from "./archive.js";
import { loadFrom } from "./files.js";
import { placeFromText, thirdOf } from "./places.js";
import { rankPapers } from "./ranking.js";

/** @type {Promise<Archive> | undefined} */
let opening;

/** @param {string} base */
function openArchive(base) {
  if (!opening) {
    opening = Archive.open(loadFrom(base));
    opening.catch(() => {
      opening = undefined;
    });
  }
  return opening;
}

/**
 * Return the places of all that a reader keeps, as far as they are known in the space of now: those that were
 * kept, and those in the files that are loaded.
 * @param {Archive} archive
 * @param {KeptProfile} profile
 * @param {Places["places"]} loaded
 */
function placesNow(archive, profile, loaded) {
  const places = { ...loaded };
  if (profile.space !== archive.space) return places;
  for (const { id, place } of [...profile.liked, ...profile.unwanted]) places[id] ??= place;
  return places;
}

/**
 * @param {KeptExample[]} kept
 * @param {Places["places"]} places
 * @returns {Example[]}
 */
function examplesOf(kept, places) {
  const examples = [];
  for (const { id, title } of kept) {
    const place = placeFromText(places[id] ?? "");
    if (place) examples.push({ id, title, place });
  }
  return examples;
}

/**
 * @param {Archive} archive
 * @param {Request & {kind: "order"}} request
 * @returns {Promise<Order>}
 */
async function orderPapers(archive, { ids, days, profile }) {
  await archive.read(days.map(thirdOf));
  const thirds = await archive.loaded();
  const kept = [...profile.liked, ...profile.unwanted];
  const keptIds = kept.map(({ id }) => id);
  const places = placesNow(archive, profile, placesOf(thirds, keptIds));
  const liked = archive.isLearnt ? examplesOf(profile.liked, places) : [];
  const unwanted = archive.isLearnt ? examplesOf(profile.unwanted, places) : [];
  /** @type {Profile} */
  const known = { ...profile, liked, unwanted };
  const papers = knownPapers(thirds, ids).filter((paper) => paper !== null);
  const ranked = rankPapers(papers, known);
  const unplaced = archive.isLearnt ? kept.length - liked.length - unwanted.length : 0;
  return { ranked, unplaced, space: archive.space, places };
}

/** @param {Request} request */
async function answer(request) {
  const archive = await openArchive(request.base);
  if (request.kind === "sizes") return archive.sizes;
  if (request.kind === "order") return orderPapers(archive, request);
  const thirds = await archive.readAll();
  const found = matchReferences(thirds, request.references);
  const ids = found.filter((id) => id !== null);
  return { found, space: archive.space, places: placesOf(thirds, [...ids, ...request.ids]) };
}

addEventListener("message", async ({ data }) => {
  /** @type {Request} */
  const request = data;
  try {
    postMessage({ ask: request.ask, answer: await answer(request) });
  } catch (error) {
    postMessage({ ask: request.ask, failure: String(error) });
  }
});
