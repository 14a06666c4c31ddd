//! Forms: what is known, what is asked, drafts, check answers, and what an act will bring about.

use std::collections::{BTreeMap, BTreeSet};

use fadu_authz::Action;
use fadu_base::Date;
use fadu_norm::engine::{DutyState, Session};
use fadu_norm::history::Record;
use fadu_norm::model::{Act, ActId, FactId, Model, Origin, Type};
use fadu_norm::value::Value;
use fadu_store::Batch;
use fadu_store::desk_rows::DraftRow;

use crate::documents::{Draft, Sheet, title};
use crate::error::Refusal;
use crate::load::{Loaded, Names, spoken};
use crate::pages::fact_row;
use crate::parse::register_of;
use crate::people::Actor;
use crate::prepare::{Ask, Prepared, act_named, current_values, held_roles, party_name};
use crate::setup::{Desk, time_text};
use crate::view::{
    ActForm, ActInput, CheckPage, Choice, ClockPlan, ConfirmPage, DocumentPlan, FactRow, Field,
    Input, PersonChoice,
};
use crate::words;
use crate::write::{known_number, performer_text};

/// A register with more entries is not listed in a form: the key is typed.
const LISTED: u32 = 200;

/// In a draft of views.toml: what the members of the discussion said.
const OPINIONS: &str = "会议.意见";

/// What fields are made with.
struct Kit {
    people: Vec<PersonChoice>,
    entries: BTreeMap<FactId, (String, Vec<Choice>)>,
}

impl Desk {
    /// The form of an act in a case, filled with the draft and with what stands.
    ///
    /// # Errors
    /// `NotFound`, `Blocked` (a page answers 409 with the same row), `NotYours`.
    pub async fn act_form(&self, actor: &Actor, case: &str, act: &str) -> Result<ActForm, Refusal> {
        let case = self.load(case).await?;
        self.may_act(actor, &case)?;
        self.form(actor, case, act, None).await
    }

    /// The form of an act that opens a case of a procedure.
    ///
    /// # Errors
    /// `NotFound`, `Fields` (`office`: which must be chosen first), `NotYours`.
    pub async fn open_form(
        &self,
        actor: &Actor,
        procedure: &str,
        act: &str,
        office: Option<&str>,
    ) -> Result<ActForm, Refusal> {
        let input = ActInput {
            procedure: Some(procedure.to_owned()),
            act: act.to_owned(),
            office: office.map(ToOwned::to_owned),
            ..ActInput::default()
        };
        let case = self.empty_case(actor, &input).await?;
        self.form(actor, case, act, Some(procedure)).await
    }

    /// The form again with what was typed and what is wrong.
    ///
    /// # Errors
    /// As `act_form`, but a blocked act still gives its form: the input must not be lost.
    pub async fn form_again(
        &self,
        actor: &Actor,
        input: &ActInput,
        errors: &[crate::view::FieldError],
    ) -> Result<ActForm, Refusal> {
        let case = match &input.case {
            Some(name) => self.load(name).await?,
            None => self.empty_case(actor, input).await?,
        };
        let mut form = self
            .blank_form(actor, &case, &input.act, input.procedure.as_deref())
            .await?;
        fill(&mut form, input);
        for field in form.fields.iter_mut().chain(form.date.iter_mut()) {
            field.error = errors
                .iter()
                .find(|e| e.field == field.name)
                .map(|e| e.text.clone());
        }
        form.seen = case.seq();
        Ok(form)
    }

    async fn form(
        &self,
        actor: &Actor,
        case: Loaded,
        act: &str,
        procedure: Option<&str>,
    ) -> Result<ActForm, Refusal> {
        let id = act_named(&case, act)?;
        self.offered(actor, &case, id).await?;
        let mut form = self.blank_form(actor, &case, act, procedure).await?;
        let place = place(procedure, &case);
        if let Some(draft) = self.store().draft(&actor.person, &place, act).await? {
            let input: ActInput = serde_json::from_str(&draft.input).map_err(|e| self.bug(&e))?;
            fill(&mut form, &input);
            form.draft_saved = Some(time_text(draft.saved));
            for file in &input.files {
                if let Some(row) = self
                    .store()
                    .file(file)
                    .await?
                    .filter(|f| f.act_id.is_none())
                {
                    form.attached.push(crate::pages::evidence_row(
                        &row,
                        0,
                        String::new(),
                        Vec::new(),
                        crate::view::ReceiptMark::Queued,
                    ));
                }
            }
        }
        Ok(form)
    }

