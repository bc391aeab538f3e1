//! The sheet in the browser.

use weft::people::Role;

use super::{GOOD, INDICATOR, ask, history, officer, sheet_of, with};
use crate::world::on_both;

#[tokio::test]
async fn an_officer_finds_what_is_asked_fills_the_sheet_and_sees_it_filled() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        assert!(officer.get("/account").await.text().contains("href=\"/counts\""));
        let list = officer.get("/counts").await;
        assert!(list.text().contains("Not yet filled") && list.text().contains("Asked of Inverclyde"));
        assert!(!list.text().contains("Asked of Glasgow"));
        let page = sheet_of("inverclyde");
        assert!(list.text().contains(&format!("href=\"{page}\"")));
        let empty = officer.get(&page).await;
        assert_eq!((empty.status, empty.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
        assert!(empty.text().contains("for=\"q1-numerator\"") && empty.text().contains("Pupils in P4 who answered."));
        assert!(empty.text().contains("invented for the example"));
        let saved = officer.send(&page, &page, GOOD).await;
        assert_eq!(saved.location(), format!("{page}?done=saved"), "{}", saved.text());
        let filled = officer.get(&format!("{page}?done=saved")).await.text();
        assert!(filled.contains("Saved. Filled") && filled.contains("value=\"1736\""), "{filled}");
        assert!(filled.contains("are 460 of 1,736, the same as All"), "the sum is explained");
        assert!(filled.contains("2 February 2026") && filled.contains("Entered by you"));
    })
    .await;
}

#[tokio::test]
async fn a_sheet_is_there_for_officers_of_its_own_authority_alone() {
    on_both(|world| async move {
        let mut own = officer(&world).await;
        let (page, old) = (sheet_of("inverclyde"), format!("/counts/{INDICATOR}/2023-24/inverclyde"));
        let others = [
            (Role::AuthorityOfficer, "glasgow-city"),
            (Role::CollaborationOfficer, ""),
            (Role::EvaluationLead, ""),
            (Role::Administrator, ""),
        ];
        for (role, scope) in others {
            let mut other = world.sign_in_as(role, scope).await;
            assert_eq!(other.get(&page).await.status, 404, "{}", role.name());
            assert_eq!(other.get(&old).await.status, 404, "{}", role.name());
            let key = other.form_key("/sign-in").await;
            assert_eq!(other.send_with_key(&key, &page, GOOD).await.status, 404, "{}", role.name());
        }
        assert!(world.visitor().get(&page).await.location().starts_with("/sign-in"));
        assert!(own.get(&old).await.text().contains("456 of 745"), "their own numbers are there");
        for nowhere in ["2022-23/inverclyde", "2024/inverclyde", "2026-27/atlantis"] {
            assert_eq!(own.get(&format!("/counts/{INDICATOR}/{nowhere}")).await.status, 404, "{nowhere}");
        }
        assert_eq!(own.send(&page, &sheet_of("glasgow-city"), GOOD).await.status, 404);
        assert_eq!(history(&world.weft).await, 16, "only the example's own sheets were saved");
    })
    .await;
}

#[tokio::test]
async fn every_refusal_stands_at_its_field_and_in_the_summary_with_the_input_kept() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        for (changes, field, words) in [
            (&[("q1-numerator", "3")][..], "q1-numerator", "The numerator is 1 to 4."),
            (&[("q1-denominator", "2"), ("q1-numerator", "0")], "q1-denominator", "The denominator is 1 to 4."),
            (&[("q1-numerator", "697")], "q1-numerator", "less the numerator is 1 to 4."),
            (&[("q1-numerator", "701")], "q1-numerator", "above the denominator"),
            (&[("q1-numerator", "25.3%")], "q1-numerator", "not a percentage"),
            (&[("q1-numerator", "many")], "q1-numerator", "many is not a count"),
            (&[("q1-numerator", "")], "q1-numerator", "Enter both numbers"),
            (&[("q1-reason", "suppressed")], "q1-reason", "not both"),
            (&[("q1-reason", "because"), ("q1-numerator", ""), ("q1-denominator", "")], "q1-reason", "not a reason"),
            (&[("all-denominator", "1737"), ("all-note", "Late.")], "confirm", "460 of 1,737 against 460 of 1,736"),
            (
                // All less the rest leaves 177 of 700, then 3 of 526.
                &[("q1-reason", "suppressed"), ("q1-numerator", ""), ("q1-denominator", ""), ("all-numerator", "286")],
                "q1-reason",
                "All less the other rows leaves 1 to 4 people",
            ),
        ] {
            let refused = officer.send(&page, &page, &with(changes)).await;
            let text = refused.text();
            assert_eq!(refused.status, 422, "{changes:?}");
            assert!(text.contains("<title>Error: ") && text.contains(&format!("<a href=\"#{field}\">")), "{field}");
            assert!(text.contains(&format!("id=\"{field}-error\"")), "{field}");
            assert_eq!(text.matches(words).count(), 2, "{words}: at the field and in the summary");
            assert!(text.contains("value=\"260\""), "what was typed is kept");
        }
        let nothing = officer.send(&page, &page, &[("version", "0")]).await;
        assert!(nothing.text().contains("Nothing is filled in"));
        assert_eq!(history(&world.weft).await, 16, "nothing was written");
    })
    .await;
}

