//! How a last day was reached: each rule that moved the day, in plain Chinese, with its article.

use fadu_base::Date;
use fadu_base::date::days_in_month;
use serde::Serialize;

use crate::calendar::Calendar;
use crate::count::{
    Count, CountError, Extension, Kind, Listener, Outcome, Refused, Segment, moves_on, walk,
};
use crate::skipped;
use crate::term::{Term, Unit};

/// One line of a derivation.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Step {
    /// The day that this rule arrives at.
    pub day: Date,
    /// Which rule.
    pub rule: StepRule,
    /// What it did, for people.
    pub text: String,
    /// Where it stands: an article or a holiday notice, as the data says it.
    pub cite: Option<String>,
}

/// The kinds of a step, as in the JSON of cli.md.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum StepRule {
    /// The first day is not counted.
    Start,
    /// The length of the term, with the days that are no working days where those are counted.
    Length,
    /// The clock stands still.
    Stop,
    /// The term was made longer.
    Extension,
    /// The term starts anew.
    Restart,
    /// The last day is a rest day and moves on.
    RestDay,
}

impl StepRule {
    /// As in the JSON.
    pub fn name(self) -> &'static str {
        match self {
            StepRule::Start => "start",
            StepRule::Length => "length",
            StepRule::Stop => "stop",
            StepRule::Extension => "extension",
            StepRule::Restart => "restart",
            StepRule::RestDay => "rest_day",
        }
    }
}

/// What the caller calls the events of a count, and the norms that give them.
#[derive(Clone, Copy, Debug, Default)]
pub struct Words<'a> {
    /// The event that starts the term: `立案`. Empty: none is named.
    pub start: &'a str,
    /// The norm that gives the term.
    pub cite: Option<&'a str>,
    /// The stops, in the order of `Count::stops`; missing ones are not named.
    pub stops: &'a [Label<'a>],
    /// The extensions, in the order of `Count::extensions`.
    pub extensions: &'a [Label<'a>],
    /// The event that starts the term anew.
    pub restart: Label<'a>,
}

/// The name of an event and the norm behind it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Label<'a> {
    /// `鉴定`, `延长办案期限`. Empty: none.
    pub word: &'a str,
    /// The norm.
    pub cite: Option<&'a str>,
}

impl<'a> Words<'a> {
    /// Only the event that starts the term has a name.
    pub fn start(start: &'a str) -> Words<'a> {
        Words {
            start,
            ..Words::default()
        }
    }
}

/// The due day of a term with its derivation; the same day as [`crate::last_day`].
///
/// # Errors
/// `Range` when the term ends after 9999.
pub fn derive(
    count: &Count<'_>,
    calendar: &Calendar,
    words: &Words<'_>,
) -> Result<Outcome, CountError> {
    let mut heard = Heard::default();
    let end = walk(count, calendar, &mut heard)?;
    let mut teller = Teller {
        count,
        calendar,
        words,
        steps: Vec::new(),
    };
    teller.start();
    heard
        .segments
        .iter()
        .for_each(|segment| teller.segment(segment));
    let unit = heard
        .segments
        .last()
        .map_or(count.term.unit(), |segment| segment.term.unit());
    if let (Some(raw), Some(last)) = (end.raw_end, end.last_day) {
        teller.rest_day(raw, last, unit);
    }
    heard
        .refused
        .iter()
        .for_each(|&(index, why)| teller.refused(index, why));
    Ok(Outcome {
        last_day: end.last_day,
        raw_end: end.raw_end,
        derivation: teller.steps,
        assumed: end.assumed,
    })
}

#[derive(Default)]
struct Heard {
    segments: Vec<Segment>,
    refused: Vec<(usize, Refused)>,
}

impl Listener for Heard {
    fn segment(&mut self, segment: Segment) {
        self.segments.push(segment);
    }
    fn refused(&mut self, extension: usize, why: Refused) {
        self.refused.push((extension, why));
    }
}

struct Teller<'a> {
    count: &'a Count<'a>,
    calendar: &'a Calendar,
    words: &'a Words<'a>,
    steps: Vec<Step>,
}

impl<'a> Teller<'a> {
    fn push(&mut self, day: Date, rule: StepRule, text: String, cite: Option<&str>) {
        self.steps.push(Step {
            day,
            rule,
            text,
            cite: cite.map(str::to_owned),
        });
    }

    fn start(&mut self) {
        let first_day = self.count.rule.cites.first_day.as_deref();
        let text = format!(
            "{} {}，当日不计",
            self.count.start,
            or(self.words.start, "起算")
        );
        self.push(self.count.start, StepRule::Start, text, first_day);
        if let Some(day) = self.count.restart {
            let label = self.words.restart;
            let text = format!(
                "{day} {}，重新起算，当日不计；此前的停止和延长不再计",
                or(label.word, "重起")
            );
            self.push(day, StepRule::Restart, text, label.cite.or(first_day));
        }
    }

