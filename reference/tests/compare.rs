//! Random procedures and histories: both engines must say the same.
//! `REFERENCE_SEEDS=from..to` takes other seeds than those of the fixed run.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod support;

use support::generate::{Dice, history, procedure};
use support::{Both, packs};

const HISTORIES: usize = 6;

fn seeds() -> std::ops::Range<u64> {
    let given = std::env::var("REFERENCE_SEEDS").ok();
    let range = given.as_deref().and_then(|s| s.split_once("..")).map(|(a, b)| a.parse().unwrap()..b.parse().unwrap());
    range.unwrap_or(0..60)
}

#[test]
fn both_engines_say_the_same_of_random_histories() {
    let (mut said, mut bad, mut acts, mut asked) = (Vec::new(), Vec::new(), 0, 0);
    for seed in seeds() {
        let mut d = Dice::new(seed);
        let text = procedure(&mut d);
        let both = match Both::read(&text) {
            Ok(both) => both,
            Err(e) => {
                bad.push(format!("seed {seed}: {e}\n{text}"));
                continue;
            }
        };
        for k in 0..HISTORIES {
            let (h, on) = history(&mut d, &both.mine, &packs().world);
            let actor = d.one_in(2).then(|| d.of(&["王", "李", "赵"]));
            acts += h["acts"].as_array().unwrap().len();
            asked += 1;
            match both.differences(&h, &on, actor.as_deref(), 40) {
                Err(e) => said.push(format!("seed {seed}.{k}: {e}")),
                Ok(all) if all.is_empty() => {}
                Ok(all) => {
                    let list = all.join("\n  ");
                    let file = std::env::temp_dir().join(format!("reference-{seed}-{k}.txt"));
                    std::fs::write(file, format!("{text}\n{h:#}\non {on} as {actor:?}\n{list}")).unwrap();
                    said.push(format!("seed {seed}.{k} on {on} as {actor:?}:\n  {list}"));
                }
            }
        }
    }
    eprintln!("{asked} histories, {acts} acts, {} procedures not read", bad.len());
    let shown = bad
        .iter()
        .map(|b| b.lines().next().unwrap_or("").to_owned())
        .take(6)
        .collect::<Vec<_>>()
        .iter()
        .chain(said.iter().take(12))
        .cloned()
        .collect::<Vec<_>>()
        .join("\n");
    assert!(said.is_empty() && bad.is_empty(), "{} differences, {} not read\n{shown}", said.len(), bad.len());
}
