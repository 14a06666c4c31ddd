//! A party without an account: number of the matter and the telephone that the office knows open that one matter.

use fadu_store::people::Session;

use crate::error::Refusal;
use crate::people::{Actor, Login, token_hash};
use crate::setup::Desk;

/// Such a session ends after so long.
const LONGEST: i64 = 3600 * 1_000_000;
/// So many wrong tries for one matter
const TRIES: i64 = 5;
/// in so long, and nobody gets in for the rest of it.
const WITHIN: i64 = 3600 * 1_000_000;

impl Desk {
    /// Opens one matter to whoever knows its number and the party's telephone.
    ///
    /// # Errors
    /// `Login` with one sentence for every cause, so that nobody learns which numbers exist.
    pub async fn guest_login(&self, number: &str, phone: &str) -> Result<Login, Refusal> {
        let wrong = || {
            Refusal::Login(
                "编号和电话对不上。编号在文书右上角；电话是您留给承办人的那个。没有留过的，请拨打文书上的电话"
                    .to_owned(),
            )
        };
        let phone = digits(phone);
        let number = number.trim();
        let key = format!("guest:{number}");
        let now = self.now();
        if TRIES <= self.store().tries(&key, now - WITHIN).await? {
            return Err(Refusal::Login(
                "试的次数太多，请一小时以后再试，或者拨打文书上的电话".to_owned(),
            ));
        }
        let case = match self.matter_numbered(number).await {
            Ok(case) => Some(case),
            Err(Refusal::NotFound(_)) => None,
            Err(other) => return Err(other),
        };
        let party = match case.as_ref().and_then(|c| c.party.as_ref()) {
            Some(id) => self.store().person(id).await?,
            None => None,
        };
        let known = party.as_ref().map(|p| digits(&p.phone)).unwrap_or_default();
        let (Some(case), Some(party), true) = (case, party, phone.len() >= 7 && known == phone)
        else {
            let mut batch = self.store().batch();
            batch.failed_try(&self.new_id(), &key, now, now - WITHIN);
            self.store().write(batch).await.map_err(|e| self.bug(&e))?;
            return Err(wrong());
        };
        let token = hex::encode(self.random::<32>());
        let hash = token_hash(&token);
        let mut batch = self.store().batch();
        batch.session(&Session {
            hash: hash.clone(),
            person: party.id.clone(),
            post: None,
            begun: now,
            used: now,
            ends: now + LONGEST,
        });
        batch.session_case(&hash, &case.id);
        batch.event(&self.event(&party.id, "凭编号和电话查看", &case.alias));
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(Login {
            token,
            person: party.id,
        })
    }

    // The number of the matter, or that of a paper in it.
    async fn matter_numbered(&self, number: &str) -> Result<fadu_store::cases::CaseFile, Refusal> {
        match self.find_case(number).await {
            Err(Refusal::NotFound(what)) => {
                let typed = crate::words::typed_number(number);
                match self.store().document_by_number(&typed).await? {
                    Some(paper) => self.find_case(&paper.case_id).await,
                    None => Err(Refusal::NotFound(what)),
                }
            }
            other => other,
        }
    }

    /// The alias of the one matter that an actor's session opens, if it opens one only.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn only_matter(&self, actor: &Actor) -> Result<Option<String>, Refusal> {
        match &actor.only {
            Some(case) => Ok(self.store().case(case).await?.map(|c| c.alias)),
            None => Ok(None),
        }
    }
}

fn digits(text: &str) -> String {
    fadu_base::text::half_width(text)
        .chars()
        .filter(char::is_ascii_digit)
        .collect()
}
