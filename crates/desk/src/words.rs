//! Sentences and chips that several pages share.

use fadu_base::Date;
use fadu_law::Citation;
use fadu_norm::engine::{DutyState, DutyStatus, Reason, Window};
use fadu_norm::model::{Act, Model, Within};
use fadu_term::Calendar;

use crate::view::{ActLink, Clock, ClockState, DerivationRow, NormChip, ReasonView};
use crate::views::Views;

/// A chip for an article as it stood on a day.
pub(crate) fn chip(citation: &Citation, on: Date) -> NormChip {
    let number = citation.place.article;
    let article = if number.sub == 0 {
        number.main.to_string()
    } else {
        format!("{}-{}", number.main, number.sub)
    };
    NormChip {
        label: citation.human(),
        citation: citation.to_string(),
        title: citation.title.clone(),
        article,
        on,
    }
}

pub(crate) fn chips(citations: &[Citation], on: Date) -> Vec<NormChip> {
    citations.iter().map(|c| chip(c, on)).collect()
}

// A derivation's source may be an article or a holiday notice; the latter is in the text anyway.
fn chips_of_text(text: Option<&str>, on: Date) -> Vec<NormChip> {
    let list = text
        .and_then(|t| t.parse::<fadu_law::Citations>().ok())
        .unwrap_or_default();
    chips(&list.0, on)
}

pub(crate) fn reason(reason: &Reason, on: Date) -> ReasonView {
    ReasonView {
        norm: reason.norm.to_string(),
        text: reason.text.clone(),
        chips: chips(&reason.cite, on),
        breach: reason.breach.as_ref().map(ToString::to_string),
        breach_chips: chips(&reason.breach_cite, on),
        missing: reason.unknown.iter().map(ToString::to_string).collect(),
        earliest: reason.earliest,
    }
}

pub(crate) fn act_link(act: &Act, views: &Views, draft: bool) -> ActLink {
    let view = views.act.get(&*act.name);
    let button = view.map(|v| v.button.clone()).filter(|b| !b.is_empty());
    ActLink {
        name: act.name.to_string(),
        slug: act.slug.to_string(),
        button: button.unwrap_or_else(|| act.name.to_string()),
        hint: view.map(|v| v.hint.clone()).unwrap_or_default(),
        kinds: act.behaviours.iter().map(|b| b.name.to_owned()).collect(),
        draft,
        hidden: view.is_some_and(|v| v.hidden),
    }
}

/// A duty as pages show it.
pub(crate) fn clock(model: &Model, status: &DutyStatus, today: Date, calendar: &Calendar) -> Clock {
    let duty = model.duty(status.duty);
    let state = match (status.state, status.due, &duty.within) {
        (DutyState::Discharged, ..) => ClockState::Discharged,
        (DutyState::Lapsed, ..) => ClockState::Lapsed,
        (DutyState::Undetermined, ..) => ClockState::Undetermined,
        (DutyState::Overdue, ..) => ClockState::Overdue,
        (DutyState::Open, None, Within::Promptly) => ClockState::Promptly,
        (DutyState::Open, None, _) => ClockState::Stopped,
        (DutyState::Open, Some(_), _) => ClockState::Open,
    };
    let derivation = status.derivation.iter().map(|s| row(s, status.from));
    Clock {
        norm: duty.id.to_string(),
        name: duty.name.as_ref().unwrap_or(&duty.target.text).to_string(),
        act: target_words(model, duty),
        state,
        from: status.from,
        due: status.due,
        days_left: status.due.map(|d| d.number() - today.number()),
        summary: summary(state, status.due, today, calendar, &status.unknown),
        derivation: derivation.collect(),
        assumed_calendar: status.assumed_calendar,
        chips: chips(&duty.cites, status.from),
        expiry: duty.expiry.as_ref().map(ToString::to_string),
        unknown: status.unknown.iter().map(ToString::to_string).collect(),
        right: false,
    }
}

/// The act that a duty asks for; of several that will do, their names.
pub(crate) fn target_words(model: &Model, duty: &fadu_norm::model::Duty) -> String {
    let names: Vec<&str> = duty
        .target
        .ids
        .iter()
        .map(|a| &*model.act(*a).name)
        .collect();
    names.join("、")
}

/// A time in which an act may be done, as pages show it.
pub(crate) fn window(model: &Model, window: &Window, today: Date, calendar: &Calendar) -> Clock {
    let act = model.act(window.act).name.to_string();
    let state = match (window.used, window.last < today) {
        (true, _) => ClockState::Discharged,
        (false, true) => ClockState::Gone,
        (false, false) => ClockState::Open,
    };
    let end = short_day(window.last, calendar);
    Clock {
        norm: String::new(),
        name: act.clone(),
        act,
        state,
        from: window.from,
        due: Some(window.last),
        days_left: Some(window.last.number() - today.number()),
        summary: match state {
            ClockState::Discharged => format!("已在期限内办了（到 {end}）"),
            ClockState::Gone => format!("到 {end} 为止，已经过了"),
            _ => left(window.last, today, calendar),
        },
        derivation: window
            .derivation
            .iter()
            .map(|step| row(step, window.from))
            .collect(),
        assumed_calendar: window.assumed_calendar,
        chips: chips(&window.cites, window.from),
        expiry: None,
        unknown: Vec::new(),
        right: true,
    }
}

