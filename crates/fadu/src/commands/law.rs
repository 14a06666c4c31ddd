//! `fadu law`: import, list, show, compare, search, check citations.

use std::path::{Path, PathBuf};

use clap::Subcommand;
use fadu_base::Date;
use fadu_desk::law_import::{LawContent, LawFile, LawTold};
use fadu_desk::law_search::LawAsk;
use fadu_desk::{Desk, Refusal};
use fadu_law::{Added, AskError, text};
use serde_json::json;

use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, Stop, print, print_json, unreadable};
use crate::files;
use crate::installation::{Store, refused, run as with};

/// 法规：导入、查看、对照、查找。例：fadu law show '《行政处罚法》58.1' --on 2021-07-15
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: Store,
    /// 一个 JSON 文档
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 导入法规：Markdown、官方 .docx、带 laws 和 articles 表的 SQLite 文件，或者装着它们的文件夹
    Import {
        /// 文件或者文件夹
        #[arg(required = true)]
        paths: Vec<PathBuf>,
        /// 简称（只导入一个 .docx 时）
        #[arg(long, value_name = "NAME")]
        short: Option<String>,
        /// 哪一类文件：法律、行政法规……（.docx 里看不出时）
        #[arg(long)]
        kind: Option<String>,
        /// 通过或者公布的日子（.docx 里没有写时）
        #[arg(long, value_name = "DATE")]
        adopted: Option<String>,
        /// 本版从哪天起施行（修正后的文本只写最初的施行日）
        #[arg(long, value_name = "DATE")]
        effective: Option<String>,
    },
    /// 有哪些法规、哪些版本
    List,
    /// 一条、一款、一项在某一天的文本
    Show {
        /// 引用，如 《行政处罚法》58.1(2)
        citation: String,
        /// 哪一天，默认今天
        #[arg(long)]
        on: Option<String>,
    },
    /// 两天的文本差在哪里
    Diff {
        /// 法规名
        title: String,
        /// 前一天
        from: String,
        /// 后一天
        to: String,
    },
    /// 找出含有这些词的条文
    Search {
        /// 词，空格隔开
        #[arg(required = true)]
        words: Vec<String>,
        /// 只找这一天有效的；不写就找每部法规最新的版本
        #[arg(long)]
        on: Option<String>,
        /// 只在这一部里找
        #[arg(long, value_name = "TITLE")]
        title: Option<String>,
    },
    /// 文件里引用的条文在不在
    Cites {
        /// 文件
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// 按哪一天查对，默认今天
        #[arg(long)]
        on: Option<String>,
    },
    /// 法规在某一天的变动影响到哪些规范
    Impact {
        /// 法规名
        title: String,
        /// 新版本施行的那一天
        date: String,
    },
}

pub fn run(args: &Args) -> Outcome {
    with(async {
        let desk = match &args.what {
            What::Import { .. } => args.store.open_or_make("default").await?,
            _ => args.store.open().await?,
        };
        match &args.what {
            What::Import {
                paths,
                short,
                kind,
                adopted,
                effective,
            } => {
                let told = LawTold {
                    short: short.clone(),
                    kind: kind.clone(),
                    adopted: adopted
                        .as_deref()
                        .map(|d| day(&desk, Some(d)))
                        .transpose()?,
                    effective: effective
                        .as_deref()
                        .map(|d| day(&desk, Some(d)))
                        .transpose()?,
                };
                import(args, &desk, paths, &told).await
            }
            What::List => list(args, &desk),
            What::Show { citation, on } => show(args, &desk, citation, on.as_deref()),
            What::Diff { title, from, to } => diff(args, &desk, title, from, to),
            What::Search { words, on, title } => {
                let ask = LawAsk {
                    words: words.join(" "),
                    on: on.as_deref().map(|d| day(&desk, Some(d))).transpose()?,
                    title: title.clone().unwrap_or_default(),
                    page: 1,
                };
                search(args, &desk, &ask).await
            }
            What::Cites { files, on } => cites(args, &desk, files, on.as_deref()),
            What::Impact { title, date } => impact(args, &desk, title, date),
        }
    })
}

fn day(desk: &Desk, text: Option<&str>) -> Result<Date, Stop> {
    match text {
        Some(text) => text
            .parse()
            .map_err(|e: fadu_base::date::DateError| unreadable(e.to_string())),
        None => Ok(desk.now_day()),
    }
}

fn to_json(value: &impl serde::Serialize) -> Result<serde_json::Value, Stop> {
    serde_json::to_value(value).map_err(|e| unreadable(e.to_string()))
}

async fn import(args: &Args, desk: &Desk, paths: &[PathBuf], told: &LawTold) -> Outcome {
    let mut files = Vec::new();
    for path in law_files(paths)? {
        files.push(law_file(&path)?);
    }
    let official = |f: &&mut LawFile| matches!(f.content, LawContent::Docx(_));
    if *told != LawTold::default() {
        let mut all: Vec<&mut LawFile> = files.iter_mut().filter(official).collect();
        match all.as_mut_slice() {
            [one] => one.told = told.clone(),
            _ => {
                return Err(unreadable(
                    "--short、--kind、--adopted、--effective 只在导入一个 .docx 时使用",
                ));
            }
        }
    }
    let results = desk.import_law_files(files).await.map_err(refused)?;
    let refused_any = results
        .iter()
        .any(|(_, added)| matches!(added, Added::Refused(_)));
    if args.json {
        let rows: Vec<_> = results
            .iter()
            .map(|(file, added)| json!({"file": file, "result": added}))
            .collect();
        print_json(&json!(rows));
    } else {
        print(&text::import(&results));
    }
    Ok(if refused_any { DOES_NOT_HOLD } else { FINE })
}

