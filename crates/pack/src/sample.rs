//! The sample county: people, bodies and cases as data (`demo/*.toml`), each case following a story in its own words.
//!
//! Pure: it says who does what how many working days after what; whoever runs it decides the day,
//! because an act that the law does not allow yet waits for its day.

use std::collections::BTreeMap;

use fadu_base::Date;
use fadu_term::Calendar;
use serde_json::{Map, Value as Json};

use crate::story::Story;

/// `demo/county.toml`
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct County {
    /// Name of the county.
    pub name: String,
    /// Name of the jurisdiction in the store.
    pub org: String,
    /// Password of every sample log-in.
    pub password: String,
    /// Slug of the procedure that its cases follow.
    pub slug: String,
    /// End of the folder of that procedure's pack.
    pub procedure: String,
    /// People whose log-ins are named to newcomers.
    pub show: Vec<String>,
    /// Parties who have a log-in.
    pub party_logins: Vec<String>,
    /// Roles of bodies that act from outside.
    pub outside_roles: Vec<String>,
    /// The field of a matter that names the deed.
    pub cause_field: String,
    /// The role that approves.
    pub head_role: String,
    /// What documents say of every office: bank, remedies.
    pub documents: Map<String, Json>,
    /// The store is made on this day.
    pub first_day: Date,
    /// The last day that has happened.
    pub today: Date,
    /// Offices.
    pub office: Vec<Office>,
    /// People.
    pub person: Vec<Person>,
    /// Matters of power.
    pub matter: Vec<Matter>,
    /// How the registers are filled.
    pub register: BTreeMap<String, RegisterAct>,
    /// How persons of the stories are played.
    pub cast: BTreeMap<String, String>,
    /// Which facts a word of a case replaces.
    pub words: BTreeMap<String, Vec<String>>,
    /// Who takes on what is not proved of a procedure.
    pub accepts: Accepts,
}

/// An office that runs a procedure although something about it is not proved.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepts {
    /// Its name.
    pub by: String,
    /// Why.
    pub because: String,
}

/// An office.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// Short form in numbers.
    pub short: String,
    /// Letters in speakable ids.
    pub letters: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
}

/// A person who works in an office, or a body that acts from outside.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// Id, also the log-in name.
    pub id: String,
    /// Name.
    pub name: String,
    /// Office id.
    pub office: String,
    /// Roles held there.
    pub roles: Vec<String>,
    /// First and last day of the officer's certificate.
    #[serde(default)]
    pub certificate: Vec<Date>,
    /// First day of the qualification for legal review.
    #[serde(default)]
    pub review: Vec<Date>,
    /// What is special about this person.
    #[serde(default)]
    pub note: String,
}

/// A matter of power.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Matter {
    /// Code.
    pub id: String,
    /// Office id.
    pub office: String,
    /// First day.
    pub from: Date,
    /// Rank of the basis.
    pub level: String,
    /// Fields of the register.
    pub fields: Map<String, Json>,
}

/// The act that enters one thing in a register.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegisterAct {
    /// Slug of the procedure.
    pub procedure: String,
    /// Slug of the act.
    pub act: String,
    /// Who enters it.
    pub by: String,
    /// Who approves it, where the act asks for that.
    pub approved_by: Option<String>,
    /// Its facts, with words in braces.
    pub facts: BTreeMap<String, String>,
}

impl RegisterAct {
    /// The facts with their words filled in; a word that is not there leaves the fact out.
    pub fn filled(&self, words: &BTreeMap<String, Vec<String>>) -> BTreeMap<String, Vec<String>> {
        let fill = |(fact, text): (&String, &String)| Some((fact.clone(), fill(text, words)?));
        self.facts.iter().filter_map(fill).collect()
    }
}

// A lone word keeps all its values; inside other text it stands for its first.
fn fill(text: &str, words: &BTreeMap<String, Vec<String>>) -> Option<Vec<String>> {
    if let Some(word) = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')) {
        return words.get(word).filter(|v| !v.is_empty()).cloned();
    }
    let Some((before, rest)) = text.split_once('{') else {
        return Some(vec![text.to_owned()]);
    };
    let (word, after) = rest.split_once('}')?;
    Some(vec![format!(
        "{before}{}{after}",
        words.get(word)?.first()?
    )])
}

