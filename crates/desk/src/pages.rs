//! Pages of a case: the case itself, one act, one document, a behaviour, the party's matter.

use std::collections::BTreeSet;

use fadu_authz::Action;
use fadu_base::Date;
use fadu_norm::engine::{Session, Verdict};
use fadu_norm::model::{FactId, Origin};
use fadu_store::acts::{DocumentRow as Row, FileRow};

use crate::error::Refusal;
use crate::load::{Loaded, Names, spoken};
use crate::people::Actor;
use crate::prepare::{held_roles, is_enterable};
use crate::project::stages;
use crate::public;
use crate::record::ERASED;
use crate::setup::{Desk, time_text};
use crate::view::{
    ActBar, ActLink, ActPage, BehaviourPage, BlockedAct, CaseHead, CasePage, Clock, ClockState,
    DocumentLink, DocumentPage, DocumentRow, EvidenceRow, FactRow, FactSource, MatterPage,
    OthersTurn, ReceiptMark, TimelineItem, WayStep,
};
use crate::words;
use crate::write::{known_number, performer_text};

impl Desk {
    /// 办件页. `as_of`: as it stood at the end of that day, without an act bar.
    ///
    /// # Errors
    /// `NotFound`, also when the reader may not see it.
    pub async fn case(
        &self,
        actor: &Actor,
        case: &str,
        as_of: Option<Date>,
    ) -> Result<CasePage, Refusal> {
        let case = self.visible(actor, case).await?;
        let (case, day) = match as_of {
            Some(day) => (case.at_day(day), day),
            None => (case, self.today_day()),
        };
        let names = self.names_of(&case).await?;
        let head = self.head(&case, &names).await?;
        let bar = if as_of.is_some() {
            ActBar::default()
        } else {
            self.bar(actor, &case, day).await?
        };
        let around = self
            .around(&case.file, case.model(), &case.records, &BTreeSet::new())
            .await?;
        let marks = self.marks(&case).await?;
        let documents = self.document_rows(&case).await?;
        let evidence = self.evidence(&case, &names, &marks).await?;
        let mut approvals = Vec::new();
        for row in self.store().approvals_of(&case.file.id).await? {
            approvals.push(self.approval_row(actor, &row).await?);
        }
        let people = self.people_of(&case.file.office).await?;
        let session = case.session(around.world);
        Ok(CasePage {
            head,
            bar,
            clocks: clocks(&case, &session, day),
            timeline: timeline(&case, &session, &names, &marks),
            facts: fact_rows(&case, &session, &names, day),
            documents,
            evidence,
            approvals,
            as_of,
            people,
        })
    }

    /// The case, when the reader may see it whole.
    pub(crate) async fn visible(&self, actor: &Actor, case: &str) -> Result<Loaded, Refusal> {
        let case = self.load(case).await?;
        if self
            .0
            .authz
            .allows(&actor.reader, Action::ViewCase, &case.facts())
        {
            return Ok(case);
        }
        Err(Refusal::NotFound("这个办件".to_owned()))
    }

    pub(crate) async fn head(&self, case: &Loaded, names: &Names) -> Result<CaseHead, Refusal> {
        let row = self.store().case_row(&case.file.id).await?;
        let office = self.office_name(&case.file.office).await?;
        let blank = case.rows.is_empty();
        let session = case.session(Default::default());
        let list = stages(&case.procedure.views, &session);
        Ok(CaseHead {
            id: if blank {
                String::new()
            } else {
                case.file.id.clone()
            },
            alias: if blank {
                String::new()
            } else {
                case.file.alias.clone()
            },
            number: known_number(case),
            title: row
                .as_ref()
                .map_or_else(|| case.model().name.to_string(), |r| r.title.clone()),
            procedure: case.model().name.to_string(),
            procedure_slug: case.file.procedure_slug.clone(),
            version: case.procedure.version(),
            stage: list
                .iter()
                .find(|s| s.current)
                .map(|s| s.name.clone())
                .unwrap_or_default(),
            stages: list,
            party: row.as_ref().map(|r| r.party.clone()).unwrap_or_default(),
            office,
            officers: case
                .officers
                .iter()
                .map(|p| names.get(p).cloned().unwrap_or_else(|| p.clone()))
                .collect(),
            opened: row.as_ref().and_then(|r| r.opened.parse().ok()),
            closed: row.and_then(|r| r.closed).and_then(|d| d.parse().ok()),
            seq: case.seq(),
            from_paper: case.file.from_paper != 0,
            erased: case.file.erased != 0,
            sample: self.is_sample(),
        })
    }

