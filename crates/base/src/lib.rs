//! Identifiers, money, days, exact numbers, hashes, canonical JSON and check digits.
//! Knows nothing of law, procedures or storage.

pub mod amount;
pub mod checkdigit;
pub mod date;
pub mod hash;
pub mod id;
pub mod json;
pub mod money;
pub mod text;

pub use date::Date;
pub use hash::{Algorithm, Digest, Hash, Hasher};
pub use id::SpeakableId;
pub use money::Money;
/// Exact rational numbers of the language; use the checked operations of `num_traits`.
pub type Number = num_rational::Ratio<i128>;
