//! 试改: somebody of the legal staff changes one statement of a procedure and sees at once what breaks. Nothing is
//! switched on, nothing is kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use fadu_base::Date;
use fadu_norm::model::{ActId, Model, Property, Template, Trigger};
use fadu_norm::resolve::{Problem, Source};
use fadu_norm::text::position;
use fadu_norm::tree::{Ref, Statement, StatementKind};
use fadu_pack::Workspace;
use fadu_proof::Options;
use fadu_proof::report::{Outcome, PropertyResult};
use fadu_term::Calendar;

use crate::error::Refusal;
use crate::packs::Procedure;
use crate::proof_view::{HistoryStep, history, spoken};
use crate::proved::{Proof, rows, text};
use crate::setup::Desk;
use crate::view::NormChip;
use crate::words;

/// So long a trial may take; what is not decided by then is said to be open.
const LIMIT: Duration = Duration::from_secs(20);
/// A statement is no longer than this.
const BYTES: usize = 60_000;

/// One statement to try: which, and its new text.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrialAsk {
    /// The procedure.
    pub procedure: String,
    /// The statement, by its place in the file from 0; `None`: none chosen yet.
    pub at: Option<usize>,
    /// Its text; `None`: as it stands.
    pub text: Option<String>,
    /// The version that the text was taken from.
    pub version: String,
}

/// The page of a trial.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TrialPage {
    /// Procedures to choose from: slug, name.
    pub procedures: Vec<(String, String)>,
    /// The one chosen.
    pub procedure: String,
    /// Its name.
    pub name: String,
    /// The version that is tried against.
    pub version: String,
    /// Its statements in groups: what they are, then place and name of each.
    pub statements: Vec<(String, Vec<(usize, String)>)>,
    /// The one chosen.
    pub at: Option<usize>,
    /// Its text as it stands.
    pub before: String,
    /// Its text as typed.
    pub text: String,
    /// What came out; `None`: nothing was tried.
    pub result: Option<TrialResult>,
}

/// What came out of a trial.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct TrialResult {
    /// Errors, by line of the typed text; line 0: elsewhere in the file.
    pub errors: Vec<TrialError>,
    /// Warnings, likewise.
    pub warnings: Vec<TrialError>,
    /// The same text as before.
    pub unchanged: bool,
    /// Demands of the law that held and break now, or broke before already.
    pub broken: Vec<Tried>,
    /// Demands that were not proved now.
    pub open: Vec<Tried>,
    /// Demands that still hold.
    pub held: Vec<String>,
    /// Demands that there was no time for.
    pub not_tried: Vec<String>,
    /// Seconds it took.
    pub seconds: u64,
}

/// A problem by line.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct TrialError {
    /// Line of the typed text, from 1; 0: elsewhere.
    pub line: usize,
    /// Column.
    pub column: usize,
    /// The line.
    pub source: String,
    /// What is wrong.
    pub text: String,
}

/// A demand that was tried.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Tried {
    /// Its name.
    pub name: String,
    /// Why the law wants it.
    pub reason: String,
    /// Its articles.
    pub chips: Vec<NormChip>,
    /// How it came out before the change: as a report says, or empty.
    pub before: String,
    /// What should be known.
    pub note: String,
    /// The history that breaks it.
    pub steps: Vec<HistoryStep>,
}

impl Desk {
    /// Tries a change of one statement. Without a text only the page to start from.
    ///
    /// # Errors
    /// `NotFound` for an unknown procedure or statement, `Fields` for a text that is too long or a version that moved on.
    pub async fn trial(&self, ask: &TrialAsk) -> Result<TrialPage, Refusal> {
        let packs = self.packs();
        let procedures: Vec<(String, String)> = packs
            .candidates
            .values()
            .map(|p| (p.model.slug.to_string(), p.model.name.to_string()))
            .collect();
        let Some(found) = packs.candidates.get(&ask.procedure).cloned() else {
            if ask.procedure.is_empty() {
                return Ok(TrialPage {
                    procedures,
                    ..TrialPage::default()
                });
            }
            return Err(Refusal::NotFound(format!("程序“{}”", ask.procedure)));
        };
        let (source, _) = Source::parse(&format!("{}/procedure.fd", found.dir), &found.text);
        let mut page = TrialPage {
            procedures,
            procedure: ask.procedure.clone(),
            name: found.model.name.to_string(),
            version: found.version(),
            statements: groups(&source),
            at: ask.at,
            ..TrialPage::default()
        };
        let Some(at) = ask.at else { return Ok(page) };
        let statement = source
            .file
            .statements
            .get(at)
            .filter(|s| label(s).is_some());
        let statement = statement.ok_or_else(|| Refusal::NotFound("这一条规范".to_owned()))?;
        let (start, end) = lines_of(&source.text, statement);
        page.before = source.text.get(start..end).unwrap_or_default().to_owned();
        page.text = ask.text.clone().unwrap_or_else(|| page.before.clone());
        let Some(typed) = &ask.text else {
            return Ok(page);
        };
        if BYTES < typed.len() {
            return Err(Refusal::field("text", "一条规范不会这么长，请只改这一条"));
        }
        if ask.version != page.version {
            return Err(Refusal::field(
                "text",
                "程序已经换了版本，请对照新的原文再改",
            ));
        }
        let text = spliced(&source.text, start, end, typed);
        let first_line = source.text.get(..start).unwrap_or_default().lines().count();
        let proof = self.proof_of(&found).await?;
        let trial = Trial {
            folder: packs.folder(),
            procedure: found,
            text,
            first_line,
            lines: typed.lines().count(),
            unchanged: typed.trim() == page.before.trim(),
            proof,
            today: self.today_day(),
            calendar: self.calendar(),
        };
        // One at a time: a proof takes a processor and much memory.
        let turn = self.0.trials.lock().await;
        let done = tokio::task::spawn_blocking(move || trial.run());
        page.result = Some(done.await.map_err(|e| self.bug(&e))?);
        drop(turn);
        Ok(page)
    }
}

