// Every page over the fixed answers of `cargo run -p fadu-web --example pages`: axe, width, weight, pictures.
import { BASE, axe, browser, check, finish, fits, login, reader, shot } from "./kit.mjs";

const CASE = "/office/cases/c26-000341-7";
const PAGES = [
  ["home", "/", 200], ["today", "/office", 200], ["cases", "/office/cases", 200], ["cases-empty", "/office/cases?party=没有", 200],
  ["intake", "/office/intake/new", 200], ["intake-form", "/office/intake/penalty-ordinary/register_lead", 200],
  ["case", CASE, 200], ["case-asof", CASE + "?asof=2026-09-20", 200], ["evidence", CASE + "/evidence", 200], ["documents", CASE + "/documents", 200],
  ["people", CASE + "/people", 200], ["review", CASE + "/review", 200], ["hearing", CASE + "/hearing", 200], ["meeting", CASE + "/meeting", 200],
  ["form", CASE + "/acts/new/notify_hearing", 200], ["blocked", CASE + "/acts/new/decide", 409], ["not-yours", CASE + "/acts/new/appoint_chair", 403],
  ["act", "/office/acts/a26-zj-00005?done=1", 200], ["act-void", "/office/acts/a26-zj-00004", 200], ["document", "/office/documents/d1", 200],
  ["approvals", "/office/approvals", 200], ["approval", "/office/approvals/w1", 200], ["registers", "/office/registers", 200],
  ["register", "/office/registers/certificates?on=2026-10-12", 200], ["numbers", "/office/numbers", 200], ["series", "/office/numbers/series?office=zj&pattern=x&year=2026", 200],
  ["me", "/office/me", 200], ["verify", "/verify", 200], ["security", "/admin/security", 200], ["audit", "/admin/audit", 200], ["law", "/law", 200], ["law-search", "/law?words=听证", 200], ["article", "/law/行政处罚法/a58?on=2026-10-12", 200],
  ["article-absent", "/law/没有的法/a3?on=2026-10-12", 404], ["procedures", "/procedures", 200], ["procedure", "/procedures/penalty-ordinary", 200], ["procedure-act", "/procedures/penalty-ordinary/acts/file", 200],
  ["my", "/my", 200], ["matter", "/my/c26-000341-7", 200], ["log", "/log", 200], ["feedback", "/feedback", 200], ["accessibility", "/accessibility", 200],
  ["not-found", "/office/cases/c26-000000-0", 404], ["nowhere", "/nowhere", 404],
];

const only = process.argv[2];
const chrome = await browser();
for (const [width, height] of [[1366, 768], [360, 740]]) {
  const page = await reader(chrome, { width, height });
  await page.goto(BASE + "/login");
  await axe(page, "login");
  await shot(page, `login-${width}`);
  await login(page, "wang", "demo");
  for (const [name, path, status] of PAGES) {
    if (only && !name.startsWith(only)) continue;
    const answer = await page.goto(BASE + path);
    check(answer.status() === status, `${path} answers ${answer.status()}, not ${status}`);
    const weight = (await answer.body()).length;
    check(weight <= 100 * 1024, `${name} weighs ${weight} bytes`);
    await axe(page, `${name} at ${width}`);
    await fits(page, `${name} at ${width}`);
    await shot(page, `${name}-${width}`);
  }
  if (!only) {
    await page.goto(BASE + CASE + "/acts/new/notify_hearing");
    await page.click("button[value=check]");
    check(await page.locator("#errors").count() === 1, "an incomplete form comes back with its errors");
    check((await page.title()).startsWith("错误："), "the title says so");
    check(await page.evaluate(() => document.activeElement.id) === "errors", "the summary has the focus");
    await axe(page, "form with errors"); await fits(page, "form with errors"); await shot(page, `form-error-${width}`);
    await page.fill("#f-听证地点", "三楼");
    await page.selectOption("#f-听证日期", { index: 1 });
    await page.click("button[value=check]");
    check(page.url().endsWith("/check"), "a complete form goes to 核对");
    await axe(page, "check"); await shot(page, `check-${width}`);
    await page.click("main a.act");
    await axe(page, "confirm"); await shot(page, `confirm-${width}`);
    await page.click("main button[type=submit]");
    check(page.url().includes("/office/acts/"), "the act ends on its page");
    await page.goto(BASE + CASE + "?size=large"); await axe(page, "large case"); await fits(page, `large case at ${width}`); await shot(page, `case-large-${width}`);
    await page.goto(BASE + CASE + "/acts/new/notify_hearing"); await axe(page, "large form"); await fits(page, `large form at ${width}`); await shot(page, `form-large-${width}`);
    await page.goto(BASE + "/office?size=normal");
  }
  await page.context().close();
}
await chrome.close();
finish("pages");
