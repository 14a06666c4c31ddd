//! Shows the way to every blocked act of a shipped story, after each of its acts.
use std::time::Instant;

use fadu_norm::json::read_history;
use fadu_norm::json::replay;
use fadu_pack::{Folder, Workspace};
use fadu_proof::Ways;
use fadu_term::Calendar;

fn main() {
    let file = std::env::args().nth(1).unwrap_or_default();
    let history = std::env::args().nth(2).unwrap_or_default();
    let on: fadu_base::Date = std::env::args().nth(3).unwrap_or_default().parse().unwrap();
    let text = std::fs::read_to_string(&file).unwrap();
    let workspace = Workspace::new(&[(file, text)], None, &[Folder::builtin()]);
    let found = workspace.procedures().remove(0);
    let model = found.model.unwrap();
    let json: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(history).unwrap()).unwrap();
    let input = read_history(&json, &model, Some(on)).unwrap();
    let replay = replay(&model, Calendar::builtin(), input);
    if let Some(refused) = &replay.refused {
        println!("refused {} {:?}", refused.index, refused.reasons);
    }
    let start = Instant::now();
    let ways = Ways::new(&replay.session, on);
    println!("vocabulary {:?}", start.elapsed());
    for option in replay.session.view(on).options(None) {
        if let fadu_norm::engine::Verdict::Blocked(_) = option.verdict {
            let start = Instant::now();
            let way = ways.to(option.act, 5_000_000, &mut || true);
            println!(
                "{} {:?} {:?}",
                model.act(option.act).name,
                way,
                start.elapsed()
            );
        }
    }
}
