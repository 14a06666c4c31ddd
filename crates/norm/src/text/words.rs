//! The words of the language, and what someone probably meant who wrote another one (S3, S6).

/// Statement keywords: reserved, they are never names.
pub(crate) const STATEMENTS: &[&str] = &[
    "程序", "族", "角色", "参数", "设", "事实", "行为", "可", "应", "性质", "改", "名录", "表",
];

/// What must follow a word of a formula; if it does not, the word is a name (S3).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Asks {
    /// A name or `〔含义〕`.
    Reference,
    /// A name.
    Name,
    /// A name, `〔含义〕`, a literal or a bracket.
    Operand,
    /// `(`
    Bracket,
    /// `.`
    Dot,
    /// Anything but what makes a name of it: `.`, `@`, `后于`, `含`, `含任一`, `皆在`.
    Nothing,
}

/// Words of formulas that come before what they speak of. Printed in docs/language.md.
pub(crate) const PREFIX: &[(&str, Asks)] = &[
    ("已", Asks::Reference),
    ("未", Asks::Reference),
    ("期满", Asks::Reference),
    ("期内", Asks::Reference),
    ("效日", Asks::Reference),
    ("由", Asks::Reference),
    ("避", Asks::Reference),
    ("异人", Asks::Reference),
    ("同人", Asks::Reference),
    ("已填", Asks::Reference),
    ("个数", Asks::Reference),
    ("次数", Asks::Reference),
    ("有效", Asks::Name),
    ("有", Asks::Name),
    ("尽", Asks::Name),
    ("计", Asks::Name),
    ("未决", Asks::Name),
    ("逾期", Asks::Name),
    ("逾", Asks::Operand),
    ("末日", Asks::Operand),
    ("日数", Asks::Operand),
    ("非", Asks::Operand),
    ("较小", Asks::Bracket),
    ("较大", Asks::Bracket),
    ("本", Asks::Dot),
    ("今日", Asks::Nothing),
    ("人数", Asks::Nothing),
];

/// What must follow a word so that it is a word of a formula.
pub(crate) fn asks(word: &str) -> Option<Asks> {
    PREFIX
        .iter()
        .find(|(w, _)| *w == word)
        .map(|(_, asks)| *asks)
}

/// Words of formulas that stand between two parts.
pub(crate) const INFIX: &[&str] = &["且", "或", "后于", "含", "含任一", "皆在", "至"];

/// Words that end a formula.
pub(crate) const ENDS: &[&str] = &["若", "据", "违", "言", "除非"];

/// After a prefix word these do not name what it speaks of.
pub(crate) fn stops(word: &str) -> bool {
    INFIX.contains(&word) || ENDS.contains(&word)
}

/// What people write in place of our word.
const MEANT: &[(&str, &str)] = &[
    ("需", "须"),
    ("需要", "须"),
    ("必须", "须"),
    ("应当", "须"),
    ("须有", "须"),
    ("不可", "不得"),
    ("禁止", "不得"),
    ("不能", "不得"),
    ("应当", "应"),
    ("应该", "应"),
    ("可以", "可"),
    ("允许", "可"),
    ("流程", "程序"),
    ("岗位", "角色"),
    ("名单", "名录"),
    ("台账", "名录"),
    ("依据", "据"),
    ("根据", "据"),
    ("依", "据"),
    ("按照", "据"),
    ("凭", "据"),
    ("如果", "若"),
    ("如", "若"),
    ("当", "若"),
    ("并且", "且"),
    ("和", "且"),
    ("与", "且"),
    ("及", "且"),
    ("而且", "且"),
    ("或者", "或"),
    ("不是", "非"),
    ("不", "非"),
    ("没有", "未"),
    ("大于", ">"),
    ("小于", "<"),
    ("等于", "="),
    ("不小于", "≥"),
    ("不少于", "≥"),
    ("不大于", "≤"),
    ("不超过", "≤"),
    ("不等于", "≠"),
    ("超过", ">"),
    ("包含", "含"),
    ("包括", "含"),
    ("晚于", "后于"),
    ("之后", "后"),
    ("以后", "后"),
    ("之前", "前"),
    ("以前", "前"),
    ("之内", "内"),
    ("以内", "内"),
    ("到", "至"),
    ("说明", "言"),
    ("提示", "言"),
    ("原因", "因"),
    ("理由", "因"),
    ("填写", "填"),
    ("收集", "填"),
    ("类型", "类"),
    ("行为类", "类"),
    ("含义", "义"),
    ("意义", "义"),
    ("生成", "出"),
    ("产生", "出"),
    ("审批", "批"),
    ("默认", "初"),
    ("初始", "初"),
    ("范围", "限"),
    ("限制", "限"),
    ("延长", "延"),
    ("暂停", "停"),
    ("中止", "停"),
    ("重新", "重起"),
    ("重启", "重起"),
    ("来源", "源"),
    ("备注", "注"),
    ("多选题", "多选"),
    ("布尔", "是否"),
    ("金钱", "金额"),
    ("钱", "金额"),
    ("字符串", "文本"),
    ("文字", "文本"),
    ("数字", "数"),
    ("时间", "时刻"),
    ("天", "日"),
    ("无须", "无义"),
    ("可重复", "多次"),
    ("重复", "多次"),
    ("立即", "及时"),
    ("尽快", "及时"),
    ("输入", "入"),
    ("输出", "出"),
];

/// The word of `known` that `written` was probably meant to be.
pub(crate) fn suggest<'k>(written: &str, known: &[&'k str]) -> Option<&'k str> {
    let meant = MEANT
        .iter()
        .filter(|(from, _)| *from == written)
        .map(|(_, to)| *to);
    for to in meant {
        if let Some(word) = known.iter().find(|k| **k == to) {
            return Some(word);
        }
    }
    let near = known
        .iter()
        .filter(|k| written.chars().count().max(k.chars().count()) > 1);
    near.copied().find(|k| distance_is_one(written, k))
}

/// One character too many, too few, another one, or two swapped.
fn distance_is_one(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) =
        (a.chars().take(40).collect(), b.chars().take(40).collect());
    let front = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let (rest_a, rest_b) = (
        a.get(front..).unwrap_or_default(),
        b.get(front..).unwrap_or_default(),
    );
    let back = rest_a
        .iter()
        .rev()
        .zip(rest_b.iter().rev())
        .take_while(|(x, y)| x == y)
        .count();
    let (left_a, left_b) = (rest_a.len() - back, rest_b.len() - back);
    let shares = front + back > 0;
    let swapped = match (rest_a, rest_b) {
        ([x, y, ..], [z, w, ..]) => left_a == 2 && left_b == 2 && x == w && y == z,
        _ => false,
    };
    swapped || (shares && left_a <= 1 && left_b <= 1 && 0 < left_a + left_b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_formulas_are_printed_in_the_language_page() {
        let page = include_str!("../../../../docs/language.md");
        let (_, appendix) = page.split_once("## Appendix: words").unwrap();
        let words = PREFIX.iter().map(|(word, _)| *word);
        for word in words
            .chain(INFIX.iter().copied())
            .chain(ENDS.iter().copied())
            .chain(STATEMENTS.iter().copied())
        {
            assert!(appendix.contains(&format!("`{word}`")), "{word} is missing");
        }
    }
}
