//! Statutes from a collection of rows (a table of acts and one of articles), made into the Markdown
//! layout. A collection is a weaker source than an official text: its days are doubted.

use std::collections::BTreeMap;

use fadu_base::Date;

use crate::numeral;
use crate::place::ArticleNumber;
use crate::version::Refusal;

/// An act of a collection.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ActRow {
    /// Full title.
    pub title: String,
    /// What kind of instrument it is.
    pub kind: String,
    /// Who made it.
    pub issuer: String,
    /// The day on which this version was adopted.
    pub version: String,
    /// From when it applies; in many collections the day of the first version.
    pub effective: String,
}

/// An article of an act, in order.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct ArticleRow {
    /// `第一章 总则`, or empty.
    pub chapter: String,
    /// `第一节 …`, or empty.
    pub section: String,
    /// `第一条`, `第一百二十条之一`.
    pub number: String,
    /// Its text.
    pub text: String,
}

/// What is known for certain of a version.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Known {
    /// Short title.
    pub short: String,
    /// The first day of the version.
    pub effective: Date,
    /// The first day on which no version applied any more.
    pub repealed: Option<Date>,
}

/// Versions by full title and day of adoption.
pub type KnownVersions = BTreeMap<(String, Date), Known>;

/// A version made of rows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Collected {
    /// Ready for [`crate::Library::add`].
    pub markdown: String,
    /// The first day is that of adoption, because the collection does not know better.
    pub doubted: bool,
    /// The first day on which no version applied any more is known.
    pub ends: bool,
}

/// Makes a version of rows. `short` is the short title that a library already has for the act.
///
/// # Errors
/// No day, or a text that is not made of articles.
pub fn collect(
    act: &ActRow,
    articles: &[ArticleRow],
    known: &KnownVersions,
    short: Option<&str>,
    source: &str,
) -> Result<Collected, Refusal> {
    let day = |text: &str, what: &str| -> Result<Date, Refusal> {
        text.trim().parse().map_err(|_| {
            Refusal::one(
                1,
                format!("《{}》{what}不是日期：`{}`", act.title, cut(text)),
            )
        })
    };
    let adopted = day(&act.version, "的版本日")?;
    let known = known.get(&(act.title.trim().to_owned(), adopted));
    let (effective, doubted) = match known {
        Some(known) => (known.effective, false),
        None => {
            let told = day(&act.effective, "的施行日")?;
            // Earlier than its adoption: the day of the first version.
            if told < adopted {
                (adopted, true)
            } else {
                (told, false)
            }
        }
    };
    let short = known.map(|k| k.short.as_str()).or(short);
    let body = body(act, articles)?;
    let bare = act.title.trim();
    let source = match doubted {
        true => format!("{source}；{DOUBTED}"),
        false => source.to_owned(),
    };
    let head = [
        ("title", bare.to_owned()),
        (
            "short",
            short
                .unwrap_or_else(|| crate::plain::bare_title(bare))
                .to_owned(),
        ),
        ("kind", line(&act.kind)),
        ("issuer", line(&act.issuer)),
        ("number", String::new()),
        ("adopted", adopted.to_string()),
        ("effective", effective.to_string()),
        (
            "repealed",
            known
                .and_then(|k| k.repealed)
                .map(|d| d.to_string())
                .unwrap_or_default(),
        ),
        ("source", source),
    ];
    let head: String = head
        .iter()
        .map(|(key, value)| format!("{key}: {value}").trim_end().to_owned() + "\n")
        .collect();
    Ok(Collected {
        markdown: format!("---\n{head}---\n{body}"),
        doubted,
        ends: known.is_some_and(|k| k.repealed.is_some()),
    })
}

/// What `source` says of a version whose first day was not certain.
pub const DOUBTED: &str = "施行日未核实";

fn body(act: &ActRow, articles: &[ArticleRow]) -> Result<String, Refusal> {
    if articles.is_empty() {
        return Err(Refusal::one(1, format!("《{}》没有条文", act.title)));
    }
    let mut out = String::new();
    let (mut chapter, mut section) = ("", "");
    for (at, row) in articles.iter().enumerate() {
        let number = number(&row.number).ok_or_else(|| {
            Refusal::one(
                at + 1,
                format!(
                    "《{}》不是一条一条写的（`{}`），不能按条引用",
                    act.title,
                    cut(&row.number)
                ),
            )
        })?;
        if chapter != row.chapter.trim() {
            chapter = row.chapter.trim();
            section = "";
            heading(&mut out, "##", chapter);
        }
        if section != row.section.trim() {
            section = row.section.trim();
            heading(&mut out, "###", section);
        }
        let text: Vec<String> = row
            .text
            .lines()
            .map(line)
            .filter(|l| !l.is_empty())
            .collect();
        out.push_str(&format!("\n{} {}\n", number.zh(), text.join("\n")));
    }
    Ok(out)
}

