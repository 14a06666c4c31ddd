//! An act before it is recorded: who does it, what it says, and whether it is lawful. Check, confirm and do share this.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_authz::Action;
use fadu_base::Date;
use fadu_norm::engine::Session;
use fadu_norm::history::Record;
use fadu_norm::model::{ActId, FactId, Model, RoleId};
use fadu_norm::value::Value;
use fadu_store::cases::CaseFile;
use fadu_store::people::{Person, Post};

use crate::error::{Conflict, Refusal};
use crate::load::{Around, Loaded, ROLE_PERSON, concerns, is_party_role};
use crate::packs::Procedure;
use crate::parse::register_of;
use crate::people::Actor;
use crate::record::{Approval, Performer};
use crate::setup::{Desk, day_of};
use crate::view::{ActInput, FieldError, OthersTurn};
use crate::words;

/// More system acts in a row than this is a fault of the procedure.
const SYSTEM_ACTS: usize = 20;

/// A lawful act to be recorded.
pub(crate) struct Prepared {
    pub case: Loaded,
    pub around: Around,
    /// System acts that come first (M10).
    pub first: Vec<Record>,
    pub record: Record,
    pub by: Vec<Performer>,
    pub entered_by: Option<Performer>,
    pub opens: bool,
    /// A party who is not registered yet.
    pub new_party: Option<Person>,
    pub from_paper: bool,
    pub today: Date,
}

/// How far to look.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    /// Everything, norms too.
    Lawful,
    /// Only fields and persons: a draft that goes for approval is checked again when it takes effect.
    Fields,
}

/// Who performs, in which role.
struct Doer {
    role: Option<RoleId>,
    by: Vec<Performer>,
    entered_by: Option<Performer>,
}

impl Prepared {
    pub(crate) fn model(&self) -> &Model {
        self.case.model()
    }

    pub(crate) fn act(&self) -> &fadu_norm::model::Act {
        self.model().act(self.record.act)
    }

    /// The case with the acts that come first, before the act itself.
    pub(crate) fn before(&self) -> Session<'_> {
        let mut session = self.case.session(self.around.world.clone());
        self.first.iter().for_each(|r| session.push(r.clone()));
        session
    }

    /// The case with the act.
    pub(crate) fn after(&self) -> Session<'_> {
        let mut session = self.before();
        session.push(self.record.clone());
        session
    }
}

impl Desk {
    /// Reads the input, finds performers and role, and asks the engine.
    pub(crate) async fn prepare(
        &self,
        actor: &Actor,
        input: &ActInput,
        ask: Ask,
        approvals: &[Approval],
    ) -> Result<Prepared, Refusal> {
        let today = self.checked_today().await?;
        let (case, new_party) = match &input.case {
            Some(name) => (self.load(name).await?, None),
            None => self.new_case(actor, input).await?,
        };
        let opens = input.case.is_none();
        if !opens {
            self.may_act(actor, &case)?;
        }
        seen(input, &case)?;
        let act = act_named(&case, &input.act)?;
        let on = self.legal_date(input, &case, today)?;
        let from_paper = input.from_paper;
        if from_paper && (!case.acts.iter().all(|a| a.from_paper)) {
            return Err(Refusal::field(
                "on",
                "纸质案卷只能在系统里第一次办理以前补录",
            ));
        }
        let mut people: BTreeSet<String> = input.with.iter().cloned().collect();
        people.insert(actor.person.clone());
        let around = self
            .around(&case.file, case.model(), &case.records, &people)
            .await?;
        let mut doer = self.doer(actor, input, &case, act, on)?;
        self.posts_of_others(&mut doer, &case, on).await?;
        let session = case.session(around.world.clone());
        let current = current_values(&session, today);
        let parsed = self.parse(&case, act, input, &current).await?;
        let mut errors = parsed.errors;
        let revokes = revoked(&case, act, input, &mut errors);
        if !errors.is_empty() {
            return Err(Refusal::Fields(errors));
        }
        let recorded = if from_paper { on } else { today };
        let record = Record {
            act,
            on,
            recorded,
            by: doer
                .by
                .iter()
                .map(|p| Arc::from(p.person.as_str()))
                .collect(),
            role: doer.role,
            facts: parsed.facts,
            behaviour: parsed.behaviour,
            approved: approvals
                .iter()
                .map(|a| Arc::from(a.person.as_str()))
                .collect(),
            revokes,
        };
        // The engine reads registers by what the act itself names too.
        let mut records = case.records.clone();
        records.push(record.clone());
        let around = self
            .around(&case.file, case.model(), &records, &people)
            .await?;
        drop(session);
        let mut session = case.session(around.world.clone());
        let first = if ask == Ask::Lawful && !from_paper {
            system_acts(&mut session, today).map_err(|e| self.bug(&e))?
        } else {
            Vec::new()
        };
        if ask == Ask::Lawful
            && let Err(reasons) = session.check(&record)
        {
            return Err(Refusal::Blocked(
                reasons.iter().map(|r| words::reason(r, on)).collect(),
            ));
        }
        drop(session);
        let (by, entered_by) = (doer.by, doer.entered_by);
        Ok(Prepared {
            case,
            around,
            first,
            record,
            by,
            entered_by,
            opens,
            new_party,
            from_paper,
            today,
        })
    }

