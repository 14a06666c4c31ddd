//! Files from disk: procedures given by path, and the packs folder that they stand in.

use std::fs;
use std::path::{Path, PathBuf};

use fadu_base::Date;
use fadu_pack::{Folder, Workspace};

use crate::exit::{Stop, unreadable};

/// A packs folder is known by this subfolder (language.md section 4).
const MARK: &str = "statutes";
/// Where the working directory keeps its packs.
const PACKS: &str = "packs";
/// Files of this size are not read: the parser would refuse them, and memory is finite.
const MAX_BYTES: u64 = 64_000_000;

/// Reads a text file.
pub fn read_text(path: &Path) -> Result<String, Stop> {
    let bytes = read_bytes(path)?;
    String::from_utf8(bytes).map_err(|_| unreadable(format!("{}：不是 UTF-8 文本", path.display())))
}

/// The first bytes of a file, by which its kind is told.
pub fn beginning(path: &Path) -> Result<Vec<u8>, Stop> {
    use std::io::Read as _;
    let mut start = Vec::new();
    fs::File::open(path)
        .and_then(|f| f.take(16).read_to_end(&mut start))
        .map_err(|e| unreadable(format!("{}：打不开（{}）", path.display(), reason(&e))))?;
    Ok(start)
}

/// Reads a file.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Stop> {
    let name = path.display();
    let meta =
        fs::metadata(path).map_err(|e| unreadable(format!("{name}：打不开（{}）", reason(&e))))?;
    if MAX_BYTES < meta.len() {
        return Err(unreadable(format!(
            "{name}：文件太大（{} 字节）",
            meta.len()
        )));
    }
    fs::read(path).map_err(|e| unreadable(format!("{name}：读不出（{}）", reason(&e))))
}

/// Reads a JSON file; `-` is the standard input.
pub fn read_json(path: &Path) -> Result<serde_json::Value, Stop> {
    let text = if path.as_os_str() == "-" {
        std::io::read_to_string(std::io::stdin())
            .map_err(|e| unreadable(format!("标准输入读不出：{e}")))?
    } else {
        read_text(path)?
    };
    serde_json::from_str(&text).map_err(|e| {
        unreadable(format!(
            "{}:{}:{}：不是 JSON（{e}）",
            path.display(),
            e.line(),
            e.column()
        ))
    })
}

/// The day in China: no daylight saving, eight hours ahead.
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |d| d.as_secs());
    let day = (seconds + 8 * 3_600) / 86_400;
    i32::try_from(day)
        .ok()
        .and_then(Date::from_number)
        .unwrap_or(Date::MAX)
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "没有这个文件".to_owned(),
        std::io::ErrorKind::PermissionDenied => "没有读的权限".to_owned(),
        std::io::ErrorKind::IsADirectory => "这是文件夹".to_owned(),
        _ => error.to_string(),
    }
}

/// The `.fd` files at and below the paths, in order of path.
pub fn procedure_files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Stop> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            below(path, "fd", &mut found)?;
        } else {
            found.push(path.clone());
        }
    }
    if found.is_empty() {
        return Err(unreadable("没有找到 .fd 文件"));
    }
    Ok(found)
}

fn below(folder: &Path, ending: &str, found: &mut Vec<PathBuf>) -> Result<(), Stop> {
    let name = folder.display();
    let entries = fs::read_dir(folder)
        .map_err(|e| unreadable(format!("{name}：读不出（{}）", reason(&e))))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).collect();
    paths.sort();
    for path in paths {
        // A link may lead in a circle.
        let is_link = fs::symlink_metadata(&path).is_ok_and(|m| m.file_type().is_symlink());
        if path.is_dir() && !is_link {
            below(&path, ending, found)?;
        } else if path.extension().is_some_and(|e| e == ending) {
            found.push(path);
        }
    }
    Ok(())
}

/// A packs folder as read from disk.
pub fn read_folder(root: &Path) -> Result<Folder, Stop> {
    let mut folder = Folder::default();
    for path in folder_files(root)? {
        add(&mut folder, root, &path, &read_text(&path)?);
    }
    Ok(folder)
}

// The folder around the files that were asked for: what cannot be read there is said and left out,
// for it may be anything.
fn read_around(root: &Path) -> Result<Folder, Stop> {
    let mut folder = Folder::default();
    for path in folder_files(root)? {
        match read_text(&path) {
            Ok(text) => add(&mut folder, root, &path, &text),
            Err(Stop { message, .. }) => eprintln!("没有用上：{message}"),
        }
    }
    Ok(folder)
}

fn folder_files(root: &Path) -> Result<Vec<PathBuf>, Stop> {
    let mut paths = Vec::new();
    for ending in ["fd", "toml", "typ"] {
        below(root, ending, &mut paths)?;
    }
    Ok(paths)
}

fn add(folder: &mut Folder, root: &Path, path: &Path, text: &str) {
    if let Ok(inside) = path.strip_prefix(root) {
        folder.add(&inside.to_string_lossy(), text);
    }
}

/// The packs folder that a path stands in.
pub fn packs_root(path: &Path) -> Option<PathBuf> {
    let absolute = fs::canonicalize(path).ok()?;
    absolute
        .ancestors()
        .find(|a| a.join(MARK).is_dir())
        .map(Path::to_path_buf)
}

/// The workspace of the files at the paths.
pub fn workspace(paths: &[PathBuf]) -> Result<Workspace, Stop> {
    let mut files = Vec::new();
    for path in procedure_files(paths)? {
        files.push((path.display().to_string(), read_text(&path)?));
    }
    let root = paths.iter().find_map(|p| packs_root(p));
    let full = root.as_deref().map(read_around).transpose()?;
    let here = Path::new(PACKS);
    let near = if full.is_none() && here.join(MARK).is_dir() {
        Some(read_folder(here)?)
    } else {
        None
    };
    let mut spare: Vec<&Folder> = near.iter().collect();
    spare.push(Folder::builtin());
    Ok(Workspace::new(&files, full.as_ref(), &spare))
}
