// Flow (a) of docs/ui.md through real pages and a real store: a penalty from the lead to the closing, with and without JavaScript.
// Needs `cargo run -p fadu-web --example office` at FADU_URL with FADU_DAY_FILE naming the file that this script writes the day into.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BASE, SHOTS, axe, browser, check, finish, fits, login, reader, shot } from "./kit.mjs";

const DAY_FILE = process.env.FADU_DAY_FILE;
const PASSWORD = process.env.FADU_PASSWORD || "correct horse";
const PARTY = "示例建筑工程有限公司";
const CODE = "91330000MA2HXAMP07";
const setDay = (day) => writeFileSync(DAY_FILE, day);

const chrome = await browser();
for (const script of process.argv[2] ? [process.argv[2] === "js"] : [true, false]) {
  console.log(script ? "with JavaScript" : "without JavaScript");
  await penalty(script);
}
await chrome.close();
finish("penalty");

async function penalty(script) {
  const people = {};
  const as = async (name) => {
    if (!people[name]) { people[name] = await reader(chrome, { script }); await login(people[name], name, PASSWORD); }
    return people[name];
  };
  // Days pass between the steps, so that sessions end: log in again where the page asks for it.
  const open = async (page, address) => {
    const answer = await page.goto(BASE + address);
    if (!page.url().includes("/login")) return answer;
    const name = Object.keys(people).find((n) => people[n] === page);
    await login(page, name, PASSWORD);
    return page.goto(BASE + address);
  };
  const look = async (page, name) => {
    if (script) { await axe(page, name); await fits(page, name); }
    await shot(page, `flow-${name}-${script ? "js" : "nojs"}`);
  };
  // Fills a form by the names of its fields, whatever kind of control each has.
  const fill = async (page, values, withOthers = []) => {
    for (const [name, value] of Object.entries(values)) {
      const all = page.locator(`[name="v.${name}"]`);
      if (await all.count() === 0) {
        const year = page.locator(`[name="v.${name}~y"]`);
        if (await year.count() === 0) { check(false, `${page.url()} does not ask for ${name}`); continue; }
        const [y, m, d] = value.split("-");
        await year.fill(y);
        await page.fill(`[name="v.${name}~m"]`, String(Number(m)));
        await page.fill(`[name="v.${name}~d"]`, String(Number(d)));
        continue;
      }
      const kind = await all.first().evaluate((e) => e.tagName === "INPUT" ? e.type : e.tagName);
      if (kind === "radio" || kind === "checkbox") for (const one of [value].flat()) await page.check(`[name="v.${name}"][value="${one}"]`);
      else if (kind === "SELECT") await all.selectOption(value);
      else await all.fill(value);
    }
    for (const person of withOthers) await page.check(`[name="with"][value="${person}"]`);
  };
  const problemsOf = async (page) => (await page.locator("#errors, main").first().innerText()).slice(0, 400).replace(/\n+/g, " / ");
  // Form → 核对 → 办理前确认 → done; gives the address it ended at.
  const perform = async (page, address, values, { others = [], picture = "", before = null } = {}) => {
    const answer = await open(page, address);
    if (!check(answer.status() === 200, `${address} answers ${answer.status()}: ${await problemsOf(page)}`)) throw new Error("stopped");
    if (before) await before(page);
    await fill(page, values, others);
    if (picture) await look(page, picture + "-form");
    await page.click("button[value=check]");
    if (!check(page.url().endsWith("/check"), `${address} goes to 核对: ${await problemsOf(page)}`)) { await shot(page, "stopped"); throw new Error("stopped"); }
    if (picture) await look(page, picture + "-check");
    await page.click("main a.act");
    if (picture) await look(page, picture + "-confirm");
    await page.click("form[data-main] button[type=submit]");
    if (!check(/\/acts\/[^/]+\?done=1$|\/approvals\//.test(page.url()), `${address} is done, at ${page.url()}: ${await problemsOf(page)}`)) { await shot(page, "stopped"); throw new Error("stopped"); }
    if (picture) await look(page, picture + "-done");
    return page.url();
  };
  const approve = async (at) => {
    if (!at.includes("/approvals/")) return at;
    const id = at.split("/").pop();
    const boss = await as("zhou");
    await open(boss, `/office/approvals`);
    await open(boss, `/office/approvals/${id}`);
    await look(boss, "approval");
    await boss.click("button[value=return]");
    check(await boss.locator("#errors").count() === 1, "returning needs a reason");
    await boss.fill("[name=reason]", "同意");
    await boss.click("button[value=approve]");
    check(boss.url().includes("/office/acts/"), "approved: " + await problemsOf(boss));
    return boss.url();
  };

  setDay("2026-03-02");
  const wang = await as("wang");
  await look(wang, "today-empty");
  await open(wang, "/office/intake/new");
  await look(wang, "intake");
  const begun = await perform(wang, "/office/intake/penalty-ordinary/register_lead", { 线索来源: "检查发现", 线索内容: "工地裸土没有覆盖", 发现日期: "2026-03-02" }, {
    picture: "lead",
    before: async (page) => { await page.fill("[name='party.name']", PARTY); await page.fill("[name='party.code']", CODE); },
  });
  await wang.goto(begun);
  await wang.click("a:has-text('回到办件')");
  const base = new URL(wang.url()).pathname;
  const alias = base.split("/").pop();
  console.log("case", alias);
  const step = async (who, day, slug, values, options) => {
    setDay(day);
    const page = await as(who);
    return approve(await perform(page, `${base}/acts/new/${slug}`, values, options));
  };
  const both = { others: ["李晓敏"] };
  await step("wang", "2026-03-03", "verify_lead", { 初步证据: "照片六张、巡查记录", 核查意见: "应当立案" }, both);
  await step("wang", "2026-03-04", "file", { 案由: "施工未采取防尘降尘措施", 案件当事人: PARTY, 处罚事项: "住建-0117", 违法行为终了日: "2026-02-27", 违法行为发生地: "示例县" }, { picture: "file" });
  await step("wang", "2026-03-05", "show_certificate", { 出示对象: "项目负责人" }, both);
  await step("wang", "2026-03-05", "inspect", { 检查地点: "城南工地", 检查情况: "裸土约两千平方米没有覆盖" }, both);
  await step("wang", "2026-03-06", "inquire", { 被询问人: "钱某", 询问内容: "承认没有覆盖，称当天雨布不够" }, both);
  // Two people at once: the second hears what happened meanwhile, and the text is kept.
  setDay("2026-03-06");
  await open(wang, `${base}/acts/new/collect`);
  await wang.fill("[name='v.证据名称']", "照片六张，写到一半");
  await step("li", "2026-03-06", "inquire", { 被询问人: "孙某", 询问内容: "工地负责人，说法一致" }, { others: ["王建国"] });
  await wang.click("button[value=check]");
  check((await wang.locator("main").innerText()).includes("有了新的办理"), "the second person hears of it: " + await problemsOf(wang));
  check((await wang.locator("[name='v.证据名称']").inputValue()) === "照片六张，写到一半", "what was typed is kept");
  await look(wang, "overtaken");
  await step("wang", "2026-03-06", "confirm_record", { 笔录核对情况: "逐页签名确认" }, both);
  await step("wang", "2026-03-06", "order_correction", { 改正要求: "覆盖裸土，洒水降尘", 改正期限: "2026-03-13" }, both);
  await step("wang", "2026-03-16", "recheck_correction", { 改正结果: "已经改正", 改正日期: "2026-03-12" }, both);
  await step("wang", "2026-03-17", "collect", { 证据名称: "施工合同、照片、巡查记录", 证据种类: "书证" }, {
    ...both, picture: "collect",
    before: async (page) => { await page.setInputFiles("#f-files", [{ name: "照片1.jpg", mimeType: "image/jpeg", buffer: Buffer.from("not really a picture") }]); },
  });
  await step("wang", "2026-03-18", "verify_evidence", { 查证情况: "照片、笔录、合同互相印证", "审查.结论": "属实" }, both);
  await step("wang", "2026-03-20", "end_investigation", { 认定事实: "2026年2月27日城南工地裸土约两千平方米没有覆盖", 违法程度: "一般", 危害后果: "一般", 拟处罚种类: ["罚款"], 拟罚款: "100000" }, { ...both, picture: "end" });
  await step("wang", "2026-03-23", "notify", { 告知理由: "违反防尘规定，情节一般，依基准在一般档处罚", "送达.方式": "直接" }, { ...both, picture: "notify" });

  // A blocked act opened by its address.
  setDay("2026-03-24");
  const boss = await as("zhou");
  const blocked = await open(boss, `${base}/acts/new/decide`);
  check(blocked.status() === 409, `a blocked act answers ${blocked.status()}`);
  check((await boss.locator("h1").innerText()).startsWith("现在还不能"), "the page says so");
  const reason = (await boss.locator(".acts ol li").first().innerText()).split("\n")[0];
  await look(boss, "blocked");
  await open(boss, base);
  check((await boss.locator("main").textContent()).includes(reason.trim().slice(0, 12)), "the act bar gives the same reason");

  // The party.
  setDay("2026-03-30");
  const party = await as("party");
  await open(party, "/my");
  await look(party, "my");
  await open(party, `/my/${alias}`);
  await look(party, "matter");
  await perform(party, `/my/${alias}/acts/new/request_hearing`, { 听证请求: "要求听证" }, { picture: "party" });

  await step("zhou", "2026-04-01", "appoint_chair", { 主持人: "何平" }, {});
  await step("he", "2026-04-02", "notify_hearing", { 听证日期: "2026-04-15", 听证地点: "局三楼会议室", 通知对象: ["当事人", "调查人员"], "送达.方式": "直接" }, { picture: "hearing-notice" });
  await step("he", "2026-04-07", "announce_hearing", {}, {});
  await step("he", "2026-04-15", "hold_hearing", { 到场人员: ["当事人", "代理人", "调查人员"], 调查人员意见: "提出事实、证据和罚款十万元的建议", 当事人意见: "承认事实，认为数额过高" }, { picture: "hearing" });
  await step("he", "2026-04-15", "confirm_hearing", { 听证笔录签字: "当事人签字" }, {});
  await step("he", "2026-04-17", "report_hearing", { 听证报告意见: "事实清楚，数额在幅度内" }, {});
  await step("zhao", "2026-04-20", "legal_review", { 法制审核意见: "主体、程序、证据、依据、裁量均合法", "审查.结论": "通过" }, { picture: "review" });
  // Each writes for oneself; the chair last; then the act takes it over.
  setDay("2026-04-22");
  const chair = await as("zhou");
  await open(chair, `${base}/meeting`);
  for (const name of ["郑强", "冯敏"]) await chair.check(`[name=members][value="${name}"]`);
  await chair.selectOption("[name=chair]", "周正");
  await look(chair, "meeting-call");
  await chair.click("form[action$='/meeting/call'] button");
  for (const [login, opinion] of [["zheng", "同意拟处罚"], ["feng", "同意拟处罚"], ["zhou", "同意多数意见"]]) {
    const member = await as(login);
    await open(member, `${base}/meeting`);
    if (login === "zheng") {
      await member.click("form[action$='/meeting/opinion'] button");
      check(await member.locator("#errors").count() === 1, "an opinion needs words");
    }
    await member.fill("[name=opinion]", opinion);
    await member.fill("[name=reason]", "事实清楚，证据充分");
    if (login === "zhou") await look(member, "meeting-chair");
    await member.click("form[action$='/meeting/opinion'] button");
  }
  await open(chair, `${base}/acts/new/discuss`);
  check((await chair.locator("[name='v.讨论意见']").inputValue()).includes("郑强：同意拟处罚"), "the opinions stand in the form");
  await step("zhou", "2026-04-22", "discuss", { 讨论意见: "三人一致同意", 讨论结论: "同意拟处罚" }, { others: ["郑强", "冯敏"], picture: "discuss" });
  const decided = await step("zhou", "2026-04-23", "decide", { 处罚理由: "申辩不成立；情节一般，按一般档罚款", 载明加处罚款: "是", 履行方式期限: "收到之日起十五日内到示例农商银行缴纳" }, { picture: "decide" });
  await step("wu", "2026-04-23", "seal", { 印章名称: "示例县住房和城乡建设局" }, {});
  await step("wang", "2026-04-24", "serve", { "送达.方式": "直接" }, both);
  // The party again, without an account, on a telephone.
  const guest = await reader(chrome, { script, width: 360, height: 740 });
  await guest.goto(BASE + "/my/find");
  await look(guest, "guest");
  await guest.fill("#number", alias);
  await guest.fill("#phone", "000");
  await guest.click("main button[type=submit]");
  check(await guest.locator("#errors").count() === 1, "a wrong telephone opens nothing");
  await guest.fill("#phone", "0571 88001234");
  await guest.click("main button[type=submit]");
  check(guest.url().endsWith(`/my/${alias}`), "number and telephone open the matter: " + guest.url());
  const told = await guest.locator("main").innerText();
  check(told.includes("申请行政复议") && told.includes("提起行政诉讼"), "the remedies are told with their days");
  check(!told.includes("立案审批表") && !told.includes("法制审核"), "papers of the office stay inside");
  await look(guest, "guest-matter");
  await guest.goto(`${BASE}/office/cases/${alias}`);
  check(!(await guest.locator("main").innerText()).includes("办案经过"), "the office's page stays closed");
  await guest.context().close();
  await step("wang", "2026-05-08", "pay", { 已缴金额: "100000", 缴款凭证号: "DS20260410001" }, {});
  await step("wang", "2026-05-11", "close", { 结案理由: "罚款已经缴清" }, {});

  // Every page of the finished case, and of the office around it.
  for (const [name, address] of [
    ["case", base], ["case-old", base + "?order=oldest"], ["asof", base + "?asof=2026-03-24"], ["evidence", base + "/evidence"], ["documents", base + "/documents"],
    ["behaviour-review", base + "/review"], ["behaviour-hearing", base + "/hearing"], ["behaviour-meeting", base + "/meeting"], ["people", base + "/people"],
    ["today", "/office"], ["cases", "/office/cases"], ["registers", "/office/registers"], ["numbers", "/office/numbers"], ["me", "/office/me"],
    ["payments", "/office/payments"], ["erase", base + "/erase"],
    ["law", "/law"], ["procedures", "/procedures"], ["procedure", "/procedures/penalty-ordinary?on=2026-05-11"], ["procedure-act", "/procedures/penalty-ordinary/acts/decide?on=2026-05-11"], ["log", "/log"],
  ]) {
    const answer = await open(wang, address);
    check(answer.status() === 200, `${address} answers ${answer.status()}`);
    const weight = (await answer.body()).length;
    check(weight <= 100 * 1024, `${address} weighs ${weight} bytes`);
    await look(wang, name);
  }
  await open(wang, base);
  check((await wang.locator(".case-head").innerText()).includes("办结"), "the case is closed");
  const chip = await open(wang, "/procedures/penalty-ordinary").then(() => wang.locator("a.norm").first().getAttribute("href"));
  const article = await open(wang, chip);
  check([200, 404].includes(article.status()), `${chip} answers ${article.status()}`);
  await look(wang, "article");

  // The decision as a file, checked by the stand-alone verifier.
  await boss.goto(decided);
  await look(boss, "decision-act");
  await boss.click(".rows a.title");
  await look(boss, "decision-document");
  const [download] = await Promise.all([boss.waitForEvent("download"), boss.click("a:has-text('下载 PDF')")]);
  const file = path.join(SHOTS, `decision-${script ? "js" : "nojs"}.pdf`);
  await download.saveAs(file);
  const verifier = process.env.FADU_VERIFY;
  if (verifier && existsSync(verifier)) {
    const said = execFileSync(verifier, [file, "--json"], { encoding: "utf8" });
    check(JSON.parse(said).valid === true, "fadu-verify says valid: " + said.slice(0, 300));
  } else console.log("  fadu-verify left out: FADU_VERIFY is not set");
  if (script) {
    await boss.goto(BASE + "/verify");
    await boss.setInputFiles("#file", file);
    await boss.click("#verify button");
    await boss.locator("#result h2").waitFor();
    check((await boss.locator("#result").innerText()).includes("是登记过的原件"), "the page /verify says the same: " + await boss.locator("#result").innerText());
    await look(boss, "verify");
    const bytes = readFileSync(file);
    bytes[2000] ^= 1;
    await boss.setInputFiles("#file", { name: "changed.pdf", mimeType: "application/pdf", buffer: bytes });
    await boss.click("#verify button");
    await boss.locator("#result h2.stop").waitFor();
    await look(boss, "verify-changed");
  }

  // Session gone: what was typed comes back after the log-in and is not sent by itself.
  await open(wang, "/office/cases");
  await wang.goto(`${BASE}${base}/people`);
  await wang.fill("#f-why", "写了很久的理由");
  await wang.context().clearCookies();
  await wang.click("main button[type=submit]");
  check(await wang.locator("input[name='kept.why']").count() === 1, "the log-in page keeps the fields");
  await look(wang, "login-kept");
  await wang.fill("#name", "wang");
  await wang.fill("#password", PASSWORD);
  await wang.click("main form button[type=submit]");
  check((await wang.locator("main").innerText()).includes("写了很久的理由"), "they are shown again");
  await look(wang, "resume");

  for (const page of Object.values(people)) await page.context().close();
}
