//! Why a search has no answer.

/// Why a search has no answer. The first three are the reader's to mend.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SearchError {
    /// Nothing was asked.
    #[error("请写要找的词。")]
    Nothing,
    /// Only punctuation was asked for.
    #[error("只有标点符号，没有可以查找的字。请写要找的词。")]
    OnlySigns,
    /// More than can be looked for at once.
    #[error("查找的内容太长：最多 {most} 个字，这里有 {length} 个。请挑最要紧的几个词。")]
    TooLong {
        /// How many characters were written.
        length: usize,
        /// How many may be.
        most: usize,
    },
    /// The index cannot be read or written: an operator's matter.
    #[error("查找用的索引不可用（{folder}）：{why}")]
    Index {
        /// Where it is kept.
        folder: String,
        /// What the library said.
        why: String,
    },
}

impl SearchError {
    /// Whether the reader can mend it by asking otherwise.
    pub fn is_readers(&self) -> bool {
        !matches!(self, SearchError::Index { .. })
    }
}
