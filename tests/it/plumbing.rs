//! The machinery: writes and their history, many writers at once, problems, headers, the cache.

use axum::{body::Body, http::Method};
use serde_json::json;
use weft::plumbing::{
    history::{self, Act},
    problem::Problem,
    search,
};

use crate::world::{empty_on_both, on_both};

fn act(id: &str) -> Act<'_> {
    Act {
        account: "test",
        act: "counter moved",
        subject_kind: "counter",
        subject_id: id,
        reason: None,
        change: json!({}),
    }
}

#[tokio::test]
async fn a_write_without_a_history_row_is_refused() {
    empty_on_both(|weft, _| async move {
        let mut write = weft.db.write().await.unwrap();
        sqlx::query("insert into form_key (key, used_at) values ('k', 'now')").execute(write.on()).await.unwrap();
        assert!(matches!(write.commit().await, Err(Problem::Broken)));
        let kept: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from form_key")
            .fetch_one(weft.db.read())
            .await
            .unwrap();
        assert_eq!(kept, 0, "nothing is half-written");
    })
    .await;
}

#[tokio::test]
async fn eight_writers_at_once_are_all_served_and_none_is_lost() {
    empty_on_both(|weft, engine| async move {
        let mut write = weft.db.write().await.unwrap();
        sqlx::query("insert into theme (key, position, name, meaning) values ('t', 0, 'n', 'm')")
            .execute(write.on())
            .await
            .unwrap();
        history::record(&mut write, &weft.clock, act("start")).await.unwrap();
        write.commit().await.unwrap();
        let mut writers = Vec::new();
        for writer in 0..8 {
            let weft = weft.clone();
            writers.push(tokio::spawn(async move {
                for _ in 0..40 {
                    let mut write = weft.db.write().await.unwrap();
                    let now: i64 = sqlx::query_scalar("select position from theme where key = 't'")
                        .fetch_one(write.on())
                        .await
                        .unwrap();
                    sqlx::query("update theme set position = $1 where key = 't'")
                        .bind(now + 1)
                        .execute(write.on())
                        .await
                        .unwrap();
                    let id = format!("{writer}");
                    history::record(&mut write, &weft.clock, act(&id)).await.unwrap();
                    write.commit().await.unwrap();
                }
            }));
        }
        for writer in writers {
            writer.await.unwrap();
        }
        let sum: i64 =
            sqlx::query_scalar("select position from theme where key = 't'").fetch_one(weft.db.read()).await.unwrap();
        assert_eq!(sum, 320, "on {engine}");
        assert_eq!(weft.db.version().await.unwrap(), 321);
        assert_eq!(history::first_break(&weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn an_altered_and_a_missing_history_row_are_found() {
    empty_on_both(|weft, _| async move {
        for id in ["a", "b", "c"] {
            let mut write = weft.db.write().await.unwrap();
            history::record(&mut write, &weft.clock, act(id)).await.unwrap();
            write.commit().await.unwrap();
        }
        assert_eq!(history::first_break(&weft.db).await.unwrap(), None);
        sqlx::query("update history set act = 'nothing at all' where seq = 2").execute(weft.db.read()).await.unwrap();
        assert_eq!(history::first_break(&weft.db).await.unwrap().as_deref(), Some("history row 2 was altered"));
        sqlx::query("delete from history where seq = 2").execute(weft.db.read()).await.unwrap();
        assert_eq!(history::first_break(&weft.db).await.unwrap().as_deref(), Some("history row 2 is missing"));
    })
    .await;
}

#[tokio::test]
async fn every_answer_carries_the_headers_that_bind_the_browser() {
    on_both(|world| async move {
        for path in ["/sign-in", "/no-such-page", "/assets/weft.css", "/healthz", "/api/v1/nothing"] {
            let answer = world.visitor().get(path).await;
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff", "{path}");
        }
        let missing = world.visitor().get("/api/v1/nothing").await;
        assert_eq!(missing.headers["content-type"], "application/problem+json");
        assert_eq!(missing.json()["status"], 404);
        let wrong = world.visitor().request(Method::POST, "/healthz", &[], Body::empty()).await;
        assert_eq!(wrong.status, 405);
    })
    .await;
}

#[tokio::test]
async fn search_finds_the_beginnings_of_words_without_accents() {
    empty_on_both(|weft, _| async move {
        let mut write = weft.db.write().await.unwrap();
        for (key, title) in [("gaelic", "Gàidhlig network"), ("literacy", "Literacy network"), ("maths", "Maths")] {
            let entry = search::Entry { kind: "group", key, url: "/", title, summary: "", text: "for practitioners" };
            search::put(&mut write, &entry).await.unwrap();
        }
        history::record(&mut write, &weft.clock, act("search")).await.unwrap();
        write.commit().await.unwrap();
        let titles = |found: Vec<search::Found>| found.into_iter().map(|one| one.title).collect::<Vec<_>>();
        assert_eq!(titles(search::find(&weft.db, "gaidh").await.unwrap()), ["Gàidhlig network"]);
        assert_eq!(titles(search::find(&weft.db, "net lit").await.unwrap()), ["Literacy network"]);
        assert_eq!(search::find(&weft.db, "practitioners").await.unwrap().len(), 3);
        assert!(search::find(&weft.db, "%_' or 1=1").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn what_was_counted_is_kept_until_something_is_written() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let asked = std::sync::atomic::AtomicI64::new(0);
        let count = async |what: &str| {
            let anew = async { Ok(asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 1) };
            *db.counted_once(what.to_owned(), anew).await.unwrap()
        };
        assert_eq!((count("a").await, count("a").await), (1, 1), "the second was kept, {}", world.engine);
        assert_eq!(count("b").await, 2, "another question is counted by itself");
        let mut administrator = world.sign_in_as(weft::people::Role::Administrator, "").await;
        assert_eq!(count("a").await, 1, "signing in is no write of the record");
        let fields = [("name", "Somebody New"), ("email", "kept@cast.example"), ("role", "administrator")];
        assert_eq!(administrator.send("/accounts", "/accounts", &fields).await.status, 200);
        assert_eq!((count("a").await, count("a").await), (3, 3), "a write ends what was kept");
    })
    .await;
}
