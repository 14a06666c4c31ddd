//! Serves every page over fixed answers, to look at them without a store:
//! `FADU_LOOK=127.0.0.1:8099 cargo test -p fadu-web look -- --nocapture`, then `node tests/browser/pages.mjs`.

use std::sync::Arc;

use super::stand_in::Desk;
use crate::{Options, site};

#[test]
fn look_at_every_page_when_asked_to() {
    let Ok(address) = std::env::var("FADU_LOOK") else {
        println!("left out: FADU_LOOK is not set");
        return;
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::bind(&address)
            .await
            .expect("a free address");
        println!("http://{address}");
        axum::serve(
            listener,
            site(Arc::new(Desk::default()), Options::default()),
        )
        .await
        .expect("serving");
    });
}
