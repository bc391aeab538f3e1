//! The program killed while people write: what it said was done is done, and it comes up again at once.

use std::{collections::BTreeSet, path::Path, time::Duration};

use axum::{body::Body, http::Method};
use weft::{people::Role, plumbing::ids::Randomness};

use crate::world::{Browser, PASSWORD, Server, example, on_both, weft, weft_ok};

const ADMIN: &str = "admin@crash.example";

/// A data folder with the partnership and an administrator, who has signed in on a server.
async fn served(data: &Path) -> (Server, Browser) {
    weft_ok(data, &["init", example().join("partnership.toml").to_str().unwrap()]);
    let link = weft_ok(data, &["user", "add", "Kirsty Kill", "--email", ADMIN, "--role", "administrator"]);
    let welcome = format!("/welcome/{}", link.trim().rsplit('/').next().unwrap());
    let (server, _) = Server::start(data).await;
    let mut browser = Browser::over(server.port);
    let fields = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(browser.send(&welcome, &welcome, &fields).await.status, 303);
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    assert_eq!(browser.send("/sign-in", "/sign-in", &fields).await.status, 303);
    (server, browser)
}

/// Adds accounts one after another until the server is gone; returns the addresses it said were added.
async fn write_until_gone(browser: Browser, writer: String) -> Vec<String> {
    let mut said = Vec::new();
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("sec-fetch-site", "same-origin")];
    for number in 0.. {
        let Ok(page) = browser.try_request(Method::GET, "/accounts", &[], Body::empty()).await else { break };
        let key = page.form_key("/accounts");
        let email = format!("{writer}-{number}@crash.example");
        let body = format!("form_key={key}&name=Writer&email={email}&role=administrator");
        match browser.try_request(Method::POST, "/accounts", &headers, Body::from(body)).await {
            Ok(answer) => {
                assert_eq!(answer.status, 200, "a write was refused: {}", answer.text());
                said.push(email);
            }
            Err(_) => break,
        }
    }
    said
}

#[tokio::test(flavor = "multi_thread")]
async fn no_write_that_was_answered_is_lost_when_the_program_is_killed() {
    let kills: u32 = std::env::var("WEFT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(50);
    let folder = temp_dir::TempDir::new().unwrap();
    let data = folder.path().join("data");
    let (mut server, mut browser) = served(&data).await;
    let mut answered = BTreeSet::new();
    let mut slowest = Duration::ZERO;
    for kill in 0..kills {
        let writers: Vec<_> =
            (0..3).map(|writer| tokio::spawn(write_until_gone(browser.clone(), format!("k{kill}w{writer}")))).collect();
        let [low, high]: [u8; 2] = Randomness::System.bytes().unwrap();
        tokio::time::sleep(Duration::from_millis(20 + u64::from(u16::from_be_bytes([high, low])) % 180)).await;
        server.kill();
        for writer in writers {
            answered.extend(writer.await.unwrap());
        }
        // Half of the time the first to open the folder is the check, half of the time the server.
        if kill % 2 == 0 {
            let check = weft_ok(&data, &["check"]);
            assert!(check.contains("history"), "{check}");
        }
        let (again, took) = Server::start(&data).await;
        slowest = slowest.max(took);
        assert!(took < Duration::from_secs(2), "up again only after {took:?}");
        server = again;
        browser.moved_to(server.port);
        let there = browser.get("/accounts").await;
        assert_eq!(there.status, 200, "the sign-in outlived the kill");
        let there = there.text();
        for email in &answered {
            assert!(there.contains(email.as_str()), "{email} was answered and is lost after kill {kill}");
        }
    }
    server.kill();
    weft_ok(&data, &["check"]);
    assert!(answered.len() >= usize::try_from(kills).unwrap(), "only {} writes in {kills} rounds", answered.len());
    eprintln!("{kills} kills, {} answered writes, none lost; up again after {slowest:?} at most", answered.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn eight_people_who_write_at_once_are_all_served() {
    on_both(|world| async move {
        let mut writers = Vec::new();
        for writer in 0..8 {
            let mut browser = world.sign_in_as(Role::Administrator, "").await;
            writers.push(tokio::spawn(async move {
                for number in 0..5 {
                    let email = format!("w{writer}n{number}@crash.example");
                    let fields = [("name", "Writer"), ("email", &email), ("role", "administrator")];
                    let answer = browser.send("/accounts", "/accounts", &fields).await;
                    assert_eq!(answer.status, 200, "{}", answer.text());
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let accounts = world.sign_in_as(Role::Administrator, "").await.get("/accounts").await.text();
        for email in (0..8).flat_map(|writer| (0..5).map(move |number| format!("w{writer}n{number}@crash.example"))) {
            assert!(accounts.contains(&email), "{email} on {}", world.engine);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_while_people_write_holds_everything_answered_before_it() {
    let folder = temp_dir::TempDir::new().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("weft.zip"));
    let (server, browser) = served(&data).await;
    std::fs::create_dir_all(data.join("files/ab")).unwrap();
    std::fs::write(data.join("files/ab/report.pdf"), b"bytes").unwrap();
    let mut first = browser.clone();
    let fields = [("name", "Before"), ("email", "before@crash.example"), ("role", "administrator")];
    assert_eq!(first.send("/accounts", "/accounts", &fields).await.status, 200);
    let writers: Vec<_> =
        (0..3).map(|writer| tokio::spawn(write_until_gone(browser.clone(), format!("w{writer}")))).collect();
    tokio::time::sleep(Duration::from_millis(150)).await;
    weft_ok(&data, &["backup", file.to_str().unwrap()]);
    let while_served = weft(&data, &["restore", "--force", file.to_str().unwrap()]);
    assert_eq!(while_served.status.code(), Some(1), "a folder that is being served is left alone");
    assert!(String::from_utf8_lossy(&while_served.stderr).contains("is being served"));
    server.kill();
    for writer in writers {
        writer.await.unwrap();
    }
    let restored = folder.path().join("restored");
    weft_ok(&restored, &["restore", file.to_str().unwrap()]);
    weft_ok(&restored, &["check"]);
    assert_eq!(std::fs::read(restored.join("files/ab/report.pdf")).unwrap(), b"bytes");
    let (server, _) = Server::start(&restored).await;
    let mut browser = Browser::over(server.port);
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    assert_eq!(browser.send("/sign-in", "/sign-in", &fields).await.status, 303);
    assert!(browser.get("/accounts").await.text().contains("before@crash.example"));
}