    /// Today, when the clock does not stand before the last record.
    pub(crate) async fn checked_today(&self) -> Result<Date, Refusal> {
        let today = self.today_day();
        match self.store().last_recorded().await?.map(day_of) {
            Some(last) if today < last => {
                tracing::error!(%today, %last, "时钟早于最近的记录");
                Err(Refusal::ClockSetBack {
                    now: today.to_string(),
                    last: last.to_string(),
                })
            }
            _ => Ok(today),
        }
    }

    pub(crate) fn may_act(&self, actor: &Actor, case: &Loaded) -> Result<(), Refusal> {
        let facts = case.facts();
        if self.0.authz.allows(&actor.reader, Action::Act, &facts) {
            return Ok(());
        }
        if self.0.authz.allows(&actor.reader, Action::ViewCase, &facts) {
            return Err(Refusal::Forbidden(
                "您的岗位能看这个办件，不能在里面办理".to_owned(),
            ));
        }
        Err(Refusal::NotFound("这个办件".to_owned()))
    }

    pub(crate) async fn opening(&self, actor: &Actor, input: &ActInput) -> Result<Loaded, Refusal> {
        Ok(self.new_case(actor, input).await?.0)
    }

    // From which post each of the others acts.
    async fn posts_of_others(
        &self,
        doer: &mut Doer,
        case: &Loaded,
        on: Date,
    ) -> Result<(), Refusal> {
        let role = doer.role.map(|r| case.model().role(r).name.to_string());
        for other in doer.by.iter_mut().filter(|p| p.post.is_none()) {
            let posts = self.store().posts_of(&other.person).await?;
            let fits = |p: &&Post| {
                concerns(p, &case.file)
                    && crate::people::is_held(p, on)
                    && role.as_ref().is_none_or(|r| p.role == *r)
            };
            if let Some(post) = posts.iter().find(fits) {
                other.post = Some(post.id.clone());
                other.deputy_for.clone_from(&post.deputy_for);
            }
        }
        Ok(())
    }

