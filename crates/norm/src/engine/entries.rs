//! Register entries as a case reads them (M12), and facts that come from registers and tables.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::engine::view::View;
use crate::history::Entry;
use crate::model::{FactId, Register, RegisterChangeKind, RegisterId, Table, TableId};
use crate::value::Value;

impl<'s> View<'s> {
    /// The entries of a register that are valid on the day.
    pub(crate) fn entries(&self, id: RegisterId) -> Vec<Entry> {
        let register = self.session.model.register(id);
        let given = self
            .session
            .world
            .registers
            .get(&register.name)
            .into_iter()
            .flatten()
            .cloned();
        let made = if register.within_case {
            self.made_here(register)
        } else {
            Vec::new()
        };
        given.chain(made).filter(|e| e.valid_on(self.day)).collect()
    }

    // Entries of a register that lives in the case are what its acts left standing.
    fn made_here(&self, register: &Register) -> Vec<Entry> {
        let mut entries: Vec<Entry> = Vec::new();
        for place in 0..self.len {
            if !self.counts(place) {
                continue;
            }
            let Some(kept) = self.kept(place) else {
                continue;
            };
            for change in register.changes.iter().filter(|c| c.act == kept.record.act) {
                self.apply(&change.kind, place, register, &mut entries);
            }
        }
        entries
    }

    fn apply(
        &self,
        kind: &RegisterChangeKind,
        place: usize,
        register: &Register,
        entries: &mut Vec<Entry>,
    ) {
        let moment = self.after(place);
        match kind {
            RegisterChangeKind::Enter(fields) => {
                let value = |(name, expr): &(Arc<str>, crate::model::Expr)| {
                    Some((name.clone(), moment.value(expr)?))
                };
                let fields: BTreeMap<Arc<str>, Value> = fields.iter().filter_map(value).collect();
                entries.push(entry_of(fields, register));
            }
            RegisterChangeKind::Suspend(by) | RegisterChangeKind::End(by) => {
                let Some(key) = moment.fact(*by) else { return };
                let day = self.effective(place).unwrap_or(self.day);
                for entry in entries.iter_mut().filter(|e| is_named(e, register, &key)) {
                    entry.to = Some(day.pred());
                }
            }
        }
    }

    /// `源 名录.字段 按 事实`
    pub(crate) fn register_value(&self, id: RegisterId, field: &str, by: FactId) -> Option<Value> {
        let key = self.fact(by)?;
        let register = self.session.model.register(id);
        let entry = self
            .entries(id)
            .into_iter()
            .rev()
            .find(|e| is_named(e, register, &key))?;
        entry_field(&entry, register, field)
    }

    /// A fact that a table puts out: the first table that is valid on the day.
    pub(crate) fn table_value(&self, tables: &[TableId]) -> Option<Value> {
        let (table, inputs) = self.table_in_force(tables)?;
        crate::tables::evaluate(table, &inputs)
    }

    fn table_in_force(&self, tables: &[TableId]) -> Option<(&'s Table, Vec<Option<Value>>)> {
        let model = self.session.model;
        let in_force = |id: &&TableId| crate::tables::in_force(model.table(**id), self.day);
        let table = model.table(*tables.iter().find(in_force)?);
        Some((table, table.inputs.iter().map(|f| self.fact(*f)).collect()))
    }

    /// The inputs without a value on which the output depends.
    pub(crate) fn missing_in_table(&self, tables: &[TableId]) -> Vec<FactId> {
        match self
            .table_in_force(tables)
            .map(|(table, inputs)| crate::tables::find(table, &inputs))
        {
            Some(crate::tables::Found::Missing(facts)) => facts,
            _ => Vec::new(),
        }
    }
}

// Register fields that a history writes as `person`, `from`, `to` are the key and the validity.
fn entry_of(mut fields: BTreeMap<Arc<str>, Value>, register: &Register) -> Entry {
    let date = |v: Option<&Value>| match v {
        Some(Value::Date(d)) => Some(*d),
        _ => None,
    };
    let (from, to) = match &register.valid {
        Some((a, b)) => (date(fields.get(a)), date(fields.get(b))),
        None => (None, None),
    };
    let person = register
        .keys
        .first()
        .and_then(|k| fields.get(k))
        .and_then(Value::as_text)
        .cloned();
    if let Some(key) = register.keys.first()
        && person.is_some()
    {
        fields.remove(key);
    }
    Entry {
        person,
        from,
        to,
        fields,
    }
}

/// The value of an entry's field by its declared name.
pub(crate) fn entry_field(entry: &Entry, register: &Register, field: &str) -> Option<Value> {
    if let Some(value) = entry.fields.get(field) {
        return Some(value.clone());
    }
    let is_key = register.keys.first().is_some_and(|k| &**k == field);
    if is_key || field == "person" {
        return entry.person.clone().map(Value::Text);
    }
    match &register.valid {
        Some((from, _)) if &**from == field => entry.from.map(Value::Date),
        Some((_, to)) if &**to == field => entry.to.map(Value::Date),
        _ => None,
    }
}

fn is_named(entry: &Entry, register: &Register, key: &Value) -> bool {
    let field = register.keys.first().map_or("person", |k| &**k);
    let value = entry_field(entry, register, field);
    match (value.as_ref().and_then(Value::as_text), key.as_text()) {
        (Some(a), Some(b)) => a == b,
        _ => value.as_ref() == Some(key),
    }
}