/// `demo/cases.toml`
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// In order.
    pub case: Vec<Case>,
}

/// A case of the county.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The party.
    pub party: String,
    /// Kind of party.
    pub kind: String,
    /// Officers.
    pub crew: Vec<String>,
    /// Matter's code.
    pub matter: String,
    /// The story it follows.
    pub story: String,
    /// Day of the first act.
    pub from: Date,
    /// The last act that has happened; the whole story when left out.
    pub upto: Option<String>,
    /// Its own words.
    pub words: BTreeMap<String, String>,
}

/// An act of a case, before its day is known.
#[derive(Clone, Debug)]
pub struct Planned {
    /// Name of the act.
    pub act: String,
    /// Name of the role.
    pub role: Option<String>,
    /// Ids of persons; `party` for the party.
    pub by: Vec<String>,
    /// Working days after the act before.
    pub gap: i32,
    /// Facts, with the dates of the story.
    facts: Map<String, Json>,
    /// Behaviours.
    pub behaviour: Map<String, Json>,
    day: Date,
    first: Date,
}

/// The id that stands for the party of a case.
pub const PARTY: &str = "party";

impl County {
    /// The office of a case: that of its matter.
    pub fn office_of<'c>(&'c self, case: &Case) -> Option<&'c Office> {
        let matter = self.matter.iter().find(|m| m.id == case.matter)?;
        self.office.iter().find(|o| o.id == matter.office)
    }

    /// Whether a person is a body that acts from outside.
    pub fn outside(&self, person: &Person) -> bool {
        person.roles.iter().all(|r| self.outside_roles.contains(r))
    }

    /// Who approves in the office of a case.
    pub fn head_of<'c>(&'c self, case: &Case) -> Option<&'c str> {
        let office = &self.office_of(case)?.id;
        let heads = |p: &&Person| p.office == *office && p.roles.contains(&self.head_role);
        self.person.iter().find(heads).map(|p| p.id.as_str())
    }

    /// What documents say of an office: its own data and what holds for all.
    pub fn documents(&self, own: Json, office: &Office) -> Json {
        let mut all = self.documents.clone();
        all.extend(own.as_object().cloned().unwrap_or_default());
        for value in all.values_mut() {
            if let Some(text) = value.as_str() {
                *value = Json::String(text.replace("{office}", &office.name));
            }
        }
        Json::Object(all)
    }

    /// What happens in a case.
    ///
    /// # Errors
    /// A name that the county does not have, or a story that cannot be used.
    pub fn plan(
        &self,
        case: &Case,
        story: &Story,
        calendar: &Calendar,
    ) -> Result<Vec<Planned>, String> {
        let mut planned = Vec::new();
        let mut before: Option<Date> = None;
        let days: Vec<Date> = story.acts.iter().map(day).collect::<Result<_, _>>()?;
        let first = days.first().copied().ok_or("故事里没有行为")?;
        for (act, day) in story.acts.iter().zip(days) {
            let gap = before.map_or(0, |b| working_days(calendar, b, day));
            before = Some(day);
            planned.push(self.planned(case, act, day, first, gap)?);
            let name = planned.last().map(|p| p.act.clone());
            if case.upto.is_some()
                && name == case.upto
                && !again(story, planned.len(), case.upto.as_deref())
            {
                break;
            }
        }
        Ok(planned)
    }

    fn planned(
        &self,
        case: &Case,
        act: &Json,
        day: Date,
        first: Date,
        gap: i32,
    ) -> Result<Planned, String> {
        let text = |key: &str| act.get(key).and_then(Json::as_str).map(str::to_owned);
        let object = |key: &str| {
            act.get(key)
                .and_then(Json::as_object)
                .cloned()
                .unwrap_or_default()
        };
        let by = act
            .get("by")
            .and_then(Json::as_array)
            .cloned()
            .unwrap_or_default();
        let by = by
            .iter()
            .filter_map(Json::as_str)
            .map(|name| self.played(case, name))
            .collect::<Result<_, _>>()?;
        let mut facts = object("facts");
        self.own_words(case, &mut facts);
        for value in facts.values_mut() {
            if let Some(id) = value
                .as_str()
                .filter(|v| self.cast.contains_key(*v))
                .map(|v| self.played(case, v))
            {
                *value = Json::String(self.name_of(case, &id?));
            }
        }
        Ok(Planned {
            act: text("act").ok_or("行为没有名字")?,
            role: text("role"),
            by,
            gap,
            facts,
            behaviour: object("behaviour"),
            day,
            first,
        })
    }

    fn own_words(&self, case: &Case, facts: &mut Map<String, Json>) {
        let cause = self
            .matter
            .iter()
            .find(|m| m.id == case.matter)
            .and_then(|m| m.fields.get(&self.cause_field)?.as_str());
        let mut words = case.words.clone();
        words.insert("party".to_owned(), case.party.clone());
        words.insert("matter".to_owned(), case.matter.clone());
        words.extend(cause.map(|c| ("cause".to_owned(), c.to_owned())));
        for (word, value) in &words {
            for fact in self.words.get(word).into_iter().flatten() {
                if let Some(slot) = facts.get_mut(fact) {
                    *slot = Json::String(value.clone());
                }
            }
        }
    }

    /// The person who plays somebody of a story, by id.
    fn played(&self, case: &Case, name: &str) -> Result<String, String> {
        let part = self
            .cast
            .get(name)
            .ok_or_else(|| format!("{name}没有人演"))?;
        let words: Vec<&str> = part.split(' ').collect();
        let missing = || format!("{}：没有人演{name}（{part}）", case.party);
        match words.as_slice() {
            ["party"] => Ok(PARTY.to_owned()),
            ["person", id] => Ok((*id).to_owned()),
            ["crew", n] => n
                .parse()
                .ok()
                .and_then(|n: usize| case.crew.get(n))
                .cloned()
                .ok_or_else(missing),
            ["role", role, n] => {
                let office = &self.office_of(case).ok_or_else(missing)?.id;
                let holders: Vec<&Person> = self
                    .person
                    .iter()
                    .filter(|p| p.office == *office && p.roles.iter().any(|r| r == role))
                    .collect();
                let n: usize = n.parse().map_err(|_| missing())?;
                holders
                    .get(n)
                    .or(holders.last())
                    .map(|p| p.id.clone())
                    .ok_or_else(missing)
            }
            _ => Err(missing()),
        }
    }

    /// The name of a person by id.
    pub fn name_of(&self, case: &Case, id: &str) -> String {
        if id == PARTY {
            return case.party.clone();
        }
        self.person
            .iter()
            .find(|p| p.id == id)
            .map_or_else(|| id.to_owned(), |p| p.name.clone())
    }
}

