//! A register taken by hand: in part, twice, by two leads at once; closed, corrected and opened again.

use axum::{body::Body, http::Method};
use weft::people::Role;

use super::{COHORT, acts, marks, page, set_up};
use crate::world::{Browser, World, on_both};

async fn lead(world: &World) -> Browser {
    world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await
}

#[tokio::test]
async fn a_register_sent_in_part_or_twice_saves_what_was_marked_and_counts_once() {
    on_both(|world| async move {
        set_up(&world, 5).await;
        let mut lead = lead(&world).await;
        let one = page(1);
        assert!(
            lead.get(&one).await.text().contains("5 people: 0 present, 0 late, 0 apologies, 0 absent, 5 not marked.")
        );
        let fields = [
            ("was-reg-01", ""),
            ("mark-reg-01", "present"),
            ("was-reg-02", ""),
            ("mark-reg-02", "late"),
            ("online-reg-02", "yes"),
            ("was-reg-03", ""),
        ];
        let key = lead.form_key(&one).await;
        let before = acts(&world).await;
        // The same form key serves again: a register is saved as often as somebody likes.
        for _ in 0..2 {
            let answer = lead.send_with_key(&key, &one, &fields).await;
            assert_eq!(answer.location(), format!("{one}?done=saved"), "{}", answer.text());
        }
        assert_eq!(acts(&world).await, before + 1, "on {}", world.engine);
        let expected = ["reg-01 present in-person glasgow-city register", "reg-02 late online inverclyde register"];
        assert_eq!(marks(&world, 1).await, expected);
        // One button marks the rest, and leaves those alone who are marked.
        let rest: Vec<(String, String)> = (1..=5).map(|at| (format!("was-reg-{at:02}"), String::new())).collect();
        let mut fields: Vec<(&str, &str)> = rest.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("rest", "present"));
        lead.send(&one, &one, &fields).await;
        assert_eq!(marks(&world, 1).await.len(), 5);
        assert_eq!(marks(&world, 1).await[1], "reg-02 late online inverclyde register");
    })
    .await;
}

#[tokio::test]
async fn two_leads_who_mark_one_person_differently_are_asked_and_the_rest_is_merged() {
    on_both(|world| async move {
        set_up(&world, 5).await;
        let one = page(1);
        let (mut first, mut second) = (lead(&world).await, world.sign_in_as(Role::CollaborationOfficer, "").await);
        // Both open the empty register; the first saves, then the second.
        first
            .send(
                &one,
                &one,
                &[("was-reg-01", ""), ("mark-reg-01", "present"), ("was-reg-02", ""), ("mark-reg-02", "absent")],
            )
            .await;
        let sent = [
            ("was-reg-01", ""),
            ("mark-reg-01", "present"),
            ("was-reg-02", ""),
            ("mark-reg-02", "late"),
            ("was-reg-03", ""),
            ("mark-reg-03", "apologies"),
        ];
        let answer = second.send(&one, &one, &sent).await;
        assert_eq!(answer.status, 422);
        let text = answer.text();
        assert!(
            text.contains("Person 02: you chose Late, but Absent was set meanwhile (Programme lead, 2 February 2026"),
            "{text}"
        );
        assert!(
            text.contains("href=\"#mark-reg-02\"") && text.contains("name=\"was-reg-02\" value=\"absent in-person\"")
        );
        let merged = [
            "reg-01 present in-person glasgow-city register",
            "reg-02 absent in-person inverclyde register",
            "reg-03 apologies in-person glasgow-city register",
        ];
        assert_eq!(marks(&world, 1).await, merged, "on {}", world.engine);
        // Choosing again, knowing what stands, is heard.
        second.send(&one, &one, &[("was-reg-02", "absent in-person"), ("mark-reg-02", "late")]).await;
        assert_eq!(marks(&world, 1).await[1], "reg-02 late in-person inverclyde register");
        // The script is told the same as data.
        let key = first.form_key(&one).await;
        let body =
            format!("form_key={key}&was-reg-02=absent+in-person&mark-reg-02=present&was-reg-04=&mark-reg-04=present");
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
        let told = first.request(Method::POST, &one, &headers, Body::from(body)).await;
        assert_eq!(told.status, 409);
        assert_eq!(told.json()["stands"]["reg-02"], "late in-person");
        assert!(told.json()["clashes"]["reg-02"].as_str().unwrap().contains("you chose Present, but Late was set"));
        assert_eq!(told.json()["stands"]["reg-04"], "present in-person");
    })
    .await;
}

