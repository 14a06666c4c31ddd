//! Random small procedures, as text, that use every clause and every form of formula; random histories of them.

use std::fmt::Write;

use serde_json::{Value as Json, json};

/// xorshift64*: the same numbers from the same seed everywhere.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            dice.next();
        }
        dice
    }
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
    pub fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
    pub fn pick<'x, T>(&mut self, all: &'x [T]) -> &'x T {
        &all[self.below(all.len())]
    }
    pub fn of(&mut self, all: &[&str]) -> String {
        (*self.pick(all)).to_owned()
    }
}

const ACTS: [&str; 9] = ["起案", "甲行", "乙行", "丙行", "丁行", "戊行", "归行", "系行", "结案"];
const MEANT: [&str; 3] = ["〔义一〕", "〔义二〕", "〔义三〕"];
const TITLES: [&str; 4] = ["《行政处罚法》1", "《行政复议法》1", "《政府信息公开条例》1", "《无此法》1"];
const TERMS: [&str; 14] = ["3日", "5日", "7日", "10日", "15日", "2工作日", "5工作日", "4自然日", "1个月", "2个月", "1年", "24小时", "30小时", "0日"];

/// Where a formula stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Condition,
    Plain,
    Entry,
}

struct Writer<'d> {
    d: &'d mut Dice,
    place: Place,
    /// Computed facts and duties that may be named so far.
    computed: Vec<String>,
    duties: Vec<String>,
}

