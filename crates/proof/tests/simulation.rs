//! For random histories every step that the engine takes is a step of the abstraction, state by state.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;

use fadu_norm::abstraction::{Meaning, Program, Quantity, Vocabulary, bit_of, program};
use fadu_norm::engine::Session;
use fadu_norm::history::{Record, World};
use fadu_norm::model::{FactId, Model, Origin, Type};
use fadu_norm::value::Value;
use fadu_proof::symbolic::{Budget, Space};
use fadu_term::Calendar;

/// A procedure with delays, revocations, corrections, counters, orders, terms, comparisons.
const TEXT: &str = "程序 例 sample
  起 立案
  终 结案
  用 更正, 撤销记录
角色 甲角
角色 乙角
角色 相对人
  外部
事实 数额 金额
事实 情节 单选 轻|重
  初 轻
事实 说明 文本
行为 立案 open
  由 甲角
行为 通知 notice
  由 甲角
  填 数额
  选填 情节
  类 送达
  多次
行为 申辩 plead
  由 相对人
  填 说明
  多次
行为 审核 review
  由 甲角, 乙角
  类 审查
  多次
行为 决定 decide
  由 乙角
  选填 数额
行为 撤销决定 annul
  由 乙角
  撤 决定
  多次
行为 结案 close
  由 甲角
可 申辩
  须 已 通知 且 期内 通知 10日
可 决定
  须 已 通知 且 (申辩 后于 通知 或 期满 通知 3工作日 或 期满 通知 10日) 且 通知 后于 情节
  须 次数 通知 ≥ 1 且 数额 ≤ 数额@通知
  须 已 审核 且 审核.结论 = 通过 且 审核 后于 申辩  若 数额 > 100元 或 情节 = 重
";

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % sides
    }
}

fn value(model: &Model, fact: FactId, dice: &mut Dice) -> Value {
    match &model.fact(fact).ty {
        Type::Money => Value::Money(fadu_base::Money(
            [5_000, 10_000, 10_001, 30_000][dice.roll(4)],
        )),
        Type::Choice { values, .. } => Value::Choice(values[dice.roll(values.len())].clone()),
        _ => Value::Text(["甲说", "乙说"][dice.roll(2)].into()),
    }
}

fn record(model: &Model, session: &Session<'_>, day: fadu_base::Date, dice: &mut Dice) -> Record {
    let act = model.act_ids().nth(dice.roll(model.acts.len())).unwrap();
    let of = model.act(act);
    let typed = |f: &&FactId| matches!(model.fact(**f).origin, Origin::Typed);
    let mut facts: Vec<(FactId, Value)> = of
        .fills
        .iter()
        .filter(typed)
        .map(|f| (*f, value(model, *f, dice)))
        .collect();
    for fact in of.may_fill.iter().filter(typed) {
        if dice.roll(3) == 0 && !of.fills.contains(fact) {
            facts.push((*fact, value(model, *fact, dice)));
        }
    }
    let mut behaviour = std::collections::BTreeMap::new();
    for b in &of.behaviours {
        if b.delays && dice.roll(2) == 0 {
            let field = b
                .fields
                .iter()
                .find(|f| f.kind == fadu_norm::behaviour::FieldKind::Date)
                .unwrap();
            let later = day.add_days(dice.roll(6) as i32).unwrap();
            behaviour.insert(
                format!("{}.{}", b.name, field.name).into(),
                Value::Date(later),
            );
        } else if !b.delays {
            let said = ["通过", "不通过"][dice.roll(2)];
            behaviour.insert(
                format!("{}.结论", b.name).into(),
                Value::Choice(said.into()),
            );
        }
    }
    let role = of.roles.first().copied();
    Record {
        act,
        on: day,
        recorded: day,
        by: vec!["某人".into()],
        role,
        facts,
        behaviour,
        approved: Vec::new(),
        revokes: of
            .revokes_record
            .then(|| session.records().len().saturating_sub(1 + dice.roll(2))),
    }
}

