//! Publications as data: csv for tables, json for programs, atom for readers of feeds.

use fadu_desk::publicity::Publication;

use super::publicity::address;
use crate::url;

/// Rows of cells as csv, with the mark by which spreadsheets know the encoding.
pub fn table(rows: &[Vec<String>]) -> String {
    let mut out = String::from("\u{FEFF}");
    for row in rows {
        let cells: Vec<String> = row.iter().map(|c| cell(c)).collect();
        out.push_str(&cells.join(","));
        out.push_str("\r\n");
    }
    out
}

/// A cell. One that a spreadsheet would take for a formula begins with an apostrophe.
fn cell(text: &str) -> String {
    let formula =
        text.starts_with(['=', '+', '-', '@', '\t', '\r']) && text.parse::<f64>().is_err();
    let text = match formula {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    match text.contains(['"', ',', '\n', '\r']) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text,
    }
}

/// One row a publication; lines of several kinds stand side by side under their labels.
pub fn csv(rows: &[Publication], site: &str) -> String {
    let mut labels: Vec<&str> = Vec::new();
    for (label, _) in rows.iter().flat_map(|r| &r.lines) {
        if !labels.contains(&label.as_str()) {
            labels.push(label);
        }
    }
    let mut head: Vec<String> = ["address", "kind", "title", "office", "decided", "published"]
        .map(ToOwned::to_owned)
        .to_vec();
    head.extend(labels.iter().map(|l| (*l).to_owned()));
    let mut table_rows = vec![head];
    for r in rows {
        let mut row = vec![
            whole(r, site),
            r.kind.1.clone(),
            r.title.clone(),
            r.office.clone(),
            r.decided.clone(),
            r.published.clone(),
        ];
        let value = |label: &&str| {
            let line = r.lines.iter().find(|(l, _)| l == label);
            line.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        row.extend(labels.iter().map(value));
        table_rows.push(row);
    }
    table(&table_rows)
}

/// One object a publication.
pub fn json(rows: &[Publication], next: Option<&str>, site: &str) -> String {
    let one = |r: &Publication| {
        let lines: Vec<String> = r
            .lines
            .iter()
            .map(|(label, text)| format!("{}:{}", quoted(label), quoted(text)))
            .collect();
        format!(
            "{{\"address\":{},\"kind\":{},\"title\":{},\"office\":{},\"decided\":{},\"published\":{},\"fields\":{{{}}}}}",
            quoted(&whole(r, site)),
            quoted(&r.kind.0),
            quoted(&r.title),
            quoted(&r.office),
            quoted(&r.decided),
            quoted(&r.published),
            lines.join(",")
        )
    };
    let all: Vec<String> = rows.iter().map(one).collect();
    let next = next.map_or("null".to_owned(), quoted);
    format!(
        "{{\"publications\":[\n{}\n],\"next\":{next}}}\n",
        all.join(",\n")
    )
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            c if c.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// A feed, newest first.
pub fn atom(rows: &[Publication], next: Option<&str>, site: &str) -> String {
    let me = format!("{site}{}", url::location("/publicity"));
    let updated = rows
        .iter()
        .map(|r| r.published.as_str())
        .max()
        .unwrap_or("1970-01-01");
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n<title>执法公示</title>\n<id>{0}</id>\n<link href=\"{0}\"/>\n<updated>{updated}T00:00:00+08:00</updated>\n",
        xml(&me)
    );
    if let Some(next) = next {
        out.push_str(&format!("<link rel=\"next\" href=\"{}\"/>\n", xml(next)));
    }
    for r in rows {
        let at = xml(&whole(r, site));
        let lines: Vec<String> = r.lines.iter().map(|(l, t)| format!("{l}：{t}")).collect();
        out.push_str(&format!(
            "<entry>\n<title>{}</title>\n<id>{at}</id>\n<link href=\"{at}\"/>\n<updated>{}T00:00:00+08:00</updated>\n<author><name>{}</name></author>\n<content type=\"text\">{}</content>\n</entry>\n",
            xml(&r.title),
            xml(&r.published),
            xml(&r.office),
            xml(&lines.join("\n"))
        ));
    }
    out.push_str("</feed>\n");
    out
}

fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() && c != '\n' => (),
            c => out.push(c),
        }
    }
    out
}

fn whole(row: &Publication, site: &str) -> String {
    format!("{site}{}", url::location(&address(row)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> Publication {
        Publication {
            alias: "a1".to_owned(),
            number: "甲〔2026〕1号".to_owned(),
            title: "王某\"扬尘\"案 <b>".to_owned(),
            office: "甲局".to_owned(),
            kind: ("p".to_owned(), "某程序".to_owned()),
            name: "处罚信息".to_owned(),
            decided: "2026-01-02".to_owned(),
            published: "2026-01-05".to_owned(),
            lines: vec![
                ("罚款".to_owned(), "=1+1".to_owned()),
                ("事实".to_owned(), "一,\n二".to_owned()),
            ],
        }
    }

    #[test]
    fn a_cell_is_never_a_formula_and_never_two() {
        let csv = csv(&[row()], "http://h");
        let body = csv.split_once("\r\n").expect("a head").1;
        assert_eq!(
            body,
            "http://h/publicity/results/a1,某程序,\"王某\"\"扬尘\"\"案 <b>\",甲局,2026-01-02,2026-01-05,'=1+1,\"一,\n二\"\r\n"
        );
        assert_eq!(table(&[vec!["-3.5".to_owned()]]), "\u{FEFF}-3.5\r\n");
    }

    #[test]
    fn json_and_atom_escape_what_they_must() {
        let json = json(&[row()], None, "http://h");
        assert!(json.contains(r#""title":"王某\"扬尘\"案 <b>""#), "{json}");
        assert!(json.contains(r#""事实":"一,\u000a二""#), "{json}");
        assert!(json.ends_with("],\"next\":null}\n"));
        let atom = atom(&[row()], Some("http://h/n?a=1&b=2"), "http://h");
        assert!(
            atom.contains("<title>王某&quot;扬尘&quot;案 &lt;b&gt;</title>"),
            "{atom}"
        );
        assert!(atom.contains("href=\"http://h/n?a=1&amp;b=2\""));
    }
}