impl Writer<'_> {
    fn act(&mut self) -> String {
        if self.d.one_in(4) { self.d.of(&MEANT) } else { self.d.of(&ACTS) }
    }
    fn term(&mut self) -> String {
        match self.d.below(8) {
            0 => "期参".into(),
            1 => "期实".into(),
            _ => self.d.of(&TERMS),
        }
    }
    fn moment(&mut self) -> String {
        match self.d.below(3) {
            0 => self.d.of(&["额", "数", "期", "选", "多", "旗", "员", "〔值〕"]),
            _ => self.act(),
        }
    }
    fn date(&mut self, depth: usize) -> String {
        match self.d.below(if depth == 0 { 4 } else { 8 }) {
            0 | 1 => "期".into(),
            2 => "今日".into(),
            3 => format!("效日 {}", self.act()),
            4 => format!("末日 {} {}", self.date(0), self.term()),
            5 => format!("{} + {}", self.date(0), self.d.of(&TERMS)),
            6 => format!("{} - {}", self.date(0), self.d.of(&TERMS)),
            _ => format!("期@{}", self.act()),
        }
    }
    fn money(&mut self, depth: usize) -> String {
        match self.d.below(if depth == 0 { 4 } else { 10 }) {
            0 | 1 => "额".into(),
            2 => "额参".into(),
            3 => self.d.of(&["100元", "50.5元", "1万元", "0元"]),
            4 => format!("额@{}", self.act()),
            5 => format!("较小 ({}, {})", self.money(0), self.money(0)),
            6 => format!("较大 ({}, {})", self.money(0), self.money(0)),
            7 => format!("{} × {}", self.money(0), self.d.of(&["2", "30%", "0.335", "数"])),
            8 => format!("{} ÷ {}", self.money(0), self.d.of(&["3", "7", "数"])),
            _ => format!("{} + {}", self.money(0), self.money(0)),
        }
    }
    fn number(&mut self, depth: usize) -> String {
        match self.d.below(if depth == 0 { 3 } else { 11 }) {
            0 | 1 => "数".into(),
            2 => self.d.of(&["0", "1", "2", "3"]),
            3 => format!("次数 {}", self.act()),
            4 => "个数 多".into(),
            5 => "个数 员".into(),
            6 => {
                let ends = [self.date(0), self.act()];
                format!("日数 {} 至 {}", self.d.pick(&ends).clone(), self.date(0))
            }
            7 if self.place != Place::Entry => format!("计 记录 ({})", self.entry()),
            8 if !self.duties.is_empty() => format!("逾期 {}", self.d.pick(&self.duties).clone()),
            9 => "数@乙行".into(),
            _ => format!("{} {} {}", self.number(0), self.d.of(&["+", "-", "×"]), self.number(0)),
        }
    }
    fn entry(&mut self) -> String {
        let before = self.place;
        self.place = Place::Entry;
        let one = |w: &mut Self| match w.d.below(7) {
            0 => "栏选 = 上".to_owned(),
            1 => "栏选 = 选".to_owned(),
            2 => format!("栏额 {} {}", w.op(), w.money(0)),
            3 => "栏旗".to_owned(),
            4 => format!("栏日 ≤ {}", w.date(0)),
            5 => "数 > 1".to_owned(),
            _ => "旗".to_owned(),
        };
        let mut e = one(self);
        if self.d.one_in(3) {
            e = format!("{e} {} {}", self.d.of(&["且", "或"]), one(self));
        }
        self.place = before;
        e
    }
    fn op(&mut self) -> String {
        self.d.of(&["=", "≠", "<", "≤", ">", "≥"])
    }
    fn atom(&mut self) -> String {
        let hand = self.place == Place::Condition;
        match self.d.below(if hand { 36 } else { 27 }) {
            0 | 1 => format!("已 {}", self.act()),
            2 => format!("未 {}", self.act()),
            3..=5 => format!("{} 后于 {}", self.moment(), self.moment()),
            6 | 7 => format!("期满 {} {}", self.act(), self.term()),
            8 => format!("期内 {} {}", self.act(), self.term()),
            9 => format!("逾 {} {}", self.date(0), self.term()),
            10 | 11 => format!("{} {} {}", self.date(1), self.op(), self.date(1)),
            12 | 13 => format!("{} {} {}", self.money(1), self.op(), self.money(1)),
            14 | 15 => format!("{} {} {}", self.number(1), self.op(), self.number(1)),
            16 => format!("选 {} {}", self.op(), self.d.of(&["上", "中", "下", "选@甲行"])),
            17 => self.d.of(&["多 含 子", "多 含任一 (丑, 寅)", "多 皆在 多二", "多 = 子", "多二 含 丑", "旗 = 否"]),
            18 => self.d.of(&["已填 额", "已填 选", "已填 初额", "已填 〔值〕", "〔值〕 > 100元"]),
            19 if self.place != Place::Entry => format!("有 记录 ({})", self.entry()),
            20 if self.place != Place::Entry => {
                format!("{} 记录 ({})", self.d.of(&["有", "尽"]), self.entry())
            }
            21 if !self.duties.is_empty() => format!("未决 {}", self.d.pick(&self.duties).clone()),
            22 => self.d.of(&["旧案.已 甲行", "旧案.旗 = 是", "旧案.数 = 2", "旧案.选 = 上"]),
            23 => self.d.of(&["丙行.方式 = 直接", "送达.方式 = 公告", "审查.结论 = 通过", "丁行.结论 ≠ 通过"]),
            24 if !self.computed.is_empty() => self.d.pick(&self.computed).clone(),
            25 => self.d.of(&["源旗", "源额 > 10元", "案簿额 < 额", "档 = 甲档"]),
            26 => "旗".into(),
            27 => format!("人数 ≥ {}", self.d.of(&["1", "2"])),
            28 => self.d.of(&["由 承办", "由 审核", "由 〔办〕"]),
            29 => "避 员".into(),
            30..=32 => format!("{} {}", self.d.of(&["异人", "同人"]), self.act()),
            33 => "有效 资格".into(),
            34 => self.d.of(&["本.方式 = 电子", "本.结论 = 通过"]),
            _ => "旗".into(),
        }
    }
    fn formula(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.atom();
        }
        match self.d.below(7) {
            0 | 1 => format!("({} 或 {})", self.formula(depth - 1), self.formula(depth - 1)),
            2 => format!("({} 且 {})", self.formula(depth - 1), self.formula(depth - 1)),
            3 => format!("非 ({})", self.formula(depth - 1)),
            4 => format!("({} 或 {} 或 {})", self.formula(0), self.formula(0), self.formula(0)),
            _ => self.atom(),
        }
    }
}

const FIXED: &str = "\
角色 承办
  持 资格
  义 办
角色 审核
  义 审, 办
角色 相对人
  外部
角色 平台
  系统

参数 额参 金额 = 200元
参数 期参 期限 = 4日

名录 资格 qualified
  字段 证号 文本
名录 记录 records
  字段 栏键 文本
  字段 栏选 单选 上|中|下 序
  字段 栏额 金额
  字段 栏旗 是否
  字段 栏日 日期
  键 栏键
名录 案簿 inner
  字段 簿选 单选 上|中|下 序
  字段 簿额 金额
  键 簿选
  由 甲行, 乙行 立 (簿选 = 选, 簿额 = 额)
  由 戊行 销 按 选
  案内

事实 额 金额
  义 值
事实 初额 金额
  初 5元
事实 数 整数
事实 期 日期
事实 选 单选 上|中|下 序
事实 多 多选 子|丑|寅
事实 多二 多选 子|丑|寅
  初 子
事实 旗 是否
事实 初旗 是否
  初 否
