//! Whether a running case may move to another version: its history must be lawful there (section 6).

use fadu_norm::engine::Session;
use fadu_norm::history::{Record, World};
use fadu_norm::model::Model;
use fadu_term::Calendar;

/// Why a case may not move.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Hindrance {
    /// The new version lacks something that the history uses.
    #[error("新版本没有{kind}“{name}”")]
    Missing {
        /// Act, fact or role.
        kind: &'static str,
        /// Its name.
        name: String,
    },
    /// An act is not lawful there.
    #[error("第{place}个行为“{act}”在新版本里不合法：{reasons}")]
    Unlawful {
        /// From 1.
        place: usize,
        /// Its name.
        act: String,
        /// What stands against it.
        reasons: String,
    },
}

/// Whether the history of a case under `old` is lawful under `new`.
///
/// # Errors
/// What is missing there, or the first act that is not lawful with every reason.
pub fn can_move(
    history: &[Record],
    world: &World,
    old: &Model,
    new: &Model,
    calendar: &Calendar,
) -> Result<(), Hindrance> {
    let mut session = Session::new(new, calendar, world.clone());
    for (i, record) in history.iter().enumerate() {
        let moved = moved(record, old, new)?;
        if let Err(reasons) = session.check(&moved) {
            let reasons: Vec<String> = reasons.into_iter().map(|r| r.text).collect();
            let act = old.act(record.act).name.to_string();
            return Err(Hindrance::Unlawful {
                place: i + 1,
                act,
                reasons: reasons.join("；"),
            });
        }
        session.push(moved);
    }
    Ok(())
}

fn moved(record: &Record, old: &Model, new: &Model) -> Result<Record, Hindrance> {
    let missing = |kind, name: &str| Hindrance::Missing {
        kind,
        name: name.to_owned(),
    };
    let act = &old.act(record.act).name;
    let mut facts = Vec::new();
    for (fact, value) in &record.facts {
        let name = &old.fact(*fact).name;
        facts.push((
            new.fact_named(name).ok_or_else(|| missing("事实", name))?,
            value.clone(),
        ));
    }
    let role = match record.role {
        None => None,
        Some(role) => {
            let name = &old.role(role).name;
            Some(new.role_named(name).ok_or_else(|| missing("角色", name))?)
        }
    };
    let id = new.act_named(act).ok_or_else(|| missing("行为", act))?;
    Ok(Record {
        act: id,
        facts,
        role,
        ..record.clone()
    })
}