    /// 办理条: the engine's options for this actor on a day.
    pub(crate) async fn bar(
        &self,
        actor: &Actor,
        case: &Loaded,
        day: Date,
    ) -> Result<ActBar, Refusal> {
        let drafts: BTreeSet<String> = self
            .store()
            .drafts(&actor.person)
            .await?
            .into_iter()
            .filter(|d| {
                d.place == case.file.id
                    || (case.rows.is_empty()
                        && d.place == format!("new:{}", case.file.procedure_slug))
            })
            .map(|d| d.act)
            .collect();
        let people = BTreeSet::from([actor.person.clone()]);
        let around = self
            .around(&case.file, case.model(), &case.records, &people)
            .await?;
        let person: std::sync::Arc<str> = actor.person.as_str().into();
        let mut session = case.session(around.world);
        // What the platform does first (M10) is done when somebody acts; the offer is the one after it.
        crate::prepare::system_acts(&mut session, day).map_err(|e| self.bug(&e))?;
        let model = case.model();
        let views = &case.procedure.views;
        let view = session.view(day);
        let duties = view.duties();
        let mut bar = ActBar {
            today: Some(day),
            ..ActBar::default()
        };
        let own = view.options(Some(&person));
        // What somebody else may do, asked once: it is as much work as one's own.
        let others = if own
            .iter()
            .any(|o| matches!(o.verdict, Verdict::NotYours(_)))
        {
            view.options(None)
        } else {
            Vec::new()
        };
        for option in own {
            let act = model.act(option.act);
            if model.is_system(option.act) {
                continue;
            }
            let link = words::act_link(act, views, drafts.contains(&*act.slug));
            match option.verdict {
                Verdict::Allowed
                    if !act.roles.is_empty() || held_roles(actor, case, model).next().is_some() =>
                {
                    bar.now.push(link)
                }
                Verdict::Allowed => (),
                Verdict::Blocked(reasons) => bar.blocked.push(blocked(link, &reasons, day)),
                Verdict::NotYours(roles) => {
                    // Only what somebody else may do now waits for them; the rest is blocked for everybody.
                    let anybody = others
                        .iter()
                        .find(|o| o.act == option.act)
                        .map(|o| &o.verdict);
                    match anybody {
                        Some(Verdict::Allowed) => bar.others.push(OthersTurn {
                            act: link,
                            roles: roles
                                .iter()
                                .map(|r| model.role(*r).name.to_string())
                                .collect(),
                            party: is_enterable(model, option.act),
                            waiting: waiting_words(views, &act.name),
                            due: duties
                                .iter()
                                .filter(|d| {
                                    d.discharged_by.is_none()
                                        && model.duty(d.duty).target.ids.contains(&option.act)
                                })
                                .filter_map(|d| d.due)
                                .min(),
                        }),
                        Some(Verdict::Blocked(reasons)) => {
                            bar.blocked.push(blocked(link, reasons, day))
                        }
                        _ => (),
                    }
                }
            }
        }
        sort_bar(&mut bar, &views.order);
        Ok(bar)
    }

    pub(crate) async fn marks(&self, case: &Loaded) -> Result<Vec<ReceiptMark>, Refusal> {
        let leaves = self.store().leaves_of(&case.file.id).await?;
        let mark = |row: &fadu_store::acts::ActRow| {
            let leaf = leaves.iter().find(|l| l.act_id == row.id);
            leaf.map_or(ReceiptMark::Queued, |l| {
                ReceiptMark::Logged(crate::log::place_in_log(l.idx))
            })
        };
        Ok(case.rows.iter().map(mark).collect())
    }

