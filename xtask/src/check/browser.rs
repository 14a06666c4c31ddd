//! Pages in a real browser: the scripts of tests/browser, each against a server of its own that ends with the step.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::count::Count;
use super::steps;
use super::stream;
use crate::tree::{field, metadata, text};

/// A script, and what serves it.
struct Script {
    name: &'static str,
    /// What `cargo build` builds for it.
    build: &'static [&'static str],
    /// The program, from the target folder, and its arguments; `{listen}` and `{data}` are filled in.
    server: &'static [&'static str],
}

const SCRIPTS: &[Script] = &[Script {
    name: "flows.mjs",
    build: &["-p", "fadu"],
    server: &[
        "debug/fadu",
        "demo",
        "--data",
        "{data}",
        "--listen",
        "{listen}",
    ],
}];

/// How long a server may take until it listens: it may have a year of cases to make first.
const PATIENCE: Duration = Duration::from_secs(300);

pub fn run(root: &Path) -> Result<steps::Result> {
    let folder = root.join("tests/browser");
    let scripts: Vec<&Script> = SCRIPTS
        .iter()
        .filter(|script| folder.join(script.name).is_file())
        .collect();
    if scripts.is_empty() {
        return Ok(steps::Result::LeftOut(
            "there are no scripts in tests/browser yet".into(),
        ));
    }
    if !folder.join("node_modules").is_dir() {
        bail!("tests/browser/node_modules is missing: ./test installs it, or `npm ci` there");
    }
    let mut count = Count::default();
    for script in scripts {
        count = count + of_script(root, &folder, script)?;
    }
    Ok(steps::Result::Done(count))
}

fn of_script(root: &Path, folder: &Path, script: &Script) -> Result<Count> {
    let data = std::env::temp_dir().join(format!("fadu-browser-{}", std::process::id()));
    let (server, address) = Server::start(root, script, &data)?;
    let url = format!("FADU_URL=http://{address}");
    let ran = stream::run(folder, &["env", &url, "node", script.name]);
    drop(server);
    let _ = std::fs::remove_dir_all(&data); // A folder of ours for this run; what stays is in the temporary folder.
    let ran = ran?;
    let counted = Count::of_tests(&ran.output, ran.ended_well);
    Ok(if counted == Count::default() {
        Count::of_one(ran.ended_well)
    } else {
        counted
    })
}

/// A server that ends when this is dropped.
struct Server(Child);

impl Server {
    fn start(root: &Path, script: &Script, data: &Path) -> Result<(Server, SocketAddr)> {
        let address = free_address()?;
        let fill = |word: &&str| {
            word.replace("{listen}", &address.to_string())
                .replace("{data}", &data.to_string_lossy())
        };
        let words: Vec<String> = script.server.iter().map(fill).collect();
        let (program, args) = words.split_first().context("no program")?;
        steps::command(
            root,
            &[&["cargo", "build", "--quiet", "--locked"], script.build].concat(),
        )?;
        println!("$ {}", words.join(" "));
        let metadata = metadata(root)?;
        let child =
            Command::new(Path::new(text(field(&metadata, "target_directory"))).join(program))
                .args(args)
                .current_dir(root)
                .stdin(Stdio::null())
                .spawn()
                .with_context(|| format!("cannot start {program}"))?;
        let mut server = Server(child);
        server.wait_for(address)?;
        Ok((server, address))
    }

    fn wait_for(&mut self, address: SocketAddr) -> Result<()> {
        let start = Instant::now();
        while TcpStream::connect_timeout(&address, Duration::from_secs(1)).is_err() {
            if let Some(status) = self.0.try_wait()? {
                bail!("the server ended before it listened: {status}");
            }
            if start.elapsed() > PATIENCE {
                bail!("the server does not listen after {} s", PATIENCE.as_secs());
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill(); // It may have ended already.
        let _ = self.0.wait();
    }
}

/// An address of this machine that nobody listens on.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?)
}
