//! What stands where on the pages: read from typst's frames, so that text and geometry can be checked.

use std::collections::BTreeSet;

use typst::foundations::Content;
use typst::introspection::{MetadataElem, Tag};
use typst::layout::{Abs, Frame, FrameItem, Point, Transform};
use typst::text::TextItem;
use typst::visualize::{Geometry, Paint, Shape};
use typst_layout::PagedDocument;

use crate::data::MAY_BREAK;

/// Where running text may stand on an A4 page, in millimetres from its top left corner (GB/T 9704: 版心 156 × 225).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TextArea {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// The text area of GB/T 9704.
pub const TEXT_AREA: TextArea = TextArea {
    left: 28.0,
    top: 37.0,
    width: 156.0,
    height: 225.0,
};

/// All pages of a document.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Layout {
    /// In order.
    pub pages: Vec<PageLayout>,
    /// Facts whose sense the template says a passage carries (`#carried("name")[…]`).
    pub marked: BTreeSet<String>,
    /// What texts should speak of, as the template lists it (`#wants("name", "…")`), in order.
    pub wants: Vec<(String, Vec<String>)>,
}

/// One page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PageLayout {
    /// Width in millimetres.
    pub width: f64,
    /// Height in millimetres.
    pub height: f64,
    /// Text in the order in which it was set.
    pub runs: Vec<Run>,
    /// Straight lines.
    pub rules: Vec<Rule>,
}

/// A piece of text in one font on one line.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The characters.
    pub text: String,
    /// Left end in millimetres.
    pub x: f64,
    /// Baseline in millimetres from the top.
    pub y: f64,
    /// Length in millimetres.
    pub width: f64,
    /// Size in points.
    pub size: f64,
    /// Family name of the font.
    pub font: String,
    /// `#rrggbb`; empty for anything but a plain colour.
    pub color: String,
    /// Not turned and not scaled; seals and watermarks are.
    pub upright: bool,
    /// Characters for which the font has no glyph.
    pub missing: String,
}

/// A straight line.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// Left or upper end in millimetres.
    pub x: f64,
    /// Left or upper end in millimetres from the top.
    pub y: f64,
    /// Extent to the right in millimetres.
    pub dx: f64,
    /// Extent downwards in millimetres.
    pub dy: f64,
    /// `#rrggbb`.
    pub color: String,
}

impl Layout {
    /// The running text: no page numbers, headers, watermarks or seals; a new line wherever the baseline changes.
    pub fn text(&self) -> String {
        let mut out = String::new();
        for page in &self.pages {
            let mut line: Option<f64> = None;
            for run in page.runs.iter().filter(|run| run.is_body()) {
                if line.is_some_and(|y| (y - run.y).abs() > 0.5)
                    || (line.is_none() && !out.is_empty())
                {
                    out.push('\n');
                }
                line = Some(run.y);
                out.push_str(&run.text);
            }
        }
        out
    }

    /// The families in use, sorted.
    pub fn fonts(&self) -> BTreeSet<&str> {
        self.pages
            .iter()
            .flat_map(|page| &page.runs)
            .map(|run| run.font.as_str())
            .collect()
    }

    /// Every character without a glyph, once, in order of code point.
    pub fn missing_glyphs(&self) -> String {
        let chars: BTreeSet<char> = self
            .pages
            .iter()
            .flat_map(|page| &page.runs)
            .flat_map(|run| run.missing.chars())
            .collect();
        chars.into_iter().collect()
    }

    pub(crate) fn read(document: &PagedDocument) -> Layout {
        let mut layout = Layout::default();
        for page in document.pages() {
            let (width, height) = (page.frame.width().to_mm(), page.frame.height().to_mm());
            layout.pages.push(PageLayout {
                width,
                height,
                ..PageLayout::default()
            });
            layout.walk(&page.frame, Transform::identity());
        }
        layout
    }

