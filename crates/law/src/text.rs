//! What the `law` commands print: plain texts, and serde structs for `--json`.

use crate::cites::{Asked, Found};
use crate::diff::{ArticleDiff, Change, RunKind, VersionDiff};
use crate::library::{Added, Index, Library};
use crate::place::ArticleNumber;
use crate::resolve::Passage;
use crate::search::Hit;
use crate::version::{Article, Paragraph, Version};

/// `law show --json`.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
pub struct Shown {
    /// The citation, with the short title.
    pub citation: String,
    /// `某法第58条第1款`.
    pub human: String,
    /// Full title.
    pub title: String,
    /// First day of the version.
    pub effective: String,
    /// First day on which it no longer applied, or null.
    pub repealed: Option<String>,
    /// Headings, outermost first.
    pub path: Vec<String>,
    /// The article, paragraph or item asked for.
    pub text: String,
    /// The whole article, in paragraphs and items.
    pub article: Vec<Paragraph>,
}

/// The struct behind `law show --json`.
pub fn shown(library: &Library, passage: &Passage) -> Shown {
    let head = &passage.version.head;
    Shown {
        citation: passage.citation.to_string(),
        human: passage.citation.human(),
        title: head.title.clone(),
        effective: head.effective.to_string(),
        repealed: end(library, &passage.version).map(|day| day.to_string()),
        path: passage.article().path.to_vec(),
        text: passage.text(),
        article: passage.article().paragraphs.clone(),
    }
}

fn end(library: &Library, version: &Version) -> Option<fadu_base::Date> {
    let index = library.index(&version.head.short, version.head.effective);
    index
        .and_then(|index| library.end(index))
        .or(version.head.repealed)
}

/// `law show`: everything asked for.
pub fn asked(library: &Library, asked: &Asked) -> String {
    match asked {
        Asked::Whole(version) => whole(version),
        Asked::Passages(passages) => {
            let shown: Vec<String> = passages.iter().map(|p| show(library, p)).collect();
            shown.join("\n")
        }
    }
}

/// `law show`: title, version line, headings, and the text asked for.
pub fn show(library: &Library, passage: &Passage) -> String {
    let head = &passage.version.head;
    let period = crate::version::period(head.effective, end(library, &passage.version));
    let path = passage.article().path.join(" › ");
    let path = if path.is_empty() {
        path
    } else {
        format!("{path}\n")
    };
    format!(
        "{} {}\n{}（{period}）\n{path}\n{}\n",
        passage.citation,
        passage.citation.place.human(),
        head.title,
        passage.text()
    )
}

/// `law list`: one line a version.
pub fn list(library: &Library) -> String {
    let mut out = String::new();
    let (mut versions, mut articles) = (0, 0);
    for index in library.indexes() {
        let period = crate::version::period(index.effective, library.end(index));
        out.push_str(&format!(
            "《{}》 {} {}条 {period}\n",
            index.short, index.kind, index.articles
        ));
        (versions, articles) = (versions + 1, articles + index.articles);
    }
    out.push_str(&format!("共{versions}个版本，{articles}条\n"));
    out
}

/// A whole statute, headings and articles, for `law show '《某法》'` and files.
pub fn whole(version: &Version) -> String {
    let head = &version.head;
    let mut out = format!("{}\n{}\n", head.title, version.period());
    let mut path: &[String] = &[];
    for extra in &version.preamble {
        headings(&mut out, path, &extra.path);
        path = &extra.path;
        out.push_str(&format!("\n{}\n", extra.text));
    }
    for article in &version.articles {
        headings(&mut out, path, &article.path);
        path = &article.path;
        out.push_str(&format!("\n{}　{}\n", article.number.zh(), article.text()));
    }
    for extra in &version.annexes {
        headings(&mut out, path, &extra.path);
        path = &extra.path;
        out.push_str(&format!("\n{}\n", extra.text));
    }
    out
}

/// The headings of `new` that `old` did not have open.
fn headings(out: &mut String, old: &[String], new: &[String]) {
    let common = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    for heading in new.iter().skip(common) {
        out.push_str(&format!("\n{heading}\n"));
    }
}

