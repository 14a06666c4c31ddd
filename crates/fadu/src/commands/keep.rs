//! `fadu backup`, `restore`, `rebuild`, `migrate`, `log`, `calendar`.

use std::path::PathBuf;

use clap::Subcommand;
use fadu_term::Calendar;
use serde_json::json;

use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, operator, print_json, print_line, unreadable};
use crate::files;
use crate::installation::{Store, refused, run as with};

/// 备份成一个文件，不用停机。例：fadu backup /backup/2026-11-24.fadu
#[derive(clap::Args)]
pub struct BackupArgs {
    #[command(flatten)]
    store: Store,
    /// 备份文件
    file: PathBuf,
}

/// 从备份恢复到空的数据文件夹，并从头核对编号册
#[derive(clap::Args)]
pub struct RestoreArgs {
    #[command(flatten)]
    store: Store,
    /// 备份文件
    file: PathBuf,
}

/// 只要数据文件夹的命令
#[derive(clap::Args)]
pub struct PlainArgs {
    #[command(flatten)]
    store: Store,
}

/// 编号册。例：fadu log head
#[derive(clap::Args)]
pub struct LogArgs {
    #[command(flatten)]
    store: Store,
    /// 一个 JSON 文档
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    what: LogWhat,
}

#[derive(Subcommand)]
enum LogWhat {
    /// 签过名的编号册首页
    Head,
    /// 从记录重新算出整本编号册，和签过名的对照
    Audit {
        /// 从第几号起重新算记录
        #[arg(long, default_value_t = 0)]
        from: u64,
    },
}

/// 工作日和节假日。例：fadu calendar show 2026
#[derive(clap::Args)]
pub struct CalendarArgs {
    #[command(flatten)]
    store: Store,
    #[command(subcommand)]
    what: CalendarWhat,
}

#[derive(Subcommand)]
enum CalendarWhat {
    /// 导入下一年的放假通知
    Import {
        /// TOML 或者 JSON
        file: PathBuf,
    },
    /// 一年里哪些工作日放假、哪些周末上班
    Show {
        /// 年
        year: i32,
    },
}

pub fn run_backup(args: &BackupArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        let files = desk.backup(&args.file).await.map_err(refused)?;
        print_line(&format!("{}：{files} 个文件", args.file.display()));
        Ok(FINE)
    })
}

pub fn run_restore(args: &RestoreArgs) -> Outcome {
    let files = fadu_desk::restore(&args.file, &args.store.data).map_err(refused)?;
    with(async {
        let desk = args.store.open().await?;
        let report = desk.audit(0).await.map_err(refused)?;
        if report.faults.is_empty() {
            print_line(&format!(
                "恢复了 {files} 个文件，编号册 {} 号全部核对无误",
                report.leaves
            ));
            return Ok(FINE);
        }
        Err(operator(format!(
            "恢复了 {files} 个文件，但编号册不符：{}",
            report.faults.join("；")
        )))
    })
}

pub fn run_rebuild(args: &PlainArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        let rows = desk.rebuild().await.map_err(refused)?;
        print_line(&format!("重新做了 {rows} 个办件的检索和期限"));
        Ok(FINE)
    })
}

pub fn run_migrate(args: &PlainArgs) -> Outcome {
    with(async {
        // Opening brings the tables to this version.
        args.store.open().await?;
        print_line("数据库已经是这个版本的格式");
        Ok(FINE)
    })
}

pub fn run_log(args: &LogArgs) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        match args.what {
            LogWhat::Head => {
                let page = desk.log().await.map_err(refused)?;
                if args.json {
                    print_json(
                        &json!({"origin": page.origin, "size": page.size, "queued": page.queued, "checkpoint": page.checkpoint, "key": page.key}),
                    );
                } else {
                    print_line(&format!(
                        "{}\n公钥 {}\n等待登记 {} 件",
                        page.checkpoint.trim_end(),
                        page.key,
                        page.queued
                    ));
                }
                Ok(FINE)
            }
            LogWhat::Audit { from } => {
                let report = desk.audit(from).await.map_err(refused)?;
                if args.json {
                    print_json(&json!({"leaves": report.leaves, "faults": report.faults}));
                } else if report.faults.is_empty() {
                    print_line(&format!("{} 号全部核对无误", report.leaves));
                } else {
                    report.faults.iter().for_each(|f| print_line(f));
                }
                Ok(if report.faults.is_empty() {
                    FINE
                } else {
                    DOES_NOT_HOLD
                })
            }
        }
    })
}

pub fn run_calendar(args: &CalendarArgs) -> Outcome {
    match &args.what {
        CalendarWhat::Show { year } => show(&args.store, *year),
        CalendarWhat::Import { file } => {
            let text = files::read_text(file)?;
            with(async {
                let desk = args.store.open().await?;
                let version = desk
                    .import_calendar(None, &text)
                    .await
                    .map_err(|e| unreadable(e.to_string()))?;
                print_line(&format!("节假日表的新版本：{version}"));
                Ok(FINE)
            })
        }
    }
}

fn show(store: &Store, year: i32) -> Outcome {
    if !store.exists() {
        return listed(Calendar::builtin(), year);
    }
    with(async {
        let desk = store.open().await?;
        listed(&desk.calendar(), year)
    })
}

fn listed(calendar: &Calendar, year: i32) -> Outcome {
    let Some(found) = calendar.years().find(|y| y.year == year) else {
        return Err(unreadable(format!("没有 {year} 年的节假日表")));
    };
    let mut day = fadu_base::Date::new(year, 1, 1).map_err(|e| unreadable(e.to_string()))?;
    let (mut off, mut work) = (Vec::new(), Vec::new());
    while day.year() == year {
        if calendar.is_holiday(day) {
            off.push(day.to_string());
        }
        if calendar.is_makeup(day) {
            work.push(day.to_string());
        }
        day = day.succ();
    }
    print_line(&format!(
        "{year} 年{}",
        if found.provisional {
            "（还没有放假通知，只有法定节日）"
        } else {
            ""
        }
    ));
    print_line(&format!("工作日放假：{}", off.join(" ")));
    print_line(&format!("周末上班：{}", work.join(" ")));
    Ok(FINE)
}