事实 员 列 人员
事实 文 文本
事实 旧案 案件
事实 期实 期限
事实 源旗 是否
  源 记录.栏旗 按 文
事实 源额 金额
  源 记录.栏额 按 文
事实 案簿额 金额
  源 案簿.簿额 按 选
";

const FACTS: [&str; 13] = ["额", "初额", "数", "期", "选", "多", "多二", "旗", "初旗", "员", "文", "旧案", "期实"];

/// A random procedure.
pub fn procedure(d: &mut Dice) -> String {
    let mut t = String::new();
    let opens = if d.one_in(4) { "起案, 甲行" } else { "起案" };
    let closes = if d.one_in(3) { "结案, 丁行" } else { "结案" };
    let title = d.of(&TITLES);
    write!(t, "程序 试程 trial\n  起 {opens}\n  终 {closes}\n  依据 {title}\n\n{FIXED}\n").unwrap();
    let mut w = Writer { d, place: Place::Plain, computed: Vec::new(), duties: Vec::new() };
    if w.d.one_in(2) {
        t.push_str("事实 档 单选 甲档|乙档|丙档\n\n");
        let kind = w.d.of(&["唯一", "首中"]);
        write!(t, "表 档表\n  入 选, 额\n  出 档\n  {kind}\n  | 选 | 额 | 档 |\n").unwrap();
        for _ in 0..1 + w.d.below(3) {
            let cells = [w.d.of(&["上", "中、下", "-", "≥ 中"]), w.d.of(&["< 100元", "[50元, 200元]", "-", "> 100元"])];
            let out = w.d.of(&["甲档", "乙档", "丙档"]);
            writeln!(t, "  | {} | {} | {out} |", cells[0], cells[1]).unwrap();
        }
        t.push('\n');
    } else {
        t.push_str("事实 档 单选 甲档|乙档|丙档\n  初 甲档\n");
    }
    for name in ["算旗", "算二"] {
        let e = w.formula(2);
        writeln!(t, "事实 {name} 是否\n  = {e}").unwrap();
        w.computed.push(name.to_owned());
    }
    let (money, date, number) = (w.money(1), w.date(1), w.number(1));
    write!(t, "事实 算额 金额\n  = {money}\n事实 算期 日期\n  = {date}\n事实 算数 数\n  = {number}\n\n").unwrap();
    acts(&mut w, &mut t);
    for n in 0..w.d.below(4) {
        duty(&mut w, &mut t, n);
    }
    conditions(&mut w, &mut t);
    t
}

fn some(d: &mut Dice, all: &[&str], n: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for _ in 0..n {
        let x = d.of(all);
        if !out.contains(&x) {
            out.push(x);
        }
    }
    out
}

fn acts(w: &mut Writer, t: &mut String) {
    for (i, act) in ACTS.iter().enumerate() {
        writeln!(t, "行为 {act} act{i}").unwrap();
        if *act == "系行" {
            t.push_str("  由 平台\n  无义 因 \"试\"\n");
            continue;
        }
        let roles = w.d.of(&["承办", "审核", "承办, 审核", "相对人", "审核, 相对人"]);
        writeln!(t, "  由 {roles}").unwrap();
        let n = w.d.below(3);
        let fills = some(w.d, &FACTS, n);
        let n = w.d.below(3);
        let may: Vec<String> = some(w.d, &FACTS, n).into_iter().filter(|f| !fills.contains(f)).collect();
        for (word, list) in [("填", &fills), ("选填", &may)] {
            if !list.is_empty() {
                writeln!(t, "  {word} {}", list.join(", ")).unwrap();
            }
        }
        let n = 1 + w.d.below(2);
        let meanings = some(w.d, &["义一", "义二", "义三"], n);
        if w.d.one_in(3) {
            t.push_str("  无义 因 \"试\"\n");
        } else {
            writeln!(t, "  义 {}", meanings.join(", ")).unwrap();
        }
        match *act {
            "丙行" => t.push_str("  类 送达\n"),
            "丁行" => t.push_str("  类 审查\n"),
            "戊行" => writeln!(t, "  撤 {}", w.d.of(&["甲行", "丙行", "甲行, 丙行", "结案", "戊行"])).unwrap(),
            "归行" => t.push_str("  结后\n"),
            _ => {}
        }
        if w.d.one_in(2) {
            t.push_str("  多次\n");
        }
        if w.d.one_in(3) {
            writeln!(t, "  补录 {}", w.d.of(&["3日", "5工作日", "1个月", "期参"])).unwrap();
        }
    }
    t.push('\n');
}

