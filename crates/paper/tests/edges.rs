//! Names, sums and texts at the edge: nothing overflows, nothing is lost, nothing panics.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use common::pdf::{self, Mark};
use common::{documents, fonts, shared_papers};
use fadu_paper::{Papers, render};
use serde_json::{Value, json};

/// Renders every document of the packs with its example changed, and looks at the pages.
fn each(change: impl Fn(&mut Value), look: impl Fn(&str, &[pdf::Page], &str)) {
    let Some(fonts) = fonts() else { return };
    for (folder, document) in documents() {
        let papers = Papers::read(&shared_papers(), &folder).unwrap();
        let text = std::fs::read_to_string(folder.join(format!("{document}.example.json")));
        let mut data: Value = serde_json::from_str(&text.unwrap()).unwrap();
        let example = data.clone();
        change(&mut data);
        if data == example {
            continue;
        }
        let rendered = render(&papers.template(&document).unwrap(), &data, fonts);
        let rendered = rendered.unwrap_or_else(|e| panic!("{e}"));
        look(&document, &pdf::read(&rendered.pdf), &rendered.text);
    }
}

/// Ink outside the margins, or two characters of a line over each other.
fn faults(pages: &[pdf::Page]) -> Vec<String> {
    let mut found = Vec::new();
    for (number, page) in (1..).zip(pages) {
        let seen = |m: &&Mark| m.upright && m.ink.area() > 0.0;
        for mark in page.glyphs.iter().filter(seen) {
            let (x0, x1) = (mark.ink.x0, mark.ink.x1);
            if x0 < 27.8 || x1 > 184.2 || mark.ink.y1 > 280.0 {
                found.push(format!("page {number}: `{}` {x0:.1} to {x1:.1}", mark.text));
            }
        }
        for line in page.lines() {
            for pair in line.windows(2) {
                let same_size = (pair[0].ink.height() - pair[1].ink.height()).abs() < 2.0;
                if same_size && pair[1].x > pair[0].x && pair[1].x - pair[0].x < 0.4 {
                    found.push(format!(
                        "page {number}: `{}` over `{}` at {:.1}",
                        pair[1].text, pair[0].text, pair[0].x
                    ));
                }
            }
        }
    }
    found.truncate(3);
    found
}

fn no_faults(document: &str, pages: &[pdf::Page], _: &str) {
    let found = faults(pages);
    assert!(found.is_empty(), "{document}: {found:?}");
}

fn put(data: &mut Value, name: &str, value: &Value) {
    for holder in ["/case/facts", "/act/facts"] {
        if let Some(old) = data.pointer_mut(holder).and_then(|f| f.get_mut(name)) {
            *old = value.clone();
        }
    }
}

const LONG: &str = "示例市示例县示例镇经济技术开发区新型建筑材料与装配式建筑工程施工总承包有限责任公司第三工程项目管理分公司";

#[test]
fn rare_names_stand_on_every_paper() {
    let name = "喆堃昇䶮劼镕";
    each(
        |data| {
            data["case"]["party"]["name"] = json!(name);
            for fact in ["当事人名称", "申请人名称"] {
                put(data, fact, &json!(name));
            }
            if data["act"]["performers"]
                .as_array()
                .is_some_and(|p| !p.is_empty())
            {
                data["act"]["performers"] =
                    json!([{"name": "张䶮", "certificate": "示01001"}, {"name": "李昇"}]);
            }
        },
        |document, pages, text| {
            no_faults(document, pages, text);
            assert!(!text.contains('\u{fffd}'), "{document}");
        },
    );
}

