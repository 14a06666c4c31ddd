//! A place inside a statute: article, paragraph (款), item (项).

use std::fmt;

use crate::numeral;
use crate::reader::Reader;

/// The number of an article; `sub` is 0, or N of an inserted article `之N`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct ArticleNumber {
    /// 1 to 9999.
    pub main: u16,
    /// 0 for an ordinary article.
    pub sub: u16,
}

impl ArticleNumber {
    /// An article without 之.
    pub fn new(main: u16) -> ArticleNumber {
        ArticleNumber { main, sub: 0 }
    }

    /// As statutes write it: `第五十八条`, `第一百二十条之一`.
    pub fn zh(self) -> String {
        format!("第{}条{}", numeral::zh(self.main), self.suffix())
    }

    /// As pages write it: `第58条`, `第120条之一`.
    pub fn human(self) -> String {
        format!("第{}条{}", self.main, self.suffix())
    }

    fn suffix(self) -> String {
        if self.sub == 0 {
            String::new()
        } else {
            format!("之{}", numeral::zh(self.sub))
        }
    }
}

impl fmt::Display for ArticleNumber {
    /// The canonical form of language.md S5: `58`, `58之一`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.main, self.suffix())
    }
}

impl serde::Serialize for ArticleNumber {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for ArticleNumber {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<ArticleNumber, D::Error> {
        let text = String::deserialize(d)?;
        let mut reader = Reader::new(&text);
        match reader.article() {
            Some(number) if reader.rest().is_empty() => Ok(number),
            _ => Err(serde::de::Error::custom(format!(
                "不是条号：`{text}`，应写作 58 或 58之一"
            ))),
        }
    }
}

/// An article, or a paragraph or item of it (language.md S5). Without `paragraph` an `item`
/// belongs to the one paragraph that has items.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Place {
    /// The article.
    pub article: ArticleNumber,
    /// The paragraph (款), from 1.
    pub paragraph: Option<u16>,
    /// The item (项), from 1.
    pub item: Option<u16>,
}

impl Place {
    /// A whole article.
    pub fn whole(article: ArticleNumber) -> Place {
        Place {
            article,
            paragraph: None,
            item: None,
        }
    }

    /// `第58条第1款第1项`.
    pub fn human(&self) -> String {
        let mut out = self.article.human();
        if let Some(n) = self.paragraph {
            out.push_str(&format!("第{n}款"));
        }
        if let Some(n) = self.item {
            out.push_str(&format!("第{n}项"));
        }
        out
    }
}

impl fmt::Display for Place {
    /// `58.1(1)`, `64(1)`, `58之一`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.article)?;
        if let Some(n) = self.paragraph {
            write!(f, ".{n}")?;
        }
        match self.item {
            Some(n) => write!(f, "({n})"),
            None => Ok(()),
        }
    }
}
