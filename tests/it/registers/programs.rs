//! Registers for programs, and the tokens that they carry.

use axum::{body::Body, http::Method};
use weft::people::Role;

use super::{COHORT, column, digest, page, set_up};
use crate::world::{Answer, Browser, World, on_both};

/// Makes a token and returns it as the page shows it.
async fn token(browser: &mut Browser) -> String {
    let answer = browser.send("/account/tokens", "/account/tokens", &[("name", "Report")]).await;
    let text = answer.text();
    let at = text.find("weft_").unwrap_or_else(|| panic!("{text}"));
    text[at..at + 37].to_owned()
}

async fn ask(world: &World, token: &str, method: Method, path: &str) -> Answer {
    world.visitor().request(method, path, &[("authorization", &format!("Bearer {token}"))], Body::empty()).await
}

fn address() -> String {
    format!("/api/v1/cohorts/{COHORT}/register")
}

#[tokio::test]
async fn a_program_reads_the_register_with_the_eyes_of_its_account() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let fields = [("was-reg-01", ""), ("mark-reg-01", "present"), ("was-reg-02", ""), ("mark-reg-02", "absent")];
        lead.send(&page(1), &page(1), &fields).await;
        let own = token(&mut lead).await;
        let whole = ask(&world, &own, Method::GET, &address()).await.json();
        assert_eq!(whole["people"], "all");
        assert_eq!(whole["items"].as_array().unwrap().len(), 4);
        assert_eq!(whole["items"][2]["name"], "Person 01");
        assert_eq!(whole["items"][2]["marks"][0]["mark"], "present");
        assert_eq!(whole["meetings"][0]["present"], "1");
        assert_eq!(whole["completeness"]["held_or_past"], "1");
        let officer = token(&mut world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await).await;
        let some = ask(&world, &officer, Method::GET, &address()).await;
        assert_eq!(some.json()["people"], "own-authority");
        assert!(
            some.text().contains("p2@reg.example")
                && !some.text().contains("p1@reg.example")
                && !some.text().contains("Person 01")
        );
        assert_eq!(some.json()["meetings"][0]["present"], "0", "counts, too, are of the own authority");
        let evaluator = token(&mut world.sign_in_as(Role::EvaluationLead, "").await).await;
        let counts = ask(&world, &evaluator, Method::GET, &address()).await;
        assert_eq!(
            (counts.json()["people"].clone(), counts.json()["meetings"][0]["present"].clone()),
            ("none".into(), "1".into())
        );
        assert!(!counts.text().contains("Person 01") && !counts.text().contains("@reg.example"));
        let other = token(&mut world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await).await;
        assert_eq!(ask(&world, &other, Method::GET, &address()).await.status, 404);
        assert_eq!(ask(&world, &own, Method::GET, "/api/v1/cohorts/no-such/register").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_token_reads_only_is_kept_as_its_digest_and_ends_when_it_is_revoked() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        assert_eq!(lead.send("/account/tokens", "/account/tokens", &[("name", "")]).await.status, 422);
        let own = token(&mut lead).await;
        assert_eq!(column(&world, "select token_hash from api_token").await, [digest(&own)]);
        assert!(!lead.get("/account/tokens").await.text().contains(&own), "a token is shown once");
        // Whatever somebody with a token may read is never kept for others.
        assert_eq!(ask(&world, &own, Method::GET, &address()).await.status, 200);
        assert_eq!(world.visitor().get(&address()).await.status, 401);
        // It opens no page and changes nothing.
        assert!(ask(&world, &own, Method::GET, &page(1)).await.location().starts_with("/sign-in"));
        assert!(ask(&world, &own, Method::POST, &page(1)).await.location().starts_with("/sign-in"));
        let wrong = ask(&world, "weft_00000000000000000000000000000000", Method::GET, "/api/v1/programmes").await;
        assert_eq!(wrong.status, 401);
        assert!(wrong.text().contains("/account/tokens"));
        let id = column(&world, "select id from api_token").await.remove(0);
        let revoke = format!("/account/tokens/{id}/revocation");
        let mut other = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(other.send("/account/tokens", &revoke, &[]).await.status, 404, "nobody revokes another's");
        assert_eq!(lead.send("/account/tokens", &revoke, &[]).await.location(), "/account/tokens");
        assert_eq!(ask(&world, &own, Method::GET, &address()).await.status, 401);
        let second = token(&mut lead).await;
        let mut write = world.weft.db.upkeep().await.unwrap();
        sqlx::query("update role_grant set to_day = '2026-02-01' where scope_key = 'improving-our-classrooms'")
            .execute(write.on())
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(ask(&world, &second, Method::GET, &address()).await.status, 404, "a role that ended opens nothing");
    })
    .await;
}
