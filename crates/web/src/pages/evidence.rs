//! 证据: the files of a case with their fingerprints. New ones come in with an act, so that who took them is recorded.

use fadu_desk::view::CasePage;
use maud::{Markup, html};

use crate::components::{Empty, case_head, case_nav, empty, evidence_list, paper_list};

/// The page of files.
pub fn body(page: &CasePage) -> Markup {
    html! {
        (case_head(&page.head))
        (case_nav(&page.head.alias, "/evidence"))
        h2 { "证据" }
        p.muted { "证据随办理的行为登记，谁取的、什么时候取的都在那一项里。要加证据，请从办理条选对应的一步。" }
        @if page.evidence.is_empty() { div.box { (empty(&Empty::Nothing("还没有证据文件。"))) } }
        @else { (evidence_list(&page.evidence, "证据清单")) }
    }
}

/// The page of documents.
pub fn documents(page: &CasePage) -> Markup {
    html! {
        (case_head(&page.head))
        (case_nav(&page.head.alias, "/documents"))
        h2 { "文书" }
        @if page.documents.is_empty() { div.box { (empty(&Empty::Nothing("还没有发出文书。"))) } }
        @else { (paper_list(&page.documents, "/office", "文书清单")) }
    }
}
