//! A box that says one thing: for information, a limit, a stop, or done.

use maud::{Markup, html};

/// What kind of thing it says; the word carries it, the colour only repeats it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tone {
    /// To know.
    Info,
    /// A limit is near, or something waits.
    Warn,
    /// It does not go on here.
    Stop,
    /// It is done.
    Done,
}

/// The box.
pub fn notice(tone: Tone, body: Markup) -> Markup {
    let class = match tone {
        Tone::Info => "notice",
        Tone::Warn => "notice warn",
        Tone::Stop => "notice stop",
        Tone::Done => "notice ok",
    };
    html! { div class=(class) { (body) } }
}