    fn walk(&mut self, frame: &Frame, at: Transform) {
        for (position, item) in frame.items() {
            let here = at.pre_concat(Transform::translate(position.x, position.y));
            match item {
                FrameItem::Group(group) => {
                    self.walk(&group.frame, here.pre_concat(group.transform))
                }
                FrameItem::Tag(Tag::Start(content, _)) => match mark(content) {
                    Some(Mark::Carried(name)) => {
                        self.marked.insert(name);
                    }
                    Some(Mark::Wants(name, list)) => self.wants.push((name, list)),
                    None => {}
                },
                FrameItem::Text(text) => self.page(|page| page.runs.push(run(text, here))),
                FrameItem::Shape(shape, _) => {
                    self.page(|page| page.rules.extend(rule(shape, here)))
                }
                FrameItem::Image(..) | FrameItem::Link(..) | FrameItem::Tag(_) => {}
            }
        }
    }

    fn page(&mut self, change: impl FnOnce(&mut PageLayout)) {
        if let Some(page) = self.pages.last_mut() {
            change(page);
        }
    }
}

impl PageLayout {
    /// The text outside the text area: headers and page numbers.
    pub fn margin_text(&self) -> Vec<&str> {
        self.runs
            .iter()
            .filter(|run| run.upright && !run.is_body())
            .map(|run| run.text.as_str())
            .collect()
    }
}

impl Run {
    fn is_body(&self) -> bool {
        self.upright && TEXT_AREA.top <= self.y && self.y <= TEXT_AREA.top + TEXT_AREA.height
    }
}

/// Whether a value stands in the running text; line and page breaks and spaces do not count.
///
/// A value of one or two digits is found in almost any text, an empty one in none.
pub fn carries(layout: &Layout, value: &str) -> bool {
    let value = squeeze(value);
    !value.is_empty() && squeeze(&layout.text()).contains(&value)
}

pub(crate) fn squeeze(text: &str) -> String {
    let counts = |c: &char| !c.is_whitespace() && *c != MAY_BREAK;
    text.chars().filter(counts).collect()
}

/// What a template says about its own text.
enum Mark {
    /// `#metadata("name") <carried>`
    Carried(String),
    /// `#metadata(("name", "…", "…")) <wants>`
    Wants(String, Vec<String>),
}

fn mark(content: &Content) -> Option<Mark> {
    use typst::foundations::Value;
    let label = content.label()?.resolve();
    match (label.as_str(), &content.to_packed::<MetadataElem>()?.value) {
        ("carried", Value::Str(name)) => Some(Mark::Carried(name.to_string())),
        ("wants", Value::Array(list)) => {
            let mut texts = list.iter().filter_map(|item| match item {
                Value::Str(text) => Some(text.to_string()),
                _ => None,
            });
            Some(Mark::Wants(texts.next()?, texts.collect()))
        }
        _ => None,
    }
}

fn run(item: &TextItem, at: Transform) -> Run {
    let origin = Point::zero().transform(at);
    let no_glyph = item.glyphs.iter().filter(|glyph| glyph.id == 0);
    let missing = no_glyph
        .filter_map(|glyph| item.text.get(glyph.range()))
        .flat_map(str::chars);
    Run {
        text: item.text.to_string(),
        x: origin.x.to_mm(),
        y: origin.y.to_mm(),
        width: item.width().to_mm(),
        size: item.size.to_pt(),
        font: item.font.info().family.clone(),
        color: color(&item.fill),
        upright: Transform {
            tx: Abs::zero(),
            ty: Abs::zero(),
            ..at
        } == Transform::identity(),
        missing: missing
            .filter(|c| !c.is_whitespace() && !c.is_control() && *c != MAY_BREAK)
            .collect(),
    }
}

fn rule(shape: &Shape, at: Transform) -> Option<Rule> {
    let Geometry::Line(end) = shape.geometry else {
        return None;
    };
    let (start, end) = (Point::zero().transform(at), end.transform(at));
    let paint = shape.stroke.as_ref().map(|stroke| color(&stroke.paint))?;
    Some(Rule {
        x: start.x.min(end.x).to_mm(),
        y: start.y.min(end.y).to_mm(),
        dx: (end.x - start.x).abs().to_mm(),
        dy: (end.y - start.y).abs().to_mm(),
        color: paint,
    })
}

fn color(paint: &Paint) -> String {
    match paint {
        Paint::Solid(color) => color.to_hex().to_string(),
        _ => String::new(),
    }
}
