//! Payments from a bank's file: each line is matched with its case, shown before it counts, and booked as an act.

use std::collections::BTreeMap;

use fadu_base::{Date, Money};
use fadu_norm::value::Value;

use crate::error::Refusal;
use crate::load::Loaded;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::{ActInput, PaymentRow, PaymentState};
use crate::views::PaymentView;
use crate::words::{typed_day, typed_number};

/// More lines are given in several files.
const MOST: usize = 500;
/// Bytes of a file.
const LARGEST: usize = 1024 * 1024;
/// Headings as banks and treasuries write them, by what they mean.
const HEADINGS: &[(&str, &[&str])] = &[
    (
        "number",
        &["文号", "编号", "决定书文号", "处罚决定书文号", "办件编号"],
    ),
    ("amount", &["金额", "缴款金额", "交易金额"]),
    ("day", &["日期", "缴款日期", "交易日期"]),
    ("voucher", &["凭证号", "凭证号码", "票据号", "流水号"]),
    ("payer", &["缴款人", "付款人", "户名"]),
];

/// A line of the file.
struct Line {
    number: String,
    amount: Result<Money, String>,
    day: Option<Date>,
    voucher: String,
    payer: String,
}

impl Desk {
    /// What a file of payments would book; with `book` it is booked, each line for itself.
    ///
    /// # Errors
    /// `Fields` when the file is none of payments. What is wrong with one line is said at the line.
    pub async fn payments(
        &self,
        actor: &Actor,
        text: &str,
        book: bool,
    ) -> Result<Vec<PaymentRow>, Refusal> {
        if actor.held.is_empty() {
            return Err(Refusal::Forbidden("您没有岗位，不能入账".to_owned()));
        }
        let lines = read(text)?;
        let mut rows: Vec<PaymentRow> = Vec::new();
        // Two payments for one case in one file: the second counts on the first, booked or not.
        let mut ahead: BTreeMap<(String, String), Money> = BTreeMap::new();
        for (n, line) in lines {
            let twice = rows
                .iter()
                .any(|r| !line.voucher.is_empty() && r.voucher == line.voucher);
            let state = if twice {
                PaymentState::Wrong("同一个凭证号在文件里出现两次".to_owned())
            } else {
                self.payment(actor, &line, book, &mut ahead).await?
            };
            rows.push(PaymentRow {
                line: n,
                number: line.number,
                amount: line.amount.map_or_else(|typed| typed, |m| m.grouped()),
                day: line.day,
                voucher: line.voucher,
                payer: line.payer,
                state,
            });
        }
        Ok(rows)
    }

    async fn payment(
        &self,
        actor: &Actor,
        line: &Line,
        book: bool,
        ahead: &mut BTreeMap<(String, String), Money>,
    ) -> Result<PaymentState, Refusal> {
        let wrong = |text: &str| Ok(PaymentState::Wrong(text.to_owned()));
        let Ok(amount) = line.amount else {
            return wrong("金额读不出，写作 30000 或者 30,000.00 的样子");
        };
        let Some(day) = line.day else {
            return wrong("日期读不出，写作 2026-11-09 的样子");
        };
        if line.voucher.is_empty() {
            return wrong("没有凭证号，没法防止记两次");
        }
        let case = match self.paid_case(actor, &line.number).await? {
            Some(case) => case,
            None => return wrong("没有找到这个文号的办件，或者不归您的单位"),
        };
        let Some(view) = case.procedure.views.payment.clone() else {
            return wrong("这类办件不收款");
        };
        if noted(&case, &view, &line.voucher) {
            return Ok(PaymentState::Noted {
                case: case.file.alias.clone(),
            });
        }
        let key = (case.file.id.clone(), view.total.clone());
        let before = match ahead.get(&key) {
            Some(total) => *total,
            None => paid(&case, &view, self.today_day()),
        };
        let total = Money(before.0.saturating_add(amount.0));
        let input = payment_input(&case, &view, total, amount, day, &line.voucher)
            .ok_or_else(|| self.bug(&"程序没有写明的收款行为"))?;
        let outcome = if book {
            self.do_act(actor, &input)
                .await
                .map(|done| Some(done.act_alias))
        } else {
            self.check_act(actor, &input).await.map(|_| None)
        };
        let title = self.store().case_row(&case.file.id).await?;
        let title = title.map(|r| r.title).unwrap_or_default();
        match outcome {
            Ok(act) => {
                ahead.insert(key, total);
                let case = case.file.alias.clone();
                let total = total.grouped();
                Ok(match act {
                    Some(act) => PaymentState::Booked {
                        case,
                        title,
                        total,
                        act,
                    },
                    None => PaymentState::Ready { case, title, total },
                })
            }
            Err(refusal @ (Refusal::Operator(_) | Refusal::Bug(_))) => Err(refusal),
            Err(refusal) => Ok(PaymentState::Wrong(said(&refusal))),
        }
    }

