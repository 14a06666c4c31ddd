//! Inside the statutory range (`幅度`): in every box of every row, no case breaks the condition.
//!
//! The denial of the condition is a list of conjunctions. Literals about one input narrow its axis;
//! a comparison over several inputs is least or greatest at an end of each axis, which decides one
//! of them exactly. Several of them at once are refuted one by one, or met by trying the ends; where
//! neither works nothing is decided.

use fadu_base::Number;
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub};

use super::{Shape, number, too_much};
use crate::axis::{Cut, Span, sample};
use crate::boxes::{Piece, without};
use crate::condition::{Condition, Linear, Literal, Relation, Var};
use crate::report::{Case, Finding};
use crate::space::{Block, cell_spans, choice_blocks};
use crate::table::Cell;
use crate::value::{Kind, Value};

/// For each axis, where the case may lie.
type Region = Vec<Vec<Span>>;

/// Why nothing was decided.
const NOT_LINEAR: &str = "幅度的公式太复杂，不能逐格精确判定";
/// Regions, and combinations of ends, that are looked through.
const MOST: usize = 4096;

enum Found {
    Nothing,
    Point(Vec<Number>),
    Open,
}

pub(super) fn check(shape: &Shape<'_>, condition: &Condition) -> Finding {
    let Ok(effective) = &shape.effective else {
        return too_much();
    };
    let Some(ways) = condition.breaches() else {
        return Finding::NotDecided(NOT_LINEAR.into());
    };
    let mut budget = shape.budget();
    let mut open = false;
    for piece in effective {
        let row = usize::try_from(piece.row)
            .ok()
            .and_then(|i| shape.table.rows.get(i));
        let Some(row) = row else { continue };
        for way in &ways {
            if budget
                .spend(way.len().saturating_add(piece.sides.len()))
                .is_err()
            {
                return too_much();
            }
            match breach(shape, piece, way) {
                Found::Nothing => {}
                Found::Open => open = true,
                Found::Point(point) => {
                    match failure(shape, condition, piece, &row.output, &point) {
                        Some(finding) => return finding,
                        None => open = true,
                    }
                }
            }
        }
    }
    if open {
        Finding::NotDecided(NOT_LINEAR.into())
    } else {
        Finding::Holds
    }
}

/// The failure at a point, if the condition is really broken there.
fn failure(
    shape: &Shape<'_>,
    condition: &Condition,
    piece: &Piece,
    output: &Value,
    point: &[Number],
) -> Option<Finding> {
    let table = shape.table;
    let at = |axis: usize| point.get(axis).copied().unwrap_or_default();
    let values = table.space.case_at(at);
    if condition.holds(&table.inputs, &table.output, &values, output) != Some(false) {
        return None;
    }
    let case = Case::new(&table.inputs, values);
    let text = format!("{case} 时第{}行给出 {output}，超出幅度", number(piece.row));
    Some(shape.failure(Some(case), &[piece.row], text))
}

/// A case in the box where all literals hold.
fn breach(shape: &Shape<'_>, piece: &Piece, way: &[Literal]) -> Found {
    let axes = shape.table.space.axes.iter().zip(&piece.sides);
    let whole: Option<Region> = axes
        .map(|(axis, side)| axis.span(*side).map(|span| vec![span]))
        .collect();
    let mut regions: Vec<Region> = whole.into_iter().collect();
    let mut several: Vec<Sum> = Vec::new();
    for literal in way {
        match literal {
            Literal::Cell {
                input,
                cell,
                accepts,
            } => regions = by_cell(shape, &regions, *input, cell, *accepts),
            Literal::Linear(linear) => {
                let Some(sum) = Sum::new(shape, linear, piece) else {
                    return Found::Open;
                };
                match sum.terms.as_slice() {
                    [] if sum.relation.holds(&sum.constant) => {}
                    [] => return Found::Nothing,
                    [(axis, factor)] => {
                        let dense = shape
                            .table
                            .space
                            .axes
                            .get(*axis)
                            .is_some_and(|axis| axis.dense);
                        let Some(span) = sum.solved(*factor, dense) else {
                            return Found::Open;
                        };
                        regions
                            .iter_mut()
                            .for_each(|region| cut_axis(region, *axis, &[span]));
                    }
                    _ => several.push(sum),
                }
            }
        }
        regions.retain(|region| region.iter().all(|spans| !spans.is_empty()));
        if regions.len() > MOST {
            return Found::Open;
        }
    }
    let mut open = false;
    for region in &regions {
        match in_region(shape, region, &several) {
            Found::Nothing => {}
            Found::Open => open = true,
            point => return point,
        }
    }
    if open { Found::Open } else { Found::Nothing }
}

