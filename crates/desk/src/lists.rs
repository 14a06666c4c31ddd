//! Lists: today, cases, one's own matters, finding by number; handing a case over.

use std::collections::{BTreeMap, BTreeSet};

use fadu_authz::{Action, CaseFacts};
use fadu_base::Date;
use fadu_store::cases::{CaseSearch, DutyRow, ListedCase};
use fadu_store::desk_rows::HandOverRow;

use crate::error::Refusal;
use crate::load::{Loaded, day};
use crate::people::{Actor, is_held};
use crate::setup::{Desk, time_text};
use crate::view::{
    ActInput, CaseList, CaseQuery, CaseRow, Choice, DraftRow, Found, Today, TodayItem, TodayKind,
};
use crate::words;

/// Rows of a page.
const PAGE: u32 = 50;
/// Lines of 今日.
const TODAY: u32 = 200;
/// A certificate that ends within so many days is shown.
const SOON: i32 = 60;

impl Desk {
    /// 今日: what is due, what waits for this person, what waits for others.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn today(&self, actor: &Actor) -> Result<Today, Refusal> {
        let today = self.today_day();
        let offices: BTreeSet<String> = actor.held.iter().map(|p| p.office.clone()).collect();
        let offices: Vec<String> = offices.into_iter().collect();
        let mut rows = self.store().duties_in(&offices, None, TODAY + 1).await?;
        let more = rows.len() > TODAY as usize;
        rows.truncate(TODAY as usize);
        let mut items = Vec::new();
        let mut cases: BTreeMap<String, Option<(String, fadu_store::cases::CaseRow, CaseFacts)>> =
            BTreeMap::new();
        for row in rows {
            if !cases.contains_key(&row.case_id) {
                cases.insert(row.case_id.clone(), self.listed(actor, &row.case_id).await?);
            }
            let Some(Some((alias, case, facts))) = cases.get(&row.case_id) else {
                continue;
            };
            items.push(
                self.today_item(actor, row, alias, case, facts, today)
                    .await?,
            );
        }
        for row in self.approvals(actor).await? {
            items.push(TodayItem {
                kind: if row.yours || row.returned.is_some() {
                    TodayKind::Approve
                } else {
                    TodayKind::Waiting
                },
                case_alias: row.case_alias,
                title: row.title,
                party: String::new(),
                act: row.act,
                slug: None,
                approval: Some(row.id),
                due: None,
                summary: match row.returned {
                    Some(why) => format!("已退回：{why}"),
                    None => format!("{}送审，{}起", row.by, row.since.zh()),
                },
                chips: Vec::new(),
            });
        }
        items.sort_by_key(|i| (i.kind, i.due.is_none(), i.due));
        let soon = today.add_days(SOON).unwrap_or(Date::MAX);
        let certificates = self.certificates(&actor.person).await?;
        Ok(Today {
            day: today,
            items,
            more,
            drafts: self.draft_rows(actor).await?,
            certificates: certificates
                .into_iter()
                .filter_map(|(r, _, to)| Some((r, to?)))
                .filter(|(_, d)| today <= *d && *d <= soon)
                .collect(),
            sample: self.is_sample(),
        })
    }

    // The row of a case and its facts for policies, when the reader may see it.
    async fn listed(
        &self,
        actor: &Actor,
        id: &str,
    ) -> Result<Option<(String, fadu_store::cases::CaseRow, CaseFacts)>, Refusal> {
        let (Some(file), Some(row)) = (
            self.store().case(id).await?,
            self.store().case_row(id).await?,
        ) else {
            return Ok(None);
        };
        let facts = CaseFacts {
            id: file.id,
            office: file.office,
            procedure: file.procedure_slug,
            party: file.party.unwrap_or_default(),
            secret: false,
            officers: self.store().officers(id).await?.into_iter().collect(),
        };
        let seen = self.0.authz.allows(&actor.reader, Action::ViewCase, &facts);
        Ok(seen.then_some((file.alias, row, facts)))
    }

    async fn today_item(
        &self,
        actor: &Actor,
        row: DutyRow,
        alias: &str,
        case: &fadu_store::cases::CaseRow,
        facts: &CaseFacts,
        today: Date,
    ) -> Result<TodayItem, Refusal> {
        let due = day(row.due.as_deref());
        let roles: Vec<String> = serde_json::from_str(&row.roles).map_err(|e| self.bug(&e))?;
        let fits = |p: &&fadu_store::people::Post| {
            p.office == facts.office
                && (p.procedure_slug.is_empty() || p.procedure_slug == facts.procedure)
                && roles.contains(&p.role)
        };
        let mine = actor.held.iter().any(|p| fits(&p)) && self.is_for(actor, &roles, facts).await?;
        let kind = match due {
            Some(d) if mine && d < today => TodayKind::Overdue,
            Some(d) if mine && d == today => TodayKind::DueToday,
            _ if mine => TodayKind::Mine,
            _ => TodayKind::Waiting,
        };
        let calendar = self.calendar();
        let cites = row.cites.parse::<fadu_law::Citations>().unwrap_or_default();
        Ok(TodayItem {
            kind,
            case_alias: alias.to_owned(),
            title: case.title.clone(),
            party: case.party.clone(),
            act: row.act,
            slug: row.slug,
            approval: None,
            due,
            summary: match due {
                Some(due) => words::left(due, today, &calendar),
                None if row.state == "undetermined" => "还不能确定是否适用".to_owned(),
                None => "及时办理".to_owned(),
            },
            chips: words::chips(&cites.0, day(Some(&row.from_day)).unwrap_or(today)),
        })
    }

    // An officer's turn is the officers' of that case; another role's turn is everybody's who holds it.
    async fn is_for(
        &self,
        actor: &Actor,
        roles: &[String],
        facts: &CaseFacts,
    ) -> Result<bool, Refusal> {
        if facts.officers.is_empty() || facts.officers.contains(&actor.person) {
            return Ok(true);
        }
        let today = self.today_day();
        for officer in &facts.officers {
            let posts = self.store().posts_of(officer).await?;
            if posts
                .iter()
                .any(|p| p.office == facts.office && is_held(p, today) && roles.contains(&p.role))
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn draft_rows(&self, actor: &Actor) -> Result<Vec<DraftRow>, Refusal> {
        let packs = self.packs();
        let mut rows = Vec::new();
        for draft in self.store().drafts(&actor.person).await? {
            let (case_alias, title, slug) = match draft.place.strip_prefix("new:") {
                Some(slug) => (None, String::new(), slug.to_owned()),
                None => match (
                    self.store().case(&draft.place).await?,
                    self.store().case_row(&draft.place).await?,
                ) {
                    (Some(file), Some(row)) => (Some(file.alias), row.title, file.procedure_slug),
                    _ => continue,
                },
            };
            let Some(procedure) = packs.procedures.get(&slug) else {
                continue;
            };
            let act = procedure.model.acts.iter().find(|a| *a.slug == *draft.act);
            rows.push(DraftRow {
                case_alias,
                title: if title.is_empty() {
                    procedure.model.name.to_string()
                } else {
                    title
                },
                procedure_slug: slug,
                act: act.map(|a| a.name.to_string()).unwrap_or_default(),
                slug: draft.act,
                saved: time_text(draft.saved),
            });
        }
        Ok(rows)
    }

    /// 办件: by party, number, officer, words of the title; 50 rows a page.
    ///
    /// # Errors
    /// `Fields` for a cursor that is none.
    pub async fn cases(&self, actor: &Actor, query: &CaseQuery) -> Result<CaseList, Refusal> {
        let scope = actor.reader.scope();
        let officers = self.officer_filter(actor, query).await?;
        let after = query.cursor.as_ref().map(|c| {
            c.split_once('.')
                .map(|(d, id)| (d.to_owned(), id.to_owned()))
        });
        let after = match after {
            Some(None) => return Err(Refusal::field("cursor", "页码不对，请从第一页看起")),
            other => other.flatten(),
        };
        let number = match query.number.parse::<fadu_base::SpeakableId>() {
            Ok(alias) => alias.to_string(),
            Err(_) => words::typed_number(&query.number),
        };
        let ask = CaseSearch {
            offices: scope.offices,
            party_of: None,
            party: query.party.trim().to_owned(),
            number,
            officers,
            words: query
                .words
                .split_whitespace()
                .map(ToOwned::to_owned)
                .collect(),
            procedure: query.procedure.clone(),
            state: query.state.clone(),
            after,
            limit: PAGE + 1,
        };
        let mut found = self.store().search(&ask).await?;
        let next = (found.len() > PAGE as usize).then(|| {
            found
                .get(PAGE as usize - 1)
                .map(|c| format!("{}.{}", c.opened, c.case_id))
        });
        found.truncate(PAGE as usize);
        let mut rows = Vec::new();
        for case in found {
            if let Some(row) = self.case_row(actor, case, Action::ViewCase).await? {
                rows.push(row);
            }
        }
        let packs = self.packs();
        let procedures = packs.procedures.values().map(|p| Choice {
            value: p.model.slug.to_string(),
            label: p.model.name.to_string(),
        });
        Ok(CaseList {
            nothing_exists: rows.is_empty() && !self.store().any_case().await?,
            rows,
            next: next.flatten(),
            procedures: procedures.collect(),
            open: self.openings(actor).await?,
            sample: self.is_sample(),
        })
    }

    async fn officer_filter(
        &self,
        actor: &Actor,
        query: &CaseQuery,
    ) -> Result<Option<Vec<String>>, Refusal> {
        if query.mine {
            return Ok(Some(vec![actor.person.clone()]));
        }
        match query.officer.trim() {
            "" => Ok(None),
            name => Ok(Some(self.store().persons_named(name).await?)),
        }
    }

    // A row when the policies show the case.
    async fn case_row(
        &self,
        actor: &Actor,
        case: ListedCase,
        action: Action,
    ) -> Result<Option<CaseRow>, Refusal> {
        let officers = self.store().officers(&case.case_id).await?;
        let facts = CaseFacts {
            id: case.case_id.clone(),
            office: case.office.clone(),
            procedure: case.procedure_slug.clone(),
            party: case.party_id.clone().unwrap_or_default(),
            secret: false,
            officers: officers.iter().cloned().collect(),
        };
        if !self.0.authz.allows(&actor.reader, action, &facts) {
            return Ok(None);
        }
        let names = self.names(officers.iter().cloned()).await?;
        let packs = self.packs();
        let procedure = packs
            .procedures
            .get(&case.procedure_slug)
            .map(|p| p.model.name.to_string());
        Ok(Some(CaseRow {
            alias: case.alias,
            number: case.number,
            title: case.title,
            party: case.party,
            procedure: procedure.unwrap_or(case.procedure_slug),
            stage: case.stage,
            officers: names.into_values().collect(),
            opened: case.opened.parse().unwrap_or(Date::MIN),
            closed: day(case.closed.as_deref()),
            next: day(case.due.as_deref()).zip(case.due_act),
        }))
    }

    // Acts that open a case and that this person may do.
    async fn openings(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(String, String, crate::view::ActLink)>, Refusal> {
        let packs = self.packs();
        let mut list = Vec::new();
        for procedure in packs.procedures.values() {
            let model = &procedure.model;
            for act in model.opens.iter().map(|a| model.act(*a)) {
                let roles: Vec<&str> = act.roles.iter().map(|r| &*model.role(*r).name).collect();
                let fits = |p: &&fadu_store::people::Post| {
                    (p.procedure_slug.is_empty() || *p.procedure_slug == *model.slug)
                        && (roles.is_empty() || roles.contains(&p.role.as_str()))
                };
                // What a party applies for on paper is entered by whoever has a post for the procedure.
                let enters =
                    act.roles.iter().any(|r| model.role(*r).external) && !actor.held.is_empty();
                if actor.held.iter().any(|p| fits(&p)) || enters {
                    list.push((
                        model.slug.to_string(),
                        model.name.to_string(),
                        words::act_link(act, &procedure.views, false),
                    ));
                }
            }
        }
        Ok(list)
    }

    /// 我的事: the cases of which this person is the party.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn my_matters(&self, actor: &Actor) -> Result<Vec<CaseRow>, Refusal> {
        let ask = CaseSearch {
            party_of: Some(actor.person.clone()),
            limit: 200,
            ..CaseSearch::default()
        };
        let mut rows = Vec::new();
        for case in self.store().search(&ask).await? {
            rows.extend(self.case_row(actor, case, Action::ViewMatter).await?);
        }
        Ok(rows)
    }

    /// 查找: an alias, a number, an article (`处罚法58`), else words of titles and parties.
    ///
    /// # Errors
    /// When the database fails; nothing found is an answer.
    pub async fn find(&self, actor: &Actor, text: &str) -> Result<Found, Refusal> {
        match self.find_record(actor, text).await {
            Err(Refusal::NotFound(_)) => (),
            other => return other,
        }
        if let Some(chip) = self.find_article(text) {
            return Ok(Found::Article(chip));
        }
        let words = CaseQuery {
            words: text.to_owned(),
            ..CaseQuery::default()
        };
        let mut rows = self.cases(actor, &words).await?.rows;
        let party = CaseQuery {
            party: text.trim().to_owned(),
            ..CaseQuery::default()
        };
        for row in self.cases(actor, &party).await?.rows {
            if !rows.contains(&row) {
                rows.push(row);
            }
        }
        Ok(Found::Cases(rows))
    }

    async fn find_record(&self, actor: &Actor, text: &str) -> Result<Found, Refusal> {
        let missing = || Refusal::NotFound(format!("“{}”", text.trim()));
        if let Ok(alias) = text.parse::<fadu_base::SpeakableId>() {
            let alias = alias.to_string();
            if alias.starts_with('a') {
                self.act_of(actor, &alias).await?;
                return Ok(Found::Act { alias });
            }
        }
        if let Ok(file) = self.find_case(text).await {
            let case = self.load_file(file).await?;
            let facts = case.facts();
            let seen = [Action::ViewCase, Action::ViewMatter]
                .into_iter()
                .any(|a| self.0.authz.allows(&actor.reader, a, &facts));
            return if seen {
                Ok(Found::Case {
                    alias: case.file.alias,
                })
            } else {
                Err(missing())
            };
        }
        let (_, row) = self.document_of(actor, text).await?;
        Ok(Found::Document { id: row.id })
    }

    // `处罚法58`, `《行政处罚法》58.1`: a name that the library knows and a place.
    pub(crate) fn find_article(&self, text: &str) -> Option<crate::view::NormChip> {
        let text = fadu_base::text::half_width(text.trim());
        let laws = self.laws();
        let direct = text.parse::<fadu_law::Citation>().ok();
        let citation = direct.or_else(|| {
            let at = text.find(|c: char| c.is_ascii_digit())?;
            let (title, place) = text.split_at(at);
            let title = laws.short(title.trim().trim_end_matches('第'))?;
            format!("《{title}》{}", place.trim_end_matches('条'))
                .parse()
                .ok()
        })?;
        laws.resolve(&citation, self.today_day())
            .ok()
            .map(|p| words::chip(&p.citation, self.today_day()))
    }

    /// Gives a case from one of its officers to a colleague of the same office.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Fields`.
    pub async fn hand_over(
        &self,
        actor: &Actor,
        case: &str,
        from: &str,
        to: &str,
        why: &str,
    ) -> Result<(), Refusal> {
        let case = self.visible(actor, case).await?;
        if !self
            .0
            .authz
            .allows(&actor.reader, Action::HandOver, &case.facts())
        {
            return Err(Refusal::Forbidden("您的岗位不能移交这个办件".to_owned()));
        }
        let from = if from.is_empty() { &actor.person } else { from };
        if !case.officers.iter().any(|o| o == from) {
            return Err(Refusal::field("from", "这个人现在不是承办人"));
        }
        if why.trim().is_empty() {
            return Err(Refusal::field("why", "请写明为什么移交"));
        }
        self.must_take(&case, from, to).await?;
        let mut batch = self.store().batch();
        batch.hand_over(&HandOverRow {
            id: self.new_id(),
            case_id: case.file.id.clone(),
            from_person: from.to_owned(),
            to_person: to.to_owned(),
            by_person: actor.person.clone(),
            day: self.today_day().to_string(),
            why: why.trim().to_owned(),
        });
        batch.event(&self.event(&actor.person, "移交办件", &case.file.alias));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    // Who takes a case over holds one of the posts that the giver holds in it.
    async fn must_take(&self, case: &Loaded, from: &str, to: &str) -> Result<(), Refusal> {
        let today = self.today_day();
        let roles = |posts: Vec<fadu_store::people::Post>| -> BTreeSet<String> {
            let here = posts
                .into_iter()
                .filter(|p| is_held(p, today) && crate::load::concerns(p, &case.file));
            here.map(|p| p.role).collect()
        };
        let given = self
            .store()
            .posts_of(from)
            .await?
            .into_iter()
            .map(|p| p.role)
            .collect::<BTreeSet<_>>();
        let taking = roles(self.store().posts_of(to).await?);
        if from == to || taking.is_disjoint(&given) {
            return Err(Refusal::field("to", "接办的人要在本单位有同样的岗位"));
        }
        Ok(())
    }

    /// Hand-overs of a case: from, to, by, day, why.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn hand_overs(
        &self,
        actor: &Actor,
        case: &str,
    ) -> Result<Vec<(String, String, String, Date, String)>, Refusal> {
        let case = self.visible(actor, case).await?;
        let mut list = Vec::new();
        for row in self.store().hand_overs(&case.file.id).await? {
            let (from, to, by) = (
                self.name(&row.from_person).await?,
                self.name(&row.to_person).await?,
                self.name(&row.by_person).await?,
            );
            list.push((from, to, by, row.day.parse().unwrap_or(Date::MIN), row.why));
        }
        Ok(list)
    }

    /// The person id of a case's party, for administration and tests.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn party_of(&self, case: &str) -> Result<Option<String>, Refusal> {
        Ok(self.find_case(case).await?.party)
    }

    /// Opens a case that already runs on paper; further acts of the file follow with `from_paper` in the order of their dates.
    ///
    /// # Errors
    /// As `do_act`.
    pub async fn take_over(
        &self,
        actor: &Actor,
        input: &ActInput,
    ) -> Result<crate::view::Done, Refusal> {
        self.open_case(
            actor,
            &ActInput {
                from_paper: true,
                ..input.clone()
            },
        )
        .await
    }
}
