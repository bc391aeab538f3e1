//! Signing in by an emailed link: no address is told apart from another, a link works once, and a merge widens no account.

use std::time::{Duration, Instant};

use weft::{
    people::{self, Role},
    plumbing::history::COMMAND_LINE,
};

use crate::world::{Browser, World, email_of, on_both};

/// The addresses that letters with a link went to, and what they say, oldest first.
async fn letters(world: &World) -> Vec<(String, String)> {
    sqlx::query_as(
        "select letter.address, letter.body from letter
         join history on history.subject_id = letter.id and history.act = 'letter queued'
         where letter.kind = 'sign-in-link' order by history.seq",
    )
    .fetch_all(world.weft.db.read())
    .await
    .unwrap()
}

/// The path of the link in the newest letter to an address.
async fn link_to(world: &World, address: &str) -> String {
    let found = letters(world).await;
    let body = &found.iter().rfind(|(to, _)| to == address).unwrap_or_else(|| panic!("no letter to {address}")).1;
    let at = body.find("/sign-in/link/").unwrap();
    body[at..].split_whitespace().next().unwrap().to_owned()
}

async fn somebody(world: &World, name: &str, email: &str) -> String {
    let mut write = world.weft.db.write().await.unwrap();
    let id = people::add_person(&world.weft, &mut write, COMMAND_LINE, name, Some(email), true).await.unwrap();
    write.commit().await.unwrap();
    id
}