/// A step of a derivation for reading.
pub(crate) fn row(step: &fadu_term::Step, on: Date) -> DerivationRow {
    DerivationRow {
        day: step.day,
        rule: step.rule.name().to_owned(),
        text: step.text.clone(),
        chips: chips_of_text(step.cite.as_deref(), on),
    }
}

fn summary(
    state: ClockState,
    due: Option<Date>,
    today: Date,
    calendar: &Calendar,
    unknown: &[std::sync::Arc<str>],
) -> String {
    match (state, due) {
        (ClockState::Open, Some(due)) => left(due, today, calendar),
        (ClockState::Overdue, Some(due)) => {
            format!(
                "已过 {} 天，应在 {} 以前",
                today.number() - due.number(),
                short_day(due, calendar)
            )
        }
        (ClockState::Discharged, Some(due)) => format!("已履行（到 {}）", short_day(due, calendar)),
        (ClockState::Discharged, None) => "已履行".to_owned(),
        (ClockState::Stopped, _) => "中止，期限暂停计算".to_owned(),
        (ClockState::Promptly, _) => "及时办理".to_owned(),
        (ClockState::Lapsed, _) => "办结前没有履行".to_owned(),
        _ => format!("还不能确定是否适用，取决于{}", unknown.join("、")),
    }
}

/// `还有 3 个工作日，到 10月10日（周六，调休上班）`
pub(crate) fn left(due: Date, today: Date, calendar: &Calendar) -> String {
    let days = due.number() - today.number();
    let working = (1..=days)
        .filter_map(|n| today.add_days(n))
        .filter(|d| calendar.is_working(*d))
        .count();
    match days {
        ..0 => format!("已过 {} 天，应在 {} 以前", -days, short_day(due, calendar)),
        0 => format!("今天到期（{}）", short_day(due, calendar)),
        1..=15 => format!("还有 {working} 个工作日，到 {}", short_day(due, calendar)),
        _ => format!("还有 {days} 天，到 {}", short_day(due, calendar)),
    }
}

/// `10月10日（周六，调休上班）`
pub(crate) fn short_day(day: Date, calendar: &Calendar) -> String {
    let (_, month, of_month) = day.ymd();
    let note = if calendar.is_makeup(day) {
        "，调休上班"
    } else {
        ""
    };
    format!("{month}月{of_month}日（{}{note}）", day.weekday().zh())
}

/// Reads a day as people type it: `2026-11-9`, `2026.11.9`, `20261109`, `2026年11月9日`, full-width digits.
pub(crate) fn typed_day(text: &str) -> Option<Date> {
    let text = fadu_base::text::half_width(text);
    let text = text.trim();
    let parts: Vec<&str> = text
        .split(|c: char| !c.is_ascii_digit())
        .filter(|p| !p.is_empty())
        .collect();
    let clean = text
        .chars()
        .all(|c| c.is_ascii_digit() || "-./年月日 ".contains(c));
    match parts.as_slice() {
        _ if !clean => None,
        [y, m, d] => Date::new(y.parse().ok()?, m.parse().ok()?, d.parse().ok()?).ok(),
        [all] if all.len() == 8 => Date::new(
            all.get(0..4)?.parse().ok()?,
            all.get(4..6)?.parse().ok()?,
            all.get(6..8)?.parse().ok()?,
        )
        .ok(),
        _ => None,
    }
}

/// `示住建罚〔2026〕31号` from what people type: `[2026]`, `【2026】`, `(2026)`, blanks.
pub(crate) fn typed_number(text: &str) -> String {
    let half = fadu_base::text::half_width(text);
    let sign = |c: char| match c {
        '[' | '【' | '(' | '{' => '〔',
        ']' | '】' | ')' | '}' => '〕',
        c => c,
    };
    half.chars()
        .filter(|c| !c.is_whitespace())
        .map(sign)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_numbers_as_people_type_them() {
        for text in [
            "2026-11-9",
            "2026.11.09",
            "20261109",
            "２０２６年１１月９日",
            " 2026/11/9 ",
        ] {
            assert_eq!(
                typed_day(text).map(|d| d.to_string()).as_deref(),
                Some("2026-11-09"),
                "{text}"
            );
        }
        for text in ["", "2026-13-1", "11-9", "2026-11-09x", "-5"] {
            assert_eq!(typed_day(text), None, "{text}");
        }
        assert_eq!(typed_number("示住建罚 [2026]31号"), "示住建罚〔2026〕31号");
    }

    #[test]
    fn what_is_left_of_a_term() {
        let day = |t: &str| t.parse().unwrap();
        let text = |due: &str, today: &str| left(day(due), day(today), Calendar::builtin());
        assert_eq!(
            text("2026-10-10", "2026-10-07"),
            "还有 3 个工作日，到 10月10日（周六，调休上班）"
        );
        assert_eq!(
            text("2026-11-30", "2026-10-12"),
            "还有 49 天，到 11月30日（周一）"
        );
        assert_eq!(
            text("2026-11-30", "2026-11-30"),
            "今天到期（11月30日（周一））"
        );
        assert_eq!(
            text("2026-11-30", "2026-12-02"),
            "已过 2 天，应在 11月30日（周一） 以前"
        );
    }
}
