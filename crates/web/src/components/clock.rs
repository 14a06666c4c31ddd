//! Statutory clock 法定期限: the last day, and why it is that day. Counts days, never ticks.

use fadu_desk::view::{Clock, ClockState, DerivationRow};
use maud::{Markup, html};

use super::{chips, day_words, joined};

/// Days before the last one from which a clock is shown as near.
const NEAR_DAYS: i32 = 3;

/// Clocks shown at once; those that are over or kept wait under one `<details>`.
pub fn clocks(all: &[Clock]) -> Markup {
    let (running, past): (Vec<_>, Vec<_>) = all.iter().partition(|c| is_running(c.state));
    html! {
        section.clocks.box id="clocks" aria-labelledby="clocks-h" {
            h2 id="clocks-h" { "期限" }
            @if all.is_empty() { p.muted { "现在没有法定期限在走。" } }
            @for clock in &running { (one_clock(clock)) }
            @if !past.is_empty() {
                details.more {
                    summary { "已了结的 " (past.len()) " 项" }
                    @for clock in &past { (one_clock(clock)) }
                }
            }
        }
    }
}

fn is_running(state: ClockState) -> bool {
    !matches!(
        state,
        ClockState::Discharged | ClockState::Lapsed | ClockState::Gone
    )
}

/// One clock with its derivation.
pub fn one_clock(clock: &Clock) -> Markup {
    let (class, mark, word) = look(clock);
    html! {
        details class={ "clock " (class) } {
            summary {
                span aria-hidden="true" { (mark) " " }
                span.name { (clock.name) } "（" (word) "）"
                br; (clock.summary)
            }
            @if clock.act != clock.name && !clock.right { p { "办了其中一项就了结：" (clock.act) } }
            p { (chips(&clock.chips)) }
            (derivation(&clock.derivation))
            @if clock.assumed_calendar { p.warn { "这一年的放假安排还没有公布，日期按周末和法定节日推算，公布后会重算。" } }
            @if let Some(effect) = &clock.expiry { p { "到期没有办的：" (effect) } }
            @if !clock.unknown.is_empty() { p { "还不知道：" (joined(&clock.unknown)) "，填了才能定下期限。" } }
        }
    }
}

fn look(clock: &Clock) -> (&'static str, &'static str, &'static str) {
    match clock.state {
        ClockState::Open if clock.right && clock.days_left.is_some_and(|n| n <= NEAR_DAYS) => {
            ("near", "⚠", "可以办，将到期")
        }
        ClockState::Open if clock.right => ("open", "●", "可以办"),
        ClockState::Discharged if clock.right => ("kept", "✓", "已办"),
        ClockState::Gone => ("still", "○", "已过"),
        ClockState::Open if clock.days_left.is_some_and(|n| n <= NEAR_DAYS) => {
            ("near", "⚠", "将到期")
        }
        ClockState::Open => ("open", "●", "进行"),
        ClockState::Promptly => ("open", "●", "及时"),
        ClockState::Stopped => ("still", "◐", "中止"),
        ClockState::Discharged => ("kept", "✓", "已履行"),
        ClockState::Overdue => ("over", "✕", "已过"),
        ClockState::Lapsed => ("still", "○", "办结时未履行"),
        ClockState::Undetermined => ("near", "◐", "情况不明"),
    }
}

/// Every rule that moved the day, each with its article.
pub fn derivation(rows: &[DerivationRow]) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    html! {
        p.small.muted { "为什么是这一天" }
        ol {
            @for row in rows {
                li { time datetime=(row.day) { (day_words(row.day)) } " " (row.text) " " (chips(&row.chips)) }
            }
        }
    }
}
