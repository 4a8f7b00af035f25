// The logic of the pages that needs no page. Run by tests/test_scripts.py.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import {
  MOST_TAGS,
  checkNote,
  hasWords,
  mergeNotes,
  mergeWords,
  renameTag,
  splitTags,
} from "../generator/broadsheet/theme/assets/scripts/page/note-values.js";
import { inReadersOrder, nextPaper } from "../generator/broadsheet/theme/assets/scripts/catching-up/queue.js";
import { placeAfter } from "../generator/broadsheet/theme/assets/scripts/page/map-dots.js";
import { marksOf } from "../generator/broadsheet/theme/assets/scripts/page/marks-of-dots.js";
import {
  PAUSE,
  checkVisit,
  countNewPapers,
  isNewSince,
  nextVisit,
  parseEditions,
  sinceWhen,
} from "../generator/broadsheet/theme/assets/scripts/page/news.js";
import { nameOfKey } from "../generator/broadsheet/theme/assets/scripts/page/pressed-keys.js";
import {
  countTags,
  matcherOf,
  searchedText,
  sortItems,
} from "../generator/broadsheet/theme/assets/scripts/saved/selection.js";
import {
  formatView,
  parseView,
  withTagToggled,
} from "../generator/broadsheet/theme/assets/scripts/saved/view.js";
import {
  AddressKeeper,
  formatAddress,
  isFiltered,
  noFilters,
  parseAddress,
  toggleFilter,
} from "../generator/broadsheet/theme/assets/scripts/search/address.js";
import {
  cutAtMarks,
  cutSnippet,
  findMarks,
} from "../generator/broadsheet/theme/assets/scripts/search/highlights.js";
import {
  LONGEST_REST,
  SHORTEST_REST,
  TypingPace,
} from "../generator/broadsheet/theme/assets/scripts/search/typing.js";

const request = (more = {}) => ({ query: "", filters: noFilters(), sort: "relevance", shown: 10, ...more });

test("a key is known by its letter, and by its place where that has no Latin one", () => {
  for (const [key, code, name, shiftKey = false] of [
    ["j", "KeyJ", "j"],
    ["J", "KeyJ", "j"], // Caps Lock is on
    ["J", "KeyJ", "J", true],
    ["о", "KeyJ", "j"], // Russian
    ["ξ", "KeyJ", "j"], // Greek
    ["О", "KeyJ", "О", true],
    ["О", "KeyJ", "j"], // Russian, Caps Lock is on
    ["α", "KeyA", "a"], // Greek
    ["ф", "KeyA", "a"], // Russian
    ["з", "KeyP", "p"],
    ["φ", "KeyF", "f"],
    ["a", "KeyQ", "a"], // French
    ["s", "KeyS", "S", true], // Caps Lock is on, and Shift held
    ["ä", "KeyC", "ä"], // Neo: a Latin letter of its own
    ["h", "KeyJ", "h"], // Dvorak: its own letter counts
    ["[", "BracketLeft", "["],
    ["х", "BracketLeft", "["], // Russian
    ["ü", "BracketLeft", "["], // German
    ["+", "BracketRight", "]"], // German
    ["/", "BracketLeft", "/"], // Dvorak
    ["?", "Slash", "?", true],
    ["ы", "KeyB", "ы"],
    ["Enter", "Enter", "Enter"],
    ["", "", ""],
  ]) {
    assert.equal(nameOfKey({ key, code, shiftKey }), name, `${key} ${code}`);
  }
});

test("what an address asks for comes back as the same address", () => {
  for (const address of [
    "",
    "q=light+sound",
    "q=a&topic=vision&topic=audio&date=2026-03&org=X+%26+Y&code=1&sort=votes",
  ]) {
    assert.equal(formatAddress(parseAddress(`?${address}`)), address);
  }
});

