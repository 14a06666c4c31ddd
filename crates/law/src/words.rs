//! The difference of two texts as runs that stay, go and come.

use crate::diff::{Run, RunKind};

/// Cells of the table at most; larger texts are compared by sentences, or as wholes.
const MAX_CELLS: usize = 4_000_000;

/// The runs that turn `old` into `new`. Their `Same` and `Deleted` texts make up `old`,
/// their `Same` and `Inserted` texts make up `new`.
pub(crate) fn runs(old: &str, new: &str) -> Vec<Run> {
    for cut in [characters, sentences] {
        let (a, b) = (cut(old), cut(new));
        if let Some(runs) = compare(&a, &b) {
            return slide(tidy(runs));
        }
    }
    tidy(vec![
        run(RunKind::Deleted, old),
        run(RunKind::Inserted, new),
    ])
}

fn run(kind: RunKind, text: &str) -> Run {
    Run {
        kind,
        text: text.to_owned(),
    }
}

/// Single characters, but digits and Latin words whole.
fn characters(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let (mut start, mut word) = (0, false);
    for (at, c) in text.char_indices() {
        let in_word = c.is_ascii_alphanumeric();
        if at > start && !(word && in_word) {
            out.extend(text.get(start..at));
            start = at;
        }
        word = in_word;
    }
    out.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    out
}

fn sentences(text: &str) -> Vec<&str> {
    text.split_inclusive(['。', '；', '，', '\n']).collect()
}

fn compare(a: &[&str], b: &[&str]) -> Option<Vec<Run>> {
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a_rest, b_rest) = (a.get(head..)?, b.get(head..)?);
    let tail = a_rest
        .iter()
        .rev()
        .zip(b_rest.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (a_mid, b_mid) = (
        a_rest.get(..a_rest.len() - tail)?,
        b_rest.get(..b_rest.len() - tail)?,
    );
    if a_mid
        .len()
        .checked_add(1)?
        .checked_mul(b_mid.len().checked_add(1)?)?
        > MAX_CELLS
    {
        return None;
    }
    let mut out = vec![run(RunKind::Same, &a.get(..head)?.concat())];
    out.extend(middle(a_mid, b_mid));
    out.push(run(RunKind::Same, &a.get(a.len() - tail..)?.concat()));
    Some(out)
}

/// Longest common subsequence of what lies between the common ends.
fn middle(a: &[&str], b: &[&str]) -> Vec<Run> {
    let width = b.len() + 1;
    let mut table = vec![0_u16; (a.len() + 1) * width];
    let cell = |table: &[u16], i: usize, j: usize| table.get(i * width + j).copied().unwrap_or(0);
    for (i, x) in a.iter().enumerate().rev() {
        for (j, y) in b.iter().enumerate().rev() {
            let best = if x == y {
                cell(&table, i + 1, j + 1).saturating_add(1)
            } else {
                cell(&table, i + 1, j).max(cell(&table, i, j + 1))
            };
            if let Some(slot) = table.get_mut(i * width + j) {
                *slot = best;
            }
        }
    }
    let (mut i, mut j, mut out) = (0, 0, Vec::new());
    loop {
        match (a.get(i), b.get(j)) {
            (Some(x), Some(y)) if x == y => {
                out.push(run(RunKind::Same, x));
                (i, j) = (i + 1, j + 1);
            }
            (Some(x), y) if y.is_none() || cell(&table, i + 1, j) >= cell(&table, i, j + 1) => {
                out.push(run(RunKind::Deleted, x));
                i += 1;
            }
            (_, Some(y)) => {
                out.push(run(RunKind::Inserted, y));
                j += 1;
            }
            (_, None) => return out,
        }
    }
}

/// Joins neighbours, puts what goes before what comes, and gives up common scraps of one
/// character between two changes: nobody can read a text that changes at every other character.
fn tidy(runs: Vec<Run>) -> Vec<Run> {
    let (mut out, mut gone, mut come): (Vec<Run>, String, String) =
        (Vec::new(), String::new(), String::new());
    let joined = join(runs);
    for (at, run) in joined.iter().enumerate() {
        let between = at > 0 && at + 1 < joined.len() && !(gone.is_empty() && come.is_empty());
        match run.kind {
            RunKind::Deleted => gone.push_str(&run.text),
            RunKind::Inserted => come.push_str(&run.text),
            RunKind::Same if between && is_scrap(&run.text) => {
                gone.push_str(&run.text);
                come.push_str(&run.text);
            }
            RunKind::Same => {
                flush(&mut out, &mut gone, &mut come);
                out.push(run.clone());
            }
        }
    }
    flush(&mut out, &mut gone, &mut come);
    out
}

fn is_scrap(text: &str) -> bool {
    text.chars().nth(1).is_none() && !text.contains('\n')
}

fn flush(out: &mut Vec<Run>, gone: &mut String, come: &mut String) {
    for (kind, text) in [(RunKind::Deleted, gone), (RunKind::Inserted, come)] {
        if !text.is_empty() {
            out.push(Run {
                kind,
                text: std::mem::take(text),
            });
        }
    }
}

fn join(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for run in runs.into_iter().filter(|run| !run.text.is_empty()) {
        match out.last_mut() {
            Some(last) if last.kind == run.kind => last.text.push_str(&run.text),
            _ => out.push(run),
        }
    }
    out
}

/// Moves a change that could stand in several places to where a sentence ends: not
/// `规定[-。新的句子-]。` but `规定。[-新的句子。-]`.
fn slide(mut runs: Vec<Run>) -> Vec<Run> {
    for at in 1..runs.len().saturating_sub(1) {
        let Some([before, change, after]) = runs.get_mut(at - 1..=at + 1) else {
            break;
        };
        let alone = before.kind == RunKind::Same
            && after.kind == RunKind::Same
            && change.kind != RunKind::Same;
        if alone && let Some(len) = shift(&change.text, &after.text) {
            let (moved, rest) = (
                change.text.get(..len).unwrap_or("").to_owned(),
                change.text.get(len..).unwrap_or("").to_owned(),
            );
            before.text.push_str(&moved);
            change.text = format!("{rest}{moved}");
            after.text = after.text.get(len..).unwrap_or("").to_owned();
        }
    }
    runs.retain(|run| !run.text.is_empty());
    runs
}

/// How many bytes a change must move on to end where a sentence does; `None` when it cannot, or does.
fn shift(change: &str, after: &str) -> Option<usize> {
    if change.ends_with(['。', '；', '\n']) {
        return None;
    }
    let same = change
        .char_indices()
        .zip(after.chars())
        .take_while(|((_, a), b)| a == b);
    same.map(|((at, c), _)| (at + c.len_utf8(), c))
        .find(|(_, c)| matches!(c, '。' | '；' | '\n'))
        .map(|(len, _)| len)
}
