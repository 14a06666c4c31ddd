//! Whether a record is lawful where it stands: judged on its legal date and on the day it was recorded (M5).

use std::sync::Arc;

use fadu_base::Date;

use crate::engine::session::Session;
use crate::engine::view::{Own, View};
use crate::engine::{Reason, words};
use crate::history::Record;
use crate::model::{ActId, Condition, FactId, Origin, RoleId};
use crate::value::Value;

impl<'a> Session<'a> {
    /// Every reason why the record may not follow the records so far.
    ///
    /// # Errors
    /// The failing norms, structural ones first, then the conditions in the order of the file.
    pub fn check(&self, record: &Record) -> Result<(), Vec<Reason>> {
        let moment = |day: Date| View {
            session: self,
            len: self.kept.len(),
            day,
            within_day: record.on,
            own: Some(Own::Judged(record)),
        };
        let mut reasons = moment(record.on).reasons(record);
        if record.recorded != record.on {
            reasons.extend(self.late_entry(record));
            for reason in moment(record.recorded).reasons(record) {
                if !reasons.iter().any(|r| r.norm == reason.norm) {
                    reasons.push(reason);
                }
            }
        }
        if reasons.is_empty() {
            Ok(())
        } else {
            Err(reasons)
        }
    }

    /// The ids of the norms that refuse the record, as `check` names them, without words and days: for
    /// whoever tries many records.
    pub fn failing(&self, record: &Record) -> Vec<Arc<str>> {
        let moment = |day: Date| View {
            session: self,
            len: self.kept.len(),
            day,
            within_day: record.on,
            own: Some(Own::Judged(record)),
        };
        let mut norms = moment(record.on).failing_norms(record);
        if record.recorded != record.on {
            norms.extend(self.late_entry(record).map(|r| r.norm));
            for norm in moment(record.recorded).failing_norms(record) {
                if !norms.contains(&norm) {
                    norms.push(norm);
                }
            }
        }
        norms
    }

    /// The record of a `系统` act that is allowed on the day, the first in the order of the file (M10).
    pub fn due_system_act(&self, day: Date) -> Option<ActId> {
        self.view(day).first_system_act()
    }

    // A legal date before the recorded day only as far as `补录` allows; not asked of a system act.
    fn late_entry(&self, record: &Record) -> Option<Reason> {
        if self.model.is_system(record.act) {
            return None;
        }
        let act = self.model.act(record.act);
        let last = act
            .late_entry
            .as_ref()
            .and_then(|term| self.view(record.on).end(record.on, term));
        if last.is_some_and(|last| record.recorded <= last) {
            return None;
        }
        Some(words::too_late_to_enter(
            &self.view(record.on),
            record,
            last,
        ))
    }
}

impl<'s> View<'s> {
    fn reasons(&self, record: &Record) -> Vec<Reason> {
        let mut reasons = self.outer_reasons(record);
        for condition in self.failing_conditions(record.act) {
            let formula = condition.formula();
            let mut reason = words::condition_reason(self, condition, true);
            reason.earliest = self.earliest(&formula, &|_: &crate::model::Expr| false, |v| {
                v.truth(&formula) == Some(true)
            });
            reasons.push(reason);
        }
        reasons
    }

    fn failing_norms(&self, record: &Record) -> Vec<Arc<str>> {
        let outer = self.outer_reasons(record).into_iter().map(|r| r.norm);
        let conditions = self.failing_conditions(record.act).map(|c| c.id.clone());
        outer.chain(conditions).collect()
    }