impl Planned {
    /// Its facts when it happens on a day in a case that began on another: dates of the story move along.
    pub fn facts_on(&self, on: Date, began: Date, calendar: &Calendar) -> Map<String, Json> {
        let moved = |value: &Json| match value.as_str().and_then(|t| t.parse::<Date>().ok()) {
            Some(date) => Json::String(self.moved(date, on, began, calendar).to_string()),
            None => value.clone(),
        };
        self.facts
            .iter()
            .map(|(name, value)| (name.clone(), moved(value)))
            .collect()
    }

    // What lay before the case keeps its distance to the first act, the rest to this act.
    fn moved(&self, date: Date, on: Date, began: Date, calendar: &Calendar) -> Date {
        if self.day < date {
            let n = u32::try_from(working_days(calendar, self.day, date)).unwrap_or_default();
            return calendar.add_working(on, n).unwrap_or(on);
        }
        let (from, to) = if date < self.first {
            (self.first, began)
        } else {
            (self.day, on)
        };
        to.add_days(date.number() - from.number()).unwrap_or(on)
    }
}

fn day(act: &Json) -> Result<Date, String> {
    let text = act.get("on").and_then(Json::as_str).ok_or("行为没有日期")?;
    text.parse()
        .map_err(|e: fadu_base::date::DateError| e.to_string())
}

// Working days after `from`, up to and with `to`.
fn working_days(calendar: &Calendar, from: Date, to: Date) -> i32 {
    let mut n = 0;
    let mut day = from;
    while day < to {
        day = day.succ();
        n += i32::from(calendar.is_working(day));
    }
    n
}

// Whether the act comes once more later in the story.
fn again(story: &Story, from: usize, act: Option<&str>) -> bool {
    story
        .acts
        .iter()
        .skip(from)
        .any(|a| a.get("act").and_then(Json::as_str) == act)
}
