//! Who may see and do what: cedar policies over (person, posts, action, case). Default deny.
//!
//! Whether an act is lawful is the norm's question, not one for here. Lists take a coarse [`Scope`] to SQL first and
//! ask the policies about every row; a test proves that the scope leaves out nothing that the policies allow.

use std::collections::{BTreeSet, HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};

const POLICIES: &str = include_str!("policies.cedar");
const SCHEMA: &str = include_str!("schema.cedarschema");

/// A person with the posts of today.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reader {
    /// Person id.
    pub person: String,
    /// Posts of today.
    pub posts: Vec<Grant>,
    /// Offices that the reader's offices supervise.
    pub supervises: BTreeSet<String>,
    /// `system`, `security`, `audit`, or empty.
    pub admin: String,
    /// The one case that this reader came in for; empty: whatever the policies allow.
    pub only: String,
}

/// What a post opens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    /// Office id.
    pub office: String,
    /// Procedure it is limited to; empty: all.
    pub procedure: String,
}

/// A case as far as policies look at it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CaseFacts {
    /// Id.
    pub id: String,
    /// Office id.
    pub office: String,
    /// Procedure.
    pub procedure: String,
    /// Person id of the party; empty: none.
    pub party: String,
    /// Only its officers see it.
    pub secret: bool,
    /// Officers.
    pub officers: BTreeSet<String>,
}

/// What somebody wants to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    /// See the whole case.
    ViewCase,
    /// See the party's page of it.
    ViewMatter,
    /// Do an act in it (which, the norm decides).
    Act,
    /// Enter what the party handed in on paper.
    EnterForParty,
    /// Give it to a colleague.
    HandOver,
    /// Destroy the personal data of a closed case.
    Erase,
    /// Reserve and void numbers of the office.
    Numbers,
    /// Accounts, posts, persons.
    ManageAccounts,
    /// Backups, calendars, statutes, offices.
    ManageSystem,
    /// Events and audits of the log.
    ViewEvents,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 10] = [
        Action::ViewCase,
        Action::ViewMatter,
        Action::Act,
        Action::EnterForParty,
        Action::HandOver,
        Action::Erase,
        Action::Numbers,
        Action::ManageAccounts,
        Action::ManageSystem,
        Action::ViewEvents,
    ];

    fn name(self) -> &'static str {
        match self {
            Action::ViewCase => "viewCase",
            Action::ViewMatter => "viewMatter",
            Action::Act => "act",
            Action::EnterForParty => "enterForParty",
            Action::HandOver => "handOver",
            Action::Erase => "erase",
            Action::Numbers => "numbers",
            Action::ManageAccounts => "manageAccounts",
            Action::ManageSystem => "manageSystem",
            Action::ViewEvents => "viewEvents",
        }
    }
}

/// The coarse first question to SQL.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Scope {
    /// Cases of these offices,
    pub offices: Vec<String>,
    /// and those of which this person is the party.
    pub party: String,
}

impl Scope {
    /// Whether a case is inside.
    pub fn covers(&self, case: &CaseFacts) -> bool {
        self.offices.contains(&case.office) || (!case.party.is_empty() && case.party == self.party)
    }
}

impl Reader {
    /// Everything that the policies could show, and perhaps more.
    pub fn scope(&self) -> Scope {
        let own = self.posts.iter().map(|p| p.office.clone());
        let offices: BTreeSet<String> = own.chain(self.supervises.iter().cloned()).collect();
        Scope {
            offices: offices.into_iter().collect(),
            party: self.person.clone(),
        }
    }
}

/// The policies, parsed and checked against their schema.
pub struct Authz {
    policies: PolicySet,
    authorizer: Authorizer,
}

/// The policies do not hold together.
#[derive(Debug, thiserror::Error)]
#[error("权限策略有误：{0}")]
pub struct AuthzError(String);

