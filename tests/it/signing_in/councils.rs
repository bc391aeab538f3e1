//! Councils' own sign-in when everybody is honest: going there and back, saying once who one is, proving oneself again.

use weft::people::Role;

use super::provider::{Provider, Trick, connect, taking};
use crate::world::{Browser, NOW, World, email_of, on_both};

#[tokio::test]
async fn a_council_signs_in_whom_it_is_connected_with_and_leads_back_to_the_page_asked_for() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        connect(&world, &provider, Role::CollaborationOfficer, "").await;
        let mut browser = taking(&world, NOW, &[&provider]);
        let page = browser.get("/sign-in?next=%2Finterest").await.text();
        assert!(page.contains("Sign in with Council of inverclyde"), "{page}");
        assert!(page.contains("href=\"/sign-in/council/inverclyde?next=%2Finterest\""), "{page}");
        let path = provider.answer(&mut browser, "/sign-in/council/inverclyde?next=%2Finterest").await.unwrap();
        let answer = browser.visit(&path).await;
        assert_eq!((answer.status, answer.location()), (303, "/interest"), "{}", answer.text());
        assert_eq!(browser.get("/interest").await.status, 200);
        let list = browser.get("/account/signing-in").await.text();
        assert!(list.contains("Council sign-in") && list.contains("Council of inverclyde, connected"), "{list}");
        assert_eq!(browser.send("/account/signing-in", "/sign-out", &[]).await.location(), "/", "signing out is local");
        assert!(browser.get("/account").await.location().starts_with("/sign-in"));
    })
    .await;
}

/// Connects a newcomer from inside an account, as the page offers it.
async fn press_connect(browser: &mut Browser) {
    let page = browser.get("/account/council").await.text();
    assert!(page.contains("Connect it only if it was you"), "{page}");
    let answer = browser.send("/account/council", "/account/council", &[]).await;
    assert_eq!((answer.status, answer.location()), (303, "/account/signing-in"), "{}", answer.text());
}

async fn identities(world: &World) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from council_identity")
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn somebody_unknown_says_once_by_an_emailed_link_who_they_are() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        let mut browser = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
        let answer = browser.visit(&path).await;
        assert_eq!(answer.status, 200);
        let said = answer.text();
        assert!(said.contains("This site does not know yet") && said.contains("whom to ask"), "{said}");
        assert!(browser.get("/account").await.location().starts_with("/sign-in"), "nobody is signed in");
        let email = email_of(Role::EvaluationLead, "");
        super::ways::follow_link(&world, &mut browser, &email).await;
        press_connect(&mut browser).await;
        assert_eq!(identities(&world).await, 1);
        let mut again = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut again, &provider.button()).await.unwrap();
        assert_eq!(again.visit(&path).await.location(), "/account");
        assert!(again.get("/account").await.text().contains(&email));
        // It is taken away again from inside the account.
        let page = again.get("/account/signing-in").await.text();
        let id = page.split("/account/councils/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        let mut other = world.sign_in_as(Role::Administrator, "").await;
        let act = format!("/account/councils/{id}/end");
        assert_eq!(other.send("/account/password", &act, &[]).await.status, 404, "nobody else’s");
        assert_eq!(again.send("/account/signing-in", &act, &[]).await.status, 303);
        assert_eq!(identities(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_newcomer_is_claimed_by_the_browser_that_brought_it_and_within_half_an_hour() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        let mut browser = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
        assert_eq!(browser.visit(&path).await.status, 200);
        let mut other = world.sign_in_as(Role::EvaluationLead, "").await;
        assert_eq!(other.get("/account/council").await.location(), "/account/signing-in");
        assert_eq!(other.send("/account/password", "/account/council", &[]).await.status, 404);
        let fields = [("email", email_of(Role::EvaluationLead, "")), ("password", crate::world::PASSWORD.into())];
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let mut late = taking(&world, "2026-02-02T10:30:01Z", &[&provider]);
        late.take_cookies(&browser);
        late.send("/sign-in", "/sign-in", &fields).await;
        assert_eq!(late.get("/account/council").await.location(), "/account/signing-in", "too late");
        assert_eq!(late.send("/account/password", "/account/council", &[]).await.status, 409);
        assert_eq!(identities(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn an_address_that_a_council_names_opens_no_account_and_neither_does_another_issuers_subject() {
    on_both(|world| async move {
        let (one, two) = (Provider::start("inverclyde").await, Provider::start("renfrewshire").await);
        connect(&world, &one, Role::Administrator, "").await;
        let mut browser = taking(&world, NOW, &[&one, &two]);
        let email = email_of(Role::Administrator, "");
        let claims = serde_json::json!({ "email": email, "email_verified": true, "preferred_username": email });
        two.tricks(Trick { claims, ..Trick::default() });
        let path = two.answer(&mut browser, &two.button()).await.unwrap();
        let answer = browser.visit(&path).await;
        assert_eq!(answer.status, 200);
        assert!(answer.text().contains("does not know yet"), "{}", answer.text());
        assert!(browser.get("/account").await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_council_proves_somebody_again_only_where_it_says_that_it_asked_now() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        connect(&world, &provider, Role::Administrator, "").await;
        let hours_ago = serde_json::json!({ "auth_time": super::provider::now() - 7200 });
        provider.tricks(Trick { claims: hours_ago.clone(), ..Trick::default() });
        let mut browser = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
        browser.visit(&path).await;
        let page = browser.get("/accounts").await.text();
        assert!(!page.contains("Add the account"), "a council that asked hours ago proves nothing of now");
        let proof = browser.get("/account/proof?next=%2Faccounts").await.text();
        assert!(proof.contains("Sign in again with Council of inverclyde"), "{proof}");
        let again = "/sign-in/council/inverclyde?again=yes&next=%2Faccounts";
        let path = provider.answer(&mut browser, again).await.unwrap();
        assert_eq!(browser.visit(&path).await.status, 403, "the council asked nobody");
        provider.tricks(Trick::default());
        let sent = browser.get(again).await;
        assert!(
            sent.location().contains("prompt=login") && sent.location().contains("max_age=0"),
            "{}",
            sent.location()
        );
        let path = provider.answer(&mut browser, again).await.unwrap();
        assert_eq!(browser.visit(&path).await.location(), "/accounts");
        assert!(browser.get("/accounts").await.text().contains("Add the account"));
    })
    .await;
}

#[tokio::test]
async fn a_closed_account_stays_closed_and_a_council_that_is_not_set_up_has_no_page() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        connect(&world, &provider, Role::EvaluationLead, "").await;
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        let email = email_of(Role::EvaluationLead, "");
        admin.send("/accounts", &format!("/accounts/{email}/closure"), &[]).await;
        let mut browser = taking(&world, NOW, &[&provider]);
        let path = provider.answer(&mut browser, &provider.button()).await.unwrap();
        let answer = browser.visit(&path).await;
        assert_eq!(answer.status, 403);
        assert!(answer.text().contains("This account is closed"));
        assert_eq!(browser.get("/sign-in/council/glasgow-city").await.status, 404);
        assert_eq!(browser.get("/sign-in/council/glasgow-city/callback?code=1&state=2").await.status, 404);
        assert!(!world.visitor().get("/sign-in").await.text().contains("council"), "no button where none is set up");
    })
    .await;
}
