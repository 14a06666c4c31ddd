//! What the examples say, and what templates refuse.

use std::fs;

use crate::common::{each_document, fonts, paper_folders, shared_papers};
use expect_test::expect_file;
use fadu_paper::{PaperError, Papers, Rendered, render};

#[test]
fn each_example_gives_its_expected_text() {
    each_document(|folder, document, rendered| {
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

/// The documents that the acts of a procedure or of a general part give out.
fn given_out(text: &str) -> Vec<String> {
    let mut in_act = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if !line.starts_with(' ') {
            in_act = line.starts_with("行为 ");
        }
        let Some(list) = line.strip_prefix("  出 ").filter(|_| in_act) else {
            continue;
        };
        let names = list.split("，").flat_map(|part| part.split(','));
        found.extend(names.filter_map(|name| Some(name.split_whitespace().next()?.to_owned())));
    }
    found
}

#[test]
fn every_document_that_a_procedure_gives_out_has_a_template() {
    for pack in [
        "enforcement/penalty-ordinary",
        "enforcement/penalty-summary",
        "disputes/reconsideration",
        "decisions/major-decision",
    ] {
        let folder = crate::common::root().join("packs").join(pack);
        let papers = Papers::read(&shared_papers(), &folder.join("papers")).unwrap();
        let text = fs::read_to_string(folder.join("procedure.fd")).unwrap();
        let mut documents = given_out(&text);
        assert!(!documents.is_empty(), "{pack}");
        for part in fs::read_dir(crate::common::root().join("packs/general")).unwrap() {
            let part = part.unwrap().path();
            let name = part.file_stem().unwrap().to_str().unwrap().to_owned();
            let uses = text
                .lines()
                .any(|l| l.starts_with("  用 ") && l.contains(&name));
            if uses && part.extension().is_some_and(|e| e == "fd") {
                documents.extend(given_out(&fs::read_to_string(part).unwrap()));
            }
        }
        let missing: Vec<String> = documents
            .into_iter()
            .filter(|d| !papers.has_own(d))
            .collect();
        assert!(missing.is_empty(), "{pack}: {missing:?}");
    }
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
