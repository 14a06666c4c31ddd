//! Offices, persons, accounts, sessions, posts.

use sqlx::FromRow;

use crate::Store;
use crate::batch::Batch;
use crate::db::args;
use crate::error::StoreError;

/// An office.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Office {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Short form in numbers: 机关简称.
    pub short: String,
    /// One to eight small letters in speakable ids.
    pub letters: String,
    /// Further data for documents, a JSON object.
    pub details: String,
}

/// A person or body.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Person {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Identity number or credit code.
    pub code: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// `staff` or `party`.
    pub kind: String,
    /// Name and numbers were erased.
    pub erased: i64,
}

/// An account.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Account {
    /// Log-in name.
    pub login: String,
    /// Whose.
    pub person: String,
    /// argon2id.
    pub hash: String,
    /// `system`, `security`, `audit`, or empty.
    pub admin: String,
    /// Switched off.
    pub disabled: i64,
    /// Wrong passwords in a row.
    pub failures: i64,
    /// No log-in before this time.
    pub locked_until: i64,
}

/// A session.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Session {
    /// SHA-256 of the token.
    pub hash: String,
    /// Whose.
    pub person: String,
    /// The post that the person has chosen to act from.
    pub post: Option<String>,
    /// Begin.
    pub begun: i64,
    /// Last use.
    pub used: i64,
    /// Latest end.
    pub ends: i64,
}

/// A post.
#[derive(Clone, PartialEq, Eq, Debug, FromRow)]
pub struct Post {
    /// Id.
    pub id: String,
    /// Who.
    pub person: String,
    /// Role's name.
    pub role: String,
    /// Office id.
    pub office: String,
    /// Limited to this procedure; empty: all.
    pub procedure_slug: String,
    /// First day.
    pub from_day: Option<String>,
    /// Last day.
    pub to_day: Option<String>,
    /// Deputises for the holder of this post (id).
    pub deputy_for: Option<String>,
    /// Ground of the deputising.
    pub ground: String,
}

const POST: &str = "id, person, role, office, procedure_slug, from_day, to_day, deputy_for, ground";
const PERSON: &str = "id, name, code, phone, address, kind, erased";

impl Store {
    /// All offices.
    ///
    /// # Errors
    /// When the database fails; so everywhere in this module.
    pub async fn offices(&self) -> Result<Vec<Office>, StoreError> {
        self.db
            .all(
                "SELECT id, name, short, letters, details FROM office WHERE org = $1 ORDER BY id",
                args![self.org()],
            )
            .await
    }

    /// Persons with these ids.
    #[allow(missing_docs, clippy::missing_errors_doc)]
    pub async fn persons(&self, ids: &[String]) -> Result<Vec<Person>, StoreError> {
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.person(id).await?);
        }
        Ok(found)
    }

    /// A person.
    pub async fn person(&self, id: &str) -> Result<Option<Person>, StoreError> {
        self.db
            .one(
                &format!("SELECT {PERSON} FROM person WHERE org = $1 AND id = $2"),
                args![self.org(), id],
            )
            .await
    }

    /// Persons of a kind, by name.
    pub async fn persons_of(&self, kind: &str) -> Result<Vec<Person>, StoreError> {
        let sql = format!(
            "SELECT {PERSON} FROM person WHERE org = $1 AND kind = $2 ORDER BY name, id LIMIT 5000"
        );
        self.db.all(&sql, args![self.org(), kind]).await
    }

    /// The person or body with this identity number or credit code.
    pub async fn person_by_code(&self, code: &str) -> Result<Option<Person>, StoreError> {
        let sql = format!("SELECT {PERSON} FROM person WHERE org = $1 AND code = $2 ORDER BY id");
        self.db.one(&sql, args![self.org(), code]).await
    }

    /// An account by its log-in name.
    pub async fn account(&self, login: &str) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT login, person, hash, admin, disabled, failures, locked_until FROM account WHERE org = $1 AND login = $2";
        self.db.one(sql, args![self.org(), login]).await
    }

    /// The account of a person.
    pub async fn account_of(&self, person: &str) -> Result<Option<Account>, StoreError> {
        let sql = "SELECT login, person, hash, admin, disabled, failures, locked_until FROM account WHERE org = $1 AND person = $2";
        self.db.one(sql, args![self.org(), person]).await
    }

    /// All accounts.
    pub async fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        let sql = "SELECT login, person, hash, admin, disabled, failures, locked_until FROM account WHERE org = $1 ORDER BY login";
        self.db.all(sql, args![self.org()]).await
    }

    /// A session by the hash of its token.
    pub async fn session(&self, hash: &str) -> Result<Option<Session>, StoreError> {
        let sql = "SELECT hash, person, post, begun, used, ends FROM session WHERE org = $1 AND hash = $2";
        self.db.one(sql, args![self.org(), hash]).await
    }

    /// The sessions of a person, newest first.
    pub async fn sessions_of(&self, person: &str) -> Result<Vec<Session>, StoreError> {
        let sql = "SELECT hash, person, post, begun, used, ends FROM session WHERE org = $1 AND person = $2 ORDER BY used DESC";
        self.db.all(sql, args![self.org(), person]).await
    }

    /// The posts of a person, past ones too.
    pub async fn posts_of(&self, person: &str) -> Result<Vec<Post>, StoreError> {
        let sql = format!("SELECT {POST} FROM post WHERE org = $1 AND person = $2 ORDER BY id");
        self.db.all(&sql, args![self.org(), person]).await
    }

    /// The posts of an office, past ones too.
    pub async fn posts_in(&self, office: &str) -> Result<Vec<Post>, StoreError> {
        let sql = format!("SELECT {POST} FROM post WHERE org = $1 AND office = $2 ORDER BY id");
        self.db.all(&sql, args![self.org(), office]).await
    }

    /// A post.
    pub async fn post(&self, id: &str) -> Result<Option<Post>, StoreError> {
        self.db
            .one(
                &format!("SELECT {POST} FROM post WHERE org = $1 AND id = $2"),
                args![self.org(), id],
            )
            .await
    }
}

