//! The little Markdown that descriptions and gaps use: headings, lists, tables, paragraphs, code and bold.

use maud::{Markup, html};

/// A text as markup. What is no mark stays as it stands; nothing of it is taken as HTML.
pub fn markdown(text: &str) -> Markup {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim_end)
        .filter(|l| !l.starts_with("<!--"))
        .collect();
    html! { @for block in blocks(&lines) { (part(block)) } }
}

// Lines of one kind that stand together.
fn blocks<'l, 't>(lines: &'l [&'t str]) -> Vec<&'l [&'t str]> {
    let together = |a: &&str, b: &&str| kind(a) == kind(b) && kind(a) != Kind::Heading;
    lines
        .chunk_by(together)
        .filter(|b| b.iter().any(|l| !l.is_empty()))
        .collect()
}

#[derive(PartialEq, Eq)]
enum Kind {
    Empty,
    Heading,
    Row,
    Item,
    Text,
}

fn kind(line: &str) -> Kind {
    match line {
        "" => Kind::Empty,
        l if l.starts_with('#') => Kind::Heading,
        l if l.starts_with('|') => Kind::Row,
        // A line that is set in goes on with its item.
        l if l.starts_with("- ") || l.starts_with("  ") => Kind::Item,
        _ => Kind::Text,
    }
}

fn part(lines: &[&str]) -> Markup {
    let Some(first) = lines.first() else {
        return html! {};
    };
    match kind(first) {
        Kind::Empty => html! {},
        Kind::Heading => html! { h3 { (inline(first.trim_start_matches('#').trim())) } },
        Kind::Row => table(lines),
        Kind::Item => html! { ul { @for item in items(lines) { li { (inline(&item)) } } } },
        Kind::Text => {
            html! { p { @for (i, line) in lines.iter().enumerate() { @if i > 0 { br; } (inline(line)) } } }
        }
    }
}

fn items(lines: &[&str]) -> Vec<String> {
    let mut items: Vec<String> = Vec::new();
    for line in lines {
        match (line.strip_prefix("- "), items.last_mut()) {
            (None, Some(last)) => last.push_str(line.trim()),
            (item, _) => items.push(item.unwrap_or(line.trim()).to_owned()),
        }
    }
    items
}

fn cells(row: &str) -> Vec<&str> {
    let inner = row.trim().trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(str::trim).collect()
}

fn table(lines: &[&str]) -> Markup {
    let is_rule = |l: &&&str| l.chars().all(|c| "|-: ".contains(c));
    let mut rows = lines.iter().filter(|l| !is_rule(l)).map(|l| cells(l));
    let head = rows.next().unwrap_or_default();
    html! {
        div.region role="region" tabindex="0" aria-label=(head.join("、")) { table.stack {
            thead { tr { @for cell in &head { th scope="col" { (inline(cell)) } } } }
            tbody { @for row in rows { tr { @for (i, cell) in row.iter().enumerate() {
                td data-l=(head.get(i).copied().unwrap_or_default()) { (inline(cell)) }
            } } } }
        } }
    }
}

// `**bold**` and `` `code` ``.
fn inline(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split("**").enumerate() {
            @if i % 2 == 1 { b { (part) } } @else {
                @for (j, piece) in part.split('`').enumerate() { @if j % 2 == 1 { code.code { (piece) } } @else { (piece) } }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::markdown;

    #[test]
    fn marks_become_markup_and_html_stays_text() {
        let text =
            "# 头\n\n- 一\n  续\n- **二**\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | <b> |\n\n写 `fadu`";
        assert_eq!(
            markdown(text).into_string(),
            "<h3>头</h3><ul><li>一续</li><li><b>二</b></li></ul>\
             <div class=\"region\" role=\"region\" tabindex=\"0\" aria-label=\"甲、乙\"><table class=\"stack\"><thead><tr><th scope=\"col\">甲</th><th scope=\"col\">乙</th></tr></thead>\
             <tbody><tr><td data-l=\"甲\">1</td><td data-l=\"乙\">&lt;b&gt;</td></tr></tbody></table></div>\
             <p>写 <code class=\"code\">fadu</code></p>"
        );
    }
}
