// The engine on an index of made-up papers (INDEX names its folder). Run by tests/test_search_engine.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";

import { SearchIndex } from "../generator/broadsheet/theme/assets/scripts/search/engine/engine.js";
import { IndexFiles } from "../generator/broadsheet/theme/assets/scripts/search/engine/files.js";
import { RANKING } from "../generator/broadsheet/theme/assets/scripts/search/engine/shared.js";
import { parseQuery } from "../generator/broadsheet/theme/assets/scripts/search/engine/query.js";
import {
  compoundsOf,
  indexWords,
  stemOf,
} from "../generator/broadsheet/theme/assets/scripts/search/engine/words.js";
import { cutAtMarks } from "../generator/broadsheet/theme/assets/scripts/search/highlights.js";
import { wordPlaces } from "../generator/broadsheet/theme/assets/scripts/search/word-places.js";

const vectors = JSON.parse(readFileSync(new URL("search-words.json", import.meta.url)));
const asked = [];
const load = async (name) => {
  asked.push(name);
  return new Uint8Array(gunzipSync(readFileSync(`${process.env.INDEX}/search/data/${name}.bin`)));
};
const index = await SearchIndex.open(load);
const search = (given, options) => index.search(given, options);

test("words are what the shared vectors say", () => {
  for (const [text, words] of Object.entries(vectors.said)) assert.deepEqual(indexWords(text), words, text);
  for (const [text, compounds] of Object.entries(vectors.asked))
    assert.deepEqual(
      compoundsOf(text).map(({ parts, whole }) => [...parts, whole]),
      compounds,
      text,
    );
  for (const [word, stem] of Object.entries(vectors.stems)) assert.equal(stemOf(word), stem, word);
  for (const [text, stems, marks] of vectors.marks) {
    const marked = wordPlaces(text).filter(([, , stem]) => stems.includes(stem));
    assert.deepEqual(
      marked.map(([start, end]) => [start, end]),
      marks,
      text,
    );
  }
});

test("what was found is marked, and what touches is marked as one", () => {
  for (const [text, stems, expected] of vectors.pieces) {
    const pieces = cutAtMarks(text, stems).map((piece) => (piece.isMarked ? `[${piece.text}]` : piece.text));
    assert.equal(pieces.join(""), expected, text);
  }
});

test("an id, an address or a DOI of arXiv leads straight to its paper", async () => {
  const ways = [
    "9901.00007",
    "arXiv:9901.00007v3",
    "https://arxiv.org/abs/9901.00007",
    "http://arxiv.org/pdf/9901.00007v2.pdf?x=1",
    "https://huggingface.co/papers/9901.00007",
    "10.48550/arXiv.9901.00007",
    "https://doi.org/10.48550/arxiv.9901.00007",
  ];
  for (const way of ways) {
    const { direct, papers, total } = await search(way);
    assert.equal(direct, 7, way);
    assert.deepEqual([papers.map(({ paper }) => paper), total], [[7], 1]);
  }
  for (const none of ["9901.99999", "9901.0000", "stones", "1234"])
    assert.equal((await search(none)).direct, null, none);
});

test("old ids are known as the site spells them", () => {
  assert.deepEqual(parseQuery("https://arxiv.org/abs/hep-th/9901001v1").ids, ["hep-th-9901001"]);
  assert.deepEqual(parseQuery("math.GT/0309136").ids, ["math.gt-0309136"]);
});

test("a query is taken apart", () => {
  const { text, phrases, authors, topics, not } = parseQuery(
    'deep "light sound" author:"Ada Example" topic:vision -rope -"a b" x-y',
  );
  assert.deepEqual(
    { text, phrases, authors, topics, not },
    {
      text: "deep light sound x-y",
      phrases: ["light sound"],
      authors: ["Ada Example"],
      topics: ["vision"],
      not: ["rope", "a b"],
    },
  );
  assert.equal(parseQuery('"open').text, "open");
  assert.equal(parseQuery("x ".repeat(5000)).text.length < 1001, true);
});

test("a phrase is held word by word", async () => {
  const [card] = await index.cards([3]);
  const sentence = card.abstract.split(". ")[1];
  const found = await search(`"${sentence}"`);
  assert.ok(found.papers.some(({ paper }) => paper === 3));
  for (const { abstract } of await index.cards(found.papers.map(({ paper }) => paper)))
    assert.ok(abstract.includes(sentence));
  assert.equal((await search('"sentence that nobody wrote"')).total, 0);
});

test("authors and words that are not wanted narrow what is found", async () => {
  const [all, hers, without] = [
    await search("sparse"),
    await search("sparse author:ada"),
    await search("sparse -ladder"),
  ];
  assert.ok(hers.total < all.total && without.total < all.total);
  const cards = await index.cards(hers.papers.map(({ paper }) => paper));
  assert.ok(cards.every(({ authors, more }) => more || authors.some((name) => name.startsWith("Ada"))));
  assert.equal((await search("author:nobodyatall")).total, 0);
});

