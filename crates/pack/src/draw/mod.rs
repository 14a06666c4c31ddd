//! `fadu draw`: a procedure as SVG. Layers from top to bottom in the order that the law demands,
//! the longest chain of needs on the left, optional branches on the right, closing acts at the end.

mod layers;

use std::fmt::Write;

use fadu_norm::model::{ActId, Model};

use layers::Layout;

const BOX: (usize, usize) = (136, 34);
const GAP: (usize, usize) = (20, 40);
const MARGIN: usize = 24;
/// Boxes side by side before a layer breaks.
const MAIN_COLUMNS: usize = 2;
const BRANCH_COLUMNS: usize = 5;

/// Where a box stands.
#[derive(Clone, Copy)]
struct Spot {
    x: usize,
    y: usize,
}

/// The whole picture.
pub fn draw(model: &Model) -> String {
    let layout = Layout::of(model);
    let (spots, height) = place(&layout);
    let width = 2 * MARGIN + column(MAIN_COLUMNS + BRANCH_COLUMNS) - GAP.0;
    let mut out = String::new();
    let _ = write!(
        out,
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-label="{name}程序图">
<title>{name}</title>
<style>
text {{ font: 14px "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; fill: #1b2228; text-anchor: middle; dominant-baseline: central; }}
.small {{ font-size: 12px; fill: #4d5963; }}
rect {{ fill: #ffffff; stroke: #6b7782; }}
.open rect, .close rect {{ fill: #1d3440; stroke: #1d3440; }}
.open text, .close text {{ fill: #ffffff; }}
.main rect {{ fill: #e6f1f5; stroke: #0b5a7a; }}
.party rect {{ stroke: #7a4b00; fill: #fdf3de; }}
.branch rect {{ stroke-dasharray: 4 3; }}
path {{ fill: none; stroke: #6b7782; stroke-width: 1.2; }}
</style>
<rect x="0" y="0" width="{width}" height="{height}" style="stroke:none"/>
"##,
        name = escape(&model.name)
    );
    edges(&mut out, model, &layout, &spots);
    for (act, spot) in &spots {
        node(&mut out, model, &layout, *act, *spot);
    }
    legend(&mut out, height);
    out.push_str("</svg>\n");
    out
}

fn column(n: usize) -> usize {
    n * (BOX.0 + GAP.0)
}

fn place(layout: &Layout) -> (Vec<(ActId, Spot)>, usize) {
    let mut spots = Vec::new();
    let mut y = MARGIN;
    for layer in &layout.layers {
        let main = grid(&layer.main, 0, MAIN_COLUMNS, y, &mut spots);
        let branch = grid(&layer.branches, MAIN_COLUMNS, BRANCH_COLUMNS, y, &mut spots);
        y += main.max(branch).max(1) * (BOX.1 + 12) + GAP.1;
    }
    (spots, y + MARGIN)
}

// Fills rows of so many columns; tells how many rows.
fn grid(
    acts: &[ActId],
    first: usize,
    columns: usize,
    y: usize,
    spots: &mut Vec<(ActId, Spot)>,
) -> usize {
    for (i, act) in acts.iter().enumerate() {
        let x = MARGIN + column(first + i % columns);
        spots.push((
            *act,
            Spot {
                x,
                y: y + (i / columns) * (BOX.1 + 12),
            },
        ));
    }
    acts.len().div_ceil(columns)
}

fn node(out: &mut String, model: &Model, layout: &Layout, act: ActId, spot: Spot) {
    let class = match () {
        () if model.opens.contains(&act) => "open",
        () if model.closes.contains(&act) => "close",
        () if model.is_external(act) => "party",
        () if layout.is_main(act) => "main",
        () => "branch",
    };
    let (width, height) = BOX;
    let name = escape(&model.act(act).name);
    let label: String = if name.chars().count() > 9 {
        name.chars().take(8).chain(['…']).collect()
    } else {
        name.clone()
    };
    let _ = writeln!(
        out,
        r#"<g class="{class}"><title>{name}</title><rect x="{}" y="{}" width="{width}" height="{height}" rx="2"/><text x="{}" y="{}">{label}</text></g>"#,
        spot.x,
        spot.y,
        spot.x + width / 2,
        spot.y + height / 2
    );
}

fn edges(out: &mut String, model: &Model, layout: &Layout, spots: &[(ActId, Spot)]) {
    let find = |act: ActId| spots.iter().find(|(a, _)| *a == act).map(|(_, s)| *s);
    for (before, after) in layout.edges(model) {
        let (Some(a), Some(b)) = (find(before), find(after)) else {
            continue;
        };
        let (x1, y1) = (a.x + BOX.0 / 2, a.y + BOX.1);
        let (x2, y2) = (b.x + BOX.0 / 2, b.y);
        let middle = (y1 + y2) / 2;
        let _ = writeln!(
            out,
            r#"<path d="M{x1} {y1} C{x1} {middle} {x2} {middle} {x2} {y2}"/>"#
        );
    }
}

fn legend(out: &mut String, height: usize) {
    let y = height - MARGIN / 2;
    let text =
        "深色：开始和结束 · 蓝色：最长的一条路 · 黄色：当事人 · 虚线：看情况 · 线：先办上面的";
    let _ = writeln!(
        out,
        r#"<text class="small" x="{MARGIN}" y="{y}" style="text-anchor:start">{text}</text>"#
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
            let boxes = svg.matches("<g class=").count();
            let shown = model
                .acts
                .iter()
                .filter(|a| !a.corrects && !a.revokes_record)
                .count();
            assert_eq!(boxes, shown, "{}", model.name);
            drawn += 1;
        }
        assert!(drawn > 0);
    }
}