// What a reader may change, by kind.
fn groups(source: &Source) -> Vec<(String, Vec<(usize, String)>)> {
    let mut groups: Vec<(String, Vec<(usize, String)>)> = Vec::new();
    for (place, statement) in source.file.statements.iter().enumerate() {
        let Some((kind, name)) = label(statement) else {
            continue;
        };
        match groups.iter_mut().find(|(k, _)| k == kind) {
            Some((_, list)) => list.push((place, name)),
            None => groups.push((kind.to_owned(), vec![(place, name)])),
        }
    }
    groups
}

fn label(statement: &Statement) -> Option<(&'static str, String)> {
    let joined = |names: &[Ref]| names.iter().map(plain_name).collect::<Vec<_>>().join("、");
    match &statement.kind {
        StatementKind::May(may) => Some(("什么时候可以办", joined(&may.acts))),
        StatementKind::Must(must) => {
            let name = must.name.as_ref().map(|n| n.text.clone());
            Some((
                "必须办的和期限",
                name.unwrap_or_else(|| plain_name(&must.target)),
            ))
        }
        StatementKind::Act(act) => Some(("行为", act.name.text.clone())),
        StatementKind::Fact(fact) => Some(("事实", fact.name.text.clone())),
        StatementKind::Parameter(p) => Some(("参数", p.name.text.clone())),
        StatementKind::Role(role) => Some(("角色", role.name.text.clone())),
        _ => None,
    }
}

fn plain_name(name: &Ref) -> String {
    match name {
        Ref::Name(name) | Ref::Meaning(name) => name.text.clone(),
    }
}

// Whole lines from the keyword to the end of the last clause.
fn lines_of(text: &str, statement: &Statement) -> (usize, usize) {
    let (start, end) = (statement.span.start as usize, statement.span.end as usize);
    let begin = text
        .get(..start)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |n| n + 1);
    let rest = text.get(end..).unwrap_or_default();
    let stop = rest.find('\n').map_or(text.len(), |n| end + n);
    (begin, stop)
}

fn spliced(text: &str, start: usize, end: usize, typed: &str) -> String {
    let (before, after) = (text.get(..start), text.get(end..));
    format!(
        "{}{}{}",
        before.unwrap_or_default(),
        typed.trim_end(),
        after.unwrap_or_default()
    )
}

/// Everything that a trial needs away from the desk.
struct Trial {
    folder: fadu_pack::Folder,
    procedure: Arc<Procedure>,
    text: String,
    first_line: usize,
    lines: usize,
    unchanged: bool,
    proof: Option<Proof>,
    today: Date,
    calendar: Arc<Calendar>,
}

impl Trial {
    fn run(&self) -> TrialResult {
        let began = Instant::now();
        let mut result = TrialResult {
            unchanged: self.unchanged,
            ..TrialResult::default()
        };
        let file = format!("{}/procedure.fd", self.procedure.dir);
        let workspace = Workspace::new(&[(file, self.text.clone())], Some(&self.folder), &[]);
        let found = workspace.procedures().into_iter().next();
        let resolved = found.iter().flat_map(|f| &f.problems);
        for problem in workspace.problems.iter().chain(resolved) {
            let list = if problem.is_error() {
                &mut result.errors
            } else {
                &mut result.warnings
            };
            let row = self.place(problem);
            if !list.contains(&row) {
                list.push(row);
            }
        }
        result.warnings.retain(|w| w.line > 0);
        if let (Some(model), true) = (found.and_then(|f| f.model), result.errors.is_empty()) {
            self.prove(&model, began, &mut result);
        }
        result.seconds = began.elapsed().as_secs();
        result
    }

    fn place(&self, problem: &Problem) -> TrialError {
        let place = position(&problem.diagnostic, &problem.file, &problem.text);
        let inside = (self.first_line + 1..=self.first_line + self.lines).contains(&place.line);
        let own = *problem.text == *self.text;
        let source = problem.text.lines().nth(place.line.saturating_sub(1));
        TrialError {
            line: if inside && own {
                place.line - self.first_line
            } else {
                0
            },
            column: place.column,
            source: source.unwrap_or_default().trim().to_owned(),
            text: problem.diagnostic.message.clone(),
        }
    }