/// `law diff`: counts, then every article that did not stay as it was. What goes stands in
/// `[-…-]`, what comes in `{+…+}`.
pub fn diff(diff: &VersionDiff) -> String {
    let mut out = format!("《{}》 {} → {}\n", diff.short, diff.from, diff.to);
    let count = |change| diff.count(change);
    out.push_str(&format!(
        "未变{}条，仅移位{}条，修改{}条，新增{}条，删去{}条\n",
        count(Change::Same),
        count(Change::Renumbered),
        count(Change::Changed),
        count(Change::Added),
        count(Change::Removed),
    ));
    for article in diff.articles.iter().filter(|a| a.change != Change::Same) {
        out.push_str(&article_diff(article));
    }
    out
}

fn article_diff(article: &ArticleDiff) -> String {
    let number = |n: Option<ArticleNumber>| n.map(ArticleNumber::human).unwrap_or_default();
    let (old, new) = (number(article.old), number(article.new));
    let moved = if old == new {
        new.clone()
    } else {
        format!("{old} → {new}")
    };
    match article.change {
        Change::Same => String::new(),
        Change::Renumbered => format!("\n{moved}（仅移位）\n"),
        Change::Added => format!("\n{new}（新增）\n{}\n", runs(article)),
        Change::Removed => format!("\n{old}（删去）\n{}\n", runs(article)),
        Change::Changed => format!("\n{moved}（修改）\n{}\n", runs(article)),
    }
}

fn runs(article: &ArticleDiff) -> String {
    let mark = |run: &crate::diff::Run| match run.kind {
        RunKind::Same => run.text.clone(),
        RunKind::Deleted => format!("[-{}-]", run.text),
        RunKind::Inserted => format!("{{+{}+}}", run.text),
    };
    article.runs.iter().map(mark).collect()
}

/// `law search`: one line a hit.
pub fn hits(hits: &[Hit]) -> String {
    if hits.is_empty() {
        return "没有找到同时含有这些词的条文\n".into();
    }
    hits.iter()
        .map(|hit| format!("{}（{}起）：{}\n", hit.citation, hit.effective, hit.snippet))
        .collect()
}

/// `law cites FILE`: one line a citation, then the count.
pub fn cites(file: &str, found: &[Found]) -> String {
    let mut out = String::new();
    for cite in found {
        let at = format!("{file}:{}:{}", cite.line, cite.column);
        let name = cite
            .citation
            .as_ref()
            .map_or(cite.text.clone(), ToString::to_string);
        let says = match (&cite.problem, &cite.says) {
            (Some(problem), _) => format!("✗ {problem}"),
            (None, Some(says)) => format!("✓ {}", first(says)),
            (None, None) => "✓".into(),
        };
        out.push_str(&format!("{at} {name} {says}\n"));
    }
    let bad = found.iter().filter(|cite| !cite.ok).count();
    out.push_str(&format!("{file}：引用{}处，有问题{bad}处\n", found.len()));
    out
}

fn first(text: &str) -> String {
    let line = text.lines().next().unwrap_or("");
    let short: String = line.chars().take(30).collect();
    if short.len() < line.len() {
        format!("{short}…")
    } else {
        short
    }
}

/// `law import`: counts, and a line for everything that was not simply equal.
pub fn import(results: &[(String, Added)]) -> String {
    let mut out = String::new();
    let (mut new, mut equal, mut kept, mut changed, mut refused) = (0, 0, 0, 0, 0);
    for (file, added) in results {
        match added {
            Added::New(index) => {
                new += 1;
                out.push_str(&format!("新增 {}\n", line(index)));
            }
            Added::Equal(_) => equal += 1,
            Added::Kept(_) => kept += 1,
            Added::Changed { before, after } => {
                changed += 1;
                out.push_str(&format!(
                    "改动 {}（原{}条）\n",
                    line(after),
                    before.articles
                ));
            }
            Added::Refused(refusal) => {
                refused += 1;
                for problem in &refusal.problems {
                    out.push_str(&format!(
                        "拒收 {file}:{} {}\n",
                        problem.line, problem.message
                    ));
                }
            }
        }
    }
    // Only collections are weaker than what is there.
    let already = match kept {
        0 => String::new(),
        n => format!("，已有更好的文本{n}"),
    };
    out.push_str(&format!(
        "新增{new}，相同{equal}{already}，改动{changed}，拒收{refused}\n"
    ));
    out
}

fn line(index: &Index) -> String {
    format!(
        "《{}》{} {}条",
        index.short, index.effective, index.articles
    )
}

/// One article as pages and answers quote it: number and text.
pub fn article(article: &Article) -> String {
    format!("{}　{}", article.number.zh(), article.text())
}
