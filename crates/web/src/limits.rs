//! How much may come in at once.

/// Bytes of one file.
pub const FILE: u64 = 50 * 1024 * 1024;
/// Bytes of one POST with its files.
pub const BODY: u64 = 120 * 1024 * 1024;
/// Seconds for one request.
pub const SECONDS: u64 = 60;
/// Endings of files that are taken.
pub const ENDINGS: &[&str] = &[
    "pdf", "ofd", "jpg", "jpeg", "png", "mp3", "m4a", "wav", "mp4", "mov", "docx", "xlsx", "txt",
];
