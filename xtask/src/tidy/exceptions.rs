//! The list of faults that are tolerated for now. It only gets shorter.
//!
//! `limit 3` counts the entries; `RULE PLACE WHAT # why` is one. An entry that covers nothing, and a limit that is not
//! the number of entries, are faults themselves: who mends a fault has to take its entry out and lower the limit.

use super::{EXCEPTIONS, Fault};

#[derive(Debug)]
struct Entry {
    line: usize,
    rule: String,
    at: String,
    what: String,
    why: String,
}

impl Entry {
    /// `*` as the last sign of a place stands for any ending.
    fn covers(&self, fault: &Fault) -> bool {
        let place = match self.at.strip_suffix('*') {
            Some(start) => fault.at.starts_with(start),
            None => fault.at == self.at,
        };
        place && self.rule == fault.rule && self.what == fault.what
    }
}

#[derive(Debug)]
pub struct Exceptions {
    limit: usize,
    entries: Vec<Entry>,
}

impl Exceptions {
    pub fn read(text: &str) -> Exceptions {
        let mut found = Exceptions {
            limit: 0,
            entries: Vec::new(),
        };
        for (index, line) in text.lines().enumerate() {
            let (entry, why) = line.split_once('#').unwrap_or((line, ""));
            let mut words = entry.split_whitespace();
            let (Some(rule), Some(at)) = (words.next(), words.next()) else {
                continue;
            };
            if rule == "limit" {
                found.limit = at.parse().unwrap_or(0);
                continue;
            }
            found.entries.push(Entry {
                line: index + 1,
                rule: rule.to_owned(),
                at: at.to_owned(),
                what: words.collect::<Vec<_>>().join(" "),
                why: why.trim().to_owned(),
            });
        }
        found
    }

    /// Takes out what is covered; adds what is wrong with the list itself. The notes say what is covered.
    pub fn apply(&self, faults: Vec<Fault>) -> (Vec<Fault>, Vec<String>) {
        let (covered, mut left): (Vec<Fault>, Vec<Fault>) = faults
            .into_iter()
            .partition(|fault| self.entries.iter().any(|e| e.covers(fault)));
        left.extend(
            self.entries
                .iter()
                .filter_map(|entry| entry.fault(&covered)),
        );
        if self.limit != self.entries.len() {
            let what = format!("limit {} for {} entries", self.limit, self.entries.len());
            left.push(of_list(
                0,
                what,
                "write the number of entries; it may only get smaller",
            ));
        }
        let notes = (!self.entries.is_empty()).then(|| {
            format!(
                "tidy: {} exceptions cover {} places",
                self.entries.len(),
                covered.len()
            )
        });
        (left, notes.into_iter().collect())
    }
}

impl Entry {
    fn fault(&self, covered: &[Fault]) -> Option<Fault> {
        let what = format!("{} {} {}", self.rule, self.at, self.what);
        if !covered.iter().any(|fault| self.covers(fault)) {
            return Some(of_list(
                self.line,
                what,
                "nothing there any more: take this line out and lower the limit",
            ));
        }
        self.why
            .is_empty()
            .then(|| of_list(self.line, what, "say why behind a #"))
    }
}

fn of_list(line: usize, what: String, help: &'static str) -> Fault {
    Fault {
        rule: "exceptions",
        at: EXCEPTIONS.to_owned(),
        line,
        what,
        help,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};

    fn check(list: &str, faults: &[(&'static str, &str, &str)], expected: Expect) {
        let faults = faults.iter().map(|(rule, at, what)| Fault {
            rule,
            at: (*at).to_owned(),
            line: 7,
            what: (*what).to_owned(),
            help: "mend it",
        });
        let (left, notes) = Exceptions::read(list).apply(faults.collect());
        let lines: Vec<String> = left.iter().map(Fault::print).chain(notes).collect();
        expected.assert_eq(&lines.join("\n"));
    }

    #[test]
    fn an_entry_covers_its_place_and_nothing_else() {
        check(
            "# why\nlimit 1\nnames crates/web/* 立案 # a sample\n",
            &[
                ("names", "crates/web/src/a.rs", "立案"),
                ("names", "crates/web/src/b.rs", "立案"),
                ("names", "crates/desk/src/a.rs", "立案"),
                ("names", "crates/web/src/a.rs", "告知"),
            ],
            expect![[r#"
                crates/desk/src/a.rs:7: [names] 立案: mend it
                crates/web/src/a.rs:7: [names] 告知: mend it
                tidy: 1 exceptions cover 2 places"#]],
        );
    }

    #[test]
    fn the_list_gets_shorter_when_a_fault_is_mended() {
        check(
            "limit 1\nnames crates/web/src/a.rs 立案 # a sample\n",
            &[],
            expect![[r#"
                xtask/exceptions/tidy.txt:2: [exceptions] names crates/web/src/a.rs 立案: nothing there any more: take this line out and lower the limit
                tidy: 1 exceptions cover 0 places"#]],
        );
    }

    #[test]
    fn the_list_does_not_grow_unseen() {
        check(
            "limit 1\na b c # x\na b d\n",
            &[("a", "b", "c"), ("a", "b", "d")],
            expect![[r#"
                xtask/exceptions/tidy.txt:3: [exceptions] a b d: say why behind a #
                xtask/exceptions/tidy.txt: [exceptions] limit 1 for 2 entries: write the number of entries; it may only get smaller
                tidy: 2 exceptions cover 2 places"#]],
        );
    }
}
