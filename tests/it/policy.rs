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
                    assert_eq!(said, expected.replace(&path, missing), "{} {path} tells that it exists", rule.method);
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

/// The kinds of scope a role may be held for.
const KINDS: [&str; 6] = ["partnership", "authority", "workstream", "group", "body", "programme"];

/// What the table decides about one role on one route: let in at all, its own record, another of its kind, any other kind.
fn decided(who: &Who, role: Role) -> (Vec<&'static str>, usize) {
    let kind = role.scope_kind();
    let grants = [weft::people::Grant { role, scope: Scope::of(kind, "own") }];
    let allows = |scope: Option<Scope>| weft::people::satisfies(&grants, who, scope.as_ref());
    let mut words = Vec::new();
    let mut decisions = 0;
    let mut ask = |word: &'static str, allowed: bool| {
        decisions += 1;
        if allowed && !words.contains(&word) {
            words.push(word);
        }
    };
    ask("enters", allows(None));
    ask("own", allows(Some(Scope::of(kind, "own"))));
    ask("others", allows(Some(Scope::of(kind, "other"))) && kind != "partnership");
    for other in KINDS.into_iter().filter(|other| *other != kind) {
        // A key may be the same in two kinds; the kind still keeps them apart.
        ask("elsewhere", allows(Some(Scope::of(other, "own"))));
        ask("elsewhere", allows(Some(Scope::of(other, "other"))));
    }
    (words, decisions)
}

#[test]
fn every_decision_of_the_table_is_one_that_was_read_and_agreed() {
    let mut text = String::from(
        "Every route, and what the policy table decides about it. `enters`: holds the role for something; `own`: for the record\n\
         at hand; `others`: for another of the same kind; `elsewhere`: a record of another kind. Written by WEFT_BLESS=1: read the\n\
         difference before it is committed.\n",
    );
    let mut decisions = 0;
    for rule in TABLE.iter() {
        text.push_str(&format!("\n{} {}\n", rule.method, rule.path));
        match rule.who {
            Who::Everyone => text.push_str("  everybody\n"),
            Who::SignedIn => text.push_str("  whoever is signed in\n"),
            Who::Roles(_) => {}
        }
        for role in Role::ALL {
            let (words, asked) = decided(&rule.who, role);
            decisions += asked;
            if matches!(rule.who, Who::Roles(_)) && !words.is_empty() {
                text.push_str(&format!("  {}: {}\n", role.key(), words.join(", ")));
            }
        }
        // Nobody without a role is let in where roles are asked for.
        decisions += 1;
        assert_eq!(weft::people::satisfies(&[], &rule.who, None), !matches!(rule.who, Who::Roles(_)), "{}", rule.path);
    }
    eprintln!("{decisions} decisions of the policy table, {} routes", TABLE.len());
    assert!(decisions >= 10_000, "{decisions}");
    let kept = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/policy_decisions.txt");
    if std::env::var_os("WEFT_BLESS").is_some() {
        std::fs::write(&kept, &text).unwrap();
    }
    let agreed = std::fs::read_to_string(&kept).expect("the decisions; WEFT_BLESS=1 writes them");
    for (at, (is, was)) in text.lines().zip(agreed.lines()).enumerate() {
        assert_eq!(is, was, "line {} of tests/it/policy_decisions.txt", at + 1);
    }
    assert_eq!(text.lines().count(), agreed.lines().count(), "tests/it/policy_decisions.txt has other lines");
}

#[tokio::test]
async fn a_route_answers_to_its_own_methods_and_to_no_other() {
    on_both(|world| async move {
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let administrator = world.sign_in_as(Role::Administrator, "").await;
        let paths: std::collections::BTreeSet<&str> = TABLE.iter().map(|rule| rule.path).collect();
        let mut decisions = 0;
        for path in paths {
            for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
                if TABLE.iter().any(|rule| rule.path == path && rule.method == method) {
                    continue;
                }
                for browser in [&world.visitor(), &officer, &administrator] {
                    let answer = browser.request(method.clone(), &concrete(path), &[], Body::empty()).await;
                    assert!([404, 405].contains(&answer.status), "{method} {path} answered {}", answer.status);
                    decisions += 1;
                }
            }
        }
        assert!(decisions > 3000, "{decisions}");
    })
    .await;
}
