//! The transparency log: Merkle tree, tiles, checkpoints, receipts and erasable commitments.
//! Formats and proofs only; storage, clock and randomness belong to the caller.

pub mod checkpoint;
pub mod commit;
pub mod document;
pub mod merkle;
pub mod note;
pub mod pdf;
pub mod proof;
pub mod receipt;
pub mod sign;
pub mod tile;

pub use checkpoint::Checkpoint;
pub use commit::{Leaf, Salt};
pub use merkle::{MemoryTree, TreeHead};
pub use receipt::Receipt;
pub use sign::{Ed25519Signer, Signer, Verifier, VerifierKey, Witness};