/// The regions narrowed to the cases that a cell accepts, or to the others.
fn by_cell(
    shape: &Shape<'_>,
    regions: &[Region],
    input: usize,
    cell: &Cell,
    accepts: bool,
) -> Vec<Region> {
    let space = &shape.table.space;
    let (Some(kind), Some(axes)) = (space.kinds.get(input), space.of_input.get(input)) else {
        return Vec::new();
    };
    if let Kind::Choices { options } = kind {
        let blocks = choice_blocks(cell, options);
        let all: Block = vec![(0, 2); options.len()];
        let rest =
            |left: Vec<Block>, taken: &Block| left.iter().flat_map(|b| without(b, taken)).collect();
        let blocks = if accepts {
            blocks
        } else {
            blocks.iter().fold(vec![all], rest)
        };
        let with = |region: &Region| -> Vec<Region> {
            let narrow = |block: &Block| {
                let mut region = region.clone();
                for (axis, side) in axes.clone().zip(block) {
                    cut_axis(&mut region, axis, &[(whole(side.0), whole(side.1))]);
                }
                region
            };
            blocks.iter().map(narrow).collect()
        };
        return regions.iter().flat_map(with).collect();
    }
    let spans = cell_spans(cell, kind);
    let spans = if accepts { spans } else { gaps(&spans) };
    let narrow = |region: &Region| {
        let mut region = region.clone();
        cut_axis(&mut region, axes.start, &spans);
        region
    };
    regions.iter().map(narrow).collect()
}

fn whole(n: u32) -> Cut {
    Cut::before(Number::from_integer(n.into()), false)
}

/// What lies between sorted spans.
fn gaps(spans: &[Span]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut from = Cut::Low;
    for (low, high) in spans {
        out.push((from, *low));
        from = *high;
    }
    out.push((from, Cut::High));
    out.retain(|(low, high)| low < high);
    out
}

fn cut_axis(region: &mut Region, axis: usize, spans: &[Span]) {
    if let Some(old) = region.get_mut(axis) {
        let meet = |a: &Span| {
            spans
                .iter()
                .map(|b| (a.0.max(b.0), a.1.min(b.1)))
                .collect::<Vec<Span>>()
        };
        *old = old
            .iter()
            .flat_map(meet)
            .filter(|(low, high)| low < high)
            .collect();
    }
}

/// A linear sum over axes, with the output of the row put in.
struct Sum {
    terms: Vec<(usize, Number)>,
    constant: Number,
    relation: Relation,
}

impl Sum {
    fn new(shape: &Shape<'_>, linear: &Linear, piece: &Piece) -> Option<Sum> {
        let mut sum = Sum {
            terms: Vec::new(),
            constant: linear.constant,
            relation: linear.relation,
        };
        for (var, factor) in &linear.terms {
            match var {
                Var::Output => {
                    let part = factor.checked_mul(&shape.table.weight(piece.row)?)?;
                    sum.constant = sum.constant.checked_add(&part)?;
                }
                Var::Input(input) => sum.add(axis_of(shape, *input)?, *factor)?,
            }
        }
        sum.terms.retain(|(_, factor)| *factor != Number::default());
        Some(sum)
    }

