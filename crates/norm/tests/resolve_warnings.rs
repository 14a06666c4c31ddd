//! What the resolver warns of, as its author reads it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use expect_test::{Expect, expect};
use fadu_norm::behaviour::Notice;
use fadu_norm::resolve::{Context, Source, resolve};
use fadu_term::{DayRule, Term};

fn warned(text: &str, expected: Expect) {
    let (source, problems) = Source::parse("件.fd", text);
    assert!(problems.is_empty(), "the text parses");
    let notice = Notice {
        term: Term::ZERO,
        rule: Arc::new(DayRule::PLAIN.clone()),
        cites: Vec::new(),
    };
    let context = Context {
        parts: BTreeMap::new(),
        procedures: BTreeMap::new(),
        families: BTreeMap::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        day_rules: BTreeMap::new(),
        notice,
    };
    let found = resolve(&source, &context);
    let lines: Vec<String> = found
        .problems
        .iter()
        .map(|p| format!("{}\n", p.diagnostic.message))
        .collect();
    expected.assert_eq(&lines.concat());
}

#[test]
fn a_family_that_is_not_at_hand_is_said_once() {
    warned(
        "程序 举手 raise\n  属 表决\n  起 举\n  终 放\n\n角色 委员\n\n行为 举 up\n  由 委员\n  义 赞成\n\n行为 放 down\n  由 委员\n  义 收回\n",
        expect![[r#"
            没有找到“表决”的族，各种含义按写的用，写错了查不出来
        "#]],
    );
}

#[test]
fn a_procedure_of_no_family_needs_none() {
    warned(
        "程序 举手 raise\n  起 举\n  终 放\n\n角色 委员\n\n行为 举 up\n  由 委员\n\n行为 放 down\n  由 委员\n",
        expect![[r#""#]],
    );
}
