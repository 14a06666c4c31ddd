//! 核验: the page on which anybody checks a document; the work is done by `assets/verify.js` in the reader's browser.

use maud::{Markup, html};

use crate::url;

/// The page; `key` is the public key of this log, for comparison.
pub fn body(key: &str) -> Markup {
    html! {
        div.narrow {
            h1 { "核验文书" }
            p { "文书有没有被改动，登记过没有，走过哪些步骤。核验在您的设备上进行，文件不会传出去。" }
            form.box id="verify" hidden data-main {
                div.f {
                    label for="file" { "选文件" }
                    p.hint id="file-hint" { "下载的 PDF 文书，或者凭证文件" }
                    input id="file" type="file" aria-describedby="file-hint";
                }
                div.f { label for="text" { "或者贴上凭证的文字" } textarea id="text" rows="3" {} }
                div.f {
                    label for="key" { "编号册的公钥" span.muted { "（可不填）" } }
                    p.hint id="key-hint" { "填了，就同时确认是不是这家的编号册" }
                    input.line id="key" autocomplete="off" aria-describedby="key-hint";
                }
                button type="submit" data-main { "核验" }
            }
            section.box id="result" role="status" aria-live="polite" {}
            noscript {
                div.notice { p { "这一页要用脚本。没有脚本的，请用核验程序 fadu-verify，断网也能用。" } }
            }
            section.box {
                h2 { "本系统编号册的公钥" }
                p.code { (key) }
                p { a href=(url::to("/log")) { "查看编号登记" } }
            }
        }
        script src=(url::to(crate::assets::verify_path())) defer {}
    }
}
