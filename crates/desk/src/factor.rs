//! The second factor: six digits that a telephone computes from a shared secret and the time (TOTP, RFC 6238).

use fadu_store::WriteError;
use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::FactorView;

/// Seconds of one step.
const STEP: i64 = 30;
/// Clocks of telephones may be off by so many steps.
const DRIFT: i64 = 1;
/// Signs of a secret as people copy it.
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Bytes of a secret.
const SECRET: usize = 20;

impl Desk {
    /// Whether the account logs in with a code, and the secret while it is not confirmed.
    pub(crate) async fn factor_view(&self, login: &str) -> Result<FactorView, Refusal> {
        let row = self.store().factor(login).await?;
        Ok(match row {
            None => FactorView::Off,
            Some(row) if row.confirmed != 0 => FactorView::On,
            Some(row) => {
                let secret = base32(&hex::decode(&row.secret).unwrap_or_default());
                FactorView::Waiting {
                    address: format!("otpauth://totp/fadu:{login}?secret={secret}&issuer=fadu"),
                    secret,
                }
            }
        })
    }

    /// Makes a secret; it counts only after a first right code.
    ///
    /// # Errors
    /// `Fields` when there is one in force, `NotFound` without an account.
    pub async fn begin_factor(&self, actor: &Actor) -> Result<(), Refusal> {
        if actor.login.is_empty() {
            return Err(Refusal::NotFound("您的账号".to_owned()));
        }
        if self.factor_view(&actor.login).await? == FactorView::On {
            return Err(Refusal::field("code", "已经开通。要换手机，先关闭再开通"));
        }
        let mut batch = self.store().batch();
        batch.new_factor(&actor.login, &hex::encode(self.random::<SECRET>()));
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// The first code: from now on every log-in needs one.
    ///
    /// # Errors
    /// `Fields` when the code is wrong.
    pub async fn confirm_factor(&self, actor: &Actor, code: &str) -> Result<(), Refusal> {
        if !self.spend_code(&actor.login, code, "开通两步登录").await? {
            return Err(Refusal::field(
                "code",
                "动态码不对。请填手机验证器现在显示的六位数字，并检查手机的时间",
            ));
        }
        Ok(())
    }

    /// Log-ins need no code any more.
    ///
    /// # Errors
    /// `Fields` when the code is wrong.
    pub async fn end_factor(&self, actor: &Actor, code: &str) -> Result<(), Refusal> {
        if !self.spend_code(&actor.login, code, "关闭两步登录").await? {
            return Err(Refusal::field("code", "动态码不对，没有关闭"));
        }
        let mut batch = self.store().batch();
        batch.end_factor(&actor.login);
        self.store().write(batch).await.map_err(|e| self.bug(&e))
    }

    /// Whether a log-in of this account needs a code.
    pub(crate) async fn needs_code(&self, login: &str) -> Result<bool, Refusal> {
        let row = self.store().factor(login).await?;
        Ok(row.is_some_and(|r| r.confirmed != 0))
    }

    /// Uses a code up; false when it is wrong or was used before.
    pub(crate) async fn spend_code(
        &self,
        login: &str,
        code: &str,
        what: &str,
    ) -> Result<bool, Refusal> {
        let Some(row) = self.store().factor(login).await? else {
            return Ok(false);
        };
        let secret = hex::decode(&row.secret).map_err(|e| self.bug(&e))?;
        let now = self.now().div_euclid(1_000_000).div_euclid(STEP);
        let typed: String = fadu_base::text::half_width(code)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        let right = (now - DRIFT..=now + DRIFT)
            .filter(|step| row.last_step < *step)
            .find(|step| totp(&secret, *step).is_some_and(|code| code == typed));
        let Some(step) = right else {
            return Ok(false);
        };
        let mut batch = self.store().batch();
        batch.factor_used(login, step);
        let person = self.store().account(login).await?.map(|a| a.person);
        batch.event(&self.event(&person.unwrap_or_default(), what, login));
        match self.store().write(batch).await {
            Ok(()) => Ok(true),
            Err(WriteError::Stale(_)) => Ok(false),
            Err(error) => Err(self.bug(&error)),
        }
    }
}

/// The code of a step.
fn totp(secret: &[u8], step: i64) -> Option<String> {
    let mut mac = Hmac::<Sha1>::new_from_slice(secret).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    let number = u32::from_be_bytes(four) & 0x7fff_ffff;
    Some(format!("{:06}", number % 1_000_000))
}

fn base32(bytes: &[u8]) -> String {
    let (mut text, mut buffer, mut bits) = (String::new(), 0_u32, 0_u32);
    for byte in bytes {
        buffer = (buffer << 8) | u32::from(*byte);
        bits += 8;
        while 5 <= bits {
            bits -= 5;
            text.push(sign(buffer >> bits));
        }
    }
    if 0 < bits {
        text.push(sign(buffer << (5 - bits)));
    }
    text
}

fn sign(value: u32) -> char {
    let index = usize::try_from(value & 31).unwrap_or(0);
    BASE32.get(index).map_or('A', |b| char::from(*b))
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 6238, appendix B, the last six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp(secret, seconds / STEP).as_deref(), Some(code));
        }
    }

    #[test]
    fn secrets_are_written_as_telephones_read_them() {
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
        assert_eq!(base32(b""), "");
    }
}
