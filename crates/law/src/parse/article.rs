//! The lines of an article: paragraphs, items, sub-items and text that continues an item.

use crate::numeral;
use crate::place::ArticleNumber;
use crate::version::{Article, Item, Paragraph};

/// `第N条` or `第N条之M` at the start of a line, and what follows it.
pub(super) fn article_start(text: &str) -> Option<(ArticleNumber, &str)> {
    let rest = text.strip_prefix('第')?;
    let (main, len) = numeral::chinese(rest)?;
    let rest = rest.get(len..)?.strip_prefix('条')?;
    let inserted = rest.strip_prefix('之').and_then(|after| {
        let (sub, len) = numeral::chinese(after)?;
        Some((sub, after.get(len..)?))
    });
    let (sub, rest) = inserted.unwrap_or((0, rest));
    Some((ArticleNumber { main, sub }, rest))
}

/// Adds a line to an article: a paragraph, an item, a sub-item or text that continues an item.
pub(super) fn add_line(article: &mut Article, text: &str) -> Result<(), String> {
    if text.is_empty() {
        return Err(format!("{}没有内容", article.number.zh()));
    }
    if let Some(number) = item_start(text) {
        return add_item(article, number, text);
    }
    let item = article
        .paragraphs
        .last_mut()
        .and_then(|p| p.items.last_mut());
    match item {
        Some(item) if is_sub_item(text) => item.more.push(text.to_owned()),
        _ => article.paragraphs.push(Paragraph {
            text: text.to_owned(),
            items: Vec::new(),
        }),
    }
    Ok(())
}

fn add_item(article: &mut Article, number: u16, text: &str) -> Result<(), String> {
    let next = Item {
        number,
        text: text.to_owned(),
        more: Vec::new(),
    };
    let Some(open) = article.paragraphs.iter().rposition(|p| !p.items.is_empty()) else {
        return start_items(article, next, 0);
    };
    let last = article
        .paragraphs
        .get(open)
        .and_then(|p| p.items.last())
        .map_or(0, |i| i.number);
    let between = article.paragraphs.len() - open - 1;
    if number == 1 && between > 0 {
        return start_items(article, next, last);
    }
    if number != last.saturating_add(1) {
        return Err(format!(
            "{}的项应是（{}），却是（{}）",
            article.number.zh(),
            numeral::zh(last.saturating_add(1)),
            numeral::zh(number)
        ));
    }
    // The count goes on: what stood between the two items continued the first of them.
    let continued: Vec<String> = article
        .paragraphs
        .drain(open + 1..)
        .map(|p| p.text)
        .collect();
    if let Some(paragraph) = article.paragraphs.last_mut() {
        if let Some(item) = paragraph.items.last_mut() {
            item.more.extend(continued);
        }
        paragraph.items.push(next);
    }
    Ok(())
}

/// The first item of a paragraph; an article may start with one.
fn start_items(article: &mut Article, item: Item, last: u16) -> Result<(), String> {
    if item.number != 1 {
        return Err(format!(
            "{}的项应是（{}），却是（{}）",
            article.number.zh(),
            numeral::zh(last.saturating_add(1)),
            numeral::zh(item.number)
        ));
    }
    match article.paragraphs.last_mut() {
        Some(paragraph) => paragraph.items.push(item),
        None => article.paragraphs.push(Paragraph {
            text: String::new(),
            items: vec![item],
        }),
    }
    Ok(())
}

/// The number of an item: `（一）…`.
fn item_start(text: &str) -> Option<u16> {
    let rest = text.strip_prefix('（')?;
    let (number, len) = numeral::chinese(rest)?;
    rest.get(len..)?.starts_with('）').then_some(number)
}

/// A sub-item (目): `1．…`, `2.…`.
fn is_sub_item(text: &str) -> bool {
    let Some((_, len)) = numeral::digits(text) else {
        return false;
    };
    text.get(len..)
        .is_some_and(|rest| rest.starts_with(['.', '．', '、']))
}
