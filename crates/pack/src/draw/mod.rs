//! `fadu draw`: a procedure as SVG. Bands from top to bottom in the order that the law demands: on the left the
//! longest chain of needs, which every case of it goes through; on the right what is done only in some cases, each
//! beside the step from which it is open; endings last.
//!
//! Presentation attributes only, so that a page with a strict policy shows it too.

mod layers;

use std::fmt::Write;

use fadu_norm::model::{ActId, Model};

use layers::{Layer, Layout};

/// Boxes of the chain, and of the branches.
const MAIN: Size = Size {
    width: 184,
    height: 52,
};
const BRANCH: Size = Size {
    width: 142,
    height: 44,
};
const GAP: usize = 12;
/// Above and below the boxes of a band.
const PADDING: usize = 18;
/// Where the number of the band, the chain and the branches begin.
const NUMBER_X: usize = 34;
const MAIN_X: usize = 68;
const BRANCH_X: usize = 332;
const BRANCH_COLUMNS: usize = 5;
const WIDTH: usize = 1120;
const TOP: usize = 64;
const BOTTOM: usize = 24;
/// Signs on one line of a box.
const MAIN_SIGNS: usize = 11;
const BRANCH_SIGNS: usize = 9;

#[derive(Clone, Copy)]
struct Size {
    width: usize,
    height: usize,
}

/// Where a box stands.
#[derive(Clone, Copy)]
struct Spot {
    act: ActId,
    x: usize,
    y: usize,
    size: Size,
    main: bool,
}

/// A band of the picture.
struct Band {
    y: usize,
    height: usize,
}

/// The whole picture.
pub fn draw(model: &Model) -> String {
    let layout = Layout::of(model);
    let (bands, spots) = place(&layout);
    let height = bands.last().map_or(TOP, |b| b.y + b.height) + BOTTOM;
    let name = escape(&model.name);
    let mut out = String::new();
    let _ = write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" aria-label="{name}的程序图" font-family="PingFang SC, Microsoft YaHei, Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif" font-size="14" fill="#1b2228">
<title>{name}</title>
<defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 Z" fill="#0b5a7a"/></marker></defs>
<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>
"##
    );
    legend(&mut out);
    bands_of(&mut out, &bands);
    edges(&mut out, model, &layout, &spots);
    for spot in &spots {
        node(&mut out, model, *spot);
    }
    out.push_str("</svg>\n");
    out
}

fn place(layout: &Layout) -> (Vec<Band>, Vec<Spot>) {
    let (mut bands, mut spots) = (Vec::new(), Vec::new());
    let mut y = TOP;
    for layer in &layout.layers {
        let height = rows_height(layer) + 2 * PADDING;
        stack(layer, y + PADDING, &mut spots);
        bands.push(Band { y, height });
        y += height;
    }
    (bands, spots)
}

fn rows_height(layer: &Layer) -> usize {
    let tall = |n: usize, size: Size| (n * (size.height + GAP)).saturating_sub(GAP);
    let branch_rows = layer.branches.len().div_ceil(BRANCH_COLUMNS);
    tall(layer.main.len(), MAIN).max(tall(branch_rows, BRANCH))
}

// The chain below one another, the branches in rows; both begin at the top of the band.
fn stack(layer: &Layer, y: usize, spots: &mut Vec<Spot>) {
    for (i, act) in layer.main.iter().enumerate() {
        spots.push(Spot {
            act: *act,
            x: MAIN_X,
            y: y + i * (MAIN.height + GAP),
            size: MAIN,
            main: true,
        });
    }
    for (i, act) in layer.branches.iter().enumerate() {
        let (column, row) = (i % BRANCH_COLUMNS, i / BRANCH_COLUMNS);
        spots.push(Spot {
            act: *act,
            x: BRANCH_X + column * (BRANCH.width + GAP),
            y: y + row * (BRANCH.height + GAP),
            size: BRANCH,
            main: false,
        });
    }
}

fn bands_of(out: &mut String, bands: &[Band]) {
    for (i, band) in bands.iter().enumerate() {
        let fill = if i % 2 == 0 { "#f7f8f8" } else { "#ffffff" };
        let (y, height, middle) = (band.y, band.height, band.y + PADDING + MAIN.height / 2);
        let number = i + 1;
        let _ = writeln!(
            out,
            r##"<rect x="0" y="{y}" width="{WIDTH}" height="{height}" fill="{fill}"/><text x="{NUMBER_X}" y="{middle}" fill="#4d5963" text-anchor="middle" dominant-baseline="central">{number}</text>"##
        );
    }
}

fn node(out: &mut String, model: &Model, spot: Spot) {
    let act = spot.act;
    let is_end = model.opens.contains(&act) || model.closes.contains(&act);
    let (fill, edge, ink) = match () {
        () if is_end => ("#1d3440", "#1d3440", "#ffffff"),
        () if model.is_external(act) => ("#fdf3de", "#7a4b00", "#1b2228"),
        () if spot.main => ("#e6f1f5", "#0b5a7a", "#1b2228"),
        () => ("#ffffff", "#6b7782", "#1b2228"),
    };
    let dash = if spot.main || is_end {
        ""
    } else {
        r#" stroke-dasharray="4 3""#
    };
    let name = escape(&model.act(act).name);
    let Spot { x, y, size, .. } = spot;
    let _ = write!(
        out,
        r#"<g class="act"><title>{name}</title><rect x="{x}" y="{y}" width="{}" height="{}" rx="2" fill="{fill}" stroke="{edge}"{dash}/>"#,
        size.width, size.height
    );
    let signs = if spot.main { MAIN_SIGNS } else { BRANCH_SIGNS };
    let lines = wrapped(&model.act(act).name, signs);
    let middle = x + size.width / 2;
    for (i, line) in lines.iter().enumerate() {
        let up = 9 * (lines.len() - 1);
        let at = y + size.height / 2 + 18 * i - up;
        let _ = write!(
            out,
            r#"<text x="{middle}" y="{at}" fill="{ink}" text-anchor="middle" dominant-baseline="central">{}</text>"#,
            escape(line)
        );
    }
    out.push_str("</g>\n");
}

