//! Every template of the packs: its filled example gives the expected text and keeps the page of GB/T 9704.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use common::{fonts, paper_folders, shared_papers};
use expect_test::expect_file;
use fadu_paper::{PageLayout, PaperError, Papers, Rendered, TEXT_AREA, render};

/// Slack for the last bit of a float, in millimetres.
const NEARLY: f64 = 0.02;

/// The last character of a justified line has its share of the spread after it.
const SPREAD: f64 = 0.5;

fn example(folder: &Path, document: &str) -> Option<Rendered> {
    let papers = Papers::read(&shared_papers(), folder).unwrap();
    let path = folder.join(format!("{document}.example.json"));
    let text = fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    let data = serde_json::from_str(&text).unwrap();
    Some(
        render(&papers.template(document).unwrap(), &data, fonts()?)
            .unwrap_or_else(|e| panic!("{e}")),
    )
}

/// Every document of every pack, rendered once for all tests.
fn each(check: impl Fn(&Path, &str, &Rendered)) {
    static ALL: OnceLock<Vec<(PathBuf, String, Rendered)>> = OnceLock::new();
    if fonts().is_none() {
        return;
    }
    let all = ALL.get_or_init(|| {
        let mut all = Vec::new();
        for folder in paper_folders() {
            let papers = Papers::read(&shared_papers(), &folder).unwrap();
            for document in papers.documents() {
                all.push((
                    folder.clone(),
                    document.to_owned(),
                    example(&folder, document).unwrap(),
                ));
            }
        }
        all
    });
    assert!(all.len() >= 12, "{} templates", all.len());
    for (folder, document, rendered) in all {
        check(folder, document, rendered);
    }
}

#[test]
fn each_example_gives_its_expected_text() {
    each(|folder, document, rendered| {
        let path = folder
            .join(format!("{document}.expected.txt"))
            .canonicalize();
        let path = path.unwrap_or_else(|_| {
            folder
                .canonicalize()
                .unwrap()
                .join(format!("{document}.expected.txt"))
        });
        expect_file![path].assert_eq(&format!("{}\n", rendered.text));
    });
}

#[test]
fn each_document_stays_in_the_text_area_of_an_a4_page() {
    each(|_, document, rendered| {
        for page in &rendered.layout.pages {
            assert!(
                (page.width - 210.0).abs() < NEARLY && (page.height - 297.0).abs() < NEARLY,
                "{document}"
            );
            for run in page
                .runs
                .iter()
                .filter(|run| run.upright && !run.text.trim().is_empty())
            {
                let inside = TEXT_AREA.left - NEARLY <= run.x
                    && run.x + run.width <= TEXT_AREA.left + TEXT_AREA.width + SPREAD;
                assert!(
                    inside,
                    "{document}: `{}` from {} to {}",
                    run.text,
                    run.x,
                    run.x + run.width
                );
            }
        }
    });
}

/// Baselines of the body in the order of the page, each once.
fn baselines(page: &PageLayout, size: f64) -> Vec<f64> {
    let body = |y: f64| TEXT_AREA.top < y && y < TEXT_AREA.top + TEXT_AREA.height;
    let mut lines: Vec<f64> = page
        .runs
        .iter()
        .filter(|r| r.upright && body(r.y) && (r.size - size).abs() < 0.01)
        .map(|r| r.y)
        .collect();
    lines.sort_by(f64::total_cmp);
    lines.dedup_by(|a, b| (*a - *b).abs() < 0.1);
    lines
}

fn letters(check: impl Fn(&str, &Rendered)) {
    each(|_, document, rendered| {
        if rendered
            .layout
            .pages
            .iter()
            .flat_map(|p| &p.rules)
            .any(|rule| rule.color == "#d7000f")
        {
            check(document, rendered);
        }
    });
}

#[test]
fn a_letter_has_its_red_head_and_rule_where_the_standard_puts_them() {
    let mut seen = std::cell::Cell::new(0);
    letters(|document, rendered| {
        seen.set(seen.get() + 1);
        let page = &rendered.layout.pages[0];
        let head = page
            .runs
            .iter()
            .find(|run| run.color == "#d7000f" && run.upright)
            .unwrap();
        let size = head.size * 25.4 / 72.0;
        assert!(
            (head.y - 0.86 * size - (37.0 + 35.0)).abs() < NEARLY,
            "{document}: head at {}",
            head.y
        );
        assert!(size <= 15.0 + NEARLY, "{document}");
        let rule = page
            .rules
            .iter()
            .find(|rule| rule.color == "#d7000f")
            .unwrap();
        assert!(
            (rule.dx - 156.0).abs() < NEARLY && (rule.x - 28.0).abs() < NEARLY,
            "{document}"
        );
        let number = page
            .runs
            .iter()
            .find(|run| run.text.contains('〔'))
            .unwrap();
        let under_number = number.y + 0.14 * 16.0 * 25.4 / 72.0;
        assert!(
            (rule.y - under_number - 4.0).abs() < 0.3,
            "{document}: {} to {}",
            under_number,
            rule.y
        );
    });
    assert!(*seen.get_mut() >= 4 || fonts().is_none());
}

