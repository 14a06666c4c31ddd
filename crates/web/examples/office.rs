//! A real desk with a small office and a clock set by hand, for the browser test: `cargo run -p fadu-web --example office`.
//!
//! Environment: `FADU_LISTEN` (default 127.0.0.1:8098), `FADU_DAY_FILE` (a file with the day that the clock shows).
//! Everybody's password is `correct horse`; log-ins are in [`PEOPLE`].

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fadu_base::Date;
use fadu_desk::{Desk, EntryRow, NewPerson, NewPost, Office, Place, Setup};
use fadu_pack::Folder;
use fadu_paper::Fonts;
use fadu_web::{Options, site};

type Any = Box<dyn std::error::Error>;

const PASSWORD: &str = "correct horse";
const PARTY: &str = "示例建筑工程有限公司";
const CODE: &str = "91330000MA2HXAMP07";

/// Log-in, name, roles.
const PEOPLE: &[(&str, &str, &[&str])] = &[
    ("wang", "王建国", &["承办人"]),
    ("li", "李晓敏", &["承办人"]),
    ("sun", "孙丽", &["案件审核人"]),
    ("zhao", "赵明华", &["法制审核人"]),
    ("he", "何平", &["听证主持人"]),
    ("zhou", "周正", &["机关负责人"]),
    ("zheng", "郑强", &["机关负责人"]),
    ("feng", "冯敏", &["机关负责人"]),
    ("wu", "吴敏", &["印章管理人"]),
];

#[tokio::main]
async fn main() -> Result<(), Any> {
    tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .init();
    let folder = tempfile::tempdir()?;
    let desk = Desk::open(setup(folder.path())?).await?;
    fill(&desk).await?;
    let sequencer = desk.clone();
    tokio::spawn(async move { sequencer.keep_sequencing().await });
    let logins = PEOPLE.iter().map(|(login, name, roles)| {
        (
            (*login).to_owned(),
            PASSWORD.to_owned(),
            format!("{name}，{}", roles.join("、")),
        )
    });
    let options = Options {
        sample_logins: logins
            .chain([("party".to_owned(), PASSWORD.to_owned(), PARTY.to_owned())])
            .collect(),
        ..Options::default()
    };
    let address = std::env::var("FADU_LISTEN").unwrap_or_else(|_| "127.0.0.1:8098".to_owned());
    let listener = tokio::net::TcpListener::bind(&address).await?;
    println!("http://{address}");
    axum::serve(listener, site(Arc::new(desk), options)).await?;
    Ok(())
}

fn setup(data: &Path) -> Result<Setup, Any> {
    let fonts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fonts");
    let day_file = PathBuf::from(std::env::var("FADU_DAY_FILE").unwrap_or_default());
    let ticks = AtomicI64::new(0);
    let clock = move || {
        let text = std::fs::read_to_string(&day_file).unwrap_or_default();
        let day: Date = text
            .trim()
            .parse()
            .unwrap_or_else(|_| Date::new(2026, 3, 2).unwrap_or(Date::MIN));
        let noon = (i64::from(day.number()) * 86_400 + 4 * 3600) * 1_000_000;
        noon + ticks.fetch_add(1, Ordering::SeqCst)
    };
    Ok(Setup {
        data: data.to_owned(),
        place: Place::Lite,
        org: "sample".into(),
        packs: Folder::builtin().clone(),
        fonts: Fonts::load(&fonts).ok(),
        sample: true,
        clock: Some(Arc::new(clock)),
        rng: None,
        weak_passwords: true,
    })
}

// What the shipped proofs leave open this office takes on, as a real one may.
async fn take_on(desk: &Desk) -> Result<(), Any> {
    for waiting in desk.waiting_procedures() {
        let why = "测试机关，没有证出的要求由测试人员承担";
        desk.accept_unproved(&waiting.slug, "示例县住房和城乡建设局", why)
            .await?;
    }
    Ok(())
}

async fn fill(desk: &Desk) -> Result<(), Any> {
    let office = Office {
        id: "zj".into(),
        name: "示例县住房和城乡建设局".into(),
        short: "示住建".into(),
        letters: "zj".into(),
        details: r#"{"address":"示例县人民路1号","contact":"王喆","phone":"0000-1234567","review":"示例县人民政府","court":"示例县人民法院","bank":{"name":"中国示例银行示例县支行","address":"示例县解放路8号","account":"0000 1111 2222"}}"#.into(),
    };
    desk.add_office(None, &office).await?;
    take_on(desk).await?;
    for (login, name, roles) in PEOPLE {
        let person = NewPerson {
            id: (*name).into(),
            name: (*name).into(),
            login: (*login).into(),
            password: PASSWORD.into(),
            ..NewPerson::default()
        };
        desk.add_person(None, &person).await?;
        for role in *roles {
            let post = NewPost {
                person: (*name).into(),
                role: (*role).into(),
                office: "zj".into(),
                ..NewPost::default()
            };
            desk.add_post(None, &post).await?;
        }
    }
    let party = NewPerson {
        id: "party".into(),
        name: PARTY.into(),
        code: CODE.into(),
        phone: "0571-88001234".into(),
        kind: "party".into(),
        login: "party".into(),
        password: PASSWORD.into(),
        ..NewPerson::default()
    };
    desk.add_person(None, &party).await?;
    for officer in ["王建国", "李晓敏"] {
        entry(desk, "行政执法证", officer, "2024-01-01", "{}").await?;
    }
    entry(desk, "法制审核资格", "赵明华", "2023-05-01", "{}").await?;
    let fields = format!(
        r#"{{"主体名称":"{PARTY}","主体类别":"法人","证件号码":"{CODE}","住所":"示例县城关镇建设路8号","主体状态":"存续"}}"#
    );
    entry(desk, "当事人登记", PARTY, "2019-03-01", &fields).await?;
    let matter = r#"{"违法行为名称":"施工未采取防尘降尘措施","权力来源":"法定职权","依据名称":"大气污染防治法","依据条文":"第六十九条第三款、第一百一十五条第一款第一项","依据公布日":"2018-10-26","依据施行日":"2018-10-26","法定处罚种类":["罚款"],"罚款下限":"1万元","罚款上限":"10万元","另须听证":false,"另须法制审核":false,"无过错也罚":false}"#;
    entry(desk, "权责事项", "住建-0117", "2018-10-26", matter).await?;
    Ok(())
}

async fn entry(
    desk: &Desk,
    register: &str,
    subject: &str,
    from: &str,
    fields: &str,
) -> Result<(), Any> {
    let row = EntryRow {
        register: register.into(),
        id: String::new(),
        subject: subject.into(),
        from_day: Some(from.into()),
        to_day: None,
        fields: fields.into(),
        act_id: None,
        case_id: None,
        ended_by: None,
    };
    Ok(desk.import_entry(None, &row).await?)
}
