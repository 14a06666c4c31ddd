//! From template and data to a PDF/A-3b file and to what stands on its pages.

use serde_json::{Value, json};
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst::syntax::DiagSpan;
use typst::{World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::data::{self, Checked};
use crate::error::in_chinese;
use crate::frames::Layout;
use crate::world::PaperWorld;
use crate::{Element, Fonts, PaperError, Problem, Template, elements};

/// How many renderings an entry of typst's cache outlives without use.
const CACHE_AGE: usize = 10;

/// Files that a template may show, served as `/files/NAME`: the image of a seal, a photograph.
pub type Attachments = Vec<(String, Vec<u8>)>;

/// A finished document.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// PDF/A-3b, so that the receipt can be attached later. Equal inputs give equal bytes.
    pub pdf: Vec<u8>,
    /// Number of pages.
    pub pages: usize,
    /// What stands where.
    pub layout: Layout,
    /// The running text, see [`Layout::text`].
    pub text: String,
    /// What the act must make it say, and what texts should speak of: the list beside the editor of reasons.
    pub elements: Vec<Element>,
    /// Elements of the act (载) that have a value and do not stand in the text; empty for an issued document.
    pub unshown: Vec<String>,
}

/// Renders a document.
///
/// # Errors
/// When the data does not keep the contract, the template has a fault, a character has no glyph, or an issued document
/// lacks an element that its act must make it say.
pub fn render(template: &Template, data: &Value, fonts: &Fonts) -> Result<Rendered, PaperError> {
    render_with(template, data, fonts, Vec::new())
}

/// Renders a document that shows files.
///
/// # Errors
/// As [`render`].
pub fn render_with(
    template: &Template,
    data: &Value,
    fonts: &Fonts,
    files: Attachments,
) -> Result<Rendered, PaperError> {
    let paper = template.name();
    let (world, sheet) = world(template, data, fonts, files)?;
    let rendered = compile(&world).and_then(|document| {
        let layout = check(Layout::read(&document), &sheet.data, paper)?;
        export(
            &document,
            layout,
            &options(&sheet, &[PdfStandard::A_3b]),
            paper,
        )
    });
    comemo::evict(CACHE_AGE);
    rendered
}

/// A file of no particular standard: a copy for the printer shows pages of another file, which PDF/A does not allow.
pub(crate) fn plain(
    template: &Template,
    data: &Value,
    fonts: &Fonts,
    files: Attachments,
) -> Result<Vec<u8>, PaperError> {
    let paper = template.name();
    let (world, sheet) = world(template, data, fonts, files)?;
    let pdf = compile(&world).and_then(|document| {
        let finished = check(Layout::read(&document), &sheet.data, paper)?;
        export(&document, finished, &options(&sheet, &[]), paper)
    });
    comemo::evict(CACHE_AGE);
    pdf.map(|rendered| rendered.pdf)
}

/// What one rendering is about.
struct Sheet {
    data: Value,
    date: fadu_base::Date,
    ident: String,
}

fn world<'a>(
    template: &'a Template,
    data: &Value,
    fonts: &'a Fonts,
    files: Attachments,
) -> Result<(PaperWorld<'a>, Sheet), PaperError> {
    let paper = template.name();
    let Checked { data, date } = data::check(data).map_err(|why| PaperError::Data {
        paper: paper.to_owned(),
        why,
    })?;
    let bytes = data.to_string();
    let names = files
        .iter()
        .map(|(name, _)| name.as_str())
        .collect::<Vec<_>>();
    let about = json!({ "name": paper, "files": names }).to_string();
    let ident = format!("{about}{bytes}");
    let mut served: Attachments = files
        .into_iter()
        .map(|(name, bytes)| (format!("/files/{name}"), bytes))
        .collect();
    served.push(("/data.json".to_owned(), bytes.into_bytes()));
    served.push(("/paper.json".to_owned(), about.into_bytes()));
    let world = PaperWorld::new(template, fonts, served);
    Ok((world, Sheet { data, date, ident }))
}

fn compile(world: &PaperWorld) -> Result<PagedDocument, PaperError> {
    typst::compile::<PagedDocument>(world)
        .output
        .map_err(|errors| PaperError::Template {
            paper: world.template.name().to_owned(),
            problems: errors.iter().map(|error| problem(error, world)).collect(),
        })
}

/// Looks at what was set before anything is written.
fn check(layout: Layout, data: &Value, paper: &str) -> Result<Finished, PaperError> {
    let chars = layout.missing_glyphs();
    if !chars.is_empty() {
        return Err(PaperError::NoGlyph {
            paper: paper.to_owned(),
            chars,
        });
    }
    let names = elements::unshown(&layout, data);
    let issued = data.get("state").and_then(Value::as_str) == Some("issued");
    if issued && !names.is_empty() {
        return Err(PaperError::Unshown {
            paper: paper.to_owned(),
            names,
        });
    }
    Ok(Finished {
        elements: elements::read(&layout, data),
        layout,
        unshown: names,
    })
}

/// Pages that may be written.
struct Finished {
    layout: Layout,
    elements: Vec<Element>,
    unshown: Vec<String>,
}

fn export(
    document: &PagedDocument,
    finished: Finished,
    options: &Result<PdfOptions, String>,
    paper: &str,
) -> Result<Rendered, PaperError> {
    let failed = |why: String| PaperError::Pdf {
        paper: paper.to_owned(),
        why,
    };
    let options = options.as_ref().map_err(|why| failed(why.clone()))?;
    let pdf = typst_pdf::pdf(document, options).map_err(|errors| {
        failed(
            errors
                .iter()
                .map(|e| e.message.to_string())
                .collect::<Vec<_>>()
                .join("；"),
        )
    })?;
    Ok(Rendered {
        pdf,
        pages: finished.layout.pages.len(),
        text: finished.layout.text(),
        layout: finished.layout,
        elements: finished.elements,
        unshown: finished.unshown,
    })
}

/// The file's dates are the document's own date; its id comes from the data.
fn options(sheet: &Sheet, standards: &[PdfStandard]) -> Result<PdfOptions, String> {
    let standards = PdfStandards::new(standards).map_err(|why| why.message().to_string())?;
    let (year, month, day) = sheet.date.ymd();
    let small = |n: u32| u8::try_from(n).unwrap_or(1);
    let timestamp =
        Datetime::from_ymd_hms(year, small(month), small(day), 0, 0, 0).map(Timestamp::new_utc);
    Ok(PdfOptions {
        ident: Smart::Custom(sheet.ident.clone()),
        timestamp,
        standards,
        ..PdfOptions::default()
    })
}

/// The innermost place in the template itself where there is one: its author can mend that line.
fn problem(error: &SourceDiagnostic, world: &PaperWorld) -> Problem {
    let own = |span: &DiagSpan| span.id() == Some(world.main());
    let calls = error.trace.iter().map(|point| DiagSpan::from(point.span));
    let span = std::iter::once(error.span)
        .chain(calls)
        .find(own)
        .unwrap_or(error.span);
    let source = span.id().and_then(|id| world.source(id).ok());
    let start = world.range(span).map(|range| range.start);
    let place = source
        .as_ref()
        .zip(start)
        .and_then(|(source, at)| source.lines().byte_to_line_column(at));
    let part = span
        .id()
        .filter(|id| *id != world.main())
        .map(|id| id.vpath().get_without_slash().to_owned());
    Problem {
        file: part.unwrap_or_else(|| world.template.name().to_owned()),
        place: place.map(|(line, column)| (line + 1, column + 1)),
        message: in_chinese(&error.message),
    }
}
