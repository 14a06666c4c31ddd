//! A file of tables without a procedure, in Chinese, for the legal staff who review and sign it.

use std::fmt::Write;

use super::{articles, cell, demoted};
use crate::tables::{Shown, checks};

/// The whole description of one or several files of a folder.
pub fn describe_tables(title: &str, tables: &[Shown], gaps: Option<&str>) -> String {
    let mut out = format!("# {title}\n\n<!-- 由 fadu describe 从表的文件生成，不要手改。 -->\n\n");
    let held = tables.iter().filter(|t| t.report.holds()).count();
    let _ = writeln!(out, "共 {} 张表，全部证明的 {held} 张。\n", tables.len());
    for table in tables {
        one(&mut out, table);
    }
    if let Some(gaps) = gaps {
        let _ = writeln!(out, "## 还说不出的\n\n{}\n", demoted(gaps));
    }
    out
}

fn one(out: &mut String, table: &Shown) {
    let _ = writeln!(out, "## {}\n", table.name);
    if let Some((from, to)) = table.valid {
        let _ = writeln!(out, "- 有效：{from} 至 {to}");
    }
    let _ = writeln!(out, "- 依据：{}", articles(&table.cites));
    if let Some(range) = &table.range {
        let _ = writeln!(out, "- 法定幅度：{range}");
    }
    if let Some(superior) = &table.superior {
        let _ = writeln!(out, "- 上级的表：{superior}");
    }
    for check in checks(&table.report) {
        let result = match check.result {
            "proved" => "已证明".to_owned(),
            "violated" => format!("有反例：{}", check.detail.unwrap_or_default()),
            _ => format!("没有证出：{}", check.detail.unwrap_or_default()),
        };
        let _ = writeln!(out, "- {}：{result}", claim(&check.check));
    }
    let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let head: Vec<String> = table.columns.iter().map(|c| cell(c)).collect();
    let _ = writeln!(
        out,
        "\n{}\n|{}",
        row(head.clone()),
        " --- |".repeat(head.len())
    );
    for cells in &table.rows {
        let shown = cells.iter().map(|c| {
            if c == "-" {
                "不限".to_owned()
            } else {
                cell(c)
            }
        });
        let _ = writeln!(out, "{}", row(shown.collect()));
    }
    out.push('\n');
}

/// What a check of a table claims, in words.
pub fn claim(check: &str) -> &'static str {
    match check {
        "table total" => "无空档",
        "table unique" => "无重叠、没有用不到的行",
        "table monotone" => "情节重的不轻",
        "table range" => "不出法定幅度",
        _ => "不宽于上级",
    }
}
