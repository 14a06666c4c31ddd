//! Files: uploaded before the act that names them, read back with a check of the fingerprint.

use fadu_authz::Action;
use fadu_store::acts::{FileRow, SealRow};

use crate::error::Refusal;
use crate::people::Actor;
use crate::setup::Desk;
use crate::view::Download;

/// Bigger files are refused.
const LARGEST: usize = 200 * 1024 * 1024;

impl Desk {
    /// Takes a file in; an act may name it later. Says its id.
    ///
    /// # Errors
    /// `Fields` when it is empty or too big, `Operator` when the disk is full.
    pub async fn upload(
        &self,
        actor: &Actor,
        name: &str,
        media: &str,
        bytes: Vec<u8>,
    ) -> Result<String, Refusal> {
        if bytes.is_empty() {
            return Err(Refusal::field("files", "文件是空的"));
        }
        if LARGEST < bytes.len() {
            return Err(Refusal::field("files", "文件太大，最多 200 兆"));
        }
        let id = self.new_id();
        let row = FileRow {
            id: id.clone(),
            owner: actor.person.clone(),
            case_id: None,
            act_id: None,
            place: self.new_place(),
            name: name
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or(name)
                .chars()
                .take(200)
                .collect(),
            media: media.to_owned(),
            hash: self.0.algorithm.hash(&bytes).to_string(),
            size: i64::try_from(bytes.len()).unwrap_or(0),
            salt: fadu_tlog::Salt(self.random()).to_string(),
            made: self.now(),
            erased: 0,
        };
        let (files, place) = (self.store().files().clone(), row.place.clone());
        let written = tokio::task::spawn_blocking(move || files.put(&place, &bytes))
            .await
            .map_err(|e| self.bug(&e))?;
        written?;
        let mut batch = self.store().batch();
        batch.file(&row);
        self.store().write(batch).await.map_err(|e| self.bug(&e))?;
        Ok(id)
    }

    /// A file of a case that the actor may see, or an own one that no act names yet.
    ///
    /// # Errors
    /// `NotFound`, or `Operator` when its bytes are not what was uploaded.
    pub async fn file(&self, actor: &Actor, id: &str) -> Result<Download, Refusal> {
        let missing = || Refusal::NotFound("这个文件".to_owned());
        let row = self
            .store()
            .file(id)
            .await?
            .filter(|f| f.erased == 0)
            .ok_or_else(missing)?;
        match &row.case_id {
            None if row.owner == actor.person => (),
            None => return Err(missing()),
            Some(case) => {
                let case = self.load(case).await?;
                let own = row.owner == actor.person
                    && self
                        .0
                        .authz
                        .allows(&actor.reader, Action::ViewMatter, &case.facts());
                if !own
                    && !self
                        .0
                        .authz
                        .allows(&actor.reader, Action::ViewCase, &case.facts())
                {
                    return Err(missing());
                }
            }
        }
        let bytes = self.store().files().get(&row.place)?;
        if self.0.algorithm.hash(&bytes).to_string() != row.hash {
            return Err(Refusal::Operator(format!(
                "文件 {} 的指纹不符，不能使用，请从备份恢复",
                row.place
            )));
        }
        Ok(Download {
            name: row.name,
            media: row.media,
            bytes,
        })
    }

    /// Binds the scan of a signed or sealed original to the issued document.
    ///
    /// # Errors
    /// `NotFound`, `Forbidden`, `Fields` when it has one already.
    pub async fn seal(&self, actor: &Actor, document: &str, file: &str) -> Result<(), Refusal> {
        let (case, row) = self.document_of(actor, document).await?;
        self.may_act(actor, &case)?;
        let own = self
            .store()
            .file(file)
            .await?
            .filter(|f| f.owner == actor.person && f.act_id.is_none());
        let own = own.ok_or_else(|| Refusal::field("file", "请先上传扫描件"))?;
        let mut batch = self.store().batch();
        batch.attach(&own.id, &case.file.id, &row.act_id);
        batch.seal(&SealRow {
            document: row.id.clone(),
            file: own.id,
            person: actor.person.clone(),
            day: self.today_day().to_string(),
            act_id: None,
        });
        batch.event(&self.event(&actor.person, "签章扫描件", &row.id));
        match self.store().write(batch).await {
            Ok(()) => Ok(()),
            Err(fadu_store::WriteError::Taken("seal")) => {
                Err(Refusal::field("file", "这份文书已经有签章的扫描件"))
            }
            Err(error) => Err(self.bug(&error)),
        }
    }
}
