//! The mutation audit (`fadu check --mutate`): every norm is dropped, every term and number weakened, every
//! role swapped; each mutant must break a property or be proved to change no history.

use std::collections::BTreeSet;

use fadu_base::{Money, Number};
use fadu_norm::abstraction::{Quantity, Search, Vocabulary, Want};
use fadu_norm::model::{ActId, CompareOp, Expr, Model, Template, TermExpr, TermValue, Within};
use fadu_norm::value::Value;
use fadu_term::{Calendar, Term};

use crate::properties;
use crate::refine::{Answer, Asked, search};
use crate::report::{Hole, Mutants};
use crate::symbolic::Budget;

/// Nodes for one property of one mutant.
const WORK: u64 = 6_000_000;
const NODES: usize = 1_000_000;

/// A change to one norm.
struct Mutant {
    norm: String,
    mutation: String,
    model: Model,
    /// Acts that may be done more freely.
    freed: Vec<ActId>,
    /// What held at these acts before.
    held: Option<Expr>,
    /// Duties changed.
    duties: bool,
}

/// A property as it stands without mutation.
struct Proof<'p> {
    template: &'p Template,
    searches: Vec<Search>,
    tracked: BTreeSet<Quantity>,
    lawful: bool,
}

/// Makes every mutant of a procedure and asks the properties about each.
pub fn audit(model: &Model, calendar: &Calendar, tick: &mut dyn FnMut() -> bool) -> Mutants {
    let proofs = proofs(model, calendar, tick);
    let mut result = Mutants {
        total: 0,
        killed: 0,
        redundant: 0,
        redundant_norms: Vec::new(),
        holes: Vec::new(),
    };
    let mut complete = true;
    mutants(model, &mut |mutant| {
        if !tick() {
            complete = false;
            return;
        }
        result.total += 1;
        if is_killed(&mutant, &proofs, calendar, tick) {
            result.killed += 1;
        } else if changes_nothing(&mutant, calendar, tick) {
            result.redundant += 1;
            if mutant.mutation == DROPPED {
                result.redundant_norms.push(mutant.norm);
            }
        } else {
            #[cfg(feature = "talk")]
            eprintln!("HOLE {} {}", mutant.norm, mutant.mutation);
            result.holes.push(Hole {
                norm: mutant.norm,
                mutation: mutant.mutation,
            });
        }
    });
    if !complete {
        // Cut short: what was not asked is not known to be noticed.
        result.holes.push(Hole {
            norm: "（没有查完）".to_owned(),
            mutation: format!("在给定的时间里只查了 {} 种", result.total),
        });
    }
    result
}

fn values(model: &Model) -> Vec<Value> {
    model.parameters.iter().map(|p| p.value.clone()).collect()
}

// What is not proved without mutation cannot notice one.
fn proofs<'p>(
    model: &'p Model,
    calendar: &Calendar,
    tick: &mut dyn FnMut() -> bool,
) -> Vec<Proof<'p>> {
    let lawful = Vocabulary::new(model, calendar, None);
    let in_force = Vocabulary::new(model, calendar, Some(values(model)));
    let mut proofs = Vec::new();
    for template in model
        .properties
        .iter()
        .filter_map(|p| p.template.as_ref().ok())
    {
        if let Template::Deadline { .. } = template {
            proofs.push(Proof {
                template,
                searches: Vec::new(),
                tracked: BTreeSet::new(),
                lawful: false,
            });
        }
        let Some(searches) = properties::forbidden(model, template) else {
            continue;
        };
        for (vocabulary, is_lawful) in [(&lawful, true), (&in_force, false)] {
            let mut budget = Budget {
                nodes: NODES,
                work: WORK,
                tick: &mut *tick,
            };
            let mut tracked = BTreeSet::new();
            let answer = search(
                vocabulary,
                &searches,
                &mut tracked,
                Asked::Doubt,
                &mut budget,
            );
            if matches!(answer, Answer::Never { .. }) {
                proofs.push(Proof {
                    template,
                    searches,
                    tracked,
                    lawful: is_lawful,
                });
                break;
            }
        }
    }
    proofs
}