    pub(crate) async fn document_rows(&self, case: &Loaded) -> Result<Vec<DocumentRow>, Refusal> {
        let mut rows = Vec::new();
        for row in self
            .store()
            .documents_of(&case.file.id)
            .await?
            .into_iter()
            .rev()
        {
            if case.acts.iter().any(|a| a.id == row.act_id) {
                rows.push(self.document_row(case, &row).await?);
            }
        }
        Ok(rows)
    }

    async fn document_row(&self, case: &Loaded, row: &Row) -> Result<DocumentRow, Refusal> {
        Ok(DocumentRow {
            id: row.id.clone(),
            name: row.name.clone(),
            number: row.number.clone(),
            date: row.day.parse().unwrap_or(Date::MIN),
            act: case
                .acts
                .iter()
                .find(|a| a.id == row.act_id)
                .map(|a| a.act.clone())
                .unwrap_or_default(),
            act_id: row.act_id.clone(),
            sealed: self.store().seal(&row.id).await?.is_some(),
        })
    }

    async fn evidence(
        &self,
        case: &Loaded,
        names: &Names,
        marks: &[ReceiptMark],
    ) -> Result<Vec<EvidenceRow>, Refusal> {
        let files = self.store().files_of(&case.file.id).await?;
        let mut rows = Vec::new();
        for file in &files {
            let place = case
                .acts
                .iter()
                .position(|a| file.act_id.as_deref() == Some(a.id.as_str()));
            let Some((act, place)) = place.and_then(|p| Some((case.acts.get(p)?, p))) else {
                continue;
            };
            let takers = act
                .by
                .iter()
                .map(|p| {
                    names
                        .get(&p.person)
                        .cloned()
                        .unwrap_or_else(|| p.person.clone())
                })
                .collect();
            let number = u32::try_from(rows.len() + 1).unwrap_or(0);
            let mark = marks.get(place).cloned().unwrap_or(ReceiptMark::Queued);
            let mut row = evidence_row(file, number, act.act.clone(), takers, mark);
            row.taken = format!("{}", act.on);
            rows.push(row);
        }
        Ok(rows)
    }

