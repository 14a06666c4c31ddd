//! The checker against brute force on tiny random procedures: nothing proved is violated by a short
//! history, and every counter-example is lawful for the second engine and breaks the property there.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use fadu_proof::report::Outcome;
use fadu_proof::{Options, check};
use fadu_term::Calendar;
use reference::explore::{Bounds, breaks, violation};
use reference::value::{Q, V};
use serde_json::json;
use support::generate::Dice;
use support::{Both, packs};

const ACTS: [&str; 5] = ["立", "告", "申", "撤", "决"];

fn atom(d: &mut Dice, hand: bool) -> String {
    let (x, y) = (d.of(&ACTS), d.of(&ACTS));
    match d.below(if hand { 9 } else { 7 }) {
        0 | 1 => format!("已 {x}"),
        2 => format!("未 {x}"),
        3 => format!("{x} 后于 {y}"),
        4 => format!("{x} 后于 额"),
        5 => format!("期满 {x} 5日"),
        6 => d.of(&["额 > 100元", "额 ≤ 0元", "次数 告 ≥ 2", "额 = 额@告"]),
        7 => format!("异人 {x}"),
        _ => format!("同人 {x}"),
    }
}

fn formula(d: &mut Dice, hand: bool) -> String {
    let (a, b) = (atom(d, hand), atom(d, hand));
    match d.below(5) {
        0 => format!("({a} 或 {b})"),
        1 => format!("({a} 且 {b})"),
        2 => format!("非 ({a})"),
        _ => a,
    }
}

fn procedure(d: &mut Dice) -> String {
    let mut t = "程序 小程 small\n  起 立\n  终 决\n  依据 《行政处罚法》1\n\n角色 官\n\n事实 额 金额\n\n".to_owned();
    for act in ACTS {
        let fill = d.of(&["", "", "  填 额\n", "  选填 额\n"]);
        let many = if act != "立" && d.one_in(2) { "  多次\n" } else { "" };
        let revokes = if act == "撤" { "  撤 告\n" } else { "" };
        t += &format!("行为 {act} a{}\n  由 官\n{fill}  无义 因 \"试\"\n{many}{revokes}", act.len() + t.len());
    }
    t += "\n";
    for act in &ACTS[1..] {
        if d.one_in(2) {
            t += &format!("可 {act}\n  {} {}\n", d.of(&["须", "须", "不得"]), formula(d, true));
        }
    }
    for n in 0..4 {
        let (x, y) = (d.of(&ACTS), d.of(&ACTS));
        let property = match d.below(5) {
            0 => format!("恒 {}", formula(d, false)),
            1 => format!("终局时 {}", formula(d, false)),
            2 => format!("凡 {x} 后 不得 {y}"),
            3 if x != y => format!("分离 {x} {y}"),
            _ => format!("凡 {x} 时 {}", formula(d, true)),
        };
        t += &format!("性质 求{n}\n  {property}\n  因 \"试\"\n");
    }
    t
}

fn seeds() -> std::ops::Range<u64> {
    let given = std::env::var("REFERENCE_SEEDS").ok();
    let range = given.as_deref().and_then(|s| s.split_once("..")).map(|(a, b)| a.parse().unwrap()..b.parse().unwrap());
    range.unwrap_or(0..60)
}

#[test]
fn brute_force_finds_nothing_against_a_proof_and_repeats_every_counter_example() {
    let (mut wrong, mut proved, mut violated, mut open) = (Vec::new(), 0, 0, 0);
    for seed in seeds() {
        let mut d = Dice::new(seed);
        let text = procedure(&mut d);
        let both = Both::read(&text).unwrap_or_else(|e| panic!("seed {seed}: {e}\n{text}"));
        let mut ticks = 0_u64;
        let mut tick = || {
            ticks += 1;
            ticks < 2_000_000
        };
        let options = Options { property: None, mutate: false, tick: &mut tick, now: &|| 0 };
        let report = check(&both.model, Calendar::builtin(), options);
        for result in &report.properties {
            let (_, property, _) = both.mine.properties.iter().find(|p| p.0 == result.name).unwrap();
            match result.result {
                Outcome::Proved => {
                    proved += 1;
                    let (mut case, _) = reference::json::read(&both.mine, &packs().world, &json!({}));
                    let bounds = Bounds {
                        start: reference::day::day(2026, 3, 2),
                        steps: &[0, 9],
                        persons: &["甲", "乙"],
                        values: &|_| vec![V::Money(Q::int(0)), V::Money(Q::int(20_000))],
                        length: 4,
                        budget: 12_000,
                    };
                    if let Some(all) = violation(&mut case, property, &bounds) {
                        let acts: Vec<_> = all.iter().map(|r| (&r.act, reference::day::show(r.on), &r.by, &r.facts)).collect();
                        wrong.push(format!("seed {seed} {}: proved, but {acts:?}\n{text}", result.name));
                    }
                }
                Outcome::Violated => {
                    violated += 1;
                    let Some(history) = &result.counterexample else {
                        continue;
                    };
                    let (mut case, records) = reference::json::read(&both.mine, &packs().world, history);
                    let mut broken = false;
                    for (n, r) in records.into_iter().enumerate() {
                        let reasons = reference::engine::check(&case, n, &r);
                        if !reasons.is_empty() {
                            wrong.push(format!("seed {seed} {}: counter-example refused at {n}: {reasons:?}\n{text}", result.name));
                            broken = true;
                            break;
                        }
                        broken |= breaks(&mut case, &r, property);
                        case.records.push(r);
                    }
                    if !broken {
                        wrong.push(format!("seed {seed} {}: the counter-example breaks nothing: {history}\n{text}", result.name));
                    }
                }
                _ => open += 1,
            }
        }
    }
    eprintln!("{proved} proved, {violated} violated, {open} open");
    let shown = wrong.iter().take(4).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} wrong\n{shown}", wrong.len());
    assert!(proved > 0 && violated > 0);
}