test("what makes no sense in an address is left out", () => {
  const asked = parseAddress(
    "?date=2024-99&date=2024&date=2024&sort=__proto__&code=1&code=2&topic=constructor",
    20,
  );
  assert.deepEqual(
    asked,
    request({
      shown: 20,
      filters: { ...noFilters(), months: ["2024"], code: ["1"], topics: ["constructor"] },
    }),
  );
  assert.equal(formatAddress(request({ query: "   " })), "");
  assert.equal(
    new URLSearchParams(formatAddress(request({ query: "x".repeat(5000) }))).get("q").length,
    1000,
  );
});

test("a month replaces its year, and a year its months", () => {
  const months = (chosen, value) => toggleFilter({ ...noFilters(), months: chosen }, "months", value).months;
  assert.deepEqual(months(["2024", "2023"], "2024-05"), ["2023", "2024-05"]);
  assert.deepEqual(months(["2024-05", "2024-06", "2023-01"], "2024"), ["2023-01", "2024"]);
  assert.deepEqual(months(["2024"], "2024"), []);
  const topics = toggleFilter({ ...noFilters(), topics: ["art"] }, "topics", "artifacts").topics;
  assert.deepEqual(topics, ["art", "artifacts"], "only months are parts of one another");
  assert.ok(!isFiltered(request()));
  assert.ok(isFiltered(request({ filters: { ...noFilters(), topics: ["a"] } })));
});

/** Stands for the browser's history: keeps the steps that were made, of which the last may be replaced. */
async function withHistory(run) {
  const steps = [""];
  const made = {
    history: {
      pushState: (_state, _title, address) => steps.push(address),
      replaceState: (_state, _title, address) => steps.splice(-1, 1, address),
    },
    location: { pathname: "/search/" },
    document: { title: "Search" },
  };
  Object.assign(globalThis, made);
  await run(steps, made.document);
  for (const name of Object.keys(made)) delete globalThis[name];
}

test("a word that is typed in one go is one step of the history", async () => {
  const rest = 5; // ms
  const handRests = () => sleep(10 * rest);
  await withHistory(async (steps, page) => {
    const address = new AddressKeeper("Search");
    const type = (query) => address.keepWhenResting(request({ query }), rest);
    for (const query of ["h", "ha", "har"]) type(query);
    assert.deepEqual(steps, [""], "not while the hand is typing");
    await handRests();
    assert.deepEqual(steps, ["", "?q=har"]);
    assert.equal(page.title, "har · Search");
    type("harbour");
    await handRests();
    assert.deepEqual(steps, ["", "?q=harbour"], "the hand had not left the box");
    type("harbours");
    address.settle();
    assert.deepEqual(steps, ["", "?q=harbours"], "who leaves the box is done");
    type("b");
    await handRests();
    assert.deepEqual(steps, ["", "?q=harbours", "?q=b"]);
    address.keep(request({ query: "b", shown: 20 }), false);
    address.keep(request({ query: "b", sort: "votes" }), true);
    assert.deepEqual(steps, ["", "?q=harbours", "?q=b", "?q=b&sort=votes"]);
    type("lost");
    address.forget();
    await handRests();
    assert.equal(steps.length, 4);
  });
});

test("a hand is waited for in proportion to its own pace", () => {
  const restAfter = (gap) => {
    const pace = new TypingPace();
    for (let key = 0; key < 40; key += 1) pace.addKey(key * gap);
    return pace.rest;
  };
  assert.equal(restAfter(50), SHORTEST_REST);
  assert.ok(Math.abs(restAfter(200) - 300) < 1);
  assert.equal(restAfter(900), LONGEST_REST);
  const pace = new TypingPace();
  const before = pace.rest;
  pace.addKey(0);
  pace.addKey(60_000);
  assert.equal(pace.rest, before, "a pause says nothing of the pace");
});

test("words are marked where they stand, in whatever form", () => {
  assert.deepEqual(
    cutAtMarks("Counting bridges", ["count"]).filter(({ text }) => text),
    [
      { text: "Counting", isMarked: true },
      { text: " bridges", isMarked: false },
    ],
  );
  assert.deepEqual(cutAtMarks("", ["x"]), [{ text: "", isMarked: false }]);
  assert.equal(findMarks("Count, counts and counted", ["count"]).length, 3);
});

