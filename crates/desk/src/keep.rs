//! Keeping: backup and restore, erasure (an act of the office's book), calendars.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::Path;

use fadu_authz::Action;
use fadu_store::Store;
use serde_json::json;

use crate::book::{BookAct, Entry};
use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;

/// First bytes of a backup.
const MARK: &[u8; 16] = b"fadu backup v1\r\n";
const DATABASE: &str = "fadu.sqlite";
const KEY: &str = "log.key";
/// Which jurisdiction, kept beside the database by the command line; may be missing.
const ORG: &str = "org";

impl Desk {
    /// The whole data folder into one file, while others go on working. Says how many files went in.
    ///
    /// # Errors
    /// `Operator` when the file stands already or cannot be written.
    pub async fn backup(&self, to: &Path) -> Result<u64, Refusal> {
        let at = |e: &dyn std::fmt::Display| {
            Refusal::Operator(format!("备份文件 {}：{e}", to.display()))
        };
        let copy = self
            .store()
            .data()
            .join(format!("backup-{}.sqlite", self.new_place()));
        self.store().copy_to(&copy).await?;
        let (files, data, to_path, copy_path) = (
            self.store().files().clone(),
            self.store().data().to_owned(),
            to.to_owned(),
            copy.clone(),
        );
        // The database first: every file that it names is on the disk by then, and files never change.
        let work = move || -> std::io::Result<u64> {
            let mut out = std::io::BufWriter::new(std::fs::File::create_new(&to_path)?);
            out.write_all(MARK)?;
            put(&mut out, DATABASE, &std::fs::read(&copy_path)?)?;
            put(&mut out, KEY, &std::fs::read(data.join(KEY))?)?;
            let mut count = 2;
            if let Ok(org) = std::fs::read(data.join(ORG)) {
                put(&mut out, ORG, &org)?;
                count += 1;
            }
            for name in files.names().map_err(std::io::Error::other)? {
                put(
                    &mut out,
                    &format!("files/{name}"),
                    &files.get(&name).map_err(std::io::Error::other)?,
                )?;
                count += 1;
            }
            out.flush()?;
            out.get_ref().sync_all()?;
            Ok(count)
        };
        let done = tokio::task::spawn_blocking(work)
            .await
            .map_err(|e| self.bug(&e))?;
        let _ = std::fs::remove_file(&copy);
        done.map_err(|e| at(&e))
    }

    /// Destroys the personal data of a closed case under a legal ground. The case still replays; old receipts still verify.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden` while it runs, `Fields` without a ground.
    pub async fn erase(&self, actor: &Actor, case: &str, ground: &str) -> Result<(), Refusal> {
        let case = self.visible(actor, case).await?;
        if !self
            .0
            .authz
            .allows(&actor.reader, Action::Erase, &case.facts())
        {
            return Err(Refusal::Forbidden("您的岗位不能清除个人信息".to_owned()));
        }
        if ground.trim().is_empty() {
            return Err(Refusal::field(
                "ground",
                "请写明清除的法律依据，例如《个人信息保护法》第四十七条",
            ));
        }
        let row = self.store().case_row(&case.file.id).await?;
        if row.is_none_or(|r| r.closed.is_none()) {
            return Err(Refusal::Forbidden(
                "只有办结的办件可以清除个人信息".to_owned(),
            ));
        }
        let places: Vec<String> = {
            let files = self
                .store()
                .files_of(&case.file.id)
                .await?
                .into_iter()
                .map(|f| f.place);
            let documents = self
                .store()
                .documents_of(&case.file.id)
                .await?
                .into_iter()
                .map(|d| d.place);
            files.chain(documents).collect()
        };
        let party = match &case.file.party {
            Some(party) if !self.store().has_other_case(party, &case.file.id).await? => {
                Some(party.clone())
            }
            _ => None,
        };
        let act = BookAct {
            entry: Entry::Erase,
            office: &case.file.office,
            facts: BTreeMap::from([("办件".to_owned(), json!(case.file.alias))]),
            why: ground.trim(),
        };
        let refused = self
            .write_book(actor, &act, |batch, _| {
                batch.erase_values(&case.file.id);
                batch.erase_files(&case.file.id);
                batch.erase_case(&case.file.id);
                if let Some(party) = &party {
                    batch.erase_person(party);
                }
            })
            .await?;
        if let Some(error) = refused {
            return Err(self.bug(&error));
        }
        for place in places {
            self.store().files().destroy(&place)?;
        }
        self.rebuild_case(&case.file.id).await?;
        // The write-ahead log may still hold what was deleted.
        self.store().settle().await.map_err(Refusal::from)
    }

