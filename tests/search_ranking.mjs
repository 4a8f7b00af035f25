// Ranks the queries of a file with the browser's engine: papers and scores, and papers with a made-up meaning.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { SearchIndex } from "../generator/broadsheet/theme/assets/scripts/search/engine/engine.js";

const [, , folder, queries] = process.argv;
const index = await SearchIndex.open(
  async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/search/data/${name}.bin`))),
);
const meaning = async () => Float32Array.from({ length: index.papers }, (_, paper) => (paper % 97) / 97);
const answers = [];
for (const query of JSON.parse(readFileSync(queries, "utf8"))) {
  index.meaning = null;
  const { papers, words } = await index.search(query, { most: 20 });
  const numbers = words.length ? papers.map(({ paper }) => paper) : [];
  const scores = numbers.map((paper) => index.scores[paper]);
  index.meaning = meaning;
  const meant = (await index.search(query, { most: 20 })).papers.map(({ paper }) => paper);
  answers.push({ papers: numbers, scores, meant });
}
console.log(JSON.stringify(answers));
