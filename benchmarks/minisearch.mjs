// Reads the path of papers (JSON) on the first line, then a query a line; writes a line of ids for each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const MiniSearch = createRequire(`${process.argv[2]}/`)("minisearch");
const engine = new MiniSearch({
  fields: ["title", "abstract", "authors", "keywords", "organisation"],
  searchOptions: { boost: { title: 3 }, prefix: true, fuzzy: 0.2 },
});
let loaded = false;
for await (const line of createInterface({ input: process.stdin })) {
  if (loaded)
    console.log(
      JSON.stringify(
        engine
          .search(line)
          .slice(0, 50)
          .map(({ id }) => id),
      ),
    );
  else {
    engine.addAll(JSON.parse(readFileSync(line, "utf8")));
    loaded = true;
    console.log("[]");
  }
}
