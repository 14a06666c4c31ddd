//! Exit statuses of docs/cli.md.

/// Fine.
pub const FINE: u8 = 0;
/// The thing checked does not hold.
pub const DOES_NOT_HOLD: u8 = 1;
/// Wrong use, unreadable input, syntax errors, unresolved names.
pub const WRONG_USE: u8 = 2;

/// A command that ended early: what to tell, and with which status.
#[derive(Debug)]
pub struct Stop {
    /// For people, in Chinese.
    pub message: String,
    /// One of the statuses above.
    pub code: u8,
}

/// Wrong use or unreadable input.
pub fn unreadable(message: impl Into<String>) -> Stop {
    Stop {
        message: message.into(),
        code: WRONG_USE,
    }
}

/// An operator's problem: database, disk, port.
pub const OPERATOR: u8 = 3;

/// An operator's problem.
pub fn operator(message: impl Into<String>) -> Stop {
    Stop {
        message: message.into(),
        code: OPERATOR,
    }
}

/// What a command ends with.
pub type Outcome = Result<u8, Stop>;

/// Writes to stdout; a reader that went away is no error.
pub fn print(text: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes one line to stdout.
pub fn print_line(text: &str) {
    print(&format!("{text}\n"));
}

/// Prints one JSON document.
pub fn print_json(value: &serde_json::Value) {
    print_line(&serde_json::to_string_pretty(value).unwrap_or_default());
}
