// What orders papers for a reader, and what reads a reader's files. Run by tests/search/test_places.py, which
// writes the files and what is expected of them into the folder named by PLACES.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import {
  Archive,
  knownPapers,
  matchReferences,
  placesOf,
} from "../generator/broadsheet/theme/assets/scripts/for-you/archive.js";
import {
  cosine,
  factHash,
  placeFromText,
  thirdOf,
} from "../generator/broadsheet/theme/assets/scripts/for-you/places.js";
import { rankPapers } from "../generator/broadsheet/theme/assets/scripts/for-you/ranking.js";
import { readReferences } from "../generator/broadsheet/theme/assets/scripts/for-you/references.js";
import {
  matchesSearch,
  ruleOf,
} from "../generator/broadsheet/theme/assets/scripts/for-you/saved-searches.js";

const folder = process.env.PLACES;
const expected = JSON.parse(readFileSync(`${folder}/expected.json`, "utf8"));
const asked = [];
const load = async (name) => {
  asked.push(name);
  return new Uint8Array(gunzipSync(readFileSync(`${folder}/for-you/data/${name}.bin`)));
};

test("papers are as near to one another as Python says, with their votes and what can be followed", async () => {
  const archive = await Archive.open(load);
  const thirds = await archive.readAll();
  const papers = knownPapers(thirds, expected.ids);
  const [first] = papers;
  papers.forEach((paper, at) => {
    assert.ok(Math.abs(cosine(first.place, paper.place) - expected.cosines[at]) < 1e-5, paper.id);
    assert.equal(paper.day, expected.days[at]);
    assert.equal(paper.votes, expected.votes[at]);
    assert.deepEqual(
      [...paper.facts],
      expected.facts[at].map(([kind, name]) => factHash(kind, name)),
    );
  });
});

test("an order loads the newest files and those of the days of its page, and nothing else", async () => {
  const { files } = await Archive.open(load);
  const head = {
    thirds: files.map(({ name }) => name),
    hashes: files.map(({ file }) => file.slice(-6)).join(""),
    sizes: files.map(() => 20_000), // two of them are too much
  };
  const archive = new Archive(load, head);
  asked.length = 0;
  await archive.read();
  assert.deepEqual(asked, [files.at(-1).file]);
  await archive.read([thirdOf(expected.days[0])]);
  assert.deepEqual(asked, [files.at(-1).file, files[0].file]);
});

test("a place that is kept as text is the same place, and what is none is nothing", async () => {
  const archive = await Archive.open(load);
  const thirds = await archive.readAll();
  const [id] = expected.ids;
  const [paper] = knownPapers(thirds, [id]);
  assert.deepEqual(placeFromText(placesOf(thirds, [id])[id]), paper.place);
  for (const none of ["", "x", "!", "AAAA", "A".repeat(900)]) assert.equal(placeFromText(none), null);
});

test("references are found by their ids, then by their titles, whatever its signs", async () => {
  const archive = await Archive.open(load);
  const thirds = await archive.readAll();
  const [first, second] = expected.ids;
  const references = [
    { ids: ["no-such", second], title: expected.titles[0] },
    { ids: [], title: `  ${expected.titles[0].toUpperCase()}!` },
    { ids: [], title: "Nowhere to be found" },
    { ids: [], title: "" },
  ];
  assert.deepEqual(matchReferences(thirds, references), [second, first, null, null]);
});

const place = (...values) => Float32Array.from({ length: 64 }, (_, at) => values[at] ?? 0);
const paper = (id, values, more = {}) => ({
  id,
  day: "",
  place: place(...values),
  votes: 0,
  facts: Uint32Array.of(),
  ...more,
});
const reader = (more) => ({ liked: [], unwanted: [], followed: [], novelty: 0, ...more });
const example = (id, ...values) => ({ id, title: `Title ${id}`, place: place(...values) });
const idsOf = (ranked) => ranked.map(({ id }) => id).join(" ");

test("nothing is ordered for a reader of whom nothing is known", () => {
  const followed = [{ kind: "word", name: "x", title: "x" }];
  for (const profile of [reader(), reader({ followed }), reader({ unwanted: [example("u", 1)] })])
    assert.equal(rankPapers([paper("a", [1])], profile), null);
});

