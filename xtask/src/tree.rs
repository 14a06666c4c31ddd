//! The project as tidy sees it: the tracked texts, and the crates with what they depend on.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A tracked file. Files that are not UTF-8 have an empty text.
#[derive(Clone, Debug)]
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub bytes: u64,
    pub text: String,
}

/// A crate of the workspace.
#[derive(Clone, Default, Debug)]
pub struct Member {
    /// `fadu-base`
    pub package: String,
    /// `crates/base`
    pub folder: String,
    /// Packages named under `[dependencies]` and `[build-dependencies]`.
    pub needs: BTreeSet<String>,
    /// All packages its library is built from, on this machine's target, without what only runs at compile time.
    /// Only for the crates that are asked for: it costs a call of cargo each.
    pub reaches: BTreeSet<String>,
}

impl Member {
    /// `base`
    pub fn short(&self) -> &str {
        self.package.strip_prefix("fadu-").unwrap_or(&self.package)
    }
}

#[derive(Clone, Default, Debug)]
pub struct Tree {
    pub files: Vec<File>,
    pub members: Vec<Member>,
}

impl Tree {
    /// `traced`: short names of the crates whose `reaches` is wanted.
    pub fn read(root: &Path, traced: &[&str]) -> Result<Tree> {
        Ok(Tree {
            files: files(root)?,
            members: members(root, traced)?,
        })
    }

    pub fn file(&self, path: &str) -> Option<&File> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Rust of the crates that is not a test, a benchmark or an example: `(file, crate's folder)`.
    pub fn sources(&self) -> impl Iterator<Item = (&File, &str)> {
        self.files.iter().filter_map(|file| {
            let (folder, rest) = file.path.strip_prefix("crates/")?.split_once('/')?;
            let rust = rest.starts_with("src/") && rest.ends_with(".rs");
            rust.then_some((file, folder))
        })
    }
}

/// The folder that holds the workspace.
pub fn root() -> Result<PathBuf> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = here.parent().context("xtask stands in the workspace")?;
    Ok(root.to_path_buf())
}

/// The output of a command that must succeed.
pub fn output(root: &Path, program: &str, args: &[&str]) -> Result<Vec<u8>> {
    let done = Command::new(program)
        .args(args)
        .current_dir(root)
        .output()
        .with_context(|| format!("cannot start `{program}`"))?;
    if !done.status.success() {
        let said = String::from_utf8_lossy(&done.stderr);
        bail!("`{program} {}` failed: {}", args.join(" "), said.trim());
    }
    Ok(done.stdout)
}

/// Tracked files, and new ones that git does not ignore: what the next commit could hold.
fn files(root: &Path) -> Result<Vec<File>> {
    let args = [
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ];
    let listed = output(root, "git", &args)?;
    let mut files = Vec::new();
    for path in String::from_utf8(listed)?
        .split('\0')
        .filter(|path| !path.is_empty())
    {
        let Ok(bytes) = std::fs::read(root.join(path)) else {
            continue; // Deleted, not yet committed.
        };
        files.push(File {
            path: path.to_owned(),
            bytes: bytes.len() as u64,
            text: String::from_utf8(bytes).unwrap_or_default(),
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

/// What `cargo metadata` says of the workspace and of all that it depends on.
pub fn metadata(root: &Path) -> Result<Value> {
    let said = output(
        root,
        "cargo",
        &["metadata", "--format-version", "1", "--locked"],
    )?;
    serde_json::from_slice(&said).context("`cargo metadata` is not JSON")
}

fn members(root: &Path, traced: &[&str]) -> Result<Vec<Member>> {
    let metadata = metadata(root)?;
    let ours: BTreeSet<&str> = texts(field(&metadata, "workspace_members")).collect();
    let mut members = Vec::new();
    for package in list(field(&metadata, "packages")) {
        if ours.contains(text(field(package, "id"))) {
            let mut member = member(root, package);
            if traced.contains(&member.short()) {
                member.reaches = reaches(root, &member.package)?;
            }
            members.push(member);
        }
    }
    Ok(members)
}

fn member(root: &Path, package: &Value) -> Member {
    let manifest = Path::new(text(field(package, "manifest_path")));
    let folder = manifest
        .parent()
        .and_then(|folder| folder.strip_prefix(root).ok());
    Member {
        folder: folder
            .map(|folder| folder.to_string_lossy().replace('\\', "/"))
            .unwrap_or_default(),
        needs: list(field(package, "dependencies"))
            .filter(|dependency| text(field(dependency, "kind")) != "dev")
            .map(|dependency| text(field(dependency, "name")).to_owned())
            .collect(),
        reaches: BTreeSet::new(),
        package: text(field(package, "name")).to_owned(),
    }
}

/// Features are those of this one package, not of the whole workspace, hence `cargo tree`.
fn reaches(root: &Path, package: &str) -> Result<BTreeSet<String>> {
    let kinds = ["-e", "normal,no-proc-macro", "--prefix", "none"];
    let said = output(
        root,
        "cargo",
        &[&["tree", "--locked", "-p", package], &kinds[..]].concat(),
    )?;
    let lines = String::from_utf8(said)?;
    let names = lines
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    Ok(names
        .filter(|name| *name != package)
        .map(str::to_owned)
        .collect())
}

/// A field of an object, null where it is missing.
pub fn field<'a>(value: &'a Value, name: &str) -> &'a Value {
    value.get(name).unwrap_or(&Value::Null)
}

pub fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    list(value).map(text)
}
