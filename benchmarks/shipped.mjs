// Asks the engine that ships, with its layer of meaning: papers found by words alone, and with meaning.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { SearchIndex } from "../generator/broadsheet/theme/assets/scripts/search/engine/engine.js";
import { openMeaning } from "../generator/broadsheet/theme/assets/scripts/search/engine/meaning.js";

const [, , folder, queries, deepest] = process.argv;
const load = async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/search/data/${name}.bin`)));
const index = await SearchIndex.open(load);
index.meaning = await openMeaning(load, index.papers);
const found = async (query, meaning) => {
  const { papers } = await index.search(query, { most: Number(deepest), meaning });
  return papers.map(({ paper }) => paper);
};
const answers = [];
for (const query of JSON.parse(readFileSync(queries, "utf8")))
  answers.push([await found(query, false), await found(query, true)]);
console.log(JSON.stringify(answers));
