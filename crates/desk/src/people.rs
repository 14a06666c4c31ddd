//! Log-in, sessions, posts, deputies, accounts.

use std::collections::BTreeSet;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Argon2, Params};
use fadu_authz::{Action, Grant, Reader};
use fadu_base::{Algorithm, Date};
use fadu_store::desk_rows::EventRow;
use fadu_store::people::{Account, Office, Person, Post, Session};

use crate::error::Refusal;
use crate::load::day;
use crate::setup::{Desk, day_of, time_text};
use crate::view::{AccountRow, MePage, PersonChoice, PostView};

/// A session ends after so long without use,
const IDLE: i64 = 2 * 3600 * 1_000_000;
/// and after so long in any case.
const LONGEST: i64 = 12 * 3600 * 1_000_000;
/// So many wrong passwords in a row,
const TRIES: i64 = 5;
/// and the account waits so long.
const WAIT: i64 = 15 * 60 * 1_000_000;
/// Said to who has the password right and gave no code.
pub const NEEDS_CODE: &str = "这个账号开通了两步登录，请再填手机验证器上的六位动态码";
/// A use is noted at most once in this time, so that reading pages does not write.
const NOTE: i64 = 60 * 1_000_000;

/// A person who asks, with the posts of today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// Person id.
    pub person: String,
    /// Name.
    pub name: String,
    /// Log-in name; empty without an account.
    pub login: String,
    /// Administrator's kind, or empty.
    pub admin: String,
    /// Somebody from outside: no post anywhere, no administrator.
    pub external: bool,
    /// Posts of today, deputised ones too.
    pub posts: Vec<PostView>,
    pub(crate) held: Vec<Post>,
    /// The post chosen to act from.
    pub post: Option<String>,
    /// Hash of the session's token; empty for who acts without one.
    pub session: String,
    /// Came in for this one case (id).
    pub only: Option<String>,
    pub(crate) reader: Reader,
}

/// What a successful log-in gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Login {
    /// For the cookie; kept nowhere here.
    pub token: String,
    /// Person id.
    pub person: String,
}

/// A new person with or without an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPerson {
    /// Id; empty: made here.
    pub id: String,
    /// Name.
    pub name: String,
    /// Identity number or credit code, or empty.
    pub code: String,
    /// Telephone.
    pub phone: String,
    /// Address.
    pub address: String,
    /// `staff` or `party`.
    pub kind: String,
    /// Log-in name; empty: no account.
    pub login: String,
    /// Password.
    pub password: String,
    /// `system`, `security`, `audit`, or empty.
    pub admin: String,
}

/// A new post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewPost {
    /// Who.
    pub person: String,
    /// Role's name.
    pub role: String,
    /// Office id.
    pub office: String,
    /// Limited to this procedure, or empty.
    pub procedure: String,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
}

impl Desk {
    /// Checks name and password and begins a session.
    ///
    /// # Errors
    /// `Login` with one sentence for every cause, so that nobody learns which names exist.
    pub async fn login(&self, login: &str, password: &str) -> Result<Login, Refusal> {
        self.login_with(login, password, "").await
    }