fn duty(w: &mut Writer, t: &mut String, n: usize) {
    let name = ["应一", "应二", "应三"][n];
    let (target, date) = (w.act(), w.d.one_in(4));
    let trigger = if date { w.d.of(&["期", "算期"]) } else { w.act() };
    let length = match w.d.below(6) {
        0 => "后 及时".to_owned(),
        1 if date => format!("前 {}", w.term()),
        _ => format!("后 {} 内", w.term()),
    };
    let condition = if w.d.one_in(2) { format!(" 若 {}", w.formula(1)) } else { String::new() };
    let label = if w.d.one_in(4) { String::new() } else { format!("{name}: ") };
    writeln!(t, "应 {label}{target} 于 {trigger} {length}{condition}").unwrap();
    if w.d.one_in(2) {
        writeln!(t, "  据 {}", w.d.of(&TITLES)).unwrap();
    }
    if w.d.one_in(5) {
        t.push_str("  不顺延\n");
    }
    let plain = !length.contains("及时") && !length.contains('前');
    if plain && w.d.one_in(2) {
        let times = w.d.of(&["", " 1次", " 2次"]);
        writeln!(t, "  延 {} {}{times}", w.d.of(&ACTS), w.d.of(&TERMS)).unwrap();
    }
    if plain && w.d.one_in(2) {
        let (a, b) = (w.d.of(&ACTS), w.d.of(&ACTS));
        if a != b {
            writeln!(t, "  停 {a} 至 {b}").unwrap();
        }
    }
    if plain && w.d.one_in(4) {
        writeln!(t, "  重起 {}", w.d.of(&ACTS)).unwrap();
    }
    if !label.is_empty() {
        w.duties.push(name.to_owned());
    }
    t.push('\n');
}

fn conditions(w: &mut Writer, t: &mut String) {
    w.place = Place::Condition;
    let mut names = 0;
    for act in ACTS.iter().skip(1).chain(&MEANT) {
        let n = if *act == "系行" { 2 } else { w.d.below(3) };
        if n == 0 {
            continue;
        }
        writeln!(t, "可 {act}").unwrap();
        for _ in 0..n {
            let word = w.d.of(&["须", "须", "不得"]);
            names += 1;
            let name = if w.d.one_in(2) { format!("名{names}: ") } else { String::new() };
            let plain = *act == "系行" || w.d.one_in(2);
            w.place = if plain { Place::Plain } else { Place::Condition };
            let (depth, with) = (w.d.below(3), w.d.one_in(3));
            let mut e = w.formula(depth);
            if with {
                e = format!("{e} 若 {}", w.formula(1));
            }
            let cite = if w.d.one_in(2) { format!("  据 {}", w.d.of(&TITLES)) } else { String::new() };
            writeln!(t, "  {word} {name}{e}{cite}").unwrap();
        }
    }
    // Most runs leave the system act asleep.
    if !w.d.one_in(3) {
        t.push_str("可 系行\n  须 次数 甲行 > 9\n");
    }
}

// ── histories ──

const PERSONS: [&str; 3] = ["王", "李", "赵"];

fn day(d: &mut Dice, from: i64, span: usize) -> String {
    reference::day::show(from + d.below(span) as i64)
}

fn value(d: &mut Dice, fact: &str, today: i64) -> Json {
    match fact {
        "额" | "初额" => json!(d.of(&["0元", "5元", "50.5元", "100元", "150元", "1万元"])),
        "数" => json!(d.below(4)),
        "期" => json!(day(d, today - 20, 40)),
        "选" => json!(d.of(&["上", "中", "下"])),
        "多" | "多二" => {
            let n = d.below(4);
            json!(some(d, &["子", "丑", "寅"], n))
        }
        "旗" | "初旗" => json!(d.one_in(2)),
        "员" => {
            let n = d.below(3);
            json!(some(d, &PERSONS, n))
        }
        "文" => json!(d.of(&["键一", "键二", "无键"])),
        "期实" => json!(d.of(&TERMS)),
        _ => {
            json!({"procedure": "other", "acts": [{"act": d.of(&["甲行", "乙行"]), "on": day(d, today - 10, 20), "facts": {"数": d.below(4), "旗": d.one_in(2)}}]})
        }
    }
}

