//! What a procedure declares: roles, parameters, facts, acts; then its norms on top of them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use fadu_base::hash::Algorithm;
use fadu_law::Citation;

use crate::behaviour;
use crate::model::{
    Act, ActId, Fact, FactId, Issue, Meanings, Model, Origin, Parameter, Register, RegisterId,
    Role, RoleId, Type,
};
use crate::resolve::changes::{self, Norms};
use crate::resolve::flatten::{self, Flat, Placed};
use crate::resolve::{Context, Problems, Source, suggestion, types};
use crate::tree::{self, Cite, LiteralKind, Name, Span, StatementKind};

/// A model while it is made.
pub(crate) struct Builder<'s, 'p> {
    pub(crate) flat: &'p Flat<'s>,
    pub(crate) context: &'s Context,
    pub(crate) problems: &'p mut Problems,
    pub(crate) model: Model,
    pub(crate) norms: Norms<'s>,
    /// A `族` of the procedure's family is at hand.
    pub(crate) has_family: bool,
}

/// Builds the model; `None` when its head is missing.
pub(crate) fn model<'s>(
    flat: &Flat<'s>,
    context: &'s Context,
    problems: &mut Problems,
) -> Option<Model> {
    let norms = changes::gather(flat, problems);
    let mut builder = Builder {
        flat,
        context,
        problems,
        model: empty(flat, context)?,
        norms,
        has_family: false,
    };
    builder.family();
    builder.registers();
    builder.roles();
    builder.parameters();
    builder.fact_types();
    builder.acts();
    builder.head_acts();
    builder.register_changes();
    builder.tables();
    builder.parameter_limits();
    builder.fact_rules();
    builder.tables_together();
    builder.conditions_and_duties();
    builder.all_properties();
    builder.habits();
    builder.sound();
    Some(builder.model)
}

/// The model of a file that has tables and what they need, and no procedure.
pub(crate) fn tables_only(
    main: &Source,
    context: &Context,
    problems: &mut Problems,
) -> Option<Model> {
    let head = flatten::no_head();
    let flat = flatten::alone(main, &head, problems);
    let norms = changes::gather(&flat, problems);
    let mut builder = Builder {
        flat: &flat,
        context,
        problems,
        model: empty(&flat, context)?,
        norms,
        has_family: false,
    };
    builder.registers();
    builder.parameters();
    builder.fact_types();
    builder.tables();
    builder.parameter_limits();
    builder.fact_rules();
    builder.sound();
    builder.tables_together();
    Some(builder.model)
}

fn empty(flat: &Flat<'_>, context: &Context) -> Option<Model> {
    let (_, own) = flat.heads.last()?;
    let last = |get: fn(&tree::Procedure) -> Option<&str>| {
        flat.heads
            .iter()
            .rev()
            .find_map(|(_, h)| get(h))
            .map(Arc::from)
    };
    let mut canonical = String::new();
    for file in &flat.files {
        canonical
            .push_str(&crate::fmt::canonical(&file.text).unwrap_or_else(|_| file.text.to_string()));
        canonical.push('\u{0}');
    }
    Some(Model {
        name: own.name.text.as_str().into(),
        slug: own.slug.text.as_str().into(),
        family: last(|h| h.family.as_ref().map(|n| n.text.as_str())),
        bases: flat
            .heads
            .iter()
            .rev()
            .skip(1)
            .map(|(_, h)| h.name.text.as_str().into())
            .collect(),
        opens: Vec::new(),
        closes: Vec::new(),
        number: last(|h| h.number.as_ref().map(|t| t.text.as_str())),
        basis: flat
            .heads
            .iter()
            .flat_map(|(_, h)| citations(&h.basis))
            .collect(),
        roles: Vec::new(),
        parameters: Vec::new(),
        facts: Vec::new(),
        acts: Vec::new(),
        conditions: Vec::new(),
        duties: Vec::new(),
        properties: Vec::new(),
        registers: Vec::new(),
        tables: Vec::new(),
        meanings: Meanings::default(),
        notice: context.notice.clone(),
        changes: Vec::new(),
        version: Algorithm::Sm3.digest(canonical.as_bytes()),
    })
}

