//! The style sheet and the script: contrast of the tokens, and nothing newer than Chromium 109.

use std::collections::BTreeMap;

use crate::assets::{CSS, JS};

/// Foreground, ground, least ratio: text 4.5, borders and marks 3 (WCAG 2.2).
const PAIRS: &[(&str, &str, f64)] = &[
    ("ink", "paper", 7.0),
    ("ink", "canvas", 7.0),
    ("ink", "sunken", 7.0),
    ("muted", "paper", 4.5),
    ("muted", "canvas", 4.5),
    ("muted", "sunken", 4.5),
    ("link", "paper", 4.5),
    ("link", "canvas", 4.5),
    ("link", "info-tint", 4.5),
    ("link-visited", "paper", 4.5),
    ("paper", "act", 4.5),
    ("paper", "act-hover", 4.5),
    ("paper", "head", 4.5),
    ("head-quiet", "head", 4.5),
    ("ok", "paper", 4.5),
    ("ok", "ok-tint", 4.5),
    ("warn", "paper", 4.5),
    ("warn", "warn-tint", 4.5),
    ("stop", "paper", 4.5),
    ("stop", "canvas", 4.5),
    ("stop", "stop-tint", 4.5),
    ("seal", "paper", 4.5),
    ("edge", "paper", 3.0),
    ("edge", "sunken", 3.0),
    ("focus", "ink", 3.0),
];

fn tokens() -> BTreeMap<String, [f64; 3]> {
    let root = CSS.split_once(":root {").expect("tokens").1;
    let root = root.split_once('}').expect("an end").0;
    root.split(';')
        .filter_map(|line| line.trim().strip_prefix("--")?.split_once(':'))
        .filter_map(|(name, value)| Some((name.to_owned(), rgb(value.trim())?)))
        .collect()
}

fn rgb(text: &str) -> Option<[f64; 3]> {
    let hex = text.strip_prefix('#').filter(|h| h.len() == 6)?;
    let part = |i: usize| u8::from_str_radix(&hex[i..i + 2], 16).ok().map(f64::from);
    Some([part(0)?, part(2)?, part(4)?])
}

fn luminance(color: [f64; 3]) -> f64 {
    let linear = |c: f64| {
        let c = c / 255.0;
        if c <= 0.040_45 {
            c / 12.92
        } else {
            ((c + 0.055) / 1.055).powf(2.4)
        }
    };
    0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2])
}

fn ratio(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_pair_of_colours_is_readable() {
    let tokens = tokens();
    for (front, back, least) in PAIRS {
        let found = ratio(tokens[*front], tokens[*back]);
        assert!(
            *least <= found,
            "--{front} on --{back}: {found:.2}, needs {least}"
        );
    }
}

#[test]
fn the_ratio_is_the_one_of_the_standard() {
    assert!((ratio([0.0; 3], [255.0; 3]) - 21.0).abs() < 0.001);
    assert_eq!(
        format!(
            "{:.2}",
            ratio(rgb("#1b2228").unwrap(), rgb("#ffffff").unwrap())
        ),
        "16.08"
    );
}

#[test]
fn colours_are_written_once() {
    let rest = CSS.split_once('}').expect("tokens").1;
    for word in rest.split(|c: char| !c.is_ascii_alphanumeric() && c != '#') {
        let loose = word.starts_with('#')
            && !["#fff", "#ffffff", "#000"].contains(&word)
            && rgb(word).is_some();
        assert!(!loose, "{word} is not a token");
    }
}

#[test]
fn nothing_is_newer_than_chromium_109() {
    let newer = [
        "popover",
        "color-mix(",
        "light-dark(",
        "subgrid",
        "text-wrap",
        "@starting-style",
        "anchor(",
        "position-anchor",
        "view-transition",
        ":user-invalid",
        ":user-valid",
        "@scope",
        "@property",
        "field-sizing",
        "interpolate-size",
        "@top-",
        "@bottom-",
        "linear(",
        "round(",
        "oklch(",
        "scroll-timeline",
    ];
    for word in newer {
        assert!(!CSS.contains(word), "{word} is too new for the style sheet");
    }
    for word in [
        "toSorted",
        "toReversed",
        "findLast(",
        "startViewTransition",
        "showPopover",
        "Promise.withResolvers",
        "Object.groupBy",
        "eval(",
        "innerHTML",
        "new Function",
    ] {
        assert!(
            !JS.contains(word),
            "{word} is too new or forbidden in the script"
        );
    }
}

#[test]
fn rules_are_not_nested() {
    let mut stack: Vec<String> = Vec::new();
    let mut text = String::new();
    for c in CSS.chars() {
        match c {
            '{' => {
                let selector = text
                    .rsplit(['}', ';'])
                    .next()
                    .unwrap_or_default()
                    .trim()
                    .to_owned();
                let plain = |s: &String| !s.contains('@');
                assert!(
                    !stack.iter().any(plain),
                    "`{selector}` stands inside another rule"
                );
                stack.push(selector);
                text.clear();
            }
            '}' => {
                stack.pop();
                text.clear();
            }
            other => text.push(other),
        }
    }
    assert!(stack.is_empty());
}

#[test]
fn no_text_is_smaller_than_14_pixels_and_nothing_is_decorated() {
    for size in CSS.match_indices("font-size:").map(|(i, _)| &CSS[i + 10..]) {
        let value = size.split([';', '}']).next().unwrap_or_default().trim();
        if let Some(rem) = value
            .strip_suffix("rem")
            .and_then(|v| v.parse::<f64>().ok())
        {
            assert!(0.875 <= rem, "font-size {value}");
        }
        assert!(
            !value.ends_with("px") || ["16px", "20px"].contains(&value),
            "font-size {value}"
        );
    }
    for word in [
        "gradient",
        "text-shadow",
        "italic",
        "@font-face",
        "@import",
        "letter-spacing: -",
    ] {
        assert!(!CSS.contains(word), "{word}");
    }
}
