// Prints items in styles of the Citation Style Language with citeproc-js: reads {styles, locale, items} as JSON
// from standard input, answers with the entries of each style in their order. Run by test_name_judges.py.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(new URL("../tools/lint/package.json", import.meta.url));
const CSL = require("citeproc");

const { styles, locale, items } = JSON.parse(readFileSync(0, "utf8"));
const byId = new Map(items.map((item) => [item.id, item]));
const system = { retrieveLocale: () => locale, retrieveItem: (id) => byId.get(id) };
const answer = {};
for (const [name, style] of Object.entries(styles)) {
  const engine = new CSL.Engine(system, style, "en-US", true);
  engine.setOutputFormat("text");
  engine.updateItems([...byId.keys()]);
  const [{ entry_ids: ids }, entries] = engine.makeBibliography();
  answer[name] = entries.map((entry, place) => [ids[place][0], entry.trim()]);
}
process.stdout.write(JSON.stringify(answer));
