//! The copy for paper, and the list beside the editor of reasons.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use common::{documents, example, fonts, pdf, root, shared_papers};
use expect_test::expect;
use fadu_base::Date;
use fadu_paper::{Check, Papers, join_paragraphs, paragraphs, print_copy};
use kurbo::PathEl;
use qrcode::{Color, EcLevel, QrCode};

const ADDRESS: &str = "https://sfj.example.gov.cn/verify#示住建罚决〔2026〕31号.7f3a9c2e41d05b68";
const HASH: &str = "7f3a9c2e41d05b687f3a9c2e41d05b687f3a9c2e41d05b687f3a9c2e41d05b68";

fn decision() -> Option<fadu_paper::Rendered> {
    example(
        &root().join("packs/enforcement/penalty-ordinary/papers"),
        "行政处罚决定书",
    )
}

fn check<'a>(pages: usize, receipt: &'a [String]) -> Check<'a> {
    Check {
        document: "行政处罚决定书",
        number: Some("示住建罚决〔2026〕31号"),
        office: "示例县住房和城乡建设局",
        date: Date::new(2026, 5, 12).unwrap(),
        pages,
        algorithm: "SM3",
        hash: HASH,
        address: ADDRESS,
        receipt,
        sample: true,
    }
}

fn copy(receipt: &[String]) -> Option<(Vec<pdf::Page>, Vec<pdf::Page>)> {
    let issued = decision()?;
    let papers = Papers::read(&shared_papers(), &root().join("none")).unwrap();
    let template = papers.print_copy().unwrap();
    let sheet = check(issued.pages, receipt);
    let copy = print_copy(&template, &issued.pdf, &sheet, fonts()?).unwrap();
    if let Some(path) = std::env::var_os("FADU_PAPER_COPY") {
        std::fs::write(path, &copy).unwrap();
    }
    Some((pdf::read(&issued.pdf), pdf::read(&copy)))
}

#[test]
fn the_copy_shows_the_issued_pages_as_they_are_and_one_more() {
    let Some((issued, copy)) = copy(&[]) else {
        return;
    };
    assert_eq!(copy.len(), issued.len() + 1);
    for (was, is) in issued.iter().zip(&copy) {
        assert_eq!(was.glyphs.len(), is.glyphs.len());
        for (a, b) in was.glyphs.iter().zip(&is.glyphs) {
            assert_eq!(a.text, b.text);
            assert!(
                (a.x - b.x).abs() < 0.05 && (a.y - b.y).abs() < 0.05,
                "{}",
                a.text
            );
        }
    }
    let text: String = copy[issued.len()]
        .lines()
        .iter()
        .map(|l| pdf::text(l) + "\n")
        .collect();
    for told in [
        "核验页",
        "示住建罚决〔2026〕31号",
        "7f3a 9c2e 41d0 5b68",
        "2026年5月12日",
        "3 页",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
}

#[test]
fn the_codes_hold_the_address_and_the_receipt() {
    let receipt: Vec<String> = (0..3).map(|n| format!("{n}{}", "x".repeat(899))).collect();
    let Some((issued, copy)) = copy(&receipt) else {
        return;
    };
    let page = &copy[issued.len()];
    let codes: Vec<_> = page
        .paths
        .iter()
        .filter(|p| !p.stroked && p.bounds.width() > 25.0 && p.bounds.height() > 25.0)
        .collect();
    assert_eq!(codes.len(), 4);
    let texts = std::iter::once(ADDRESS).chain(receipt.iter().map(String::as_str));
    for (path, text) in codes.iter().zip(texts) {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).unwrap();
        let (width, module) = (code.width(), path.bounds.width() / code.width() as f64);
        assert!(
            path.bounds.width() >= 30.0,
            "a code of {} mm",
            path.bounds.width()
        );
        let corner = |element: &PathEl| match element {
            PathEl::MoveTo(p) => Some((
                ((p.x - path.bounds.x0) / module).round() as usize,
                ((p.y - path.bounds.y0) / module).round() as usize,
            )),
            _ => None,
        };
        let drawn: BTreeSet<(usize, usize)> =
            path.shape.elements().iter().filter_map(corner).collect();
        let dark = code.to_colors().into_iter().enumerate();
        let dark: BTreeSet<(usize, usize)> = dark
            .filter(|(_, color)| *color == Color::Dark)
            .map(|(at, _)| (at % width, at / width))
            .collect();
        assert_eq!(drawn, dark);
    }
}