/// What a file is, told by how it begins rather than by its name.
fn law_file(path: &Path) -> Result<LawFile, Stop> {
    let name = path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    );
    let content = match files::beginning(path)?.as_slice() {
        start if start.starts_with(b"SQLite format 3") => {
            LawContent::Collection(path.to_path_buf())
        }
        // A zip, or what looked like one before .docx.
        start if start.starts_with(b"PK") || start.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) => {
            LawContent::Docx(files::read_bytes(path)?)
        }
        _ => LawContent::Markdown(files::read_text(path)?),
    };
    Ok(LawFile {
        name,
        content,
        told: LawTold::default(),
    })
}

// A README beside statutes is no statute.
fn law_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    const ENDINGS: [&str; 5] = [".md", ".docx", ".db", ".sqlite", ".sqlite3"];
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path)
                .map_err(|e| unreadable(format!("{}：读不出（{e}）", path.display())))?;
            let is_statute = |p: &Path| {
                let name = p
                    .file_name()
                    .map(|n| n.to_string_lossy().to_lowercase())
                    .unwrap_or_default();
                let known = ENDINGS.iter().any(|e| name.ends_with(e));
                // `~$…` is what an office program keeps beside a file that is open.
                known && !name.starts_with("readme") && !name.starts_with("~$")
            };
            let mut below: Vec<PathBuf> = entries
                .filter_map(|e| e.ok().map(|e| e.path()))
                .filter(|p| is_statute(p))
                .collect();
            below.sort();
            found.extend(below);
        } else {
            found.push(path.clone());
        }
    }
    if found.is_empty() {
        Err(unreadable(
            "没有找到法规文件（.md、.docx 或者 SQLite 文件）",
        ))
    } else {
        Ok(found)
    }
}

fn list(args: &Args, desk: &Desk) -> Outcome {
    let library = desk.library();
    if args.json {
        let rows: Vec<_> = library.indexes().collect();
        print_json(&to_json(&rows)?);
    } else {
        print(&text::list(&library));
    }
    Ok(FINE)
}

fn show(args: &Args, desk: &Desk, citation: &str, on: Option<&str>) -> Outcome {
    let library = desk.library();
    match library.ask(citation, day(desk, on)?) {
        Ok(asked) => {
            if args.json {
                let shown = match &asked {
                    fadu_law::Asked::Whole(version) => to_json(&version.head.short)?,
                    fadu_law::Asked::Passages(passages) => to_json(
                        &passages
                            .iter()
                            .map(|p| text::shown(&library, p))
                            .collect::<Vec<_>>(),
                    )?,
                };
                print_json(&shown);
            } else {
                print(&text::asked(&library, &asked));
            }
            Ok(FINE)
        }
        Err(AskError::Citation(why)) => Err(unreadable(why.to_string())),
        Err(AskError::Resolve(why)) => Err(Stop {
            message: why.to_string(),
            code: DOES_NOT_HOLD,
        }),
    }
}

fn diff(args: &Args, desk: &Desk, title: &str, from: &str, to: &str) -> Outcome {
    let (from, to) = (day(desk, Some(from))?, day(desk, Some(to))?);
    let found = desk.library().diff(title, from, to);
    let found = found.map_err(|e| Stop {
        message: e.to_string(),
        code: DOES_NOT_HOLD,
    })?;
    if args.json {
        print_json(&to_json(&found)?);
    } else {
        print(&text::diff(&found));
    }
    Ok(FINE)
}

async fn search(args: &Args, desk: &Desk, ask: &LawAsk) -> Outcome {
    let hits = desk.law_hits(ask, 20).await;
    let hits = hits.map_err(|why| match why {
        Refusal::Fields(_) => unreadable(why.to_string()),
        other => refused(other),
    })?;
    if args.json {
        print_json(&to_json(&hits)?);
    } else {
        print(&text::hits(&hits));
    }
    Ok(if hits.is_empty() { DOES_NOT_HOLD } else { FINE })
}

fn cites(args: &Args, desk: &Desk, files: &[PathBuf], on: Option<&str>) -> Outcome {
    let (library, on) = (desk.library(), day(desk, on)?);
    let (mut code, mut all) = (FINE, Vec::new());
    for file in files {
        let found = library.cites(&files::read_text(file)?, on, None);
        if found.iter().any(|f| f.problem.is_some()) {
            code = DOES_NOT_HOLD;
        }
        if args.json {
            all.push(json!({"file": file.display().to_string(), "citations": to_json(&found)?}));
        } else {
            print(&text::cites(&file.display().to_string(), &found));
        }
    }
    if args.json {
        print_json(&json!(all));
    }
    Ok(code)
}

fn impact(args: &Args, desk: &Desk, title: &str, date: &str) -> Outcome {
    let date = day(desk, Some(date))?;
    let impact = desk.impact(title, date).map_err(|e| Stop {
        message: e.to_string(),
        code: DOES_NOT_HOLD,
    })?;
    if args.json {
        print_json(&to_json(&impact)?);
        return Ok(FINE);
    }
    let mut out = format!(
        "《{}》{} 起的变动：改动 {} 条\n",
        impact.title,
        date,
        impact.articles.len()
    );
    for row in &impact.norms {
        out.push_str(&format!(
            "  {} {}（{}）：{}\n",
            row.procedure, row.norm, row.citation, row.change
        ));
    }
    if impact.norms.is_empty() {
        out.push_str("  没有规范引用改动的条文\n");
    }
    print(&out);
    Ok(FINE)
}
