//! What a party may see of its case: the acts and papers that the pack names, and never one before it is served.

use std::collections::BTreeSet;

use fadu_norm::model::Model;

use crate::load::Loaded;
use crate::record::Canonical;

/// Whether the party may see this act: those the pack names; without a list, those that give out documents and its own.
pub(crate) fn act_shown(case: &Loaded, act: &Canonical) -> bool {
    if is_own(case, act) {
        return true;
    }
    let public = &case.procedure.views.public;
    let named = if public.acts.is_empty() {
        act.documents
            .iter()
            .any(|d| paper_named(case, act, &d.name))
    } else {
        public.acts.contains(&act.act)
    };
    named && told(case, act)
}

/// Whether the party may read this document of an act.
pub(crate) fn paper_shown(case: &Loaded, act: &Canonical, document: &str) -> bool {
    act_shown(case, act) && (is_own(case, act) || paper_named(case, act, document))
}

/// Acts of the case that the party may see, by id.
pub(crate) fn shown(case: &Loaded) -> BTreeSet<String> {
    let acts = case.acts.iter().filter(|a| act_shown(case, a));
    acts.map(|a| a.id.clone()).collect()
}

fn paper_named(case: &Loaded, act: &Canonical, document: &str) -> bool {
    match &case.procedure.views.public.papers {
        Some(list) => list.iter().any(|name| name == document),
        None => is_served(case.model(), &act.slug),
    }
}

fn is_own(case: &Loaded, act: &Canonical) -> bool {
    let party = case.file.party.as_ref();
    party.is_some_and(|p| act.by.iter().any(|b| b.person == *p))
}

fn is_served(model: &Model, slug: &str) -> bool {
    let act = model.acts.iter().find(|a| *a.slug == *slug);
    act.is_some_and(|a| a.behaviours.iter().any(|b| b.delays))
}

// What is told by another act shows only when that act came after it and has effect.
fn told(case: &Loaded, act: &Canonical) -> bool {
    let Some(teller) = case.procedure.views.public.after.get(&act.act) else {
        return true;
    };
    let session = case.session(fadu_norm::history::World::default());
    let by = |(place, kept): (usize, &fadu_norm::engine::Kept)| {
        case.acts
            .get(place)
            .is_some_and(|a| act.seq < a.seq && a.act == *teller)
            && kept.revoked_by.is_empty()
    };
    session.records().iter().enumerate().any(by)
}

/// Whether an act is one of the party's own role.
pub(crate) fn is_party_act(model: &Model, act: &fadu_norm::model::Act) -> bool {
    act.roles
        .iter()
        .any(|r| crate::load::is_party_role(model, *r))
}