// Two lines at most; what is longer ends in a sign for more, and the title has it whole.
fn wrapped(name: &str, signs: usize) -> Vec<String> {
    let all: Vec<char> = name.chars().collect();
    if all.len() <= signs {
        return vec![name.to_owned()];
    }
    let half = all.len().div_ceil(2).min(signs);
    let first: String = all.iter().take(half).collect();
    let mut second: String = all.iter().skip(half).take(signs).collect();
    if half + signs < all.len() {
        second.pop();
        second.push('…');
    }
    vec![first, second]
}

// The chain is drawn strong; what a branch needs is a quiet line, and only from the chain.
fn edges(out: &mut String, model: &Model, layout: &Layout, spots: &[Spot]) {
    let find = |act: ActId| spots.iter().find(|s| s.act == act).copied();
    let (mut quiet, mut strong) = (String::new(), String::new());
    for (before, after) in layout.edges(model) {
        let (Some(a), Some(b)) = (find(before), find(after)) else {
            continue;
        };
        match (a.main, b.main) {
            (true, true) => chain(&mut strong, a, b),
            (_, false) if a.y != b.y => branch(&mut quiet, a, b),
            _ => {}
        }
    }
    out.push_str(&quiet);
    out.push_str(&strong);
}

fn chain(out: &mut String, a: Spot, b: Spot) {
    let x = a.x + a.size.width / 2;
    let (y1, y2) = (a.y + a.size.height, b.y);
    // Steps that are not neighbours are joined by a bow to the right of the chain.
    let path = if y2.saturating_sub(y1) <= 2 * PADDING + GAP {
        format!("M{x} {y1} L{x} {y2}")
    } else {
        let right = a.x + a.size.width;
        let (m1, m2) = (a.y + a.size.height / 2, b.y + b.size.height / 2);
        let bow = right + 28;
        format!("M{right} {m1} C{bow} {m1} {bow} {m2} {right} {m2}")
    };
    let _ = writeln!(
        out,
        r##"<path d="{path}" fill="none" stroke="#0b5a7a" stroke-width="1.6" marker-end="url(#arrow)"/>"##
    );
}

fn branch(out: &mut String, a: Spot, b: Spot) {
    let (x1, y1, x2, y2) = if a.main {
        (
            a.x + a.size.width,
            a.y + a.size.height / 2,
            b.x,
            b.y + b.size.height / 2,
        )
    } else {
        (
            a.x + a.size.width / 2,
            a.y + a.size.height,
            b.x + b.size.width / 2,
            b.y,
        )
    };
    let path = if a.main {
        let middle = x1 + 36;
        format!("M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}")
    } else {
        let middle = y1.midpoint(y2);
        format!("M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}")
    };
    let _ = writeln!(
        out,
        r##"<path d="{path}" fill="none" stroke="#d5dbe0" stroke-width="1.2"/>"##
    );
}

fn legend(out: &mut String) {
    let mut x = MAIN_X;
    let signs = [
        ("#1d3440", "#1d3440", "", "开始和结束"),
        ("#e6f1f5", "#0b5a7a", "", "每一件都要走的"),
        (
            "#ffffff",
            "#6b7782",
            r#" stroke-dasharray="4 3""#,
            "看情况办的",
        ),
        (
            "#fdf3de",
            "#7a4b00",
            r#" stroke-dasharray="4 3""#,
            "当事人办的",
        ),
    ];
    for (fill, edge, dash, text) in signs {
        let label = x + 30;
        let _ = writeln!(
            out,
            r##"<rect x="{x}" y="22" width="22" height="18" rx="2" fill="{fill}" stroke="{edge}"{dash}/><text x="{label}" y="31" fill="#4d5963" dominant-baseline="central">{text}</text>"##
        );
        x += 56 + 14 * text.chars().count();
    }
    let _ = writeln!(
        out,
        r##"<text x="{x}" y="31" fill="#4d5963" dominant-baseline="central">从上到下是法律要求的先后；左边的线：先办上面的</text>"##
    );
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use crate::{Folder, Workspace};

    #[test]
    fn every_act_is_drawn_once_and_nothing_leaves_the_picture() {
        let workspace = Workspace::of_folder(Folder::builtin());
        let mut drawn = 0;
        for model in workspace.procedures().into_iter().filter_map(|f| f.model) {
            let svg = super::draw(&model);
            let boxes = svg.matches("<g class=\"act\">").count();
            let shown = model
                .acts
                .iter()
                .filter(|a| !a.corrects && !a.revokes_record)
                .count();
            assert_eq!(boxes, shown, "{}", model.name);
            assert!(!svg.contains("style"), "a strict policy refuses styles");
            drawn += 1;
        }
        assert!(drawn > 0);
    }
}