    // An empty case of the procedure in the actor's office.
    async fn new_case(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<(Loaded, Option<Person>), Refusal> {
        if actor.only.is_some() {
            return Err(Refusal::Forbidden(
                "凭编号和电话只能办这一件事；要办别的，请登录".to_owned(),
            ));
        }
        let slug = input.procedure.clone().unwrap_or_default();
        let packs = self.packs();
        let procedure = packs
            .procedures
            .get(&slug)
            .cloned()
            .ok_or_else(|| packs.refused(&slug))?;
        let office = self.opening_office(actor, input, &procedure).await?;
        let (party, new_party) = self.party(actor, input).await?;
        let alias = self.new_alias('c', self.today_day().year()).await?;
        let file = CaseFile {
            id: self.new_id(),
            alias,
            office,
            procedure_slug: slug,
            party,
            title: input.title.trim().to_owned(),
            from_paper: i64::from(input.from_paper),
            erased: 0,
            made: self.now(),
        };
        let case = Loaded {
            file,
            rows: Vec::new(),
            acts: Vec::new(),
            records: Vec::new(),
            procedure,
            calendar: self.calendar(),
            officers: Vec::new(),
        };
        Ok((case, new_party))
    }

    async fn opening_office(
        &self,
        actor: &Actor,
        input: &ActInput,
        procedure: &Procedure,
    ) -> Result<String, Refusal> {
        let slug = &*procedure.model.slug;
        let fits = |p: &&Post| p.procedure_slug.is_empty() || p.procedure_slug == slug;
        let offices: BTreeSet<&String> =
            actor.held.iter().filter(fits).map(|p| &p.office).collect();
        let chosen = actor
            .post
            .as_ref()
            .and_then(|id| actor.held.iter().find(|p| p.id == *id))
            .map(|p| &p.office);
        if let Some(office) = &input.office {
            let external = procedure
                .model
                .opens
                .iter()
                .any(|a| procedure.model.is_external(*a));
            if offices.contains(office) || (external && self.office(office).await?.is_some()) {
                return Ok(office.clone());
            }
            return Err(Refusal::field("office", "您在这个单位没有办这类事的岗位"));
        }
        match (
            offices.len(),
            chosen.filter(|o| offices.contains(*o)),
            offices.first(),
        ) {
            (_, Some(office), _) => Ok(office.clone()),
            (1, None, Some(office)) => Ok((*office).clone()),
            (0, ..) => Err(Refusal::field("office", "请选由哪个单位办理")),
            _ => Err(Refusal::field(
                "office",
                "您在几个单位有岗位，请选由哪个单位办理",
            )),
        }
    }

    // Who is the party: the actor, somebody registered with that number, or somebody new.
    async fn party(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<(Option<String>, Option<Person>), Refusal> {
        if actor.held.is_empty() {
            return Ok((Some(actor.person.clone()), None));
        }
        let Some(party) = input.party.as_ref().filter(|p| !p.name.trim().is_empty()) else {
            return Ok((None, None));
        };
        let code = fadu_base::text::normalise_code(&party.code);
        self.right_code(&code)?;
        if !code.is_empty()
            && let Some(found) = self
                .store()
                .person_by_code(&code)
                .await?
                .filter(|p| p.name == party.name.trim())
        {
            return Ok((Some(found.id), None));
        }
        let person = Person {
            id: self.new_id(),
            name: party.name.trim().to_owned(),
            code,
            phone: party.phone.trim().to_owned(),
            address: party.address.trim().to_owned(),
            kind: "party".to_owned(),
            erased: 0,
        };
        Ok((Some(person.id.clone()), Some(person)))
    }

    fn right_code(&self, code: &str) -> Result<(), Refusal> {
        use fadu_base::checkdigit::{credit_code, resident_id};
        let person = resident_id(code, self.today_day());
        if code.is_empty() || person.is_ok() || credit_code(code).is_ok() {
            return Ok(());
        }
        let digits = code.bytes().filter(u8::is_ascii_digit).count();
        let why = match (digits >= 17, person, credit_code(code)) {
            (true, Err(e), _) => e.to_string(),
            (_, _, Err(e)) => e.to_string(),
            _ => return Ok(()),
        };
        Err(Refusal::field("party.code", why))
    }

    fn legal_date(&self, input: &ActInput, case: &Loaded, today: Date) -> Result<Date, Refusal> {
        let on = match input.on.trim() {
            "" => today,
            text => words::typed_day(text).ok_or_else(|| {
                Refusal::field("on", format!("“{text}”不是日期，写作 2026-11-09 的样子"))
            })?,
        };
        if today < on {
            return Err(Refusal::field("on", "办理日期不能晚于今天"));
        }
        if input.from_paper && case.records.last().is_some_and(|r| on < r.on) {
            return Err(Refusal::field("on", "纸质案卷要按日期先后补录"));
        }
        if !input.from_paper && case.last_recorded().is_some_and(|last| today < last) {
            return Err(Refusal::ClockSetBack {
                now: today.to_string(),
                last: case.last_recorded().unwrap_or(today).to_string(),
            });
        }
        Ok(on)
    }

    fn doer(
        &self,
        actor: &Actor,
        input: &ActInput,
        case: &Loaded,
        act: ActId,
        on: Date,
    ) -> Result<Doer, Refusal> {
        let model = case.model();
        let roles = &model.act(act).roles;
        let held: Vec<(RoleId, &Post)> = held_roles(actor, case, model)
            .filter(|(r, _)| roles.is_empty() || roles.contains(r))
            .collect();
        let wanted = (!input.role.is_empty())
            .then(|| model.role_named(&input.role))
            .flatten();
        let own: BTreeSet<RoleId> = held.iter().map(|(r, _)| *r).collect();
        let is_party = case.file.party.as_deref() == Some(actor.person.as_str());
        let external: Vec<RoleId> = roles
            .iter()
            .copied()
            .filter(|r| model.role(*r).external)
            .collect();
        let with = |first: Performer| -> Vec<Performer> {
            let others = input.with.iter().filter(|p| **p != actor.person);
            let other = |p: &String| Performer {
                person: p.clone(),
                post: None,
                deputy_for: None,
            };
            std::iter::once(first).chain(others.map(other)).collect()
        };
        if roles.is_empty() && !held.is_empty() {
            let post = chosen(actor, &held);
            return Ok(Doer {
                role: None,
                by: with(performer(actor, post)),
                entered_by: None,
            });
        }
        if let Some(role) = pick(wanted, &own)? {
            let posts: Vec<(RoleId, &Post)> =
                held.iter().filter(|(r, _)| *r == role).copied().collect();
            return Ok(Doer {
                role: Some(role),
                by: with(performer(actor, chosen(actor, &posts))),
                entered_by: None,
            });
        }
        let plain = |person: String| Performer {
            person,
            post: None,
            deputy_for: None,
        };
        let party_role = external.iter().copied().find(|r| is_party_role(model, *r));
        if let (true, Some(role)) = (is_party, party_role) {
            return Ok(Doer {
                role: Some(role),
                by: vec![plain(actor.person.clone())],
                entered_by: None,
            });
        }
        let role = wanted
            .filter(|r| external.contains(r))
            .or(if external.len() == 1 {
                external.first().copied()
            } else {
                party_role
            });
        if let (Some(role), true) = (
            role,
            self.0
                .authz
                .allows(&actor.reader, Action::EnterForParty, &case.facts()),
        ) {
            let party = case
                .file
                .party
                .clone()
                .filter(|_| is_party_role(model, role));
            let person = party.unwrap_or_else(|| format!("{ROLE_PERSON}{}", model.role(role).name));
            let entered_by = actor.held.iter().find(|p| concerns(p, &case.file));
            return Ok(Doer {
                role: Some(role),
                by: vec![plain(person)],
                entered_by: Some(performer(actor, entered_by)),
            });
        }
        let _ = on;
        Err(Refusal::NotYours(Box::new(OthersTurn {
            act: words::act_link(model.act(act), &case.procedure.views, false),
            roles: roles
                .iter()
                .map(|r| model.role(*r).name.to_string())
                .collect(),
            party: model.is_external(act),
            due: None,
            waiting: String::new(),
        })))
    }
}

// With several roles for one act, which one is acted in must be said.
fn pick(wanted: Option<RoleId>, own: &BTreeSet<RoleId>) -> Result<Option<RoleId>, Refusal> {
    match (wanted, own.len()) {
        (Some(role), _) if own.contains(&role) => Ok(Some(role)),
        (_, 1) => Ok(own.first().copied()),
        (_, 0) => Ok(None),
        _ => Err(Refusal::field(
            "role",
            "您有几个岗位可以办这一步，请选以哪个身份办理",
        )),
    }
}

/// The roles that an actor holds in a case, with the posts that give them.
pub(crate) fn held_roles<'a>(
    actor: &'a Actor,
    case: &'a Loaded,
    model: &'a Model,
) -> impl Iterator<Item = (RoleId, &'a Post)> {
    actor
        .held
        .iter()
        .filter(|p| concerns(p, &case.file))
        .filter_map(|p| Some((model.role_named(&p.role)?, p)))
}

// The post chosen in the session, else one's own before a deputised one.
fn chosen<'a>(actor: &Actor, held: &[(RoleId, &'a Post)]) -> Option<&'a Post> {
    let by_choice = held
        .iter()
        .find(|(_, p)| actor.post.as_deref() == Some(p.id.as_str()));
    let own = held.iter().find(|(_, p)| p.deputy_for.is_none());
    by_choice.or(own).or(held.first()).map(|(_, p)| *p)
}