    /// The page of one act.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn act(&self, actor: &Actor, id: &str) -> Result<ActPage, Refusal> {
        let (case, place) = self.act_of(actor, id).await?;
        let names = self.names_of(&case).await?;
        let head = self.head(&case, &names).await?;
        let marks = self.marks(&case).await?;
        let files = self.evidence(&case, &names, &marks).await?;
        let receipt = match self.receipt(&case, place, None).await? {
            Some(receipt) => Some(receipt.to_text().map_err(|e| self.bug(&e))?),
            None => None,
        };
        let around = self
            .around(&case.file, case.model(), &case.records, &BTreeSet::new())
            .await?;
        let session = case.session(around.world);
        let missing = || Refusal::NotFound("这一步".to_owned());
        let item = timeline(&case, &session, &names, &marks)
            .into_iter()
            .rev()
            .nth(place)
            .ok_or_else(missing)?;
        let (act, row, record) = match (
            case.acts.get(place),
            case.rows.get(place),
            case.records.get(place),
        ) {
            (Some(a), Some(r), Some(c)) => (a, r, c),
            _ => return Err(missing()),
        };
        let today = self.today_day();
        let started = session
            .view(today)
            .duties()
            .into_iter()
            .filter(|d| d.trigger == Some(place));
        let started: Vec<Clock> = started
            .map(|d| words::clock(case.model(), &d, today, &case.calendar))
            .collect();
        let model = case.model();
        let mut data = item.changes.clone();
        data.extend(record.behaviour.iter().map(|(k, v)| {
            (
                case.procedure.views.field_label(&act.act, k),
                fadu_norm::engine::words::value_text(v),
            )
        }));
        let own: Vec<FileRow> = self.store().files_of(&case.file.id).await?;
        let own: BTreeSet<String> = own
            .into_iter()
            .filter(|f| f.act_id.as_deref() == Some(&act.id))
            .map(|f| f.id)
            .collect();
        let approvals = act.approvals.iter().map(|a| {
            (
                names.get(&a.person).cloned().unwrap_or_default(),
                a.role.clone(),
                a.day,
            )
        });
        let _ = model;
        Ok(ActPage {
            head,
            data,
            version: act.version.clone(),
            calendar: act.calendar.clone(),
            approvals: approvals.collect(),
            recorded_at: time_text(row.recorded),
            canonical: row.canonical.clone(),
            leaf: row.leaf.clone(),
            receipt,
            started,
            files: files.into_iter().filter(|f| own.contains(&f.id)).collect(),
            item,
        })
    }

    /// The case of an act that the reader may see, and the act's place in it.
    pub(crate) async fn act_of(&self, actor: &Actor, id: &str) -> Result<(Loaded, usize), Refusal> {
        let missing = || Refusal::NotFound("这一步".to_owned());
        let row = self.store().act(id).await?.ok_or_else(missing)?;
        let case = self.load(&row.case_id).await?;
        let place = case
            .rows
            .iter()
            .position(|r| r.id == row.id)
            .ok_or_else(missing)?;
        let whole = self
            .0
            .authz
            .allows(&actor.reader, Action::ViewCase, &case.facts());
        let own = self
            .0
            .authz
            .allows(&actor.reader, Action::ViewMatter, &case.facts());
        let public = case
            .acts
            .get(place)
            .is_some_and(|a| public::act_shown(&case, a));
        if whole || (own && public) {
            Ok((case, place))
        } else {
            Err(missing())
        }
    }

    pub(crate) async fn document_of(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<(Loaded, Row), Refusal> {
        let missing = || Refusal::NotFound("这份文书".to_owned());
        let row = match self.store().document(id).await? {
            Some(row) => row,
            None => self
                .store()
                .document_by_number(&words::typed_number(id))
                .await?
                .ok_or_else(missing)?,
        };
        let (case, place) = self
            .act_of(actor, &row.act_id)
            .await
            .map_err(|_| missing())?;
        let whole = self
            .0
            .authz
            .allows(&actor.reader, Action::ViewCase, &case.facts());
        let act = case.acts.get(place);
        if whole || act.is_some_and(|a| public::paper_shown(&case, a, &row.name)) {
            return Ok((case, row));
        }
        Err(missing())
    }

    /// The page of one document.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn document(&self, actor: &Actor, id: &str) -> Result<DocumentPage, Refusal> {
        let (case, row) = self.document_of(actor, id).await?;
        let names = self.names_of(&case).await?;
        let head = self.head(&case, &names).await?;
        let seal = match self.store().seal(&row.id).await? {
            Some(seal) => self
                .store()
                .file(&seal.file)
                .await?
                .map(|f| (f.id, f.hash, seal.day.parse().unwrap_or(Date::MIN))),
            None => None,
        };
        let data: serde_json::Value = serde_json::from_str(&row.data).map_err(|e| self.bug(&e))?;
        let elements = data
            .get("elements")
            .and_then(|v| v.as_array())
            .cloned()
            .unwrap_or_default();
        let carries = elements.iter().filter_map(|e| e.as_str()).map(|name| {
            let value = data_value(&data, name);
            // A document lacking an element was never issued; here it is shown for comparison by eye.
            (name.to_owned(), value.clone(), !value.is_empty())
        });
        let carries: Vec<(String, String, bool)> = carries.collect();
        Ok(DocumentPage {
            head,
            row: self.document_row(&case, &row).await?,
            data: carries
                .iter()
                .map(|(n, v, _)| (n.clone(), v.clone()))
                .collect(),
            carries,
            paragraphs: row
                .text
                .lines()
                .filter(|l| !l.trim().is_empty())
                .map(ToOwned::to_owned)
                .collect(),
            pages: u32::try_from(row.pages).unwrap_or(0),
            hash: row.hash.clone(),
            size: u64::try_from(row.size).unwrap_or(0),
            receipt: self.receipt_mark(&row.act_id).await?,
            seal,
        })
    }

    /// Page of a behaviour (`听证`, `会议`, `审查` …) in a case.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn behaviour(
        &self,
        actor: &Actor,
        case: &str,
        behaviour: &str,
    ) -> Result<BehaviourPage, Refusal> {
        let page = self.case(actor, case, None).await?;
        let loaded = self.load(case).await?;
        let model = loaded.model();
        let view = loaded
            .procedure
            .views
            .page
            .get(behaviour)
            .cloned()
            .unwrap_or_default();
        let has = |slug: &str| {
            model.acts.iter().any(|a| {
                *a.slug == *slug
                    && (a.behaviours.iter().any(|b| b.name == behaviour)
                        || view.acts.iter().any(|name| **name == *a.name))
            })
        };
        let top = |f: &&FactRow| view.facts.contains(&f.name);
        let names: BTreeSet<String> = model
            .acts
            .iter()
            .filter(|a| has(&a.slug))
            .map(|a| a.name.to_string())
            .collect();
        let bar = ActBar {
            today: page.bar.today,
            now: page.bar.now.into_iter().filter(|a| has(&a.slug)).collect(),
            others: page
                .bar
                .others
                .into_iter()
                .filter(|a| has(&a.act.slug))
                .collect(),
            blocked: page
                .bar
                .blocked
                .into_iter()
                .filter(|a| has(&a.act.slug))
                .collect(),
        };
        let mut items: Vec<TimelineItem> =
            page.timeline.into_iter().filter(|i| has(&i.slug)).collect();
        items.reverse();
        Ok(BehaviourPage {
            head: page.head,
            behaviour: behaviour.to_owned(),
            bar,
            items,
            last: page
                .facts
                .iter()
                .filter(top)
                .map(|f| (f.label.clone(), f.value.clone()))
                .collect(),
            facts: page.facts,
            documents: page.documents,
            evidence: page.evidence,
            clocks: page
                .clocks
                .into_iter()
                .filter(|c| c.act.split('、').any(|a| names.contains(a)))
                .collect(),
            people: page.people,
            sheet: self.sheet(actor, &loaded).await?,
        })
    }

    /// The party's page of a matter.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn matter(&self, actor: &Actor, case: &str) -> Result<MatterPage, Refusal> {
        let case = self.load(case).await?;
        let facts = case.facts();
        let may = [Action::ViewMatter, Action::ViewCase]
            .into_iter()
            .any(|a| self.0.authz.allows(&actor.reader, a, &facts));
        if !may {
            return Err(Refusal::NotFound("这件事".to_owned()));
        }
        let today = self.today_day();
        let names = self.names_of(&case).await?;
        let mut head = self.head(&case, &names).await?;
        head.officers.clear();
        let marks = self.marks(&case).await?;
        let documents = self.document_rows(&case).await?;
        let all = self.bar(actor, &case, today).await?;
        let external = |a: &ActLink| {
            case.model()
                .acts
                .iter()
                .any(|x| *x.slug == *a.slug && public::is_party_act(case.model(), x))
        };
        let bar = ActBar {
            today: all.today,
            now: all.now.into_iter().filter(&external).collect(),
            others: Vec::new(),
            blocked: all
                .blocked
                .into_iter()
                .filter(|b| external(&b.act))
                .collect(),
        };
        let around = self
            .around(&case.file, case.model(), &case.records, &BTreeSet::new())
            .await?;
        let session = case.session(around.world);
        let seen = public::shown(&case);
        let paper = |act: &str, name: &str| {
            let act = case.acts.iter().find(|a| a.id == act);
            act.is_some_and(|a| public::paper_shown(&case, a, name))
        };
        let shown = &case.procedure.views.public.facts;
        let mut timeline: Vec<TimelineItem> = timeline(&case, &session, &names, &marks)
            .into_iter()
            .filter(|i| seen.contains(&i.id))
            .collect();
        for item in &mut timeline {
            item.documents.retain(|d| paper(&item.id, &d.name));
            item.changes
                .retain(|(name, _)| shown.iter().any(|f| case.procedure.views.label(f) == *name));
        }
        let clocks = clocks(&case, &session, today);
        let model = case.model();
        let own: BTreeSet<&str> = model
            .acts
            .iter()
            .filter(|a| public::is_party_act(model, a))
            .map(|a| &*a.name)
            .collect();
        // Its own times whatever became of them, and what binds the office now.
        let party_clock = |c: &Clock| {
            let runs = matches!(
                c.state,
                ClockState::Open | ClockState::Overdue | ClockState::Stopped
            );
            own.contains(c.act.as_str()) && c.right || runs && !c.right
        };
        Ok(MatterPage {
            head,
            bar,
            remedies: crate::remedies::remedies(&case, &session, today),
            clocks: clocks.into_iter().filter(party_clock).collect(),
            timeline,
            documents: documents
                .into_iter()
                .filter(|d| paper(&d.act_id, &d.name))
                .collect(),
        })
    }
}

