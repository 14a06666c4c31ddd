//! Addresses: one place that knows the prefix under which the site is mounted, and how a name becomes part of a path.

use std::sync::OnceLock;

static PREFIX: OnceLock<String> = OnceLock::new();

/// Sets the prefix (`/fz`) once for the process; later calls change nothing.
pub fn mount(prefix: &str) {
    let clean = prefix.trim_matches('/');
    let whole = if clean.is_empty() {
        String::new()
    } else {
        format!("/{clean}")
    };
    let _ = PREFIX.set(whole);
}

/// The prefix, or nothing.
pub fn prefix() -> &'static str {
    PREFIX.get().map_or("", String::as_str)
}

/// An address of this site: `/office` becomes `/fz/office`.
pub fn to(path: impl AsRef<str>) -> String {
    format!("{}{}", prefix(), path.as_ref())
}

/// A name as one segment of a path or one value of a query: only what would be read as structure is escaped.
pub fn segment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '/' | '?' | '#' | '%' | '&' | '+' | '=' | ' ' | '"' | '<' | '>' | '\\' | '\n'
            | '\r' => {
                let mut bytes = [0; 4];
                for b in c.encode_utf8(&mut bytes).bytes() {
                    out.push_str(&format!("%{b:02X}"));
                }
            }
            other => out.push(other),
        }
    }
    out
}

/// A path of this site for a `Location` header: ASCII only.
pub fn location(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for b in to(path).bytes() {
        if b.is_ascii_graphic() {
            out.push(char::from(b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    out
}

/// Whether a text that came from outside may be followed as an address of this site.
pub fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.contains(|c: char| c.is_control())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_changes_the_shape_of_a_path() {
        assert_eq!(segment("a/b?c#d%"), "a%2Fb%3Fc%23d%25");
        assert_eq!(segment("行政处罚法"), "行政处罚法");
    }

    #[test]
    fn only_addresses_of_this_site_are_followed() {
        assert!(is_local("/office"));
        for bad in ["//evil", "https://evil", "/\\evil", "evil", "/a\nb"] {
            assert!(!is_local(bad), "{bad}");
        }
    }

    #[test]
    fn locations_are_ascii() {
        assert_eq!(location("/law/法"), "/law/%E6%B3%95");
    }
}