    /// The same with the code of the second factor, where the account has one.
    ///
    /// # Errors
    /// `Login`.
    pub async fn login_with(
        &self,
        login: &str,
        password: &str,
        code: &str,
    ) -> Result<Login, Refusal> {
        let now = self.now();
        let account = self.store().account(login.trim()).await?;
        let locked = account.as_ref().is_some_and(|a| now < a.locked_until);
        if locked {
            return Err(Refusal::Login(
                "密码连续输错，请十五分钟后再试，或请安全管理员重设".to_owned(),
            ));
        }
        let known = account.as_ref().map(|a| a.hash.clone());
        let right = self.verify(password, known).await;
        let wrong = || Refusal::Login("登录名或密码不对".to_owned());
        let account = account.ok_or_else(wrong)?;
        let coded = right && account.disabled == 0 && self.needs_code(&account.login).await?;
        // Only who knows the password hears that a code is missing.
        if coded && code.trim().is_empty() {
            return Err(Refusal::Login(NEEDS_CODE.to_owned()));
        }
        let code_right = !coded || self.spend_code(&account.login, code, "核对动态码").await?;
        let mut batch = self.store().batch();
        if !right || account.disabled != 0 || !code_right {
            let failures = account.failures + 1;
            let until = if failures < TRIES { 0 } else { now + WAIT };
            batch.failures(
                &account.login,
                if failures < TRIES { failures } else { 0 },
                until,
            );
            self.store().write(batch).await.map_err(|e| self.bug(&e))?;
            if right && !code_right {
                return Err(Refusal::Login(
                    "动态码不对或者已经用过，请填手机验证器现在显示的六位数字".to_owned(),
                ));
            }
            return Err(wrong());
        }
        let token = hex::encode(self.random::<32>());
        batch.failures(&account.login, 0, 0);
        batch.session(&Session {
            hash: token_hash(&token),
            person: account.person.clone(),
            post: None,
            begun: now,
            used: now,
            ends: now + LONGEST,
        });
        batch.event(&self.event(&account.person, "登录", ""));
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(Login {
            token,
            person: account.person,
        })
    }

    /// Who a token belongs to, with the posts of today; notes the use.
    ///
    /// # Errors
    /// `Login` when there is no such session any more.
    pub async fn session(&self, token: &str) -> Result<Actor, Refusal> {
        let ended = || Refusal::Login("请先登录".to_owned());
        let hash = token_hash(token);
        let session = self.store().session(&hash).await?.ok_or_else(ended)?;
        let now = self.now();
        if session.ends <= now || session.used + IDLE <= now {
            let mut batch = self.store().batch();
            batch.end_session(&hash);
            self.store().write(batch).await.map_err(|e| self.bug(&e))?;
            return Err(Refusal::Login(
                "太久没有操作，请重新登录；没有提交的内容在草稿里".to_owned(),
            ));
        }
        let only = self.store().session_case(&hash).await?;
        let account = self.store().account_of(&session.person).await?;
        let switched_off = account.as_ref().is_some_and(|a| a.disabled != 0);
        if switched_off || (account.is_none() && only.is_none()) {
            return Err(ended());
        }
        if NOTE < now - session.used {
            let mut batch = self.store().batch();
            batch.session_used(&hash, now, session.post.clone());
            self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        }
        let mut actor = self.actor(&session.person).await?;
        actor.post = session.post;
        actor.session = hash;
        if let Some(case) = only {
            // In for one matter: whatever else the person may be, only that counts here.
            actor.reader.only.clone_from(&case);
            actor.reader.posts.clear();
            actor.reader.admin.clear();
            actor.held.clear();
            actor.posts.clear();
            actor.login.clear();
            actor.admin.clear();
            actor.external = true;
            actor.only = Some(case);
        }
        Ok(actor)
    }

    /// A person with the posts of today, without a session: for commands and for work that goes on later.
    ///
    /// # Errors
    /// `NotFound`.
    pub async fn actor(&self, person: &str) -> Result<Actor, Refusal> {
        let found = self
            .store()
            .person(person)
            .await?
            .ok_or_else(|| Refusal::NotFound("这个人".to_owned()))?;
        let account = self.store().account_of(person).await?;
        let (login, admin) = account.map(|a| (a.login, a.admin)).unwrap_or_default();
        let today = self.today_day();
        let held: Vec<Post> = self
            .store()
            .posts_of(person)
            .await?
            .into_iter()
            .filter(|p| is_held(p, today))
            .collect();
        let offices: BTreeSet<&str> = held.iter().map(|p| p.office.as_str()).collect();
        let mut supervises = BTreeSet::new();
        for office in self
            .store()
            .offices()
            .await?
            .iter()
            .filter(|o| offices.contains(o.id.as_str()))
        {
            supervises.extend(supervised(office));
        }
        let mut posts = Vec::new();
        for post in &held {
            posts.push(self.post_view(post).await?);
        }
        let grants = held.iter().map(|p| Grant {
            office: p.office.clone(),
            procedure: p.procedure_slug.clone(),
        });
        let reader = Reader {
            person: person.to_owned(),
            posts: grants.collect(),
            supervises,
            admin: admin.clone(),
            only: String::new(),
        };
        Ok(Actor {
            person: person.to_owned(),
            name: found.name,
            login,
            external: held.is_empty() && admin.is_empty(),
            admin,
            posts,
            held,
            post: None,
            session: String::new(),
            only: None,
            reader,
        })
    }

