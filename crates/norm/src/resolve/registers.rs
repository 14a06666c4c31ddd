//! How acts change registers: `由 行为 立 (…)`, `由 行为 停/销 按 事实`.

use crate::model::{RegisterChange, RegisterChangeKind};
use crate::resolve::Source;
use crate::resolve::declare::Builder;
use crate::resolve::flatten::Placed;
use crate::resolve::norms::plain;
use crate::resolve::suggestion;
use crate::tree::{self, Formula, Name, StatementKind};

impl<'s> Builder<'s, '_> {
    pub(crate) fn register_changes(&mut self) {
        for Placed {
            source, statement, ..
        } in self.statements()
        {
            let StatementKind::Register(register) = &statement.kind else {
                continue;
            };
            let changes: Vec<RegisterChange> = register
                .changes
                .iter()
                .filter_map(|c| self.register_change(source, register, c))
                .collect();
            let id = self.model.register_named(&register.name.text);
            if let Some(slot) = id.and_then(|i| self.model.registers.get_mut(i.index())) {
                slot.changes = changes;
            }
        }
    }

    fn register_change(
        &mut self,
        source: &Source,
        register: &tree::Register,
        change: &tree::RegisterChange,
    ) -> Option<RegisterChange> {
        let act = self.act_id(source, &change.act)?;
        let kind = match &change.kind {
            tree::RegisterChangeKind::Enter(fields) => RegisterChangeKind::Enter(
                fields
                    .iter()
                    .filter_map(|(name, formula)| self.entered(source, register, name, formula))
                    .collect(),
            ),
            tree::RegisterChangeKind::Suspend(by) => {
                RegisterChangeKind::Suspend(self.fact_id(source, by)?)
            }
            tree::RegisterChangeKind::End(by) => RegisterChangeKind::End(self.fact_id(source, by)?),
        };
        Some(RegisterChange { act, kind })
    }

    fn entered(
        &mut self,
        source: &Source,
        register: &tree::Register,
        name: &Name,
        formula: &Formula,
    ) -> Option<(std::sync::Arc<str>, crate::model::Expr)> {
        if !register.fields.iter().any(|f| f.name.text == name.text) {
            let hint = suggestion(
                &name.text,
                register.fields.iter().map(|f| f.name.text.as_str()),
            );
            let message = format!(
                "名录“{}”没有叫“{}”的字段{hint}",
                register.name.text, name.text
            );
            self.problems.error(source, name.span, message);
            return None;
        }
        let (expr, _) = self.lower(&plain(source), formula)?;
        Some((name.text.as_str().into(), expr))
    }
}
