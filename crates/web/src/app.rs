//! What every request shares: the desk and how the site is mounted.

use std::sync::Arc;

use crate::Desk;

/// How the site is served.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Prefix under which it is mounted (`/fz`), or empty.
    pub prefix: String,
    /// The browser speaks https with us or with the proxy before us: cookies are sent over it only.
    pub secure: bool,
    /// Log-ins of a sample store, shown on its log-in page: name, password, who.
    pub sample_logins: Vec<(String, String, String)>,
    /// The clock of a sample store, which its visitors may move on.
    pub sample_clock: Option<fadu_desk::demo::SampleClock>,
}

/// Shared state.
pub struct App {
    /// The use cases.
    pub desk: Arc<Desk>,
    /// How it is served.
    pub options: Options,
}
