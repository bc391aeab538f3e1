//! One's own sign-ins: seen, ended one by one or all others, by an administrator, with the account; proving oneself again.

use weft::people::Role;

use crate::world::{Browser, PASSWORD, World, email_of, on_both};

const FIREFOX: &str = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0";

async fn signed_in(world: &World, email: &str, agent: &str) -> Browser {
    let mut browser = world.visitor().called(agent);
    let answer = browser.send("/sign-in", "/sign-in", &[("email", email), ("password", PASSWORD)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    browser
}

/// The ids of the sign-ins that a page offers to end.
fn offered(page: &str) -> Vec<String> {
    page.split("/account/sign-ins/")
        .skip(1)
        .map(|rest| rest.split('/').next().unwrap().to_owned())
        .filter(|id| id != "others")
        .collect()
}

async fn acts(world: &World, act: &str) -> Vec<(String, Option<String>)> {
    sqlx::query_as("select account, reason from history where act = $1 order by seq")
        .bind(act)
        .fetch_all(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn somebody_sees_where_they_are_signed_in_and_ends_one_or_all_others() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let mut here = signed_in(&world, &email, "").await;
        let there = signed_in(&world, &email, FIREFOX).await;
        let third = signed_in(&world, &email, "").await;
        let page = here.get("/account/signing-in").await.text();
        assert!(page.contains("Firefox on Windows") && page.contains("This one") && page.contains("2 February 2026"));
        assert_eq!(offered(&page).len(), 2, "{page}");
        let seen_there = there.get("/account/signing-in").await.text();
        let firefox = offered(&page).into_iter().find(|id| !offered(&seen_there).contains(id)).unwrap();
        let ended = here.send("/account/signing-in", &format!("/account/sign-ins/{firefox}/end"), &[]).await;
        assert_eq!(ended.status, 303, "{}", ended.text());
        assert!(there.get("/account").await.location().starts_with("/sign-in"), "ended at once");
        assert_eq!(third.get("/account").await.status, 200);
        let again = here.send("/account/signing-in", &format!("/account/sign-ins/{firefox}/end"), &[]).await;
        assert_eq!(again.status, 404);
        let other = world.sign_in_as(Role::Administrator, "").await;
        let foreign = offered(&other.get("/account/signing-in").await.text());
        assert!(foreign.is_empty(), "nobody sees the sign-ins of somebody else");
        here.send("/account/signing-in", "/account/sign-ins/others/end", &[]).await;
        assert!(third.get("/account").await.location().starts_with("/sign-in"));
        assert_eq!(here.get("/account").await.status, 200);
        assert_eq!(other.get("/account").await.status, 200, "sign-ins of other accounts go on");
        assert_eq!(acts(&world, "sign-ins ended").await.len(), 2);
    })
    .await;
}

#[tokio::test]
async fn nobody_ends_the_sign_in_of_another_account_by_its_id() {
    on_both(|world| async move {
        let victim = signed_in(&world, &email_of(Role::Administrator, ""), "").await;
        let id: String = sqlx::query_scalar(
            "select sign_in.id from sign_in join account on account.id = sign_in.account_id where account.email = $1",
        )
        .bind(email_of(Role::Administrator, ""))
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        let mut attacker = world.sign_in_as(Role::EvaluationLead, "").await;
        let answer = attacker.send("/account/password", &format!("/account/sign-ins/{id}/end"), &[]).await;
        assert_eq!(answer.status, 404);
        assert_eq!(victim.get("/account").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_ends_every_sign_in_of_an_account() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let theirs = signed_in(&world, &email, FIREFOX).await;
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        assert!(
            admin
                .get("/accounts")
                .await
                .text()
                .contains(&format!("/accounts/{}/signing-in", email.replace('@', "%40")))
        );
        let page = format!("/accounts/{email}/signing-in");
        assert!(admin.get(&page).await.text().contains("Firefox on Windows"));
        let ended = admin.send(&page, &format!("/accounts/{email}/sign-ins/end"), &[]).await;
        assert_eq!(ended.status, 303);
        assert!(theirs.get("/account").await.location().starts_with("/sign-in"));
        assert!(admin.get(&page).await.text().contains("Nobody is signed in"));
        assert_eq!(admin.get("/accounts/nobody@cast.example/signing-in").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn signing_in_again_in_one_browser_ends_what_it_had_and_changes_the_cookie() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let mut browser = signed_in(&world, &email, "").await;
        let before = browser.clone();
        let answer = browser.send("/sign-in", "/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303);
        assert!(before.get("/account").await.location().starts_with("/sign-in"), "the old token no longer opens");
        assert_eq!(browser.get("/account").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn sensitive_acts_ask_for_a_proof_of_the_last_ten_minutes() {
    on_both(|world| async move {
        let admin = world.sign_in_as(Role::Administrator, "").await;
        let late = weft::app::router(world.at_instant("2026-02-02T10:10:01Z")).unwrap();
        let mut late = admin.at(late);
        assert_eq!(late.get("/account").await.status, 200, "still signed in");
        for page in ["/account/password", "/account/codes"] {
            let answer = late.get(page).await;
            assert_eq!(answer.location(), format!("/account/proof?next={}", page.replace('/', "%2F")));
        }
        let list = late.get("/accounts").await.text();
        assert!(list.contains("Confirm that it is you") && !list.contains("Add the account"), "{list}");
        assert!(late.get("/account/tokens").await.text().contains("Confirm that it is you"));
        let password = [("password", "four unrelated words"), ("again", "four unrelated words")];
        let account = [("name", "A B"), ("email", "a@b.example"), ("role", "administrator")];
        for (path, fields) in [
            ("/account/password", &password[..]),
            ("/accounts", &account[..]),
            ("/account/tokens", &[("name", "x")][..]),
            ("/account/codes/setup", &[][..]),
            ("/account/codes/removal", &[][..]),
            ("/account/codes/recovery", &[][..]),
        ] {
            let key = late.form_key("/account/proof").await;
            let answer = late.send_with_key(&key, path, fields).await;
            assert!(answer.location().starts_with("/account/proof"), "{path} went on: {}", answer.text());
        }
        let wrong = late.send("/account/proof", "/account/proof", &[("password", "not the password")]).await;
        assert_eq!(wrong.status, 422);
        let fields = [("password", PASSWORD), ("next", "/accounts")];
        let proved = late.send("/account/proof?next=/accounts", "/account/proof", &fields).await;
        assert_eq!((proved.status, proved.location()), (303, "/accounts"));
        assert!(late.get("/accounts").await.text().contains("Add the account"));
        assert_eq!(late.send("/accounts", "/accounts", &account).await.status, 200);
        let mut elsewhere = late.at(weft::app::router(world.at_instant("2026-02-02T10:20:03Z")).unwrap());
        let fields = [("password", PASSWORD), ("next", "https://evil.example")];
        let proved = elsewhere.send("/account/proof", "/account/proof", &fields).await;
        assert_eq!(proved.location(), "/account", "a proof leads to no other site");
    })
    .await;
}

#[tokio::test]
async fn wrong_proofs_count_as_guesses() {
    on_both(|world| async move {
        let mut browser = world.sign_in_as(Role::EvaluationLead, "").await;
        for _ in 0..10 {
            let answer = browser.send("/account/proof", "/account/proof", &[("password", "not the password")]).await;
            assert_eq!(answer.status, 422);
        }
        assert_eq!(browser.send("/account/proof", "/account/proof", &[("password", PASSWORD)]).await.status, 429);
        let email = email_of(Role::EvaluationLead, "");
        let answer = world.visitor().send("/sign-in", "/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 429, "there is one count for an account");
    })
    .await;
}

#[tokio::test]
async fn a_changed_password_ends_every_other_sign_in() {
    on_both(|world| async move {
        let email = email_of(Role::EvaluationLead, "");
        let mut here = signed_in(&world, &email, "").await;
        let there = signed_in(&world, &email, FIREFOX).await;
        let fields = [("password", "four unrelated words"), ("again", "four unrelated words")];
        assert_eq!(here.send("/account/password", "/account/password", &fields).await.status, 303);
        assert_eq!(here.get("/account").await.status, 200);
        assert!(there.get("/account").await.location().starts_with("/sign-in"));
    })
    .await;
}
