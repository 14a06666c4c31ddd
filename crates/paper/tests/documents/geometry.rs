//! The page of GB/T 9704, measured on the finished PDF files of every template's example.

use std::cell::Cell;

use crate::common::pdf::{Mark, Page, text};
use crate::common::{each_example, fonts, set};

const RED: &str = "#d7000f";
const LEFT: f64 = 28.0;
const RIGHT: f64 = 184.0;
const TOP: f64 = 37.0;
const BOTTOM: f64 = 262.0;
const PITCH: f64 = 225.0 / 22.0;
const CHARACTER: f64 = 156.0 / 28.0;

/// 三号 in millimetres.
const SANHAO: f64 = 16.0 * 25.4 / 72.0;
/// The lower edge of a character under its baseline.
const BELOW: f64 = 0.14;

fn pages(pdf: &[u8]) -> Vec<Page> {
    crate::common::pdf::read(pdf)
}

fn letters(check: impl Fn(&str, &[Page])) -> usize {
    let seen = Cell::new(0);
    each_example(|document, rendered| {
        let pages = pages(&rendered.pdf);
        if pages[0]
            .paths
            .iter()
            .any(|p| p.stroked && p.color == RED && p.bounds.height() < 0.01)
        {
            seen.set(seen.get() + 1);
            check(document, &pages);
        }
    });
    seen.get()
}

#[test]
fn ink_stays_inside_the_margins() {
    each_example(|document, rendered| {
        for (index, page) in pages(&rendered.pdf).iter().enumerate() {
            assert!((page.width - 210.0).abs() < 0.02 && (page.height - 297.0).abs() < 0.02);
            let seen = |m: &&Mark| m.upright && m.ink.area() > 0.0;
            for mark in page.glyphs.iter().filter(seen) {
                assert!(
                    LEFT - 0.1 <= mark.ink.x0 && mark.ink.x1 <= RIGHT + 0.1,
                    "{document} page {}: `{}` from {:.2} to {:.2}",
                    index + 1,
                    mark.text,
                    mark.ink.x0,
                    mark.ink.x1
                );
                let header = mark.y < TOP && mark.ink.y0 > 15.0;
                let footer = mark.y > BOTTOM && mark.ink.y1 < 280.0;
                assert!(
                    header || footer || (TOP - 0.1 <= mark.ink.y0 && mark.ink.y1 <= BOTTOM + 0.1),
                    "{document} page {}: `{}` from {:.2} down to {:.2}",
                    index + 1,
                    mark.text,
                    mark.ink.y0,
                    mark.ink.y1
                );
            }
        }
    });
}

#[test]
fn a_page_has_22_lines_of_28_characters() {
    if fonts().is_none() {
        return;
    }
    let body = format!(
        "#import \"/parts/paper.typ\": *\n#show: sheet\n#par(first-line-indent: 0pt, \"国\" * {})",
        28 * 30
    );
    let pages = pages(&set(&body, &crate::common::data()).unwrap().pdf);
    let lines: Vec<_> = pages[0]
        .lines()
        .into_iter()
        .filter(|l| l[0].y < BOTTOM)
        .collect();
    assert_eq!(lines.len(), 22);
    for (index, line) in lines.iter().enumerate() {
        assert_eq!(line.len(), 28);
        for (column, mark) in line.iter().enumerate() {
            let (x, y) = (
                LEFT + column as f64 * (156.0 - SANHAO) / 27.0,
                lines[0][0].y + index as f64 * PITCH,
            );
            assert!(
                (mark.x - x).abs() < 0.1 && (mark.y - y).abs() < 0.05,
                "line {index} column {column}"
            );
        }
    }
    let last = lines[21][0].y + BELOW * SANHAO;
    let first = lines[0][0].y - (1.0 - BELOW) * SANHAO;
    assert!((first - TOP).abs() < 0.05, "first line from {first}");
    assert!(
        last <= BOTTOM + 0.01 && BOTTOM - last < PITCH - SANHAO + 0.05,
        "last line to {last}"
    );
}