    /// The next holiday notice as a new version; open duties use it from then on.
    ///
    /// # Errors
    /// `Forbidden`, `Fields` when the text is no holiday table.
    pub async fn import_calendar(
        &self,
        actor: Option<&Actor>,
        text: &str,
    ) -> Result<String, Refusal> {
        actor.map_or(Ok(()), |a| self.must(a, Action::ManageSystem))?;
        let calendar = self
            .calendar()
            .import(text)
            .map_err(|e| Refusal::field("", e.to_string()))?;
        let version = calendar.version().to_owned();
        let before = match self.store().meta("calendar").await? {
            Some(old) => self
                .store()
                .calendar_version(&old)
                .await?
                .unwrap_or_default(),
            None => String::new(),
        };
        let all = if before.is_empty() {
            text.to_owned()
        } else {
            format!("{before}\n{text}")
        };
        // Several notices may not stand in one text: then the new one alone is kept beside what is built in.
        let kept = if fadu_term::Calendar::builtin()
            .import(&all)
            .is_ok_and(|c| c.version() == version)
        {
            all
        } else {
            text.to_owned()
        };
        let mut batch = self.store().batch();
        batch.calendar_version(&version, &kept, self.now());
        batch.meta("calendar", &version);
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        {
            let mut slot = self
                .0
                .calendar
                .write()
                .unwrap_or_else(std::sync::PoisonError::into_inner);
            *slot = std::sync::Arc::new(calendar);
        }
        self.rebuild().await?;
        Ok(version)
    }
}

/// Makes a data folder from a backup. The folder must not hold a store. Open it and call `audit(0)` afterwards.
///
/// # Errors
/// `Operator`: not a backup, cut short, or the folder is not empty.
pub fn restore(from: &Path, data: &Path) -> Result<u64, Refusal> {
    let at =
        |e: &dyn std::fmt::Display| Refusal::Operator(format!("备份文件 {}：{e}", from.display()));
    if Store::database_file(data).exists() || data.join(KEY).exists() {
        return Err(Refusal::Operator(format!(
            "{} 里已经有数据，请恢复到空的文件夹",
            data.display()
        )));
    }
    let mut file = std::io::BufReader::new(std::fs::File::open(from).map_err(|e| at(&e))?);
    let mut mark = [0; 16];
    file.read_exact(&mut mark)
        .map_err(|_| at(&"不是备份文件"))?;
    if mark != *MARK {
        return Err(at(&"不是备份文件"));
    }
    std::fs::create_dir_all(data).map_err(|e| at(&e))?;
    let files = fadu_store::Files::open(&data.join("files"))?;
    let mut seen = BTreeMap::new();
    while let Some((name, bytes)) = get(&mut file).map_err(|e| at(&format!("不完整：{e}")))? {
        match name.as_str() {
            DATABASE => std::fs::write(Store::database_file(data), &bytes).map_err(|e| at(&e))?,
            KEY => crate::setup::write_secret(&data.join(KEY), &bytes).map_err(|e| at(&e))?,
            ORG => std::fs::write(data.join(ORG), &bytes).map_err(|e| at(&e))?,
            other => {
                let place = other
                    .strip_prefix("files/")
                    .ok_or_else(|| at(&format!("不认识的内容 {other}")))?;
                files.put(place, &bytes)?;
            }
        }
        seen.insert(name, bytes.len());
    }
    if !seen.contains_key(DATABASE) || !seen.contains_key(KEY) {
        return Err(at(&"不完整"));
    }
    Ok(seen.len() as u64)
}

// Name and content, each after its length in eight bytes, and the content's SHA-256.
fn put(out: &mut impl std::io::Write, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    out.write_all(&(name.len() as u64).to_be_bytes())?;
    out.write_all(name.as_bytes())?;
    out.write_all(&(bytes.len() as u64).to_be_bytes())?;
    out.write_all(bytes)?;
    out.write_all(fadu_base::Algorithm::Sha256.digest(bytes).bytes())
}

fn get(from: &mut impl std::io::Read) -> std::io::Result<Option<(String, Vec<u8>)>> {
    let mut length = [0; 8];
    // The end of the file stands between two entries, nowhere else.
    if from.read(length.get_mut(..1).unwrap_or_default())? == 0 {
        return Ok(None);
    }
    from.read_exact(length.get_mut(1..).unwrap_or_default())?;
    let damaged = || std::io::Error::other("内容损坏");
    let name = take(from, u64::from_be_bytes(length))?;
    let name = String::from_utf8(name).map_err(|_| damaged())?;
    from.read_exact(&mut length)?;
    let bytes = take(from, u64::from_be_bytes(length))?;
    let mut digest = [0; 32];
    from.read_exact(&mut digest)?;
    if fadu_base::Algorithm::Sha256.digest(&bytes).bytes() != &digest {
        return Err(damaged());
    }
    Ok(Some((name, bytes)))
}

// A length that lies never makes more memory than there are bytes.
fn take(from: &mut impl std::io::Read, length: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        Ok(bytes)
    } else {
        Err(std::io::ErrorKind::UnexpectedEof.into())
    }
}
