//! Whether each duty can be met in time: the longest chain of waits on the office's plan, on the worst start
//! day. A report, not a proof: facts are taken to be against the office, staffing and registers in order.

mod plan;

use std::collections::BTreeSet;

use fadu_base::Date;
use fadu_norm::abstraction::Vocabulary;
use fadu_norm::model::{ActId, Duty, TermExpr, Trigger, Within};
use fadu_term::{Calendar, Count, Stop, Term, last_day};

use crate::report::Margin;
use plan::{Plan, demanded, options_of};

/// Every duty with a term, for each option of the party that changes how long its plan takes.
pub fn margins(vocabulary: &Vocabulary<'_>) -> Vec<Margin> {
    let duties = vocabulary.model.duties.iter();
    duties.flat_map(|duty| of_duty(vocabulary, duty)).collect()
}

/// A duty whose time is measured.
struct Measured<'m> {
    vocabulary: &'m Vocabulary<'m>,
    duty: &'m Duty,
    term: &'m TermExpr,
    length: Term,
    targets: Vec<ActId>,
    before: BTreeSet<ActId>,
    needed: BTreeSet<ActId>,
}

/// One start day: when the duty is met on the plan, and its last day.
#[derive(Clone, Copy)]
struct Day {
    start: Date,
    met: Date,
    due: Date,
}

impl Day {
    fn left(self) -> i64 {
        i64::from(self.due.number()) - i64::from(self.met.number())
    }
}

fn of_duty(vocabulary: &Vocabulary<'_>, duty: &Duty) -> Vec<Margin> {
    let Some(measured) = Measured::new(vocabulary, duty) else {
        return Vec::new();
    };
    let model = vocabulary.model;
    let days = starts(vocabulary.calendar);
    let few: Vec<Date> = days.iter().copied().step_by(41).take(24).collect();
    let mut sets: Vec<BTreeSet<ActId>> = vec![BTreeSet::new()];
    let plain = measured.chain(&few, &BTreeSet::new());
    let changing: BTreeSet<ActId> = options_of(model, &measured.targets)
        .into_iter()
        .filter(|option| !measured.before.contains(option))
        .filter(|option| measured.chain(&few, &BTreeSet::from([*option])) != plain)
        .collect();
    sets.extend(changing.iter().map(|option| BTreeSet::from([*option])));
    if changing.len() > 1 {
        sets.push(changing);
    }
    let worst = |options: BTreeSet<ActId>| {
        let day = measured.worst(&days, &few, &options)?;
        let names = options.iter().map(|o| model.act(*o).name.to_string());
        Some(Margin {
            norm: duty.id.to_string(),
            name: duty.name.as_ref().unwrap_or(&duty.target.text).to_string(),
            options: names.collect(),
            result: if day.left() < 0 {
                "does_not_fit"
            } else {
                "fits"
            },
            days: day.left(),
            start: day.start,
            waits: i64::from(day.met.number()) - i64::from(day.start.number()),
        })
    };
    sets.into_iter().filter_map(worst).collect()
}

// Every day of the years whose holidays are known.
fn starts(calendar: &Calendar) -> Vec<Date> {
    let mut all = Vec::new();
    for year in calendar.years().filter(|year| !year.provisional) {
        let (Ok(mut day), Ok(end)) = (Date::new(year.year, 1, 1), Date::new(year.year, 12, 31))
        else {
            continue;
        };
        while day <= end {
            all.push(day);
            day = day.succ();
        }
    }
    all
}

impl<'m> Measured<'m> {
    fn new(vocabulary: &'m Vocabulary<'m>, duty: &'m Duty) -> Option<Measured<'m>> {
        let Within::After(term) = &duty.within else {
            return None;
        };
        let model = vocabulary.model;
        let own = |act: &ActId| !model.is_external(*act);
        let targets: Vec<ActId> = duty.target.ids.iter().copied().filter(own).collect();
        let starting: Vec<ActId> = match &duty.trigger {
            Trigger::Acts(acts) => acts.ids.clone(),
            Trigger::Fact(fact) => model
                .act_ids()
                .filter(|a| model.act(*a).fills.contains(fact))
                .collect(),
        };
        let mut all = starting.iter().map(|a| demanded(model, *a));
        let first = all.next().unwrap_or_default();
        let before = all.fold(first, |all, one| all.intersection(&one).copied().collect());
        let needed = targets.iter().flat_map(|t| demanded(model, *t)).collect();
        (!targets.is_empty()).then_some(Measured {
            length: vocabulary.length_of(term)?,
            vocabulary,
            duty,
            term,
            targets,
            before,
            needed,
        })
    }

    fn plan<'p>(&'p self, start: Date, options: &'p BTreeSet<ActId>) -> Plan<'p> {
        Plan::new(self.vocabulary, start, options, &self.before, &self.needed)
    }

    // How long the plan takes from each of these days; `None`: there is none.
    fn chain(&self, days: &[Date], options: &BTreeSet<ActId>) -> Vec<Option<i32>> {
        let of = |start: &Date| {
            let mut plan = self.plan(*start, options);
            // Which of several acts ends the case is not the office's choice.
            let met = self.targets.iter().filter_map(|t| plan.act(*t)).max();
            met.map(|met| met.number() - start.number())
        };
        days.iter().map(of).collect()
    }

    fn worst(&self, days: &[Date], few: &[Date], options: &BTreeSet<ActId>) -> Option<Day> {
        let waits = self.chain(few, options);
        let at_once = waits.iter().all(|w| *w == Some(0));
        let day = |start: &Date| {
            let mut plan = self.plan(*start, options);
            let met = if at_once {
                Some(*start)
            } else {
                self.targets.iter().filter_map(|t| plan.act(*t)).max()
            };
            let stops = if at_once {
                Vec::new()
            } else {
                self.stops(&mut plan)
            };
            Some(Day {
                start: *start,
                met: met?,
                due: self.due(*start, &stops)?,
            })
        };
        days.iter().filter_map(day).min_by_key(|d| d.left())
    }

    // What stops the clock on the plan.
    fn stops(&self, plan: &mut Plan<'_>) -> Vec<Stop> {
        let of = |stop: &fadu_norm::model::Stop| {
            let from = stop
                .from
                .ids
                .iter()
                .filter_map(|a| plan.happens(*a))
                .min()?;
            let to = stop.until.ids.iter().filter_map(|a| plan.act(*a)).min()?;
            (from < to).then_some(Stop { from, to: Some(to) })
        };
        self.duty.stops.iter().filter_map(of).collect()
    }

    fn due(&self, start: Date, stops: &[Stop]) -> Option<Date> {
        let count = Count {
            hard: self.duty.hard,
            stops,
            ..Count::new(start, self.length).under(&self.term.rule)
        };
        last_day(&count, self.vocabulary.calendar).ok()?.last_day
    }
}

/// The worst line of each duty that has to wait for something or cannot be met, for people.
pub fn told(margins: &[Margin]) -> Vec<String> {
    let line = |margin: &Margin| {
        let by = if margin.options.is_empty() {
            String::new()
        } else {
            format!("当事人{}时，", margin.options.join("、"))
        };
        let rest = if margin.days < 0 {
            format!("来不及，最坏时差 {} 天", -margin.days)
        } else {
            format!("来得及，最坏时还剩 {} 天", margin.days)
        };
        format!(
            "“{}”：{by}机关照规定最多要等 {} 天，{rest}（从 {} 起算时）",
            margin.name, margin.waits, margin.start
        )
    };
    let telling = |m: &&Margin| m.days < 0 || m.waits > 0;
    margins.iter().filter(telling).map(line).collect()
}
