//! Reads the Markdown layout of `shared/law/README.md` into a [`Version`]; collects every fault.

mod article;
mod head;

use std::sync::Arc;

use crate::numeral;
use crate::place::ArticleNumber;
use crate::version::{Article, Head, Problem, Refusal, Supplement, Version};

use article::{add_line, article_start};
use head::head;

/// The longest file that is read; the longest code of law so far has half a megabyte.
const MAX_BYTES: usize = 16 << 20;

pub(crate) fn version(markdown: &str) -> Result<Version, Refusal> {
    if markdown.len() > MAX_BYTES {
        return Err(Refusal::one(
            1,
            format!("文件过大：{}字节，最多{MAX_BYTES}字节", markdown.len()),
        ));
    }
    let text = markdown.strip_prefix('\u{FEFF}').unwrap_or(markdown);
    let mut lines = text.split('\n').enumerate().map(|(i, line)| Line {
        number: i + 1,
        text: line.trim(),
    });
    let mut faults = Faults::default();
    let head = head(&mut lines, &mut faults);
    // A body without a head would only add noise: every line of it would be read as something else.
    let Some(head) = head else {
        return Err(faults.refusal());
    };
    let mut body = Body {
        faults,
        ..Body::default()
    };
    for line in lines {
        body.line(line);
    }
    body.finish(head)
}

#[derive(Clone, Copy)]
struct Line<'a> {
    number: usize,
    text: &'a str,
}

#[derive(Default)]
struct Faults(Vec<Problem>);

impl Faults {
    fn add(&mut self, line: usize, message: impl Into<String>) {
        if self.0.len() < Refusal::MOST {
            self.0.push(Problem {
                line,
                message: message.into(),
            });
        }
    }

    fn refusal(self) -> Refusal {
        Refusal { problems: self.0 }
    }
}

/// The first characters of a line, for a message; control characters made visible.
fn quote(text: &str) -> String {
    let short: String = text
        .chars()
        .take(20)
        .flat_map(|c| {
            if c.is_control() {
                c.escape_default().collect()
            } else {
                vec![c]
            }
        })
        .collect();
    let more = if text.chars().nth(20).is_some() {
        "…"
    } else {
        ""
    };
    format!("`{short}{more}`")
}

/// What has been read of the body so far.
#[derive(Default)]
struct Body {
    faults: Faults,
    /// Open headings with their depth.
    headings: Vec<(u8, String)>,
    path: Arc<[String]>,
    preamble: Vec<Supplement>,
    articles: Vec<Article>,
    /// Loose text after an article, with its line: an annex, unless an article follows.
    loose: Vec<(usize, Supplement)>,
    /// What the next line of the block belongs to.
    block: Block,
    last_line: usize,
}

#[derive(Default, PartialEq, Clone, Copy)]
enum Block {
    #[default]
    None,
    Article,
    Text,
}

impl Body {
    fn line(&mut self, line: Line<'_>) {
        self.last_line = line.number;
        if line.text.is_empty() {
            self.block = Block::None;
            return;
        }
        if line.text.chars().any(char::is_control) {
            self.faults.add(
                line.number,
                format!("有控制字符，不是文本：{}", quote(line.text)),
            );
        }
        match self.block {
            Block::Article => self.more(line),
            Block::Text => self.more_text(line),
            Block::None if line.text.starts_with('#') => self.heading(line),
            Block::None => self.first(line),
        }
    }

    fn heading(&mut self, line: Line<'_>) {
        let text = line.text.trim_start_matches('#');
        let level = line.text.len() - text.len();
        let name = text.trim();
        if !(1..=3).contains(&level) || !text.starts_with(' ') || name.is_empty() {
            self.faults.add(
                line.number,
                format!(
                    "应是标题 `# 编`、`## 章` 或 `### 节`，却是{}",
                    quote(line.text)
                ),
            );
            return;
        }
        let depth = match level {
            1 if is_subdivision(name) => 2,
            1 => 1,
            2 => 3,
            _ => 4,
        };
        self.headings.retain(|(d, _)| *d < depth);
        self.headings.push((depth, name.to_owned()));
        self.path = self.headings.iter().map(|(_, text)| text.clone()).collect();
    }

