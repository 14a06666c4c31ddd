//! Properties: those of the procedure's own files, and those of its family's statutes (section 4).

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{Acts, Property, Template, Trigger};
use crate::resolve::Source;
use crate::resolve::declare::{Builder, citations};
use crate::resolve::formula::Place;
use crate::resolve::norms::ref_name;
use crate::tree::{self, Formula, FormulaKind, Ref, StatementKind};

impl<'s> Builder<'s, '_> {
    pub(crate) fn all_properties(&mut self) {
        for placed in self.statements() {
            if let StatementKind::Property(property) = &placed.statement.kind {
                self.property(placed.source, property, false);
            }
        }
        let family = self.model.family.clone();
        let context = self.context;
        for source in &context.properties {
            for statement in &source.file.statements {
                let StatementKind::Property(property) = &statement.kind else {
                    continue;
                };
                match &property.family {
                    Some(of) if Some(of.text.as_str()) == family.as_deref() => {
                        self.property(source, property, true)
                    }
                    Some(_) => {}
                    None => self.problems.error(
                        source,
                        property.name.span,
                        "没有程序的文件里，性质要写明属于哪一族：属 类别",
                    ),
                }
            }
        }
    }

    fn property(&mut self, source: &Source, property: &tree::Property, of_family: bool) {
        if self
            .model
            .properties
            .iter()
            .any(|p| *p.name == *property.name.text)
        {
            self.problems.error(
                source,
                property.name.span,
                format!("性质“{}”声明了两次", property.name.text),
            );
            return;
        }
        let cites = citations(&property.cites);
        let place = Place {
            source,
            cites: &cites,
            no_act: false,
            entry: None,
            property: true,
        };
        let template = match self.absent(&property.template) {
            Some(absent) => {
                // Its names are checked all the same, so that a slip does not hide behind "not applicable".
                if self.template(&place, &property.template).is_none() {
                    return;
                }
                Err(absent)
            }
            None => match self.template(&place, &property.template) {
                Some(template) => Ok(template),
                None => return,
            },
        };
        self.model.properties.push(Property {
            name: property.name.text.as_str().into(),
            of_family,
            template,
            cites: cites.clone(),
            reason: property.reason.as_ref().map(|t| t.text.as_str().into()),
        });
    }

    // Meanings of which none occurs, or whose absence leaves the claim without a subject.
    fn absent(&self, template: &tree::Template) -> Option<Vec<Arc<str>>> {
        let mut named = Named::default();
        named.template(template);
        let occurs = |m: &&String| {
            !self.acts_meaning(m).is_empty()
                || !self.facts_meaning(m).is_empty()
                || self.role_carries(m)
        };
        let list = |names: Vec<&String>| -> Vec<Arc<str>> {
            names.into_iter().map(|n| n.as_str().into()).collect()
        };
        if !named.meanings.is_empty() && !named.names && !named.meanings.iter().any(|m| occurs(&m))
        {
            return Some(list(named.meanings.iter().collect()));
        }
        let without: Vec<&String> = named.subjects.iter().filter(|m| !occurs(m)).collect();
        (!without.is_empty()).then(|| list(without))
    }

    fn role_carries(&self, meaning: &str) -> bool {
        self.model
            .roles
            .iter()
            .any(|r| r.meanings.iter().any(|m| &**m == meaning))
    }

    fn template(&mut self, place: &Place<'_>, template: &tree::Template) -> Option<Template> {
        let still = Place {
            no_act: true,
            ..*place
        };
        match template {
            tree::Template::Whenever(x, f) => {
                let (x, f) = (self.acts_ref(place, x), self.truth(place, f));
                Some(Template::Whenever(x?, f?))
            }
            tree::Template::Always(f) => self.truth(&still, f).map(Template::Always),
            tree::Template::AtClose(f) => self.truth(&still, f).map(Template::AtClose),
            tree::Template::NotAfter {
                first,
                then,
                unless,
            } => {
                let (first, then) = (self.acts_ref(place, first), self.acts_ref(place, then));
                let unless = match unless {
                    Some(f) => Some(self.truth(place, f)?),
                    None => None,
                };
                Some(Template::NotAfter {
                    first: first?,
                    then: then?,
                    unless,
                })
            }
            tree::Template::Separate(x, y) => {
                let (x, y) = (self.acts_ref(place, x), self.acts_ref(place, y));
                Some(Template::Separate(x?, y?))
            }
            tree::Template::Deadline {
                trigger,
                within,
                target,
                given,
                stops,
                extends,
            } => self.deadline(
                &still,
                trigger,
                within,
                target,
                given.as_ref(),
                stops,
                extends,
            ),
            tree::Template::AlwaysMay(x, f) => {
                let (x, f) = (self.acts_ref(place, x), self.optional(&still, f.as_ref())?);
                Some(Template::AlwaysMay(x?, f))
            }
            tree::Template::CanAlways(x, f) => {
                let (x, f) = (self.acts_ref(place, x), self.optional(&still, f.as_ref())?);
                Some(Template::CanAlways(x?, f))
            }
            tree::Template::Reachable(f) => self.truth(&still, f).map(Template::Reachable),
        }
    }

    #[expect(clippy::option_option, reason = "outer: an error; inner: no `若`")]
    fn optional(
        &mut self,
        place: &Place<'_>,
        formula: Option<&Formula>,
    ) -> Option<Option<crate::model::Expr>> {
        match formula {
            None => Some(None),
            Some(f) => self.truth(place, f).map(Some),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "the parts of one template")]
    fn deadline(
        &mut self,
        place: &Place<'_>,
        trigger: &Ref,
        within: &tree::Within,
        target: &Ref,
        given: Option<&Formula>,
        stops: &[tree::Stop],
        extends: &[(tree::TermRef, Option<u32>)],
    ) -> Option<Template> {
        let trigger: Option<Trigger> = self.trigger(place, trigger);
        let within = self.within(place.source, within, place.cites);
        let target: Option<Acts> = self.acts_ref(place, target);
        let given = self.optional(place, given)?;
        let stops = stops.iter().filter_map(|s| self.stop(place, s)).collect();
        let extends = extends
            .iter()
            .filter_map(|(term, times)| {
                self.term(place.source, term, place.cites)
                    .map(|t| (t, *times))
            })
            .collect();
        Some(Template::Deadline {
            trigger: trigger?,
            within: within?,
            target: target?,
            given,
            stops,
            extends,
        })
    }
}