    /// Ends a session.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn logout(&self, token: &str) -> Result<(), Refusal> {
        let mut batch = self.store().batch();
        batch.end_session(&token_hash(token));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Ends all sessions of the actor but this one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_other_sessions(&self, actor: &Actor) -> Result<(), Refusal> {
        let mut batch = self.store().batch();
        for session in self.store().sessions_of(&actor.person).await? {
            if session.hash != actor.session {
                batch.end_session(&session.hash);
            }
        }
        batch.event(&self.event(&actor.person, "退出别处的登录", ""));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Chooses the post to act from.
    ///
    /// # Errors
    /// `Forbidden` when it is not one of the actor's.
    pub async fn switch_post(&self, actor: &Actor, post: &str) -> Result<(), Refusal> {
        if !actor.held.iter().any(|p| p.id == post) {
            return Err(Refusal::Forbidden("这不是您现在的岗位".to_owned()));
        }
        let mut batch = self.store().batch();
        batch.session_used(&actor.session, self.now(), Some(post.to_owned()));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// A new password; ends all other sessions.
    ///
    /// # Errors
    /// `Fields` when the old one is wrong or the new one too short.
    pub async fn change_password(
        &self,
        actor: &Actor,
        old: &str,
        new: &str,
    ) -> Result<(), Refusal> {
        let account = self
            .store()
            .account_of(&actor.person)
            .await?
            .ok_or_else(|| Refusal::NotFound("您的账号".to_owned()))?;
        if !self.verify(old, Some(account.hash)).await {
            return Err(Refusal::field("old", "现在的密码不对"));
        }
        let mut batch = self.store().batch();
        batch.password(&account.login, &self.hash(new).await?);
        for session in self.store().sessions_of(&actor.person).await? {
            if session.hash != actor.session {
                batch.end_session(&session.hash);
            }
        }
        batch.event(&self.event(&actor.person, "改密码", ""));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Names a deputy (AB角) for one of the actor's own posts.
    ///
    /// # Errors
    /// `Forbidden`, or `Fields` when days or ground are missing.
    pub async fn appoint_deputy(
        &self,
        actor: &Actor,
        post: &str,
        person: &str,
        days: (Date, Date),
        ground: &str,
    ) -> Result<(), Refusal> {
        let own = actor
            .held
            .iter()
            .find(|p| p.id == post && p.deputy_for.is_none());
        let own = own.ok_or_else(|| {
            Refusal::Forbidden("只能为自己的岗位指定代理人，代理的岗位不能再转".to_owned())
        })?;
        let deputy = self
            .store()
            .person(person)
            .await?
            .filter(|p| p.kind == "staff");
        if deputy.is_none() || person == actor.person {
            return Err(Refusal::field("person", "请选本单位的一位同事"));
        }
        if days.1 < days.0 || days.1 < self.today_day() {
            return Err(Refusal::field(
                "to",
                "代理的最后一天要在开始那天以后，也不能早于今天",
            ));
        }
        if ground.trim().is_empty() {
            return Err(Refusal::field(
                "ground",
                "请写明代理的依据，例如授权书的文号",
            ));
        }
        let mut batch = self.store().batch();
        batch.post(&Post {
            id: self.new_id(),
            person: person.to_owned(),
            from_day: Some(days.0.to_string()),
            to_day: Some(days.1.to_string()),
            deputy_for: Some(own.id.clone()),
            ground: ground.trim().to_owned(),
            ..own.clone()
        });
        batch.event(&self.event(&actor.person, "指定代理", person));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// 我的设置
    ///
    /// # Errors
    /// When the database fails.
    pub async fn me(&self, actor: &Actor) -> Result<MePage, Refusal> {
        let account = self.store().account_of(&actor.person).await?;
        let sessions = self.store().sessions_of(&actor.person).await?;
        let sessions = sessions.into_iter().map(|s| {
            let mine = s.hash == actor.session;
            (
                s.hash.chars().take(12).collect(),
                time_text(s.begun),
                time_text(s.used),
                mine,
            )
        });
        let mut deputies = Vec::new();
        for own in actor.held.iter().filter(|p| p.deputy_for.is_none()) {
            for post in self.store().posts_in(&own.office).await? {
                if post.deputy_for.as_deref() == Some(own.id.as_str()) {
                    let name = self.name(&post.person).await?;
                    deputies.push((self.post_view(&post).await?, name));
                }
            }
        }
        let mut posts = Vec::new();
        for post in &actor.held {
            posts.push(self.post_view(post).await?);
        }
        Ok(MePage {
            id: actor.person.clone(),
            name: actor.name.clone(),
            factor: self.factor_view(&actor.login).await?,
            login: account.map(|a| a.login).unwrap_or_default(),
            posts,
            sessions: sessions.collect(),
            certificates: self.certificates(&actor.person).await?,
            deputies,
            people: self.colleagues(actor).await?,
        })
    }

    // Entries with the person as key, in registers that some role must hold.
    pub(crate) async fn certificates(
        &self,
        person: &str,
    ) -> Result<Vec<(String, Option<Date>, Option<Date>)>, Refusal> {
        let packs = self.packs();
        let held = packs.procedures.values().flat_map(|p| {
            let model = p.model.clone();
            let ids: Vec<String> = model
                .roles
                .iter()
                .flat_map(|r| {
                    r.holds
                        .iter()
                        .map(|id| model.register(*id).name.to_string())
                })
                .collect();
            ids
        });
        let mut list = Vec::new();
        for register in held.collect::<BTreeSet<_>>() {
            for entry in self
                .store()
                .entries_of(&register, &[person.to_owned()])
                .await?
            {
                list.push((
                    register.clone(),
                    day(entry.from_day.as_deref()),
                    day(entry.to_day.as_deref()),
                ));
            }
        }
        Ok(list)
    }

    /// People of the actor's offices, for pickers.
    pub(crate) async fn colleagues(&self, actor: &Actor) -> Result<Vec<PersonChoice>, Refusal> {
        let offices: BTreeSet<String> = actor.held.iter().map(|p| p.office.clone()).collect();
        let mut list = Vec::new();
        for office in offices {
            list.extend(self.people_of(&office).await?);
        }
        Ok(list)
    }

    /// People with a post in an office today.
    pub(crate) async fn people_of(&self, office: &str) -> Result<Vec<PersonChoice>, Refusal> {
        let today = self.today_day();
        let mut list: Vec<PersonChoice> = Vec::new();
        for post in self
            .store()
            .posts_in(office)
            .await?
            .into_iter()
            .filter(|p| is_held(p, today))
        {
            match list.iter_mut().find(|c| c.id == post.person) {
                Some(choice) if choice.posts.contains(&post.role) => (),
                Some(choice) => choice.posts.push(post.role),
                None => {
                    let name = self.name(&post.person).await?;
                    list.push(PersonChoice {
                        id: post.person,
                        name,
                        posts: vec![post.role],
                    });
                }
            }
        }
        Ok(list)
    }

    pub(crate) async fn name(&self, person: &str) -> Result<String, Refusal> {
        Ok(self
            .names([person.to_owned()])
            .await?
            .remove(person)
            .unwrap_or_default())
    }

    pub(crate) async fn office_name(&self, office: &str) -> Result<String, Refusal> {
        Ok(self
            .office(office)
            .await?
            .map_or_else(|| office.to_owned(), |o| o.name))
    }

    /// All offices: id and name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn office_names(&self) -> Result<Vec<(String, String)>, Refusal> {
        let offices = self.store().offices().await?;
        Ok(offices.into_iter().map(|o| (o.id, o.name)).collect())
    }

    pub(crate) async fn office(&self, office: &str) -> Result<Option<Office>, Refusal> {
        Ok(self
            .store()
            .offices()
            .await?
            .into_iter()
            .find(|o| o.id == office))
    }

    pub(crate) async fn post_view(&self, post: &Post) -> Result<PostView, Refusal> {
        let deputy = match &post.deputy_for {
            Some(of) => match self.store().post(of).await? {
                Some(of) => Some((self.name(&of.person).await?, post.ground.clone())),
                None => None,
            },
            None => None,
        };
        Ok(PostView {
            id: post.id.clone(),
            role: post.role.clone(),
            office: post.office.clone(),
            office_name: self.office_name(&post.office).await?,
            procedure: post.procedure_slug.clone(),
            from: day(post.from_day.as_deref()),
            to: day(post.to_day.as_deref()),
            deputy,
        })
    }

    /// All accounts, for the security administrator.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn accounts(&self, actor: &Actor) -> Result<Vec<AccountRow>, Refusal> {
        if self.must(actor, Action::ManageAccounts).is_err() {
            self.must(actor, Action::ManageSystem)?;
        }
        let mut rows = Vec::new();
        for account in self.store().accounts().await? {
            let mut posts = Vec::new();
            for post in self.store().posts_of(&account.person).await? {
                posts.push(self.post_view(&post).await?);
            }
            let name = self.name(&account.person).await?;
            let factor = self.needs_code(&account.login).await?;
            rows.push(AccountRow {
                person: account.person,
                login: account.login,
                name,
                posts,
                disabled: account.disabled != 0,
                admin: account.admin,
                factor,
            });
        }
        Ok(rows)
    }

    pub(crate) fn must(&self, actor: &Actor, action: Action) -> Result<(), Refusal> {
        if self.0.authz.allows_here(&actor.reader, action, "") {
            return Ok(());
        }
        Err(Refusal::Forbidden("您的岗位不能办这件事".to_owned()))
    }

    /// Adds an office. Without an actor: from the command line or a sample.
    ///
    /// # Errors
    /// `Forbidden`, `Fields`.
    pub async fn add_office(&self, actor: Option<&Actor>, office: &Office) -> Result<(), Refusal> {
        actor.map_or(Ok(()), |a| self.must(a, Action::ManageSystem))?;
        let letters = !office.letters.is_empty() && office.letters.len() <= 8;
        if !letters || !office.letters.bytes().all(|b| b.is_ascii_lowercase()) {
            return Err(Refusal::field(
                "letters",
                "单位的字母简写用一至八个小写字母",
            ));
        }
        if serde_json::from_str::<serde_json::Value>(&office.details).is_ok_and(|v| v.is_object()) {
            let mut batch = self.store().batch();
            batch.office(office);
            return self.store().write(batch).await.map_err(|e| self.bug(&e));
        }
        Err(Refusal::field("details", "单位资料要写成一个 JSON 对象"))
    }

    /// Adds a person, with an account where a log-in name is given. Without an actor: from the command line or a sample.
    ///
    /// # Errors
    /// `Forbidden`, `Fields`.
    pub async fn add_person(
        &self,
        actor: Option<&Actor>,
        new: &NewPerson,
    ) -> Result<String, Refusal> {
        alone(actor)?;
        if new.name.trim().is_empty() {
            return Err(Refusal::field("name", "请填写姓名"));
        }
        let hash = if new.login.trim().is_empty() {
            String::new()
        } else {
            self.hash(&new.password).await?
        };
        self.insert_person(new, &hash, actor.map_or("", |a| &a.person))
            .await
    }

    /// Adds a person; `hash` is that of the password, where there is an account.
    pub(crate) async fn insert_person(
        &self,
        new: &NewPerson,
        hash: &str,
        by: &str,
    ) -> Result<String, Refusal> {
        let id = if new.id.is_empty() {
            self.new_id()
        } else {
            new.id.clone()
        };
        let mut batch = self.store().batch();
        batch.person(&Person {
            id: id.clone(),
            name: new.name.trim().to_owned(),
            code: fadu_base::text::normalise_code(&new.code),
            phone: new.phone.clone(),
            address: new.address.clone(),
            kind: if new.kind.is_empty() {
                "staff".to_owned()
            } else {
                new.kind.clone()
            },
            erased: 0,
        });
        if !new.login.trim().is_empty() {
            batch.account(&Account {
                login: new.login.trim().to_owned(),
                person: id.clone(),
                hash: hash.to_owned(),
                admin: new.admin.clone(),
                disabled: 0,
                failures: 0,
                locked_until: 0,
            });
        }
        batch.event(&self.event(by, "新增人员", &id));
        match self.store().write(batch).await {
            Ok(()) => Ok(id),
            Err(fadu_store::WriteError::Taken("account")) => {
                Err(Refusal::field("login", "这个登录名已经有人用了"))
            }
            Err(fadu_store::WriteError::Taken(_)) => Err(Refusal::field("id", "这个人已经登记过")),
            Err(error) => Err(self.bug(&error)),
        }
    }

    /// Adds a post.
    ///
    /// # Errors
    /// `Forbidden`, `Fields` when person or office is unknown.
    pub async fn add_post(&self, actor: Option<&Actor>, new: &NewPost) -> Result<String, Refusal> {
        alone(actor)?;
        if self.store().person(&new.person).await?.is_none() {
            return Err(Refusal::field("person", "没有这个人"));
        }
        if self.office(&new.office).await?.is_none() {
            return Err(Refusal::field("office", "没有这个单位"));
        }
        let id = self.new_id();
        let mut batch = self.store().batch();
        batch.post(&Post {
            id: id.clone(),
            person: new.person.clone(),
            role: new.role.clone(),
            office: new.office.clone(),
            procedure_slug: new.procedure.clone(),
            from_day: new.from.map(|d| d.to_string()),
            to_day: new.to.map(|d| d.to_string()),
            deputy_for: None,
            ground: String::new(),
        });
        batch.event(&self.event(
            actor.map_or("", |a| &a.person),
            "授予岗位",
            &format!("{} {}", new.person, new.role),
        ));
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(id)
    }

    /// Ends a post with a day.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn end_post(
        &self,
        actor: Option<&Actor>,
        post: &str,
        last: Date,
    ) -> Result<(), Refusal> {
        let found = self
            .store()
            .post(post)
            .await?
            .ok_or_else(|| Refusal::NotFound("这个岗位".to_owned()))?;
        // Who named a deputy may end the deputising.
        let own = match (actor, &found.deputy_for) {
            (Some(a), Some(of)) => a.held.iter().any(|p| p.id == *of),
            _ => false,
        };
        if !own {
            alone(actor)?;
        }
        let mut batch = self.store().batch();
        batch.end_post(post, &found.person, &last.to_string());
        batch.event(&self.event(actor.map_or("", |a| &a.person), "结束岗位", post));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Sets a password for somebody else.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`, `Fields` when it is too short.
    pub async fn set_password(
        &self,
        actor: Option<&Actor>,
        login: &str,
        password: &str,
    ) -> Result<(), Refusal> {
        alone(actor)?;
        let hash = self.hash(password).await?;
        self.put_password(login, &hash).await
    }

    pub(crate) async fn put_password(&self, login: &str, hash: &str) -> Result<(), Refusal> {
        let account = self
            .store()
            .account(login)
            .await?
            .ok_or_else(|| Refusal::NotFound("这个账号".to_owned()))?;
        let mut batch = self.store().batch();
        batch.password(login, hash);
        batch.end_sessions(&account.person);
        batch.event(&self.event("", "重设密码", login));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Switches an account off or on.
    ///
    /// # Errors
    /// `Forbidden`, `NotFound`.
    pub async fn disable(
        &self,
        actor: Option<&Actor>,
        login: &str,
        disabled: bool,
    ) -> Result<(), Refusal> {
        alone(actor)?;
        let account = self
            .store()
            .account(login)
            .await?
            .ok_or_else(|| Refusal::NotFound("这个账号".to_owned()))?;
        // Nobody works unwatched.
        if disabled && account.admin == "audit" {
            return Err(Refusal::Forbidden("审计管理员的账号不能停用".to_owned()));
        }
        let mut batch = self.store().batch();
        batch.disable(login, disabled);
        batch.end_sessions(&account.person);
        batch.event(&self.event(
            actor.map_or("", |a| &a.person),
            if disabled {
                "停用账号"
            } else {
                "启用账号"
            },
            login,
        ));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Events, for the audit administrator: time, person, what, on what.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn events(
        &self,
        actor: &Actor,
    ) -> Result<Vec<(String, String, String, String)>, Refusal> {
        self.must(actor, Action::ViewEvents)?;
        let rows = self.store().events(500).await?;
        let names = self.names(rows.iter().map(|r| r.person.clone())).await?;
        let name = |id: &str| names.get(id).cloned().unwrap_or_default();
        Ok(rows
            .into_iter()
            .map(|r| (time_text(r.at), name(&r.person), r.what, r.detail))
            .collect())
    }

    pub(crate) fn event(&self, person: &str, what: &str, detail: &str) -> EventRow {
        EventRow {
            id: self.new_id(),
            person: person.to_owned(),
            what: what.to_owned(),
            detail: detail.to_owned(),
            at: self.now(),
        }
    }

    // Hashing takes a while and much memory by intent: not on the thread that serves pages.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Refusal> {
        if password.chars().count() < 8 {
            return Err(Refusal::field("password", "密码至少要 8 个字"));
        }
        let (password, salt, argon) = (password.to_owned(), self.random::<16>(), self.argon()?);
        let work = move || {
            argon
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|h| h.to_string())
        };
        let hash = tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| self.bug(&e))?;
        hash.map_err(|e| self.bug(&e))
    }

    // Without an account the work is done all the same, so that the time tells nothing.
    async fn verify(&self, password: &str, hash: Option<String>) -> bool {
        let Ok(argon) = self.argon() else {
            return false;
        };
        let password = password.to_owned();
        let work = move || match hash {
            Some(hash) => PasswordHash::new(&hash)
                .is_ok_and(|h| argon.verify_password(password.as_bytes(), &h).is_ok()),
            None => {
                let _ = argon.hash_password_with_salt(password.as_bytes(), &[0; 16]);
                false
            }
        };
        tokio::task::spawn_blocking(work).await.unwrap_or(false)
    }

    fn argon(&self) -> Result<Argon2<'static>, Refusal> {
        let params = if self.0.weak_passwords {
            Params::new(64, 1, 1, None)
        } else {
            Params::new(19 * 1024, 2, 1, None)
        };
        let params = params.map_err(|e| self.bug(&e))?;
        Ok(Argon2::new(
            argon2::Algorithm::Argon2id,
            argon2::Version::V0x13,
            params,
        ))
    }
}

// Accounts and posts are changed by the command line of the server, or by two administrators (`grants`).
fn alone(actor: Option<&Actor>) -> Result<(), Refusal> {
    match actor {
        None => Ok(()),
        Some(_) => Err(Refusal::Forbidden(
            "账号和岗位的变动要两位管理员：先提出申请，再由另一位确认".to_owned(),
        )),
    }
}

pub(crate) fn token_hash(token: &str) -> String {
    Algorithm::Sha256.digest(token.as_bytes()).to_string()
}

/// Whether a post is held on a day.
pub(crate) fn is_held(post: &Post, on: Date) -> bool {
    day(post.from_day.as_deref()).is_none_or(|d| d <= on)
        && day(post.to_day.as_deref()).is_none_or(|d| on <= d)
}

// `"supervises": ["…"]` in the office's details.
fn supervised(office: &Office) -> Vec<String> {
    let details: serde_json::Value = serde_json::from_str(&office.details).unwrap_or_default();
    let list = details
        .get("supervises")
        .and_then(serde_json::Value::as_array)
        .cloned()
        .unwrap_or_default();
    list.iter()
        .filter_map(|v| v.as_str().map(ToOwned::to_owned))
        .collect()
}

/// The day before which nothing can be recorded any more, from a time of recording.
pub(crate) fn recorded_day(micros: i64) -> Date {
    day_of(micros)
}
