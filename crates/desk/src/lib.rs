//! Use cases, one function each: the only place that writes. Pages call these and show what they return.
//!
//! All functions are methods of [`Desk`], `async`, and return `Result<_, Refusal>` (docs/architecture.md sections 3 and 5).
//! Planned surface, so that pages can be built beside it:
//!
//! ```text
//! Desk::open(Setup) → Desk                       Setup { db, data folder, org, packs, fonts, clock, rng, sample }
//! login(name, password) → Login { token, person }        session(token) → Actor       logout(token)
//! me(&actor) → MePage      appoint_deputy(..)      switch_post(..)      change_password(..)
//! today(&actor) → Today    cases(&actor, &CaseQuery) → CaseList         find(&actor, text) → Found
//! case(&actor, case, as_of) → CasePage           matter(&actor, case) → MatterPage     my_matters(&actor) → Vec<CaseRow>
//! act_form(&actor, case | procedure, act) → ActForm       save_draft(&actor, &ActInput)   drop_draft(..)
//! check_act(&actor, &ActInput) → CheckPage       confirm_act(&actor, &ActInput) → ConfirmPage
//! do_act(&actor, &ActInput) → Done               (opens a case too; sends for approval where 批 asks for it)
//! approvals(&actor) → Vec<ApprovalRow>   approval(&actor, id) → ApprovalPage   approve(..) → Option<Done>   return_draft(..)
//! act(&actor, id) → ActPage      document(&actor, id) → DocumentPage      download(&actor, document) → Download
//! upload(&actor, name, media, bytes) → file id           file(&actor, id) → Download        seal(&actor, document, file)
//! behaviour(&actor, case, "听证") → BehaviourPage         give_opinion(..)
//! hand_over(&actor, case, to person, why)        registers() → Vec<RegisterLink>   register(slug, on, cursor) → RegisterPage
//! numbers(office, year) → Vec<NumberSeries>      series(..) → NumberSeries     reserve_number(..)   void_number(..)
//! article(title, version | on, number) → ArticlePage     laws() → Vec<LawRow>   search_law(words, on)   import_law(files)
//! procedures() → Vec<ProcedureRow>       procedure(slug) → ProcedurePage       store_proof(..)
//! log() → LogPage   audit(from) → AuditReport    sequence() (puts what waits into the log)   wait_logged(act, ms)
//! Written by the lead since 18:12, leave them to him: law.rs (load_laws, import_law, laws, article, search_law),
//! procedures.rs (procedures, procedure(slug, on), store_proof; both files lie here: add `mod law; pub mod procedures;` when you wire the modules), demo.rs (the sample county, through these use cases only)
//! Asked for by web (18:00):
//!   draft(&actor, &ActInput { case | procedure, act, .. }) → Option<ActInput>      the saved draft as it was typed: 核对 and 确认 are GET pages made from it
//!   session(token) → Actor with public fields { person, name, login, external: bool (only 外部 roles), posts: Vec<PostView> (held and deputised today) }
//!   sample() → bool, today() as day: now_day() → Date        do_act drops the draft of its act; a repeated idempotency key answers before anything is validated
//! export_case(&actor, case) → CaseFolder (path → bytes)      check_case(&folder) → CaseCheck (free function)
//! call_meeting(&actor, case, members, chair)      give_opinion(&actor, case, opinion, reason)
//! backup(file)   restore(file, data)   rebuild() → counts         erase(&actor, case, ground)
//! accounts(&actor) → Vec<AccountRow>   add_person / add_office / add_post / end_post / set_password / disable
//! ```

mod approve;
mod behaviour_fields;
mod book;
mod books;
pub mod demo;
mod documents;
pub mod error;
mod export;
mod factor;
mod files;
mod form;
pub mod grants;
mod guest;
mod impact;
mod keep;
mod law;
pub mod law_import;
pub mod law_search;
mod lists;
mod load;
mod log;
mod masked;
pub mod moving;
mod opinions;
pub mod packs;
mod pages;
mod parse;
mod payments;
pub mod people;
mod prepare;
pub mod procedures;
mod project;
pub mod proof_view;
pub mod proved;
mod public;
pub mod publicity;
pub mod record;
mod redact;
pub mod relied;
pub mod remedies;
mod setup;
pub mod standards;
pub mod trial;
pub mod view;
pub mod views;
mod way;
mod words;
mod write;

pub use error::{Conflict, Refusal};
pub use export::{CaseCheck, Folder as CaseFolder, check_case};
/// Why a statute was not found.
pub use fadu_law::LookupError;
pub use fadu_paper::Fonts;
pub use impact::{ArticleChange, Impact, ImpactCase, ImpactRow, TemplateRow, TextRun};
pub use keep::restore;
pub use people::{Actor, Login, NewPerson, NewPost};
pub use setup::{Clock, Desk, Rng, Setup};

/// Rows of the store that administrators give in.
pub use fadu_store::Place;
pub use fadu_store::people::Office;
pub use fadu_store::registers::EntryRow;
