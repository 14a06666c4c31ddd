//! What people read: the four lines, and the messages of the program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::process::Command;

use common::{PDF, log, receipt, text, with_receipt, witness};
use expect_test::{Expect, expect};
use fadu_base::Algorithm;
use fadu_tlog::Signer;
use fadu_verify::{Options, verify};

fn check(file: &[u8], options: &Options<'_>, expected: Expect) {
    let answer = verify(file, options).map_or_else(|e| format!("{e}\n"), |r| r.to_text());
    expected.assert_eq(&answer);
}

#[test]
fn all_holds_and_all_keys_are_known() {
    let file = with_receipt(&receipt(Algorithm::Sm3, 3, 3));
    let witnesses = (1..=3).map(|n| witness(n).key().clone()).collect();
    let options = Options {
        log_key: Some(log().key().clone()),
        witnesses,
        document: None,
    };
    check(
        &file,
        &options,
        expect![[r#"
        ① 内容　✓ 这份文书没有被改动
        ② 登记　✓ 编号册第 14 号，2026-04-20 登记
        ③ 见证　✓ 3 家中的 3 家确认过这一页编号册
        ④ 程序　✓ 有记录：立案 2026-03-02 · 告知 2026-04-07 · 法制审核 2026-04-15 · 作出处罚决定 2026-04-20
        核验只说明真实和步骤，不说明处罚对不对。
    "#]],
    );
}

#[test]
fn all_holds_but_nothing_is_known() {
    check(
        &text(&receipt(Algorithm::Sm3, 1, 1)),
        &Options::default(),
        expect![[r#"
            ① 内容　－ 没有交来文书，没有核对内容
            ② 登记　✓ 编号册第 5 号，2026-04-07 登记
            ③ 见证　✓ 1 家中的 1 家确认过这一页编号册（没有给出见证人公钥，没有核对是谁）
            ④ 程序　✓ 有记录：立案 2026-03-02 · 告知 2026-04-07
            没有给出登记册公钥，所以没有核对登记册是谁的。请从可靠的地方取得公钥，再核验一次。
            核验只说明真实和步骤，不说明处罚对不对。
        "#]],
    );
}

#[test]
fn one_letter_of_the_document_is_changed() {
    let mut file = with_receipt(&receipt(Algorithm::Sm3, 3, 1));
    file[20] ^= 1;
    check(
        &file,
        &Options::default(),
        expect![[r#"
        ✕ 不能证明是原件
        ① 内容　✕ 这份文书和登记的不一样
        ② 登记　－ 别处不对，这一项不作结论
        ③ 见证　－ 别处不对，这一项不作结论
        ④ 程序　－ 别处不对，这一项不作结论
        核验只说明真实和步骤，不说明处罚对不对。
    "#]],
    );
}

#[test]
fn another_log_and_a_missing_witness() {
    let key =
        fadu_verify::log_key("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
            .unwrap();
    let options = Options {
        log_key: Some(key),
        witnesses: vec![witness(2).key().clone()],
        document: None,
    };
    check(
        &text(&receipt(Algorithm::Sm3, 3, 1)),
        &options,
        expect![[r#"
        ✕ 不能证明是原件
        ① 内容　－ 别处不对，这一项不作结论
        ② 登记　✕ 编号册这一页的签名不是所给公钥的
        ③ 见证　✕ w2.example 没有确认过这一页编号册
        ④ 程序　－ 别处不对，这一项不作结论
        核验只说明真实和步骤，不说明处罚对不对。
    "#]],
    );
}

#[test]
fn files_without_a_receipt() {
    check(
        PDF,
        &Options::default(),
        expect![[r#"
        这个 PDF 里没有凭证，或附在后面的内容不止凭证一项
    "#]],
    );
    check(
        b"hello",
        &Options::default(),
        expect![[r#"
            读不出凭证：不是 JSON（expected value at line 1 column 1）
        "#]],
    );
    check(
        b"{}",
        &Options::default(),
        expect![[r#"
        读不出凭证：缺少 format
    "#]],
    );
    check(
        b"{\"format\":\"x\"}",
        &Options::default(),
        expect![[r#"
        不认识的凭证格式 `x`，这里能读 fadu-receipt/1
    "#]],
    );
}

#[test]
fn wrong_use_of_the_program() {
    let answer = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_fadu-verify"))
            .args(arguments)
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        format!(
            "{} {}",
            output.status.code().unwrap(),
            told.lines().next().unwrap_or_default()
        )
    };
    let key = witness(1).key().to_string();
    let all = [
        answer(&[]),
        answer(&["a", "b"]),
        answer(&["--what"]),
        answer(&["a", "--key"]),
        answer(&["/nowhere/a.pdf"]),
        answer(&[env!("CARGO_MANIFEST_PATH"), "--key=x"]),
        answer(&[env!("CARGO_MANIFEST_PATH"), "--key", &key]),
    ];
    expect![[r#"
        2 用法：fadu-verify 文件 [--document 文书.pdf] [--key 登记册公钥] [--witness 见证人公钥]… [--json]
        2 一次只核验一个文件
        2 不认识的选项 --what
        2 --key 后面缺内容
        2 /nowhere/a.pdf：读不出文件（No such file or directory (os error 2)）
        2 不是公钥：`x`，应写作 名称+8位编号+base64
        2 公钥 `w1.example+b212e3f5+BNYvAWoe/R5P33k+tCzYRHHhup8M8E0Sh7XMcfYWKHy4` 的种类不对：登记册的和见证人的不能混用"#]].assert_eq(&all.join("\n"));
}
