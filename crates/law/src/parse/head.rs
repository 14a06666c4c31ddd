//! The front matter of a version.

use fadu_base::Date;

use super::{Faults, Line, quote};
use crate::version::Head;

/// The front matter keys, in their order.
const KEYS: [&str; 9] = [
    "title",
    "short",
    "kind",
    "issuer",
    "number",
    "adopted",
    "effective",
    "repealed",
    "source",
];

pub(super) fn head<'a>(
    lines: &mut impl Iterator<Item = Line<'a>>,
    faults: &mut Faults,
) -> Option<Head> {
    let first = lines.next().map_or("", |line| line.text);
    if first != "---" {
        faults.add(1, format!("应是文件头的开头 `---`，却是{}", quote(first)));
        return None;
    }
    let mut values: [(usize, &str); 9] = [(1, ""); 9];
    for (key, value) in KEYS.iter().zip(values.iter_mut()) {
        let Some(line) = lines.next() else {
            faults.add(1, format!("文件头不完整，缺 `{key}:`"));
            return None;
        };
        let found = line
            .text
            .strip_prefix(key)
            .and_then(|rest| rest.strip_prefix(':'));
        let Some(found) = found else {
            faults.add(
                line.number,
                format!("应是 `{key}:`，却是{}", quote(line.text)),
            );
            return None;
        };
        if found.chars().any(char::is_control) {
            faults.add(line.number, format!("`{key}` 里有控制字符"));
        }
        *value = (line.number, found.trim());
    }
    let end = lines.next();
    if end.is_none_or(|line| line.text != "---") {
        faults.add(KEYS.len() + 2, "应是文件头的结尾 `---`");
        return None;
    }
    values_to_head(values, faults)
}

fn values_to_head(values: [(usize, &str); 9], faults: &mut Faults) -> Option<Head> {
    let [
        title,
        short,
        kind,
        issuer,
        number,
        adopted,
        effective,
        repealed,
        source,
    ] = values;
    let before = faults.0.len();
    for ((line, value), key) in [(title, "title"), (short, "short"), (kind, "kind")] {
        if value.is_empty() {
            faults.add(line, format!("`{key}` 不能为空"));
        }
    }
    if short.1.contains(['《', '》', '/', '\\', '@', ' ']) || short.1.starts_with('.') {
        faults.add(
            short.0,
            "简称里不能有书名号、空格、/、\\、@，也不能以 . 开头",
        );
    }
    let adopted_day = day(adopted, "adopted", faults);
    let effective_day = day(effective, "effective", faults);
    let repealed_day = if repealed.1.is_empty() {
        None
    } else {
        day(repealed, "repealed", faults)
    };
    if let (Some(a), Some(e)) = (adopted_day, effective_day)
        && a > e
    {
        faults.add(effective.0, format!("施行日{e}早于通过日{a}"));
    }
    if let (Some(r), Some(e)) = (repealed_day, effective_day)
        && r <= e
    {
        faults.add(repealed.0, format!("停止适用日{r}应晚于施行日{e}"));
    }
    if faults.0.len() > before {
        return None;
    }
    Some(Head {
        title: title.1.into(),
        short: short.1.into(),
        kind: kind.1.into(),
        issuer: issuer.1.into(),
        number: number.1.into(),
        adopted: adopted_day?,
        effective: effective_day?,
        repealed: repealed_day,
        source: source.1.into(),
    })
}

fn day((line, value): (usize, &str), key: &str, faults: &mut Faults) -> Option<Date> {
    match value.parse() {
        Ok(day) => Some(day),
        Err(error) => {
            faults.add(line, format!("`{key}`：{error}"));
            None
        }
    }
}