/// Registers, posts and parameters, no acts yet.
pub fn world(d: &mut Dice, today: i64) -> Json {
    let mut h = json!({"acts": [], "registers": {}, "parameters": {}});
    let mut qualified = Vec::new();
    for p in PERSONS {
        if !d.one_in(4) {
            let to = if d.one_in(3) { Json::Null } else { json!(day(d, today, 60)) };
            qualified.push(json!({"person": p, "from": day(d, today - 60, 62), "to": to}));
        }
    }
    let mut records = Vec::new();
    for _ in 0..d.below(4) {
        let mut e = json!({"栏键": d.of(&["键一", "键二"])});
        for (field, v) in [
            ("栏选", json!(d.of(&["上", "中", "下"]))),
            ("栏额", json!(d.of(&["5元", "100元"]))),
            ("栏旗", json!(d.one_in(2))),
            ("栏日", json!(day(d, today - 5, 20))),
            ("from", json!(day(d, today - 10, 20))),
            ("to", json!(day(d, today, 40))),
        ] {
            if !d.one_in(4) {
                e[field] = v;
            }
        }
        records.push(e);
    }
    h["registers"] = json!({"资格": qualified, "记录": records});
    if d.one_in(3) {
        h["parameters"]["额参"] = json!(d.of(&["10元", "120元"]));
        h["parameters"]["期参"] = json!(d.of(&TERMS));
    }
    if d.one_in(3) {
        let mut posts = Vec::new();
        for p in PERSONS {
            let role = d.of(&["承办", "审核", "相对人"]);
            posts.push(json!({"person": p, "role": role, "from": day(d, today - 30, 31), "to": day(d, today, 60)}));
        }
        h["posts"] = json!(posts);
    }
    h
}

/// A random act for a history whose last recorded day is `today`.
pub fn act(d: &mut Dice, p: &reference::tree::Procedure, today: i64) -> Json {
    let name = d.of(&ACTS);
    let spec = p.act(&name).unwrap();
    let step = if d.one_in(5) { d.below(40) } else { d.below(4) };
    let recorded = today + step as i64;
    let on = if d.one_in(5) { recorded - d.below(9) as i64 } else { recorded };
    let mut a = json!({"act": name, "on": reference::day::show(on)});
    if on != recorded {
        a["recorded"] = json!(reference::day::show(recorded));
    }
    if name == "系行" {
        a["by"] = json!([]);
        a["role"] = json!("平台");
        return a;
    }
    let n = 1 + d.below(2);
    a["by"] = json!(some(d, &PERSONS, n));
    a["role"] = json!(if d.one_in(20) { "相对人" } else { d.pick(&spec.roles) });
    let mut facts = serde_json::Map::new();
    for f in &spec.fills {
        if !d.one_in(20) {
            facts.insert(f.clone(), value(d, f, recorded));
        }
    }
    for f in &spec.may_fill {
        if d.one_in(2) {
            facts.insert(f.clone(), value(d, f, recorded));
        }
    }
    if d.one_in(40) {
        let f = d.of(&FACTS);
        facts.insert(f.clone(), value(d, &f, recorded));
    }
    a["facts"] = facts.into();
    match name.as_str() {
        "丙行" if !d.one_in(3) => {
            let mut b = json!({"送达.方式": d.of(&["直接", "电子", "公告"])});
            if d.one_in(2) {
                b["送达.送达日"] = json!(day(d, on, 12));
            }
            if d.one_in(2) {
                b["送达.公告期"] = json!(d.of(&["5日", "10日", "3工作日", "1个月"]));
            }
            a["behaviour"] = b;
        }
        "丁行" if !d.one_in(3) => a["behaviour"] = json!({"审查.结论": d.of(&["通过", "不通过"])}),
        _ => {}
    }
    if d.one_in(8) {
        a["approved"] = json!([d.of(&PERSONS)]);
    }
    a
}

/// A history most of whose acts are lawful, and a day to ask about.
pub fn history(d: &mut Dice, p: &reference::tree::Procedure, world: &reference::case::World) -> (Json, String) {
    let start = reference::day::day(2025, 9, 1) + d.below(500) as i64;
    let mut h = self::world(d, start);
    let (mut today, length, mut tries) = (start, 1 + d.below(9), 0);
    let mut acts: Vec<Json> = Vec::new();
    while acts.len() < length && tries < 60 {
        tries += 1;
        let a = act(d, p, today);
        let mut with = acts.clone();
        with.push(a.clone());
        h["acts"] = json!(with);
        let (mut case, mut records) = reference::json::read(p, world, &h);
        let last = records.pop().unwrap();
        let n = records.len();
        case.records = records;
        let lawful = reference::engine::check(&case, n, &last).is_empty();
        if lawful || d.one_in(60) {
            today = last.recorded;
            acts = with;
            if !lawful {
                break;
            }
        }
    }
    h["acts"] = json!(acts);
    let span = *d.pick(&[1, 8, 60]);
    (h, reference::day::show(today + d.below(span) as i64))
}
