// Every page that links reach, as each sample log-in: axe, width, weight, console; nothing answers 500.
// FADU_LOGINS="wang:fadu-2026 party:fadu-2026" FADU_URL=… node crawl.mjs [pages for each]
import { BASE, axe, browser, check, finish, fits, login, reader, shot } from "./kit.mjs";

const MOST = Number(process.argv[2] || 60);
const kind = (address) => address.replace(/\?.*/, "").replace(/\/[ca]26-[^/]+/g, "/ID").replace(/[0-9a-f-]{20,}/g, "ID").replace(/\d+/g, "N");
const chrome = await browser();
for (const [name, password] of (process.env.FADU_LOGINS || "wang:correct horse,party:correct horse").split(",").map((p) => p.split(":"))) {
  const page = await reader(chrome);
  await login(page, name, password);
  const start = new URL(page.url()).pathname, queue = ["/", start, "/law", "/verify"], seen = new Set(queue), kinds = new Map();
  let visited = 0;
  while (queue.length && visited < MOST) {
    const address = queue.shift();
    if (/\.pdf$|receipt$|checkpoint$|\/files\/|\/text$|size=/.test(address)) continue;
    // Three pages of a kind say enough.
    const count = kinds.get(kind(address)) || 0;
    if (count >= 3) continue;
    kinds.set(kind(address), count + 1);
    const answer = await page.goto(BASE + address);
    visited += 1;
    check(answer.status() < 500, `${name}: ${address} answers ${answer.status()}`);
    check((await answer.body()).length <= 100 * 1024, `${name}: ${address} weighs ${(await answer.body()).length} bytes`);
    await axe(page, `${name} ${address}`);
    await fits(page, `${name} ${address}`);
    if (count === 0) await shot(page, `crawl-${name}-${kind(address).replace(/[^\w]+/g, "_")}`);
    const links = await page.$$eval("a[href]", (all) => all.map((a) => a.getAttribute("href")).filter((h) => h.startsWith("/")));
    for (const link of links) { const plain = link.replace(/#.*/, ""); if (!seen.has(plain)) { seen.add(plain); queue.push(plain); } }
  }
  console.log(`${name}: ${visited} pages of ${kinds.size} kinds`);
  await page.context().close();
}
await chrome.close();
finish("crawl");
