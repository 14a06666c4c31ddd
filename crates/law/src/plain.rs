//! Official texts as they are published (title, bracketed history, table of contents, articles),
//! one line a paragraph, made into the Markdown layout. Reading the file (`.docx`) is the caller's.

use fadu_base::Date;

use crate::numeral::{self, ascii};
use crate::version::Refusal;

/// What a published text says of itself, and its body in the Markdown layout.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plain {
    /// The full title.
    pub title: String,
    /// The last day named in the brackets under the title: adoption of this version.
    pub adopted: Option<Date>,
    /// The day in 自…起施行, unless it lies before `adopted`: then it is of the first version.
    pub effective: Option<Date>,
    /// What stands between title and text: who made it, when, what changed it.
    pub note: String,
    body: String,
}

/// What the text does not say. Empty strings and `None` are taken from the text where it can be.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Given {
    /// The short title; otherwise the title without the name of the state.
    pub short: Option<String>,
    /// The kind of instrument.
    pub kind: String,
    /// Who made it.
    pub issuer: String,
    /// Its number.
    pub number: String,
    /// The day of adoption.
    pub adopted: Option<Date>,
    /// The first day of this version.
    pub effective: Option<Date>,
    /// Where it was taken from.
    pub source: String,
}

/// The name of the state, which short titles leave out.
const STATE: &str = "中华人民共和国";

impl Plain {
    /// Reads a published text.
    ///
    /// # Errors
    /// No title, or no article.
    pub fn read(text: &str) -> Result<Plain, Refusal> {
        let lines: Vec<&str> = text.lines().map(trim).collect();
        let start = first_of_body(&lines);
        let (head, body) = lines.split_at_checked(start).unwrap_or((&lines, &[]));
        let title: String = head
            .iter()
            .take_while(|l| !l.starts_with(['（', '(']))
            .flat_map(|l| l.chars())
            .filter(|c| !blank(*c))
            .collect();
        if title.is_empty() {
            return Err(Refusal::one(1, "应先有题名，再有条文"));
        }
        let note = head
            .iter()
            .skip_while(|l| !l.starts_with(['（', '(']))
            .copied()
            .collect();
        let adopted = head.iter().flat_map(|line| days(line)).next_back();
        let in_force = body
            .iter()
            .rev()
            .find(|l| l.contains("起施行"))
            .and_then(|l| days(l).into_iter().next());
        let effective = in_force.filter(|day| adopted.is_none_or(|a| a <= *day));
        Ok(Plain {
            title,
            adopted,
            effective,
            note,
            body: markdown_body(body),
        })
    }

    /// The version in the Markdown layout, ready for [`crate::Library::add`].
    ///
    /// # Errors
    /// A day that the text does not say and that was not given.
    pub fn markdown(&self, given: &Given) -> Result<String, Refusal> {
        let adopted = given.adopted.or(self.adopted);
        let adopted =
            adopted.ok_or_else(|| Refusal::one(1, "题名下没有通过或者公布的日期，请另外给出"))?;
        let effective = given.effective.or(self.effective);
        let effective = effective.ok_or_else(|| {
            Refusal::one(
                1,
                "文中没有本版的施行日（修正后的文本只写最初的施行日），请另外给出",
            )
        })?;
        let short = given.short.as_deref().unwrap_or(bare_title(&self.title));
        let head = [
            ("title", self.title.clone()),
            ("short", short.to_owned()),
            ("kind", given.kind.clone()),
            ("issuer", given.issuer.clone()),
            ("number", given.number.clone()),
            ("adopted", adopted.to_string()),
            ("effective", effective.to_string()),
            ("repealed", String::new()),
            ("source", given.source.clone()),
        ];
        let head: String = head
            .iter()
            .map(|(key, value)| format!("{key}: {value}").trim_end().to_owned() + "\n")
            .collect();
        Ok(format!("---\n{head}---\n{}", self.body))
    }
}

/// A title without the name of the state.
pub(crate) fn bare_title(title: &str) -> &str {
    title
        .strip_prefix(STATE)
        .filter(|rest| !rest.is_empty())
        .unwrap_or(title)
}

fn blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{3000}' || c == '\u{200B}'
}

fn trim(line: &str) -> &str {
    line.trim_matches(blank)
}

