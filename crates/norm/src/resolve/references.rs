//! References of formulas: acts, facts and roles, by name or by meaning.

use std::sync::Arc;

use crate::model::{ActId, Acts, Expr, FactId, Facts, Point, RoleId, Type};
use crate::resolve::declare::Builder;
use crate::resolve::formula::{Place, Typed};
use crate::resolve::suggestion;
use crate::tree::{Name, Ref};

impl Builder<'_, '_> {
    /// Acts by name or meaning.
    pub(crate) fn acts_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Acts> {
        match r {
            Ref::Name(name) => {
                let id = self.act_id(place.source, name)?;
                Some(Acts {
                    ids: vec![id],
                    text: name.text.as_str().into(),
                })
            }
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Act)?;
                Some(Acts {
                    ids: self.acts_meaning(&name.text),
                    text: format!("〔{}〕", name.text).into(),
                })
            }
        }
    }

    pub(crate) fn acts_meaning(&self, meaning: &str) -> Vec<ActId> {
        let carries = |id: &ActId| self.model.act(*id).meanings.iter().any(|m| &**m == meaning);
        self.model.act_ids().filter(carries).collect()
    }

    pub(crate) fn facts_meaning(&self, meaning: &str) -> Vec<FactId> {
        let carries = |id: &FactId| {
            self.model
                .fact(*id)
                .meanings
                .iter()
                .any(|m| &**m == meaning)
        };
        self.model.fact_ids().filter(carries).collect()
    }

    // With a family at hand, a meaning that it does not list is an error.
    fn known_meaning(&mut self, place: &Place<'_>, name: &Name, of: MeaningOf) -> Option<()> {
        let meanings = &self.model.meanings;
        let known = match of {
            MeaningOf::Act => meanings.acts.contains_key(name.text.as_str()),
            MeaningOf::Fact => meanings.facts.contains_key(name.text.as_str()),
            MeaningOf::ActOrFact => {
                meanings.acts.contains_key(name.text.as_str())
                    || meanings.facts.contains_key(name.text.as_str())
            }
            MeaningOf::Role => meanings.roles.contains_key(name.text.as_str()),
        };
        if known || !self.has_family {
            return Some(());
        }
        let all = meanings
            .acts
            .keys()
            .chain(meanings.facts.keys())
            .chain(meanings.roles.keys());
        let hint = suggestion(&name.text, all.map(|k| &**k));
        self.problems.error(
            place.source,
            name.span,
            format!("本族没有列出〔{}〕这个含义{hint}", name.text),
        );
        None
    }

    pub(super) fn point(&mut self, place: &Place<'_>, r: &Ref) -> Option<Point> {
        match r {
            Ref::Name(name) => {
                if self.model.act_named(&name.text).is_some() {
                    return self.acts_ref(place, r).map(Point::Acts);
                }
                if let Some(id) = self.model.fact_named(&name.text) {
                    return Some(Point::Facts(Facts {
                        ids: vec![id],
                        text: name.text.as_str().into(),
                    }));
                }
                let acts = self.model.acts.iter().map(|a| &*a.name);
                let hint = suggestion(
                    &name.text,
                    acts.chain(self.model.facts.iter().map(|f| &*f.name)),
                );
                let message = format!("没有叫“{}”的行为或者事实{hint}", name.text);
                self.problems.error(place.source, name.span, message);
                None
            }
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::ActOrFact)?;
                let (acts, facts) = (
                    self.acts_meaning(&name.text),
                    self.facts_meaning(&name.text),
                );
                let text: Arc<str> = format!("〔{}〕", name.text).into();
                let listed_fact = self.model.meanings.facts.contains_key(name.text.as_str())
                    && !self.model.meanings.acts.contains_key(name.text.as_str());
                if acts.is_empty() && (!facts.is_empty() || listed_fact) {
                    return Some(Point::Facts(Facts { ids: facts, text }));
                }
                Some(Point::Acts(Acts { ids: acts, text }))
            }
        }
    }

    // Elsewhere than in `后于`, exactly one fact may carry a meaning.
    pub(super) fn one_fact(&mut self, place: &Place<'_>, r: &Ref) -> Option<Found> {
        match r {
            Ref::Name(name) => self.fact_id(place.source, name).map(Found::Fact),
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Fact)?;
                let facts = self.facts_meaning(&name.text);
                match facts.as_slice() {
                    [one] => Some(Found::Fact(*one)),
                    [] if place.property => Some(Found::Absent(name.text.as_str().into())),
                    [] => {
                        let message = format!("没有事实带有〔{}〕这个含义", name.text);
                        self.problems.error(place.source, name.span, message);
                        None
                    }
                    many => {
                        let names: Vec<&str> =
                            many.iter().map(|f| &*self.model.fact(*f).name).collect();
                        let message = format!(
                            "〔{}〕在这里只能对应一个事实，现在有：{}",
                            name.text,
                            names.join("、")
                        );
                        self.problems.error(place.source, name.span, message);
                        None
                    }
                }
            }
        }
    }

    pub(super) fn fact_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Typed> {
        if let Ref::Name(name) = r {
            return self.name(place, name);
        }
        match self.one_fact(place, r)? {
            Found::Fact(id) => Some((Expr::Fact(id), self.model.fact(id).ty.clone())),
            Found::Absent(name) => Some((Expr::Unknown(name), Type::Bool)),
        }
    }

    pub(super) fn roles_ref(&mut self, place: &Place<'_>, r: &Ref) -> Option<Vec<RoleId>> {
        match r {
            Ref::Name(name) => self.role_id(place.source, name).map(|id| vec![id]),
            Ref::Meaning(name) => {
                self.known_meaning(place, name, MeaningOf::Role)?;
                let carries = |r: &crate::model::Role| r.meanings.iter().any(|m| **m == *name.text);
                let ids = self
                    .model
                    .roles
                    .iter()
                    .enumerate()
                    .filter(|(_, r)| carries(r));
                Some(ids.map(|(i, _)| RoleId(i as u16)).collect())
            }
        }
    }
}

#[derive(Clone, Copy)]
enum MeaningOf {
    Act,
    Fact,
    ActOrFact,
    Role,
}

pub(super) enum Found {
    Fact(FactId),
    /// No fact of this procedure carries the meaning.
    Absent(Arc<str>),
}

pub(super) fn ref_text(r: &Ref) -> &Name {
    match r {
        Ref::Name(name) | Ref::Meaning(name) => name,
    }
}

pub(super) fn written(r: &Ref) -> String {
    match r {
        Ref::Name(name) => name.text.clone(),
        Ref::Meaning(name) => format!("〔{}〕", name.text),
    }
}