pub(crate) fn citations(cites: &[Cite]) -> Vec<Citation> {
    cites.iter().map(|c| c.citation.clone()).collect()
}

impl<'s> Builder<'s, '_> {
    pub(crate) fn statements(&self) -> Vec<Placed<'s>> {
        self.flat.statements.clone()
    }

    fn family(&mut self) {
        let Some(family) = self.model.family.clone() else {
            return;
        };
        let Some(file) = self.context.families.get(&*family) else {
            self.without_family(&family);
            return;
        };
        self.has_family = true;
        for statement in &file.file.statements {
            if let StatementKind::Family(f) = &statement.kind {
                if f.name.text != *family {
                    continue;
                }
                let list = |meanings: &[tree::Meaning]| -> BTreeMap<Arc<str>, bool> {
                    meanings
                        .iter()
                        .map(|m| (Arc::from(m.name.text.as_str()), m.required))
                        .collect()
                };
                self.model.meanings = Meanings {
                    acts: list(&f.acts),
                    facts: list(&f.facts),
                    roles: list(&f.roles),
                };
            }
        }
    }

    // Meanings stand as written then (section 4): the author should know that nobody compares them.
    fn without_family(&mut self, family: &str) {
        let source = self.flat.main();
        let head = self.flat.heads.last();
        let span = head.map(|(_, h)| h.name.span).unwrap_or_default();
        let message = format!("没有找到“{family}”的族，各种含义按写的用，写错了查不出来");
        self.problems.warning(source, span, message);
    }

    // A name may be declared once; the first stays.
    fn fresh(&mut self, source: &Source, name: &Name, taken: bool, kind: &str) -> bool {
        if taken {
            self.problems.error(
                source,
                name.span,
                format!("{kind}“{}”声明了两次", name.text),
            );
        }
        !taken
    }

    fn registers(&mut self) {
        let own: Vec<(&'s Source, &'s tree::Register)> = self
            .statements()
            .into_iter()
            .filter_map(|p| match &p.statement.kind {
                StatementKind::Register(r) => Some((p.source, r)),
                _ => None,
            })
            .collect();
        let files: BTreeSet<&str> = self.flat.files.iter().map(|f| &*f.name).collect();
        let shared = self
            .context
            .registers
            .iter()
            .filter(|s| !files.contains(&*s.name))
            .flat_map(|s| {
                s.file
                    .statements
                    .iter()
                    .filter_map(move |statement| match &statement.kind {
                        StatementKind::Register(r) => Some((s, r)),
                        _ => None,
                    })
            });
        for (source, register) in own {
            let taken = self.model.register_named(&register.name.text).is_some();
            if self.fresh(source, &register.name, taken, "名录") {
                self.model.registers.push(declared(register));
            }
        }
        // What others declare is only added when this procedure speaks of it: see `register`.
        let shared: Vec<(&Source, &tree::Register)> = shared.collect();
        for (_, register) in shared {
            if self.model.register_named(&register.name.text).is_none()
                && self.speaks_of(&register.name.text)
            {
                self.model.registers.push(declared(register));
            }
        }
    }

    fn speaks_of(&self, register: &str) -> bool {
        self.flat.files.iter().any(|f| f.text.contains(register))
    }

    /// A register by name; one that is only named (`持`, `有效`) is made.
    pub(crate) fn register(&mut self, name: &Name) -> RegisterId {
        if let Some(id) = self.model.register_named(&name.text) {
            return id;
        }
        self.model.registers.push(Register {
            name: name.text.as_str().into(),
            slug: "".into(),
            fields: Vec::new(),
            valid: None,
            keys: Vec::new(),
            changes: Vec::new(),
            within_case: false,
            declared: false,
        });
        RegisterId((self.model.registers.len() - 1) as u16)
    }

    fn roles(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Role(role) = &statement.kind else {
                continue;
            };
            let taken = self.model.role_named(&role.name.text).is_some();
            if !self.fresh(source, &role.name, taken, "角色") {
                continue;
            }
            let holds = role.holds.iter().map(|r| self.register(r)).collect();
            let meanings = self.meanings(source, &role.meanings, |m| &m.roles, "角色");
            if role.external && role.system {
                self.problems
                    .error(source, role.name.span, "一个角色不能既是外部又是系统");
            }
            self.model.roles.push(Role {
                name: role.name.text.as_str().into(),
                holds,
                external: role.external,
                system: role.system,
                meanings,
            });
        }
    }

    fn meanings(
        &mut self,
        source: &Source,
        names: &[Name],
        of: fn(&Meanings) -> &BTreeMap<Arc<str>, bool>,
        kind: &str,
    ) -> Vec<Arc<str>> {
        for name in names {
            let known = of(&self.model.meanings);
            if self.has_family && !known.contains_key(name.text.as_str()) {
                let hint = suggestion(&name.text, known.keys().map(|k| &**k));
                let text = format!("本族没有列出“{}”这个{kind}的含义{hint}", name.text);
                self.problems.error(source, name.span, text);
            }
        }
        names.iter().map(|n| n.text.as_str().into()).collect()
    }

    fn parameters(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Parameter(p) = &statement.kind else {
                continue;
            };
            let taken = self.model.parameter_named(&p.name.text).is_some();
            if !self.fresh(source, &p.name, taken, "参数") {
                continue;
            }
            let ty = types::of_tree(&p.ty);
            let Some(default) = self.constant(source, &p.default, &ty) else {
                continue;
            };
            self.model.parameters.push(Parameter {
                name: p.name.text.as_str().into(),
                ty,
                value: default.clone(),
                default,
                limit: None,
                cites: citations(&p.cites),
            });
        }
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            if let StatementKind::Set(set) = &statement.kind {
                self.set_parameter(source, set);
            }
        }
    }

    fn set_parameter(&mut self, source: &Source, set: &tree::Set) {
        let Some(id) = self.model.parameter_named(&set.name.text) else {
            let hint = suggestion(
                &set.name.text,
                self.model.parameters.iter().map(|p| &*p.name),
            );
            self.problems.error(
                source,
                set.name.span,
                format!("没有叫“{}”的参数{hint}", set.name.text),
            );
            return;
        };
        let ty = self.model.parameter(id).ty.clone();
        let Some(value) = self.constant(source, &set.value, &ty) else {
            return;
        };
        if let Some(parameter) = self.model.parameters.get_mut(id.index()) {
            parameter.value = value;
            parameter.cites.extend(citations(&set.cites));
        }
    }

    /// A written constant of a type.
    fn constant(
        &mut self,
        source: &Source,
        formula: &tree::Formula,
        ty: &Type,
    ) -> Option<crate::value::Value> {
        let written = match &formula.kind {
            tree::FormulaKind::Literal(literal) => types::value_of(literal, ty),
            tree::FormulaKind::Arith(tree::ArithOp::Sub, zero, value) => negative(zero, value, ty),
            _ => Err(format!("这里要写一个{}的值，不能写式子", ty.zh())),
        };
        written
            .map_err(|message| self.problems.error(source, formula.span, message))
            .ok()
    }

    fn fact_types(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Fact(fact) = &statement.kind else {
                continue;
            };
            let taken = self.model.fact_named(&fact.name.text).is_some();
            if !self.fresh(source, &fact.name, taken, "事实") {
                continue;
            }
            let ty = types::of_tree(&fact.ty);
            let initial = fact
                .initial
                .as_ref()
                .and_then(|f| self.constant(source, f, &ty));
            let meanings = self.meanings(source, &fact.meanings, |m| &m.facts, "事实");
            self.model.facts.push(Fact {
                name: fact.name.text.as_str().into(),
                ty,
                origin: Origin::Typed,
                initial,
                limit: None,
                personal: fact.personal,
                trade_secret: fact.trade_secret,
                not_assessed: fact.not_assessed,
                meanings,
                note: fact.note.as_ref().map(|t| t.text.as_str().into()),
            });
        }
    }

    pub(crate) fn find<T: Copy>(
        &mut self,
        source: &Source,
        name: &Name,
        kind: &str,
        found: Option<T>,
        known: fn(&Model) -> Vec<Arc<str>>,
    ) -> Option<T> {
        if found.is_none() {
            let known = known(&self.model);
            let hint = suggestion(&name.text, known.iter().map(|k| &**k));
            self.problems.error(
                source,
                name.span,
                format!("没有叫“{}”的{kind}{hint}", name.text),
            );
        }
        found
    }

    pub(crate) fn fact_id(&mut self, source: &Source, name: &Name) -> Option<FactId> {
        let found = self.model.fact_named(&name.text);
        self.find(source, name, "事实", found, |m| {
            m.facts.iter().map(|f| f.name.clone()).collect()
        })
    }

    pub(crate) fn act_id(&mut self, source: &Source, name: &Name) -> Option<ActId> {
        let found = self.model.act_named(&name.text);
        self.find(source, name, "行为", found, |m| {
            m.acts.iter().map(|a| a.name.clone()).collect()
        })
    }

    pub(crate) fn role_id(&mut self, source: &Source, name: &Name) -> Option<RoleId> {
        let found = self.model.role_named(&name.text);
        self.find(source, name, "角色", found, |m| {
            m.roles.iter().map(|r| r.name.clone()).collect()
        })
    }

    fn acts(&mut self) {
        let mut placed: Vec<(&'s Source, &'s tree::Act)> = Vec::new();
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Act(act) = &statement.kind else {
                continue;
            };
            let slug_taken = self.model.acts.iter().any(|a| *a.slug == *act.slug.text);
            if slug_taken {
                self.problems.error(
                    source,
                    act.slug.span,
                    format!("行为的代号“{}”用了两次", act.slug.text),
                );
            }
            let taken = self.model.act_named(&act.name.text).is_some();
            if self.fresh(source, &act.name, taken, "行为") {
                let act_model = self.act(source, act);
                self.model.acts.push(act_model);
                placed.push((source, act));
            }
        }
        // Acts that name acts, now that all are known.
        for (i, (source, act)) in placed.iter().enumerate() {
            let revokes: Vec<ActId> = act
                .revokes
                .iter()
                .filter_map(|n| self.act_id(source, n))
                .collect();
            if let Some(slot) = self.model.acts.get_mut(i) {
                slot.revokes = revokes;
            }
            if let Some(term) = &act.late_entry {
                let term = self.term(source, term, &self.model.basis.clone());
                if let (Some(slot), Some(term)) = (self.model.acts.get_mut(i), term) {
                    slot.late_entry = Some(term);
                }
            }
        }
    }

    fn act(&mut self, source: &'s Source, act: &'s tree::Act) -> Act {
        let added: Vec<(&'s Source, &'s tree::ActChange)> = self
            .norms
            .acts
            .get(act.name.text.as_str())
            .cloned()
            .unwrap_or_default();
        let mut roles: Vec<RoleId> = act
            .by
            .iter()
            .filter_map(|n| self.role_id(source, n))
            .collect();
        let mut fills = self.fact_list(source, &act.fills);
        let mut may_fill = self.fact_list(source, &act.may_fill);
        let mut carries = self.fact_list(source, &act.carries);
        let mut issues: Vec<Issue> = act.issues.iter().map(issue).collect();
        let mut approvers: Vec<RoleId> = act
            .approvers
            .iter()
            .filter_map(|n| self.role_id(source, n))
            .collect();
        for (from, change) in added {
            self.fewer_roles(from, act, change, &mut roles);
            fills.extend(self.fact_list(from, &change.fills));
            may_fill.extend(self.fact_list(from, &change.may_fill));
            carries.extend(self.fact_list(from, &change.carries));
            issues.extend(change.issues.iter().map(issue));
            approvers.extend(
                change
                    .approvers
                    .iter()
                    .filter_map(|n| self.role_id(from, n)),
            );
        }
        if act.fills_any.is_some() {
            may_fill = self.model.fact_ids().collect();
        }
        let meanings = self.meanings(source, &act.meanings, |m| &m.acts, "行为");
        Act {
            name: act.name.text.as_str().into(),
            slug: act.slug.text.as_str().into(),
            roles,
            fills,
            may_fill,
            corrects: act.fills_any.is_some(),
            issues,
            carries,
            meanings,
            no_meaning: act.no_meaning.as_ref().map(|t| t.text.as_str().into()),
            behaviours: act
                .behaviours
                .iter()
                .filter_map(|n| self.behaviour(source, n))
                .collect(),
            approvers,
            repeats: act.repeats,
            revokes: Vec::new(),
            revokes_record: act.revokes_record.is_some(),
            after_close: act.after_close,
            late_entry: None,
            conditions: Vec::new(),
        }
    }

    fn fewer_roles(
        &mut self,
        from: &Source,
        act: &tree::Act,
        change: &tree::ActChange,
        roles: &mut Vec<RoleId>,
    ) {
        if change.by.is_empty() {
            return;
        }
        let kept: Vec<RoleId> = change
            .by
            .iter()
            .filter_map(|n| self.role_id(from, n))
            .collect();
        if let Some(extra) = kept.iter().find(|r| !roles.contains(r)) {
            let (role, span) = (
                self.model.role(*extra).name.clone(),
                change.by.first().map(|n| n.span),
            );
            let text = format!("“{}”的由只能减少角色，不能增加“{role}”", act.name.text);
            self.problems.error(from, span.unwrap_or_default(), text);
        }
        *roles = kept;
    }

    fn fact_list(&mut self, source: &Source, names: &[Name]) -> Vec<FactId> {
        names
            .iter()
            .filter_map(|n| self.fact_id(source, n))
            .collect()
    }

    fn behaviour(&mut self, source: &Source, name: &Name) -> Option<&'static behaviour::Behaviour> {
        let found = behaviour::named(&name.text);
        if found.is_none() {
            let hint = suggestion(&name.text, behaviour::BEHAVIOURS.iter().map(|b| b.name));
            self.problems.error(
                source,
                name.span,
                format!("没有叫“{}”的类{hint}", name.text),
            );
        }
        found
    }

    // Opening and closing acts of parents and variants add up.
    fn head_acts(&mut self) {
        for (source, head) in &self.flat.heads {
            let opens: Vec<ActId> = head
                .opens
                .iter()
                .filter_map(|n| self.act_id(source, n))
                .collect();
            let closes: Vec<ActId> = head
                .closes
                .iter()
                .filter_map(|n| self.act_id(source, n))
                .collect();
            for id in opens {
                if !self.model.opens.contains(&id) {
                    self.model.opens.push(id);
                }
            }
            for id in closes {
                if !self.model.closes.contains(&id) {
                    self.model.closes.push(id);
                }
            }
        }
        if self.model.opens.is_empty()
            && let Some((source, head)) = self.flat.heads.last()
        {
            self.problems
                .error(source, head.name.span, "程序要写明由哪个行为开始：起 行为");
        }
    }

    fn parameter_limits(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Parameter(p) = &statement.kind else {
                continue;
            };
            let (Some(limit), Some(id)) = (&p.limit, self.model.parameter_named(&p.name.text))
            else {
                continue;
            };
            let basis = citations(&p.cites);
            let limit = self.condition_formula(source, limit, &basis, true);
            if let Some(slot) = self.model.parameters.get_mut(id.index()) {
                slot.limit = limit;
            }
        }
        self.outside_limits();
    }

    fn outside_limits(&mut self) {
        let calendar = fadu_term::Calendar::builtin();
        let mut outside: Vec<Arc<str>> = Vec::new();
        {
            let session = crate::engine::Session::new(&self.model, calendar, Default::default());
            let view = session.view(fadu_base::Date::MIN);
            for parameter in &self.model.parameters {
                if parameter
                    .limit
                    .as_ref()
                    .is_some_and(|limit| view.truth(limit) != Some(true))
                {
                    outside.push(parameter.name.clone());
                }
            }
        }
        for name in outside {
            let (source, span) = self.where_set(&name);
            let id = self.model.parameter_named(&name);
            let limit = id.and_then(|i| self.model.parameter(i).limit.clone());
            let phrase = limit
                .map(|l| crate::engine::words::required(&self.model, &l))
                .unwrap_or_default();
            self.problems
                .error(source, span, format!("参数“{name}”的值超出了限：{phrase}"));
        }
    }

    fn where_set(&self, name: &str) -> (&'s Source, Span) {
        let mut place = (self.flat.files.first().copied(), Span::default());
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            match &statement.kind {
                StatementKind::Parameter(p) if p.name.text == name => {
                    place = (Some(source), p.name.span)
                }
                StatementKind::Set(s) if s.name.text == name => {
                    place = (Some(source), s.value.span)
                }
                _ => {}
            }
        }
        let (source, span) = place;
        match source {
            Some(source) => (source, span),
            None => (self.flat.main(), span),
        }
    }

    fn fact_rules(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Fact(fact) = &statement.kind else {
                continue;
            };
            let Some(id) = self.model.fact_named(&fact.name.text) else {
                continue;
            };
            let limit = fact
                .limit
                .as_ref()
                .and_then(|l| self.condition_formula(source, l, &[], true));
            let changed = self.norms.computed.get(fact.name.text.as_str()).copied();
            let computed = changed.or(fact.computed.as_ref().map(|f| (source, f)));
            let origin = match (computed, &fact.source) {
                (Some((from, formula)), _) => self.computed_origin(from, formula, id),
                (None, Some(register)) => self.register_origin(source, register),
                (None, None) => None,
            };
            if let Some(slot) = self.model.facts.get_mut(id.index()) {
                slot.limit = limit;
                if let Some(origin) = origin {
                    slot.origin = origin;
                }
            }
        }
    }

    fn register_origin(&mut self, source: &Source, from: &tree::Source) -> Option<Origin> {
        let by = self.fact_id(source, &from.by)?;
        let register = self.register(&from.register);
        let declared = self.model.register(register);
        if declared.declared && !declared.fields.iter().any(|f| *f.name == *from.field.text) {
            let hint = suggestion(&from.field.text, declared.fields.iter().map(|f| &*f.name));
            let text = format!(
                "名录“{}”没有叫“{}”的字段{hint}",
                declared.name, from.field.text
            );
            self.problems.error(source, from.field.span, text);
        }
        Some(Origin::Register {
            register,
            field: from.field.text.as_str().into(),
            by,
        })
    }
}