impl Authz {
    /// Parses and validates the policies.
    ///
    /// # Errors
    /// When they are no policies of the schema: a fault of this program.
    pub fn new() -> Result<Authz, AuthzError> {
        let failed = |e: &dyn std::fmt::Display| AuthzError(e.to_string());
        let policies: PolicySet = POLICIES
            .parse()
            .map_err(|e: cedar_policy::ParseErrors| failed(&e))?;
        let (schema, _) = Schema::from_cedarschema_str(SCHEMA).map_err(|e| failed(&e))?;
        let result = Validator::new(schema).validate(&policies, ValidationMode::Strict);
        match result.validation_errors().next() {
            Some(error) => Err(failed(error)),
            None => Ok(Authz {
                policies,
                authorizer: Authorizer::new(),
            }),
        }
    }

    /// Whether the reader may do this with the case. A fault in the question is a no.
    pub fn allows(&self, reader: &Reader, action: Action, case: &CaseFacts) -> bool {
        // Narrower than any policy: who came in with the number of one case sees no other.
        let inside = reader.only.is_empty() || reader.only == case.id;
        inside && self.ask(reader, action, case).unwrap_or(false)
    }

    /// Whether the reader may do this, where no case is concerned.
    pub fn allows_here(&self, reader: &Reader, action: Action, office: &str) -> bool {
        let facts = CaseFacts {
            id: "-".to_owned(),
            office: office.to_owned(),
            ..CaseFacts::default()
        };
        self.allows(reader, action, &facts)
    }

    fn ask(&self, reader: &Reader, action: Action, case: &CaseFacts) -> Option<bool> {
        let person = uid("Person", &reader.person)?;
        let resource = uid("Case", &case.id)?;
        let request = Request::new(
            person.clone(),
            uid("Action", action.name())?,
            resource.clone(),
            Context::empty(),
            None,
        );
        let entities =
            Entities::from_entities([principal(person, reader)?, target(resource, case)?], None)
                .ok()?;
        let answer = self
            .authorizer
            .is_authorized(&request.ok()?, &self.policies, &entities);
        Some(answer.decision() == Decision::Allow)
    }
}

fn principal(id: EntityUid, reader: &Reader) -> Option<Entity> {
    let grants = reader.posts.iter().map(|g| grant(&g.office, &g.procedure));
    let attributes = HashMap::from([
        ("person".to_owned(), text(&reader.person)),
        ("admin".to_owned(), text(&reader.admin)),
        ("grants".to_owned(), set(grants)),
        (
            "offices".to_owned(),
            set(reader.posts.iter().map(|g| g.office.clone())),
        ),
        (
            "supervises".to_owned(),
            set(reader.supervises.iter().cloned()),
        ),
    ]);
    Entity::new(id, attributes, HashSet::new()).ok()
}

fn target(id: EntityUid, case: &CaseFacts) -> Option<Entity> {
    let keys = [
        grant(&case.office, ""),
        grant(&case.office, &case.procedure),
    ];
    let attributes = HashMap::from([
        ("office".to_owned(), text(&case.office)),
        ("keys".to_owned(), set(keys.into_iter())),
        ("party".to_owned(), text(&case.party)),
        (
            "secret".to_owned(),
            RestrictedExpression::new_bool(case.secret),
        ),
        ("officers".to_owned(), set(case.officers.iter().cloned())),
    ]);
    Entity::new(id, attributes, HashSet::new()).ok()
}

fn grant(office: &str, procedure: &str) -> String {
    format!("{office}/{procedure}")
}

// An id of any signs: never pasted into a policy's text.
fn uid(kind: &str, id: &str) -> Option<EntityUid> {
    Some(EntityUid::from_type_name_and_id(
        kind.parse().ok()?,
        cedar_policy::EntityId::new(id),
    ))
}

fn text(value: &str) -> RestrictedExpression {
    RestrictedExpression::new_string(value.to_owned())
}

fn set(values: impl Iterator<Item = String>) -> RestrictedExpression {
    RestrictedExpression::new_set(values.map(RestrictedExpression::new_string))
}
