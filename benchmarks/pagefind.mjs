// Writes a Pagefind index of papers.json, found in the folder, to its subfolder pagefind/.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [, , modules, folder] = process.argv;
const { createIndex } = await import(pathToFileURL(`${modules}/node_modules/pagefind/lib/index.js`));
const { index } = await createIndex();
for (const paper of JSON.parse(readFileSync(`${folder}/papers.json`, "utf8"))) {
  const { id, title, ...texts } = paper;
  await index.addCustomRecord({
    url: `/paper/${id}/`,
    content: [title, ...Object.values(texts)].join("\n"),
    language: "en",
    meta: { title },
  });
}
await index.writeFiles({ outputPath: `${folder}/pagefind` });
process.exit(0);
