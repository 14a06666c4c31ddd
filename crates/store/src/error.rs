//! What can go wrong in the store.

/// An operator's problem: names the file, address or table.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file or folder.
    #[error("数据文件夹 `{path}`：{why}")]
    File {
        /// Which.
        path: String,
        /// Why, from the system.
        why: String,
    },
    /// The database.
    #[error("数据库：{0}")]
    Db(#[from] sqlx::Error),
    /// The tables were made by a newer version.
    #[error("数据库的版本是 {found}，本程序只认识到 {known}，请用新版本的程序打开")]
    Newer {
        /// In the database.
        found: i64,
        /// Here.
        known: i64,
    },
    /// What stands in a row is not what was written.
    #[error("数据库里的 {what} 读不出：{why}")]
    Damaged {
        /// Table and key.
        what: String,
        /// Why.
        why: String,
    },
    /// Not possible with this kind of database.
    #[error("{0}")]
    Unsupported(String),
}

/// Why a batch was not written. Nothing of it was.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A unique key stands already; which.
    #[error("{0} 已被占用")]
    Taken(&'static str),
    /// Something that was read before has changed.
    #[error("{0} 已经变化")]
    Stale(String),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The writer has ended.
    #[error("数据库写入已经停止")]
    Stopped,
}
