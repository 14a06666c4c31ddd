//! Periods of time that a statute gives, and how they are counted (language.md T1 to T7).
//!
//! Pure: the start, the rule of the statute and the calendar come in as arguments.
//!
//! ```
//! use fadu_term::{Calendar, Count, DayRule, derive, last_day, Words};
//! let calendar = Calendar::builtin();
//! let count = Count::new("2026-09-28".parse().unwrap(), "5工作日".parse().unwrap());
//! let end = last_day(&count, calendar).unwrap();
//! assert_eq!(end.last_day, "2026-10-10".parse().ok());
//! let told = derive(&count, calendar, &Words::start("送达")).unwrap();
//! assert_eq!(told.last_day, end.last_day);
//! ```

pub mod answer;
pub mod before;
pub mod calendar;
pub mod compare;
pub mod count;
pub mod derive;
pub mod rule;
pub mod shift;
mod skipped;
pub mod term;

pub use answer::{Answer, Question, answer};
pub use before::{Before, before, derive_before};
pub use calendar::{Calendar, CalendarError};
pub use compare::{Plain, first_start_later};
pub use count::{Count, CountError, End, Extension, Outcome, Stop, last_day};
pub use derive::{Step, StepRule, Words, derive};
pub use rule::{Cites, DayRule, RestDayRule, RuleError, WorkingDayTerms};
pub use shift::{shift_back, shift_forward};
pub use term::{Term, TermError, Unit};