#[test]
fn very_long_names_stay_on_the_page() {
    each(
        |data| {
            data["case"]["party"]["name"] = json!(LONG);
            data["case"]["party"]["address"] = json!(LONG.repeat(3));
            data["case"]["party"]["code"] = json!("9".repeat(40));
            data["office"]["name"] = json!(LONG);
            data["office"]["address"] = json!(LONG);
            data["act"]["performers"] = json!([{"name": LONG, "certificate": "0".repeat(40)}]);
            for fact in [
                "当事人名称",
                "申请人名称",
                "被申请人名称",
                "决策事项名称",
                "案由",
                "受移送机关",
                "执行法院",
                "承办单位",
                "行政行为名称",
            ] {
                put(data, fact, &json!(LONG));
            }
            if let Some(number) = data.get_mut("number") {
                *number = json!(format!("{}〔2026〕123456号", "示住建罚决".repeat(4)));
            }
        },
        no_faults,
    );
}

#[test]
fn very_long_texts_run_on_over_pages() {
    let long = "违法事实清楚，证据确凿；".repeat(90);
    let unbroken = format!("http://example.invalid/{}", "a".repeat(600));
    each(
        |data| {
            for fact in [
                "认定事实",
                "处罚理由",
                "告知理由",
                "询问内容",
                "检查情况",
                "改正要求",
                "催告内容",
                "改变说明",
                "复核意见",
                "法制审核意见",
                "讨论意见",
                "草案内容",
                "会议纪要",
                "决定理由",
                "事实理由",
                "调解内容",
                "审查意见",
                "登记保存物品",
                "抽样物品",
            ] {
                put(data, fact, &json!(format!("{long}\n{unbroken}")));
            }
        },
        no_faults,
    );
}

#[test]
fn sums_from_nothing_to_a_million_million_are_written() {
    for (fen, words) in [
        (0_i64, ""),
        (1, "壹分"),
        (100_000_000_000_000, "壹万亿元整"),
    ] {
        each(
            |data| {
                for holder in ["/case/money", "/act/money"] {
                    let sums = data.pointer_mut(holder).and_then(Value::as_object_mut);
                    for sum in sums.into_iter().flat_map(|m| m.values_mut()) {
                        *sum = json!({ "fen": fen });
                    }
                }
            },
            |document, pages, text| {
                no_faults(document, pages, text);
                if document == "行政处罚决定书" {
                    let squeezed: String = text.split_whitespace().collect();
                    assert!(squeezed.contains(words), "{document}: {text}");
                    assert_eq!(squeezed.contains("人民币"), fen > 0, "{document}: {text}");
                }
            },
        );
    }
}

#[test]
fn a_draft_of_nothing_shows_what_is_missing() {
    each(
        |data| {
            let office = data["office"]["name"].clone();
            *data = json!({"office": {"name": office}, "date": "2026-04-07", "state": "draft"});
        },
        no_faults,
    );
}

#[test]
fn what_is_optional_may_be_left_out() {
    each(
        |data| {
            let elements = data["elements"].clone();
            let keep = |name: &String| elements.as_array().unwrap().iter().any(|e| e == name);
            data["case"]["party"] = json!({ "name": data["case"]["party"]["name"] });
            data["act"]["behaviour"] = json!({});
            data["acts"] = json!([]);
            data["documents"] = json!([]);
            data["approvals"] = json!([]);
            for key in ["address", "contact", "phone", "short"] {
                data["office"].as_object_mut().unwrap().remove(key);
            }
            let own: Vec<String> = data["act"]["facts"]
                .as_object()
                .unwrap()
                .keys()
                .cloned()
                .collect();
            let facts = data["case"]["facts"].as_object_mut().unwrap();
            let needed = [
                "当事人名称",
                "登记保存理由",
                "拟处罚种类",
                "证据名称",
                "查证情况",
                "认定事实",
                "违法程度",
                "危害后果",
                "决策事项名称",
                "申请人名称",
                "被申请人名称",
                "行政行为名称",
                "送达文书",
                "案由",
                "主持人",
            ];
            facts.retain(|name, _| {
                keep(name) || own.contains(name) || needed.contains(&name.as_str())
            });
        },
        no_faults,
    );
}