    // By the number of a paper, of the case, or the speakable one; only where the actor may enter it.
    async fn paid_case(&self, actor: &Actor, number: &str) -> Result<Option<Loaded>, Refusal> {
        let typed = typed_number(number);
        let found = match self.store().document_by_number(&typed).await? {
            Some(paper) => self.load(&paper.case_id).await,
            None => self.load(number).await,
        };
        let case = match found {
            Ok(case) => case,
            Err(Refusal::NotFound(_)) => return Ok(None),
            Err(other) => return Err(other),
        };
        let may = self.0.authz.allows(
            &actor.reader,
            fadu_authz::Action::EnterForParty,
            &case.facts(),
        );
        Ok(may.then_some(case))
    }
}

fn said(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Blocked(reasons) => {
            let texts: Vec<&str> = reasons.iter().map(|r| r.text.as_str()).collect();
            texts.join("；")
        }
        Refusal::Fields(errors) => {
            let texts: Vec<&str> = errors.iter().map(|e| e.text.as_str()).collect();
            texts.join("；")
        }
        other => other.to_string(),
    }
}

// What was paid before, by the fact that adds it up.
fn paid(case: &Loaded, view: &PaymentView, today: Date) -> Money {
    let session = case.session(fadu_norm::history::World::default());
    let fact = case.model().fact_named(&view.total);
    match fact.and_then(|f| session.view(today).fact(f)) {
        Some(Value::Money(money)) => money,
        _ => Money(0),
    }
}

fn noted(case: &Loaded, view: &PaymentView, voucher: &str) -> bool {
    let Some(fact) = case.model().fact_named(&view.voucher) else {
        return false;
    };
    let facts = case.records.iter().flat_map(|r| &r.facts);
    facts
        .filter(|(f, _)| *f == fact)
        .any(|(_, v)| v.as_text().is_some_and(|t| &**t == voucher))
}

fn payment_input(
    case: &Loaded,
    view: &PaymentView,
    total: Money,
    amount: Money,
    day: Date,
    voucher: &str,
) -> Option<ActInput> {
    let model = case.model();
    let act = model.act(model.act_named(&view.act)?);
    let mut values = BTreeMap::from([
        (view.total.clone(), vec![total.grouped()]),
        (view.voucher.clone(), vec![voucher.to_owned()]),
    ]);
    for behaviour in &act.behaviours {
        for field in behaviour.fields {
            let value = match field.kind {
                fadu_norm::behaviour::FieldKind::Money => amount.grouped(),
                fadu_norm::behaviour::FieldKind::Date => day.to_string(),
                _ => continue,
            };
            values.insert(format!("{}.{}", behaviour.name, field.name), vec![value]);
        }
    }
    Some(ActInput {
        case: Some(case.file.id.clone()),
        act: act.slug.to_string(),
        values,
        // The same line given twice is booked once.
        idempotency: format!("payment:{}:{voucher}", case.file.id),
        ..ActInput::default()
    })
}