test("browsing by facets without words needs the head and the columns, and no more", async () => {
  const fresh = await SearchIndex.open(load);
  asked.length = 0;
  const found = await fresh.search("", { filters: { code: ["1"], months: ["1999-01"] }, sort: "votes" });
  const { months, code } = await fresh.counts(found);
  assert.deepEqual(
    asked.map((name) => name.split("-")[0]),
    ["columns", "votes"],
  );
  assert.ok(found.total > 0 && months.length > 2, "a facet's own filter does not count");
  assert.equal(code[0][1], found.total);
  const votes = await fresh.files.votes();
  const counts = found.papers.map(({ paper }) => votes[paper]);
  assert.deepEqual(
    counts,
    [...counts].sort((a, b) => b - a),
  );
});

test("the newest come first when asked for, and pages follow one another", async () => {
  const first = await search("", { sort: "newest", most: 5 });
  const second = await search("", { sort: "newest", from: 5, most: 5 });
  const numbers = [...first.papers, ...second.papers].map(({ paper }) => paper);
  assert.deepEqual(
    numbers,
    Array.from({ length: 10 }, (_, at) => index.papers - 1 - at),
  );
});

test("facets and sorting look at what explains most of the query", async () => {
  const [, doing, thing] = (await index.cards([5]))[0].abstract.match(/We study (\w+) of (\w+)/);
  const found = await search(`${doing} ${thing}`, { sort: "newest", most: 50 });
  const cards = await index.cards(found.papers.map(({ paper }) => paper));
  for (const { abstract } of cards) assert.ok(abstract.includes(`${doing} of ${thing}`));
  assert.ok(cards.length === found.total && found.partly > found.total);
});

test("a word being typed finds what it may become", async () => {
  const [, doing, thing] = (await index.cards([5]))[0].abstract.match(/We study (\w+) of (\w+)/);
  const [card] = await index.cards(
    (await search(`${doing} ${thing.slice(0, -2)}`)).papers.map(({ paper }) => paper),
  );
  assert.ok(card.abstract.includes(`${doing} of ${thing}`));
});

test("what a word being typed may become is found without the dictionary", async () => {
  const [{ title }] = await index.cards([5]);
  const long = indexWords(title).find((word) => word.length > 6);
  for (const letters of [3, long.length - 2, long.length - 1]) {
    const fresh = await SearchIndex.open(load);
    asked.length = 0;
    const { words } = await fresh.search(long.slice(0, letters));
    assert.deepEqual(
      words.map(({ found, instead }) => [found, instead]),
      [[true, ""]],
      long.slice(0, letters),
    );
    assert.ok(
      asked.every((name) => name.startsWith("terms")),
      asked.join(),
    );
  }
});

test("a word that has outgrown its stem is still the word it becomes", async () => {
  const { words, stems } = await search("forecastin");
  assert.ok(words[0].found && stems.includes("forecast"), stems.join());
});

test("a question that is superseded loads nothing, and the next one what it needs", async () => {
  const fresh = await SearchIndex.open(load);
  asked.length = 0;
  await assert.rejects(
    fresh
      .when(async () => {
        throw new Error("superseded");
      })
      .search("cuonting bridges"),
    /superseded/,
  );
  assert.deepEqual(asked, []);
  const { papers } = await fresh.when(async () => {}).search("cuonting bridges");
  assert.deepEqual(papers, (await search("cuonting bridges")).papers);
  asked.length = 0;
  assert.deepEqual(
    (await fresh.when(() => Promise.reject(new Error("late"))).search("cuonting bridges")).papers,
    papers,
  );
  assert.deepEqual(asked, [], "what is there waits for nothing");
});

test("facets of a phrase count the papers that say it", async () => {
  const [card] = await index.cards([3]);
  const [sentence] = card.abstract.split(". ").slice(1);
  const found = await search(`"${sentence}"`, { most: 50 });
  const { code, months } = await index.counts(found);
  const cards = await index.cards(found.papers.map(({ paper }) => paper));
  assert.equal(code[0]?.[1] ?? 0, cards.filter((one) => one.code).length);
  assert.equal(
    months.filter(([value]) => value.length === 4).reduce((sum, [, papers]) => sum + papers, 0),
    found.total,
  );
});