    fn add(&mut self, axis: usize, factor: Number) -> Option<()> {
        match self.terms.iter_mut().find(|(other, _)| *other == axis) {
            Some((_, old)) => *old = old.checked_add(&factor)?,
            None => self.terms.push((axis, factor)),
        }
        Some(())
    }

    /// Where the one input of the sum keeps the relation.
    fn solved(&self, factor: Number, dense: bool) -> Option<Span> {
        let border = Number::default()
            .checked_sub(&self.constant)?
            .checked_div(&factor)?;
        // Beyond this, rounding to whole numbers would not be safe.
        let fits = border.numer().abs() < 1_i128 << 100 && *border.denom() < 1_i128 << 100;
        let relation = if factor < Number::default() {
            turned(self.relation)
        } else {
            self.relation
        };
        let (before, after) =
            fits.then(|| (Cut::before(border, dense), Cut::after(border, dense)))?;
        Some(match relation {
            Relation::Lt => (Cut::Low, before),
            Relation::Le => (Cut::Low, after),
            Relation::Gt => (after, Cut::High),
            Relation::Ge => (before, Cut::High),
            Relation::Eq | Relation::Ne => return None,
        })
    }

    /// The same as `sum < 0` or `sum ≤ 0`; true: strictly.
    fn downward(&self) -> Option<(Sum, bool)> {
        let strict = matches!(self.relation, Relation::Lt | Relation::Gt);
        if matches!(self.relation, Relation::Lt | Relation::Le) {
            let same = Sum {
                terms: self.terms.clone(),
                constant: self.constant,
                relation: self.relation,
            };
            return Some((same, strict));
        }
        let terms = self
            .terms
            .iter()
            .map(|(axis, factor)| (*axis, -*factor))
            .collect();
        let relation = if strict { Relation::Lt } else { Relation::Le };
        Some((
            Sum {
                terms,
                constant: -self.constant,
                relation,
            },
            strict,
        ))
    }

    fn at(&self, point: &[Number]) -> Option<Number> {
        self.terms
            .iter()
            .try_fold(self.constant, |sum, (axis, factor)| {
                sum.checked_add(&factor.checked_mul(point.get(*axis)?)?)
            })
    }
}

fn turned(relation: Relation) -> Relation {
    match relation {
        Relation::Lt => Relation::Gt,
        Relation::Le => Relation::Ge,
        Relation::Gt => Relation::Lt,
        Relation::Ge => Relation::Le,
        other => other,
    }
}

/// The axis of an input whose numbers are those of its kind.
fn axis_of(shape: &Shape<'_>, input: usize) -> Option<usize> {
    let fact = shape.table.inputs.get(input)?;
    let plain = !matches!(fact.kind, Kind::Choices { .. })
        && shape.table.space.kinds.get(input) == Some(&fact.kind);
    plain
        .then(|| shape.table.space.of_input.get(input).map(|axes| axes.start))
        .flatten()
}

/// A case in a region where all the sums hold.
fn in_region(shape: &Shape<'_>, region: &Region, sums: &[Sum]) -> Found {
    let involved = |axis: usize| {
        sums.iter()
            .any(|sum| sum.terms.iter().any(|(other, _)| *other == axis))
    };
    let mut combinations: Vec<Vec<Span>> = vec![Vec::new()];
    for (axis, spans) in region.iter().enumerate() {
        let used = if involved(axis) { spans.len() } else { 1 };
        if combinations.len().saturating_mul(used) > MOST {
            return Found::Open;
        }
        let with = |so_far: &Vec<Span>| -> Vec<Vec<Span>> {
            spans
                .iter()
                .take(used)
                .map(|span| so_far.iter().copied().chain([*span]).collect())
                .collect()
        };
        combinations = combinations.iter().flat_map(with).collect();
    }
    let mut open = false;
    for spans in &combinations {
        match in_box(shape, spans, sums) {
            Found::Nothing => {}
            Found::Open => open = true,
            point => return point,
        }
    }
    if open { Found::Open } else { Found::Nothing }
}

