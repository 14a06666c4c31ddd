//! Serves every page over fixed answers, to look at them without a store: `cargo run -p fadu-web --example pages`.

use std::sync::Arc;

use fadu_web::{Options, site, stand_in};

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    tracing_subscriber::fmt().init();
    let options = Options {
        sample_logins: vec![("wang".to_owned(), "demo".to_owned(), "承办人".to_owned())],
        ..Options::default()
    };
    let site = site(Arc::new(stand_in::Desk::default()), options);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:8099").await?;
    axum::serve(listener, site).await?;
    Ok(())
}
