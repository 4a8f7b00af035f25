// The formats of citations: what a reference manager is given. Run by tests/test_cite.py.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  escapeLatex,
  writeBibtex,
  writeCsl,
  writeRis,
} from "../generator/broadsheet/theme/assets/scripts/citations/formats.js";
import { givenFirst, parseName } from "../generator/broadsheet/theme/assets/scripts/citations/names.js";
import {
  checkPaper,
  mergePapers,
  readSavedFile,
  writeSavedFile,
} from "../generator/broadsheet/theme/assets/scripts/citations/saved-file.js";

const paper = (more = {}) => ({
  id: "2603.00001",
  key: "",
  title: "The art of counting",
  authors: ["Ada Example"],
  day: "2026-03-02",
  date: "2026-03-01",
  year: "",
  journal: "",
  conference: "",
  volume: "",
  issue: "",
  pages: [],
  doi: "10.48550/arXiv.2603.00001",
  arxiv: "2603.00001",
  url: "https://arxiv.org/abs/2603.00001",
  pdf: "",
  links: [],
  saved: "2026-03-03T00:00:00.000Z",
  ...more,
});

test("names are told apart as far as they can be", () => {
  const told = (name) => {
    const { literal, family, given, suffix } = parseName(name);
    return [family ?? literal, given, suffix];
  };
  assert.deepEqual(told("Ada Example"), ["Example", "Ada", undefined]);
  assert.deepEqual(told("Anna van den Berg"), ["van den Berg", "Anna", undefined]);
  assert.deepEqual(told("Example, Ada B."), ["Example", "Ada B.", undefined]);
  assert.deepEqual(told("Bo Sample Jr."), ["Sample", "Bo", "Jr."]);
  assert.deepEqual(told("Bo Sample, Jr."), ["Sample", "Bo", "Jr."]);
  assert.deepEqual(told("The ATLAS Collaboration"), ["The ATLAS Collaboration", undefined, undefined]);
  assert.deepEqual(told("李明"), ["李明", undefined, undefined]);
  assert.deepEqual(told(""), ["", undefined, undefined]);
});