fn performer(actor: &Actor, post: Option<&Post>) -> Performer {
    Performer {
        person: actor.person.clone(),
        post: post.map(|p| p.id.clone()),
        deputy_for: post.and_then(|p| p.deputy_for.clone()),
    }
}

fn seen(input: &ActInput, case: &Loaded) -> Result<(), Refusal> {
    let Some(seen) = input.seen.filter(|n| *n != case.seq()) else {
        return Ok(());
    };
    let news = case
        .acts
        .iter()
        .skip(seen as usize)
        .map(|a| format!("{} {}", a.on, a.act))
        .collect();
    Err(Refusal::Conflict(Conflict {
        news,
        seen: case.seq(),
    }))
}

pub(crate) fn act_named(case: &Loaded, slug: &str) -> Result<ActId, Refusal> {
    let model = case.model();
    let found = model
        .act_ids()
        .find(|a| &*model.act(*a).slug == slug)
        .filter(|a| !model.is_system(*a));
    found.ok_or_else(|| Refusal::NotFound("这一步".to_owned()))
}

/// Typed facts that have a value now.
pub(crate) fn current_values(session: &Session<'_>, today: Date) -> BTreeMap<FactId, Value> {
    let view = session.view(today);
    let typed = |id: &FactId| {
        matches!(
            session.model.fact(*id).origin,
            fadu_norm::model::Origin::Typed
        )
    };
    session
        .model
        .fact_ids()
        .filter(typed)
        .filter_map(|id| Some((id, view.fact(id)?)))
        .collect()
}