#[tokio::test]
async fn many_leads_at_once_lose_no_mark() {
    on_both(|world| async move {
        set_up(&world, 12).await;
        let one = page(1);
        let browser = lead(&world).await;
        let key = browser.form_key(&one).await;
        let mut at_once = tokio::task::JoinSet::new();
        for at in 1..=12 {
            let (mut browser, key, one) = (browser.clone(), key.clone(), one.clone());
            at_once.spawn(async move {
                let (was, mark) = (format!("was-reg-{at:02}"), format!("mark-reg-{at:02}"));
                browser.send_with_key(&key, &one, &[(&was, ""), (&mark, "present")]).await.status
            });
        }
        while let Some(status) = at_once.join_next().await {
            assert_eq!(status.unwrap(), 303);
        }
        assert_eq!(marks(&world, 1).await.len(), 12, "on {}", world.engine);
    })
    .await;
}

#[tokio::test]
async fn a_register_is_closed_once_everybody_is_marked_and_corrected_with_a_reason() {
    on_both(|world| async move {
        set_up(&world, 3).await;
        let mut lead = lead(&world).await;
        let one = page(1);
        let answer =
            lead.send(&one, &format!("{one}/closure"), &[("was-reg-01", ""), ("mark-reg-01", "present")]).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("2 people are not marked yet"), "{}", answer.text());
        assert_eq!(marks(&world, 1).await.len(), 1, "what was marked is kept");
        let fields = [("was-reg-02", ""), ("mark-reg-02", "present"), ("was-reg-03", ""), ("mark-reg-03", "absent")];
        let answer = lead.send(&one, &format!("{one}/closure"), &fields).await;
        assert_eq!(answer.location(), format!("{one}?done=closed"));
        let overview = lead.get(&format!("/cohorts/{COHORT}/register")).await.text();
        assert!(overview.contains("The register of the one meeting so far is closed."), "{overview}");
        assert!(overview.contains("Held, register closed") && overview.contains("2 came, 0 sent apologies, 1 absent"));
        assert!(overview.contains("1 of 1 held") && overview.contains("0 of 1 held"));
        // A correction says why, and stands in the history.
        let wrong = [("was-reg-03", "absent in-person"), ("mark-reg-03", "present")];
        let answer = lead.send(&one, &one, &wrong).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("Say why its marks are corrected"));
        assert_eq!(marks(&world, 1).await[2], "reg-03 absent in-person glasgow-city register");
        let answer = lead.send(&one, &one, &[wrong[0], wrong[1], ("reason", "Signed the paper sheet")]).await;
        assert_eq!(answer.location(), format!("{one}?done=corrected"));
        let text = lead.get(&one).await.text();
        assert!(text.contains("Ailsa Namesake: Present, was Absent: “Signed the paper sheet”"), "{text}");
        let answer = lead.send(&one, &format!("{one}/reopening"), &[("reopen-reason", "")]).await;
        assert_eq!(answer.status, 422);
        lead.send(&one, &format!("{one}/reopening"), &[("reopen-reason", "Wrong meeting")]).await;
        let overview = lead.get(&format!("/cohorts/{COHORT}/register")).await.text();
        assert!(overview.contains("0 of 1 registers are closed; 1 is still open"), "{overview}");
    })
    .await;
}