    /// The first line of a block that is no heading.
    fn first(&mut self, line: Line<'_>) {
        match article_start(line.text) {
            Some((number, rest)) => {
                if !rest.is_empty() && !rest.starts_with([' ', '\u{3000}']) {
                    self.faults.add(
                        line.number,
                        format!("{}之后应有一个空格，却是{}", number.zh(), quote(line.text)),
                    );
                }
                self.article(line, number, rest.trim());
            }
            None => self.text(line),
        }
    }

    fn article(&mut self, line: Line<'_>, number: ArticleNumber, text: &str) {
        self.block = Block::Article;
        if let Some((at, found)) = self.loose.first() {
            self.faults.add(
                *at,
                format!("条文之间有不属于任何一条的文字：{}", quote(&found.text)),
            );
            self.loose.clear();
        }
        self.check_order(line.number, number);
        let mut article = Article {
            number,
            path: self.path.clone(),
            line: line.number,
            paragraphs: Vec::new(),
        };
        if let Err(message) = add_line(&mut article, text) {
            self.faults.add(line.number, message);
        }
        self.articles.push(article);
    }

    fn check_order(&mut self, line: usize, number: ArticleNumber) {
        let last = self.articles.last().map(|a| a.number);
        let next = ArticleNumber::new(last.map_or(0, |n| n.main).saturating_add(1));
        let inserted = last.map(|n| ArticleNumber {
            main: n.main,
            sub: n.sub.saturating_add(1),
        });
        if number == next || Some(number) == inserted {
            return;
        }
        let what = if last.is_some_and(|n| number <= n) {
            "条号重复或倒退"
        } else {
            "缺条"
        };
        self.faults.add(
            line,
            format!("{what}：应是{}，却是{}", next.zh(), number.zh()),
        );
    }

    /// A further line of an article's block.
    fn more(&mut self, line: Line<'_>) {
        if let Some((number, rest)) = article_start(line.text)
            && rest.starts_with(' ')
        {
            self.faults
                .add(line.number, format!("{}之前应有一个空行", number.zh()));
            return self.article(line, number, rest.trim());
        }
        if line.text.starts_with('#') {
            self.faults.add(
                line.number,
                format!("标题之前应有一个空行：{}", quote(line.text)),
            );
            return;
        }
        let Some(article) = self.articles.last_mut() else {
            return;
        };
        if let Err(message) = add_line(article, line.text) {
            self.faults.add(line.number, message);
        }
    }

    fn text(&mut self, line: Line<'_>) {
        self.block = Block::Text;
        let found = Supplement {
            path: self.path.clone(),
            text: line.text.to_owned(),
        };
        if self.articles.is_empty() {
            self.preamble.push(found);
        } else {
            self.loose.push((line.number, found));
        }
    }

    fn more_text(&mut self, line: Line<'_>) {
        let last = if self.articles.is_empty() {
            self.preamble.last_mut()
        } else {
            self.loose.last_mut().map(|(_, s)| s)
        };
        if let Some(found) = last {
            found.text.push('\n');
            found.text.push_str(line.text);
        }
    }

    fn finish(mut self, head: Head) -> Result<Version, Refusal> {
        if self.articles.is_empty() {
            self.faults.add(
                self.last_line.max(1),
                "没有一条条文：应有以 `第一条 ` 开头的段落",
            );
        }
        if !self.faults.0.is_empty() {
            return Err(self.faults.refusal());
        }
        let annexes = self.loose.into_iter().map(|(_, found)| found).collect();
        Ok(Version {
            head,
            preamble: self.preamble,
            articles: self.articles,
            annexes,
        })
    }
}

/// `第二分编 …` stands inside a 编 though both are set with one `#`.
fn is_subdivision(name: &str) -> bool {
    let Some(rest) = name.strip_prefix('第') else {
        return false;
    };
    let len = numeral::prefix(rest).map_or(0, |(_, len)| len);
    rest.get(len..).is_some_and(|rest| rest.starts_with("分编"))
}
