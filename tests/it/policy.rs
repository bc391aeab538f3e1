//! The policy walk: every route by every role, and everybody who has none.

use axum::{body::Body, http::Method};
use weft::people::{
    Role, Scope,
    policy::{Reach, TABLE, Who},
};

use crate::world::{CAST, on_both};

/// A route's path with something in place of every `{part}`.
fn concrete(path: &str) -> String {
    path.split('/')
        .map(|part| if part.starts_with('{') { "no-such-record" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

#[test]
fn every_route_stands_in_the_table_and_every_row_of_the_table_is_a_route() {
    let routes: Vec<(Method, &str)> = weft::app::routes().into_iter().map(|route| (route.method, route.path)).collect();
    for (method, path) in &routes {
        assert!(weft::people::policy::rule(method, path).is_some(), "{method} {path} is missing from the policy table");
    }
    for rule in TABLE.iter() {
        let found = routes.iter().filter(|(method, path)| *method == rule.method && *path == rule.path).count();
        assert_eq!(found, 1, "{} {} stands in the policy table and is {found} routes", rule.method, rule.path);
    }
}

#[tokio::test]
async fn nobody_enters_a_route_that_the_table_does_not_open_to_them() {
    on_both(|world| async move {
        let mut decisions = 0_usize;
        for rule in TABLE.iter() {
            let path = concrete(rule.path);
            let answer = world.visitor().request(rule.method.clone(), &path, &[], Body::empty()).await;
            decisions += 1;
            match rule.who {
                Who::Everyone => assert_ne!(answer.location().split('?').next(), Some("/sign-in"), "{path} is public"),
                // A program is told, a person is led to the sign-in.
                _ if path.starts_with("/api/") => assert_eq!(answer.status, 401, "{path} let a stranger in"),
                _ => assert!(answer.location().starts_with("/sign-in"), "{} {path} let a stranger in", rule.method),
            }
        }
        for (role, scope) in CAST {
            let browser = world.sign_in_as(*role, scope).await;
            let not_there = browser.get("/no-such-page").await.text();
            let no_answer = browser.get("/api/no-such-page").await.text();
            for rule in TABLE.iter().filter(|rule| rule.path != "/sign-out") {
                let path = concrete(rule.path);
                let answer = browser.request(rule.method.clone(), &path, &[], Body::empty()).await;
                decisions += 1;
                let open = match rule.who {
                    Who::Everyone | Who::SignedIn => true,
                    Who::Roles(roles) => roles.iter().any(|(allowed, _)| allowed == role),
                };
                if !open {
                    assert_eq!(answer.status, 404, "{} {path} let {} in", rule.method, role.name());
                    // The address asked for may stand in the frame of either page, as it does in the navigation.
                    let (missing, expected) = if path.starts_with("/api/") {
                        ("/api/no-such-page", &no_answer)
                    } else {
                        ("/no-such-page", &not_there)
                    };
                    let said = answer.text().replace(&path, missing);
                    assert_eq!(said, *expected, "{} {path} tells that it exists", rule.method);
                } else {
                    assert!(
                        !answer.location().starts_with("/sign-in"),
                        "{} {path} shut {} out",
                        rule.method,
                        role.name()
                    );
                    assert_ne!(answer.status, 500, "{} {path} broke for {}", rule.method, role.name());
                }
            }
        }
        assert!(decisions >= TABLE.len() * (CAST.len() + 1) - CAST.len());
    })
    .await;
}

#[test]
fn a_scoped_role_is_let_in_inside_its_scope_and_nowhere_else() {
    let mut decisions = 0;
    for rule in TABLE.iter() {
        let Who::Roles(roles) = rule.who else { continue };
        for (role, reach) in roles {
            let own = Scope::of(role.scope_kind(), "own");
            let other = Scope::of(role.scope_kind(), "other");
            let grants = [weft::people::Grant { role: *role, scope: own.clone() }];
            assert!(weft::people::satisfies(&grants, &rule.who, Some(&own)));
            let elsewhere = weft::people::satisfies(&grants, &rule.who, Some(&other));
            assert_eq!(elsewhere, *reach == Reach::All, "{} {} and {}", rule.method, rule.path, role.name());
            decisions += 2;
        }
        for role in Role::ALL.into_iter().filter(|role| roles.iter().all(|(allowed, _)| allowed != role)) {
            let grants = [weft::people::Grant { role, scope: Scope::Partnership }];
            assert!(!weft::people::satisfies(&grants, &rule.who, None));
            decisions += 1;
        }
    }
    assert!(decisions > 0);
}