#[test]
fn the_lines_of_a_letter_stand_22_to_the_page() {
    letters(|document, rendered| {
        for page in rendered.layout.pages.iter().skip(1) {
            let lines = baselines(page, 16.0);
            assert!(lines.len() <= 22, "{document}: {} lines", lines.len());
            let pitch: Vec<f64> = lines.windows(2).map(|w| w[1] - w[0]).collect();
            let regular = pitch
                .iter()
                .filter(|p| (**p - 225.0 / 22.0).abs() < NEARLY)
                .count();
            assert!(regular + 2 >= pitch.len(), "{document}: {pitch:?}");
        }
    });
}

#[test]
fn page_numbers_stand_outside_in_dashes_7_mm_under_the_text() {
    letters(|document, rendered| {
        for (index, page) in rendered.layout.pages.iter().enumerate() {
            let mark = format!("— {} —", index + 1);
            assert!(
                page.margin_text().concat().ends_with(&mark),
                "{document}: {:?}",
                page.margin_text()
            );
            let runs: Vec<_> = page
                .runs
                .iter()
                .filter(|run| run.y > 262.0 && run.upright)
                .collect();
            let (first, last) = (runs[0], runs[runs.len() - 1]);
            assert!((first.size - 14.0).abs() < 0.01, "{document}");
            let top = first.y - 0.86 * 14.0 * 25.4 / 72.0;
            assert!((top - 269.0).abs() < 0.1, "{document}: top at {top}");
            let one = 156.0 / 28.0;
            let gap = if index % 2 == 0 {
                184.0 - (last.x + last.width)
            } else {
                first.x - 28.0
            };
            assert!(
                (gap - one).abs() < 0.1,
                "{document} page {}: gap {gap}",
                index + 1
            );
        }
    });
}

/// The filled example of a document with one thing changed.
fn changed(
    document: &str,
    change: impl Fn(&mut serde_json::Value),
) -> Option<Result<Rendered, PaperError>> {
    let folder = paper_folders()
        .into_iter()
        .find(|f| f.join(format!("{document}.typ")).is_file())
        .unwrap();
    let papers = Papers::read(&shared_papers(), &folder).unwrap();
    let text = fs::read_to_string(folder.join(format!("{document}.example.json"))).unwrap();
    let mut data = serde_json::from_str(&text).unwrap();
    change(&mut data);
    Some(render(&papers.template(document).unwrap(), &data, fonts()?))
}

#[test]
fn a_fine_cannot_be_decided_without_saying_where_it_is_paid() {
    let take_bank = |data: &mut serde_json::Value| {
        data["office"].as_object_mut().unwrap().remove("bank");
    };
    let Some(result) = changed("行政处罚决定书", take_bank) else {
        return;
    };
    let error = result.unwrap_err().to_string();
    assert!(
        error.contains("机关资料里缺少「代收机构」（office.bank），不能出具行政处罚决定书"),
        "{error}"
    );
}

#[test]
fn a_warning_alone_speaks_of_no_sum_and_no_bank() {
    let warn = |data: &mut serde_json::Value| {
        data["case"]["facts"]["拟处罚种类"] = serde_json::json!(["警告"]);
        data["case"]["money"]["拟罚款"] = serde_json::json!({"fen": 0});
        data["office"].as_object_mut().unwrap().remove("bank");
    };
    let Some(result) = changed("行政处罚决定书", warn) else {
        return;
    };
    let text = result.unwrap().text.replace('\n', "");
    assert!(
        text.contains("以下行政处罚：警告。")
            && !text.contains("人民币")
            && !text.contains("代收机构"),
        "{text}"
    );
}

#[test]
fn outside_the_scope_of_a_hearing_the_notice_offers_none() {
    let small = |data: &mut serde_json::Value| {
        data["case"]["facts"]["属听证范围"] = serde_json::json!(false)
    };
    let Some(result) = changed("行政处罚告知书", small) else {
        return;
    };
    let text = result.unwrap().text.replace('\n', "");
    assert!(
        text.contains("你单位有权进行陈述和申辩") && !text.contains("有权要求听证"),
        "{text}"
    );
}

#[test]
fn a_draft_shows_what_is_still_to_be_filled_in() {
    let draft = |data: &mut serde_json::Value| {
        data["state"] = serde_json::json!("draft");
        data.as_object_mut().unwrap().remove("number");
        data["act"]["facts"]
            .as_object_mut()
            .unwrap()
            .remove("处罚理由");
    };
    let Some(result) = changed("行政处罚决定书", draft) else {
        return;
    };
    let rendered = result.unwrap();
    assert!(rendered.text.contains("〔待编号〕") && rendered.text.contains("〔待填：处罚理由〕"));
}