#[tokio::test]
async fn a_meeting_to_come_takes_apologies_only_and_a_cancelled_one_has_no_register() {
    on_both(|world| async move {
        set_up(&world, 3).await;
        let mut lead = lead(&world).await;
        let three = page(3);
        let fields = [("was-reg-01", ""), ("mark-reg-01", "present"), ("was-reg-02", ""), ("mark-reg-02", "apologies")];
        let answer = lead.send(&three, &three, &fields).await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("The meeting is on 2 March 2026; until then only apologies can be noted"));
        assert_eq!(marks(&world, 3).await, ["reg-02 apologies in-person inverclyde register"]);
        let answer = lead.send(&three, &format!("{three}/closure"), &[]).await;
        assert_eq!(answer.status, 422);
        let cancelled = lead.get(&page(4)).await;
        assert_eq!(cancelled.status, 409);
        assert!(cancelled.text().contains("cancelled on 30 January 2026, so it has no register. Snow."));
        for path in ["/check-in", "/file"] {
            assert_eq!(lead.get(&format!("{three}{path}")).await.status, 409, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn somebody_who_came_without_a_place_is_marked_once_and_has_no_application() {
    on_both(|world| async move {
        set_up(&world, 3).await;
        let mut lead = lead(&world).await;
        let (two, add) = (page(2), format!("{}/walk-in", page(2)));
        let bad = lead.send(&two, &add, &[("walk-in-name", "Cara Cover"), ("walk-in-email", "cara")]).await;
        assert_eq!(bad.status, 422);
        assert!(bad.text().contains("value=\"Cara Cover\""));
        let known = lead.send(&two, &add, &[("walk-in-name", "P"), ("walk-in-email", "P1@reg.example")]).await;
        assert!(known.text().contains("This is Person 01, who is in the list above"));
        let fields = [
            ("walk-in-name", "Cara Cover"),
            ("walk-in-email", "Cara@reg.example"),
            ("walk-in-authority", "inverclyde"),
            ("walk-in-note", "In place of Person 01"),
        ];
        let key = lead.form_key(&two).await;
        assert_eq!(lead.send_with_key(&key, &add, &fields).await.location(), format!("{two}?done=added"));
        assert_eq!(lead.send_with_key(&key, &add, &fields).await.status, 422, "they stand in the list now");
        assert_eq!(marks(&world, 2).await, ["cara-cover present in-person inverclyde register In place of Person 01"]);
        assert!(lead.get(&two).await.text().contains("In place of Person 01"));
        let applied = super::column(&world, "select key from application where email = 'cara@reg.example'").await;
        assert!(applied.is_empty());
    })
    .await;
}

#[tokio::test]
async fn only_those_who_keep_the_programme_see_its_registers() {
    on_both(|world| async move {
        set_up(&world, 3).await;
        for path in [
            format!("/cohorts/{COHORT}/register"),
            page(1),
            format!("{}/sheet", page(1)),
            format!("{}/check-in", page(1)),
        ] {
            assert!(world.visitor().get(&path).await.location().starts_with("/sign-in"), "{path}");
            for (role, scope) in [
                (Role::ProgrammeLead, "thinking-about-headship"),
                (Role::AuthorityOfficer, "inverclyde"),
                (Role::EvaluationLead, ""),
            ] {
                assert_eq!(world.sign_in_as(role, scope).await.get(&path).await.status, 404, "{path} by {role:?}");
            }
            for (role, scope) in [(Role::ProgrammeLead, "improving-our-classrooms"), (Role::CollaborationOfficer, "")] {
                assert_eq!(world.sign_in_as(role, scope).await.get(&path).await.status, 200, "{path} by {role:?}");
            }
        }
        let lead = lead(&world).await;
        assert_eq!(lead.get(&page(9)).await.status, 404);
        assert_eq!(lead.get(&format!("/cohorts/{COHORT}/register/first")).await.status, 404);
        let sheet = lead.get(&format!("{}/sheet", page(1))).await.text();
        assert!(sheet.contains("Person 01") && sheet.contains("Signature") && sheet.contains("Glasgow"), "{sheet}");
        let pdf = lead.get(&format!("{}/sheet.pdf", page(1))).await;
        assert!(pdf.body.starts_with(b"%PDF"), "{}", pdf.text());
    })
    .await;
}