impl Batch {
    /// Adds or changes an office.
    pub fn office(&mut self, office: &Office) {
        let args = args![
            &*self.org,
            &office.id,
            &office.name,
            &office.short,
            &office.letters,
            &office.details
        ];
        let sql = "INSERT INTO office (org, id, name, short, letters, details) VALUES ($1, $2, $3, $4, $5, $6) \
                   ON CONFLICT (org, id) DO UPDATE SET name = $3, short = $4, letters = $5, details = $6";
        self.run("office", sql, args);
    }

    /// Adds a person.
    pub fn person(&mut self, p: &Person) {
        let args = args![
            &*self.org, &p.id, &p.name, &p.code, &p.phone, &p.address, &p.kind
        ];
        let sql = "INSERT INTO person (org, id, name, code, phone, address, kind, erased) VALUES ($1, $2, $3, $4, $5, $6, $7, 0)";
        self.run("person", sql, args);
    }

    /// Destroys what is known of a person but the id.
    pub fn erase_person(&mut self, id: &str) {
        let args = args![&*self.org, id];
        let sql = "UPDATE person SET name = '', code = '', phone = '', address = '', erased = 1 WHERE org = $1 AND id = $2";
        self.run("person", sql, args);
    }

    /// Adds an account.
    pub fn account(&mut self, a: &Account) {
        let args = args![
            &*self.org, &a.login, &a.person, &a.hash, &a.admin, a.disabled
        ];
        let sql = "INSERT INTO account (org, login, person, hash, admin, disabled, failures, locked_until) \
                   VALUES ($1, $2, $3, $4, $5, $6, 0, 0)";
        self.run("account", sql, args);
    }

    /// A new password.
    pub fn password(&mut self, login: &str, hash: &str) {
        let args = args![&*self.org, login, hash];
        let sql = "UPDATE account SET hash = $3, failures = 0, locked_until = 0 WHERE org = $1 AND login = $2";
        self.one("account", sql, args);
    }

    /// Switches an account off or on.
    pub fn disable(&mut self, login: &str, disabled: bool) {
        let args = args![&*self.org, login, disabled];
        self.one(
            "account",
            "UPDATE account SET disabled = $3 WHERE org = $1 AND login = $2",
            args,
        );
    }

    /// Counts log-ins that went wrong.
    pub fn failures(&mut self, login: &str, failures: i64, locked_until: i64) {
        let args = args![&*self.org, login, failures, locked_until];
        self.run(
            "account",
            "UPDATE account SET failures = $3, locked_until = $4 WHERE org = $1 AND login = $2",
            args,
        );
    }

    /// Begins a session.
    pub fn session(&mut self, s: &Session) {
        let args = args![
            &*self.org,
            &s.hash,
            &s.person,
            s.post.clone(),
            s.begun,
            s.used,
            s.ends
        ];
        let sql = "INSERT INTO session (org, hash, person, post, begun, used, ends) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        self.run("session", sql, args);
    }

    /// Notes that a session was used, and from which post.
    pub fn session_used(&mut self, hash: &str, used: i64, post: Option<String>) {
        let args = args![&*self.org, hash, used, post];
        self.run(
            "session",
            "UPDATE session SET used = $3, post = $4 WHERE org = $1 AND hash = $2",
            args,
        );
    }

    /// Ends a session.
    pub fn end_session(&mut self, hash: &str) {
        let args = args![&*self.org, hash];
        self.run(
            "session",
            "DELETE FROM session WHERE org = $1 AND hash = $2",
            args,
        );
    }

    /// Ends all sessions of a person.
    pub fn end_sessions(&mut self, person: &str) {
        let args = args![&*self.org, person];
        self.run(
            "session",
            "DELETE FROM session WHERE org = $1 AND person = $2",
            args,
        );
    }

    /// Adds a post.
    pub fn post(&mut self, p: &Post) {
        let args = args![
            &*self.org,
            &p.id,
            &p.person,
            &p.role,
            &p.office,
            &p.procedure_slug,
            p.from_day.clone(),
            p.to_day.clone(),
            p.deputy_for.clone(),
            &p.ground
        ];
        let sql = "INSERT INTO post (org, id, person, role, office, procedure_slug, from_day, to_day, deputy_for, ground) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        self.run("post", sql, args);
        self.touch(&post_key(&p.person));
    }

    /// The last day of a post.
    pub fn end_post(&mut self, id: &str, person: &str, last: &str) {
        let args = args![&*self.org, id, last];
        self.one(
            "post",
            "UPDATE post SET to_day = $3 WHERE org = $1 AND id = $2",
            args,
        );
        self.touch(&post_key(person));
    }
}

/// The revision key of a person's posts.
pub fn post_key(person: &str) -> String {
    format!("post:{person}")
}
