// What people type, asked of the engine over papers of our own (INDEX names the folder of the index). Run by
// tests/search/test_typed.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { SearchIndex } from "../generator/broadsheet/theme/assets/scripts/search/engine/engine.js";
import { OtherFormat } from "../generator/broadsheet/theme/assets/scripts/search/engine/files.js";
import { readFrame } from "../generator/broadsheet/theme/assets/scripts/search/engine/frames.js";
import { arxivIdIn, idsIn } from "../generator/broadsheet/theme/assets/scripts/search/engine/paper-ids.js";
import { outgrownStems } from "../generator/broadsheet/theme/assets/scripts/search/engine/words.js";

const load = async (name) =>
  new Uint8Array(gunzipSync(readFileSync(`${process.env.INDEX}/search/data/${name}.bin`)));
const index = await SearchIndex.open(load);
const search = (given, options) => index.search(given, { most: 50, ...options });

test("words with a digit are words, and list every paper that says them", async () => {
  const words = ["R1", "3D", "T5", "bm25", "100", "4090", "H2O", "70B", "GPT-4", "Llama-3.1", "CO2", "2x2"];
  for (const [place, word] of words.entries()) {
    const { direct, matches } = await search(word);
    assert.equal(direct, null, word);
    for (const paper of [2 * place, 2 * place + 1]) assert.ok(matches.includes(paper), word);
  }
});

test("what has the shape of an id, a DOI or an address means its paper", async () => {
  const ways = {
    24: [
      "10.1101/2026.01.05.700013",
      "doi:10.1101/2026.01.05.700013",
      "DOI: 10.1101/2026.01.05.700013.",
      "https://doi.org/10.1101/2026.01.05.700013",
      "https://www.biorxiv.org/content/10.1101/2026.01.05.700013v2.full",
      "https://www.biorxiv.org/content/10.1101/2026.01.05.700013v1.full.pdf",
      "doi-10.1101-2026.01.05.700013",
      "https://site.example/digest/paper/doi-10.1101-2026.01.05.700013/",
    ],
    25: [
      "openreview-AbC123xyz",
      "https://openreview.net/forum?id=AbC123xyz",
      "openreview.net/pdf?id=AbC123xyz",
    ],
    26: [
      "hep-th/9901001",
      "arXiv:hep-th/9901001v2",
      "https://arxiv.org/abs/hep-th/9901001",
      "hep-th-9901001",
    ],
    27: [
      "10.1093/bioinformatics/btab123",
      "https://academic.oup.com/x/article/doi/10.1093/bioinformatics/btab123",
    ],
    28: [
      "2603.00900",
      "10.5555/Stones.7",
      "https://site.example/paper/2603.00900/index.html",
      "https://arxiv.org/pdf/2603.00900v3.pdf#page=2",
      "https://www.alphaxiv.org/overview/2603.00900v1",
      "https://ar5iv.labs.arxiv.org/html/2603.00900",
      "huggingface.co/papers/2603.00900",
      "https://doi.org/10.48550/arXiv.2603.00900",
    ],
  };
  for (const [paper, texts] of Object.entries(ways))
    for (const text of texts) assert.equal((await search(text)).direct, Number(paper), text);
});

test("what has no such shape means no paper", async () => {
  for (const text of ["R1", "100", "4.5", "3.14159", "2026", "1999.12345", "v2", "10.5", "2603.00900 stones"])
    assert.deepEqual(idsIn(text), [], text);
  for (const text of ["gpt-4", "2x-4y", "https://example.org/", "2512.99999", "10.5555/nothing", "a-b"])
    assert.equal((await search(text)).direct, null, text);
  assert.equal(arxivIdIn("see 2612.54321v2 there"), "2612.54321");
  assert.equal(arxivIdIn("pi is 3.14159, about 0.2612"), "");
});

test("typed key by key, the last answer is that of the whole query", async () => {
  const queries = [
    "Weighing R1 by hand",
    "weihging lamps",
    "weighing hnad",
    "known by anothr nam",
    "lamp 100",
  ];
  for (const query of queries) {
    const typed = await SearchIndex.open(load);
    let last;
    for (let end = 1; end <= query.length; end += 1) last = await typed.search(query.slice(0, end));
    const opened = await (await SearchIndex.open(load)).search(query);
    assert.deepEqual(last, opened, query);
  }
});

test("the last word is completed where words begin so, and else corrected as any other", async () => {
  const says = async (query) => (await search(query)).words.at(-1);
  assert.deepEqual(await says("by another weigh"), { word: "weigh", instead: "", found: true });
  assert.deepEqual(await says("by anoth"), { word: "anoth", instead: "", found: true });
  assert.deepEqual(await says("by anohter"), { word: "anohter", instead: "another", found: false });
  assert.deepEqual(await says("weighig"), { word: "weighig", instead: "weighing", found: false });
  assert.deepEqual(await says("anoth "), { word: "anoth", instead: "", found: false }, "a space ends a word");
  assert.ok(outgrownStems("generatin").includes("generat"));
  assert.ok(outgrownStems("librari").includes("library"));
  assert.ok(!outgrownStems("graphj").includes("graph"));
  assert.ok(!outgrownStems("learnign").includes("learn"));
});

test("three typos are each looked at", async () => {
  const { words } = await search("weihging anohter konwn");
  assert.deepEqual(
    words.map(({ instead }) => instead),
    ["weighing", "another", "known"],
  );
});

test("small words or signs alone ask for nothing, and the newest are shown", async () => {
  for (const nothing of ["", "of the", "of", "+++", "🙂", '""', "- -", "?!", "the — of"]) {
    const { isAsking, order, total, papers } = await search(nothing, { most: 2 });
    assert.deepEqual([isAsking, order, total], [false, "newest", index.papers], nothing);
    assert.deepEqual(
      papers.map(({ paper }) => paper),
      [index.papers - 1, index.papers - 2],
    );
  }
  assert.equal((await search("of the", { sort: "votes" })).order, "votes");
  for (const something of ["lamp", "C++", "α", "author:ada", "-lamp", "topic:stones", "2603.00900", "猫"])
    assert.equal((await search(something)).isAsking, true, something);
  assert.equal((await search("author:ada")).order, "newest");
  assert.equal((await search("lamp author:ada")).order, "relevance");
});

test("what is no file of the index, or only a part of one, is not read", async () => {
  const whole = await load("head");
  readFrame(whole);
  const page = new TextEncoder().encode("<!doctype html><title>Not found</title>");
  for (const bytes of [page, whole.subarray(0, whole.length - 1), whole.subarray(0, 50), new Uint8Array()])
    assert.throws(() => readFrame(bytes));
});

test("an index of another format is not searched", async () => {
  const bytes = await load("head");
  const text = Buffer.from(bytes)
    .toString("latin1")
    .replace(/"version":\d/, '"version":9');
  await assert.rejects(
    SearchIndex.open(async () => new Uint8Array(Buffer.from(text, "latin1"))),
    OtherFormat,
  );
});
