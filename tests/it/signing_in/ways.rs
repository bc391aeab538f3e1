//! The policy gives the same outcome however somebody signed in: with a password, a link, a code besides, or their council.

use axum::body::Body;
use weft::people::{Role, policy::TABLE};

use super::{
    codes::{app_shows, turn_on},
    provider::{Provider, connect, taking},
};
use crate::world::{Answer, Browser, NOW, World, email_of, on_both};

/// Asks for a link in a browser, takes the newest letter, and presses the button on the link's page.
pub async fn follow_link(world: &World, browser: &mut Browser, email: &str) -> Answer {
    browser.send("/sign-in/link", "/sign-in/link", &[("email", email)]).await;
    let body: String = sqlx::query_scalar(
        "select letter.body from letter join history on history.subject_id = letter.id and history.act = 'letter queued'
         where letter.kind = 'sign-in-link' and letter.address = $1 order by history.seq desc limit 1",
    )
    .bind(email)
    .fetch_one(world.weft.db.read())
    .await
    .unwrap();
    let at = body.find("/sign-in/link/").unwrap();
    let link = body[at..].split_whitespace().next().unwrap().to_owned();
    let answer = browser.send(&link, &link, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer
}

/// A route's path with something in place of every `{part}`.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "no-such-record" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

/// What the whole table answers to somebody: status and where it leads.
async fn walk(browser: &Browser) -> Vec<(String, u16, String)> {
    let mut outcomes = Vec::new();
    for rule in TABLE.iter().filter(|rule| rule.path != "/sign-out") {
        let path = concrete(rule.path);
        let answer = browser.request(rule.method.clone(), &path, &[], Body::empty()).await;
        outcomes.push((format!("{} {path}", rule.method), answer.status, answer.location().to_owned()));
    }
    outcomes
}

#[tokio::test]
async fn every_way_of_signing_in_gives_the_same_outcome_on_every_route() {
    on_both(|world| async move {
        let provider = Provider::start("inverclyde").await;
        let mut decisions = 0;
        for (role, scope) in
            [(Role::CollaborationOfficer, ""), (Role::AuthorityOfficer, "inverclyde"), (Role::Administrator, "")]
        {
            let email = email_of(role, scope);
            connect(&world, &provider, role, scope).await;
            let expected = walk(&world.sign_in_as(role, scope).await).await;
            let mut by_link = world.visitor();
            follow_link(&world, &mut by_link, &email).await;
            let mut by_council = taking(&world, NOW, &[&provider]);
            let path = provider.answer(&mut by_council, &provider.button()).await.unwrap();
            assert_eq!(by_council.visit(&path).await.location(), "/account");
            let mut with_code = world.sign_in_as(role, scope).await;
            let (secret, _) = turn_on(&mut with_code).await;
            let mut with_code = world.visitor();
            let fields = [("email", email.as_str()), ("password", crate::world::PASSWORD)];
            let step = with_code.send("/sign-in", "/sign-in", &fields).await.location().to_owned();
            let later = "2026-02-02T10:02:00Z";
            let mut with_code = with_code.at(weft::app::router(world.at_instant(later)).unwrap());
            let taken = with_code.send(&step, &step, &[("code", &app_shows(&secret, later))]).await;
            assert_eq!(taken.status, 303, "{}", taken.text());
            for (way, browser) in [("link", &by_link), ("council", &by_council), ("password and code", &with_code)] {
                for (found, expected) in walk(browser).await.iter().zip(&expected) {
                    assert_eq!(found, expected, "{} by {way}", role.name());
                    decisions += 1;
                }
            }
            let mut write = world.weft.db.upkeep().await.unwrap();
            sqlx::query("delete from council_identity").execute(write.on()).await.unwrap();
            write.commit().await.unwrap();
        }
        assert_eq!(decisions, 9 * (TABLE.len() - 1));
    })
    .await;
}