fn blocked(act: ActLink, reasons: &[fadu_norm::engine::Reason], day: Date) -> BlockedAct {
    let earliest = reasons
        .iter()
        .map(|r| r.earliest)
        .collect::<Option<Vec<_>>>()
        .and_then(|d| d.into_iter().max());
    BlockedAct {
        act,
        reasons: reasons.iter().map(|r| words::reason(r, day)).collect(),
        way: Vec::<WayStep>::new(),
        earliest,
    }
}

fn waiting_words(views: &crate::views::Views, act: &str) -> String {
    views
        .act
        .get(act)
        .map(|v| v.waiting.clone())
        .unwrap_or_default()
}

fn sort_bar(bar: &mut ActBar, order: &[String]) {
    let rank = |name: &str| order.iter().position(|o| o == name).unwrap_or(usize::MAX);
    bar.now.sort_by_key(|a| rank(&a.name));
    bar.others.sort_by_key(|o| rank(&o.act.name));
    bar.blocked
        .sort_by_key(|b| (b.reasons.len(), rank(&b.act.name)));
}

/// Clocks, running ones first, then by last day.
pub(crate) fn clocks(case: &Loaded, session: &Session<'_>, day: Date) -> Vec<Clock> {
    let mut list: Vec<Clock> = session
        .view(day)
        .duties()
        .iter()
        .map(|d| words::clock(case.model(), d, day, &case.calendar))
        .collect();
    let view = session.view(day);
    for act in case.model().act_ids() {
        list.extend(
            view.windows(act)
                .iter()
                .map(|w| words::window(case.model(), w, day, &case.calendar)),
        );
    }
    let rank = |state: ClockState| match state {
        ClockState::Overdue => 0,
        ClockState::Open => 1,
        ClockState::Stopped | ClockState::Promptly => 2,
        ClockState::Undetermined => 3,
        ClockState::Discharged | ClockState::Lapsed | ClockState::Gone => 4,
    };
    list.sort_by_key(|c| (rank(c.state), c.due.is_none(), c.due));
    list
}