/// What a property names: meanings, whether it names acts or facts by name, and its subjects.
#[derive(Default)]
struct Named {
    meanings: BTreeSet<String>,
    subjects: BTreeSet<String>,
    names: bool,
}

impl Named {
    fn template(&mut self, template: &tree::Template) {
        match template {
            tree::Template::Whenever(x, f) => {
                self.subject(x);
                self.formula(f);
            }
            tree::Template::Always(f)
            | tree::Template::AtClose(f)
            | tree::Template::Reachable(f) => self.formula(f),
            tree::Template::NotAfter {
                first,
                then,
                unless,
            } => {
                self.subject(first);
                self.subject(then);
                unless.iter().for_each(|f| self.formula(f));
            }
            tree::Template::Separate(x, y) => {
                self.subject(x);
                self.subject(y);
            }
            tree::Template::Deadline {
                trigger,
                target,
                given,
                ..
            } => {
                self.subject(trigger);
                self.reference(target);
                given.iter().for_each(|f| self.formula(f));
            }
            tree::Template::AlwaysMay(x, f) | tree::Template::CanAlways(x, f) => {
                self.subject(x);
                f.iter().for_each(|f| self.formula(f));
            }
        }
    }

    fn subject(&mut self, r: &Ref) {
        if let Ref::Meaning(name) = r {
            self.subjects.insert(name.text.clone());
        }
        self.reference(r);
    }

    fn reference(&mut self, r: &Ref) {
        match r {
            Ref::Meaning(_) => {
                self.meanings.insert(ref_name(r).text.clone());
            }
            Ref::Name(_) => self.names = true,
        }
    }

    fn formula(&mut self, formula: &Formula) {
        match &formula.kind {
            FormulaKind::Meaning(name) => {
                self.meanings.insert(name.text.clone());
            }
            FormulaKind::Done(x)
            | FormulaKind::NotDone(x)
            | FormulaKind::Expired(x, _)
            | FormulaKind::Within(x, _)
            | FormulaKind::EffectiveDay(x)
            | FormulaKind::ByRole(x)
            | FormulaKind::Avoids(x)
            | FormulaKind::Different(x)
            | FormulaKind::Same(x)
            | FormulaKind::Filled(x)
            | FormulaKind::Size(x)
            | FormulaKind::Times(x)
            | FormulaKind::Member(x, _) => self.reference(x),
            FormulaKind::After(x, y) | FormulaKind::ValueAt(x, y) => {
                self.reference(x);
                self.reference(y);
            }
            FormulaKind::PastDate(d, _) | FormulaKind::LastDay(d, _) => self.formula(d),
            FormulaKind::Not(f) | FormulaKind::Contains(f, _) | FormulaKind::ContainsAny(f, _) => {
                self.formula(f)
            }
            FormulaKind::Days(a, b)
            | FormulaKind::Smaller(a, b)
            | FormulaKind::Larger(a, b)
            | FormulaKind::Subset(a, b)
            | FormulaKind::Compare(_, a, b)
            | FormulaKind::Arith(_, a, b)
            | FormulaKind::And(a, b)
            | FormulaKind::Or(a, b) => {
                self.formula(a);
                self.formula(b);
            }
            FormulaKind::Some(_, f) | FormulaKind::Every(_, f) | FormulaKind::Count(_, f) => {
                f.iter().for_each(|f| self.formula(f));
            }
            FormulaKind::Literal(tree::LiteralKind::Name(_)) => self.names = true,
            _ => {}
        }
    }
}
