//! Both engines on random procedures and histories, in rounds, until they differ.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};

/// Seeds a round.
const ROUND: u64 = 200;

/// `--seeds N`: so many; without it, without end. Whether both engines always said the same.
pub fn run(root: &Path, options: &[String]) -> anyhow::Result<bool> {
    let seeds = match options {
        [] => u64::MAX,
        [flag, n] if flag == "--seeds" => n.parse().with_context(|| format!("--seeds {n}"))?,
        _ => bail!("cargo xtask compare [--seeds N]"),
    };
    let mut from = 0;
    while from < seeds {
        let to = seeds.min(from.saturating_add(ROUND));
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .current_dir(root)
            .args([
                "test",
                "--quiet",
                "--package",
                "reference",
                "--test",
                "compare",
                "--",
                "--nocapture",
            ])
            .env("REFERENCE_SEEDS", format!("{from}..{to}"))
            .status()
            .context("cargo")?;
        if !status.success() {
            return Ok(false);
        }
        from = to;
    }
    Ok(true)
}