// Lines with their numbers; the first line has the headings.
fn read(text: &str) -> Result<Vec<(u32, Line)>, Refusal> {
    let wrong = |text: &str| Refusal::field("file", text);
    if LARGEST < text.len() {
        return Err(wrong("文件太大，请分成几个，每个最多 500 行"));
    }
    let mut records = records(text.trim_start_matches('\u{feff}')).into_iter();
    let (_, head) = records
        .next()
        .ok_or_else(|| wrong("文件是空的。第一行写栏目名称：文号、金额、日期、凭证号、缴款人"))?;
    let place = |meaning: &str| {
        let names = HEADINGS
            .iter()
            .find(|(m, _)| *m == meaning)
            .map(|(_, n)| *n);
        head.iter()
            .position(|h| names.is_some_and(|n| n.contains(&h.trim())))
    };
    let columns = ["number", "amount", "day", "voucher"].map(place);
    let [Some(number), Some(amount), Some(day), Some(voucher)] = columns else {
        return Err(wrong(
            "第一行没有找到要的栏目。要有：文号、金额、日期、凭证号；缴款人可以没有",
        ));
    };
    let payer = place("payer");
    let mut lines = Vec::new();
    for (n, record) in records {
        let cell = |i: usize| record.get(i).map_or("", |c| c.trim()).to_owned();
        if record.iter().all(|c| c.trim().is_empty()) {
            continue;
        }
        let typed = cell(amount);
        lines.push((
            n,
            Line {
                number: cell(number),
                amount: money(&typed).ok_or(typed),
                day: typed_day(&cell(day)),
                voucher: cell(voucher),
                payer: payer.map(cell).unwrap_or_default(),
            },
        ));
    }
    if lines.is_empty() {
        return Err(wrong("文件里没有缴款"));
    }
    if MOST < lines.len() {
        return Err(wrong("一次最多 500 行，请分成几个文件"));
    }
    Ok(lines)
}

fn money(text: &str) -> Option<Money> {
    let plain: String = fadu_base::text::half_width(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !",¥元".contains(*c))
        .collect();
    let (yuan, fen) = plain.split_once('.').unwrap_or((&plain, ""));
    let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
    if yuan.is_empty() || !digits(yuan) || !digits(fen) || fen.len() > 2 {
        return None;
    }
    let yuan: i64 = yuan.parse().ok()?;
    let fen: i64 = format!("{fen:0<2}").parse().ok()?;
    let all = yuan.checked_mul(100)?.checked_add(fen)?;
    (0 < all).then_some(Money(all))
}

// Comma or tab between cells, quotes around them where needed.
fn records(text: &str) -> Vec<(u32, Vec<String>)> {
    let (mut list, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut line, mut begun) = (false, 1_u32, 1_u32);
    let mut signs = text.chars().peekable();
    while let Some(c) = signs.next() {
        match c {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' | '\t' | '，' if !quoted => record.push(std::mem::take(&mut cell)),
            '\r' if !quoted => (),
            '\n' => {
                line += 1;
                if quoted {
                    cell.push(c);
                } else {
                    record.push(std::mem::take(&mut cell));
                    list.push((begun, std::mem::take(&mut record)));
                    begun = line;
                }
            }
            other => cell.push(other),
        }
    }
    if !cell.is_empty() || !record.is_empty() {
        record.push(cell);
        list.push((begun, record));
    }
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_banks_write_them() {
        let fen = |t: &str| money(t).map(|m| m.0);
        assert_eq!(fen("30,000.00"), Some(3_000_000));
        assert_eq!(fen("¥ 12.5"), Some(1250));
        assert_eq!(fen("12.345"), None);
        assert_eq!(fen("-5"), None);
        assert_eq!(fen("0"), None);
        assert_eq!(fen("99999999999999999999"), None);
    }

    #[test]
    fn cells_may_hold_commas_quotes_and_line_ends() {
        let all = records("文号,金额\r\n\"甲,\"\"乙\"\"\",1\r\n\r\n\"两\n行\",2");
        let cells: Vec<String> = all.iter().map(|(n, r)| format!("{n} {r:?}")).collect();
        assert_eq!(
            cells,
            [
                r#"1 ["文号", "金额"]"#,
                r#"2 ["甲,\"乙\"", "1"]"#,
                r#"3 [""]"#,
                "4 [\"两\\n行\", \"2\"]"
            ]
        );
    }

    #[test]
    fn a_file_without_the_columns_is_refused() {
        for text in ["", "甲,乙\n1,2", "文号,金额,日期,凭证号"] {
            assert!(matches!(read(text), Err(Refusal::Fields(_))), "{text}");
        }
        let lines = read(
            "\u{feff}凭证号\t缴款日期\t缴款金额\t决定书文号\nA1\t20261109\t5\t甲〔2026〕1号\n",
        )
        .unwrap_or_default();
        assert_eq!(lines.len(), 1);
    }
}
