//! Invented statutes for the tests; no text of real law.
#![allow(dead_code)] // each test file uses some of it

use fadu_base::Date;
use fadu_law::{Added, Library};

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub fn file(short: &str, effective: &str, repealed: &str, body: &str) -> String {
    format!(
        "---\ntitle: 中华人民共和国{short}\nshort: {short}\nkind: 法律\nissuer: 测试机关\nnumber:\nadopted: 2000-01-01\neffective: {effective}\nrepealed: {repealed}\nsource: 自拟\n---\n{body}"
    )
}

pub const OLD: &str = "## 第一章 总则

第一条 为了让猫好好吃饭，制定本法。

第二条 喂猫的人应当洗手。
洗手用水。

## 第二章 罚则

第三条 不洗手的，罚猫粮一袋。
";

pub const NEW: &str = "# 第一编 通则

## 第一章 总则

第一条 为了让猫好好吃饭、好好睡觉，制定本法。

第一条之一 猫有权睡觉。

第二条 猫的主人应当备齐下列物品：
（一）猫粮；
（二）水，其中：
1．冬天用温水；
2．夏天用凉水；
（三）猫窝。
物品应当每天检查。

### 第一节 卫生

第三条 喂猫的人应当洗手。
洗手用水和皂。

# 第二编 附则

## 第一章 施行

第四条 （一）甲地自元旦施行；
（二）乙地另定。

第五条 两款都有项的：
（一）甲；
（二）乙。
另一款也有项：
（一）丙；
续丙。
（二）丁。
";

pub fn library() -> Library {
    let mut library = Library::new();
    for (effective, repealed, body) in [("2001-01-01", "2010-07-15", OLD), ("2010-07-15", "", NEW)]
    {
        let added = library.add(&file("喂猫法", effective, repealed, body));
        assert!(matches!(added, Added::New(_)), "{added:?}");
    }
    let added = library.add(&file(
        "养狗条例",
        "2005-03-01",
        "2020-01-01",
        "第一条 狗应当遛。\n遛狗应当牵绳。\n",
    ));
    assert!(matches!(added, Added::New(_)), "{added:?}");
    library
}
