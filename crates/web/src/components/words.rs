//! Small things written for reading: days, sizes, times, lists.

use fadu_base::Date;

/// `2026年11月9日（周一）`
pub fn day_words(day: Date) -> String {
    day.zh_weekday()
}

/// `王一、李二`
pub fn joined(names: &[String]) -> String {
    names.join("、")
}

/// `812 KB`, `3.2 MB`
pub fn size_words(bytes: u64) -> String {
    if bytes < 1024 {
        return format!("{bytes} 字节");
    }
    let kb = bytes / 1024;
    if kb < 1024 {
        return format!("{kb} KB");
    }
    format!("{}.{} MB", kb / 1024, (kb % 1024) * 10 / 1024)
}

/// An RFC 3339 time as `2026-11-09 14:05`; what is not one is shown as it is.
pub fn stamp(text: &str) -> String {
    match (text.get(..10), text.get(10..11), text.get(11..16)) {
        (Some(day), Some("T"), Some(time)) => format!("{day} {time}"),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_times_are_short() {
        assert_eq!(size_words(12), "12 字节");
        assert_eq!(size_words(3 * 1024 * 1024 + 250 * 1024), "3.2 MB");
        assert_eq!(stamp("2026-11-09T14:05:09+08:00"), "2026-11-09 14:05");
    }
}
