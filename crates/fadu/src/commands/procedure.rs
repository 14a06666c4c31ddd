//! `fadu procedure`: which versions of procedures are switched on here, and taking on what was not proved.

use clap::Subcommand;
use fadu_desk::Refusal;

use crate::exit::{DOES_NOT_HOLD, FINE, Outcome, Stop, print_line, unreadable};
use crate::installation::{Store, refused, run as with};

/// 程序的启用：证明通过的自动启用。例：fadu procedure list
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    store: Store,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// 哪些在用，哪些没有启用、为什么
    List,
    /// 单位承担没有证出的要求，启用；有反例的不能
    Accept {
        /// 程序的短名
        slug: String,
        /// 由谁承担
        #[arg(long)]
        by: String,
        /// 理由
        #[arg(long)]
        because: String,
    },
}

pub fn run(args: &Args) -> Outcome {
    with(async {
        let desk = args.store.open().await?;
        match &args.what {
            What::List => {
                let rows = desk.procedures().await.map_err(refused)?;
                for row in &rows {
                    let state = if row.on { "在用" } else { "没有启用" };
                    print_line(&format!("{} {}：{state}", row.slug, row.name));
                    if let Some(why) = &row.waits {
                        print_line(&format!("  {why}"));
                    }
                }
                let all = rows.iter().all(|r| r.waits.is_none());
                Ok(if all { FINE } else { DOES_NOT_HOLD })
            }
            What::Accept { slug, by, because } => {
                let accepted = desk
                    .accept_unproved(slug, by, because)
                    .await
                    .map_err(not_taken)?;
                print_line(&format!(
                    "已经启用 {slug}。没有证出、由{}承担的 {} 项，写在程序页上：{}",
                    accepted.by,
                    accepted.open.len(),
                    accepted.open.join("、")
                ));
                Ok(FINE)
            }
        }
    })
}

// A breach, or no proof at all: it does not hold. A missing name or an unknown procedure: wrong use.
fn not_taken(why: Refusal) -> Stop {
    let message = why.to_string();
    match why {
        Refusal::Forbidden(_) => Stop {
            message,
            code: DOES_NOT_HOLD,
        },
        Refusal::Fields(_) | Refusal::NotFound(_) => unreadable(message),
        other => refused(other),
    }
}
