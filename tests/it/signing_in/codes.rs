//! One-time codes: setting them up, the second step, each code once, recovery codes, and losing the device.

use hmac::{Hmac, KeyInit, Mac};
use weft::people::Role;

use crate::world::{Answer, Browser, NOW, PASSWORD, World, email_of, on_both};

/// What an app computes from the secret that the page shows, at an instant; written from RFC 6238 for the tests alone.
pub fn app_shows(secret: &str, instant: &str) -> String {
    let mut bits = String::new();
    for letter in secret.chars().filter(|letter| !letter.is_whitespace()) {
        let value = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".find(letter).unwrap();
        bits.push_str(&format!("{value:05b}"));
    }
    let key: Vec<u8> =
        (0..bits.len() / 8).map(|at| u8::from_str_radix(&bits[at * 8..at * 8 + 8], 2).unwrap()).collect();
    let step = u64::try_from(instant.parse::<jiff::Timestamp>().unwrap().as_second()).unwrap() / 30;
    let mut mac = Hmac::<sha1::Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes(digest[at..at + 4].try_into().unwrap()) & 0x7fff_ffff;
    format!("{:06}", number % 1_000_000)
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let from = text.find(start).unwrap_or_else(|| panic!("no {start} in {text}")) + start.len();
    text[from..].split(end).next().unwrap()
}

/// Turns codes on for somebody signed in; returns the secret and the recovery codes.
pub async fn turn_on(browser: &mut Browser) -> (String, Vec<String>) {
    let begun = browser.send("/account/codes", "/account/codes/setup", &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let page = browser.get("/account/codes").await.text();
    let secret = between(&page, "Secret: <code>", "</code>").to_owned();
    assert!(page.contains("<svg") && page.contains("aria-label=\"QR code"), "the picture has its words: {page}");
    let on = browser.send("/account/codes", "/account/codes", &[("code", &app_shows(&secret, NOW))]).await;
    assert_eq!(on.status, 200, "{}", on.text());
    let text = on.text();
    let list = between(&text, "not shown again", "</ul>");
    let codes: Vec<String> =
        list.split("<code>").skip(1).map(|rest| rest.split("</code>").next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10, "{list}");
    (secret, codes)
}

async fn with_password(world: &World, instant: &str, email: &str) -> (Browser, Answer) {
    let mut browser = Browser::new(weft::app::router(world.at_instant(instant)).unwrap());
    let answer = browser.send("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    (browser, answer)
}

const LATER: &str = "2026-02-02T10:02:00Z";

#[tokio::test]
async fn a_password_alone_no_longer_signs_in_and_each_code_is_taken_once() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        let (secret, recovery) = turn_on(&mut browser).await;
        assert!(!browser.get("/account/codes").await.text().contains(&secret), "a secret is not shown again");
        assert!(!browser.get("/account/codes").await.text().contains(&recovery[0]));
        let (mut first, answer) = with_password(&world, LATER, &email).await;
        let step = answer.location().to_owned();
        assert!(step.starts_with("/sign-in/code/"), "{step}");
        assert!(first.get("/account").await.location().starts_with("/sign-in?"), "not signed in yet");
        let page = first.get(&step).await;
        assert_eq!(page.headers["cache-control"], "no-store");
        assert_eq!(page.headers["referrer-policy"], "no-referrer");
        for wrong in ["000000", "", &app_shows(&secret, NOW), "12345"] {
            let answer = first.send(&step, &step, &[("code", wrong)]).await;
            assert_eq!(answer.status, 422, "`{wrong}` was taken");
            assert!(answer.text().contains("<title>Error: "));
        }
        let code = app_shows(&secret, LATER);
        let spaced = format!("{} {}", &code[..3], &code[3..]);
        let taken = first.send(&step, &step, &[("code", &spaced)]).await;
        assert_eq!((taken.status, taken.location()), (303, "/account"), "{}", taken.text());
        assert_eq!(first.get("/account").await.status, 200);
        assert_eq!(first.get(&step).await.status, 410, "a first proof is used once");
        let (mut second, answer) = with_password(&world, LATER, &email).await;
        let step = answer.location().to_owned();
        assert_eq!(second.send(&step, &step, &[("code", &code)]).await.status, 422, "a code is used once");
        let recovered = second.send(&step, &step, &[("code", &recovery[3].to_lowercase())]).await;
        assert_eq!(recovered.status, 303);
        let (mut third, answer) = with_password(&world, LATER, &email).await;
        let step = answer.location().to_owned();
        assert_eq!(third.send(&step, &step, &[("code", &recovery[3])]).await.status, 422, "a recovery code too");
        assert!(second.get("/account/signing-in").await.text().contains("9 recovery codes are left"));
    })
    .await;
}

