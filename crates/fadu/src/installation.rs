//! The data folder of an installation, opened through the desk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use fadu_desk::demo::SampleClock;
use fadu_desk::{Desk, Fonts, Place, Refusal, Setup};
use fadu_pack::Folder;

use crate::exit::{Stop, operator};
use crate::files;

/// Options of every command that opens the store.
#[derive(clap::Args, Clone, Debug)]
pub struct Store {
    /// 数据文件夹
    #[arg(
        long,
        global = true,
        env = "FADU_DATA",
        default_value = "./fadu-data",
        value_name = "DIR"
    )]
    pub data: PathBuf,
    /// 用 PostgreSQL：postgres://…
    #[arg(long, global = true, env = "FADU_DB", value_name = "URL")]
    pub db: Option<String>,
    /// 字体文件夹；不写就找数据文件夹和当前文件夹里的 fonts
    #[arg(long, global = true, env = "FADU_FONTS", value_name = "DIR")]
    pub fonts: Option<PathBuf>,
    /// 用这个文件夹里的程序；不写就用程序自带的
    #[arg(long, global = true, env = "FADU_PACKS", value_name = "DIR")]
    pub packs: Option<PathBuf>,
}

/// The file that tells a data folder with an installation in it.
const DATABASE: &str = "fadu.sqlite";
/// What a new installation is called until it is named.
const ORG: &str = "default";

impl Store {
    /// Whether there is an installation to open.
    pub fn exists(&self) -> bool {
        self.db.is_some() || self.data.join(DATABASE).exists()
    }

    /// Opens the installation; there must be one.
    pub async fn open(&self) -> Result<Desk, Stop> {
        if !self.exists() {
            let message = format!(
                "{} 里没有数据。新装用 fadu init，试用用 fadu demo。",
                self.data.display()
            );
            return Err(operator(message));
        }
        self.open_or_make(ORG).await
    }

    /// Opens the installation, or makes an empty one.
    pub async fn open_or_make(&self, org: &str) -> Result<Desk, Stop> {
        let setup = Setup {
            data: self.data.clone(),
            place: self.db.clone().map_or(Place::Lite, Place::Pg),
            org: self.org(org),
            packs: self.folder()?,
            fonts: self.load_fonts()?,
            sample: false,
            clock: None,
            rng: None,
            weak_passwords: false,
        };
        Desk::open(setup).await.map_err(refused)
    }

    // A folder of the office's own, else the packs built into the binary.
    fn folder(&self) -> Result<Folder, Stop> {
        match &self.packs {
            Some(dir) => files::read_folder(dir),
            None => Ok(Folder::builtin().clone()),
        }
    }

    // The jurisdiction is kept beside the database, so that nobody has to give it again.
    fn org(&self, given: &str) -> String {
        let file = self.data.join("org");
        std::fs::read_to_string(&file).map_or_else(|_| given.to_owned(), |t| t.trim().to_owned())
    }

    /// Keeps the jurisdiction for later commands.
    pub fn keep_org(&self, org: &str) -> Result<(), Stop> {
        std::fs::create_dir_all(&self.data)
            .and_then(|()| std::fs::write(self.data.join("org"), org))
            .map_err(|e| operator(format!("{}：写不进（{e}）", self.data.display())))
    }

    /// Fonts: those named, else those of the data folder, else those of the working directory.
    pub fn load_fonts(&self) -> Result<Option<Fonts>, Stop> {
        let found = match &self.fonts {
            Some(dir) => Some(dir.clone()),
            None => [self.data.join("fonts"), PathBuf::from("fonts")]
                .into_iter()
                .find(|d| d.is_dir()),
        };
        found.map(|dir| load(&dir)).transpose()
    }
}

fn load(dir: &Path) -> Result<Fonts, Stop> {
    Fonts::load(dir).map_err(|e| operator(format!("字体文件夹 {}：{e}", dir.display())))
}

/// Runs one piece of work with the desk.
pub fn run<T>(work: impl Future<Output = Result<T, Stop>>) -> Result<T, Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|e| operator(format!("起不了运行环境：{e}")))?;
    runtime.block_on(work)
}

/// A refusal of the desk on the command line.
pub fn refused(why: Refusal) -> Stop {
    operator(why.to_string())
}

/// A desk to serve, with the clock of a sample store.
pub struct Served {
    /// The desk.
    pub desk: Arc<Desk>,
    /// The clock that visitors of a sample may move.
    pub clock: Option<SampleClock>,
}