test("near papers come first, each with the nearest that was saved", () => {
  const profile = reader({ liked: [example("s", 1), example("t", 0, 1)] });
  const ranked = rankPapers([paper("far", [0, 0, 1]), paper("b", [0.6, 0.8]), paper("a", [1])], profile);
  assert.equal(idsOf(ranked), "b a far");
  assert.deepEqual(
    ranked.map(({ cause }) => cause),
    [{ kind: "near", title: "Title t" }, { kind: "near", title: "Title s" }, { kind: "nothing" }],
  );
});

test("a saved paper is not near to itself", () => {
  const [ranked] = rankPapers([paper("s", [1])], reader({ liked: [example("s", 1), example("t", 0, 1)] }));
  assert.deepEqual(ranked.cause, { kind: "nothing" });
});

test("what is near to something unwanted comes later, and says so", () => {
  const profile = reader({ liked: [example("s", 0, 1)], unwanted: [example("u", 1)] });
  const ranked = rankPapers([paper("a", [0.9, 0.4]), paper("b", [0, 0.3, 0.9])], profile);
  assert.equal(idsOf(ranked), "b a");
  assert.deepEqual(ranked[1].cause, { kind: "unwanted", title: "Title u" });
});

test("what is followed comes first, by whichever of its names, and votes part what is as near", () => {
  const followed = [{ kind: "author", name: "A. Lovelace\nAda Lovelace", title: "Ada Lovelace" }];
  const facts = Uint32Array.of(factHash("topic", "agents"), factHash("author", "Ada Lovelace"));
  const papers = [paper("a", [1]), paper("c", [1], { votes: 9 }), paper("b", [0.7, 0.7], { facts })];
  const ranked = rankPapers(papers, reader({ followed, liked: [example("s", 1)] }));
  assert.equal(idsOf(ranked), "b c a");
  assert.deepEqual(ranked[0].cause, { kind: "followed", followed: followed[0], title: "Title s" });
});

test("a share of the places goes to what is unlike all that is liked, by votes", () => {
  const near = Array.from({ length: 10 }, (_, at) => paper(`n${at}`, [1, at / 100]));
  const far = Array.from({ length: 10 }, (_, at) => paper(`f${at}`, [0, 0, 1], { votes: at }));
  const profile = reader({ liked: [example("s", 1)], novelty: 0.2 });
  const ranked = rankPapers([...near, ...far], profile);
  assert.deepEqual(
    [...ranked]
      .map(({ id }) => id)
      .slice(0, 10)
      .filter((id) => id.startsWith("f")),
    ["f9", "f8"],
  );
  assert.deepEqual(ranked.find(({ id }) => id === "f9").cause, { kind: "new", votes: 9 });
  assert.equal(new Set(ranked.map(({ id }) => id)).size, 20);
});

const BIBTEX = String.raw`
% a comment
@string{x = "y"}
@article{a, title = {A {Great} Na{\"\i}ve $k$-th Title}, eprint={2605.18451v2}, archivePrefix = "arXiv", year=2026}
@inproceedings(b, Title = "Quoted {"}inner{"} title", doi = {10.1000/XYZ.5},
  url = https://arxiv.org/abs/2605.00002
)
@misc{c,
  title = {No ids here},
  note = {arXiv preprint arXiv:2601.00003},
}
@misc{d, title={Never closed`;

test("files of references are read, of whichever format, and broken ones as far as they go", () => {
  const ris =
    "TY  - JOUR\r\nTI  - A title\r\nDO  - 10.1000/xyz.5\r\nER  - \r\nTY  - GEN\nT1  - Other\nUR  - https://arxiv.org/pdf/2605.00002\nER  - \n";
  const csl = [{ id: "x", title: "A title", DOI: "10.48550/arXiv.2605.00002" }, { title: 5 }, null, "x"];
  for (const [text, references] of [
    [
      BIBTEX,
      [
        ["A Great Naive k-th Title", "2605.18451"],
        ['Quoted "inner title', "doi-10.1000-xyz.5 2605.00002"],
        ["No ids here", "2601.00003"],
        ["Never closed", ""],
      ],
    ],
    [
      ris,
      [
        ["A title", "doi-10.1000-xyz.5"],
        ["Other", "2605.00002"],
      ],
    ],
    [
      JSON.stringify(csl),
      [
        ["A title", "2605.00002"],
        ["", ""],
      ],
    ],
    [
      JSON.stringify({ items: csl }),
      [
        ["A title", "2605.00002"],
        ["", ""],
      ],
    ],
    ["{", null],
    ["{}", null],
    ["just words", null],
    ["", null],
  ]) {
    const read = readReferences(text)?.map(({ title, ids }) => [title, ids.join(" ")]) ?? null;
    if (references?.[1]?.[0].startsWith("Quoted")) read[1][0] = references[1][0]; // its braces are odd
    assert.deepEqual(read, references, text.slice(0, 40));
  }
});