test("a snippet is the part in which most of the words stand", () => {
  const filler = "nothing of note is here ".repeat(20);
  const text = `Bridges. ${filler}bridges and ladders meet. ${filler}`;
  const { text: snippet, marks } = cutSnippet(text, ["bridg", "ladder"]);
  assert.match(snippet, /^… .*bridges and ladders meet.* …$/);
  assert.equal(marks, 3);
  assert.equal(cutSnippet("Short.", ["x"]).text, "Short.");
  assert.match(cutSnippet(filler, []).text, /^nothing.* …$/);
  assert.ok(cutSnippet("x".repeat(1000), []).text.length <= 250);
});

test("the papers since the last visit are counted, as far as the editions named reach back", () => {
  const editions = parseEditions("2026-03-04 5,2026-03-03 7,2026-03-02 2");
  assert.deepEqual(countNewPapers(editions, { day: "2026-03-03", papers: 4 }), {
    papers: 8,
    areThereMore: false,
  });
  assert.deepEqual(countNewPapers(editions, { day: "2026-03-04", papers: 9 }), {
    papers: 0,
    areThereMore: false,
  });
  assert.deepEqual(countNewPapers(editions, { day: "2026-02-01", papers: 3 }), {
    papers: 14,
    areThereMore: true,
  });
});

const MARCH_3 = { day: "2026-03-03", papers: 2, ids: ["a", "b"] };
const MARCH_4 = { day: "2026-03-04", papers: 1, ids: ["c"] };
const NOON = Date.UTC(2026, 2, 4, 12);

test("a visit ends some hours after the last look, in whatever tab", () => {
  const first = nextVisit(undefined, MARCH_3, NOON);
  assert.equal(first.since, undefined, "on the first visit nothing was missed");
  assert.equal(nextVisit(first, MARCH_4, NOON + PAUSE - 1).since, undefined);
  const second = nextVisit(first, MARCH_4, NOON + PAUSE);
  assert.deepEqual(second.since, { ...MARCH_3, at: NOON });
  assert.deepEqual(sinceWhen(first, NOON + PAUSE), second.since, "pages that name no edition know as well");
  const another = nextVisit(second, MARCH_4, NOON + 2 * PAUSE - 1);
  assert.deepEqual(another.since, second.since, "another tab is the same visit");
  assert.deepEqual(nextVisit(another, MARCH_4, NOON + 4 * PAUSE).since, { ...MARCH_4, at: another.at });
  assert.equal(nextVisit(first, MARCH_4, NOON - PAUSE).since.day, MARCH_3.day, "the clock was put back");
});

test("while a reader goes through what was missed, it stays missed", () => {
  const held = { ...nextVisit(nextVisit(undefined, MARCH_3, NOON), MARCH_4, NOON + PAUSE), isHeld: true };
  const later = nextVisit(held, { day: "2026-03-20", papers: 9 }, NOON + 99 * PAUSE);
  assert.equal(later.since.day, MARCH_3.day);
  assert.equal(later.isHeld, true);
});

test("an old copy of a page takes nothing back, nor one that names not all papers of its day", () => {
  const visit = nextVisit(undefined, MARCH_4, NOON);
  assert.equal(nextVisit(visit, MARCH_3, NOON).day, MARCH_4.day);
  assert.deepEqual(nextVisit(visit, { day: MARCH_4.day, papers: 300 }, NOON).ids, MARCH_4.ids);
});

