//! The program killed while people write: what it said was done is done, and it comes up again at once.

use std::{collections::BTreeSet, path::Path, time::Duration};

use axum::{body::Body, http::Method};
use weft::{people::Role, plumbing::ids::Randomness};

use crate::world::{Browser, PASSWORD, Server, World, command, example, on_both, postgres_url, weft, weft_ok};

const ADMIN: &str = "admin@crash.example";

/// Runs the program on a data folder, or on a database beside it, and expects that it did what it was asked.
pub fn done(data: &Path, url: Option<&str>, words: &[&str]) -> String {
    let out = command(data, url, words).output().unwrap();
    assert!(out.status.success(), "weft {words:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// A data folder with the partnership and an administrator, who has signed in on a server.
pub async fn served(data: &Path, url: Option<&str>) -> (Server, Browser) {
    done(data, url, &["init", example().join("partnership.toml").to_str().unwrap()]);
    let link = done(data, url, &["user", "add", "Kirsty Kill", "--email", ADMIN, "--role", "administrator"]);
    let welcome = format!("/welcome/{}", link.trim().rsplit('/').next().unwrap());
    let (server, _) = Server::start_on(data, url).await;
    let mut browser = Browser::over(server.port);
    let fields = [("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(browser.send(&welcome, &welcome, &fields).await.status, 303);
    let fields = [("email", ADMIN), ("password", PASSWORD)];
    assert_eq!(browser.send("/sign-in", "/sign-in", &fields).await.status, 303);
    (server, browser)
}

/// A pause of up to some milliseconds, at random: that is where the program is killed.
fn moment(low: u64, high: u64) -> Duration {
    let bytes: [u8; 2] = Randomness::System.bytes().unwrap();
    Duration::from_millis(low + u64::from(u16::from_be_bytes(bytes)) % (high - low))
}

/// How often the program is killed: as the environment says, or so often.
fn kills(usual: u32) -> u32 {
    std::env::var("WEFT_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
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
    let url = postgres_url().await;
    for (url, kills) in [(None, kills(50)), (Some(url.as_str()), kills(50) / 5)] {
        let folder = temp_dir::TempDir::new().unwrap();
        let data = folder.path().join("data");
        let (mut server, mut browser) = served(&data, url).await;
        let mut answered = BTreeSet::new();
        let mut slowest = Duration::ZERO;
        for kill in 0..kills {
            let writers: Vec<_> = (0..3)
                .map(|writer| tokio::spawn(write_until_gone(browser.clone(), format!("k{kill}w{writer}"))))
                .collect();
            let (low, high) = if url.is_some() { (60, 500) } else { (20, 200) };
            tokio::time::sleep(moment(low, high)).await;
            server.kill();
            for writer in writers {
                answered.extend(writer.await.unwrap());
            }
            // Half of the time the first to open the data is the check, half of the time the server.
            if kill % 2 == 0 {
                let check = done(&data, url, &["check"]);
                assert!(check.contains("history"), "{check}");
            }
            let (again, took) = Server::start_on(&data, url).await;
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
        done(&data, url, &["check"]);
        // How many there are depends on the machine; that there are some does not.
        assert!(!answered.is_empty(), "nothing was written in {kills} rounds");
        let engine = if url.is_some() { "PostgreSQL" } else { "SQLite" };
        eprintln!(
            "{engine}: {kills} kills, {} answered writes, none lost; up again after {slowest:?} at most",
            answered.len()
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_whose_import_is_killed_is_there_wholly_or_not_at_all() {
    const ROWS: usize = 3000;
    let folder = temp_dir::TempDir::new().unwrap();
    let list = folder.path().join("establishments.csv");
    let mut text =
        String::from("seed,department,name,sector,authority,status,opened,closed,predecessors,simd_quintile\n");
    for row in 0..ROWS {
        text.push_str(&format!("{},P,Killed Primary School {row},primary,glasgow-city,open,,,,3\n", 8_000_000 + row));
    }
    std::fs::write(&list, text).unwrap();
    let url = postgres_url().await;
    for (url, kills) in [(None, kills(10)), (Some(url.as_str()), kills(10) / 5)] {
        let data = folder.path().join(if url.is_some() { "postgres" } else { "sqlite" });
        done(&data, url, &["init", example().join("partnership.toml").to_str().unwrap()]);
        let words = ["import", "establishments", list.to_str().unwrap()];
        let (mut whole, mut none) = (0, 0);
        for kill in 0..kills {
            let mut child = command(&data, url, &words)
                .stdout(std::process::Stdio::null())
                .stderr(std::process::Stdio::null())
                .spawn()
                .unwrap();
            tokio::time::sleep(moment(10, 900)).await;
            let _ = child.kill();
            child.wait().unwrap();
            done(&data, url, &["check"]);
            let there = done(&data, url, &["export", "establishments"]).matches("Killed Primary School").count();
            assert!(there == 0 || there == ROWS, "{there} of {ROWS} after kill {kill}");
            if there == ROWS {
                whole += 1
            } else {
                none += 1
            }
            if whole > 0 {
                break;
            }
        }
        let said = done(&data, url, &words);
        assert!(said.contains("3000"), "{said}");
        eprintln!("an import killed {} times: {none} times nothing of it was there, {whole} times all", none + whole);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publication_that_is_killed_is_published_wholly_or_not_at_all_and_only_once() {
    let world = World::sqlite().await;
    let data = world.weft.settings.data.clone();
    let folder = temp_dir::TempDir::new().unwrap();
    let file = folder.path().join("report.pdf");
    let words = ["publish", "evaluation-report", "--session", "2022-23", "-o", file.to_str().unwrap()];
    let versions = async || {
        let (versions, files): (i64, i64) = sqlx::query_as(
            "select cast((select count(*) from publication_version v join publication p on p.key = v.publication_key
                where p.kind = 'evaluation-report') as bigint),
               cast((select count(*) from publication_file f join publication p on p.key = f.publication_key
                where p.kind = 'evaluation-report') as bigint)",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        (versions, files)
    };
    let mut killed = 0;
    while killed < kills(8) && versions().await == (0, 0) {
        let mut child = command(&data, None, &words).stderr(std::process::Stdio::null()).spawn().unwrap();
        tokio::time::sleep(moment(50, 3000)).await;
        let _ = child.kill();
        child.wait().unwrap();
        killed += 1;
        let (versions, files) = versions().await;
        assert!((versions == 0 && files == 0) || (versions == 1 && files >= 2), "{versions} versions, {files} files");
    }
    done(&data, None, &words);
    let first = std::fs::read(&file).unwrap();
    assert!(first.starts_with(b"%PDF-"));
    done(&data, None, &words);
    assert_eq!(std::fs::read(&file).unwrap(), first);
    assert_eq!(versions().await.0, 1);
    done(&data, None, &["check"]);
    eprintln!("a publication killed {killed} times: published once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_is_killed_leaves_no_file_or_one_that_can_be_restored() {
    let folder = temp_dir::TempDir::new().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("weft.zip"));
    done(&data, None, &["init", example().join("partnership.toml").to_str().unwrap()]);
    std::fs::create_dir_all(data.join("files/ab")).unwrap();
    let noise: Vec<u8> = (0..4_000_000_u32).map(|at| (at.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    std::fs::write(data.join("files/ab/large.pdf"), noise).unwrap();
    let (mut whole, mut none) = (0, 0);
    for _ in 0..kills(10) {
        let _ = std::fs::remove_file(&file);
        let mut child = command(&data, None, &["backup", file.to_str().unwrap()])
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        tokio::time::sleep(moment(10, 700)).await;
        let _ = child.kill();
        child.wait().unwrap();
        if file.exists() {
            done(&data, None, &["restore", "--rehearse", file.to_str().unwrap()]);
            whole += 1;
        } else {
            none += 1;
        }
        done(&data, None, &["check"]);
    }
    done(&data, None, &["backup", "--force", file.to_str().unwrap()]);
    done(&data, None, &["restore", "--rehearse", file.to_str().unwrap()]);
    eprintln!("a backup killed {} times: {none} times there was no file, {whole} times a whole one", none + whole);
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
    let (server, browser) = served(&data, None).await;
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
