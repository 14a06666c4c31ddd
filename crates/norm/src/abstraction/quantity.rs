//! What a state consists of: quantities, each a few bits.

use std::sync::Arc;

use crate::model::{ActId, Acts, FactId, ParamId};

/// A place in the order of record: an act's last standing instance, or a typed fact's last change.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Place {
    /// An act.
    Act(ActId),
    /// A typed fact.
    Fact(FactId),
}

/// A part of the state. Everything that a formula reads is made of these.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Quantity {
    /// Bit 0: an instance stands and is effective; 1: one is recorded and not yet effective; 2: several are.
    Done(ActId),
    /// Bit 0: the last of the first comes after the last of the second; 1: the same for what is not effective yet.
    Order(Place, Place),
    /// The term, by its number in the vocabulary, from the act's last instance is over.
    Expired(ActId, u16),
    /// Bit 0: known; from 1: its class.
    Fact(FactId),
    /// The fact's value changed at least once (facts with `初`).
    Changed(FactId),
    /// Bit 0: the fact had a value at the act; from 1: its value now against then.
    At(FactId, ActId),
    /// Bit 0: given; from 1: class of a behaviour's field at the act's last instance.
    Member(ActId, Arc<str>),
    /// How often, up to 3.
    Times(Acts),
    /// A comparison of two expressions, by its number in the vocabulary.
    Pair(u16),
    /// A constant of the locality.
    Param(ParamId),
    /// The one person in view has performed the act.
    Person(ActId),
}