fn heading(out: &mut String, mark: &str, name: &str) {
    if !name.is_empty() {
        out.push_str(&format!("\n{mark} {}\n", line(name)));
    }
}

/// `第一百二十条之一`, and nothing else.
fn number(text: &str) -> Option<ArticleNumber> {
    let rest = text.trim().strip_prefix('第')?;
    let (main, len) = numeral::prefix(rest)?;
    let rest = rest.get(len..)?.strip_prefix('条')?;
    let Some(rest) = rest.strip_prefix('之') else {
        return rest.is_empty().then_some(ArticleNumber::new(main));
    };
    let (sub, len) = numeral::prefix(rest)?;
    (len == rest.len()).then_some(ArticleNumber { main, sub })
}

/// One line: no breaks, no control characters, no `#` that would become a heading.
fn line(text: &str) -> String {
    let plain: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    plain.trim().trim_start_matches('#').trim().to_owned()
}

fn cut(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(20).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::Version;

    fn act(version: &str, effective: &str) -> ActRow {
        ActRow {
            title: "中华人民共和国喂猫法".to_owned(),
            kind: "法律".to_owned(),
            issuer: "喂猫会".to_owned(),
            version: version.to_owned(),
            effective: effective.to_owned(),
        }
    }

    fn article(number: &str, text: &str) -> ArticleRow {
        ArticleRow {
            chapter: "第一章 总则".to_owned(),
            section: String::new(),
            number: number.to_owned(),
            text: text.to_owned(),
        }
    }

    fn known() -> KnownVersions {
        let known = Known {
            short: "喂猫法".to_owned(),
            effective: "2021-07-15".parse().unwrap(),
            repealed: None,
        };
        KnownVersions::from([(
            (
                "中华人民共和国喂猫法".to_owned(),
                "2021-01-22".parse().unwrap(),
            ),
            known,
        )])
    }

    fn check(act: &ActRow, articles: &[ArticleRow], expected: Expect) {
        let said = match collect(act, articles, &known(), None, "某集") {
            Ok(made) => match Version::parse(&made.markdown) {
                Ok(version) => format!(
                    "《{}》{} {}条 {}",
                    version.head.short,
                    version.head.effective,
                    version.articles.len(),
                    version.head.source
                ),
                Err(refusal) => format!("✗✗ {refusal}"),
            },
            Err(refusal) => format!("✗ {refusal}"),
        };
        expected.assert_eq(&said);
    }

    #[test]
    fn days_come_from_what_is_known_then_from_the_collection_then_in_doubt() {
        let articles = [
            article("第一条", "喂猫。\n洗手。"),
            article("第二条", "擦干。"),
        ];
        check(
            &act("2021-01-22", "1996-10-01"),
            &articles,
            expect!["《喂猫法》2021-07-15 2条 某集"],
        );
        check(
            &act("2020-01-01", "2020-03-01"),
            &articles,
            expect!["《喂猫法》2020-03-01 2条 某集"],
        );
        check(
            &act("2020-01-01", "1996-10-01"),
            &articles,
            expect!["《喂猫法》2020-01-01 2条 某集；施行日未核实"],
        );
    }

    #[test]
    fn what_is_no_statute_is_refused() {
        let act = act("2021-01-22", "2021-07-15");
        check(
            &act,
            &[],
            expect!["✗ 第1行：《中华人民共和国喂猫法》没有条文"],
        );
        check(
            &act,
            &[article("全文", "喂猫。")],
            expect!["✗ 第1行：《中华人民共和国喂猫法》不是一条一条写的（`全文`），不能按条引用"],
        );
        check(
            &super::ActRow {
                version: "昨天\n".to_owned(),
                ..act.clone()
            },
            &[article("第一条", "喂猫。")],
            expect!["✗ 第1行：《中华人民共和国喂猫法》的版本日不是日期：`昨天`"],
        );
        check(
            &act,
            &[article("第一条", "喂猫。"), article("第三条", "洗手。")],
            expect!["✗✗ 第17行：缺条：应是第二条，却是第三条"],
        );
    }

    #[test]
    fn a_row_cannot_write_headings_or_front_matter() {
        let mut sly = act("2020-01-01", "2020-01-01");
        sly.issuer = "某\n---\n第九条 假的。".to_owned();
        check(
            &sly,
            &[article("第一条", "# 假标题\n\n---\n第二条 也是假的。")],
            expect!["✗✗ 第17行：第二条之前应有一个空行"],
        );
    }
}
