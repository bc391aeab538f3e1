//! How long things are kept: what a dry run lists is what goes, and ten years on nothing is past its period.

use std::collections::BTreeSet;

use weft::{
    people::Role,
    plumbing::{history, history::COMMAND_LINE},
    rights::{self, Due},
};

use crate::{
    applications::{self, OPEN},
    world::{World, on_both},
};

fn ids(due: &[Due]) -> BTreeSet<(&'static str, String)> {
    due.iter().flat_map(|one| one.records.iter().map(|(id, _)| (one.class.key, id.clone()))).collect()
}

/// One record of many classes: an application that was sent and one that was not, letters, links, sign-ins, interest, forms.
async fn lived_in(world: &World) {
    OPEN.set_up(world).await;
    let mut teacher = world.visitor();
    let sent = applications::write_up(&mut teacher, "tested", "Una Reid", "una@inverclyde.example").await;
    assert_eq!(applications::send(&mut teacher, &sent).await.status, 303);
    applications::write_up(&mut world.visitor(), "tested", "Ben Unsent", "ben@inverclyde.example").await;
    let told = [
        ("about", "groups/gaelic"),
        ("name", "Morag Bain"),
        ("email", "morag@thistlebank.example"),
        ("organisation", "Thistlebank Primary"),
        ("authority", "inverclyde"),
        ("message", "Hello"),
        ("consent", "yes"),
    ];
    assert_eq!(world.visitor().send("/get-involved", "/get-involved", &told).await.status, 303);
    world.sign_in_as(Role::CollaborationOfficer, "").await;
    let mut write = world.weft.db.write().await.unwrap();
    sqlx::query("update letter set state = 'sent', done_at = queued_at where state = 'waiting'")
        .execute(write.on())
        .await
        .unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

#[tokio::test]
async fn nothing_is_due_today_and_ten_years_on_all_that_is_listed_goes_and_nothing_is_left() {
    on_both(|world| async move {
        lived_in(&world).await;
        let young: Vec<&str> = rights::due(&world.weft)
            .await
            .unwrap()
            .iter()
            .filter(|due| !due.records.is_empty())
            .map(|due| due.class.key)
            .collect();
        for class in ["letters", "sign-ins", "unsent-applications", "interest", "form-keys"] {
            assert!(!young.contains(&class), "{class} is due on the day it came: {young:?}");
        }
        let later = world.at_instant("2036-02-02T10:00:00Z");
        let listed = rights::due(&later).await.unwrap();
        let wanted = ids(&listed);
        let classes: BTreeSet<&str> = wanted.iter().map(|(class, _)| *class).collect();
        for class in [
            "letters",
            "sign-ins",
            "unsent-applications",
            "interest",
            "form-keys",
            "links",
            "application-words",
            "access-needs",
        ] {
            assert!(classes.contains(class), "{class} is not due after ten years on {}: {classes:?}", world.engine);
        }
        let gone = rights::run(&later, COMMAND_LINE).await.unwrap();
        assert_eq!(ids(&gone), wanted, "what was listed is what went, on {}", world.engine);
        let left = rights::due(&later).await.unwrap();
        assert!(ids(&left).is_empty(), "left on {}: {:?}", world.engine, ids(&left));
        assert!(rights::run(&later, COMMAND_LINE).await.unwrap().is_empty());
        for sign in ["una@inverclyde.example", "ben@inverclyde.example", "morag@thistlebank.example"] {
            let letters: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from letter where address = $1")
                .bind(sign)
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
            assert_eq!(letters, 0, "{sign}");
        }
        let unsent: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from application where email = 'ben@inverclyde.example'",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(unsent, 0);
        assert_eq!(history::first_break(&world.weft.db).await.unwrap(), None);
        let proofs: i64 =
            sqlx::query_scalar("select cast(count(*) as bigint) from history where act = 'kept long enough'")
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
        assert_eq!(usize::try_from(proofs).unwrap(), classes.len(), "each class leaves its proof");
    })
    .await;
}

#[tokio::test]
async fn a_period_is_changed_by_an_administrator_with_a_reason_and_the_page_lists_what_the_next_run_takes() {
    on_both(|world| async move {
        lived_in(&world).await;
        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let text = administrator.get("/retention").await.text();
        assert!(text.contains("Applications that were begun and never sent") && text.contains("promised"), "{text}");
        let page = "/retention/unsent-applications";
        let wrong = administrator.send(page, page, &[("days", "none"), ("reason", "")]).await;
        assert!(wrong.status == 422 && wrong.text().contains("whole number of days"));
        let changed = administrator.send(page, page, &[("days", "7"), ("reason", "Rounds are short here")]).await;
        assert_eq!((changed.status, changed.location()), (303, "/retention?done=changed"), "{}", changed.text());
        assert!(administrator.get("/retention").await.text().contains("Rounds are short here"));
        let week = world.at_instant("2026-02-10T10:00:00Z");
        let due = rights::due(&week).await.unwrap();
        let unsent = due.iter().find(|one| one.class.key == "unsent-applications").unwrap();
        assert_eq!((unsent.days, unsent.records.len()), (7, 1));
        assert!(!unsent.records[0].1.contains("Ben"), "the list names nobody");
        assert_eq!(administrator.get("/retention/interest").await.status, 404, "what was promised is not changed");
        assert_eq!(administrator.get("/retention/no-such-class").await.status, 404);
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let seen = officer.get("/retention").await;
        assert!(seen.status == 200 && !seen.text().contains("href=\"/retention/unsent-applications\""));
        assert_eq!(officer.send("/account/tokens", page, &[("days", "1"), ("reason", "x")]).await.status, 404);
        assert!(
            administrator.get("/history/retention/unsent-applications").await.text().contains("Rounds are short here")
        );
    })
    .await;
}
