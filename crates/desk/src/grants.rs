//! What two administrators do together: one asks, another decides. Nobody alone changes accounts or posts.
//!
//! System and security administrators ask and decide; one of the two is always the security administrator. The audit
//! administrator does neither and cannot be switched off.

use fadu_authz::Action;
use fadu_base::Date;
use fadu_store::WriteError;
use fadu_store::access::GrantRow as Row;
use serde::{Deserialize, Serialize};

use crate::error::Refusal;
use crate::people::{Actor, NewPerson, NewPost};
use crate::setup::{Desk, time_text};
use crate::view::GrantView;

/// What is asked for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum GrantAsk {
    /// A new person with an account.
    Person {
        /// Name.
        name: String,
        /// Log-in name.
        login: String,
        /// First password; kept as a hash only.
        password: String,
        /// Telephone.
        phone: String,
        /// Kind of administrator, or empty.
        admin: String,
    },
    /// A post.
    Post {
        /// Log-in name of who gets it.
        login: String,
        /// Role.
        role: String,
        /// Office id.
        office: String,
        /// First day.
        from: Option<Date>,
        /// Last day.
        to: Option<Date>,
    },
    /// The last day of a post.
    EndPost {
        /// Post id.
        post: String,
        /// Last day.
        last: Date,
    },
    /// A new password; kept as a hash only.
    Password {
        /// Log-in name.
        login: String,
        /// Password.
        password: String,
    },
    /// Switches an account off.
    Disable {
        /// Log-in name.
        login: String,
    },
    /// And on again.
    Enable {
        /// Log-in name.
        login: String,
    },
    /// Somebody lost the telephone.
    EndFactor {
        /// Log-in name.
        login: String,
    },
}

impl Desk {
    /// Asks for it; another administrator decides.
    ///
    /// # Errors
    /// `Forbidden`, `Fields`, `NotFound`.
    pub async fn ask_grant(&self, actor: &Actor, ask: GrantAsk) -> Result<String, Refusal> {
        self.manages(actor)?;
        let words = self.grant_words(&ask).await?;
        let ask = self.sealed_ask(ask).await?;
        let id = self.new_id();
        let mut batch = self.store().batch();
        batch.grant(&Row {
            id: id.clone(),
            payload: serde_json::to_string(&ask).map_err(|e| self.bug(&e))?,
            words: words.clone(),
            person: actor.person.clone(),
            admin: actor.admin.clone(),
            made: self.now(),
            state: "waiting".to_owned(),
            decided_by: String::new(),
            decided: 0,
            reason: String::new(),
        });
        batch.event(&self.event(&actor.person, "申请账号变动", &words));
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(id)
    }

    /// What was asked for, what waits first.
    ///
    /// # Errors
    /// `Forbidden`.
    pub async fn grants(&self, actor: &Actor) -> Result<Vec<GrantView>, Refusal> {
        if self.manages(actor).is_err() {
            self.must(actor, Action::ViewEvents)?;
        }
        let mut list = Vec::new();
        for row in self.store().grants().await? {
            list.push(GrantView {
                by: self.name(&row.person).await?,
                decided_by: self.name(&row.decided_by).await?,
                yours: row.state == "waiting" && decides(actor, &row),
                at: time_text(row.made),
                id: row.id,
                words: row.words,
                state: row.state,
                reason: row.reason,
            });
        }
        Ok(list)
    }

    /// Does what was asked for, or refuses it with a reason.
    ///
    /// # Errors
    /// `Forbidden` for who asked or whose office it is not, `Fields`, `Conflict` when it is decided already.
    pub async fn decide_grant(
        &self,
        actor: &Actor,
        id: &str,
        grant: bool,
        reason: &str,
    ) -> Result<(), Refusal> {
        self.manages(actor)?;
        let missing = || Refusal::NotFound("这份申请".to_owned());
        let row = self.store().grant(id).await?.ok_or_else(missing)?;
        if row.state != "waiting" {
            return Err(Refusal::field("reason", "这份申请已经有人办了"));
        }
        if !decides(actor, &row) {
            return Err(Refusal::Forbidden(
                "申请人自己不能确认；两位里要有一位安全管理员".to_owned(),
            ));
        }
        if !grant && reason.trim().is_empty() {
            return Err(Refusal::field("reason", "请写明为什么不同意"));
        }
        let state = if grant { "done" } else { "refused" };
        let mut batch = self.store().batch();
        batch.grant_decided(id, state, &actor.person, self.now(), reason.trim());
        let what = if grant {
            "确认账号变动"
        } else {
            "不同意账号变动"
        };
        batch.event(&self.event(&actor.person, what, &row.words));
        match self.store().write(batch).await {
            Ok(()) => (),
            Err(WriteError::Stale(_)) => {
                return Err(Refusal::field("reason", "这份申请已经有人办了"));
            }
            Err(error) => return Err(self.bug(&error)),
        }
        if !grant {
            return Ok(());
        }
        let ask: GrantAsk = serde_json::from_str(&row.payload).map_err(|e| self.bug(&e))?;
        self.carry_out(ask).await
    }

    fn manages(&self, actor: &Actor) -> Result<(), Refusal> {
        let may = |action| self.0.authz.allows_here(&actor.reader, action, "");
        if may(Action::ManageAccounts) || may(Action::ManageSystem) {
            return Ok(());
        }
        Err(Refusal::Forbidden(
            "账号和岗位由系统管理员、安全管理员两个人一起办".to_owned(),
        ))
    }

