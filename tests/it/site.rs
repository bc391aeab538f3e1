//! The site around the records: its pages, the search, the map.

use std::collections::BTreeSet;

use axum::http::Method;
use weft::{
    people::policy::{TABLE, Who},
    plumbing::search::{self, Entry},
};

use crate::world::{World, empty_on_both, on_both};

/// Public routes that are files, signs of life or a way on to another page rather than pages.
fn no_page(path: &str) -> bool {
    ["/healthz", "/robots.txt", "/sitemap.xml", "/approvals"].contains(&path)
        || path.starts_with("/api/")
        || [".csv", ".json", ".xlsx", ".toml", ".pdf", ".ics"].iter().any(|ending| path.ends_with(ending))
}

fn public_pages() -> Vec<&'static str> {
    TABLE
        .iter()
        .filter(|rule| rule.method == Method::GET && matches!(rule.who, Who::Everyone))
        .map(|rule| rule.path)
        .filter(|path| !path.contains('{') && !no_page(path))
        .collect()
}

async fn mapped(world: &World) -> BTreeSet<String> {
    let map = world.visitor().get("/sitemap.xml").await;
    assert_eq!(map.headers["content-type"], "application/xml; charset=utf-8");
    map.text()
        .split("<loc>")
        .skip(1)
        .map(|rest| rest.split("</loc>").next().unwrap().strip_prefix("http://localhost:8080").unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn every_public_page_answers_with_one_heading_and_says_what_it_is() {
    on_both(|world| async move {
        let pages = public_pages();
        assert!(pages.len() >= 7, "{pages:?}");
        for path in pages {
            let answer = world.visitor().get(path).await;
            assert_eq!(answer.status, 200, "{path} on {}", world.engine);
            let text = answer.text();
            assert_eq!(text.matches("<h1").count(), 1, "{path} has one first heading");
            assert_eq!(text.matches("<title>").count(), 1, "{path}");
            assert!(text.contains("The West Partnership"), "{path} says whose site it is");
        }
    })
    .await;
}

#[tokio::test]
async fn the_map_lists_every_public_page_and_only_pages_that_are_there() {
    on_both(|world| async move {
        let named = mapped(&world).await;
        for path in public_pages() {
            assert!(named.contains(path), "{path} is missing from the map");
        }
        for path in &named {
            let answer = world.visitor().get(path).await;
            assert_eq!(answer.status, 200, "the map lists {path} on {}", world.engine);
        }
        let robots = world.visitor().get("/robots.txt").await.text();
        assert!(robots.contains("Sitemap: http://localhost:8080/sitemap.xml"), "{robots}");
    })
    .await;
}

#[tokio::test]
async fn an_empty_site_says_why_it_is_empty() {
    empty_on_both(|weft, engine| async move {
        let visitor = crate::world::Browser::new(weft::app::router(weft).unwrap());
        for path in ["/", "/about", "/contact"] {
            let answer = visitor.get(path).await;
            assert_eq!(answer.status, 200, "{path} on {engine}");
            assert!(answer.text().contains("weft-empty"), "{path}");
        }
        for path in ["/search", "/search?q=x", "/accessibility", "/privacy", "/cookies", "/sitemap.xml"] {
            assert_eq!(visitor.get(path).await.status, 200, "{path} on {engine}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_search_folds_accents_counts_and_advises() {
    on_both(|world| async move {
        let mut write = world.weft.db.write().await.unwrap();
        let entry = Entry {
            kind: "group",
            key: "gaidhlig",
            url: "/about",
            title: "Lìonra na Gàidhlig",
            summary: "Gaelic medium",
            text: "",
        };
        search::put(&mut write, &entry).await.unwrap();
        world.note(&mut write).await;
        write.commit().await.unwrap();
        world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
        let one = world.visitor().get("/search?q=gaidhlig+lion").await.text();
        assert!(one.contains("One result for “gaidhlig lion”") && one.contains("Lìonra na Gàidhlig"), "{one}");
        assert!(one.contains("Group or network"));
        let many = world.visitor().get("/search?q=inver").await.text();
        assert!(many.contains("Inverclyde Council") && many.contains("Authority"));
        let none = world.visitor().get("/search?q=xylophone").await.text();
        assert!(none.contains("Nothing was found for “xylophone”") && none.contains("Use fewer words"));
        let asked = world.visitor().get("/search").await.text();
        assert!(!asked.contains("Nothing was found") && asked.contains("What are you looking for?"));
    })
    .await;
}

#[tokio::test]
async fn a_hostile_question_is_shown_as_text_and_harms_nothing() {
    on_both(|world| async move {
        for question in [
            "%3Cscript%3Ealert(1)%3C/script%3E",
            "%22%20onfocus=alert(1)%20x=%22",
            "%25_%27%20or%201=1%20--",
            "%00%01%ff%fe",
            "%E2%80%AEevil",
            "%7B%24question%7D",
        ] {
            let answer = world.visitor().get(&format!("/search?q={question}")).await;
            assert_eq!(answer.status, 200, "{question}");
            let text = answer.text();
            assert!(!text.contains("<script>alert") && !text.contains("\" onfocus="), "{question}");
        }
        let long = world.visitor().get(&format!("/search?q={}", "literacy+".repeat(700))).await;
        assert_eq!(long.status, 200);
        assert!(long.text().matches("literacy").count() < 100, "a question is read only so far");
        for query in ["/search?q=a&q=b", "/search?", "/search?x", "/search?q"] {
            assert_eq!(world.visitor().get(query).await.status, 200, "{query}");
        }
    })
    .await;
}

#[tokio::test]
async fn contact_names_the_office_and_about_the_authorities() {
    on_both(|world| async move {
        let contact = world.visitor().get("/contact").await.text();
        assert!(contact.contains("Collaboration Officer") && contact.contains("mailto:collaboration@"));
        assert!(contact.contains("invented for the example"));
        let about = world.visitor().get("/about").await.text();
        for words in
            ["Inverclyde Council", "University of Glasgow", "Equity", "Improvement Plan 2022-23", "6 October 2022"]
        {
            assert!(about.contains(words), "{words}");
        }
        sqlx::query("update office set public = 0 where key = 'collaboration-officer'")
            .execute(world.weft.db.read())
            .await
            .unwrap();
        world.weft.pages.moved_to(world.weft.pages.version() + 1);
        let private = world.visitor().get("/contact").await.text();
        assert!(!private.contains("Ailsa Merrick") && private.contains("Collaboration Officer"));
    })
    .await;
}

#[tokio::test]
async fn an_unknown_path_gets_a_page_with_ways_onward() {
    on_both(|world| async move {
        for path in ["/no-such-page", "/about/", "/search/more", "/%F0%9F%92%A9", "/.git/config"] {
            let answer = world.visitor().get(path).await;
            assert_eq!(answer.status, 404, "{path}");
            let text = answer.text();
            for onward in ["href=\"/\"", "href=\"/search\"", "href=\"/contact\""] {
                assert!(text.contains(onward), "{path} leads to {onward}");
            }
        }
        let alive = world.visitor().get("/healthz").await;
        assert_eq!((alive.status, alive.text().starts_with("ok ")), (200, true));
    })
    .await;
}

/// Columns that hold something about a person. An `account` that acted stands in many tables as it does in the history,
/// which the page says in one row.
const PERSONAL: &[&str] = &["person_id", "account_id", "email", "telephone", "address", "person_name", "contact_email"];

#[tokio::test]
async fn the_privacy_page_names_every_table_with_people_in_it() {
    let world = World::sqlite().await;
    let columns: Vec<(String, String)> = sqlx::query_as(
        "select m.name, p.name from sqlite_master m join pragma_table_info(m.name) p where m.type = 'table' order by 1, 2",
    )
    .fetch_all(world.weft.db.read())
    .await
    .unwrap();
    let named: BTreeSet<&str> = weft::site::KEPT.iter().flat_map(|row| row.tables).copied().collect();
    for (table, column) in &columns {
        if PERSONAL.contains(&column.as_str()) {
            assert!(named.contains(table.as_str()), "{table}.{column} holds people; say so in KEPT");
        }
    }
    for table in named {
        assert!(columns.iter().any(|(found, _)| found == table), "there is no table {table}");
    }
}