    // What is nearest to the change first, for time may run out.
    fn prove(&self, model: &Model, began: Instant, result: &mut TrialResult) {
        let changed = self.changed(model);
        let mut properties: Vec<&Property> = model
            .properties
            .iter()
            .filter(|p| p.template.is_ok())
            .collect();
        properties.sort_by_key(|p| std::cmp::Reverse(near(p, &changed)));
        for property in properties {
            if LIMIT <= began.elapsed() {
                result.not_tried.push(property.name.to_string());
                continue;
            }
            let now = || u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
            let mut tick = || began.elapsed() < LIMIT;
            let options = Options {
                property: Some(property.name.to_string()),
                mutate: false,
                tick: &mut tick,
                now: &now,
            };
            let report = fadu_proof::check(model, &self.calendar, options);
            let found = report
                .properties
                .into_iter()
                .find(|p| p.name == *property.name);
            if let Some(found) = found {
                self.sort(property, &found, began, result);
            }
        }
    }

    fn sort(
        &self,
        property: &Property,
        found: &PropertyResult,
        began: Instant,
        result: &mut TrialResult,
    ) {
        let tried = || Tried {
            name: found.name.clone(),
            reason: found.reason.clone().unwrap_or_default(),
            chips: words::chips(&property.cites, self.today),
            before: self.before(&found.name),
            note: spoken(found.note.as_deref().unwrap_or_default()),
            steps: found
                .counterexample
                .as_ref()
                .map(history)
                .unwrap_or_default(),
        };
        match found.result {
            Outcome::Violated => result.broken.push(tried()),
            Outcome::NotProved if LIMIT <= began.elapsed() => {
                result.not_tried.push(found.name.clone());
            }
            Outcome::NotProved => result.open.push(tried()),
            Outcome::Proved | Outcome::Warning => result.held.push(found.name.clone()),
            Outcome::NotApplicable => {}
        }
    }

    fn before(&self, name: &str) -> String {
        let report = self.proof.as_ref().map(|p| &p.report);
        let row = report.and_then(|r| rows(r, "properties").find(|p| text(p, "name") == name));
        row.map(|r| text(r, "result").to_owned())
            .unwrap_or_default()
    }

    // Acts whose conditions, or whose own statement, are not what they were.
    fn changed(&self, model: &Model) -> Vec<ActId> {
        let old = &self.procedure.model;
        let says = |model: &Model, act: ActId| {
            let one = model.act(act);
            let norms = one.conditions.iter().map(|c| model.condition(*c));
            let norms: Vec<String> = norms
                .map(|c| fadu_norm::engine::words::required(model, &c.formula()))
                .collect();
            (norms, one.roles.len(), one.fills.len(), one.may_fill.len())
        };
        model
            .act_ids()
            .filter(|id| {
                let before = old.act_named(&model.act(*id).name);
                before.is_none_or(|b| says(old, b) != says(model, *id))
            })
            .collect()
    }
}

// Whether a property speaks of an act that changed; duties are few and quick.
fn near(property: &Property, changed: &[ActId]) -> u8 {
    let Ok(template) = &property.template else {
        return 0;
    };
    let lists: Vec<&[ActId]> = match template {
        Template::Whenever(acts, _)
        | Template::AlwaysMay(acts, _)
        | Template::CanAlways(acts, _) => {
            vec![&acts.ids]
        }
        Template::NotAfter { first, then, .. } => vec![&first.ids, &then.ids],
        Template::Separate(a, b) => vec![&a.ids, &b.ids],
        Template::Deadline {
            trigger, target, ..
        } => match trigger {
            Trigger::Acts(acts) => vec![&acts.ids, &target.ids],
            Trigger::Fact(_) => vec![&target.ids],
        },
        Template::Always(_) | Template::AtClose(_) | Template::Reachable(_) => Vec::new(),
    };
    let speaks = lists.iter().any(|l| l.iter().any(|a| changed.contains(a)));
    let quick = matches!(template, Template::Deadline { .. });
    u8::from(quick) + 2 * u8::from(speaks)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_taken_out_and_put_back_whole() {
        let text = "程序 甲 a\n  起 开\n  终 关\n行为 开 open\n  由 人\n可 关\n  须 已 开 # 说明\n行为 关 close\n  由 人\n";
        let (source, _) = Source::parse("a.fd", text);
        let groups = groups(&source);
        let may = groups
            .iter()
            .find(|(k, _)| k == "什么时候可以办")
            .expect("a norm");
        let statement = &source.file.statements[may.1[0].0];
        let (start, end) = lines_of(text, statement);
        assert!(
            text[start..end].starts_with("可 关"),
            "{}",
            &text[start..end]
        );
        assert_eq!(spliced(text, start, end, &text[start..end]), text);
        let changed = spliced(text, start, end, "可 关\n  须 未 开\n\n");
        assert!(changed.contains("须 未 开\n行为 关"), "{changed}");
    }
}
