//! From a posted form to the desk's `ActInput`.

use std::collections::BTreeMap;

use fadu_desk::view::{ActInput, PartyInput};

use crate::pages::form::Kept;
use crate::posted::Posted;

/// Reads an act's form; `target` says which act of what.
pub fn read(posted: &Posted, target: ActInput) -> ActInput {
    let party_name = posted.one("party.name");
    let sends_party = posted.fields.iter().any(|(k, _)| k == "party.name");
    ActInput {
        on: posted.day("v.on"),
        role: posted.one("role").to_owned(),
        with: posted.all("with"),
        values: values(posted),
        files: posted.all("files"),
        numbers: posted
            .fields
            .iter()
            .filter_map(|(k, v)| Some((k.strip_prefix("number.")?.to_owned(), v.clone())))
            .filter(|(_, v)| !v.is_empty())
            .collect(),
        revokes: Some(posted.one("revokes").to_owned()).filter(|r| !r.is_empty()),
        title: posted.one("title").trim().to_owned(),
        party: sends_party.then(|| PartyInput {
            name: party_name.trim().to_owned(),
            code: posted.one("party.code").trim().to_owned(),
            phone: posted.one("party.phone").trim().to_owned(),
            address: posted.one("party.address").trim().to_owned(),
        }),
        seen: posted.one("seen").parse().ok(),
        idempotency: posted.one("idempotency").to_owned(),
        from_paper: posted.one("from_paper") == "1",
        office: Some(posted.one("office").to_owned()).filter(|o| !o.is_empty()),
        ..target
    }
}

fn values(posted: &Posted) -> BTreeMap<String, Vec<String>> {
    let mut values: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (key, text) in &posted.fields {
        let Some(name) = key.strip_prefix("v.") else {
            continue;
        };
        if let Some((name, _)) = name.split_once('~') {
            if name != "on" && !values.contains_key(name) {
                let day = posted.day(&format!("v.{name}"));
                values.insert(name.to_owned(), some(&day));
            }
            continue;
        }
        values
            .entry(name.to_owned())
            .or_default()
            .extend(some(text));
    }
    values
}

fn some(text: &str) -> Vec<String> {
    let text = text.trim();
    if text.is_empty() {
        Vec::new()
    } else {
        vec![text.to_owned()]
    }
}

/// What the form's struct does not carry.
pub fn kept(input: &ActInput) -> Kept {
    Kept {
        role: input.role.clone(),
        revokes: input.revokes.clone().unwrap_or_default(),
        title: input.title.clone(),
        from_paper: input.from_paper,
        office: input.office.clone().unwrap_or_default(),
        numbers: input.numbers.clone(),
        news: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_by_its_names() {
        let fields = [
            ("v.拟罚款", " 30000 "),
            ("v.拟处罚种类", "罚款"),
            ("v.拟处罚种类", "警告"),
            ("v.改正期限~y", "2026"),
            ("v.改正期限~m", "3"),
            ("v.改正期限~d", "9"),
            ("v.空的", ""),
            ("with", "p1"),
            ("seen", "7"),
        ];
        let posted = Posted {
            fields: fields.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(),
            ..Posted::default()
        };
        let input = read(&posted, ActInput::default());
        let at = |name: &str| input.values.get(name).cloned().unwrap_or_default();
        assert_eq!(at("拟罚款"), ["30000"]);
        assert_eq!(at("拟处罚种类"), ["罚款", "警告"]);
        assert_eq!(at("改正期限"), ["2026-03-09"]);
        assert!(at("空的").is_empty() && input.values.contains_key("空的"));
        assert_eq!((input.with.len(), input.seen), (1, Some(7)));
    }
}
