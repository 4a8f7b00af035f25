// Meaning in the browser: the same cosines as in Python. Run by tests/test_meaning.py, which writes the files
// and what is expected of them into the folder named by MEANING.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import {
  cosinesOf,
  inverseLengths,
  openMeaning,
} from "../generator/broadsheet/theme/assets/scripts/search/engine/meaning.js";

const folder = process.env.MEANING;
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8"));
const load = async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/search/data/${name}.bin`)));

test("a query is as far from each paper as Python says", async () => {
  const alike = await openMeaning(load, expected.papers);
  for (const [query, cosines] of Object.entries(expected.cosines)) {
    const found = await alike(query);
    assert.equal(found.length, cosines.length);
    found.forEach((cosine, paper) =>
      assert.ok(Math.abs(cosine - cosines[paper]) < 1e-4, `${query}: ${paper}: ${cosine}`),
    );
  }
});
test("a query without a known word is like nothing", async () => {
  const alike = await openMeaning(load, expected.papers);
  assert.equal(await alike("zzzyx qqqq"), null);
  assert.equal(await alike(""), null);
  assert.equal(await alike("<b>&\u0000"), null);
});
test("files of another index are not used", async () => {
  assert.equal(await openMeaning(load, expected.papers + 1), null);
});
test("a file that could not be loaded is asked for anew", async () => {
  let broken = true;
  const alike = await openMeaning(
    (name) => (broken && name.startsWith("meanings") ? Promise.reject(new Error("offline")) : load(name)),
    expected.papers,
  );
  const [query] = Object.keys(expected.cosines);
  await assert.rejects(alike(query), /offline/);
  broken = false;
  assert.ok(await alike(query));
});
test("40,000 papers are compared in a few milliseconds", () => {
  const codes = Uint8Array.from({ length: 40000 * 16 }, (_, at) => (at * 2654435761) >>> 24);
  const share = inverseLengths(codes);
  const vector = Float32Array.from({ length: 64 }, (_, at) => Math.sin(at));
  const times = Array.from({ length: 15 }, () => {
    const start = process.cpuUsage();
    cosinesOf(vector, codes, share);
    return process.cpuUsage(start).user / 1000;
  });
  const median = times.sort((a, b) => a - b)[7];
  console.log(`median ${median.toFixed(2)} ms`);
  assert.ok(median < 25, `${median} ms`); // of the processor; 1 ms where nothing else runs
});
