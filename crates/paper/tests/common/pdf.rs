//! What a PDF file shows, read by a crate that knows nothing of typst: glyphs and paths in millimetres from the top left.

use hayro_interpret::font::Glyph;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Shape};

const MM: f64 = 25.4 / 72.0;

pub struct Page {
    pub width: f64,
    pub height: f64,
    pub glyphs: Vec<Mark>,
    pub paths: Vec<Path>,
    pub images: usize,
}

/// A character where it stands.
pub struct Mark {
    pub text: String,
    /// Left end of the baseline.
    pub x: f64,
    pub y: f64,
    /// What the eye sees.
    pub ink: Rect,
    /// `#rrggbb`
    pub color: String,
    pub upright: bool,
}

pub struct Path {
    pub shape: BezPath,
    pub bounds: Rect,
    pub color: String,
    pub stroked: bool,
}

impl Page {
    /// Lines of upright text in the order in which they were set: equal baselines in a row.
    pub fn lines(&self) -> Vec<Vec<&Mark>> {
        let mut lines: Vec<Vec<&Mark>> = Vec::new();
        for mark in self.glyphs.iter().filter(|m| m.upright) {
            match lines.last_mut() {
                Some(line) if (line[0].y - mark.y).abs() < 0.05 => line.push(mark),
                _ => lines.push(vec![mark]),
            }
        }
        lines
    }
}

pub fn text(line: &[&Mark]) -> String {
    line.iter().map(|m| m.text.as_str()).collect()
}

pub fn read(bytes: &[u8]) -> Vec<Page> {
    let pdf = Pdf::new(bytes.to_vec()).expect("a PDF file");
    let cache = InterpreterCache::new();
    let mut pages = Vec::new();
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let mut reader = Reader(Page {
            width: f64::from(width) * MM,
            height: f64::from(height) * MM,
            glyphs: Vec::new(),
            paths: Vec::new(),
            images: 0,
        });
        let flip = Affine::scale(MM)
            * Affine::translate((0.0, f64::from(height)))
            * Affine::scale_non_uniform(1.0, -1.0);
        let mut context = Context::new(
            flip,
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            pdf.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut reader);
        pages.push(reader.0);
    }
    pages
}

struct Reader(Page);

fn color(paint: &Paint<'_>) -> String {
    match paint {
        Paint::Color(color) => {
            let [r, g, b, _] = color.to_rgba().to_rgba8();
            format!("#{r:02x}{g:02x}{b:02x}")
        }
        Paint::Pattern(_) => String::new(),
    }
}

impl Device<'_> for Reader {
    fn draw_path(&mut self, path: &BezPath, at: Affine, paint: &Paint<'_>, mode: &PathDrawMode) {
        let shape = at * path.clone();
        self.0.paths.push(Path {
            bounds: shape.bounding_box(),
            shape,
            color: color(paint),
            stroked: matches!(mode, PathDrawMode::Stroke(_)),
        });
    }

    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'_>,
        at: Affine,
        glyph_at: Affine,
        paint: &Paint<'_>,
        _: &GlyphDrawMode,
    ) {
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => "\u{fffd}".to_owned(),
        };
        let whole = at * glyph_at;
        let origin = whole * Point::ZERO;
        let [a, b, c, ..] = whole.as_coeffs();
        let ink = match glyph {
            Glyph::Outline(outline) => (whole * outline.outline()).bounding_box(),
            Glyph::Type3(_) => Rect::from_points(origin, origin),
        };
        self.0.glyphs.push(Mark {
            text,
            x: origin.x,
            y: origin.y,
            ink,
            color: color(paint),
            upright: b.abs() < 1e-9 && c.abs() < 1e-9 && a > 0.0,
        });
    }

    fn draw_image(&mut self, _: Image<'_, '_>, _: Affine) {
        self.0.images += 1;
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'_>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}
