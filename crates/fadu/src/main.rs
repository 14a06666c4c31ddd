//! The one binary: every command of docs/cli.md. Messages to people on stderr, results on stdout.

mod commands;
mod exit;
mod files;
mod installation;

use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};

/// 法度：依法办事的平台。每个程序先证明，再运行。
#[derive(Parser)]
#[command(name = "fadu", version, about, disable_help_subcommand = false)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// 检查程序：读、解、证明
    Check(commands::check::Args),
    /// 排成标准的写法
    Fmt(commands::fmt::Args),
    /// 一段历史之后，可以办什么、应当办什么
    Replay(commands::replay::Args),
    /// 程序的中文说明，给法制人员看
    Describe(commands::describe::Args),
    /// 程序图
    Draw(commands::describe::DrawArgs),
    /// 裁量基准等决定表：证明，试算
    Table(commands::table::Args),
    /// 期限的最后一天，和每一步的理由
    Term(commands::term::Args),
    /// 核验文书和凭证，不联网
    Verify(commands::verify::Args),
    /// 法规：导入、查看、对照、查找、引用、影响
    Law(commands::law::Args),
    /// 做一个示例县并打开网页
    Demo(commands::serve::DemoArgs),
    /// 打开网页
    Serve(commands::serve::ServeArgs),
    /// 新装
    Init(commands::serve::InitArgs),
    /// 单位
    Office(commands::serve::OfficeArgs),
    /// 人员和账号
    User(commands::serve::UserArgs),
    /// 办件的案卷：导出，核对
    Case(commands::case::Args),
    /// 程序的启用
    Procedure(commands::procedure::Args),
    /// 备份
    Backup(commands::keep::BackupArgs),
    /// 恢复
    Restore(commands::keep::RestoreArgs),
    /// 重新做检索、期限等派生的数据
    Rebuild(commands::keep::PlainArgs),
    /// 把数据库升到这个版本
    Migrate(commands::keep::PlainArgs),
    /// 编号册：首页，核对
    Log(commands::keep::LogArgs),
    /// 节假日表
    Calendar(commands::keep::CalendarArgs),
    /// 命令行补全脚本
    Completions {
        /// bash、zsh、fish
        shell: clap_complete::Shell,
    },
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let _ = error.print();
            let asked_for_help = !error.use_stderr();
            return if asked_for_help {
                ExitCode::SUCCESS
            } else {
                ExitCode::from(exit::WRONG_USE)
            };
        }
    };
    let outcome = match cli.command {
        Command::Check(args) => commands::check::run(&args),
        Command::Fmt(args) => commands::fmt::run(&args),
        Command::Replay(args) => commands::replay::run(&args),
        Command::Describe(args) => commands::describe::run(&args),
        Command::Draw(args) => commands::describe::run_draw(&args),
        Command::Table(args) => commands::table::run(&args),
        Command::Term(args) => commands::term::run(&args),
        Command::Verify(args) => commands::verify::run(&args),
        Command::Law(args) => commands::law::run(&args),
        Command::Demo(args) => commands::serve::run_demo(&args),
        Command::Serve(args) => commands::serve::run_serve(&args),
        Command::Init(args) => commands::serve::run_init(&args),
        Command::Office(args) => commands::serve::run_office(&args),
        Command::User(args) => commands::serve::run_user(&args),
        Command::Case(args) => commands::case::run(&args),
        Command::Procedure(args) => commands::procedure::run(&args),
        Command::Backup(args) => commands::keep::run_backup(&args),
        Command::Restore(args) => commands::keep::run_restore(&args),
        Command::Rebuild(args) => commands::keep::run_rebuild(&args),
        Command::Migrate(args) => commands::keep::run_migrate(&args),
        Command::Log(args) => commands::keep::run_log(&args),
        Command::Calendar(args) => commands::keep::run_calendar(&args),
        Command::Completions { shell } => {
            clap_complete::generate(shell, &mut Cli::command(), "fadu", &mut std::io::stdout());
            Ok(exit::FINE)
        }
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(stop) => {
            eprintln!("{}", stop.message);
            ExitCode::from(stop.code)
        }
    }
}