/// The first line of the body: what follows the table of contents, else the first heading or article.
fn first_of_body(lines: &[&str]) -> usize {
    let starts = |line: &str| heading(line).is_some() || article(line).is_some();
    let first = lines
        .iter()
        .position(|line| starts(line))
        .unwrap_or(lines.len());
    // A table of contents repeats: the body starts where its first heading comes back.
    let opening = lines.get(first).and_then(|line| heading(line));
    let again = lines
        .iter()
        .skip(first + 1)
        .position(|line| opening.is_some() && heading(line) == opening);
    let has_contents = lines.iter().take(first).any(|line| bare(line) == "目录");
    let body = again
        .filter(|_| has_contents)
        .map_or(first, |at| first + 1 + at);
    preamble(lines, body, has_contents)
}

/// Without a table of contents the opening sentence stands right after the brackets.
fn preamble(lines: &[&str], body: usize, has_contents: bool) -> usize {
    if has_contents {
        return body;
    }
    let closed = lines
        .iter()
        .take(body)
        .rposition(|line| line.ends_with(['）', ')']) && !days(line).is_empty());
    closed.map_or(body, |at| at + 1)
}

fn bare(line: &str) -> String {
    line.chars().filter(|c| !blank(*c)).collect()
}

/// A heading in the Markdown layout.
fn heading(line: &str) -> Option<String> {
    let rest = line.strip_prefix('第')?;
    let (_, len) = numeral::chinese(rest)?;
    let after = rest.get(len..)?;
    let (unit, mark) = [("分编", "#"), ("编", "#"), ("章", "##"), ("节", "###")]
        .into_iter()
        .find(|(unit, _)| after.starts_with(unit))?;
    let name = after.strip_prefix(unit)?;
    let plain = name.is_empty() || name.starts_with(blank);
    if !plain || name.contains(['。', '；']) || name.chars().count() > 60 {
        return None;
    }
    let number = rest.get(..len)?;
    Some(
        format!("{mark} 第{number}{unit} {}", bare(name))
            .trim_end()
            .to_owned(),
    )
}

/// The number of an article, as printed, and its text.
fn article(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix('第')?;
    let (_, len) = numeral::chinese(rest)?;
    let mut end = '第'.len_utf8() + len + '条'.len_utf8();
    let mut after = rest.get(len..)?.strip_prefix('条')?;
    if let Some(sub) = after.strip_prefix('之')
        && let Some((_, len)) = numeral::chinese(sub)
    {
        end += '之'.len_utf8() + len;
        after = sub.get(len..)?;
    }
    after
        .starts_with(blank)
        .then(|| (line.get(..end).unwrap_or(line), trim(after)))
}

fn markdown_body(lines: &[&str]) -> String {
    let mut out = String::new();
    let mut open = false; // an article, whose further paragraphs follow without a gap
    for line in lines.iter().filter(|line| !line.is_empty()) {
        if let Some(heading) = heading(line) {
            open = false;
            out.push_str(&format!("\n{heading}\n"));
        } else if let Some((number, text)) = article(line) {
            open = true;
            out.push_str(&format!("\n{number} {text}\n"));
        } else {
            let gap = if open { "" } else { "\n" };
            out.push_str(&format!("{gap}{line}\n"));
        }
    }
    out.trim_start_matches('\n').to_owned()
}

/// Every `2021年1月22日` of a line that is a day.
fn days(line: &str) -> Vec<Date> {
    let mut found = Vec::new();
    for (at, _) in line.match_indices('年') {
        let year: String = line
            .get(..at)
            .unwrap_or("")
            .chars()
            .rev()
            .take(4)
            .map(ascii)
            .collect();
        let year = year.chars().rev().collect::<String>().parse::<i32>();
        let rest = line.get(at + '年'.len_utf8()..).unwrap_or("");
        let month = numeral::digits(rest)
            .and_then(|(n, len)| Some((n, rest.get(len..)?.strip_prefix('月')?)));
        let day = month.and_then(|(month, rest)| Some((month, numeral::digits(rest)?.0)));
        if let (Ok(year), Some((month, day))) = (year, day) {
            found.extend(Date::new(year, month.into(), day.into()).ok());
        }
    }
    found
}
