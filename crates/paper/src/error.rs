//! What can go wrong with a document, in the words of the person who has to cure it.

use std::fmt;
use std::path::PathBuf;

/// Why there is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The folder of fonts or templates cannot be read.
    #[error("读不了 `{}`：{why}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The reason in the operating system's words.
        why: String,
    },
    /// There is not one font.
    #[error("`{}` 里没有字体，请先运行 tools/fetch_fonts.sh", dir.display())]
    NoFonts {
        /// The folder that was searched.
        dir: PathBuf,
    },
    /// No template of this name, and no general form to take its place.
    #[error("没有文书「{name}」的模板，也没有通用表单；请在 papers/ 里添加 {name}.typ")]
    NoTemplate {
        /// The document asked for.
        name: String,
    },
    /// The data does not keep the contract of `docs/papers.md`.
    #[error("文书「{paper}」的数据不对：{why}")]
    Data {
        /// The document.
        paper: String,
        /// The key and what is wrong with it.
        why: String,
    },
    /// The template does not compile, or found its data wanting.
    #[error("{}", list(paper, problems))]
    Template {
        /// The document.
        paper: String,
        /// At least one.
        problems: Vec<Problem>,
    },
    /// Characters that no font can show; a box in a person's name is no document.
    #[error(
        "文书「{paper}」里有的字没有字体能显示：{}；请把含有这些字的字体放进 fonts/office",
        with_code(chars)
    )]
    NoGlyph {
        /// The document.
        paper: String,
        /// Each character once.
        chars: String,
    },
    /// The finished page lacks what its act must make it say; a draft may.
    #[error("文书「{paper}」没有写明：{}；请在模板里补上", names.join("、"))]
    Unshown {
        /// The document.
        paper: String,
        /// Elements that have a value.
        names: Vec<String>,
    },
    /// The page could not be written as PDF/A.
    #[error("文书「{paper}」写不成 PDF/A：{why}")]
    Pdf {
        /// The document.
        paper: String,
        /// typst's reasons.
        why: String,
    },
}

/// One fault of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The template or the shared part that holds the line.
    pub file: String,
    /// Line and column from 1; absent where typst names no place.
    pub place: Option<(usize, usize)>,
    /// What is wrong; typst's English is kept where there are no Chinese words for it.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Some((line, column)) => write!(
                f,
                "{} 第 {line} 行第 {column} 列：{}",
                self.file, self.message
            ),
            None => write!(f, "{}：{}", self.file, self.message),
        }
    }
}

fn list(paper: &str, problems: &[Problem]) -> String {
    let all: Vec<String> = problems.iter().map(Problem::to_string).collect();
    format!("文书「{paper}」的模板有错：{}", all.join("；"))
}

/// `𫚥（U+2B6A5）`: the reader may see only a box.
fn with_code(chars: &str) -> String {
    let each: Vec<String> = chars
        .chars()
        .map(|c| format!("{c}（U+{:04X}）", u32::from(c)))
        .collect();
    each.join("、")
}

/// The Chinese for the faults that template authors meet most.
pub(crate) fn in_chinese(message: &str) -> String {
    let quoted = |start: &str| {
        let rest = message.strip_prefix(start)?;
        rest.split(['`', '"']).find(|part| !part.trim().is_empty())
    };
    if let Some(words) = message.strip_prefix("assertion failed: ") {
        return words.to_owned();
    }
    if let Some(words) = message.strip_prefix("panicked with: ") {
        return words.trim_matches('"').to_owned();
    }
    if let Some(name) = quoted("dictionary does not contain key ") {
        return format!("数据里没有「{name}」");
    }
    if let Some(name) = quoted("unknown variable: ") {
        return format!("没有名为「{name}」的变量或函数");
    }
    if let Some(name) = quoted("file not found (searched at ") {
        return format!(
            "模板能读的只有 /parts/ 和 /files/ 里的文件，没有「{}」",
            name.trim_end_matches(')')
        );
    }
    if message.starts_with("unable to get the current date") {
        return "模板不能看今天的日期，请用数据里的 date".to_owned();
    }
    if message.starts_with("unclosed delimiter") {
        return "括号没有合上".to_owned();
    }
    format!("{message}（typst 原文）")
}