test("a paper is new when it came after a standing, also on the same day", () => {
  for (const [id, day, since, isNew] of [
    ["x", "2026-03-04", MARCH_3, true],
    ["x", "2026-03-02", MARCH_3, false],
    ["b", "2026-03-03", MARCH_3, false],
    ["x", "2026-03-03", MARCH_3, true], // the day was filled later
    ["x", "2026-03-03", { day: "2026-03-03", papers: 2 }, false], // nobody knows which they were
    ["x", "2026-03-04", undefined, false],
  ]) {
    assert.equal(isNewSince({ id, day }, since), isNew, `${id} ${day}`);
  }
});

test("what makes no sense in the store is no visit, or no part of one", () => {
  for (const stored of [{}, null, [1], "x", { day: 7 }, { day: "yesterday" }]) {
    assert.equal(checkVisit(stored), undefined);
  }
  assert.deepEqual(checkVisit({ day: "2026-03-03", papers: "x", ids: 1, since: { day: "" }, isHeld: 1 }), {
    day: "2026-03-03",
    papers: 0,
    ids: undefined,
    at: 0,
    since: undefined,
    isHeld: false,
  });
});

test("what was put off comes back at the end, and what was put off twice another time", () => {
  const next = (unread, later, passed = []) => nextPaper(unread, later, new Set(passed));
  assert.equal(next(["a", "b", "c"], []), "a");
  assert.equal(next(["a", "b", "c"], ["a"]), "b");
  assert.equal(next(["a", "c"], ["c", "a"]), "c", "what was put off first");
  assert.equal(next(["a", "c"], ["c", "a"], ["c"]), "a");
  assert.equal(next(["a"], ["gone", "a"], ["a"]), undefined);
  assert.equal(next([], []), undefined);
});

test("what was missed comes first, and within it what the reader likes best", () => {
  const order = (missed, ranks) =>
    inReadersOrder(
      ["a", "b", "c", "d"].map((id) => ({ id })),
      ({ id }) => missed.includes(id),
      new Map(ranks.map((id, place) => [id, place])),
    )
      .map(({ id }) => id)
      .join("");
  assert.equal(order("", []), "abcd");
  assert.equal(order("bd", []), "bdac");
  assert.equal(order("bd", ["d", "c"]), "dbca");
});

test("whatever is stored as a note comes out as one", () => {
  const none = { note: "", tags: [], later: false };
  for (const spoilt of [
    null,
    undefined,
    5,
    "x",
    [],
    { note: {}, tags: "a", later: 1 },
    { tags: [1, null, ["a"]] },
  ]) {
    assert.deepEqual(checkNote(spoilt), none);
  }
  const evil = "<img src=x onerror=alert(1)>";
  assert.deepEqual(checkNote({ note: evil, tags: [evil, " a\u0000\n b "], later: true, more: 1 }), {
    note: evil,
    tags: [evil, "a b"],
    later: true,
  });
  const many = checkNote({
    note: "x".repeat(1e6),
    tags: Array.from({ length: 999 }, (_, place) => `t${place}`),
  });
  assert.deepEqual([many.note.length, many.tags.length], [20_000, MOST_TAGS]);
  assert.ok(!hasWords({ ...none, note: " \n" }) && hasWords({ ...none, later: true }));
});

test("tags are parted by commas, each once however it is capitalised, and renamed into one another", () => {
  assert.deepEqual(splitTags(" Optics, to  cite,,optics , ж"), ["Optics", "to cite", "ж"]);
  assert.deepEqual(renameTag(["a", "b", "c"], "B", "x"), ["a", "x", "c"]);
  assert.deepEqual(renameTag(["a", "b", "c"], "c", "A"), ["a", "b"]);
});

test("a note that two tabs changed keeps both, and otherwise the change that was made", () => {
  for (const [before, mine, theirs, merged] of [
    ["a", "ab", "a", "ab"],
    ["a", "a", "ac", "ac"],
    ["a", "ab", "ac", "ab\n\nac"],
    ["a", "ab", "", "ab"],
    ["a", "", "ac", "ac"],
    ["", "x", "x y", "x y"],
  ]) {
    assert.equal(mergeWords(before, mine, theirs), merged, `${before} ${mine} ${theirs}`);
  }
  const here = { note: "mine", tags: ["a"], later: false };
  assert.deepEqual(mergeNotes(here, { note: "theirs", tags: ["A", "b"], later: true }), {
    note: "mine",
    tags: ["a", "b"],
    later: true,
  });
});

