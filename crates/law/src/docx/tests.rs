//! Files as they come, broken and hostile ones too.

use expect_test::{Expect, expect};
use proptest::prelude::*;

use super::*;
use crate::{Given, Plain, Version};

/// A zip of entries, deflated.
fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    for (name, bytes) in entries {
        let packed = miniz_oxide::deflate::compress_to_vec(bytes, 6);
        let local = out.len() as u32;
        let mut common = Vec::new();
        for n in [20_u16, 0, 8, 0, 0] {
            common.extend(n.to_le_bytes());
        }
        for n in [zip::crc32(bytes), packed.len() as u32, bytes.len() as u32] {
            common.extend(n.to_le_bytes());
        }
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(local.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    for n in [entries.len() as u16, entries.len() as u16] {
        out.extend(n.to_le_bytes());
    }
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0, 0]);
    out
}

fn document(body: &str) -> Vec<u8> {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        (PARAGRAPHS, xml.as_bytes()),
    ])
}

fn paragraph(text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>"
    )
}

fn check(bytes: &[u8], expected: Expect) {
    let read = match text(bytes) {
        Ok(text) => text,
        Err(refusal) => format!("✗ {refusal}"),
    };
    expected.assert_eq(&read);
}

#[test]
fn an_official_text_becomes_a_version() {
    let lines = [
        "中华人民共和国喂猫法",
        "（2020年1月2日第一届喂猫会议通过　2021年3月4日第二次会议修订）",
        "第一章　总则",
        "第一条　喂猫以前应当洗手。",
        "喂猫以后也洗手。",
        "第二条　本法自2021年7月15日起施行。",
    ];
    let body: String = lines.iter().map(|l| paragraph(l)).collect();
    let text = text(&document(&body)).unwrap();
    let plain = Plain::read(&text).unwrap();
    let given = Given {
        kind: "法律".to_owned(),
        ..Given::default()
    };
    let version = Version::parse(&plain.markdown(&given).unwrap()).unwrap();
    assert_eq!(version.head.effective.to_string(), "2021-07-15");
    assert_eq!(version.head.short, "喂猫法");
    assert_eq!(version.articles.len(), 2);
    assert_eq!(version.articles[0].paragraphs.len(), 2);
}

#[test]
fn what_stands_is_read_and_what_was_struck_out_is_not() {
    check(
        &document(
            "<w:p><w:r><w:t>喂</w:t><w:tab/><w:t>猫&amp;狗&#x732B;</w:t></w:r>\
             <w:del><w:r><w:delText>删</w:delText><w:t>去</w:t></w:r></w:del>\
             <w:ins><w:r><w:t>加上</w:t></w:r></w:ins></w:p>\
             <w:tbl><w:tr><w:tc><w:p><w:r><w:t>表一</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        ),
        expect![[r#"
            喂 猫&狗猫加上
            表一
        "#]],
    );
}

#[test]
fn wrong_files_get_a_clear_message() {
    check(b"", expect!["✗ 第1行：不是 .docx 文件"]);
    check(b"%PDF-1.7", expect!["✗ 第1行：不是 .docx 文件"]);
    check(
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1],
        expect![
            "✗ 第1行：这是旧的 .doc 文件，或者是加了密码的文件。请用办公软件另存为 .docx 再导入"
        ],
    );
    check(
        &zip(&[("xl/workbook.xml", b"<x/>")]),
        expect!["✗ 第1行：压缩包里没有文档正文，不是 .docx 文件（表格、演示文稿不能导入）"],
    );
    check(
        &zip(&[(PARAGRAPHS, b"<a/>"), (PARAGRAPHS, b"<b/>")]),
        expect!["✗ 第1行：.docx 文件损坏：正文有两份"],
    );
    check(
        &document("<w:p><w:r/></w:p>"),
        expect!["✗ 第1行：文档里没有文字（扫描成图片的不能导入）"],
    );
    let whole = document(&paragraph("第一条 喂猫。"));
    check(
        whole.get(..whole.len() / 2).unwrap(),
        expect!["✗ 第1行：.docx 文件损坏：找不到目录，可能没有下载完整"],
    );
}

#[test]
fn bombs_do_not_unfold() {
    // Two megabytes of one sign fold into two kilobytes; a limit of one is enough to see.
    let unfold = |bytes: &[u8]| zip::unfold(bytes, PARAGRAPHS, 1 << 20).unwrap_err();
    let bomb = zip(&[(PARAGRAPHS, &vec![b' '; 2 << 20])]);
    assert!(bomb.len() < 1 << 13);
    assert_eq!(unfold(&bomb), "正文解开以后超过 1 兆字节");
    // The same, lying about its size.
    let mut liar = bomb;
    let entry = liar.windows(4).rposition(|w| w == b"PK\x01\x02").unwrap();
    liar.splice(entry + 24..entry + 28, 100_u32.to_le_bytes());
    assert_eq!(unfold(&liar), "正文解开以后超过 1 兆字节");
    let laughs = "<!DOCTYPE x [<!ENTITY a \"哈哈\"><!ENTITY b \"&a;&a;\">]><x>&b;</x>";
    check(
        &zip(&[(PARAGRAPHS, laughs.as_bytes())]),
        expect!["✗ 第1行：.docx 的正文读不出：带有文档类型声明，不能导入"],
    );
    check(
        &zip(&[(PARAGRAPHS, "<a>".repeat(100_000).as_bytes())]),
        expect!["✗ 第1行：.docx 的正文读不出：层次太深"],
    );
    check(
        &document("<w:p><w:r><w:t>&nbsp;</w:t></w:r></w:p>"),
        expect!["✗ 第1行：.docx 的正文读不出：用了没有定义的实体 &nbsp;"],
    );
}

proptest! {
    #[test]
    fn a_flipped_byte_never_panics_nor_changes_the_text(at in 0_usize..2_000, to in any::<u8>()) {
        let whole = document(&paragraph("第一条 喂猫以前应当洗手，喂猫以后也洗手。"));
        let mut bytes = whole.clone();
        let at = at % bytes.len();
        bytes[at] = to;
        if let Ok(read) = text(&bytes) {
            prop_assert_eq!(read, text(&whole).unwrap());
        }
    }

    #[test]
    fn any_bytes_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut in 0_usize..600) {
        let _ = text(&bytes);
        let mut zipped = b"PK\x03\x04".to_vec();
        zipped.extend(&bytes);
        let _ = text(&zipped);
        let whole = document("<w:p/>");
        let _ = text(&whole[..cut.min(whole.len())]);
    }

    #[test]
    fn any_xml_is_answered(xml in "(<[/]?w:(p|t|r|del|tab|br)( a=\"[a-z]\")?[/]?>|[喂猫&;#x1-9]|<!--|-->|]]>){0,40}") {
        let _ = text(&zip(&[(PARAGRAPHS, xml.as_bytes())]));
    }
}
