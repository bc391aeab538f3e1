//! Serving: the log of every request, the health check, and a stop that lets requests finish.

use std::{net::SocketAddr, time::Duration};

use anyhow::Context;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};

use super::start::{Hold, hold};
use crate::plumbing::{
    layout::show_plain,
    mail,
    problem::Shown,
    route::{self, Route},
    state::Weft,
};

/// The health check.
pub fn routes() -> Vec<Route> {
    vec![route::get("/healthz", health)]
}

async fn health(State(weft): State<Weft>) -> Shown {
    let version = weft.db.version().await?;
    show_plain(format!("ok {version}\n"))
}

/// A path as the log may keep it: a part of 32 hexadecimal digits is a secret that lets its holder in.
fn without_secrets(path: &str) -> String {
    let is_secret = |part: &str| {
        let name = part.split('.').next().unwrap_or(part);
        name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
    };
    path.split('/').map(|part| if is_secret(part) { "secret" } else { part }).collect::<Vec<_>>().join("/")
}

/// Layer: one structured line for each request; the address's query is left out, for it may hold names.
pub async fn log(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = without_secrets(request.uri().path());
    let started = tokio::time::Instant::now();
    let response = next.run(request).await;
    tracing::info!(
        %method,
        path,
        status = response.status().as_u16(),
        micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX),
        "request"
    );
    response
}

/// Serves until the process is asked to stop, then lets requests in progress finish.
///
/// # Errors
/// When the port is taken, or the router cannot be put together.
pub async fn serve(weft: Weft, listen: SocketAddr, greeting: &str) -> anyhow::Result<()> {
    let listener = tokio::net::TcpListener::bind(listen)
        .await
        .with_context(|| format!("port {} cannot be used; choose another with --port", listen.port()))?;
    let _held = hold(&weft.settings.data, Hold::Shared)?;
    if crate::interest::forget_what_is_due(&weft).await.is_err() {
        anyhow::bail!("expressions of interest that were kept long enough could not be deleted; the log says why");
    }
    weft.pages.moved_to(weft.db.version().await?);
    let watching = tokio::spawn(watch(weft.clone()));
    let (stopping, stopped) = tokio::sync::watch::channel(false);
    let delivering = mail::Way::of(&weft.settings.mail, &weft.settings.public_url)?
        .map(|way| tokio::spawn(mail::deliver(weft.clone(), way, stopped)));
    // Where no letter can leave, none is written: it would be out of date by the time it could.
    let digesting = delivering.is_some().then(|| tokio::spawn(digest(weft.clone())));
    let offering = tokio::spawn(offers(weft.clone()));
    let keeping = tokio::spawn(retain(weft.clone()));
    let router = super::router(weft.clone())?;
    super::command::say(greeting)?;
    axum::serve(listener, router.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(stop())
        .await?;
    watching.abort();
    offering.abort();
    keeping.abort();
    if let Some(digesting) = digesting {
        digesting.abort();
    }
    // A letter in hand is finished first, so that it is not sent again by the next start.
    if stopping.send(true).is_ok()
        && let Some(delivering) = delivering
        && tokio::time::timeout(Duration::from_secs(40), delivering).await.is_err()
    {
        tracing::warn!("a letter was still being sent when the program stopped; it is tried again later");
    }
    weft.db.close().await;
    Ok(())
}

/// Asks once a second whether anything was written, by another copy or the command line.
async fn watch(weft: Weft) {
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if let Ok(version) = weft.db.version().await {
            weft.pages.moved_to(version);
        }
    }
}

/// Asks every ten minutes whether letters are due: weekly lists, reminders of meetings, whom to ask what came of a programme a
/// year ago. A fault is logged where it happens and asked again.
async fn digest(weft: Weft) {
    loop {
        if let Ok(sent @ 1..) = crate::desk::send_weekly(&weft).await {
            tracing::info!(sent, "weekly letters were put into the outbox");
        }
        if let Ok(sent @ 1..) = crate::learning::send_reminders(&weft).await {
            tracing::info!(sent, "reminders of meetings were put into the outbox");
        }
        if let Ok(sent @ 1..) = crate::programmes::completion::ask_after_a_year(&weft).await {
            tracing::info!(sent, "questions about what came next were put into the outbox");
        }
        tokio::time::sleep(Duration::from_secs(600)).await;
    }
}

/// Closes the offers of places that ran out and reminds of those that are about to, every ten minutes. A fault is logged
/// where it happens and met again.
async fn offers(weft: Weft) {
    loop {
        if let Ok(closed @ 1..) = crate::programmes::applications::expire(&weft, None).await {
            tracing::info!(closed, "offers of places ran out");
        }
        if let Ok(written @ 1..) = crate::programmes::applications::remind(&weft).await {
            tracing::info!(written, "applicants were reminded of their offers");
        }
        tokio::time::sleep(Duration::from_secs(600)).await;
    }
}

/// Deletes what was kept long enough, once a day, beginning a minute after the start. A fault is logged where it happens and
/// met again the next day; several copies may run it, since what one deleted is not due any more.
async fn retain(weft: Weft) {
    tokio::time::sleep(Duration::from_secs(60)).await;
    loop {
        match crate::rights::run(&weft, crate::plumbing::history::COMMAND_LINE).await {
            Ok(deleted) if !deleted.is_empty() => {
                let count: usize = deleted.iter().map(|due| due.records.len()).sum();
                tracing::info!(count, "what was kept long enough was deleted");
            }
            _ => {}
        }
        tokio::time::sleep(Duration::from_secs(24 * 3600)).await;
    }
}

async fn stop() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending::<()>().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