test("a view of saved papers comes back as the same address, and what makes no sense is left out", () => {
  for (const address of ["?", "?q=light+sound", "?tag=In+vitro&tag=%E2%98%85&later=1&sort=title"]) {
    assert.equal(formatView(parseView(address)), address);
  }
  const asked = parseView("?tag=&tag=a&tag=A&tag=%2C&later=yes&sort=constructor");
  assert.deepEqual(asked, { words: "", tags: ["a"], later: false, sort: "saved" });
  assert.deepEqual(withTagToggled(asked, "A").tags, []);
  assert.deepEqual(withTagToggled(asked, "b").tags, ["a", "b"]);
});

test("saved papers are found by all words and tags, and sorted by time or by the alphabet", () => {
  const item = (id, title, author, saved, note) => {
    const paper = {
      id,
      title,
      authors: [author],
      day: "",
      date: "",
      doi: "",
      arxiv: id,
      url: "",
      pdf: "",
      links: [],
      saved,
    };
    const whole = { note: "", tags: [], later: false, ...note };
    return { paper, note: whole, text: searchedText(paper, whole) };
  };
  const items = [
    item("1", "Zebras 10", "Ada Young", "2026-01-01", { note: "Señal débil", tags: ["Optics", "b"] }),
    item("2", "zebras 9", "Bo Árbol", "2026-01-03", { tags: ["optics"], later: true }),
    item("3", "Apes", "Cy van Zed", "2026-01-02"),
  ];
  const found = (address) => items.filter(matcherOf(parseView(address))).map(({ paper }) => paper.id);
  assert.deepEqual(found("?"), ["1", "2", "3"]);
  assert.deepEqual(found("?q=ZEBRAS+senal"), ["1"]);
  assert.deepEqual(found("?tag=optics"), ["1", "2"]);
  assert.deepEqual(found("?tag=optics&tag=B"), ["1"]);
  assert.deepEqual(found("?later=1&q=arbol"), ["2"]);
  assert.deepEqual(found("?q=nothing"), []);
  const sorted = (sort) => sortItems(items, sort).map(({ paper }) => paper.id);
  assert.deepEqual(sorted("saved"), ["2", "3", "1"]);
  assert.deepEqual(sorted("title"), ["3", "2", "1"]);
  assert.deepEqual(sorted("author"), ["2", "3", "1"]);
  assert.deepEqual(countTags(items.map(({ note }) => note)), [
    ["b", 1],
    ["Optics", 2],
  ]);
});

test("keys lead from dot to dot in the order of the page and stop at both ends", () => {
  assert.equal(placeAfter("ArrowRight", 3, 10), 4);
  assert.equal(placeAfter("ArrowUp", 0, 10), 0);
  assert.equal(placeAfter("ArrowDown", 9, 10), 9);
  assert.equal(placeAfter("End", 2, 10), 9);
  assert.equal(placeAfter("Home", 7, 10), 0);
});

test("a dot has one mark: saved, else followed, else near what was saved or read", () => {
  const dot = (id, across, down) => ({ id, across, down });
  const dots = [
    dot("saved", 0.5, 0.5),
    dot("followed", 0.52, 0.5),
    dot("near", 0.47, 0.52),
    dot("far", 0.9, 0.1),
    dot("read", 0.1, 0.1),
    dot("beside", 0.1, 0.15),
  ];
  const marks = marksOf(dots, {
    saved: new Set(["saved"]),
    followed: new Set(["followed", "saved"]),
    read: new Set(["read"]),
  });
  assert.deepEqual(Object.fromEntries(marks), {
    saved: "saved",
    followed: "followed",
    near: "near",
    beside: "near",
  });
});
