//! Which act stands in which layer: after everything that it always needs.

use std::collections::{BTreeMap, BTreeSet};

use fadu_norm::model::{ActId, Expr, Model, Point};

/// A row of the picture.
#[derive(Default)]
pub(super) struct Layer {
    pub(super) main: Vec<ActId>,
    pub(super) branches: Vec<ActId>,
}

/// Layers from the first act to the last.
pub(super) struct Layout {
    pub(super) layers: Vec<Layer>,
    /// Acts that each act always needs.
    needs: BTreeMap<ActId, BTreeSet<ActId>>,
}

impl Layout {
    pub(super) fn of(model: &Model) -> Layout {
        let shown: Vec<ActId> = model
            .act_ids()
            .filter(|a| !model.act(*a).corrects && !model.act(*a).revokes_record)
            .collect();
        let (mut needs, mut follows) = (BTreeMap::new(), BTreeMap::new());
        for act in &shown {
            let (mut hard, mut soft) = (BTreeSet::new(), BTreeSet::new());
            for id in &model.act(*act).conditions {
                let condition = model.condition(*id);
                gather(
                    &condition.must,
                    condition.given.is_none(),
                    &mut hard,
                    &mut soft,
                );
            }
            hard.remove(act);
            soft.remove(act);
            soft.extend(&hard);
            needs.insert(*act, hard);
            follows.insert(*act, soft);
        }
        let depth = depths(model, &shown, &follows);
        let main = spine(&shown, &needs);
        let mut layers: BTreeMap<usize, Layer> = BTreeMap::new();
        for act in shown {
            let layer = layers
                .entry(depth.get(&act).copied().unwrap_or_default())
                .or_default();
            let central =
                main.contains(&act) || model.opens.contains(&act) || model.closes.contains(&act);
            if central {
                layer.main.push(act)
            } else {
                layer.branches.push(act)
            }
        }
        Layout {
            layers: layers.into_values().collect(),
            needs,
        }
    }

    /// What each act always needs, without what follows from the rest.
    pub(super) fn edges(&self, model: &Model) -> Vec<(ActId, ActId)> {
        let mut edges = Vec::new();
        for (act, needs) in &self.needs {
            for need in needs {
                let implied = needs
                    .iter()
                    .any(|other| other != need && self.reaches(*other, *need, 0));
                let from_start = model.opens.contains(need) && needs.len() > 1;
                if !implied && !from_start {
                    edges.push((*need, *act));
                }
            }
        }
        edges
    }

    fn reaches(&self, from: ActId, goal: ActId, depth: usize) -> bool {
        depth < 32
            && self.needs.get(&from).is_some_and(|n| {
                n.contains(&goal) || n.iter().any(|m| self.reaches(*m, goal, depth + 1))
            })
    }
}

// Acts that a condition asks for: always (hard), or in some cases (soft).
fn gather(expr: &Expr, always: bool, hard: &mut BTreeSet<ActId>, soft: &mut BTreeSet<ActId>) {
    let mut add = |acts: &fadu_norm::model::Acts, always: bool| match (acts.ids.as_slice(), always)
    {
        ([one], true) => {
            hard.insert(*one);
        }
        (many, _) => soft.extend(many),
    };
    match expr {
        Expr::And(parts) => parts.iter().for_each(|p| gather(p, always, hard, soft)),
        Expr::Or(parts) => parts.iter().for_each(|p| gather(p, false, hard, soft)),
        Expr::Done(acts) | Expr::Expired(acts, _) | Expr::Within(acts, _) => add(acts, always),
        Expr::After(Point::Acts(acts), Point::Acts(_)) => add(acts, false),
        Expr::After(Point::Acts(acts), Point::Facts(_)) => add(acts, always),
        _ => {}
    }
}

// One more than the deepest act it follows; circles are cut where they are met. Endings come last.
fn depths(
    model: &Model,
    shown: &[ActId],
    follows: &BTreeMap<ActId, BTreeSet<ActId>>,
) -> BTreeMap<ActId, usize> {
    let mut depth: BTreeMap<ActId, usize> = BTreeMap::new();
    for act in shown {
        let mut path = BTreeSet::new();
        measure(model, *act, follows, &mut depth, &mut path);
    }
    let deepest = shown
        .iter()
        .filter(|a| !model.act(**a).after_close)
        .filter_map(|a| depth.get(a))
        .max();
    let last = deepest.copied().unwrap_or_default() + 1;
    for act in shown {
        if model.closes.contains(act) {
            depth.insert(*act, last);
        }
        if model.act(*act).after_close {
            depth.insert(*act, last + 1);
        }
    }
    depth
}

fn measure(
    model: &Model,
    act: ActId,
    follows: &BTreeMap<ActId, BTreeSet<ActId>>,
    depth: &mut BTreeMap<ActId, usize>,
    path: &mut BTreeSet<ActId>,
) -> usize {
    if let Some(known) = depth.get(&act) {
        return *known;
    }
    if !path.insert(act) {
        return 0;
    }
    let below = follows
        .get(&act)
        .into_iter()
        .flatten()
        .filter(|a| !model.closes.contains(a));
    let deepest = below
        .map(|b| measure(model, *b, follows, depth, path) + 1)
        .max();
    path.remove(&act);
    let own = deepest.unwrap_or(usize::from(!model.opens.contains(&act)));
    depth.insert(act, own);
    own
}

// The spine: the act with the longest list of what it always needs, and that list.
fn spine(shown: &[ActId], needs: &BTreeMap<ActId, BTreeSet<ActId>>) -> BTreeSet<ActId> {
    let ancestors = |act: ActId| {
        let mut found = BTreeSet::from([act]);
        let mut open = vec![act];
        while let Some(next) = open.pop() {
            open.extend(
                needs
                    .get(&next)
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|need| found.insert(*need)),
            );
        }
        found
    };
    // The first of equals, so that the picture does not depend on anything but the file.
    shown
        .iter()
        .map(|act| ancestors(*act))
        .reduce(|best, next| if best.len() < next.len() { next } else { best })
        .unwrap_or_default()
}