    fn failing_conditions(&self, act: ActId) -> impl Iterator<Item = &'s Condition> {
        let model = self.session.model;
        let view = *self;
        let conditions = model.act(act).conditions.iter();
        conditions
            .map(|id| model.condition(*id))
            .filter(move |c| !view.satisfies(c))
    }

    // `非 ψ 或 φ` (M6).
    fn satisfies(&self, condition: &Condition) -> bool {
        let excused = condition
            .given
            .as_ref()
            .is_some_and(|given| self.truth(given) == Some(false));
        excused || self.truth(&condition.must) == Some(true)
    }

    // Every reason but the conditions.
    fn outer_reasons(&self, record: &Record) -> Vec<Reason> {
        let mut reasons = self.order_reasons(record.act);
        let first = View { own: None, ..*self }
            .first_system_act()
            .filter(|s| *s != record.act);
        reasons.extend(first.map(|s| words::system_first(self, s)));
        reasons.extend(self.role_reasons(record));
        reasons.extend(self.content_reasons(record));
        reasons.extend(self.correction_reasons(record));
        let held: Vec<RoleId> = record.role.into_iter().collect();
        reasons.extend(self.certificate_reasons(&held));
        reasons
    }

    /// M7: opening, closing, once.
    pub(crate) fn order_reasons(&self, act: ActId) -> Vec<Reason> {
        let model = self.session.model;
        let mut reasons = Vec::new();
        let open = model.opens.iter().any(|a| self.done(*a));
        let closed = model.closes.iter().find(|a| self.done(**a));
        if !open && !model.opens.contains(&act) {
            reasons.push(words::not_opened(self));
        }
        if let Some(closing) = closed.filter(|_| !model.act(act).after_close) {
            reasons.push(words::closed(self, *closing));
        }
        let stands = || self.session.places(act).iter().any(|p| self.stands(*p));
        if !model.act(act).repeats && stands() {
            reasons.push(words::only_once(self, act));
        }
        reasons
    }

    /// The first `系统` act, in the order of the file, that is allowed at this moment.
    pub(crate) fn first_system_act(&self) -> Option<ActId> {
        let model = self.session.model;
        model
            .act_ids()
            .filter(|a| model.is_system(*a))
            .find(|a| self.is_offered(*a))
    }

    fn role_reasons(&self, record: &Record) -> Option<Reason> {
        let model = self.session.model;
        let act = model.act(record.act);
        if model.is_system(record.act) {
            return None;
        }
        let fits = match record.role {
            Some(role) => act.roles.is_empty() || act.roles.contains(&role),
            None => act.roles.is_empty(),
        };
        let holds = |person: &Arc<str>| match (&self.session.world.posts, record.role) {
            (Some(_), Some(role)) => self.session.roles_of(person, record.on).contains(&role),
            _ => true,
        };
        let lawful = fits && !record.by.is_empty() && record.by.iter().all(holds);
        (!lawful).then(|| words::wrong_role(self, record))
    }

    // `持`: every performer holds a valid entry in the registers of the role.
    pub(crate) fn certificate_reasons(&self, held: &[RoleId]) -> Option<Reason> {
        let model = self.session.model;
        let failing = |role: &RoleId| {
            model
                .role(*role)
                .holds
                .iter()
                .copied()
                .find(|r| self.valid_in(*r) == Some(false))
                .map(|r| (*role, r))
        };
        let all_fail = !held.is_empty() && held.iter().all(|r| failing(r).is_some());
        if !all_fail {
            return None;
        }
        let (role, register) = held.iter().find_map(failing)?;
        let mut reason = words::no_certificate(self, role, register);
        let formula = crate::model::Expr::ValidIn(register);
        reason.earliest = self.earliest(&formula, &|_: &crate::model::Expr| false, |v| {
            v.valid_in(register) == Some(true)
        });
        Some(reason)
    }

    // `填` at every recording, nothing foreign, and every fact inside its `限`.
    fn content_reasons(&self, record: &Record) -> Vec<Reason> {
        let model = self.session.model;
        let act = model.act(record.act);
        let given = |f: &FactId| record.facts.iter().any(|(g, _)| g == f);
        let typed = |f: &&FactId| matches!(model.fact(**f).origin, Origin::Typed);
        let mut reasons: Vec<Reason> = act
            .fills
            .iter()
            .filter(typed)
            .filter(|f| !given(f))
            .map(|f| words::missing_content(self, record.act, *f))
            .collect();
        let foreign = |f: &FactId| !act.fills.contains(f) && !act.may_fill.contains(f);
        let strangers: Vec<FactId> = record
            .facts
            .iter()
            .map(|(f, _)| *f)
            .filter(foreign)
            .collect();
        if !strangers.is_empty() {
            reasons.push(words::foreign_content(self, record.act, &strangers));
        }
        reasons.extend(self.limit_reasons(record));
        reasons
    }

    fn limit_reasons(&self, record: &Record) -> Vec<Reason> {
        let model = self.session.model;
        let mut facts: Vec<FactId> = record.facts.iter().map(|(f, _)| *f).collect();
        facts.dedup();
        let outside = |f: &FactId| {
            let limit = model.fact(*f).limit.as_ref()?;
            (self.truth(limit) != Some(true)).then(|| words::outside_limit(self, *f, limit))
        };
        facts.iter().filter_map(outside).collect()
    }

    // 更正 and 撤销记录 (M13): only by who recorded it; a record only while nothing rests on it.
    fn correction_reasons(&self, record: &Record) -> Option<Reason> {
        let act = self.session.model.act(record.act);
        if act.corrects {
            let foreign = record
                .facts
                .iter()
                .any(|(fact, value)| !self.own_entry(*fact, value, record, &act.fills));
            return foreign.then(|| words::not_the_recorder(self, record.act));
        }
        if act.revokes_record {
            let lawful = record
                .revokes
                .is_some_and(|place| self.revocable(place, record));
            return (!lawful).then(|| words::not_revocable(self, record));
        }
        None
    }

    // What the correction itself asks for is no correction of another's entry.
    fn own_entry(&self, fact: FactId, value: &Value, record: &Record, fills: &[FactId]) -> bool {
        if fills.contains(&fact) {
            return true;
        }
        let Some(settings) = self.session.settings.get(fact.index()) else {
            return false;
        };
        let Some(setting) = settings.iter().rev().find(|s| s.record < self.len) else {
            return false;
        };
        let recorded_by = self
            .kept(setting.record)
            .map(|k| k.record.by.as_slice())
            .unwrap_or_default();
        setting.value == *value || record.by.iter().all(|p| recorded_by.contains(p))
    }

    fn revocable(&self, place: usize, record: &Record) -> bool {
        let Some(kept) = self.kept(place).filter(|_| self.stands(place)) else {
            return false;
        };
        let own = record.by.iter().all(|p| kept.record.by.contains(p));
        let issued = !self.session.model.act(kept.record.act).issues.is_empty();
        let later = |p: usize| {
            let model = self.session.model;
            let is_revocation = self
                .kept(p)
                .is_some_and(|k| model.act(k.record.act).revokes_record);
            self.stands(p) && !is_revocation
        };
        own && !issued && !(place + 1..self.len).any(later)
    }
}