fn is_killed(
    mutant: &Mutant,
    proofs: &[Proof<'_>],
    calendar: &Calendar,
    tick: &mut dyn FnMut() -> bool,
) -> bool {
    let lawful = Vocabulary::new(&mutant.model, calendar, None);
    let in_force = Vocabulary::new(&mutant.model, calendar, Some(values(&mutant.model)));
    // What speaks of the very act comes first: it is the likeliest to notice.
    let direct = |p: &&Proof<'_>| {
        p.searches
            .iter()
            .any(|s| s.act.is_some_and(|a| mutant.freed.contains(&a)))
    };
    let (first, last): (Vec<&Proof<'_>>, Vec<&Proof<'_>>) = proofs.iter().partition(direct);
    first.into_iter().chain(last).any(|proof| {
        if let Template::Deadline {
            trigger,
            within,
            target,
            given,
            stops,
            extends,
        } = proof.template
        {
            let claim = properties::deadline::Claim {
                trigger,
                within,
                target,
                given: given.as_ref(),
                stops,
                extends,
            };
            return mutant.duties && !properties::deadline::uncovered(&in_force, &claim).is_empty();
        }
        if !concerns(mutant, proof) {
            return false;
        }
        let vocabulary = if proof.lawful { &lawful } else { &in_force };
        let mut budget = Budget {
            nodes: NODES,
            work: WORK,
            tick: &mut *tick,
        };
        let mut tracked = proof.tracked.clone();
        tracked.retain(|q| !matches!(q, Quantity::Pair(_) | Quantity::Expired(..)));
        matches!(
            search(
                vocabulary,
                &proof.searches,
                &mut tracked,
                Asked::Doubt,
                &mut budget
            ),
            Answer::Found { .. } | Answer::Open { .. }
        )
    })
}

// Whether the proof may rest on the acts that are done more freely now.
fn concerns(mutant: &Mutant, proof: &Proof<'_>) -> bool {
    let model = &mutant.model;
    let writes = |act: &ActId, q: &Quantity| {
        use fadu_norm::abstraction::Place;
        let of = model.act(*act);
        let sets = |f: &fadu_norm::model::FactId| of.fills.contains(f) || of.may_fill.contains(f);
        let place = |p: &Place| match p {
            Place::Act(a) => a == act,
            Place::Fact(f) => sets(f),
        };
        match q {
            Quantity::Done(a) => a == act || of.revokes.contains(a),
            Quantity::Person(a) | Quantity::Member(a, _) | Quantity::Expired(a, _) => a == act,
            Quantity::Order(a, b) => place(a) || place(b),
            Quantity::Fact(f) | Quantity::Changed(f) => sets(f),
            Quantity::At(f, a) => a == act || sets(f),
            Quantity::Times(acts) => acts.ids.contains(act),
            Quantity::Pair(_) => true,
            Quantity::Param(_) => false,
        }
    };
    mutant.freed.iter().any(|act| {
        proof.searches.iter().any(|s| {
            s.act == Some(*act)
                || (s.act.is_none() && (s.after.is_empty() || s.after.contains(act)))
        }) || proof.tracked.iter().any(|q| writes(act, q))
    })
}

// No step is gained: what was demanded holds all the same.
fn changes_nothing(mutant: &Mutant, calendar: &Calendar, tick: &mut dyn FnMut() -> bool) -> bool {
    let Some(held) = &mutant.held else {
        return false;
    };
    let vocabulary = Vocabulary::new(&mutant.model, calendar, Some(values(&mutant.model)));
    let searches: Vec<Search> = mutant
        .freed
        .iter()
        .map(|a| Search {
            act: Some(*a),
            after: Vec::new(),
            want: Want::Fails(held.clone()),
        })
        .collect();
    let mut budget = Budget {
        nodes: NODES,
        work: WORK,
        tick,
    };
    matches!(
        search(
            &vocabulary,
            &searches,
            &mut BTreeSet::new(),
            Asked::Doubt,
            &mut budget
        ),
        Answer::Never { .. }
    )
}

const DROPPED: &str = "去掉";

// One after another: each is a whole procedure.
fn mutants(model: &Model, each: &mut dyn FnMut(Mutant)) {
    for (i, condition) in model.conditions.iter().enumerate() {
        let made = |mutation: String, must: Option<Expr>| {
            let mut changed = model.clone();
            match (must, changed.conditions.get_mut(i)) {
                (Some(must), Some(c)) => c.must = must,
                _ => {
                    let act = condition.act.index();
                    if let Some(act) = changed.acts.get_mut(act) {
                        act.conditions.retain(|c| c.index() != i);
                    }
                }
            }
            Mutant {
                norm: condition.id.to_string(),
                mutation,
                model: changed,
                freed: vec![condition.act],
                held: Some(condition.formula()),
                duties: false,
            }
        };
        each(made(DROPPED.to_owned(), None));
        for (mutation, must) in weakened(&condition.must, true) {
            each(made(mutation, Some(must)));
        }
    }
    duties(model, each);
    roles(model, each);
}

