//! A formula at a moment with everything settled filled in: what is left are its open atoms.

use crate::engine::view::View;
use crate::model::Expr;

/// More atoms than this that stand both plainly and denied are taken as independent of each other.
const MOST_MIXED: usize = 12;

/// A formula over open atoms only.
#[derive(Clone, PartialEq, Debug)]
enum Node {
    /// Settled; `None`: unknown.
    Known(Option<bool>),
    /// The open atom with this place.
    Open(usize),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
}

/// A formula with its open atoms.
pub(crate) struct Ground<'e> {
    node: Node,
    atoms: Vec<&'e Expr>,
}

impl<'e> Ground<'e> {
    /// Fills in everything that `is_open` does not leave open.
    pub(crate) fn of(
        view: &View<'_>,
        formula: &'e Expr,
        is_open: &impl Fn(&Expr) -> bool,
    ) -> Ground<'e> {
        let mut atoms = Vec::new();
        let node = fill(view, formula, is_open, &mut atoms);
        Ground { node, atoms }
    }

    /// Whether some value of the open atoms makes it true; equal atoms have one value.
    pub(crate) fn satisfiable(&self) -> bool {
        self.some_values(|truth| truth == Some(true))
    }

    /// Whether no value of the open atoms matters.
    pub(crate) fn is_settled(&self) -> bool {
        matches!(self.node, Node::Known(Some(_)))
    }

    /// Whether some value of the open atoms does not make it false.
    pub(crate) fn may_be_unknown(&self) -> bool {
        self.some_values(|truth| truth != Some(false))
    }

    fn some_values(&self, wanted: impl Fn(Option<bool>) -> bool) -> bool {
        if let Node::Known(truth) = self.node {
            return wanted(truth);
        }
        let mut seen = vec![(false, false); self.atoms.len()];
        signs(&self.node, true, &mut seen);
        // An atom that stands with one sign only is best at that sign.
        let mut values: Vec<bool> = seen.iter().map(|(plain, _)| *plain).collect();
        let mixed: Vec<usize> = seen
            .iter()
            .enumerate()
            .filter(|(_, s)| **s == (true, true))
            .map(|(i, _)| i)
            .collect();
        if mixed.len() > MOST_MIXED {
            return can_be(&self.node, true);
        }
        (0..1_u32 << mixed.len()).any(|mask| {
            for (bit, atom) in mixed.iter().enumerate() {
                if let Some(slot) = values.get_mut(*atom) {
                    *slot = mask & (1 << bit) != 0;
                }
            }
            wanted(truth(&self.node, &values))
        })
    }
}

fn fill<'e>(
    view: &View<'_>,
    expr: &'e Expr,
    is_open: &impl Fn(&Expr) -> bool,
    atoms: &mut Vec<&'e Expr>,
) -> Node {
    match expr {
        Expr::And(parts) => join(parts.iter().map(|p| fill(view, p, is_open, atoms)), true),
        Expr::Or(parts) => join(parts.iter().map(|p| fill(view, p, is_open, atoms)), false),
        Expr::Not(inner) => match fill(view, inner, is_open, atoms) {
            Node::Known(truth) => Node::Known(truth.map(|b| !b)),
            other => Node::Not(Box::new(other)),
        },
        atom if is_open(atom) => {
            let place = atoms.iter().position(|a| *a == atom).unwrap_or_else(|| {
                atoms.push(atom);
                atoms.len() - 1
            });
            Node::Open(place)
        }
        settled => Node::Known(view.truth(settled)),
    }
}

// One false part settles `且`, one true part `或`; true and false parts otherwise drop out.
fn join(parts: impl Iterator<Item = Node>, all: bool) -> Node {
    let mut left = Vec::new();
    let mut unknown = false;
    for part in parts {
        match part {
            Node::Known(Some(b)) if b != all => return Node::Known(Some(b)),
            Node::Known(Some(_)) => {}
            Node::Known(None) => unknown = true,
            other => left.push(other),
        }
    }
    if left.is_empty() {
        return Node::Known(if unknown { None } else { Some(all) });
    }
    if unknown {
        left.push(Node::Known(None));
    }
    if all {
        Node::All(left)
    } else {
        Node::Any(left)
    }
}

fn signs(node: &Node, plain: bool, seen: &mut [(bool, bool)]) {
    match node {
        Node::Known(_) => {}
        Node::Open(atom) => {
            if let Some((p, d)) = seen.get_mut(*atom) {
                if plain { *p = true } else { *d = true }
            }
        }
        Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|p| signs(p, plain, seen)),
        Node::Not(inner) => signs(inner, !plain, seen),
    }
}

fn truth(node: &Node, values: &[bool]) -> Option<bool> {
    let settle = |parts: &[Node], all: bool| {
        let mut unknown = false;
        for part in parts {
            match truth(part, values) {
                Some(b) if b != all => return Some(b),
                Some(_) => {}
                None => unknown = true,
            }
        }
        (!unknown).then_some(all)
    };
    match node {
        Node::Known(truth) => *truth,
        Node::Open(atom) => values.get(*atom).copied(),
        Node::All(parts) => settle(parts, true),
        Node::Any(parts) => settle(parts, false),
        Node::Not(inner) => truth(inner, values).map(|b| !b),
    }
}

// Too kind for equal atoms with opposite values, never too strict.
fn can_be(node: &Node, wanted: bool) -> bool {
    match (node, wanted) {
        (Node::Known(truth), _) => *truth == Some(wanted),
        (Node::Open(_), _) => true,
        (Node::All(parts), true) | (Node::Any(parts), false) => {
            parts.iter().all(|p| can_be(p, wanted))
        }
        (Node::All(parts), false) | (Node::Any(parts), true) => {
            parts.iter().any(|p| can_be(p, wanted))
        }
        (Node::Not(inner), _) => can_be(inner, !wanted),
    }
}