fn revoked(
    case: &Loaded,
    act: ActId,
    input: &ActInput,
    errors: &mut Vec<FieldError>,
) -> Option<usize> {
    if !case.model().act(act).revokes_record {
        return None;
    }
    let place = input
        .revokes
        .as_ref()
        .and_then(|id| case.acts.iter().position(|a| a.id == *id));
    if place.is_none() {
        errors.push(FieldError {
            field: "revokes".to_owned(),
            text: "请选要撤销的那一条记录".to_owned(),
        });
    }
    place
}

// M10: while a system act is allowed it is recorded first, with the first day on which it was allowed.
pub(crate) fn system_acts(session: &mut Session<'_>, today: Date) -> Result<Vec<Record>, String> {
    let mut list = Vec::new();
    while let Some(act) = session.due_system_act(today) {
        if list.len() == SYSTEM_ACTS {
            return Err(format!("系统行为“{}”没有终了", session.model.act(act).name));
        }
        let from = session
            .records()
            .iter()
            .map(|k| k.record.on)
            .max()
            .unwrap_or(today);
        let mut day = from;
        while day < today && session.due_system_act(day) != Some(act) {
            day = day.succ();
        }
        let record = Record {
            act,
            on: day,
            recorded: today,
            by: Vec::new(),
            role: session.model.act(act).roles.first().copied(),
            facts: Vec::new(),
            behaviour: BTreeMap::new(),
            approved: Vec::new(),
            revokes: None,
        };
        if let Err(reasons) = session.check(&record) {
            let why: Vec<&str> = reasons.iter().map(|r| r.text.as_str()).collect();
            return Err(format!(
                "系统行为“{}”不合条件：{}",
                session.model.act(act).name,
                why.join("；")
            ));
        }
        session.push(record.clone());
        list.push(record);
    }
    Ok(list)
}

/// The fact that says whose case it is: the first of type 主体 in the file.
pub(crate) fn party_fact(model: &Model) -> Option<FactId> {
    model
        .fact_ids()
        .find(|f| model.fact(*f).ty == fadu_norm::model::Type::Party)
}

/// The party's name for reading: from the register that the party's fact names, else the fact, else the person.
pub(crate) fn party_name(session: &Session<'_>, day: Date, person: Option<&str>) -> String {
    let model = session.model;
    let view = session.view(day);
    let fact = party_fact(model);
    let from_register = fact
        .filter(|f| register_of(model, *f).is_some())
        .and_then(|fact| {
            let named = |f: &FactId| match model.fact(*f).origin {
                fadu_norm::model::Origin::Register { by, .. } => {
                    by == fact && model.fact(*f).ty == fadu_norm::model::Type::Text
                }
                _ => false,
            };
            model.fact_ids().find(named).and_then(|f| view.fact(f))
        });
    let value = from_register.or_else(|| fact.and_then(|f| view.fact(f)));
    match value.as_ref().and_then(Value::as_text) {
        Some(text) => text.to_string(),
        None => person.unwrap_or_default().to_owned(),
    }
}

/// Whether the office may enter the act for somebody outside: one of its roles is external.
pub(crate) fn is_enterable(model: &Model, act: ActId) -> bool {
    model.act(act).roles.iter().any(|r| model.role(*r).external)
}
