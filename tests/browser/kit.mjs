// What both scripts share: a browser, a log-in, an axe run, screenshots, and counting what is wrong.
import { readFileSync, mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const HERE = path.dirname(fileURLToPath(import.meta.url));

export const BASE = (process.env.FADU_URL || "http://127.0.0.1:8099").replace(/\/$/, "");
export const SHOTS = process.env.FADU_SHOTS || path.join(HERE, "../../shots");
mkdirSync(SHOTS, { recursive: true });

export const problems = [];
export function check(holds, text) {
  if (!holds) { problems.push(text); console.log("  ✕ " + text); }
  return holds;
}

export function finish(what) {
  if (problems.length) { console.log(`${what}: ${problems.length} problem(s)`); for (const p of problems) console.log(" - " + p); process.exit(1); }
  console.log(`${what}: all is well`);
}

export async function browser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

// Axe needs to evaluate text, which our policy forbids to pages: the test's own context goes around it.
// `script: false` is a reader without JavaScript.
export async function reader(chrome, { script = true, width = 1366, height = 768 } = {}) {
  const context = await chrome.newContext({ viewport: { width, height }, javaScriptEnabled: script, locale: "zh-CN", acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(20000);
  page.on("console", (m) => {
    // A status of 4xx that the test asked for is reported as an error by the browser; it is checked by itself.
    if (m.type() === "error" && !/the server responded with a status of 4\d\d/.test(m.text())) check(false, `console at ${page.url()}: ${m.text()}`);
  });
  page.on("pageerror", (e) => check(false, `script error at ${page.url()}: ${e.message}`));
  return page;
}

export async function login(page, name, password) {
  await page.goto(BASE + "/login");
  await page.fill("#name", name);
  await page.fill("#password", password);
  await page.click("main form button[type=submit]");
  check(!page.url().endsWith("/login"), `${name} can log in`);
}

export async function axe(page, name) {
  await page.evaluate(AXE).catch(() => page.addScriptTag({ content: AXE }));
  const result = await page.evaluate(async () => {
    const r = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
    return r.violations.map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`);
  });
  for (const v of result) check(false, `axe on ${name}: ${v}`);
}

// No page scrolls sideways; tables scroll in their own region.
export async function fits(page, name) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name} is ${wide}px wider than the window`);
}

export async function shot(page, name) {
  await page.screenshot({ path: path.join(SHOTS, name + ".png"), fullPage: true });
}
