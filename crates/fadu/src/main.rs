//! fadu
fn main() {}