#[tokio::test]
async fn parts_that_do_not_add_up_are_saved_only_with_a_note_and_a_tick_for_these_very_numbers() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        let off = [("all-denominator", "1750"), ("all-note", "Late joiners have no postcode.")];
        let asked = officer.send(&page, &page, &with(&off)).await.text();
        assert!(asked.contains("460 of 1,750 against 460 of 1,736"), "{asked}");
        let token = "460-1750-460-1736";
        assert!(asked.contains(&format!("value=\"{token}\"")));
        let other = with(&[off[0], off[1], ("confirm", "460-1749-460-1736")]);
        assert_eq!(officer.send(&page, &page, &other).await.status, 422, "the tick was for other numbers");
        let bare = officer.send(&page, &page, &with(&[off[0], ("confirm", token)])).await;
        assert!(bare.text().contains("Say in the note of the row All"));
        let good = with(&[off[0], off[1], ("confirm", token)]);
        assert_eq!(officer.send(&page, &page, &good).await.status, 303);
        assert!(officer.get(&page).await.text().contains("The parts do not add up"), "and the page goes on saying so");
    })
    .await;
}

#[tokio::test]
async fn changing_what_was_entered_asks_for_a_reason_and_leaves_it_in_the_history() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(officer.send(&page, &page, GOOD).await.status, 303);
        let changed = [("version", "1"), ("q1-numerator", "178"), ("all-numerator", "461")];
        let refused = officer.send(&page, &page, &with(&changed)).await;
        assert!(refused.text().contains("<a href=\"#why\">") && refused.text().contains("value=\"178\""));
        let changes = [&changed[..], &[("why", "One form came late.")]].concat();
        assert_eq!(officer.send(&page, &page, &with(&changes)).await.status, 303);
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("Changed by you") && shown.contains("One form came late."));
        let (reason, change): (String, String) =
            sqlx::query_as("select reason, change from history where act = 'counts changed'")
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
        assert_eq!(reason, "One form came late.");
        let change: serde_json::Value = serde_json::from_str(&change).unwrap();
        assert_eq!(change["rows"]["q1"]["from"]["numerator"], 177);
        assert_eq!(change["rows"]["q1"]["to"]["numerator"], 178);
        assert!(change["rows"]["q2"].is_null(), "what stayed is not in it");
        // Adding to a half-filled sheet is no change; sending the same again writes nothing.
        let same = with(&[("version", "2"), ("q1-numerator", "178"), ("all-numerator", "461")]);
        assert_eq!(officer.send(&page, &page, &same).await.location(), page);
        assert_eq!(history(&world.weft).await, 18);
        assert_eq!(weft::plumbing::history::first_break(&world.weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_can_be_saved_half_filled_and_finished_later() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(officer.send(&page, &page, &GOOD[..5]).await.status, 303);
        assert!(officer.get("/counts").await.text().contains("2 of 7 rows filled"));
        assert_eq!(officer.send(&page, &page, &with(&[("version", "1")])).await.status, 303, "no reason is asked for");
        assert!(!officer.get("/counts").await.text().contains("rows filled"));
    })
    .await;
}

#[tokio::test]
async fn two_officers_at_once_do_not_overwrite_each_other_unseen() {
    on_both(|world| async move {
        let mut first = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(first.send(&page, &page, GOOD).await.status, 303);
        // The second still has the empty sheet open.
        let late = with(&[("q5-note", "From the spring form.")]);
        let refused = first.send(&page, &page, &late).await;
        assert_eq!(refused.status, 422);
        let text = refused.text();
        assert!(text.contains("Somebody else saved this sheet") && text.contains("From the spring form."));
        assert!(text.contains("Saved now: 54 of 210") && !text.contains("Saved now: 177 of 700"));
        assert!(text.contains("name=\"version\" value=\"1\""), "sent again, it is meant");
        assert_eq!(history(&world.weft).await, 17);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_sent_twice_is_saved_once() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        let key = officer.form_key(&page).await;
        assert_eq!(officer.send_with_key(&key, &page, GOOD).await.status, 303);
        assert_eq!(officer.send_with_key(&key, &page, GOOD).await.status, 409);
        assert_eq!(history(&world.weft).await, 17);
    })
    .await;
}

#[tokio::test]
async fn a_hostile_note_is_shown_as_text() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        let hostile = "\"><script>alert(1)</script>";
        assert_eq!(officer.send(&page, &page, &with(&[("q1-note", hostile)])).await.status, 303);
        let shown = officer.get(&page).await.text();
        assert!(!shown.contains("<script>alert") && shown.contains("script&#62;alert(1)"), "{shown}");
    })
    .await;
}

#[tokio::test]
async fn those_who_ask_see_who_has_given_and_never_what() {
    on_both(|world| async move {
        ask(&world).await;
        let mut lead = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let list = lead.get("/counts").await.text();
        assert!(list.contains("7 of 8 authorities") && list.contains("West Dunbartonshire"), "{list}");
        assert!(!list.contains(">745<") && !list.contains("1,922"));
        for (fields, field) in [
            (&[("indicator", ""), ("session", "2026-27")][..], "indicator"),
            (&[("indicator", "demo-gap-reading-for-pleasure"), ("session", "2026-27")], "indicator"),
            (&[("indicator", INDICATOR), ("session", "2025")], "session"),
            (&[("indicator", INDICATOR), ("session", "2020-21")], "session"),
            (&[("indicator", INDICATOR), ("session", "2026-27")], "session"),
        ] {
            let refused = lead.send("/counts", "/counts/requests", fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(refused.text().contains(&format!("<a href=\"#{field}\">")), "{fields:?}");
        }
        let mut own = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let key = own.form_key("/counts/upload").await;
        assert_eq!(own.send_with_key(&key, "/counts/requests", &[]).await.status, 404, "an officer does not ask");
    })
    .await;
}