fn in_box(shape: &Shape<'_>, spans: &[Span], sums: &[Sum]) -> Found {
    let dense = |axis: usize| {
        shape
            .table
            .space
            .axes
            .get(axis)
            .is_some_and(|axis| axis.dense)
    };
    let samples: Option<Vec<Number>> = spans
        .iter()
        .enumerate()
        .map(|(i, span)| sample(*span, dense(i)))
        .collect();
    let Some(samples) = samples else {
        return Found::Nothing;
    };
    let sums: Option<Vec<(Sum, bool)>> = sums.iter().map(Sum::downward).collect();
    let Some(sums) = sums else { return Found::Open };
    for (sum, strict) in &sums {
        match possible(sum, *strict, spans, dense) {
            None => return Found::Open,
            Some(false) => return Found::Nothing,
            Some(true) => {}
        }
    }
    let holds = |point: &[Number]| {
        sums.iter()
            .all(|(sum, _)| sum.at(point).is_some_and(|n| sum.relation.holds(&n)))
    };
    let starts = std::iter::once(samples.clone()).filter(|point| holds(point));
    let pushed = sums.iter().flat_map(|(sum, _)| {
        (0..100)
            .map(|step| push(sum, spans, &samples, step, dense))
            .take_while(Option::is_some)
            .flatten()
    });
    match starts.chain(pushed).find(|point| holds(point)) {
        Some(point) => Found::Point(point),
        None => Found::Open,
    }
}

/// An end of a span in the direction that makes a sum smaller.
enum End {
    Reached(Number),
    Open(Number),
    Endless,
}

fn end(span: Span, down: bool, dense: bool) -> End {
    match if down { span.0 } else { span.1 } {
        Cut::At { value, .. } if !dense && !down => End::Reached(value - Number::from_integer(1)),
        Cut::At { value, after } if dense && down == after => End::Open(value),
        Cut::At { value, .. } => End::Reached(value),
        Cut::Low | Cut::High => End::Endless,
    }
}

/// Whether some case in the box makes the sum small enough; `None`: the numbers are too large.
fn possible(
    sum: &Sum,
    strict: bool,
    spans: &[Span],
    dense: impl Fn(usize) -> bool,
) -> Option<bool> {
    let mut least = sum.constant;
    let mut reached = true;
    for (axis, factor) in &sum.terms {
        let down = Number::default() < *factor;
        let value = match end(*spans.get(*axis)?, down, dense(*axis)) {
            End::Reached(value) => value,
            End::Open(value) => {
                reached = false;
                value
            }
            End::Endless => return Some(true),
        };
        least = least.checked_add(&factor.checked_mul(&value)?)?;
    }
    let zero = Number::default();
    Some(least < zero || (least == zero && !strict && reached))
}

/// The samples moved towards the ends that make the sum small, the further the greater the step.
fn push(
    sum: &Sum,
    spans: &[Span],
    samples: &[Number],
    step: u32,
    dense: impl Fn(usize) -> bool,
) -> Option<Vec<Number>> {
    let far = Number::from_integer(1_i128.checked_shl(step)?);
    let mut point = samples.to_vec();
    for (axis, factor) in &sum.terms {
        let (down, place) = (Number::default() < *factor, point.get_mut(*axis)?);
        let moved = match end(*spans.get(*axis)?, down, dense(*axis)) {
            End::Reached(value) => value,
            End::Open(value) => {
                value.checked_add(&place.checked_sub(&value)?.checked_div(&far)?)?
            }
            End::Endless if down => place.checked_sub(&far)?,
            End::Endless => place.checked_add(&far)?,
        };
        *place = moved;
    }
    Some(point)
}