/// 办案经过, newest first.
pub(crate) fn timeline(
    case: &Loaded,
    session: &Session<'_>,
    names: &Names,
    marks: &[ReceiptMark],
) -> Vec<TimelineItem> {
    let model = case.model();
    let views = &case.procedure.views;
    let mut items = Vec::new();
    for (place, kept) in session.records().iter().enumerate() {
        let (Some(act), Some(row)) = (case.acts.get(place), case.rows.get(place)) else {
            continue;
        };
        let changes = kept.record.facts.iter().map(|(f, v)| {
            let fact = model.fact(*f);
            (views.label(&fact.name), spoken(&fact.ty, v, names))
        });
        let mut by: Vec<String> = act
            .by
            .iter()
            .map(|p| performer_text(p, act.role.as_deref(), names))
            .collect();
        by.extend(act.entered_by.iter().map(|p| {
            format!(
                "{}代为登记",
                names.get(&p.person).cloned().unwrap_or_default()
            )
        }));
        if act.system {
            by.push("系统按规定记录".to_owned());
        }
        let document = |d: &crate::record::Issued| DocumentLink {
            id: d.id.clone(),
            name: d.name.clone(),
            number: d.number.clone(),
        };
        let recorded = crate::people::recorded_day(row.recorded);
        items.push(TimelineItem {
            id: act.id.clone(),
            alias: row.alias.clone(),
            seq: act.seq,
            act: act.act.clone(),
            slug: act.slug.clone(),
            by,
            on: act.on,
            recorded: (recorded != act.on).then_some(recorded),
            effective: kept.effective.filter(|e| *e != act.on),
            changes: changes.collect(),
            documents: act.documents.iter().map(document).collect(),
            receipt: marks.get(place).cloned().unwrap_or(ReceiptMark::Queued),
            from_paper: act.from_paper,
            revoked_by: kept
                .revoked_by
                .first()
                .and_then(|p| u32::try_from(p + 1).ok()),
        });
    }
    items.reverse();
    items
}

