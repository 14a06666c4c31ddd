//! What a statute says about counting days: data of its `law.toml` (language.md T5).

use serde::Deserialize;

/// Which `日` of a statute are working days.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum WorkingDayTerms {
    /// None: `日` is a calendar day.
    #[default]
    None,
    /// Terms of exactly these numbers of days.
    List(Vec<u32>),
    /// Terms of at most so many days.
    AtMost(u32),
    /// Every term in days.
    All,
}

/// What happens when the last day is a rest day (T2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum RestDayRule {
    /// The term ends on the next working day.
    #[default]
    Next,
    /// The term ends all the same.
    None,
}

/// Where the rules of counting stand; printed in derivations, never interpreted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Cites {
    /// The first day is not counted.
    pub first_day: Option<String>,
    /// Months and years end on the same day number.
    pub months: Option<String>,
    /// The last day on a rest day.
    pub rest_day: Option<String>,
    /// These days are working days.
    pub working_days: Option<String>,
}

/// The rule of one statute. The default is T5's: calendar days with the rest-day rule of T2.
#[derive(Clone, PartialEq, Eq, Debug, Default, Deserialize)]
#[serde(default)]
pub struct DayRule {
    /// Which `日` are working days.
    pub working_day_terms: WorkingDayTerms,
    /// Whether a last day on a rest day moves on.
    pub rest_day_rule: RestDayRule,
    /// The articles, for the derivation.
    pub cites: Cites,
}

impl DayRule {
    /// Calendar days, a last day on a rest day moves on, no articles: what holds where a statute has no rule.
    pub const PLAIN: &'static DayRule = &DayRule {
        working_day_terms: WorkingDayTerms::None,
        rest_day_rule: RestDayRule::Next,
        cites: Cites {
            first_day: None,
            months: None,
            rest_day: None,
            working_days: None,
        },
    };
}

/// A value of `law.toml` that is no rule.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RuleError {
    /// `working_day_terms`.
    #[error(
        "working_day_terms 应是天数的列表如 [2, 3, 5, 7]，或 \"<=10\"、\"all\"、\"none\"，不能是 `{0}`"
    )]
    WorkingDayTerms(String),
    /// `rest_day_rule`.
    #[error("rest_day_rule 应是 \"next\" 或 \"none\"，不能是 `{0}`")]
    RestDay(String),
}

impl WorkingDayTerms {
    /// Whether a term of `n` `日` is counted in working days.
    pub fn covers(&self, n: u32) -> bool {
        match self {
            WorkingDayTerms::None => false,
            WorkingDayTerms::List(list) => list.contains(&n),
            WorkingDayTerms::AtMost(most) => n <= *most,
            WorkingDayTerms::All => true,
        }
    }

    /// Reads `"<=10"`, `"all"` or `"none"`.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<WorkingDayTerms, RuleError> {
        let most = text.strip_prefix("<=").map(|n| n.trim().parse::<u32>());
        match (text, most) {
            ("all", _) => Ok(WorkingDayTerms::All),
            ("none", _) => Ok(WorkingDayTerms::None),
            (_, Some(Ok(n))) => Ok(WorkingDayTerms::AtMost(n)),
            _ => Err(RuleError::WorkingDayTerms(text.chars().take(40).collect())),
        }
    }
}

impl RestDayRule {
    /// Reads `"next"` or `"none"`.
    ///
    /// # Errors
    /// Any other text.
    pub fn parse(text: &str) -> Result<RestDayRule, RuleError> {
        match text {
            "next" => Ok(RestDayRule::Next),
            "none" => Ok(RestDayRule::None),
            _ => Err(RuleError::RestDay(text.chars().take(40).collect())),
        }
    }
}

impl<'de> Deserialize<'de> for WorkingDayTerms {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<WorkingDayTerms, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Raw {
            List(Vec<u32>),
            Text(String),
        }
        match Raw::deserialize(d) {
            Ok(Raw::List(list)) => Ok(WorkingDayTerms::List(list)),
            Ok(Raw::Text(text)) => WorkingDayTerms::parse(&text).map_err(serde::de::Error::custom),
            Err(_) => Err(serde::de::Error::custom(RuleError::WorkingDayTerms(
                "其他值".into(),
            ))),
        }
    }
}

impl<'de> Deserialize<'de> for RestDayRule {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<RestDayRule, D::Error> {
        let text = String::deserialize(d)?;
        RestDayRule::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_of_a_law_file() {
        let read = |text: &str| toml::from_str::<DayRule>(text).map_err(|e| e.message().to_owned());
        let list = read("working_day_terms = [2,3,5,7]")
            .unwrap()
            .working_day_terms;
        assert!(list.covers(5) && !list.covers(15));
        let most = read("working_day_terms = \"<=10\"\nrest_day_rule = \"none\"").unwrap();
        assert!(most.working_day_terms.covers(10) && !most.working_day_terms.covers(11));
        assert_eq!(most.rest_day_rule, RestDayRule::None);
        assert!(
            read("working_day_terms = \"all\"")
                .unwrap()
                .working_day_terms
                .covers(90)
        );
        assert!(
            read("working_day_terms = \"some\"")
                .unwrap_err()
                .contains("不能是 `some`")
        );
        assert!(
            read("rest_day_rule = \"later\"")
                .unwrap_err()
                .contains("不能是 `later`")
        );
    }
}
