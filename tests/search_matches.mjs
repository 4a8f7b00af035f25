// Gives for each query of a file all papers that match it, by their numbers, and the paper whose id it is.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { SearchIndex } from "../generator/broadsheet/theme/assets/scripts/search/engine/engine.js";

const [, , folder, queries] = process.argv;
const index = await SearchIndex.open(
  async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/search/data/${name}.bin`))),
);
const answers = [];
for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
  const { matches, direct, papers, words } = await index.search(query);
  const best = papers.map(({ paper }) => paper);
  answers.push({ matches: words.length ? [...matches] : [], direct, best });
}
console.log(JSON.stringify(answers));
