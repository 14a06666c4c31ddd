//! One document at a time: safety, reproducibility, characters, elements, errors.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::process::Command;

use common::{data, fonts, root, set, shared_papers, template};
use expect_test::{Expect, expect};
use fadu_paper::{Fonts, Papers, carries, render, render_with};
use serde_json::json;

/// Renders a template over the shared parts with the least data and compares the text or the error.
fn check(text: &str, expected: Expect) {
    check_with(text, &data(), expected);
}

fn check_with(text: &str, data: &serde_json::Value, expected: Expect) {
    if fonts().is_none() {
        return;
    }
    let found = match set(text, data) {
        Ok(rendered) => rendered.text,
        Err(error) => error.to_string(),
    };
    expected.assert_eq(&found);
}

const PLAIN: &str = "#import \"/parts/paper.typ\": *\n#show: sheet\n";

#[test]
fn what_people_write_is_never_code() {
    let mut data = data();
    data["act"]["facts"]["理由"] = json!("#panic(\"x\") $a$ *粗* //注 \"引号\" \\u{41} @x <y>");
    check_with(
        &format!("{PLAIN}#paragraphs(fact(\"理由\"))"),
        &data,
        expect![[r##"#panic("x") $a$ *粗* //注 "引号" \u{41} @x <y>"##]],
    );
}

#[test]
fn a_template_reads_no_file_and_no_clock() {
    check(
        "#read(\"/etc/passwd\")",
        expect![
            "文书「试用文书」的模板有错：试用文书 第 1 行第 7 列：模板能读的只有 /parts/ 和 /files/ 里的文件，没有「/etc/passwd」"
        ],
    );
    check(
        "#read(\"/files/none.png\")",
        expect![
            "文书「试用文书」的模板有错：试用文书 第 1 行第 7 列：模板能读的只有 /parts/ 和 /files/ 里的文件，没有「/files/none.png」"
        ],
    );
    check(
        "#datetime.today()",
        expect![
            "文书「试用文书」的模板有错：试用文书 第 1 行第 2 列：模板不能看今天的日期，请用数据里的 date"
        ],
    );
}

#[test]
fn faults_of_a_template_name_the_document_and_the_line() {
    check(
        &format!("{PLAIN}#nonsense"),
        expect![
            "文书「试用文书」的模板有错：试用文书 第 3 行第 2 列：没有名为「nonsense」的变量或函数"
        ],
    );
    check(
        &format!("{PLAIN}正文\n#need(\"拟罚款\")"),
        expect![
            "文书「试用文书」的模板有错：试用文书 第 4 行第 2 列：缺少「拟罚款」，不能出具试用文书"
        ],
    );
    check(
        &format!("{PLAIN}#data.case.facts.拟罚款"),
        expect!["文书「试用文书」的模板有错：试用文书 第 3 行第 18 列：数据里没有「拟罚款」"],
    );
    check(
        "#import \"/parts/none.typ\": *",
        expect![
            "文书「试用文书」的模板有错：试用文书 第 1 行第 9 列：模板能读的只有 /parts/ 和 /files/ 里的文件，没有「/parts/none.typ」"
        ],
    );
    check(
        &format!("{PLAIN}#(1 + "),
        expect![
            "文书「试用文书」的模板有错：试用文书 第 3 行第 2 列：括号没有合上；试用文书 第 3 行第 6 列：expected expression（typst 原文）"
        ],
    );
    check(
        &format!("{PLAIN}#(1 + \"a\")"),
        expect![
            "文书「试用文书」的模板有错：试用文书 第 3 行第 3 列：cannot add integer and string（typst 原文）"
        ],
    );
}

#[test]
fn faults_of_the_data_name_the_key() {
    let with = |change: &dyn Fn(&mut serde_json::Value), expected: Expect| {
        let mut data = data();
        change(&mut data);
        check_with(PLAIN, &data, expected);
    };
    with(
        &|d| d["office"]["name"] = json!(""),
        expect!["文书「试用文书」的数据不对：缺少机关名称（office.name）"],
    );
    with(
        &|d| d["date"] = json!("4月7日"),
        expect!["文书「试用文书」的数据不对：date 应当像 2026-04-07，现在是 `4月7日`"],
    );
    with(
        &|d| d["state"] = json!("done"),
        expect!["文书「试用文书」的数据不对：state 只能是 draft 或 issued，现在是 `done`"],
    );
    with(
        &|d| d["case"]["money"] = json!({"拟罚款": {"fen": 3_000_000, "words": "叁仟元整"}}),
        expect!["文书「试用文书」的数据不对：3000000 分应写作「叁万元整」，数据里却是「叁仟元整」"],
    );
    with(
        &|d| d["case"]["money"] = json!({"拟罚款": {"fen": 1.5}}),
        expect!["文书「试用文书」的数据不对：金额（fen）应当是整数分，现在是 1.5"],
    );
    with(
        &|d| d["case"]["money"] = json!({"拟罚款": {"fen": -1}}),
        expect!["文书「试用文书」的数据不对：文书里的金额不能是负数：-1 分"],
    );
}

#[test]
fn sums_are_written_out_from_one_value() {
    let mut data = data();
    data["case"]["money"] = json!({"拟罚款": {"fen": 1_640_902}});
    data["act"]["facts"]["拟没收"] = json!("325.04元");
    let text = format!("{PLAIN}#fact(\"拟罚款\")；#fact(\"拟没收\")");
    check_with(
        &text,
        &data,
        expect![[r#"
        人民币壹万陆仟肆佰零玖元零贰分（¥16,409.02）；人民币
        叁佰贰拾伍元零肆分（¥325.04）"#]],
    );
}

#[test]
fn dates_lists_and_answers_are_spoken() {
    let mut data = data();
    data["act"]["facts"] =
        json!({"日": "2026-04-07", "种类": ["警告", "罚款"], "公开": true, "空": ""});
    let text =
        format!("{PLAIN}#fact(\"日\")；#fact(\"种类\")；#fact(\"公开\")；#fact(\"空\", \"日\")");
    check_with(
        &text,
        &data,
        expect!["2026年4月7日；警告、罚款；是；2026年4月7日"],
    );
}

#[test]
fn rare_characters_of_names_have_glyphs_and_can_be_searched() {
    let Some(fonts) = fonts() else { return };
    let names = "王喆李堃张昇刘䶮陈劼囍朱镕";
    let rendered = set(&format!("{PLAIN}#par[{names}]"), &data()).unwrap();
    assert!(carries(&rendered.layout, names));
    assert_eq!(rendered.layout.missing_glyphs(), "");
    assert!(!fonts.digests(rendered.layout.fonts()).is_empty());

    let path = std::env::temp_dir().join(format!("fadu-paper-{}.pdf", std::process::id()));
    std::fs::write(&path, &rendered.pdf).unwrap();
    match Command::new("pdftotext")
        .args([path.to_str().unwrap(), "-"])
        .output()
    {
        Ok(output) => assert!(String::from_utf8_lossy(&output.stdout).contains(names)),
        Err(e) => println!("left out, no pdftotext: {e}"),
    }
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn a_character_without_a_glyph_is_refused() {
    check(
        &format!("{PLAIN}王#\"\\u{{10fffd}}\"一"),
        expect![
            "文书「试用文书」里有的字没有字体能显示：􏿽（U+10FFFD）；请把含有这些字的字体放进 fonts/office"
        ],
    );
}

#[test]
fn an_issued_document_must_carry_every_element() {
    let mut data = data();
    data["act"]["facts"] = json!({"理由": "施工没有许可", "公开": true, "拟罚款": "3万元", "拟没收": "0元", "日": "2026-04-07"});
    data["elements"] = json!(["理由", "公开", "拟罚款", "拟没收", "日", "没有填的"]);
    check_with(
        &format!("{PLAIN}施工没有"),
        &data,
        expect!["文书「试用文书」没有写明：理由、公开、拟罚款、日；请在模板里补上"],
    );
    let told = "施工没有许可，罚款叁万元整，2026年4月7日#carried(\"公开\")[，公开]";
    check_with(
        &format!("{PLAIN}{told}"),
        &data,
        expect!["施工没有许可，罚款叁万元整，2026年4月7日，公开"],
    );
    data["state"] = json!("draft");
    if fonts().is_some() {
        assert_eq!(
            set(PLAIN, &data).unwrap().unshown,
            ["理由", "公开", "拟罚款", "日"]
        );
    }
}

#[test]
fn an_element_is_found_across_lines_and_pages() {
    let mut data = data();
    let long = "违法事实清楚证据确凿".repeat(90);
    data["act"]["facts"] = json!({ "认定事实": long });
    data["elements"] = json!(["认定事实"]);
    if fonts().is_none() {
        return;
    }
    let table = "#import \"/parts/paper.typ\": *\n#show: table-form\n#form((\"认定事实\", fact(\"认定事实\")), (\"其他\", none, 150mm))";
    let rendered = set(table, &data).unwrap();
    assert!(rendered.pages > 1);
    assert!(rendered.unshown.is_empty());
}

#[test]
fn a_full_line_has_28_characters_and_a_full_page_22_lines() {
    if fonts().is_none() {
        return;
    }
    let rendered = set(
        &format!("{PLAIN}#par(first-line-indent: 0pt, \"字\" * {})", 28 * 30),
        &data(),
    )
    .unwrap();
    let lines: Vec<Vec<&str>> = rendered
        .layout
        .pages
        .iter()
        .map(|page| {
            page.runs
                .iter()
                .filter(|run| run.text.contains('字'))
                .map(|run| run.text.as_str())
                .collect()
        })
        .collect();
    assert_eq!(lines[0].len(), 22);
    assert_eq!(lines[1].len(), 8);
    assert!(lines.concat().iter().all(|line| line.chars().count() == 28));
}

#[test]
fn a_draft_is_marked_and_sample_data_says_so() {
    if fonts().is_none() {
        return;
    }
    let mut data = data();
    data["sample"] = json!(true);
    let issued = set(PLAIN, &data).unwrap();
    let all = |r: &fadu_paper::Rendered| {
        r.layout.pages[0]
            .runs
            .iter()
            .map(|run| run.text.as_str())
            .collect::<String>()
    };
    assert!(all(&issued).contains("示例数据") && !all(&issued).contains("草稿"));
    data["state"] = json!("draft");
    data["sample"] = json!(false);
    let draft = set(PLAIN, &data).unwrap();
    assert!(all(&draft).contains("草稿") && !all(&draft).contains("示例数据"));
    assert!(
        !draft.text.contains("草稿"),
        "a watermark is no running text"
    );
}

#[test]
fn a_drawn_seal_is_only_for_sample_data() {
    let letter = "#import \"/parts/paper.typ\": *\n#show: letter\n#signature()";
    let mut data = data();
    data["seal"] = json!({"kind": "sample"});
    if fonts().is_some() {
        let error = set(letter, &data).unwrap_err().to_string();
        assert!(error.contains("只有示例数据可以画示例印章"), "{error}");
    }
    data["sample"] = json!(true);
    if fonts().is_some() {
        let sealed = set(letter, &data).unwrap();
        let letters: String = sealed.layout.pages[0]
            .runs
            .iter()
            .filter(|r| !r.upright)
            .map(|r| r.text.as_str())
            .collect();
        assert!(
            letters.contains("示例印章") && letters.contains("示例县住房和城乡建设局"),
            "{letters}"
        );
    }
}

#[test]
fn an_attached_file_can_be_shown() {
    let Some(fonts) = fonts() else { return };
    let square = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><rect width=\"9\" height=\"9\"/></svg>";
    let paper = template(&format!("{PLAIN}#image(\"/files/seal.svg\")"));
    let with = render_with(
        &paper,
        &data(),
        fonts,
        vec![("seal.svg".to_owned(), square.into())],
    )
    .unwrap();
    let without = set(PLAIN, &data()).unwrap();
    assert!(with.pdf.len() > without.pdf.len());
}

/// Renders a document for which there is no template of its own.
fn check_general(document: &str, expected: Expect) {
    let Some(fonts) = fonts() else { return };
    let papers = Papers::read(&shared_papers(), &root().join("none")).unwrap();
    let mut data = data();
    data["act"]["facts"] = json!({"改正要求": "立即停止施工，\n补办许可。", "改正期限": "2026-04-20", "听取意见": false, "违法所得": "300元"});
    data["act"]["performers"] = json!([{"name": "王喆", "certificate": "示01001"}]);
    data["elements"] = json!(["改正要求", "改正期限", "听取意见", "违法所得"]);
    let rendered = render(&papers.template(document).unwrap(), &data, fonts).unwrap();
    expected.assert_eq(&rendered.text);
}

#[test]
fn the_general_form_takes_the_place_of_a_missing_template() {
    check_general(
        "某种记录",
        expect![[r#"
            示例县住房和城乡建设局
            某种记录
            示住建罚告〔2026〕31号
            案由示例案
            当事人王喆
            事项告知案号
            改正要求
            立即停止施工，
            补办许可。
            改正期限2026年4月20日
            听取意见否
            违法所得人民币叁佰元整（¥300.00）
            办理人王喆（执法证号 示01001）
            日期2026年4月7日"#]],
    );
}

#[test]
fn what_goes_out_is_a_letter_without_a_template_too() {
    check_general(
        "某种通知书",
        expect![[r#"
        示例县住房和城乡建设局
        示住建罚告〔2026〕31号
        某种通知书
        王喆：
        案由：示例案。
        改正要求：立即停止施工，
        补办许可。
        改正期限：2026年4月20日
        听取意见：否
        违法所得：人民币叁佰元整（¥300.00）
        示例县住房和城乡建设局
        2026年4月7日"#]],
    );
}

#[test]
fn without_a_general_form_a_missing_template_is_an_error() {
    let nothing = Papers::new(&[], &[])
        .template("某种通知书")
        .map(|_| ())
        .unwrap_err();
    expect!["没有文书「某种通知书」的模板，也没有通用表单；请在 papers/ 里添加 某种通知书.typ"]
        .assert_eq(&nothing.to_string());
}

#[test]
fn a_folder_without_fonts_says_what_to_run() {
    let error = Fonts::load(&shared_papers())
        .map(|_| ())
        .unwrap_err()
        .to_string();
    assert!(error.contains("tools/fetch_fonts.sh"), "{error}");
}

fn digest() -> String {
    let mut data = data();
    data["case"]["money"] = json!({"拟罚款": {"fen": 3_000_000}});
    let rendered = set(
        "#import \"/parts/paper.typ\": *\n#show: letter\n#fact(\"拟罚款\")\n#signature()",
        &data,
    )
    .unwrap();
    format!("{:?}", rendered.pdf)
}

#[test]
fn equal_input_gives_equal_bytes_here_and_in_another_process() {
    const CHILD: &str = "FADU_PAPER_CHILD";
    if fonts().is_none() {
        return;
    }
    if let Some(path) = std::env::var_os(CHILD) {
        std::fs::write(path, digest()).unwrap();
        return;
    }
    assert_eq!(digest(), digest());
    let path = std::env::temp_dir().join(format!("fadu-paper-digest-{}", std::process::id()));
    let status = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "equal_input_gives_equal_bytes_here_and_in_another_process",
        ])
        .env(CHILD, &path)
        .env("RAYON_NUM_THREADS", "1")
        .env("TZ", "America/New_York")
        .status()
        .unwrap();
    assert!(status.success());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), digest());
    std::fs::remove_file(&path).unwrap();
}

#[test]
fn threads_at_once_give_equal_bytes() {
    if fonts().is_none() {
        return;
    }
    let threads: Vec<_> = (0..4).map(|_| std::thread::spawn(digest)).collect();
    let all: std::collections::BTreeSet<String> =
        threads.into_iter().map(|t| t.join().unwrap()).collect();
    assert_eq!(all.len(), 1);
}

#[test]
fn the_file_is_pdf_a_3b_dated_by_the_document() {
    if fonts().is_none() {
        return;
    }
    let pdf = String::from_utf8_lossy(&set(PLAIN, &data()).unwrap().pdf).into_owned();
    assert!(
        pdf.contains("<pdfaid:part>3</pdfaid:part>")
            && pdf.contains("<pdfaid:conformance>B</pdfaid:conformance>")
    );
    assert!(pdf.contains("2026-04-07T00:00:00+00:00"));
}
