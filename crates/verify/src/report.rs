//! The answer of a verification: the keys of `verify --json` (cli.md) and the four lines for people.

use fadu_base::Date;
use fadu_tlog::receipt::Receipt;
use serde::Serialize;

/// What was found. The serialised keys are the contract of cli.md; what is skipped is for the text.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Report {
    pub valid: bool,
    pub document: DocumentState,
    /// The act stands in the log whose page the receipt carries.
    pub inclusion: bool,
    /// That page is signed by the log.
    pub checkpoint: bool,
    pub log_key: KeySource,
    pub witnesses: Vec<WitnessReport>,
    pub steps: Vec<String>,
    /// What does not hold, and in which line it is told.
    #[serde(skip)]
    pub problems: Vec<(Line, String)>,
    /// The leaf's number, from 0.
    #[serde(skip)]
    pub index: u64,
    /// The day of `recorded` in the act, if it has one.
    #[serde(skip)]
    pub recorded: Option<Date>,
    /// Witnesses were checked against given keys.
    #[serde(skip)]
    pub witnesses_given: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    Match,
    Differs,
    Absent,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeySource {
    Given,
    FromReceipt,
}

#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct WitnessReport {
    pub name: String,
    pub valid: bool,
}

/// The four lines (ui.md flow f).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Line {
    Content,
    Log,
    Witness,
    Procedure,
}

const LINES: [(Line, &str); 4] = [
    (Line::Content, "① 内容"),
    (Line::Log, "② 登记"),
    (Line::Witness, "③ 见证"),
    (Line::Procedure, "④ 程序"),
];

impl Report {
    pub(crate) fn of(receipt: &Receipt) -> Report {
        let recorded = receipt
            .act
            .get("recorded")
            .and_then(|r| r.as_str())
            .and_then(|r| r.get(..10));
        Report {
            valid: false,
            document: DocumentState::Absent,
            inclusion: false,
            checkpoint: false,
            log_key: KeySource::FromReceipt,
            witnesses: Vec::new(),
            steps: Vec::new(),
            problems: Vec::new(),
            index: receipt.index,
            recorded: recorded.and_then(|r| r.parse().ok()),
            witnesses_given: false,
        }
    }

    pub(crate) fn fail(&mut self, line: Line, problem: String) {
        self.problems.push((line, problem));
    }

    /// 0 when everything holds, else 1.
    pub fn exit_code(&self) -> u8 {
        u8::from(!self.valid)
    }

    /// The JSON document of `verify --json`, keys in the order of cli.md.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The answer for people. When anything is wrong nothing is called right.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        if !self.valid {
            out.push_str("✕ 不能证明是原件\n");
        }
        for (line, title) in LINES {
            let told: Vec<&str> = self
                .problems
                .iter()
                .filter(|(l, _)| *l == line)
                .map(|(_, p)| p.as_str())
                .collect();
            let text = match (self.valid, told.is_empty()) {
                (true, _) => self.holds(line),
                (false, true) => "－ 别处不对，这一项不作结论".to_owned(),
                (false, false) => format!("✕ {}", told.join("；")),
            };
            out.push_str(&format!("{title}　{text}\n"));
        }
        if self.valid && self.log_key == KeySource::FromReceipt {
            out.push_str("没有给出登记册公钥，所以没有核对登记册是谁的。请从可靠的地方取得公钥，再核验一次。\n");
        }
        out.push_str("核验只说明真实和步骤，不说明处罚对不对。\n");
        out
    }

    fn holds(&self, line: Line) -> String {
        match line {
            Line::Content => match self.document {
                DocumentState::Match => "✓ 这份文书没有被改动".to_owned(),
                _ => "－ 没有交来文书，没有核对内容".to_owned(),
            },
            Line::Log => {
                let number = self.index.saturating_add(1);
                let day = self
                    .recorded
                    .map(|d| format!("，{d} 登记"))
                    .unwrap_or_default();
                format!("✓ 编号册第 {number} 号{day}")
            }
            Line::Witness if self.witnesses.is_empty() => "－ 没有见证人".to_owned(),
            Line::Witness => {
                let n = self.witnesses.len();
                let whose = if self.witnesses_given {
                    ""
                } else {
                    "（没有给出见证人公钥，没有核对是谁）"
                };
                format!("✓ {n} 家中的 {n} 家确认过这一页编号册{whose}")
            }
            Line::Procedure => format!("✓ 有记录：{}", self.steps.join(" · ")),
        }
    }
}