    // Whether the act is offered to this actor now.
    async fn offered(&self, actor: &Actor, case: &Loaded, act: ActId) -> Result<(), Refusal> {
        let today = self.checked_today().await?;
        let bar = self.bar(actor, case, today).await?;
        let slug = &*case.model().act(act).slug;
        if let Some(blocked) = bar.blocked.into_iter().find(|b| b.act.slug == slug) {
            return Err(Refusal::Blocked(blocked.reasons));
        }
        if let Some(other) = bar.others.into_iter().find(|o| o.act.slug == slug) {
            // What a party hands in on paper is entered by the office.
            let enters = other.party
                && self
                    .0
                    .authz
                    .allows(&actor.reader, Action::EnterForParty, &case.facts());
            return if enters {
                Ok(())
            } else {
                Err(Refusal::NotYours(Box::new(other)))
            };
        }
        Ok(())
    }

    async fn blank_form(
        &self,
        actor: &Actor,
        case: &Loaded,
        slug: &str,
        procedure: Option<&str>,
    ) -> Result<ActForm, Refusal> {
        let id = act_named(case, slug)?;
        let today = self.today_day();
        let people = self.people_of(&case.file.office).await?;
        let names = self.names_of(case).await?;
        let head = self.head(case, &names).await?;
        let mut ids: BTreeSet<String> = BTreeSet::new();
        ids.insert(actor.person.clone());
        let around = self
            .around(&case.file, case.model(), &case.records, &ids)
            .await?;
        let kit = Kit {
            people: people.clone(),
            entries: self.choices(case.model(), id, today).await?,
        };
        let plans = self.plans(case, id, today, &BTreeMap::new()).await?;
        let spoken = match crate::opinions::records_meeting(case.model().act(id)) {
            true => self.spoken_opinions(case).await?,
            false => None,
        };
        let session = case.session(around.world.clone());
        let model = case.model();
        let act = model.act(id);
        let current = current_values(&session, today);
        let words = spoken.as_ref().map(|s| s.words.as_str());
        let offered = Offered {
            current: &current,
            opinions: words,
        };
        let mut fields = fields(case, &session, act, &offered, &kit, &names, today);
        fields.extend(crate::behaviour_fields::fields(
            model,
            &case.procedure.views,
            id,
        ));
        offer_days(case, &around.world, id, today, &mut fields);
        if case.file.from_paper != 0 && case.rows.is_empty() {
            fields.push(plain("案号", "纸质案卷的案号", Input::Line));
        }
        let chips: Vec<_> = act
            .conditions
            .iter()
            .flat_map(|c| words::chips(&model.condition(*c).cites, today))
            .collect();
        let roles: Vec<Choice> = held_roles(actor, case, model)
            .map(|(r, _)| r)
            .filter(|r| act.roles.contains(r))
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|r| Choice {
                value: model.role(r).name.to_string(),
                label: model.role(r).name.to_string(),
            })
            .collect();
        // The party does its own acts, alone and today.
        let outside = roles.is_empty() && held_roles(actor, case, model).next().is_none();
        let late = !outside && (act.late_entry.is_some() || case.acts.iter().all(|a| a.from_paper));
        Ok(ActForm {
            act: words::act_link(act, &case.procedure.views, false),
            chips: dedup(chips),
            known: known(case, &session, act, &names, today),
            fields,
            date: late.then(|| plain("on", "办理日期", Input::Date)),
            people: companions(model, act, actor, people, outside),
            with: spoken
                .map(|s| {
                    s.members
                        .into_iter()
                        .filter(|m| *m != actor.person)
                        .collect()
                })
                .unwrap_or_default(),
            roles,
            documents: plans,
            approval: act
                .approvers
                .iter()
                .map(|r| model.role(*r).name.to_string())
                .collect(),
            files: true,
            attached: Vec::new(),
            revocable: if act.revokes_record {
                revocable(case, actor)
            } else {
                Vec::new()
            },
            party: (procedure.is_some() && !actor.held.is_empty()).then(Default::default),
            draft_saved: None,
            idempotency: self.new_id(),
            seen: case.seq(),
            head,
        })
    }

    // Entries of small registers, for the facts of an act that name one.
    async fn choices(
        &self,
        model: &Model,
        act: ActId,
        today: Date,
    ) -> Result<BTreeMap<FactId, (String, Vec<Choice>)>, Refusal> {
        let act = model.act(act);
        let mut found = BTreeMap::new();
        for id in act.fills.iter().chain(&act.may_fill) {
            let Some(register) = register_of(model, *id) else {
                continue;
            };
            let name = model.register(register).name.to_string();
            let rows = self
                .store()
                .entries_on(&name, &today.to_string(), "", LISTED + 1)
                .await?;
            let choice = |row: &fadu_store::registers::EntryRow| {
                let fields: serde_json::Value =
                    serde_json::from_str(&row.fields).unwrap_or_default();
                let first = model
                    .register(register)
                    .fields
                    .iter()
                    .find_map(|f| fields.get(&*f.name)?.as_str().map(ToOwned::to_owned));
                let label = match first.filter(|l| *l != row.subject) {
                    Some(label) => format!("{label}（{}）", row.subject),
                    None => row.subject.clone(),
                };
                Choice {
                    value: row.subject.clone(),
                    label,
                }
            };
            let choices = if rows.len() <= LISTED as usize {
                rows.iter().map(choice).collect()
            } else {
                Vec::new()
            };
            found.insert(*id, (name, choices));
        }
        Ok(found)
    }

    async fn plans(
        &self,
        case: &Loaded,
        act: ActId,
        on: Date,
        wanted: &BTreeMap<String, String>,
    ) -> Result<Vec<DocumentPlan>, Refusal> {
        let Some(office) = self.office(&case.file.office).await? else {
            return Ok(Vec::new());
        };
        let issues = case.model().act(act).issues.clone();
        let numbers = self.predict(&office, &issues, on, wanted).await?;
        let mut plans = Vec::new();
        for (issue, number) in issues.iter().zip(numbers) {
            let reserved = match &number {
                Some(n) => self.reserved(&office.id, &n.series, n.year).await?,
                None => Vec::new(),
            };
            plans.push(DocumentPlan {
                name: issue.document.to_string(),
                number: number.map(|n| n.text),
                reserved: reserved.into_iter().map(|n| n.text).collect(),
            });
        }
        Ok(plans)
    }

    /// Saves what was typed so far; one draft a person, case and act.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn save_draft(&self, actor: &Actor, input: &ActInput) -> Result<(), Refusal> {
        let place = match (&input.case, &input.procedure) {
            (Some(case), _) => {
                let case = self.load(case).await?;
                self.may_act(actor, &case)?;
                case.file.id
            }
            (None, Some(procedure)) => format!("new:{procedure}"),
            (None, None) => return Err(Refusal::NotFound("这个办件".to_owned())),
        };
        let text = serde_json::to_string(input).map_err(|e| self.bug(&e))?;
        let mut batch = self.store().batch();
        batch.draft(&DraftRow {
            person: actor.person.clone(),
            place,
            act: input.act.clone(),
            input: text,
            saved: self.now(),
        });
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// The draft of an act as it was typed.
    ///
    /// # Errors
    /// `NotFound` when there is no such case.
    pub async fn draft(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<Option<ActInput>, Refusal> {
        let place = match (&input.case, &input.procedure) {
            (Some(case), _) => self.find_case(case).await?.id,
            (None, procedure) => format!("new:{}", procedure.clone().unwrap_or_default()),
        };
        let Some(draft) = self
            .store()
            .draft(&actor.person, &place, &input.act)
            .await?
        else {
            return Ok(None);
        };
        serde_json::from_str(&draft.input)
            .map(Some)
            .map_err(|e| self.bug(&e))
    }

    /// Drops a draft.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_draft(&self, actor: &Actor, input: &ActInput) -> Result<(), Refusal> {
        let place = match (&input.case, &input.procedure) {
            (Some(case), _) => self.find_case(case).await?.id,
            (None, procedure) => format!("new:{}", procedure.clone().unwrap_or_default()),
        };
        let mut batch = self.store().batch();
        batch.drop_draft(&actor.person, &place, &input.act);
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    pub(crate) fn drop_own_draft(
        &self,
        batch: &mut Batch,
        actor: &Actor,
        input: &ActInput,
        case: &Loaded,
    ) {
        let place = match &input.case {
            Some(_) => case.file.id.clone(),
            None => format!("new:{}", case.file.procedure_slug),
        };
        batch.drop_draft(&actor.person, &place, &input.act);
    }

    pub(crate) async fn empty_case(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<Loaded, Refusal> {
        let probe = ActInput {
            party: None,
            ..input.clone()
        };
        self.opening(actor, &probe).await
    }

    /// 核对: every answer, when all fields are right and the norms allow it.
    ///
    /// # Errors
    /// As `do_act`; nothing is written.
    pub async fn check_act(&self, actor: &Actor, input: &ActInput) -> Result<CheckPage, Refusal> {
        let prepared = self.prepare(actor, input, Ask::Lawful, &[]).await?;
        self.check_page(actor, &prepared).await
    }

    async fn check_page(&self, actor: &Actor, prepared: &Prepared) -> Result<CheckPage, Refusal> {
        let names = self.names_for(prepared, actor).await?;
        let head = self.head(&prepared.case, &names).await?;
        let model = prepared.model();
        let views = &prepared.case.procedure.views;
        let facts = prepared.record.facts.iter().map(|(id, value)| {
            let fact = model.fact(*id);
            (
                fact.name.to_string(),
                views.label(&fact.name),
                spoken(&fact.ty, value, &names),
            )
        });
        let fields = prepared.record.behaviour.iter().map(|(name, value)| {
            (
                name.to_string(),
                views.field_label(&prepared.act().name, name),
                fadu_norm::engine::words::value_text(value),
            )
        });
        let role = prepared.record.role.map(|r| model.role(r).name.to_string());
        Ok(CheckPage {
            head,
            act: words::act_link(prepared.act(), views, false),
            answers: facts.chain(fields).collect(),
            on: prepared.record.on,
            by: prepared
                .by
                .iter()
                .map(|p| performer_text(p, role.as_deref(), &names))
                .collect(),
        })
    }

    /// 办理前确认
    ///
    /// # Errors
    /// As `do_act`; nothing is written.
    pub async fn confirm_act(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<ConfirmPage, Refusal> {
        let prepared = self.prepare(actor, input, Ask::Lawful, &[]).await?;
        self.confirm(actor, input, &prepared).await
    }

    pub(crate) async fn confirm(
        &self,
        actor: &Actor,
        input: &ActInput,
        prepared: &Prepared,
    ) -> Result<ConfirmPage, Refusal> {
        let check = self.check_page(actor, prepared).await?;
        let office = self.office(&prepared.case.file.office).await?;
        let case_number = match &office {
            Some(office) => self
                .case_number_row(prepared, office, input)
                .await?
                .map(|n| n.text),
            None => None,
        };
        let documents = self
            .plans(
                &prepared.case,
                prepared.record.act,
                prepared.record.on,
                &input.numbers,
            )
            .await?;
        let act = prepared.act();
        let view = prepared.case.procedure.views.act.get(&*act.name);
        let (clocks, discharged) = self.effects(prepared);
        let mut final_words: Vec<String> = view
            .map(|v| v.consequence.clone())
            .filter(|c| !c.is_empty())
            .into_iter()
            .collect();
        final_words.push(if act.issues.is_empty() {
            "办理以后不能删除；写错的由本人更正，误登的可以撤销。".to_owned()
        } else {
            "文书发出以后不能删除，只能依法更正或者撤销。".to_owned()
        });
        let approval: Vec<String> = act
            .approvers
            .iter()
            .map(|r| prepared.model().role(*r).name.to_string())
            .collect();
        let link = words::act_link(act, &prepared.case.procedure.views, false);
        let waits = !approval.is_empty() && prepared.record.approved.is_empty();
        Ok(ConfirmPage {
            served: served(prepared, &check.head.party),
            check,
            documents,
            case_number,
            clocks,
            discharged,
            final_words,
            button: if waits {
                "送审".to_owned()
            } else {
                link.button
            },
            approval,
            system_first: prepared
                .first
                .iter()
                .map(|r| prepared.model().act(r.act).name.to_string())
                .collect(),
        })
    }

    // Clocks that this act starts and ends: duties after it that were not there before.
    fn effects(&self, prepared: &Prepared) -> (Vec<ClockPlan>, Vec<String>) {
        let (before, after) = (prepared.before(), prepared.after());
        let model = prepared.model();
        let today = prepared.today;
        let old = before.view(today).duties();
        let calendar = &prepared.case.calendar;
        let (mut starts, mut ends) = (Vec::new(), Vec::new());
        for status in after.view(today).duties() {
            let was = old
                .iter()
                .find(|o| o.duty == status.duty && o.trigger == status.trigger);
            let running = |s: DutyState| {
                matches!(
                    s,
                    DutyState::Open | DutyState::Overdue | DutyState::Undetermined
                )
            };
            let clock = words::clock(model, &status, today, calendar);
            match was {
                None if running(status.state) => starts.push(ClockPlan {
                    text: clock.summary.clone(),
                    name: clock.name,
                    act: clock.act,
                    due: clock.due,
                    chips: clock.chips,
                    derivation: clock.derivation,
                }),
                Some(was) if running(was.state) && status.state == DutyState::Discharged => {
                    ends.push(clock.name)
                }
                _ => (),
            }
        }
        (starts, ends)
    }

    /// The documents of an act as drafts, to be read before it is done.
    ///
    /// # Errors
    /// As `do_act`; nothing is written.
    pub async fn draft_document(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<Vec<(String, Vec<u8>, String)>, Refusal> {
        let prepared = self.prepare(actor, input, Ask::Fields, &[]).await?;
        let drafts = self.draft_documents(actor, input, &prepared).await?;
        Ok(drafts
            .into_iter()
            .map(|d| (d.name, d.rendered.pdf, d.rendered.text))
            .collect())
    }

    pub(crate) async fn draft_documents(
        &self,
        actor: &Actor,
        input: &ActInput,
        prepared: &Prepared,
    ) -> Result<Vec<Draft>, Refusal> {
        let office = self
            .office(&prepared.case.file.office)
            .await?
            .ok_or_else(|| Refusal::Operator("办件的单位不在登记里".to_owned()))?;
        let names = self.names_for(prepared, actor).await?;
        let number = known_number(&prepared.case);
        let (party, title_text) = {
            let session = prepared.after();
            let person = prepared
                .case
                .file
                .party
                .as_ref()
                .and_then(|p| names.get(p))
                .map(String::as_str);
            let on = prepared.record.on;
            (
                party_name(&session, on, person),
                title(&prepared.case, &session, on, number.as_deref(), &names),
            )
        };
        let party = self.party_json(&prepared.case, &party).await?;
        let sheet = Sheet {
            office: &office,
            names: &names,
            case_number: number,
            title: title_text,
            party,
        };
        self.render(prepared, &sheet, &input.numbers, "draft").await
    }
}

pub(crate) fn place(procedure: Option<&str>, case: &Loaded) -> String {
    procedure.map_or_else(|| case.file.id.clone(), |p| format!("new:{p}"))
}

fn plain(name: &str, label: &str, input: Input) -> Field {
    Field {
        name: name.to_owned(),
        label: label.to_owned(),
        hint: String::new(),
        why: String::new(),
        chips: Vec::new(),
        input,
        required: false,
        values: Vec::new(),
        known: None,
        error: None,
    }
}

// Who may do it together with the actor: colleagues in a role that may, never those outside.
fn companions(
    model: &Model,
    act: &Act,
    actor: &Actor,
    people: Vec<PersonChoice>,
    outside: bool,
) -> Vec<PersonChoice> {
    let names: BTreeSet<&str> = act
        .roles
        .iter()
        .map(|r| model.role(*r))
        .filter(|r| !r.external)
        .map(|r| &*r.name)
        .collect();
    let fits = |p: &PersonChoice| {
        p.id != actor.person
            && (act.roles.is_empty() || p.posts.iter().any(|post| names.contains(post.as_str())))
    };
    if outside {
        return Vec::new();
    }
    people.into_iter().filter(fits).collect()
}

/// So many days are looked at for a day that must be a lawful one.
const DAYS_AHEAD: i32 = 60;
/// So many of them are offered.
const DAYS_OFFERED: usize = 30;

// Where the pack asks for it, only days that no norm forbids: those on which least norms speak against the act.
fn offer_days(
    case: &Loaded,
    world: &fadu_norm::history::World,
    act: ActId,
    today: Date,
    fields: &mut [Field],
) {
    let views = &case.procedure.views;
    for field in fields {
        let widget = views.fact.get(&field.name).map(|v| v.widget.as_str());
        let Some(fact) = case
            .model()
            .fact_named(&field.name)
            .filter(|_| widget == Some("day"))
        else {
            continue;
        };
        let session = case.session(world.clone());
        let against = |day: Date| {
            let record = Record {
                act,
                on: today,
                recorded: today,
                by: Vec::new(),
                role: case.model().act(act).roles.first().copied(),
                facts: vec![(fact, Value::Date(day))],
                behaviour: BTreeMap::new(),
                approved: Vec::new(),
                revokes: None,
            };
            session
                .check(&record)
                .err()
                .map_or(0, |reasons| reasons.len())
        };
        let days: Vec<(Date, usize)> = (0..=DAYS_AHEAD)
            .filter_map(|n| today.add_days(n))
            .map(|day| (day, against(day)))
            .collect();
        let least = days.iter().map(|(_, n)| *n).min().unwrap_or(0);
        let lawful: Vec<Date> = days
            .iter()
            .filter(|(_, n)| *n == least)
            .map(|(d, _)| *d)
            .take(DAYS_OFFERED)
            .collect();
        if days.iter().any(|(_, n)| *n != least) {
            field.input = Input::Day(lawful);
        }
    }
}

fn dedup(mut chips: Vec<crate::view::NormChip>) -> Vec<crate::view::NormChip> {
    let mut seen = BTreeSet::new();
    chips.retain(|c| seen.insert(c.citation.clone()));
    chips
}

// Facts that the act's document carries and its conditions rest on, that it does not ask for.
fn known(
    case: &Loaded,
    session: &Session<'_>,
    act: &Act,
    names: &Names,
    today: Date,
) -> Vec<FactRow> {
    let asked = |f: &FactId| act.fills.contains(f) || act.may_fill.contains(f);
    act.carries
        .iter()
        .filter(|f| !asked(f))
        .filter_map(|f| fact_row(case, session, *f, names, today))
        .collect()
}

/// What a form brings along before anybody types.
struct Offered<'o> {
    /// Values that stand.
    current: &'o BTreeMap<FactId, Value>,
    /// What was said in the discussion that the act records.
    opinions: Option<&'o str>,
}

fn fields(
    case: &Loaded,
    session: &Session<'_>,
    act: &Act,
    offered: &Offered<'_>,
    kit: &Kit,
    names: &Names,
    today: Date,
) -> Vec<Field> {
    let model = case.model();
    let current = offered.current;
    let typed = |f: &FactId| matches!(model.fact(*f).origin, Origin::Typed);
    let required = act.fills.iter().copied().filter(typed).map(|f| (f, true));
    // A correction offers what has a value; nothing else can be corrected.
    let correctable = |f: &FactId| !act.corrects || current.contains_key(f);
    let optional = act
        .may_fill
        .iter()
        .copied()
        .filter(typed)
        .filter(correctable)
        .map(|f| (f, false));
    let mut list: Vec<Field> = Vec::new();
    for (id, required) in required.chain(optional) {
        let fact = model.fact(id);
        if list.iter().any(|f| f.name == *fact.name) {
            continue;
        }
        let view = case
            .procedure
            .views
            .fact
            .get(&*fact.name)
            .cloned()
            .unwrap_or_default();
        let draft = crate::views::Views::fill(&view.draft, |name| {
            if name == OPINIONS {
                return offered.opinions.map(ToOwned::to_owned);
            }
            let id = model.fact_named(name)?;
            session
                .view(today)
                .fact(id)
                .map(|v| spoken(&model.fact(id).ty, &v, names))
        });
        let standing = current.get(&id).map(typed_texts);
        let values = standing.unwrap_or_else(|| {
            if draft.is_empty() {
                Vec::new()
            } else {
                vec![draft]
            }
        });
        let hint = if view.hint.is_empty() {
            fact.note
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default()
        } else {
            view.hint
        };
        list.push(Field {
            name: fact.name.to_string(),
            label: case.procedure.views.label(&fact.name),
            hint,
            why: view.why,
            chips: view
                .cite
                .parse::<fadu_law::Citations>()
                .map(|c| words::chips(&c.0, today))
                .unwrap_or_default(),
            input: input(&fact.ty, id, kit, &view.widget),
            required,
            known: fact_row(case, session, id, names, today).filter(|_| current.contains_key(&id)),
            values,
            error: None,
        });
    }
    list
}

// A standing value as a person would type it.
fn typed_texts(value: &Value) -> Vec<String> {
    match value {
        Value::Multi(set) => set.iter().map(ToString::to_string).collect(),
        Value::List(items) => items.iter().map(ToString::to_string).collect(),
        other => vec![other.to_string()],
    }
}

fn input(ty: &Type, id: FactId, kit: &Kit, widget: &str) -> Input {
    let choices = |values: &[std::sync::Arc<str>]| -> Vec<Choice> {
        values
            .iter()
            .map(|v| Choice {
                value: v.to_string(),
                label: v.to_string(),
            })
            .collect()
    };
    if let Some((register, choices)) = kit.entries.get(&id) {
        return Input::Entry {
            register: register.clone(),
            choices: choices.clone(),
        };
    }
    match ty {
        Type::Bool => Input::YesNo,
        Type::Choice { values, .. } => Input::One(choices(values)),
        Type::Multi { values, .. } => Input::Many(choices(values)),
        Type::Integer => Input::Integer,
        Type::Number => Input::Number,
        Type::Money => Input::Money,
        Type::Date => Input::Date,
        Type::Term => Input::Term,
        Type::Person => Input::Person(kit.people.clone()),
        Type::List(inner) if **inner == Type::Person => Input::People(kit.people.clone()),
        Type::List(_) => Input::Lines,
        Type::Case => Input::Case,
        Type::Attachment => Input::File,
        Type::Text if widget != "line" => Input::Text,
        _ => Input::Line,
    }
}

fn fill(form: &mut ActForm, input: &ActInput) {
    for field in &mut form.fields {
        if let Some(values) = input.values.get(&field.name) {
            field.values.clone_from(values);
        }
    }
    if let Some(date) = form.date.as_mut().filter(|_| !input.on.is_empty()) {
        date.values = vec![input.on.clone()];
    }
    form.with.clone_from(&input.with);
    if let (Some(party), Some(given)) = (form.party.as_mut(), &input.party) {
        *party = given.clone();
    }
}

fn revocable(case: &Loaded, actor: &Actor) -> Vec<Choice> {
    let own = |a: &&crate::record::Canonical| {
        a.by.iter().any(|p| p.person == actor.person) && a.documents.is_empty()
    };
    let choice = |a: &crate::record::Canonical| Choice {
        value: a.id.clone(),
        label: format!("{} {}", a.on, a.act),
    };
    case.acts.iter().rev().filter(own).map(choice).collect()
}

fn served(prepared: &Prepared, party: &str) -> Vec<String> {
    let delays = prepared.act().behaviours.iter().any(|b| b.delays);
    if !delays {
        return Vec::new();
    }
    let mode = prepared
        .record
        .behaviour
        .iter()
        .find(|(_, v)| matches!(v, Value::Choice(_)))
        .map(|(_, v)| v.to_string());
    let how = mode.map(|m| format!("，方式：{m}")).unwrap_or_default();
    prepared
        .act()
        .issues
        .iter()
        .map(|i| format!("{}送达{party}{how}", i.document))
        .collect()
}