#[test]
fn a_code_too_long_is_an_error() {
    let Some(issued) = decision() else { return };
    let papers = Papers::read(&shared_papers(), &root().join("none")).unwrap();
    let receipt = vec!["x".repeat(5000)];
    let sheet = check(issued.pages, &receipt);
    let error = print_copy(
        &papers.print_copy().unwrap(),
        &issued.pdf,
        &sheet,
        fonts().unwrap(),
    );
    assert!(
        error
            .unwrap_err()
            .to_string()
            .contains("5000 个字节放不进一个二维码")
    );
}

#[test]
fn the_list_beside_the_reasons_names_elements_and_what_to_speak_of() {
    let Some(decision) = decision() else { return };
    let mut list = String::new();
    for element in &decision.elements {
        let value: String = element.value.chars().take(12).collect();
        let shown = if element.shown {
            "已写明"
        } else {
            "还没有"
        };
        writeln!(list, "{}：{value}（{shown}）", element.name).unwrap();
        for want in &element.wants {
            writeln!(list, "  - {want}").unwrap();
        }
    }
    expect![[r#"
        当事人名称：示例县宏昇建筑工程有限公（已写明）
        当事人证件号码：91000000MA0S（已写明）
        当事人住所：示例县建设路18号（已写明）
        认定事实：2026年1月15日至2（已写明）
        处罚理由：当事人的行为违反了《中华（已写明）
          - 违反了哪部法律、哪一条（《行政处罚法》59）
          - 证据怎样证明事实，为什么采信
          - 违法程度、危害后果和裁量档次，偏离基准的写明理由（34）
          - 有从轻、减轻或者不予处罚情形的，怎样考虑（32、33）
          - 当事人的意见是否采纳，为什么（45）
        处罚依据名称：中华人民共和国建筑法（已写明）
        处罚依据条文：第六十四条（已写明）
        拟处罚种类：罚款（已写明）
        拟罚款：人民币叁万元整（¥30,（已写明）
        拟没收：人民币零元整（¥0.00（已写明）
        履行方式期限：当事人应当在收到本决定书（已写明）
        载明加处罚款：是（已写明）
    "#]]
    .assert_eq(&list);
}

#[test]
fn a_text_is_its_paragraphs() {
    let text = "第一段。\n第二段。";
    assert_eq!(
        paragraphs(&format!("  第一段。 \n\n{}\n", "第二段。")),
        ["第一段。", "第二段。"]
    );
    assert_eq!(join_paragraphs(&paragraphs(text)), text);
    assert_eq!(
        join_paragraphs(&["第一段。", " ", "第二段。\n\n第三段。"]),
        "第一段。\n第二段。\n第三段。"
    );
}

#[test]
fn a_template_lists_what_to_speak_of_only_for_its_own_texts() {
    for (folder, document) in documents() {
        let text = std::fs::read_to_string(folder.join(format!("{document}.typ"))).unwrap();
        for line in text.lines().filter(|l| l.starts_with("#wants(\"")) {
            let name = line
                .trim_start_matches("#wants(\"")
                .split('"')
                .next()
                .unwrap();
            let used = [format!("need(\"{name}\""), format!("fact(\"{name}\"")];
            assert!(used.iter().any(|u| text.contains(u)), "{document}: {name}");
        }
    }
}
