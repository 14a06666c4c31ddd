//! One axis: the values of an input, cut at the ends of all cells into pieces that no row splits.

use std::cmp::Ordering;

use fadu_base::Number;

/// A place where an axis is cut: before or after a value, or at an end of the world.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Cut {
    Low,
    At { value: Number, after: bool },
    High,
}

/// From the first cut to the second.
pub(crate) type Span = (Cut, Cut);

/// Sorted cuts; the first and the last are the ends of the domain. Piece `i` lies between `i` and `i + 1`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Axis {
    pub cuts: Vec<Cut>,
    pub dense: bool,
    /// The cuts of an axis of whole numbers, for look-up.
    whole: Vec<i128>,
}

impl Cut {
    /// Just before a value. Between whole numbers every cut is before one of them.
    pub fn before(value: Number, dense: bool) -> Cut {
        let value = if dense { value } else { value.ceil() };
        Cut::At {
            value,
            after: false,
        }
    }

    /// Just after a value.
    pub fn after(value: Number, dense: bool) -> Cut {
        if dense {
            return Cut::At { value, after: true };
        }
        Cut::At {
            value: value.floor() + Number::from_integer(1),
            after: false,
        }
    }
}

impl Ord for Cut {
    fn cmp(&self, other: &Cut) -> Ordering {
        match (self, other) {
            (Cut::At { value: a, after: x }, Cut::At { value: b, after: y }) => {
                compare(a, b).then(x.cmp(y))
            }
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Cut {
    fn partial_cmp(&self, other: &Cut) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Cut {
    fn rank(&self) -> u8 {
        match self {
            Cut::Low => 0,
            Cut::At { .. } => 1,
            Cut::High => 2,
        }
    }
}

/// Cross-multiplication is several times faster than the division of `Ratio`.
fn compare(a: &Number, b: &Number) -> Ordering {
    match (
        a.numer().checked_mul(*b.denom()),
        b.numer().checked_mul(*a.denom()),
    ) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => a.cmp(b),
    }
}

impl Axis {
    /// The axis of a domain, cut at the ends of these spans.
    pub fn new(domain: Span, spans: impl IntoIterator<Item = Span>, dense: bool) -> Axis {
        let mut cuts = vec![domain.0, domain.1];
        let inside = |cut: &Cut| domain.0 < *cut && *cut < domain.1;
        cuts.extend(
            spans
                .into_iter()
                .flat_map(|(low, high)| [low, high])
                .filter(inside),
        );
        cuts.sort_unstable();
        cuts.dedup();
        let key = |cut: &Cut| match cut {
            Cut::Low => i128::MIN,
            Cut::At { value, .. } => value.to_integer(),
            Cut::High => i128::MAX,
        };
        let whole = if dense {
            Vec::new()
        } else {
            cuts.iter().map(key).collect()
        };
        Axis { cuts, dense, whole }
    }

    /// How many pieces.
    pub fn len(&self) -> u32 {
        u32::try_from(self.cuts.len())
            .unwrap_or(u32::MAX)
            .saturating_sub(1)
    }

    /// The piece that holds a value; `None` outside the domain.
    pub fn locate(&self, value: &Number) -> Option<u32> {
        let passed = if self.dense || !value.is_integer() {
            let here = Cut::At {
                value: *value,
                after: false,
            };
            self.cuts.partition_point(|cut| *cut <= here)
        } else {
            self.whole.partition_point(|cut| cut <= value.numer())
        };
        let piece = u32::try_from(passed.checked_sub(1)?).ok()?;
        (piece < self.len()).then_some(piece)
    }

    /// The pieces of a span, half-open; `None` when it is empty inside the domain.
    pub fn pieces(&self, span: Span) -> Option<(u32, u32)> {
        let index = |cut: &Cut| match self.cuts.binary_search(cut) {
            Ok(i) => u32::try_from(i).ok(),
            Err(0) => Some(0),
            Err(_) => Some(self.len()),
        };
        let (low, high) = (index(&span.0)?, index(&span.1)?);
        (low < high).then_some((low, high))
    }

    /// The ends of some pieces.
    pub fn span(&self, pieces: (u32, u32)) -> Option<Span> {
        let cut = |i: u32| self.cuts.get(usize::try_from(i).ok()?).copied();
        Some((cut(pieces.0)?, cut(pieces.1)?))
    }

    /// A plain value inside a piece.
    pub fn sample(&self, piece: u32) -> Number {
        let span = piece
            .checked_add(1)
            .and_then(|next| self.span((piece, next)));
        span.and_then(|span| sample(span, self.dense))
            .unwrap_or_default()
    }
}

/// A plain value inside a span: its closed lower end where there is one; `None` when it is empty.
pub(crate) fn sample(span: Span, dense: bool) -> Option<Number> {
    let one = Number::from_integer(1);
    if span.1 <= span.0 {
        return None;
    }
    match span {
        (
            Cut::At {
                value,
                after: false,
            },
            _,
        ) => Some(value),
        (Cut::At { value, after: true }, Cut::High) => Some(value + one),
        (
            Cut::At {
                value: low,
                after: true,
            },
            Cut::At { value: high, after },
        ) => {
            let middle = (low + high) / Number::from_integer(2);
            Some(if after { high } else { middle })
        }
        (Cut::Low, Cut::High) => Some(Number::default()),
        (Cut::Low, Cut::At { value, after }) => {
            Some(if after && dense { value } else { value - one })
        }
        _ => None,
    }
}
