// The page's verifier on the vectors that every verifier must answer (docs/vectors/receipt).
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
(0, eval)(readFileSync(path.join(root, "assets/verify.js"), "utf8"));
const folder = path.join(root, "docs/vectors/receipt");
const { cases } = JSON.parse(readFileSync(path.join(folder, "manifest.json"), "utf8"));
const load = (name) => new Uint8Array(readFileSync(path.join(folder, name)));
const KEYS = ["checkpoint", "document", "inclusion", "log_key", "steps", "valid", "witnesses"];
let wrong = 0;
for (const one of cases) {
  let report = null, exit = 2;
  try {
    if (one.key && !faduVerify.isLogKey(one.key) || !(one.witness || []).every(faduVerify.isWitnessKey)) throw new faduVerify.Unreadable("key");
    const all = faduVerify.verify(load(one.file), { document: one.document ? load(one.document) : null, key: one.key, witnesses: one.witness });
    report = Object.fromEntries(KEYS.map((k) => [k, all[k]]));
    exit = report.valid ? 0 : 1;
  } catch (e) { if (!(e instanceof faduVerify.Unreadable)) throw e; }
  const expected = one.report && Object.fromEntries(KEYS.map((k) => [k, one.report[k]]));
  if (exit !== one.exit || JSON.stringify(report) !== JSON.stringify(expected)) {
    wrong += 1;
    console.log(`✕ ${one.name}: exit ${exit}, expected ${one.exit}\n  ${JSON.stringify(report)}\n  ${JSON.stringify(expected)}`);
  }
}
console.log(`verify: ${cases.length - wrong} of ${cases.length} vectors answered alike`);
process.exit(wrong || !cases.length ? 1 : 0);