fn duties(model: &Model, each: &mut dyn FnMut(Mutant)) {
    for (i, duty) in model.duties.iter().enumerate() {
        let mut made = |mutation: String, within: Option<Within>| {
            let mut changed = model.clone();
            if let Some(d) = changed.duties.get_mut(i) {
                match within {
                    Some(within) => d.within = within,
                    None => d.target.ids.clear(),
                }
            }
            let norm = duty.id.to_string();
            each(Mutant {
                norm,
                mutation,
                model: changed,
                freed: Vec::new(),
                held: None,
                duties: true,
            });
        };
        made(DROPPED.to_owned(), None);
        match &duty.within {
            Within::After(term) => {
                if let Some((text, longer)) = moved(term, 1) {
                    made(text, Some(Within::After(longer)));
                }
            }
            Within::Before(term) => {
                if let Some((text, shorter)) = moved(term, -1) {
                    made(text, Some(Within::Before(shorter)));
                }
            }
            Within::Promptly => {}
        }
    }
}

fn roles(model: &Model, each: &mut dyn FnMut(Mutant)) {
    for act in model.act_ids() {
        let own = &model.act(act).roles;
        for (i, role) in own.iter().enumerate() {
            for other in (0..model.roles.len()).map(|r| fadu_norm::model::RoleId(r as u16)) {
                let fits =
                    own.contains(&other) || model.role(other).system || model.role(*role).system;
                if fits {
                    continue;
                }
                let mut changed = model.clone();
                if let Some(slot) = changed
                    .acts
                    .get_mut(act.index())
                    .and_then(|a| a.roles.get_mut(i))
                {
                    *slot = other;
                }
                each(Mutant {
                    norm: format!("行为 {}/由", model.act(act).name),
                    mutation: format!("{}换成{}", model.role(*role).name, model.role(other).name),
                    model: changed,
                    freed: vec![act],
                    held: None,
                    duties: false,
                });
            }
        }
    }
}

fn moved(term: &TermExpr, by: i64) -> Option<(String, TermExpr)> {
    let TermValue::Literal(length) = term.term else {
        return None;
    };
    let n = u32::try_from(i64::from(length.n()) + by).ok()?;
    let other = Term::new(n, length.unit()).ok()?;
    Some((
        format!("{length}改成{other}"),
        TermExpr {
            term: TermValue::Literal(other),
            rule: term.rule.clone(),
        },
    ))
}

// Each way of asking a little less; `positive`: the formula is asked for, otherwise it is forbidden.
fn weakened(expr: &Expr, positive: bool) -> Vec<(String, Expr)> {
    match expr {
        Expr::And(parts) => inside(parts, positive, Expr::And),
        Expr::Or(parts) => inside(parts, positive, Expr::Or),
        Expr::Not(inner) => weakened(inner, !positive)
            .into_iter()
            .map(|(t, e)| (t, Expr::Not(Box::new(e))))
            .collect(),
        Expr::Expired(acts, term) => {
            let to = moved(term, if positive { -1 } else { 1 });
            to.map(|(t, term)| (t, Expr::Expired(acts.clone(), term)))
                .into_iter()
                .collect()
        }
        Expr::Within(acts, term) => {
            let to = moved(term, if positive { 1 } else { -1 });
            to.map(|(t, term)| (t, Expr::Within(acts.clone(), term)))
                .into_iter()
                .collect()
        }
        Expr::Compare(op, a, b, order) => {
            let Expr::Const(value) = &**b else {
                return Vec::new();
            };
            let up = matches!(op, CompareOp::Le | CompareOp::Lt) == positive;
            if !matches!(
                op,
                CompareOp::Le | CompareOp::Lt | CompareOp::Ge | CompareOp::Gt
            ) {
                return Vec::new();
            }
            let Some(other) = nudged(value, up) else {
                return Vec::new();
            };
            let text = format!("{value}改成{other}");
            vec![(
                text,
                Expr::Compare(*op, a.clone(), Box::new(Expr::Const(other)), order.clone()),
            )]
        }
        _ => Vec::new(),
    }
}

fn inside(parts: &[Expr], positive: bool, join: fn(Vec<Expr>) -> Expr) -> Vec<(String, Expr)> {
    let mut all = Vec::new();
    for (i, part) in parts.iter().enumerate() {
        for (text, changed) in weakened(part, positive) {
            let with = parts
                .iter()
                .enumerate()
                .map(|(j, p)| if i == j { changed.clone() } else { p.clone() });
            all.push((text, join(with.collect())));
        }
    }
    all
}

fn nudged(value: &Value, up: bool) -> Option<Value> {
    let by = if up { 1 } else { -1 };
    match value {
        Value::Number(n) => Some(Value::Number(n + Number::from_integer(by))),
        Value::Money(m) => Some(Value::Money(Money(m.0.checked_add(by as i64)?))),
        _ => None,
    }
}
