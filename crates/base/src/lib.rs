//! Identifiers, money, days, exact numbers, hashes, canonical JSON and check digits.
//! Knows nothing of law, procedures or storage.

pub mod date;
pub mod money;

pub use date::Date;
pub use money::Money;
/// Exact rational numbers of the language; use the checked operations of `num_traits`.
pub type Number = num_rational::Ratio<i128>;