test("a broken entry hides none after it, and however broken a file is, each part is read once", () => {
  const broken = "@misc{a, title={Never closed\n@misc{b, title={Has @misc{x, title={none}} within}}";
  assert.deepEqual(
    readReferences(broken).map(({ title }) => title),
    ["Never closed", "Has @miscx, title=none within"],
  );
  for (const part of ["@misc{", "@misc{a,b={", '@misc{a,b="', "@misc{a,b=", "@misc{a,b={}"]) {
    readReferences(part.repeat(100_000));
  }
});

test("titles and ids are found in what people and programs write of them", () => {
  for (const [field, title, ids] of [
    [String.raw`title = {{\"O}l and \'{\i}ce, {\"{u}}ber \c{c}a \v s}`, "Ol and ice, uber ca s", ""],
    [String.raw`title = {Stra{\ss}e {\o}re \AA{} \L{}ow}`, "Straße øre Å Łow", ""],
    [
      String.raw`title = {$\tau$-bench, $\mu$P and \textsc{Small} \emph{\beta} $\circ$ \kappa}`,
      "τ-bench, μP and Small β  κ",
      "",
    ],
    [
      String.raw`title = {R\&D at 50\% -- {The} {GREAT}:
      {S}tory}`,
      "R&D at 50% -- The GREAT: Story",
      "",
    ],
    [String.raw`title = {A}, howpublished = {\url{https://arxiv.org/abs/2605.00002v3}}`, "A", "2605.00002"],
    ["title = {A}, journal = {CoRR, abs/2605.00002}", "A", "2605.00002"],
    ["title = {A}, journal = {CoRR}, volume = {abs/2605.00002}", "A", "2605.00002"],
    [
      "title = {A}, note = {See https://doi.org/10.1000/xyz.5, and arXiv:2605.00002 [cs.CL]}",
      "A",
      "doi-10.1000-xyz.5 2605.00002",
    ],
    ["title = {A}, volume = {12}, note = {state-of-the-art}", "A", "state-of-the-art"],
  ]) {
    const [read] = readReferences(`@article{key,\n ${field}\n}`);
    assert.deepEqual([read.title, read.ids.join(" ")], [title.replace(/\s+/g, " "), ids], field);
  }
});

test("a file of 500 references is read and matched in two seconds of the processor", async () => {
  const thirds = await (await Archive.open(load)).readAll();
  const text = BIBTEX.replace(/@misc\{d[^]*/, "").repeat(170);
  const start = process.cpuUsage();
  const references = readReferences(text);
  assert.equal(references.length, 510);
  assert.equal(matchReferences(thirds, references).length, 510);
  assert.ok(process.cpuUsage(start).user < 2_000_000); // µs; others may be at work, too
});

const shown = {
  text: "Agents that use tools\nThe agents plan ahead with large models.",
  names: new Set(["Ada Lovelace", "Org & Co"]),
  topics: new Map([["agents", "Agents"]]),
};

test("a search that is followed finds papers by all that it asks for", () => {
  for (const [search, isFound] of [
    ["q=agent", true],
    ["q=agents+tool", true],
    ["q=agents+zebra", false],
    ['q="use tools"', true],
    ['q="tools use"', false],
    ["q=author:lovelace", true],
    ["q=author:turing", false],
    ["q=agents+-planning", false],
    ["q=agents+-zebra", true],
    ["q=topic:agents", true],
    ["topic=agents&q=plan", true],
    ["topic=vision", false],
    ["org=Org+%26+Co", true],
    ["org=Other", false],
  ])
    assert.equal(matchesSearch(shown, search), isFound, search);
});

test("a search is written as a rule, with all that was asked for in quotes", () => {
  assert.equal(
    ruleOf('My "search"', "q=tool+use+author:%22Ada+Lovelace%22&topic=agents&org=X"),
    [
      '  - name: "My \\"search\\""',
      "    effect: score",
      "    points: 20",
      "    when:",
      '      words: ["tool use"]',
      '      authors: ["Ada Lovelace"]',
      '      topics: ["agents"]',
      '      organisations: ["X"]',
      "",
    ].join("\n"),
  );
});
