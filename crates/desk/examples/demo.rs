//! Makes the sample county in a folder, to look at it: `cargo run -p fadu-desk --example demo -- DIR FONTS`.

use std::path::PathBuf;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1).map(PathBuf::from);
    let (Some(data), fonts) = (args.next(), args.next()) else {
        return Err("DIR [FONTS]".into());
    };
    let fonts = fonts.map(|dir| fadu_paper::Fonts::load(&dir)).transpose()?;
    let began = std::time::Instant::now();
    let report = |done: usize, all: usize| {
        if done % 50 == 0 {
            eprintln!("{done}/{all}");
        }
    };
    let demo = fadu_desk::demo::make(data, fonts, &report).await?;
    eprintln!(
        "{} cases, {} acts, {:?}",
        demo.cases,
        demo.acts,
        began.elapsed()
    );
    for login in demo.logins {
        eprintln!("{} {} {}", login.login, login.name, login.role);
    }
    Ok(())
}
