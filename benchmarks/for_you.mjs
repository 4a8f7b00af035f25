// Orders days for readers with the module that ships, from the files that ship: for each question the place of
// each paper among those of its day, best first.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { Archive, knownPapers } from "../generator/broadsheet/theme/assets/scripts/for-you/archive.js";
import { rankPapers } from "../generator/broadsheet/theme/assets/scripts/for-you/ranking.js";

const [, , folder, questions] = process.argv;
const load = async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/for-you/data/${name}.bin`)));
const archive = await Archive.open(load);
const thirds = await archive.readAll();
// Time of the processor, in ms: it depends less on what else the machine does than the clock's.
const spent = () => process.cpuUsage().user / 1000;
const orders = [];
let total = 0;
for (const { saved, day } of JSON.parse(readFileSync(questions, "utf8"))) {
  const liked = knownPapers(thirds, saved).map(({ id, place }) => ({ id, title: id, place }));
  const papers = knownPapers(thirds, day);
  const start = spent();
  const ranked = rankPapers(papers, { liked, unwanted: [], followed: [], novelty: 0 });
  total += spent() - start;
  orders.push(ranked.map(({ id }) => id));
}
const mean = total / orders.length;
const everything = knownPapers(
  thirds,
  thirds.flatMap(({ ids }) => ids),
);
const liked = everything.slice(0, 8).map(({ id, place }) => ({ id, title: id, place }));
const many = Array.from({ length: 40_000 }, (_, paper) => everything[paper % everything.length]);
const start = spent();
rankPapers(many, { liked, unwanted: [], followed: [], novelty: 0 });
const largest = spent() - start;
console.log(JSON.stringify({ orders, mean, largest, sizes: archive.sizes }));