test("of a phrase all papers are looked through that hold its words, or it is told how many are not", async () => {
  const holding = async (phrase) => {
    const all = await index.cards(Array.from({ length: index.papers }, (_, paper) => paper));
    return all.filter(({ abstract, title }) => `${title} ${abstract}`.toLowerCase().includes(phrase)).length;
  };
  const rare = await search('"counting of bridges"');
  assert.equal(rare.total, await holding("counting of bridges"));
  assert.equal(rare.unread, 0);
  const common = await search('"with the help of"', { most: 100 });
  assert.deepEqual([common.total, common.unread], [RANKING.looked, index.papers - RANKING.looked]);
  const facet = await search('"with the help of"', { most: 100, filters: { code: ["1"] } });
  assert.equal(facet.total, RANKING.looked, "those that pass the filters are looked through first");
});

test("a filter takes whole values, and of months a year as well", async () => {
  const total = async (filters) => (await search("", { filters })).total;
  const { months } = await index.counts(await search(""));
  const month = months.find(([value]) => value.length === 7);
  assert.equal(await total({ months: [month[0]] }), month[1]);
  assert.equal(await total({ months: ["1999"] }), Object.fromEntries(months)["1999"]);
  assert.equal(await total({ months: ["199"] }), 0);
  assert.equal(await total({ organisations: ["Example"] }), 0, "Example Institute is another");
});

test("a correction is told", async () => {
  const { words } = await search("cuonting bridges");
  assert.deepEqual(words[0], { word: "cuonting", instead: "counting", found: false });
});

test("of words at one slip none is offered at two", async () => {
  const { corrections } = index.shared;
  corrections.clear();
  await search("brigdes");
  assert.deepEqual(
    corrections.get("brigdes").map(({ word, weight }) => [word, weight]),
    [["bridges", RANKING.typo]],
  );
  await search("cuontign");
  assert.deepEqual(
    corrections.get("cuontign").map(({ word, weight }) => [word, weight]),
    [["counting", RANKING.secondTypo]],
  );
});

test("few of the words that nobody wrote are looked up", async () => {
  for (const [words, most] of [
    ["cuonting brigdes ladedrs ropse lamsp", 10],
    ["cuonting brigdes ladedrs ropse lamsp stonse", 6],
  ]) {
    const fresh = await SearchIndex.open(load);
    asked.length = 0;
    await fresh.search(words);
    const parts = asked.filter((name) => name.startsWith("words"));
    assert.ok(parts.length > 0 && parts.length <= most, `${words}: ${parts}`);
  }
});

test("a word is looked up in the files that its letters fall into", () => {
  const head = {
    words: { "bac-": "1", "coa-": "2", "con-": "3", "-dec": "4", "-gni": "5", "-gno": "6" },
    first: "",
    common: ["", []],
    papers: 0,
  };
  const expected = {
    "aa-": [],
    "ba-": ["wordsbac--1"],
    "bz-": ["wordsbac--1"],
    "co-": ["wordscoa--2", "wordscon--3"],
    "com-": ["wordscoa--2"],
    "con-": ["wordscon--3"],
    "zz-": ["wordscon--3"],
    "-da": [],
    "-gm": ["words-dec-4"],
    "-gn": ["words-gni-5", "words-gno-6"],
    "-gnj": ["words-gni-5"],
    "-zz": ["words-gno-6"],
  };
  for (const [wanted, files] of Object.entries(expected)) {
    const names = [];
    new IndexFiles((name) => {
      names.push(name);
      return new Promise(() => {});
    }, head).dictionaryParts(wanted);
    assert.deepEqual(names, files, wanted);
  }
});

test("what only meaning brought is marked, and a layer that fails changes nothing", async () => {
  const before = await search("counting bridges unicorns");
  index.meaning = async () => {
    throw new Error("offline");
  };
  assert.deepEqual(await search("counting bridges unicorns"), before);
  index.meaning = async () =>
    Float32Array.from({ length: index.papers }, (_, paper) => (paper === 11 ? 0.9 : 0));
  const { papers } = await search("unicorns");
  assert.deepEqual(papers, [{ paper: 11, byMeaning: true }]);
  index.meaning = null;
});

test("a file that could not be loaded is asked for again", async () => {
  let broken = true;
  const fresh = await SearchIndex.open(async (name) => {
    if (broken && name !== "head") throw new Error("offline");
    return load(name);
  });
  await assert.rejects(fresh.search("counting"), /offline/);
  broken = false;
  assert.ok((await fresh.search("counting")).total);
});

test("nothing odd that is typed breaks it", async () => {
  for (const odd of [
    "",
    " ",
    '"',
    "-",
    "author:",
    "topic:",
    "topic:none",
    "constructor __proto__",
    "toString",
    "x".repeat(5000),
    "<img src=x onerror=alert(1)>",
    "\ud800 \u0000",
    "🙂",
  ]) {
    const { papers, total } = await search(odd);
    assert.ok(total >= papers.length || papers.length <= 10, odd);
  }
});
