//! Licences, banned packages and sources, as deny.toml says them. The part of cargo-deny that needs no network, without installing it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::tree::{field, list, metadata, text};

/// What deny.toml allows and forbids.
#[derive(Debug)]
struct Policy {
    licences: BTreeSet<String>,
    banned: BTreeSet<String>,
}

/// Prints what is not allowed; whether all is.
pub fn run(root: &Path) -> Result<bool> {
    let file = std::fs::read_to_string(root.join("deny.toml")).context("deny.toml")?;
    let policy = Policy::read(&file).context("deny.toml")?;
    let metadata = metadata(root)?;
    let faults = faults(&policy, &metadata);
    for fault in &faults {
        println!("{fault}");
    }
    println!(
        "deny: {} packages, {} faults",
        list(field(&metadata, "packages")).count(),
        faults.len()
    );
    Ok(faults.is_empty())
}

impl Policy {
    fn read(file: &str) -> Result<Policy> {
        let file: toml::Table = file.parse()?;
        let strings = |value: Option<&toml::Value>| -> Vec<String> {
            let items = value.and_then(toml::Value::as_array).into_iter().flatten();
            items
                .filter_map(toml::Value::as_str)
                .map(str::to_owned)
                .collect()
        };
        let section = |name: &str| file.get(name).and_then(toml::Value::as_table);
        let licences = section("licenses").context("no [licenses]")?;
        let bans = section("bans").context("no [bans]")?;
        let denied = bans
            .get("deny")
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten();
        Ok(Policy {
            licences: strings(licences.get("allow")).into_iter().collect(),
            banned: denied
                .filter_map(|entry| Some(entry.get("crate")?.as_str()?.to_owned()))
                .collect(),
        })
    }
}

fn faults(policy: &Policy, metadata: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    for package in list(field(metadata, "packages")) {
        let name = format!(
            "{} {}",
            text(field(package, "name")),
            text(field(package, "version"))
        );
        let licence = text(field(package, "license"));
        if licence.is_empty() {
            faults.push(format!("{name}: [licences] says no licence"));
        } else if let Err(why) = allowed(licence, &policy.licences) {
            faults.push(format!("{name}: [licences] `{licence}`: {why}"));
        }
        if let Some(source) = field(package, "source")
            .as_str()
            .filter(|source| !from_crates_io(source))
        {
            faults.push(format!(
                "{name}: [sources] comes from {source}, not from crates.io"
            ));
        }
        if policy.banned.contains(text(field(package, "name"))) {
            faults.push(format!(
                "{name}: [bans] banned in deny.toml (cargo tree -i NAME says who brings it in)"
            ));
        }
        let ours = field(package, "source").is_null();
        let loose = list(field(package, "dependencies")).filter(|used| {
            ours && text(field(used, "req")) == "*" && field(used, "path").is_null()
        });
        faults.extend(loose.map(|used| {
            format!(
                "{name}: [bans] {} without a version",
                text(field(used, "name"))
            )
        }));
    }
    faults.sort();
    faults
}

fn from_crates_io(source: &str) -> bool {
    source.starts_with("registry+") && source.ends_with("/crates.io-index")
}

/// Whether an SPDX expression can be met with the licences allowed, and if not, what is missing.
fn allowed(licence: &str, may: &BTreeSet<String>) -> Result<(), String> {
    let spaced = licence
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = any_of(&mut words, may)?;
    if let Some(word) = words.next() {
        return Err(format!("`{word}` is not expected there"));
    }
    if met {
        Ok(())
    } else {
        Err("not allowed in deny.toml".into())
    }
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any_of(words: &mut Words<'_>, may: &BTreeSet<String>) -> Result<bool, String> {
    let mut met = all_of(words, may)?;
    while words.next_if_eq(&"OR").is_some() {
        met |= all_of(words, may)?;
    }
    Ok(met)
}

fn all_of(words: &mut Words<'_>, may: &BTreeSet<String>) -> Result<bool, String> {
    let mut met = one(words, may)?;
    while words.next_if_eq(&"AND").is_some() {
        met &= one(words, may)?;
    }
    Ok(met)
}

fn one(words: &mut Words<'_>, may: &BTreeSet<String>) -> Result<bool, String> {
    match words.next() {
        None => Err("ends too early".into()),
        Some("(") => {
            let met = any_of(words, may)?;
            words
                .next_if_eq(&")")
                .map(|_| met)
                .ok_or_else(|| "a bracket stays open".into())
        }
        Some(name) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            Ok(may.contains(&format!("{name} WITH {exception}")))
        }
        Some(name) => Ok(may.contains(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use expect_test::{Expect, expect};
    use serde_json::json;

    const POLICY: &str = "[licenses]\nallow = ['MIT', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception']\n[bans]\ndeny = [{ crate = 'openssl-sys' }]\n";

    fn check(packages: Value, expected: Expect) {
        let policy = Policy::read(POLICY).unwrap();
        expected.assert_eq(&faults(&policy, &json!({ "packages": packages })).join("\n"));
    }

    fn package(name: &str, licence: &str) -> Value {
        json!({ "name": name, "version": "1.0.0", "license": licence, "source": "registry+https://example.org/crates.io-index", "dependencies": [] })
    }

    #[test]
    fn a_licence_is_met_by_one_side_of_or_and_both_of_and() {
        let fine = [
            "MIT OR GPL-3.0",
            "GPL-2.0/MIT",
            "(GPL-3.0 OR MIT) AND Apache-2.0",
            "Apache-2.0 WITH LLVM-exception",
        ];
        check(
            fine.iter().map(|licence| package("a", licence)).collect(),
            expect![[""]],
        );
        check(
            json!([
                package("b", "GPL-3.0"),
                package("c", "MIT AND GPL-3.0"),
                package("d", "MIT WITH x"),
                package("e", "(MIT"),
                package("f", ""),
                package("g", "MIT MIT")
            ]),
            expect![[r#"
                b 1.0.0: [licences] `GPL-3.0`: not allowed in deny.toml
                c 1.0.0: [licences] `MIT AND GPL-3.0`: not allowed in deny.toml
                d 1.0.0: [licences] `MIT WITH x`: not allowed in deny.toml
                e 1.0.0: [licences] `(MIT`: a bracket stays open
                f 1.0.0: [licences] says no licence
                g 1.0.0: [licences] `MIT MIT`: `MIT` is not expected there"#]],
        );
    }

    #[test]
    fn sources_bans_and_loose_versions_are_faults() {
        check(
            json!([
                package("openssl-sys", "MIT"),
                { "name": "a", "version": "1.0.0", "license": "MIT", "source": "git+https://example.org/a", "dependencies": [] },
                { "name": "fadu-b", "version": "1.0.0", "license": "MIT", "source": null, "dependencies": [{ "name": "x", "req": "*", "path": null }, { "name": "fadu-c", "req": "*", "path": "c" }] },
            ]),
            expect![[r#"
                a 1.0.0: [sources] comes from git+https://example.org/a, not from crates.io
                fadu-b 1.0.0: [bans] x without a version
                openssl-sys 1.0.0: [bans] banned in deny.toml (cargo tree -i NAME says who brings it in)"#]],
        );
    }
}