async fn merge(world: &World, merged: &str, kept: &str) {
    let mut write = world.weft.db.write().await.unwrap();
    sqlx::query("update person set merged_into = $1 where id = $2")
        .bind(kept)
        .bind(merged)
        .execute(write.on())
        .await
        .unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

async fn ask(browser: &mut Browser, email: &str) -> u16 {
    browser.send("/sign-in/link", "/sign-in/link", &[("email", email)]).await.status
}

async fn count(world: &World, what: &str) -> i64 {
    sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select cast(count(*) as bigint) from {what}")))
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_known_person_without_an_account_signs_in_once_with_the_link_and_without_any_role() {
    on_both(|world| async move {
        somebody(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let mut browser = world.visitor();
        let offered = browser.get("/sign-in?next=%2Fmy%2Ftasks").await.text();
        assert!(offered.contains("href=\"/sign-in/link?next=%2Fmy%2Ftasks\""), "{offered}");
        let fields = [("email", " Ailsa@School.example "), ("next", "/my/tasks?x=1")];
        let answer = browser.send("/sign-in/link?next=%2Fmy%2Ftasks", "/sign-in/link", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let said = browser.get(answer.location()).await.text();
        assert!(said.contains("If that address is known to us, a letter is on its way"), "{said}");
        let link = link_to(&world, "ailsa@school.example").await;
        assert!(letters(&world).await[0].1.contains("10:30 on 2 February 2026"), "the letter says until when");
        // A mail scanner follows the link as often as it likes.
        for _ in 0..3 {
            let page = world.visitor().get(&link).await;
            assert_eq!(page.status, 200);
            assert!(page.text().contains("You sign in as Ailsa Redpath"));
            assert_eq!(page.headers["referrer-policy"], "no-referrer");
            assert_eq!(page.headers["cache-control"], "no-store");
        }
        let mut second = world.visitor();
        let key = second.form_key(&link).await;
        let signed_in = browser.send(&link, &link, &[]).await;
        assert_eq!((signed_in.status, signed_in.location()), (303, "/my/tasks?x=1"));
        let account = browser.get("/account").await.text();
        assert!(account.contains("ailsa@school.example"), "{account}");
        for role in Role::ALL {
            assert!(!account.contains(&format!("<li>{}", role.name())), "{} was given to a stranger", role.name());
        }
        assert_eq!(browser.get("/accounts").await.status, 404);
        let late = second.send_with_key(&key, &link, &[]).await;
        assert_eq!(late.status, 410, "a link works once");
        assert!(late.text().contains("Ask for a new one") && late.text().contains("name=\"email\""));
        // Whoever pressed the button twice is signed in and goes on.
        assert_eq!(browser.get(&link).await.location(), "/my/tasks?x=1");
    })
    .await;
}

#[tokio::test]
async fn an_unknown_address_reads_the_same_and_gets_no_letter_and_no_account() {
    on_both(|world| async move {
        let accounts = count(&world, "account").await;
        let mut answers = Vec::new();
        for email in ["nobody@nowhere.example", &email_of(Role::CollaborationOfficer, "")] {
            let mut browser = world.visitor();
            let key = browser.form_key("/sign-in/link").await;
            let began = Instant::now();
            let answer = browser.send_with_key(&key, "/sign-in/link", &[("email", email)]).await;
            assert!(began.elapsed() >= Duration::from_millis(250), "a quick answer would tell that {email} is unknown");
            answers.push((answer.status, answer.location().to_owned(), answer.text()));
        }
        assert_eq!(answers[0], answers[1]);
        assert_eq!(letters(&world).await.len(), 1);
        assert_eq!(count(&world, "account").await, accounts);
        let mut browser = world.visitor();
        for (typed, said) in [("", "Enter your email address"), ("ailsa", "Enter an email address such as")] {
            let answer = browser.send("/sign-in/link", "/sign-in/link", &[("email", typed)]).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text().contains(said) && answer.text().contains("<title>Error: "));
        }
    })
    .await;
}

#[tokio::test]
async fn a_link_runs_out_and_leads_to_no_other_site() {
    on_both(|world| async move {
        let officer = email_of(Role::CollaborationOfficer, "");
        let mut browser = world.visitor();
        let fields = [("email", officer.as_str()), ("next", "//evil.example/")];
        browser.send("/sign-in/link", "/sign-in/link", &fields).await;
        let link = link_to(&world, &officer).await;
        let later = weft::app::router(world.at_instant("2026-02-02T10:30:01Z")).unwrap();
        let mut late = Browser::new(later);
        assert_eq!(late.get(&link).await.status, 410);
        let key = browser.form_key(&link).await;
        assert_eq!(late.send_with_key(&key, &link, &[]).await.status, 410);
        let signed_in = browser.send(&link, &link, &[]).await;
        assert_eq!((signed_in.status, signed_in.location()), (303, "/my/learning"));
        assert_eq!(browser.get("/interest").await.status, 200, "an account keeps its roles");
        assert_eq!(world.visitor().get("/sign-in/link/0123456789abcdef0123456789abcdef").await.status, 410);
    })
    .await;
}

#[tokio::test]
async fn an_address_gets_three_letters_in_a_quarter_of_an_hour_and_a_closed_account_none() {
    on_both(|world| async move {
        somebody(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let mut browser = world.visitor();
        for _ in 0..5 {
            assert_eq!(ask(&mut browser, "ailsa@school.example").await, 303, "throttling tells nothing");
        }
        assert_eq!(letters(&world).await.len(), 3);
        let mut later = Browser::new(weft::app::router(world.at_instant("2026-02-02T10:20:00Z")).unwrap());
        ask(&mut later, "ailsa@school.example").await;
        assert_eq!(letters(&world).await.len(), 4);
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        let closed = admin.send("/accounts", "/accounts/ailsa@school.example/closure", &[]).await;
        assert_eq!(closed.status, 303, "{}", closed.text());
        let link = link_to(&world, "ailsa@school.example").await;
        assert_eq!(world.visitor().get(&link).await.status, 410, "a letter sent before opens nothing");
        let mut much_later = Browser::new(weft::app::router(world.at_instant("2026-02-02T12:00:00Z")).unwrap());
        assert_eq!(ask(&mut much_later, "ailsa@school.example").await, 303);
        assert_eq!(letters(&world).await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn one_network_cannot_ask_for_letters_without_end() {
    on_both(|world| async move {
        let mut write = world.weft.db.upkeep().await.unwrap();
        let mut browser = world.visitor();
        drop(write);
        assert_eq!(ask(&mut browser, "nobody@nowhere.example").await, 303);
        write = world.weft.db.upkeep().await.unwrap();
        for at in 0..119 {
            sqlx::query(
                "insert into sign_in_ask (id, address_digest, network_digest, at)
                 select $1, $2, network_digest, at from sign_in_ask where id not like 'more-%'",
            )
            .bind(format!("more-{at}"))
            .bind(format!("somebody-{at}"))
            .execute(write.on())
            .await
            .unwrap();
        }
        write.commit().await.unwrap();
        let refused = browser.send("/sign-in/link", "/sign-in/link", &[("email", "nobody@nowhere.example")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Too many letters were asked for from your network"), "{}", refused.text());
        let mut later = Browser::new(weft::app::router(world.at_instant("2026-02-02T11:30:00Z")).unwrap());
        assert_eq!(ask(&mut later, "nobody@nowhere.example").await, 303);
    })
    .await;
}

#[tokio::test]
async fn either_address_of_a_merged_person_reaches_the_kept_one_and_no_role_of_theirs() {
    on_both(|world| async move {
        let kept: String = sqlx::query_scalar("select person_id from account where email = $1")
            .bind(email_of(Role::Administrator, ""))
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        let between = somebody(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let merged = somebody(&world, "A. Redpath", "a.redpath@home.example").await;
        merge(&world, &merged, &between).await;
        merge(&world, &between, &kept).await;
        let mut browser = world.visitor();
        ask(&mut browser, "a.redpath@home.example").await;
        let link = link_to(&world, "a.redpath@home.example").await;
        assert_eq!(browser.send(&link, &link, &[]).await.status, 303);
        let account = browser.get("/account").await.text();
        assert!(account.contains(Role::Administrator.name()), "the frame names the kept person: {account}");
        assert_eq!(browser.get("/accounts").await.status, 404, "a merge widens no account");
    })
    .await;
}
