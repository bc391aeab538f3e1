//! The history of records in words: who sees it, what it says, and that no kind of record is without words.

use std::{collections::BTreeSet, path::Path};

use weft::{
    people::Role,
    plumbing::{
        history::{self, Act},
        history_check::{self, Anchor},
    },
    record::KINDS,
};

use crate::world::{World, empty_on_both, on_both};

/// Every kind of record that the sources name: literals beside `subject_kind` and the constants that stand for one.
fn kinds_in_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for start in [
                    "subject_kind: \"",
                    "const SUBJECT: &str = \"",
                    "const BATCH: &str = \"",
                    "const QUESTION: &str = \"",
                    "let subject = (\"",
                ] {
                    found.extend(text.split(start).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn every_kind_of_record_in_the_sources_has_words() {
    let found = kinds_in_sources();
    assert!(found.len() > 40, "the sources were not read: {found:?}");
    for kind in &found {
        assert!(KINDS.iter().any(|known| known.kind == *kind), "`{kind}` is missing from src/record/kinds.rs");
    }
    for kind in KINDS {
        let words = weft::plumbing::words::say(&format!("record-{}", kind.kind.replace(' ', "-")), &[]);
        assert!(!words.starts_with("record-"), "`{}` has no words in src/record/en.ftl", kind.kind);
    }
}

#[tokio::test]
async fn every_kind_and_act_of_a_whole_partnership_reads_as_words() {
    on_both(|world| async move {
        let rows: Vec<(String, String)> =
            sqlx::query_as("select distinct subject_kind, act from history order by subject_kind, act")
                .fetch_all(world.weft.db.read())
                .await
                .unwrap();
        assert!(rows.len() > 30);
        for (kind, act) in rows {
            assert!(KINDS.iter().any(|known| known.kind == kind), "`{kind}` has no words");
            let plain = act.chars().all(|letter| letter.is_alphabetic() || [' ', '-', '’'].contains(&letter));
            assert!(plain && act.split(' ').count() >= 2, "`{act}` of {kind} is no sentence’s beginning");
        }
        // The page of every record that has one is found by its key and by its id.
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let mut pages = 0;
        for kind in KINDS {
            let id: Option<String> =
                sqlx::query_scalar("select subject_id from history where subject_kind = $1 order by seq desc limit 1")
                    .bind(kind.kind)
                    .fetch_optional(world.weft.db.read())
                    .await
                    .unwrap();
            let Some(id) = id else { continue };
            let address =
                format!("/history/{}/{}", kind.kind.replace(' ', "-"), id.replace('/', "%2F").replace(' ', "%20"));
            let page = officer.get(&address).await;
            assert_eq!(page.status, 200, "{address} on {}: {}", world.engine, page.text());
            assert!(page.text().contains("<li>"), "{address} is empty");
            pages += 1;
        }
        assert!(pages > 20, "{pages} kinds have a history in the example");
    })
    .await;
}

#[tokio::test]
async fn a_records_history_says_who_changed_what_from_what_to_what_when_and_why() {
    on_both(|world| async move {
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let group = officer.get("/groups/gaelic").await.text();
        assert!(group.contains("href=\"/history/group/gaelic\""), "the page leads to its history");
        assert!(
            !world.visitor().get("/groups/gaelic").await.text().contains("/history/"),
            "a visitor sees no way there"
        );
        let mut write = world.weft.db.write().await.unwrap();
        let id: String = sqlx::query_scalar("select id from network_group where key = 'gaelic'")
            .fetch_one(write.on())
            .await
            .unwrap();
        let account: String = sqlx::query_scalar("select id from account where email like 'collaboration-officer%'")
            .fetch_one(write.on())
            .await
            .unwrap();
        let act = Act {
            account: &account,
            act: "group changed",
            subject_kind: "group",
            subject_id: &id,
            reason: Some("A councillor asked"),
            change: serde_json::json!({ "ends": { "from": "2026-06-30", "to": null } }),
        };
        history::record(&mut write, &world.weft.clock, act).await.unwrap();
        write.commit().await.unwrap();
        let page = officer.get("/history/group/gaelic").await;
        assert_eq!(page.headers["cache-control"], "no-store");
        let text = page.text();
        for words in [
            "Group changed",
            "2 February 2026, 10:00",
            "Collaboration Officer",
            "Reason: A councillor asked",
            "<dt>Ends</dt><dd>from 30 June 2026 to nothing</dd>",
        ] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        assert!(officer.get(&format!("/history/group/{id}")).await.text().contains("A councillor asked"));
        for gone in ["/history/group/no-such-group", "/history/nothing/gaelic"] {
            assert_eq!(officer.get(gone).await.status, 404, "{gone}");
        }
    })
    .await;
}

#[tokio::test]
async fn whoever_does_not_see_the_names_finds_no_history() {
    on_both(|world| async move {
        let own = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let other = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        let evaluator = world.sign_in_as(Role::EvaluationLead, "").await;
        assert_eq!(own.get("/history/group/gaelic").await.status, 200);
        assert_eq!(other.get("/history/group/gaelic").await.status, 404);
        assert_eq!(evaluator.get("/history/group/gaelic").await.status, 200);
        assert!(own.get("/groups/gaelic").await.text().contains("/history/group/gaelic"));
        assert!(!other.get("/groups/gaelic").await.text().contains("/history/group/gaelic"));
        let account: String = sqlx::query_scalar("select id from account order by id limit 1")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        let path = format!("/history/account/{account}");
        for browser in [&own, &other, &evaluator] {
            assert_eq!(browser.get(&path).await.status, 404);
            assert_eq!(browser.get("/history").await.status, 404);
        }
        let administrator = world.sign_in_as(Role::Administrator, "").await;
        assert_eq!(administrator.get(&path).await.status, 200);
        assert!(world.visitor().get(&path).await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn the_list_of_everything_is_narrowed_by_links_and_read_page_by_page() {
    on_both(|world| async move {
        let administrator = world.sign_in_as(Role::Administrator, "").await;
        let all = administrator.get("/history").await.text();
        assert!(all.contains("href=\"/history?kind=group\"") && all.contains("Every kind"), "{all}");
        let groups = administrator.get("/history?kind=group").await.text();
        assert!(groups.contains("Group added") && !groups.contains("Meeting planned"));
        let older = all.split("href=\"/history?before=").nth(1).expect("there is more than one page");
        let older = format!("/history?before={}", older.split('"').next().unwrap());
        let next = administrator.get(&older).await.text();
        assert!(next.contains("The newest acts") && next != all);
        let day = administrator.get("/history?day=2026-02-02&kind=group").await.text();
        assert!(day.contains("Only 2 February 2026") && day.contains("Group added"));
        assert!(administrator.get("/history?day=2001-01-01").await.text().contains("Nothing was written that fits"));
        let by = administrator.get("/history?by=command+line").await.text();
        assert!(by.contains("Only Somebody at the server"), "{by}");
    })
    .await;
}

async fn written(weft: &weft::plumbing::state::Weft, rows: usize) {
    for part in 0..rows.div_ceil(50) {
        let mut write = weft.db.write().await.unwrap();
        for row in 0..50 {
            let id = format!("{part}-{row}");
            let act = Act {
                account: "account-1",
                act: "group changed",
                subject_kind: "group",
                subject_id: &id,
                reason: None,
                change: serde_json::json!({ "n": row }),
            };
            history::record(&mut write, &weft.clock, act).await.unwrap();
        }
        write.commit().await.unwrap();
    }
}

#[tokio::test]
async fn a_history_altered_in_the_database_is_found_wherever_it_is_and_a_cut_one_by_its_anchor() {
    empty_on_both(|weft, engine| async move {
        written(&weft, 300).await;
        let whole = history_check::look(&weft.db, &[]).await.unwrap();
        assert_eq!((whole.head.seq, &whole.wrong), (300, &None), "on {engine}");
        let run = async |text: String| {
            sqlx::query(sqlx::AssertSqlSafe(text)).execute(weft.db.read()).await.unwrap();
        };
        for at in [1, 2, 150, 299, 300] {
            for (alter, back) in [
                ("act = 'group ended'", "act = 'group changed'"),
                ("account = 'account-2'", "account = 'account-1'"),
                ("reason = 'x'", "reason = null"),
                ("at = at || 'x'", "at = substr(at, 1, 24)"),
            ] {
                run(format!("update history set {alter} where seq = {at}")).await;
                assert_eq!(
                    history::first_break(&weft.db).await.unwrap().as_deref(),
                    Some(format!("history row {at} was altered").as_str())
                );
                run(format!("update history set {back} where seq = {at}")).await;
                assert_eq!(history::first_break(&weft.db).await.unwrap(), None, "put back on {engine}");
            }
        }
        run("insert into history select 301, at, account, act, subject_kind, subject_id, reason, change, previous_hash, hash
             from history where seq = 300".into()).await;
        assert_eq!(
            history::first_break(&weft.db).await.unwrap().as_deref(),
            Some("history goes on after row 300, where its head says it ends")
        );
        run("delete from history where seq > 290".into()).await;
        assert!(history::first_break(&weft.db).await.unwrap().unwrap().contains("its head says 300"));
        // Cut off together with its head: whole to look at, and found by what was remembered elsewhere.
        run("update history_head set seq = 290, hash = (select hash from history where seq = 290)".into()).await;
        assert_eq!(history::first_break(&weft.db).await.unwrap(), None);
        let found = history_check::look(&weft.db, std::slice::from_ref(&whole.head)).await.unwrap();
        assert!(found.wrong.unwrap().contains("the anchor remembers row 300"), "on {engine}");
        let other = Anchor { seq: 100, hash: "0".repeat(64) };
        assert!(history_check::look(&weft.db, &[other]).await.unwrap().wrong.unwrap().contains("written anew"));
        let kept = Anchor { seq: 290, hash: history_check::head(&weft.db).await.unwrap().hash };
        assert_eq!(history_check::look(&weft.db, &[kept]).await.unwrap().wrong, None);
    })
    .await;
}

#[test]
fn a_backup_holds_the_anchor_that_a_later_check_is_held_to() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = folder.path().join("data");
    crate::world::weft_ok(&data, &["init", crate::world::example().join("partnership.toml").to_str().unwrap()]);
    let file = folder.path().join("weft.zip");
    crate::world::weft_ok(&data, &["backup", file.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&file).unwrap()).unwrap();
    let manifest: serde_json::Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    let anchor = manifest["history"].as_str().unwrap().to_owned();
    let said = crate::world::weft_ok(&data, &["check", "--anchor", &anchor]);
    assert!(said.contains(&format!("anchor {anchor}")), "{said}");
    let (seq, _) = anchor.split_once(':').unwrap();
    let wrong = crate::world::weft(&data, &["check", "--anchor", &format!("{seq}:{}", "0".repeat(64))]);
    assert_eq!(wrong.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&wrong.stderr).contains("written anew"));
    let beyond = crate::world::weft(&data, &["check", "--anchor", &format!("9{seq}:{}", "0".repeat(64))]);
    assert!(String::from_utf8_lossy(&beyond.stderr).contains("rows were cut off"));
    assert_eq!(crate::world::weft(&data, &["check", "--anchor", "nonsense"]).status.code(), Some(2));
}

#[tokio::test]
async fn every_link_of_the_list_leads_somewhere() {
    let world = World::sqlite().await;
    let administrator = world.sign_in_as(Role::Administrator, "").await;
    let all = administrator.get("/history").await.text();
    let links: BTreeSet<&str> =
        all.split("href=\"/history").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert!(links.len() > 10);
    for link in links {
        let path = format!("/history{}", link.replace("&amp;", "&").replace("&#38;", "&"));
        assert_eq!(administrator.get(&path).await.status, 200, "{path}");
    }
}