#[tokio::test]
async fn an_emailed_link_asks_for_the_code_too_and_an_old_first_proof_is_worth_nothing() {
    on_both(|world| async move {
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        let (secret, _) = turn_on(&mut browser).await;
        let mut by_link = Browser::new(weft::app::router(world.at_instant(LATER)).unwrap());
        let answer = super::ways::follow_link(&world, &mut by_link, &email_of(Role::EvaluationLead, "")).await;
        let step = answer.location().to_owned();
        assert!(step.starts_with("/sign-in/code/"), "{step}");
        let late = weft::app::router(world.at_instant("2026-02-02T10:12:01Z")).unwrap();
        assert_eq!(by_link.at(late).get(&step).await.status, 410, "ten minutes are enough");
        let code = app_shows(&secret, LATER);
        assert_eq!(by_link.send(&step, &step, &[("code", &code)]).await.status, 303);
        assert_eq!(by_link.get("/account").await.status, 200);
        assert_eq!(world.visitor().get("/sign-in/code/0123456789abcdef0123456789abcdef").await.status, 410);
    })
    .await;
}

#[tokio::test]
async fn wrong_codes_are_guesses_and_the_eleventh_is_refused() {
    on_both(|world| async move {
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        let (secret, _) = turn_on(&mut browser).await;
        let (mut guesser, answer) = with_password(&world, LATER, &email_of(Role::EvaluationLead, "")).await;
        let step = answer.location().to_owned();
        for number in 0..10 {
            let answer = guesser.send(&step, &step, &[("code", &format!("00000{number}"))]).await;
            assert_eq!(answer.status, 422);
        }
        let refused = guesser.send(&step, &step, &[("code", &app_shows(&secret, LATER))]).await;
        assert_eq!(refused.status, 429);
        assert!(refused.text().contains("Wait and try again at"));
    })
    .await;
}

#[tokio::test]
async fn an_administrator_turns_codes_off_with_a_reason_that_stays_in_the_history() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        turn_on(&mut browser).await;
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        let page = format!("/accounts/{email}/signing-in");
        let act = format!("/accounts/{email}/codes/removal");
        let refused = admin.send(&page, &act, &[("reason", "")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Enter why"));
        let (_, answer) = with_password(&world, LATER, &email).await;
        assert!(answer.location().starts_with("/sign-in/code/"), "nothing was turned off");
        assert_eq!(admin.send(&page, &act, &[("reason", "Telephone lost")]).await.status, 303);
        let (_, answer) = with_password(&world, LATER, &email).await;
        assert_eq!(answer.location(), "/account");
        let reason: Option<String> =
            sqlx::query_scalar("select reason from history where act = 'one-time codes turned off'")
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
        assert_eq!(reason.as_deref(), Some("Telephone lost"));
    })
    .await;
}

#[tokio::test]
async fn codes_are_turned_off_and_renewed_by_their_owner_and_secrets_are_not_in_the_database() {
    on_both(|world| async move {
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        let (secret, recovery) = turn_on(&mut browser).await;
        let stored: String =
            sqlx::query_scalar("select secret from one_time_code").fetch_one(world.weft.db.read()).await.unwrap();
        assert!(stored.len() == 2 * (12 + 20 + 16) && !stored.contains(&secret), "sealed: nonce, secret, tag");
        let renewed = browser.send("/account/codes", "/account/codes/recovery", &[]).await.text();
        assert!(renewed.contains("not shown again") && !renewed.contains(&recovery[0]));
        assert_eq!(browser.send("/account/codes", "/account/codes/removal", &[]).await.status, 303);
        let (_, answer) = with_password(&world, LATER, &email_of(Role::EvaluationLead, "")).await;
        assert_eq!(answer.location(), "/account");
        for table in ["one_time_code", "recovery_code"] {
            let left: i64 =
                sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select cast(count(*) as bigint) from {table}")))
                    .fetch_one(world.weft.db.read())
                    .await
                    .unwrap();
            assert_eq!(left, 0, "{table}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_set_up_that_was_not_finished_asks_for_no_code() {
    on_both(|world| async move {
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        browser.send("/account/codes", "/account/codes/setup", &[]).await;
        let answer = browser.send("/account/codes", "/account/codes", &[("code", "000000")]).await;
        assert_eq!(answer.status, 422);
        let (_, answer) = with_password(&world, LATER, &email_of(Role::EvaluationLead, "")).await;
        assert_eq!(answer.location(), "/account");
    })
    .await;
}
