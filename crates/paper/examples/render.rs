//! For authors of templates: `cargo run -p fadu-paper --example render -- PAPERS/NAME.typ DATA.json OUT.pdf`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use fadu_paper::{Fonts, Papers, render};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = env::args().skip(1).collect();
    let [template, data, out] = args.as_slice() else {
        return Err("用法：render PAPERS/NAME.typ DATA.json OUT.pdf".into());
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let fonts = env::var_os("FADU_FONTS").map_or_else(|| root.join("fonts"), PathBuf::from);
    let template = Path::new(template);
    let own = template
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    let papers = Papers::read(&root.join("packs/general/papers"), own)?;
    let name = template
        .file_stem()
        .and_then(|stem| stem.to_str())
        .unwrap_or("");
    let data = serde_json::from_str(&fs::read_to_string(data)?)?;
    let rendered = render(&papers.template(name)?, &data, &Fonts::load(&fonts)?)?;
    fs::write(out, &rendered.pdf)?;
    println!("{} 页\n{}", rendered.pages, rendered.text);
    Ok(())
}
