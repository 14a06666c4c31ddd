//! For authors of templates: `cargo run -p fadu-paper --example render -- PAPERS_FOLDER OUT_FOLDER [NAME …]` sets the
//! filled example of each document of the folder (or of those named) and writes NAME.pdf and NAME.txt.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fadu_paper::{Fonts, Papers, render};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [folder, out, names @ ..] = args.as_slice() else {
        return Err("用法：render PAPERS_FOLDER OUT_FOLDER [NAME …]".into());
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fonts = env::var_os("FADU_FONTS").map_or_else(|| root.join("fonts"), PathBuf::from);
    let (shared, folder, out) = (
        root.join("packs/general/papers"),
        Path::new(folder),
        Path::new(out),
    );
    let papers = Papers::read(&shared, folder)?;
    let fonts = Fonts::load(&fonts)?;
    fs::create_dir_all(out)?;
    let mut documents: Vec<&str> = names.iter().map(String::as_str).collect();
    if documents.is_empty() {
        documents = papers.documents().collect();
    }
    for name in documents {
        let Ok(text) = fs::read_to_string(folder.join(format!("{name}.example.json"))) else {
            println!("{name}：没有 {name}.example.json");
            continue;
        };
        match render(
            &papers.template(name)?,
            &serde_json::from_str(&text)?,
            &fonts,
        ) {
            Ok(rendered) => {
                fs::write(out.join(format!("{name}.pdf")), &rendered.pdf)?;
                fs::write(out.join(format!("{name}.txt")), &rendered.text)?;
                println!("{name}：{} 页", rendered.pages);
            }
            Err(error) => println!("{name}：{error}"),
        }
    }
    Ok(())
}