test("nothing that LaTeX would act on is left, and braces stay even", () => {
  const hostile = '50% of $x_1$ & {a} \\input{b} #1 ~ ^ } " | < >';
  const escaped = escapeLatex(hostile);
  assert.equal(
    escapeLatex('A "b" c: 5" (“d”), 10° μm² é 石 🎉'),
    "A ``b'' c: 5'' (“d”), 10$^\\circ$ $\\mu$m$^{2}$ é 石 🎉",
  );
  assert.equal(escapeLatex("𝛼 in ℝ, ℓ, ﬁne Ｓｔｏｎｅｓ ② Ⅳ"), "$\\alpha$ in R, $\\ell$, fine Stones 2 IV");
  assert.equal(escaped.replace(/\\[&%$#_]|\\text[a-z]+\{\}/g, "").match(/[\\{}&%$#_~^<>|"]/), null);
  const whole = writeBibtex([
    paper({ title: hostile, authors: [hostile, "A and B"], url: "https://x.example/{}" }),
  ]);
  assert.equal(whole.split("{").length, whole.split("}").length);
  assert.match(whole, /\{A and B\}/);
});

test("readers are shown a name with the given names first", () => {
  assert.equal(givenFirst("van der Berg, Ada"), "Ada van der Berg");
  assert.equal(givenFirst("Sample, Bo, Jr."), "Bo Sample Jr.");
  for (const name of ["Ada Example", "Stone AI", "李明", "a, b, c"]) assert.equal(givenFirst(name), name);
});

const vectors = JSON.parse(readFileSync(new URL("citation_vectors.json", import.meta.url), "utf8"));

test("names are parted as the build parts them", () => {
  for (const [name, parts] of vectors.names) {
    const told = Object.fromEntries(Object.entries(parseName(name)).filter(([, value]) => value));
    assert.deepEqual(told, parts, name);
  }
});

test("a paper is cited by the key that its page says, and where only a list was read, by its id", () => {
  const keyed = paper({ key: "example2026art" });
  assert.match(writeBibtex([keyed]), /^@misc\{example2026art,/);
  assert.match(writeRis([keyed]), /^ID {2}- example2026art\r$/m);
  assert.equal(JSON.parse(writeCsl([keyed]))[0].id, "example2026art");
  assert.match(writeBibtex([paper()]), /^@misc\{2603\.00001,/);
});

test("RIS lines end in CRLF, and no value breaks one", () => {
  const ris = writeRis([paper({ title: "a\r\nER  - \nb" }), paper({ id: "2" })]);
  assert.equal(ris.split("\n").length, ris.split("\r\n").length);
  assert.equal(ris.match(/^ER {2}- /gm).length, 2);
  assert.match(ris, /^TI {2}- a ER - b\r$/m);
});

test("CSL has what it needs, and nothing for what is not known", () => {
  const [first, bare] = JSON.parse(writeCsl([paper(), paper({ date: "", day: "", doi: "", arxiv: "" })]));
  assert.deepEqual(first.issued, { "date-parts": [[2026, 3, 1]] });
  assert.deepEqual(first.author, [{ family: "Example", given: "Ada" }]);
  assert.deepEqual(Object.keys(bare), ["id", "type", "title", "author", "URL"]);
});

test("without a date of its own a paper is of the year in which it was listed", () => {
  const listed = paper({ date: "" });
  assert.match(writeBibtex([listed]), /\n {2}year = \{2026\},\n(?! {2}month)/);
  assert.match(writeBibtex([paper()]), /\n {2}month = mar,\n/);
  assert.doesNotMatch(writeRis([listed]), /^DA/m);
  assert.deepEqual(JSON.parse(writeCsl([listed]))[0].issued, { "date-parts": [[2026]] });
});

test("a published paper is an article of its journal", () => {
  const article = paper({ journal: "Annals of Stones & Sand" });
  assert.match(writeBibtex([article]), /^@article\{[^]*journal = \{Annals of Stones \\& Sand\}/);
  assert.match(writeRis([article]), /^TY {2}- JOUR\r\n[^]*JO {2}- Annals of Stones & Sand\r\n/);
  assert.equal(JSON.parse(writeCsl([article]))[0]["container-title"], "Annals of Stones & Sand");
});

test("volume, pages and year are those of the journal, and no month of another year is told", () => {
  const article = paper({ journal: "J. Stones", volume: "3", issue: "2", pages: ["1", "9"], year: "2027" });
  const bibtex = writeBibtex([article]);
  assert.match(bibtex, / volume = \{3\},\n {2}number = \{2\},\n {2}pages = \{1--9\},\n {2}year = \{2027\},/);
  assert.doesNotMatch(bibtex, /month/);
  const ris = writeRis([article]);
  assert.match(
    ris,
    /PY {2}- 2027\r\nJO {2}- J. Stones\r\nVL {2}- 3\r\nIS {2}- 2\r\nSP {2}- 1\r\nEP {2}- 9\r\n/,
  );
  const [{ volume, issue, page, issued }] = JSON.parse(writeCsl([article]));
  assert.deepEqual([volume, issue, page, issued], ["3", "2", "1-9", { "date-parts": [[2027]] }]);
});

test("a paper of a conference is in its proceedings", () => {
  const talk = paper({ conference: "StoneConf 2026" });
  assert.match(writeBibtex([talk]), /^@inproceedings\{[^]*booktitle = \{StoneConf 2026\}/);
  assert.match(writeRis([talk]), /^TY {2}- CONF\r\n[^]*T2 {2}- StoneConf 2026\r\n/);
  const [{ type, "container-title": container, publisher }] = JSON.parse(writeCsl([talk]));
  assert.deepEqual([type, container, publisher], ["paper-conference", "StoneConf 2026", undefined]);
});

test("our own JSON comes back as it was", () => {
  const { papers, problems } = readSavedFile(writeSavedFile([paper()]));
  assert.deepEqual(problems, []);
  assert.deepEqual(JSON.parse(JSON.stringify(papers)), [paper()]);
});

test("a field that is not right is named, and one that is not ours is dropped", () => {
  const wrong = {
    id: "a/b",
    title: " ",
    authors: [1],
    day: "today",
    date: "2026-13-01",
    url: "ftp://x",
    links: [["a", "javascript:x"]],
    saved: "never",
  };
  const { problems } = checkPaper(paper(wrong));
  assert.deepEqual(
    problems.map((words) => words.split(":")[0]),
    Object.keys(wrong).map((name) => `paper.${name}`),
  );
  assert.ok(!("evil" in checkPaper(paper({ evil: 1 })).paper));
  assert.deepEqual(checkPaper(paper({ arxiv: "hep-th/0303001" })).problems, []);
});

test("a merge keeps what was there and takes each new paper once", () => {
  const kept = [paper()];
  const merged = mergePapers(kept, [paper({ title: "other" }), paper({ id: "2" }), paper({ id: "2" })]);
  assert.deepEqual(
    merged.map(({ id, title }) => [id, title]),
    [
      ["2603.00001", kept[0].title],
      ["2", kept[0].title],
    ],
  );
});

test("what a reader added goes where each format has a place for it, and nowhere else", () => {
  const noted = paper({
    tags: ["in vitro", "to cite_1"],
    note: "50% of it {is} new:\nER  - \n@misc{x}",
    later: true,
  });
  const bibtex = writeBibtex([noted]);
  assert.match(bibtex, /^ {2}keywords = \{in vitro, to cite\\_1\},$/m);
  assert.match(
    bibtex,
    /^ {2}annote = \{50\\% of it \\textbraceleft\{\}is\\textbraceright\{\} new: ER - @misc/m,
  );
  assert.doesNotMatch(bibtex, /\bnote = /, "styles print it");
  const ris = writeRis([noted]);
  assert.deepEqual(ris.match(/^(KW|N1) .*$/gm), [
    "KW  - in vitro",
    "KW  - to cite_1",
    "N1  - 50% of it {is} new: ER - @misc{x}",
  ]);
  assert.equal(ris.match(/^ER /gm).length, 1);
  const [item] = JSON.parse(writeCsl([noted]));
  assert.deepEqual([item.keyword, item.note], ["in vitro, to cite_1", noted.note]);
  const [plain] = JSON.parse(writeCsl([paper()]));
  assert.ok(!("keyword" in plain) && !("note" in plain));
});

test("a file of ours brings what was added back, and says what is wrong with it", () => {
  const noted = paper({ note: "<b>a</b>", tags: ["x", "X", "y"], later: true });
  const { papers, notes, problems } = readSavedFile(writeSavedFile([noted, paper({ id: "2" })]));
  assert.deepEqual(problems, []);
  assert.ok(!("note" in papers[0]), "papers and notes are kept apart");
  assert.deepEqual(notes.get(noted.id), { note: "<b>a</b>", tags: ["x", "y"], later: true });
  assert.deepEqual(notes.get("2"), { note: "", tags: [], later: false });
  const bad = readSavedFile(writeSavedFile([paper({ note: 5, tags: [""], later: "yes" })]));
  assert.deepEqual(bad.problems, [
    "papers[0].note: must be text",
    "papers[0].tags: must be a list of tags",
    "papers[0].later: must be true or false",
  ]);
});