#[test]
fn the_red_head_and_the_red_rule_stand_where_the_standard_puts_them() {
    let seen = letters(|document, pages| {
        let head: Vec<&Mark> = pages[0]
            .glyphs
            .iter()
            .filter(|m| m.color == RED && m.upright)
            .collect();
        let top = head.iter().map(|m| m.ink.y0).fold(f64::MAX, f64::min);
        let high = head.iter().map(|m| m.ink.height()).fold(0.0, f64::max);
        // 35 mm under the text area's edge; ink starts a little under the upper edge of its character.
        assert!(
            (top - (TOP + 35.0)).abs() < 1.6,
            "{document}: head from {top:.2}"
        );
        assert!(high <= 15.0, "{document}: head {high:.2} high");
        let rules: Vec<_> = pages[0]
            .paths
            .iter()
            .filter(|p| p.color == RED && p.stroked && p.bounds.height() < 0.01)
            .collect();
        assert_eq!(rules.len(), 1, "{document}");
        let rule = &rules[0].bounds;
        assert!(
            (rule.x0 - LEFT).abs() < 0.02 && (rule.x1 - RIGHT).abs() < 0.02,
            "{document}"
        );
        let above = pages[0]
            .lines()
            .into_iter()
            .rfind(|l| l[0].color != RED && l[0].y < rule.y0 && l[0].y > TOP);
        if let Some(number) = above {
            let under = number[0].y + BELOW * SANHAO;
            assert!(
                (rule.y0 - under - 4.0).abs() < 0.3,
                "{document}: rule {:.2} under the number",
                rule.y0 - under
            );
            let (first, last) = (number[0].ink.x0, number[number.len() - 1].ink.x1);
            assert!(
                ((first + last) / 2.0 - 106.0).abs() < 1.5,
                "{document}: the number is not in the middle"
            );
        }
    });
    assert!(seen >= 30 || fonts().is_none(), "{seen} letters");
}

#[test]
fn page_numbers_stand_outside_in_dashes_7_mm_under_the_text() {
    letters(|document, pages| {
        for (index, page) in pages.iter().enumerate() {
            let mark = format!("— {} —", index + 1);
            let lines = page.lines();
            let foot = lines.iter().find(|l| l[0].y > BOTTOM).unwrap();
            assert_eq!(text(foot), mark, "{document}");
            let top = foot[0].y - (1.0 - BELOW) * 14.0 * 25.4 / 72.0;
            assert!(
                (top - BOTTOM - 7.0).abs() < 0.1,
                "{document}: top at {top:.2}"
            );
            // The dash of the font is as wide as its character, which ends one character from the edge.
            let gap = if index % 2 == 0 {
                RIGHT - foot[foot.len() - 1].ink.x1
            } else {
                foot[0].ink.x0 - LEFT
            };
            assert!(
                (CHARACTER - 0.1..CHARACTER + 1.0).contains(&gap),
                "{document} page {}: gap {gap:.2}",
                index + 1
            );
        }
    });
}

#[test]
fn the_lines_of_a_letter_stand_on_the_grid() {
    letters(|document, pages| {
        for page in pages.iter().skip(1) {
            let mut lines: Vec<f64> = page
                .lines()
                .iter()
                .filter(|l| l[0].y > TOP && l[0].y < BOTTOM)
                .map(|l| l[0].y)
                .collect();
            lines.dedup_by(|a, b| (*a - *b).abs() < 0.1);
            assert!(lines.len() <= 40, "{document}: {} lines", lines.len());
            let plain = lines
                .windows(2)
                .filter(|w| ((w[1] - w[0]) - PITCH).abs() < 0.05)
                .count();
            let body = page
                .lines()
                .iter()
                .filter(|l| l[0].y < BOTTOM && l[0].x < LEFT + 3.0 * CHARACTER && l.len() > 20)
                .count();
            assert!(body <= 22, "{document}: {body} lines of text");
            assert!(
                plain + 2 >= body,
                "{document}: {plain} of {body} lines on the grid"
            );
        }
    });
}