pub(crate) fn fact_rows(
    case: &Loaded,
    session: &Session<'_>,
    names: &Names,
    day: Date,
) -> Vec<FactRow> {
    case.model()
        .fact_ids()
        .filter_map(|f| fact_row(case, session, f, names, day))
        .collect()
}

/// A known fact with its source; `None` when it has no value.
pub(crate) fn fact_row(
    case: &Loaded,
    session: &Session<'_>,
    id: FactId,
    names: &Names,
    day: Date,
) -> Option<FactRow> {
    let model = case.model();
    let fact = model.fact(id);
    let value = session.view(day).fact(id)?;
    let setter = session
        .records()
        .iter()
        .enumerate()
        .rev()
        .find(|(_, k)| k.record.facts.iter().any(|(f, _)| *f == id));
    let source = match (&fact.origin, setter) {
        (Origin::Computed(_), _) => FactSource::Computed,
        (Origin::Table(tables), _) => FactSource::Table(
            tables
                .first()
                .map(|t| model.table(*t).name.to_string())
                .unwrap_or_default(),
        ),
        (Origin::Register { register, .. }, _) => {
            FactSource::Register(model.register(*register).name.to_string())
        }
        (Origin::Typed, Some((place, kept))) => FactSource::Act {
            seq: u32::try_from(place + 1).unwrap_or(0),
            name: model.act(kept.record.act).name.to_string(),
        },
        (Origin::Typed, None) => FactSource::Initial,
    };
    Some(FactRow {
        name: fact.name.to_string(),
        label: case.procedure.views.label(&fact.name),
        value: spoken(&fact.ty, &value, names),
        since: setter.map(|(_, k)| k.record.on),
        source,
        personal: fact.personal,
    })
}

pub(crate) fn evidence_row(
    file: &FileRow,
    number: u32,
    kind: String,
    takers: Vec<String>,
    receipt: ReceiptMark,
) -> EvidenceRow {
    EvidenceRow {
        id: file.id.clone(),
        number,
        name: if file.erased != 0 {
            ERASED.to_owned()
        } else {
            file.name.clone()
        },
        kind,
        takers,
        taken: String::new(),
        hash: file.hash.clone(),
        size: u64::try_from(file.size).unwrap_or(0),
        receipt,
        damaged: false,
    }
}

// What a document's data says of a name, as its template finds it.
fn data_value(data: &serde_json::Value, name: &str) -> String {
    let places = ["/act/money", "/act/facts", "/case/money", "/case/facts"];
    let found = places.iter().find_map(|p| data.pointer(p)?.get(name));
    match found {
        Some(serde_json::Value::String(s)) => s.clone(),
        Some(serde_json::Value::Bool(b)) => if *b { "是" } else { "否" }.to_owned(),
        Some(serde_json::Value::Array(items)) => items
            .iter()
            .filter_map(|i| i.as_str())
            .collect::<Vec<_>>()
            .join("、"),
        Some(other) => match other.get("fen").and_then(serde_json::Value::as_i64) {
            Some(fen) => fadu_base::amount::in_document(fadu_base::Money(fen)).unwrap_or_default(),
            None => other.to_string(),
        },
        None => String::new(),
    }
}