    fn segment(&mut self, segment: &Segment) {
        let stops = self.count.standing_stops();
        skipped::converted(self.count, segment.term, segment.from, &mut self.steps);
        let walk = skipped::Walk {
            count: self.count,
            calendar: self.calendar,
            words: self.words,
            stops: &stops,
        };
        let days = walk.tell(segment, &mut self.steps);
        let Some(end) = segment.end else { return };
        let length = length_text(segment, &days, self.count.from().year());
        match segment.extension {
            None => {
                let cite = self.words.cite.or(self.month_cite(segment.term));
                self.push(end, StepRule::Length, length, cite);
            }
            Some(index) => {
                let (extension, label) = self.extension(index);
                let when = extension
                    .and_then(|e| e.effective)
                    .map(|day| format!("{day} "));
                let text = format!(
                    "{}{}，从 {} 之后接着计：{length}",
                    when.unwrap_or_default(),
                    or(label.word, "延长"),
                    segment.from
                );
                self.push(end, StepRule::Extension, text, label.cite);
            }
        }
    }

    fn month_cite(&self, term: Term) -> Option<&'a str> {
        let by_month = matches!(term.unit(), Unit::Month | Unit::Year);
        self.count.rule.cites.months.as_deref().filter(|_| by_month)
    }

    fn extension(&self, index: usize) -> (Option<Extension>, Label<'a>) {
        let label = self
            .words
            .extensions
            .get(index)
            .copied()
            .unwrap_or_default();
        (self.count.extensions.get(index).copied(), label)
    }

    fn refused(&mut self, index: usize, why: Refused) {
        let (extension, label) = self.extension(index);
        let Some(extension) = extension else { return };
        let name = format!("{}{}", or(label.word, "延长"), extension.term.spoken());
        let day = extension.effective.unwrap_or(self.count.from());
        let text = match why {
            Refused::Late(due) => format!("{day} {name}，期限已在 {due} 届满，不计"),
            Refused::TooMany(most) => format!("{day} {name}，最多延长{most}次，不计"),
        };
        let step = Step {
            day,
            rule: StepRule::Extension,
            text,
            cite: label.cite.map(str::to_owned),
        };
        // In the order of time: after what had been reached on that day.
        let place = self
            .steps
            .iter()
            .position(|step| day < step.day)
            .unwrap_or(self.steps.len());
        self.steps.insert(place, step);
    }

    fn rest_day(&mut self, raw: Date, last: Date, unit: Unit) {
        if raw < last {
            let days = skipped::span_text(raw, last.pred(), raw.year());
            let why = skipped::why_at_rest(self.calendar, raw, last.pred());
            let text = format!(
                "{days}{why}，顺延到 {last}（{}）",
                skipped::weekday_text(self.calendar, last)
            );
            let cite = self.count.rule.cites.rest_day.as_deref();
            self.push(last, StepRule::RestDay, text, cite);
            return;
        }
        let stays = !self.calendar.is_working(raw) && !moves_on(self.count, unit);
        let end = self
            .steps
            .iter_mut()
            .rev()
            .find(|step| stays && step.day == raw);
        if let Some(step) = end {
            step.text.push_str("；遇休息日不顺延");
        }
    }
}

/// `90日，到 2026-05-31（周日）`, with what is particular to the unit.
fn length_text(segment: &Segment, days: &skipped::Days, year: i32) -> String {
    let Some(end) = segment.end else {
        return String::new();
    };
    let mut text = segment.term.spoken();
    if segment.kind == Kind::Working && (1..=10).contains(&days.counted.len()) {
        let named = |(i, day): (usize, &Date)| format!("{}{}", day_text(*day, year), circled(i));
        let list: Vec<String> = days.counted.iter().enumerate().map(named).collect();
        text.push_str(&format!("（{}）", list.join("、")));
    }
    if segment.term.unit() == Unit::Hour {
        let part = if segment.term.n().is_multiple_of(24) {
            ""
        } else {
            "不满24小时的按24小时，"
        };
        text.push_str(&format!("，{part}计{}天", segment.days));
    }
    let by_number = segment.from.add_days(segment.days);
    if matches!(segment.term.unit(), Unit::Month | Unit::Year) {
        text.push_str(
            &by_number
                .map(|day| month_end_text(segment.from, day))
                .unwrap_or_default(),
        );
        if let Some(day) = by_number.filter(|&day| day < end) {
            text.push_str(&format!(
                "，按月到 {day}，加上停止的{}天",
                end.number() - day.number()
            ));
        }
    }
    text.push_str(&format!("，到 {end}（{}）", end.weekday().zh()));
    text
}

fn month_end_text(from: Date, end: Date) -> String {
    let ((_, _, wanted), (year, month, day)) = (from.ymd(), end.ymd());
    if day < wanted && day == days_in_month(year, month) {
        return format!("，{month}月没有{wanted}日，到月末");
    }
    String::new()
}

/// `10月1日`, with the year where it is another one than `year`.
pub(crate) fn day_text(day: Date, year: i32) -> String {
    let (y, m, d) = day.ymd();
    if y == year {
        format!("{m}月{d}日")
    } else {
        format!("{y}年{m}月{d}日")
    }
}

fn circled(index: usize) -> char {
    u32::try_from(index)
        .ok()
        .and_then(|i| char::from_u32(0x2460 + i))
        .unwrap_or('·')
}

fn or<'a>(word: &'a str, default: &'a str) -> &'a str {
    if word.is_empty() { default } else { word }
}
