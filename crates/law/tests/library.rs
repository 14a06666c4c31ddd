//! Adding, finding by day, lazily read texts, differences, search and what the commands print.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic
)]

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{NEW, OLD, day, file, library};
use expect_test::expect;
use fadu_law::{Added, ArticleNumber, AskError, Change, Index, Library, RunKind, text};

#[test]
fn adding_says_what_it_did() {
    let mut library = library();
    let same = file("喂猫法", "2010-07-15", "", NEW);
    let results = [
        ("a".to_owned(), library.add(&same)),
        (
            "b".to_owned(),
            library.add(&format!("\u{FEFF}{}", same.replace('\n', "\r\n"))),
        ),
        ("c".to_owned(), library.add(&same.replace("温水", "热水"))),
        (
            "d".to_owned(),
            library.add(&file("养鱼办法", "2012-01-01", "", "第一条 鱼要换水。\n")),
        ),
        ("e".to_owned(), library.add("第一条 甲。\n")),
        (
            "f".to_owned(),
            library.add(&same.replace("short: 喂猫法", "short: 喂养猫法")),
        ),
    ];
    expect![[r#"
        改动 《喂猫法》2010-07-15 6条（原6条）
        新增 《养鱼办法》2012-01-01 1条
        拒收 e:1 应是文件头的开头 `---`，却是`第一条 甲。`
        拒收 f:2 名称与已收录的《喂猫法》相同，简称却是`喂养猫法`
        新增1，相同2，改动1，拒收2
    "#]]
    .assert_eq(&text::import(&results));
    assert_eq!(
        library
            .in_force("喂猫法", day("2010-07-15"))
            .unwrap()
            .articles[2]
            .paragraphs[0]
            .items[1]
            .more[0],
        "1．冬天用热水；"
    );
}

#[test]
fn the_next_version_ends_the_one_before_even_if_its_file_does_not_say_so() {
    let mut library = Library::new();
    for effective in ["2010-07-15", "2001-01-01", "2020-01-01"] {
        library.add(&file("喂猫法", effective, "", OLD));
    }
    let on = |date: &str| {
        library
            .index_in_force("喂猫法", day(date))
            .unwrap()
            .effective
            .to_string()
    };
    assert_eq!(
        [
            on("2001-01-01"),
            on("2010-07-14"),
            on("2010-07-15"),
            on("2019-12-31"),
            on("2035-01-01")
        ],
        [
            "2001-01-01",
            "2001-01-01",
            "2010-07-15",
            "2010-07-15",
            "2020-01-01"
        ]
    );
    assert!(library.index_in_force("喂猫法", day("2000-12-31")).is_err());
    assert_eq!(library.versions("《中华人民共和国喂猫法》").len(), 3);
}

#[test]
fn a_text_is_fetched_once_and_only_when_needed() {
    let indexes: Vec<Index> = library().indexes().cloned().collect();
    let fetched = Arc::new(AtomicUsize::new(0));
    let count = fetched.clone();
    let lazy = Library::with_source(indexes, move |index: &Index| {
        count.fetch_add(1, Ordering::Relaxed);
        match index.effective.to_string().as_str() {
            "2001-01-01" => Ok(file("喂猫法", "2001-01-01", "2010-07-15", OLD)),
            "2010-07-15" => Ok(file("喂猫法", "2010-07-15", "", OLD)),
            _ => Err("盘坏了".to_owned()),
        }
    });
    assert_eq!(fetched.load(Ordering::Relaxed), 0);
    let citation = "《喂猫法》2.2".parse().unwrap();
    for _ in 0..2 {
        assert_eq!(
            lazy.resolve(&citation, day("2005-01-01")).unwrap().text(),
            "洗手用水。"
        );
    }
    assert_eq!(fetched.load(Ordering::Relaxed), 1);
    let error = |name: &str| {
        lazy.in_force(name, day("2015-01-01"))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error("喂猫法"),
        "《喂猫法》2010-07-15的文本不可用：文本与登记的校验值不符"
    );
    assert_eq!(
        error("养狗条例"),
        "《养狗条例》2005-03-01的文本不可用：盘坏了"
    );
}

#[test]
fn an_index_goes_through_json() {
    let indexes: Vec<Index> = library().indexes().cloned().collect();
    let json = serde_json::to_string(&indexes).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Index>>(&json).unwrap(), indexes);
}

#[test]
fn show_prints_what_was_asked_for() {
    let library = library();
    let show = |cite: &str, date: &str| {
        text::show(
            &library,
            &library.resolve(&cite.parse().unwrap(), day(date)).unwrap(),
        )
    };
    expect![[r#"
        《喂猫法》2.2 第2条第2款
        中华人民共和国喂猫法（自2001-01-01起施行，2010-07-15起不再适用）
        第一章 总则

        洗手用水。
    "#]]
    .assert_eq(&show("《喂猫法》2.2", "2010-07-14"));
    expect![[r#"
        《喂猫法》3 第3条
        中华人民共和国喂猫法（自2010-07-15起施行）
        第一编 通则 › 第一章 总则 › 第一节 卫生

        喂猫的人应当洗手。
        洗手用水和皂。
    "#]]
    .assert_eq(&show("《喂猫法》3", "2010-07-15"));
    let passage = library
        .resolve(&"《喂猫法》2(3)".parse().unwrap(), day("2010-07-15"))
        .unwrap();
    let json = serde_json::to_value(text::shown(&library, &passage)).unwrap();
    assert_eq!(
        (json["citation"].as_str(), json["text"].as_str()),
        (Some("《喂猫法》2(3)"), Some("（三）猫窝。"))
    );
}

#[test]
fn list_prints_every_version() {
    expect![[r#"
        《养狗条例》 法律 1条 自2005-03-01起施行，2020-01-01起不再适用
        《喂猫法》 法律 3条 自2001-01-01起施行，2010-07-15起不再适用
        《喂猫法》 法律 6条 自2010-07-15起施行
        共3个版本，10条
    "#]]
    .assert_eq(&text::list(&library()));
}

#[test]
fn a_difference_follows_articles_to_their_new_numbers() {
    let diff = library()
        .diff("喂猫法", day("2005-01-01"), day("2015-01-01"))
        .unwrap();
    expect![[r#"
        《喂猫法》 2001-01-01 → 2010-07-15
        未变0条，仅移位0条，修改2条，新增4条，删去1条

        第1条（修改）
        为了让猫好好吃饭{+、好好睡觉+}，制定本法。

        第1条之一（新增）
        {+猫有权睡觉。+}

        第2条（新增）
        {+猫的主人应当备齐下列物品：
        （一）猫粮；
        （二）水，其中：
        1．冬天用温水；
        2．夏天用凉水；
        （三）猫窝。
        物品应当每天检查。+}

        第2条 → 第3条（修改）
        喂猫的人应当洗手。
        洗手用水{+和皂+}。

        第4条（新增）
        {+（一）甲地自元旦施行；
        （二）乙地另定。+}

        第5条（新增）
        {+两款都有项的：
        （一）甲；
        （二）乙。
        另一款也有项：
        （一）丙；
        续丙。
        （二）丁。+}

        第3条（删去）
        [-不洗手的，罚猫粮一袋。-]
    "#]]
    .assert_eq(&text::diff(&diff));
    assert_eq!(
        diff.touched()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        ["1", "2", "3"]
    );
}

proptest::proptest! {
    #[test]
    fn the_runs_of_a_difference_make_up_both_texts(old in "[甲乙丙丁。，1a]{1,60}", new in "[甲乙丙丁。，1a]{1,60}") {
        let mut library = Library::new();
        library.add(&file("喂猫法", "2001-01-01", "", &format!("第一条 {old}\n")));
        library.add(&file("喂猫法", "2002-01-01", "", &format!("第一条 {new}\n")));
        let diff = library.diff("喂猫法", day("2001-01-01"), day("2002-01-01")).unwrap();
        let side = |not: RunKind| diff.articles.iter().flat_map(|a| &a.runs).filter(|r| r.kind != not).map(|r| r.text.as_str()).collect::<String>();
        proptest::prop_assert_eq!(side(RunKind::Inserted), old);
        proptest::prop_assert_eq!(side(RunKind::Deleted), new);
    }
}

#[test]
fn search_wants_every_word_in_the_article() {
    let library = library();
    let search = |words: &str, date: Option<&str>| {
        text::hits(&library.search(words, date.map(day), 10).unwrap())
    };
    expect![[r#"
        《喂猫法》3（2010-07-15起）：喂猫的人应当洗手。 洗手用水和皂。
    "#]]
    .assert_eq(&search("洗手 皂", None));
    expect![[r#"
        《喂猫法》2（2001-01-01起）：喂猫的人应当洗手。 洗手用水。
        《喂猫法》3（2001-01-01起）：不洗手的，罚猫粮一袋。
    "#]]
    .assert_eq(&search("洗手", Some("2005-02-01")));
    assert_eq!(search("洗手 狗", None), "没有找到同时含有这些词的条文\n");
}

#[test]
fn cites_print_place_and_outcome() {
    let library = library();
    let found = library.cites("依《喂猫法》2(3)、\n喂猫法第七条", day("2015-01-01"), None);
    expect![[r#"
        a.txt:1:2 《喂猫法》2(3) ✓ （三）猫窝。
        a.txt:2:1 《喂猫法》7 ✗ 《喂猫法》没有第7条：2010-07-15起施行的版本到第5条为止
        a.txt：引用2处，有问题1处
    "#]]
    .assert_eq(&text::cites("a.txt", &found));
}

#[test]
fn a_whole_statute_prints_headings_once() {
    let library = library();
    let whole = text::whole(&library.in_force("喂猫法", day("2005-01-01")).unwrap());
    expect![[r#"
        中华人民共和国喂猫法
        自2001-01-01起施行，2010-07-15起不再适用

        第一章 总则

        第一条　为了让猫好好吃饭，制定本法。

        第二条　喂猫的人应当洗手。
        洗手用水。

        第二章 罚则

        第三条　不洗手的，罚猫粮一袋。
    "#]]
    .assert_eq(&whole);
}

#[test]
fn a_refusal_changes_nothing() {
    let mut library = library();
    let before = text::list(&library);
    assert!(matches!(library.add("x"), Added::Refused(_)));
    assert_eq!(text::list(&library), before);
}

#[test]
fn a_question_names_a_statute_or_places() {
    let library = library();
    let ask = |question: &str, date: &str| match library.ask(question, day(date)) {
        Ok(asked) => text::asked(&library, &asked)
            .lines()
            .next()
            .unwrap()
            .to_owned(),
        Err(AskError::Citation(error)) => format!("2 {error}"),
        Err(AskError::Resolve(error)) => format!("1 {error}"),
    };
    assert_eq!(ask("《喂猫法》", "2015-01-01"), "中华人民共和国喂猫法");
    assert_eq!(ask("喂猫法第三条", "2015-01-01"), "《喂猫法》3 第3条");
    assert!(ask("喂猫法第三十条", "2015-01-01").starts_with("1 《喂猫法》没有第30条"));
    assert!(
        ask("养狗条例", "2025-01-01").starts_with("1 《养狗条例》在2025-01-01没有施行中的版本")
    );
    assert!(ask("什么", "2015-01-01").starts_with("2 不是引用：`什么`"));
}

#[test]
fn a_change_ends_where_a_sentence_ends() {
    let mut library = Library::new();
    library.add(&file(
        "喂猫法",
        "2001-01-01",
        "",
        "第一条 猫吃鱼。\n猫喝水。\n",
    ));
    library.add(&file(
        "喂猫法",
        "2002-01-01",
        "",
        "第一条 猫吃鱼。\n狗吃肉。\n猫喝水。\n",
    ));
    let diff = library
        .diff("喂猫法", day("2001-01-01"), day("2002-01-01"))
        .unwrap();
    expect![[r#"
        《喂猫法》 2001-01-01 → 2002-01-01
        未变0条，仅移位0条，修改1条，新增0条，删去0条

        第1条（修改）
        猫吃鱼。
        {+狗吃肉。
        +}猫喝水。
    "#]]
    .assert_eq(&text::diff(&diff));
    assert_eq!(
        diff.fate(ArticleNumber::new(1)).unwrap().change,
        Change::Changed
    );
}

#[test]
fn answers_for_programs_have_stable_keys() {
    fn shared_between_threads<T: Send + Sync>(_: &T) {}
    let mut library = library();
    shared_between_threads(&library);
    expect![[r#"{"result":"refused","problems":[{"line":1,"message":"应是文件头的开头 `---`，却是`x`"}]}"#]]
        .assert_eq(&json(&library.add("x")));
    let diff = library
        .diff("喂猫法", day("2005-01-01"), day("2015-01-01"))
        .unwrap();
    expect![[r#"{"change":"changed","old":"1","new":"1","runs":[{"kind":"same","text":"为了让猫好好吃饭"},{"kind":"inserted","text":"、好好睡觉"},{"kind":"same","text":"，制定本法。"}]}"#]].assert_eq(&json(&diff.articles[0]));
    expect![[r#"[{"line":1,"column":1,"start":0,"end":18,"text":"喂猫法第三条","citation":"《喂猫法》3","ok":true,"says":"喂猫的人应当洗手。\n洗手用水和皂。","problem":null}]"#]].assert_eq(&json(&library.cites(
        "喂猫法第三条",
        day("2015-01-01"),
        None,
    )));
    expect![[r#"[{"citation":"《喂猫法》1之一","effective":"2010-07-15","snippet":"猫有权睡觉。","score":43}]"#]].assert_eq(&json(&library.search("睡觉", None, 1).unwrap()));
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap()
}