fn negative(
    zero: &tree::Formula,
    value: &tree::Formula,
    ty: &Type,
) -> Result<crate::value::Value, String> {
    let err = || format!("这里要写一个{}的值", ty.zh());
    let is_zero = matches!(&zero.kind, tree::FormulaKind::Literal(LiteralKind::Number(n)) if *n == fadu_base::Number::from_integer(0));
    match &value.kind {
        tree::FormulaKind::Literal(LiteralKind::Number(n)) if is_zero => {
            types::value_of(&LiteralKind::Number(-*n), ty)
        }
        _ => Err(err()),
    }
}

fn issue(issue: &tree::Issue) -> Issue {
    Issue {
        document: issue.document.text.as_str().into(),
        number: issue.number.as_ref().map(|t| t.text.as_str().into()),
    }
}

fn declared(register: &tree::Register) -> Register {
    let field = |f: &tree::Field| crate::model::Field {
        name: f.name.text.as_str().into(),
        ty: types::of_tree(&f.ty),
        personal: f.personal,
        trade_secret: f.trade_secret,
    };
    let text = |n: &Name| Arc::from(n.text.as_str());
    Register {
        name: text(&register.name),
        slug: text(&register.slug),
        fields: register.fields.iter().map(field).collect(),
        valid: register.valid.as_ref().map(|(a, b)| (text(a), text(b))),
        keys: register.keys.iter().map(text).collect(),
        changes: Vec::new(),
        within_case: register.within_case,
        declared: true,
    }
}
