//! Ten wrong guesses within five minutes for an account and for a network, on however many copies of the server.

use weft::people::Role;

use crate::world::{Answer, Browser, NOW, PASSWORD, World, email_of, on_both};

async fn guess(browser: &mut Browser, email: &str, password: &str) -> Answer {
    browser.send("/sign-in", "/sign-in", &[("email", email), ("password", password)]).await
}

fn said(answer: &Answer, email: &str) -> String {
    let text = answer.text();
    let at = text.find("name=\"form_key\"").unwrap();
    let (before, after) = text.split_at(at);
    format!("{before}{}", &after[after.find('>').unwrap()..]).replace(email, "EMAIL")
}

/// A visitor of a copy of the program that believes a proxy, from a network of its own.
async fn guess_from(world: &World, network: &str, email: &str, password: &str) -> Answer {
    guess_at(world, NOW, network, email, password).await
}

async fn guess_at(world: &World, instant: &str, network: &str, email: &str, password: &str) -> Answer {
    let mut settings = world.weft.settings.clone();
    settings.trusted_proxy = true;
    let browser = Browser::new(weft::app::router(world.started(instant, settings)).unwrap());
    let key = browser.form_key("/sign-in").await;
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("form_key", key.as_str()), ("email", email), ("password", password)])
        .finish();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("sec-fetch-site", "same-origin"),
        ("x-forwarded-for", network),
    ];
    browser.request(axum::http::Method::POST, "/sign-in", &headers, body.into()).await
}

#[tokio::test]
async fn the_eleventh_guess_is_refused_with_the_time_whether_or_not_the_account_exists() {
    on_both(|world| async move {
        let officer = email_of(Role::CollaborationOfficer, "");
        let mut refusals = Vec::new();
        for (network, email) in [("10.0.0.1", officer.as_str()), ("10.0.0.2", "nobody@cast.example")] {
            for number in 0..10 {
                let answer = guess_from(&world, network, email, "not the password").await;
                assert_eq!(answer.status, 422, "guess {number} at {email}");
            }
            let eleventh = guess_from(&world, network, email, "not the password").await;
            assert_eq!(eleventh.status, 429);
            assert_eq!(eleventh.headers["retry-after"], "301");
            let text = eleventh.text();
            assert!(text.contains("Wait and try again at 10:05"), "{text}");
            assert!(text.contains("<title>Error: ") && text.contains("There is a problem"));
            refusals.push(said(&eleventh, email));
        }
        assert_eq!(refusals[0], refusals[1], "a refusal tells which accounts exist");
        // The right password is refused too, from anywhere: otherwise guessing went on.
        assert_eq!(guess_from(&world, "10.0.0.3", &officer, PASSWORD).await.status, 429);
        assert_eq!(guess_from(&world, "10.0.0.3", &email_of(Role::Administrator, ""), PASSWORD).await.status, 303);
        let later = guess_at(&world, "2026-02-02T10:05:00Z", "10.0.0.3", &officer, PASSWORD).await;
        assert_eq!(later.status, 303, "five minutes later");
    })
    .await;
}

#[tokio::test]
async fn one_network_has_ten_wrong_guesses_over_all_accounts() {
    on_both(|world| async move {
        for number in 0..10 {
            let email = format!("somebody-{number}@cast.example");
            assert_eq!(guess_from(&world, "10.0.0.1", &email, "not the password").await.status, 422);
        }
        let officer = email_of(Role::CollaborationOfficer, "");
        assert_eq!(guess_from(&world, "10.0.0.1", &officer, PASSWORD).await.status, 429);
        assert_eq!(guess_from(&world, "10.0.0.2", &officer, PASSWORD).await.status, 303, "others are not kept out");
    })
    .await;
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    on_both(|world| async move {
        let officer = email_of(Role::CollaborationOfficer, "");
        for _ in 0..12 {
            assert_eq!(guess(&mut world.visitor(), &officer, PASSWORD).await.status, 303);
        }
    })
    .await;
}

#[tokio::test]
async fn thirty_guesses_at_once_on_two_copies_of_the_server_are_answered_ten_times() {
    on_both(|world| async move {
        let second = weft::app::router(world.at_instant(NOW)).unwrap();
        let officer = email_of(Role::CollaborationOfficer, "");
        let mut guesses = tokio::task::JoinSet::new();
        for number in 0..30 {
            let mut browser = if number % 2 == 0 { world.visitor() } else { Browser::new(second.clone()) };
            let email = officer.clone();
            guesses.spawn(async move { guess(&mut browser, &email, "not the password").await.status });
        }
        let answers = guesses.join_all().await;
        let count = |status: u16| answers.iter().filter(|answer| **answer == status).count();
        assert_eq!((count(422), count(429)), (10, 20), "{answers:?}");
    })
    .await;
}

#[tokio::test]
async fn a_new_password_is_refused_where_it_is_a_common_one_or_somebodys_name() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/account/password";
        for refused in ["1234567", "password123", "qwertyuiop", "CollaborationOfficer", "collaboration-officer1"] {
            let answer = officer.send(page, page, &[("password", refused), ("again", refused)]).await;
            assert_eq!(answer.status, 422, "{refused} was taken");
            assert!(answer.text().contains("There is a problem"));
        }
        let long = "tweed ".repeat(10) + "heather ferry lighthouse";
        let taken = officer.send(page, page, &[("password", long.trim()), ("again", long.trim())]).await;
        assert_eq!((taken.status, taken.location()), (303, "/account/signing-in"), "{}", taken.text());
        let email = email_of(Role::CollaborationOfficer, "");
        assert_eq!(guess(&mut world.visitor(), &email, PASSWORD).await.status, 422);
        assert_eq!(guess(&mut world.visitor(), &email, long.trim()).await.status, 303);
    })
    .await;
}
