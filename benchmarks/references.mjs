// Reads a file of references and finds its papers with the modules that ship, in the files that ship: which
// paper each entry is, and how long it took.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

import { Archive, matchReferences } from "../generator/broadsheet/theme/assets/scripts/for-you/archive.js";
import { readReferences } from "../generator/broadsheet/theme/assets/scripts/for-you/references.js";

const [, , folder, file] = process.argv;
const load = async (name) => new Uint8Array(gunzipSync(readFileSync(`${folder}/for-you/data/${name}.bin`)));
const text = readFileSync(file, "utf8");
const start = performance.now();
const archive = await Archive.open(load);
const thirds = await archive.readAll();
const references = readReferences(text);
const found = matchReferences(thirds, references);
console.log(JSON.stringify({ found, ms: performance.now() - start }));