fn everything(vocabulary: &Vocabulary<'_>) -> BTreeSet<Quantity> {
    let mut tracked = BTreeSet::new();
    loop {
        let built = program(vocabulary, &tracked, &[]);
        let all: BTreeSet<Quantity> = all_quantities(&built.program);
        let keep: Vec<_> = vocabulary.model.act_ids().collect();
        let more = fadu_norm::abstraction::program_with(vocabulary, &tracked, &[], &keep).program;
        let mut next: BTreeSet<Quantity> = tracked.union(&all).cloned().collect();
        next.extend(all_quantities(&more));
        next.retain(|q| !matches!(q, Quantity::Person(_)));
        if next == tracked {
            return tracked;
        }
        tracked = next;
    }
}

fn all_quantities(program: &Program) -> BTreeSet<Quantity> {
    let of = |m: &Meaning| match m {
        Meaning::State(q, _) => Some(q.clone()),
        Meaning::Input(_) => None,
    };
    program.vars.iter().filter_map(|v| of(&v.meaning)).collect()
}

fn bits(
    vocabulary: &Vocabulary<'_>,
    program: &Program,
    session: &Session<'_>,
    day: fadu_base::Date,
) -> Vec<Option<bool>> {
    let view = session.view(day);
    let bit = |m: &Meaning| match m {
        Meaning::State(q, bit) => bit_of(vocabulary, &view, q, *bit),
        Meaning::Input(_) => None,
    };
    program
        .vars
        .iter()
        .map(|v| if v.tracked { bit(&v.meaning) } else { None })
        .collect()
}

#[test]
fn every_step_of_the_engine_is_a_step_of_the_abstraction() {
    let model = common::model(TEXT);
    let calendar = Calendar::builtin();
    let vocabulary = Vocabulary::new(&model, calendar, Some(Vec::new()));
    let tracked = everything(&vocabulary);
    let built = program(&vocabulary, &tracked, &[]);
    let space = Space::new(&built.program, &model);
    let mut dice = Dice(7);
    let (mut steps, mut revocations) = (0, 0);
    for _ in 0..2_000 {
        let mut session = Session::new(&model, calendar, World::default());
        let mut day: fadu_base::Date = "2026-03-02".parse().unwrap();
        let mut befores: Vec<Vec<Option<bool>>> = Vec::new();
        for _ in 0..12 {
            let mut budget = Budget {
                nodes: usize::MAX,
                work: u64::MAX,
                tick: &mut || true,
            };
            let before = bits(&vocabulary, &built.program, &session, day);
            if dice.roll(3) == 0 {
                day = day.succ();
                let after = bits(&vocabulary, &built.program, &session, day);
                let path = space.waits_lead(&before, &after, &mut budget).unwrap();
                assert!(
                    path,
                    "a day passes: {}",
                    difference(&built.program, &before, &after)
                );
                continue;
            }
            let next = record(&model, &session, day, &mut dice);
            if session.check(&next).is_err() {
                continue;
            }
            let (act, revoked) = (next.act, next.revokes);
            session.push(next);
            steps += 1;
            let after = bits(&vocabulary, &built.program, &session, day);
            // A history is followed without the records that it takes back (M13).
            let taken_back = revoked.filter(|p| {
                let of = session.records()[*p].record.act;
                !model.act(of).revokes_record
            });
            let path = match taken_back {
                Some(place) => {
                    revocations += 1;
                    space.act_leads_later(act, &befores[place], &after, &mut budget)
                }
                None => space.act_leads(act, &before, &after, &mut budget),
            };
            let path = path.unwrap();
            befores.push(before.clone());
            let name = &model.act(act).name;
            assert!(
                path,
                "{name} on {day}: {}",
                difference(&built.program, &before, &after)
            );
        }
    }
    assert!(
        steps > 600 && revocations > 60,
        "only {steps} steps, {revocations} revocations"
    );
}

fn difference(program: &Program, before: &[Option<bool>], after: &[Option<bool>]) -> String {
    let line = |i: usize| {
        format!(
            "{:?} {:?} -> {:?}",
            program.vars[i].meaning, before[i], after[i]
        )
    };
    (0..before.len())
        .filter(|i| before[*i] != after[*i])
        .map(line)
        .collect::<Vec<_>>()
        .join("; ")
}
