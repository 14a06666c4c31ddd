//! The family P(n, w, J) of docs/performance.md section 2 as norm text: n acts in w interleaved chains, a gate
//! every J acts, optional acts behind 10 boolean and 2 three-valued facts, two acts that exclude each other,
//! a duty, one act that undoes steps; 10 properties that hold and one that a not-applicable act breaks.

use std::collections::BTreeSet;
use std::fmt::Write;

use fadu_norm::abstraction::{Meaning, Program, Quantity, Vocabulary, program_with};

/// What the optional act asks for: two of 12 facts.
fn fact(act: usize) -> String {
    let number = act / 3;
    match number % 6 {
        5 => "(档10 = 甲 或 档11 = 乙)".to_owned(),
        n => format!("(情{} 或 情{})", 2 * n, 2 * n + 1),
    }
}

fn is_optional(act: usize, acts: usize) -> bool {
    act % 3 == 2 && act + 4 < acts
}

/// What an act demands of its chain: the act before it where that applies, and the one before it where not.
fn before(act: usize, acts: usize, chains: usize) -> Vec<String> {
    let mut demands = Vec::new();
    let mut at = act;
    while at >= chains {
        at -= chains;
        if is_optional(at, acts) {
            demands.push(format!("须 已 步{at}  若 {}", fact(at)));
        } else {
            demands.push(format!("须 已 步{at}"));
            break;
        }
    }
    demands
}

/// The text of P(acts, chains, gates).
pub fn text(acts: usize, chains: usize, gates: usize) -> String {
    let order: Vec<usize> = (0..acts).collect();
    text_in(acts, chains, gates, &order)
}

/// The same with the acts declared in this order.
pub fn text_in(acts: usize, chains: usize, gates: usize, order: &[usize]) -> String {
    let mut text = format!("程序 族例 family-{acts}\n  起 立案\n  终 结案\n角色 甲角\n角色 乙角\n");
    for n in 0..10 {
        let _ = writeln!(text, "事实 情{n} 是否");
    }
    text.push_str("事实 档10 单选 甲|乙|丙\n事实 档11 单选 甲|乙|丙\n");
    text.push_str("行为 立案 open\n  由 甲角\n  填 情0, 情1, 情2, 情3, 情4, 情5, 情6, 情7, 情8, 情9, 档10, 档11\n");
    for act in order {
        let _ = writeln!(
            text,
            "行为 步{act} step-{act}\n  由 {}",
            if act % 2 == 0 { "甲角" } else { "乙角" }
        );
    }
    let (undone, last) = (acts / 2, acts - 1);
    let _ = writeln!(text, "行为 退回 back\n  由 乙角\n  撤 步{undone}\n  多次");
    text.push_str("行为 结案 close\n  由 乙角\n");
    for act in 0..acts {
        let mut demands = before(act, acts, chains);
        if is_optional(act, acts) {
            demands.push(format!("须 {}", fact(act)));
        }
        if gates > 0 && act > 0 && act % gates == 0 {
            let earlier = act.saturating_sub(chains)..act;
            let mandatory: Vec<String> = earlier
                .filter(|a| !is_optional(*a, acts))
                .map(|a| format!("已 步{a}"))
                .collect();
            if !mandatory.is_empty() {
                demands.push(format!("须 {}", mandatory.join(" 且 ")));
            }
        }
        if act == last || act + 1 == last {
            demands.push(format!(
                "须 未 步{}",
                if act == last { act - 1 } else { last }
            ));
        }
        // The error that the eleventh property finds: it asks only for an act that may not apply.
        if act == last {
            let optional = (0..acts).rev().find(|a| is_optional(*a, acts)).unwrap_or(0);
            demands.push(format!("须 已 步{optional}  若 {}", fact(optional)));
        }
        if !demands.is_empty() {
            let _ = writeln!(text, "可 步{act}");
            for (n, demand) in demands.iter().enumerate() {
                let _ = writeln!(
                    text,
                    "  {}",
                    demand.replacen("须 ", &format!("须 求{n}: "), 1)
                );
            }
        }
    }
    let _ = writeln!(
        text,
        "可 退回\n  须 已 步{undone} 且 未 步{last} 且 未 步{}",
        last - 1
    );
    let _ = writeln!(text, "可 结案\n  须 已 步{last} 或 已 步{}", last - 1);
    text.push_str("应 期限: 结案 于 立案 后 90日 内\n");
    properties(&mut text, acts, chains);
    text
}

fn properties(text: &mut String, acts: usize, chains: usize) {
    let mandatory: Vec<usize> = (chains..acts - 2)
        .filter(|a| {
            !is_optional(*a, acts) && !is_optional(a - chains, acts) && a - chains != acts / 2
        })
        .collect();
    for n in 0..9 {
        let act = mandatory[n * mandatory.len() / 9];
        let _ = writeln!(text, "性质 先后{n}\n  凡 步{act} 时 已 步{}", act - chains);
    }
    let last = acts - 1;
    let _ = writeln!(text, "性质 只有一个\n  恒 未 步{last} 或 未 步{}", last - 1);
    let other = (0..chains)
        .find(|c| c % chains != last % chains)
        .unwrap_or(0);
    let deep = (0..acts - 2)
        .rev()
        .find(|a| a % chains == other && !is_optional(*a, acts))
        .unwrap_or(0);
    let _ = writeln!(text, "性质 漏掉的\n  凡 步{last} 时 已 步{deep}");
}

/// The program of a model that keeps every quantity.
pub fn everything(vocabulary: &Vocabulary<'_>) -> Program {
    let keep: Vec<_> = vocabulary.model.act_ids().collect();
    let mut tracked: BTreeSet<Quantity> = BTreeSet::new();
    loop {
        let program = program_with(vocabulary, &tracked, &[], &keep).program;
        let of = |meaning: &Meaning| match meaning {
            Meaning::State(quantity, _) => Some(quantity.clone()),
            Meaning::Input(_) => None,
        };
        let before = tracked.len();
        tracked.extend(program.vars.iter().filter_map(|v| of(&v.meaning)));
        if tracked.len() == before {
            return program;
        }
    }
}
