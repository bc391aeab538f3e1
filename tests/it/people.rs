//! Signing in, setting a password, accounts.

use axum::{body::Body, http::Method};
use weft::people::Role;

use crate::world::{CAST, PASSWORD, email_of, on_both};

#[tokio::test]
async fn a_wrong_password_and_an_unknown_address_read_the_same() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let officer = email_of(Role::CollaborationOfficer, "");
        let wrong =
            visitor.send("/sign-in", "/sign-in", &[("email", &officer), ("password", "not the password")]).await;
        let unknown =
            visitor.send("/sign-in", "/sign-in", &[("email", "nobody@cast.example"), ("password", PASSWORD)]).await;
        assert_eq!((wrong.status, unknown.status), (422, 422));
        assert!(wrong.text().contains("There is a problem") && wrong.text().contains("<title>Error: "));
        assert!(wrong.text().contains(&officer), "what was typed is kept");
        let strip = |text: String, email: &str| {
            let at = text.find("name=\"form_key\"").unwrap();
            let (before, after) = text.split_at(at);
            format!("{before}{}", &after[after.find('>').unwrap()..]).replace(email, "EMAIL")
        };
        assert_eq!(strip(wrong.text(), &officer), strip(unknown.text(), "nobody@cast.example"));
    })
    .await;
}

#[tokio::test]
async fn everybody_in_the_cast_can_sign_in_and_out_without_script() {
    on_both(|world| async move {
        for (role, scope) in CAST {
            let mut browser = world.sign_in_as(*role, scope).await;
            let account = browser.get("/account").await;
            assert_eq!(account.status, 200);
            assert!(account.text().contains(role.name()));
            assert_eq!(account.headers["cache-control"], "no-store");
            assert_eq!(browser.send_with_key("", "/sign-out", &[]).await.status, 303);
            assert_eq!(browser.get("/account").await.status, 303, "signed out");
        }
    })
    .await;
}

#[tokio::test]
async fn a_one_time_link_sets_a_password_once() {
    on_both(|world| async move {
        let mut write = world.weft.db.write().await.unwrap();
        let new = weft::people::NewAccount {
            name: "Eilidh Marr",
            email: "Eilidh@Council.example",
            role: Role::Administrator,
            scope_key: "",
            person: None,
        };
        weft::people::add_account(&world.weft, &mut write, "command line", &new).await.unwrap();
        let token =
            weft::people::new_welcome(&world.weft, &mut write, "command line", "eilidh@council.example").await.unwrap();
        write.commit().await.unwrap();
        let page = format!("/welcome/{token}");
        let mut browser = world.visitor();
        let short = browser.send(&page, &page, &[("password", "short"), ("again", "short")]).await;
        assert_eq!(short.status, 422);
        let differ =
            browser.send(&page, &page, &[("password", "four unrelated words"), ("again", "something else")]).await;
        assert!(differ.text().contains("The two passwords differ"));
        let fields = [("password", "four unrelated words"), ("again", "four unrelated words")];
        assert_eq!(browser.send(&page, &page, &fields).await.status, 303);
        assert_eq!(browser.get(&page).await.status, 404, "the link works once");
        let fields = [("email", "eilidh@council.example"), ("password", "four unrelated words")];
        assert_eq!(browser.send("/sign-in", "/sign-in", &fields).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn an_administrator_adds_and_closes_an_account_and_a_closed_one_cannot_sign_in() {
    on_both(|world| async move {
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        let fields = [("name", "Rhona Skene"), ("email", "rhona@council.example"), ("role", "authority-officer")];
        let refused = admin.send("/accounts", "/accounts", &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Choose the authority") && refused.text().contains("Rhona Skene"));
        let fields = [&fields[..], &[("scope", "inverclyde")]].concat();
        let added = admin.send("/accounts", "/accounts", &fields).await;
        assert_eq!(added.status, 200);
        assert!(added.text().contains("/welcome/"));
        let officer = email_of(Role::CollaborationOfficer, "");
        let signed_in = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(admin.send("/accounts", &format!("/accounts/{officer}/closure"), &[]).await.status, 303);
        assert_eq!(signed_in.get("/account").await.status, 303, "closing ends the sign-ins of the account");
        let fields = [("email", officer.as_str()), ("password", PASSWORD)];
        assert_eq!(world.visitor().send("/sign-in", "/sign-in", &fields).await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn a_form_from_another_site_or_without_its_key_is_refused() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::Administrator, "").await;
        let fields = [("name", "A B"), ("email", "a@b.example"), ("role", "administrator")];
        assert_eq!(officer.send_with_key("", "/accounts", &fields).await.status, 403);
        let strangers_key = world.visitor().form_key("/sign-in").await;
        assert_eq!(officer.send_with_key(&strangers_key, "/accounts", &fields).await.status, 403);
        let headers = [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
        let crossed = officer.request(Method::POST, "/accounts", &headers, Body::from("name=x")).await;
        assert_eq!(crossed.status, 403);
        assert!(!officer.get("/accounts").await.text().contains("a@b.example"));
    })
    .await;
}

#[tokio::test]
async fn a_form_sent_twice_counts_once() {
    on_both(|world| async move {
        let mut admin = world.sign_in_as(Role::Administrator, "").await;
        let key = admin.form_key("/accounts").await;
        let fields = [("name", "A B"), ("email", "a@b.example"), ("role", "administrator")];
        assert_eq!(admin.send_with_key(&key, "/accounts", &fields).await.status, 200);
        let again = admin.send_with_key(&key, "/accounts", &fields).await;
        assert_eq!(again.status, 409);
        assert!(again.text().contains("already received"));
        assert_eq!(admin.get("/accounts").await.text().matches("a@b.example").count(), 1);
    })
    .await;
}