    async fn grant_words(&self, ask: &GrantAsk) -> Result<String, Refusal> {
        let days = |from: &Option<Date>, to: &Option<Date>| match (from, to) {
            (Some(a), Some(b)) => format!("，{a} 到 {b}"),
            (Some(a), None) => format!("，{a} 起"),
            (None, Some(b)) => format!("，到 {b}"),
            (None, None) => String::new(),
        };
        Ok(match ask {
            GrantAsk::Person {
                name, login, admin, ..
            } => {
                if name.trim().is_empty() || login.trim().is_empty() {
                    return Err(Refusal::field("name", "请填写姓名和登录名"));
                }
                if self.store().account(login.trim()).await?.is_some() {
                    return Err(Refusal::field("login", "这个登录名已经有人用了"));
                }
                let kind = admin_words(admin)?;
                format!("新增人员 {}（{}{kind}）", name.trim(), login.trim())
            }
            GrantAsk::Post {
                login,
                role,
                office,
                from,
                to,
            } => {
                let name = self.account_name(login).await?;
                let office = self
                    .office(office)
                    .await?
                    .ok_or_else(|| Refusal::field("office", "没有这个单位"))?;
                if role.trim().is_empty() {
                    return Err(Refusal::field("role", "请写明是什么岗位"));
                }
                format!(
                    "授予 {name} {} {}{}",
                    office.name,
                    role.trim(),
                    days(from, to)
                )
            }
            GrantAsk::EndPost { post, last } => {
                let found = self
                    .store()
                    .post(post)
                    .await?
                    .ok_or_else(|| Refusal::NotFound("这个岗位".to_owned()))?;
                let name = self.name(&found.person).await?;
                format!("{name} 的岗位 {} 到 {last} 为止", found.role)
            }
            GrantAsk::Password { login, .. } => {
                format!("重设 {} 的密码", self.account_name(login).await?)
            }
            GrantAsk::Disable { login } => {
                let name = self.account_name(login).await?;
                let account = self.store().account(login).await?;
                if account.is_some_and(|a| a.admin == "audit") {
                    return Err(Refusal::field("login", "审计管理员的账号不能停用"));
                }
                format!("停用 {name} 的账号")
            }
            GrantAsk::Enable { login } => {
                format!("启用 {} 的账号", self.account_name(login).await?)
            }
            GrantAsk::EndFactor { login } => {
                format!("关闭 {} 的两步登录", self.account_name(login).await?)
            }
        })
    }

    async fn account_name(&self, login: &str) -> Result<String, Refusal> {
        let account = self.store().account(login.trim()).await?;
        let account = account.ok_or_else(|| Refusal::field("login", "没有这个账号"))?;
        Ok(format!(
            "{}（{}）",
            self.name(&account.person).await?,
            account.login
        ))
    }

    // A password is kept as its hash from the first moment.
    async fn sealed_ask(&self, ask: GrantAsk) -> Result<GrantAsk, Refusal> {
        Ok(match ask {
            GrantAsk::Person {
                name,
                login,
                password,
                phone,
                admin,
            } => GrantAsk::Person {
                password: self.hash(&password).await?,
                name,
                login,
                phone,
                admin,
            },
            GrantAsk::Password { login, password } => GrantAsk::Password {
                password: self.hash(&password).await?,
                login,
            },
            other => other,
        })
    }

    async fn carry_out(&self, ask: GrantAsk) -> Result<(), Refusal> {
        match ask {
            GrantAsk::Person {
                name,
                login,
                password,
                phone,
                admin,
            } => {
                let new = NewPerson {
                    name,
                    login,
                    phone,
                    admin,
                    ..NewPerson::default()
                };
                self.insert_person(&new, &password, "").await.map(|_| ())
            }
            GrantAsk::Post {
                login,
                role,
                office,
                from,
                to,
            } => {
                let account = self.store().account(login.trim()).await?;
                let person = account.map(|a| a.person).unwrap_or_default();
                let role = role.trim().to_owned();
                let new = NewPost {
                    person,
                    role,
                    office,
                    from,
                    to,
                    ..NewPost::default()
                };
                self.add_post(None, &new).await.map(|_| ())
            }
            GrantAsk::EndPost { post, last } => self.end_post(None, &post, last).await,
            GrantAsk::Password { login, password } => self.put_password(&login, &password).await,
            GrantAsk::Disable { login } => self.disable(None, &login, true).await,
            GrantAsk::Enable { login } => self.disable(None, &login, false).await,
            GrantAsk::EndFactor { login } => {
                let mut batch = self.store().batch();
                batch.end_factor(&login);
                self.store().write(batch).await.map_err(|e| self.bug(&e))
            }
        }
    }
}

// Not who asked, and one of the two is the security administrator.
fn decides(actor: &Actor, row: &Row) -> bool {
    let both = [actor.admin.as_str(), row.admin.as_str()];
    actor.person != row.person
        && both.contains(&"security")
        && both.iter().all(|a| ["security", "system"].contains(a))
}

fn admin_words(admin: &str) -> Result<&'static str, Refusal> {
    match admin {
        "" => Ok(""),
        "system" => Ok("，系统管理员"),
        "security" => Ok("，安全管理员"),
        "audit" => Ok("，审计管理员"),
        _ => Err(Refusal::field("admin", "请选是哪一种管理员")),
    }
}
