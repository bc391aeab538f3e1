//! Deciding about applications: reasons, reverses, offers that run out, the allocation and its preview.

use weft::{
    people::Role,
    plumbing::{history::COMMAND_LINE, import::Mode},
    programmes::applications,
};

use crate::{
    applications::{Fixture, OPEN, file, known_link, letter, link, send, state, write_up},
    world::{Browser, World, on_both},
};

/// So many applications sent to the tested cohort, by import: `p0@a.example` the first.
pub(crate) async fn sent(world: &World, count: usize) {
    let rows: Vec<String> = (0..count)
        .map(|number| {
            let authority = ["inverclyde", "glasgow-city", "renfrewshire"][number % 3];
            let day = number % 27 + 1;
            format!("tested,Person {number},p{number}@a.example,Teacher,primary,{authority},,A school,To learn.,yes,submitted,2026-01-{day:02},")
        })
        .collect();
    applications::import(&world.weft, COMMAND_LINE, file(&rows.join("\n")), Mode::Write).await.unwrap();
}

async fn page_of(world: &World, email: &str) -> String {
    let key: String = sqlx::query_scalar("select key from application where email = $1 and cohort_id = 'tested'")
        .bind(email)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
    format!("/cohorts/tested/applications/{key}")
}

async fn decide(browser: &mut Browser, page: &str, fields: &[(&str, &str)]) -> (u16, String) {
    let answer = browser.send(page, &format!("{page}/moves"), fields).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn taking_something_away_needs_a_reason_and_every_decision_can_be_taken_back() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        sent(&world, 3).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let page = page_of(&world, "p0@a.example").await;
        let (status, text) = decide(&mut lead, &page, &[("state", "refused")]).await;
        assert_eq!(status, 422);
        assert!(text.contains("Write the reason; the applicant reads it"));
        assert_eq!(decide(&mut lead, &page, &[]).await.0, 422);
        let refuse = [("state", "refused"), ("reason", "The cohort is for primary.")];
        assert_eq!(decide(&mut lead, &page, &refuse).await.0, 303);
        let told = letter(&world, "place-refused", "p0@a.example").await;
        assert!(told.contains("The cohort is for primary."));
        assert!(world.visitor().get(&link(&told)).await.text().contains("The cohort is for primary."));
        assert_eq!(decide(&mut lead, &page, &[("state", "accepted"), ("reason", "x")]).await.0, 409);
        let back = [("state", "submitted"), ("reason", "It was a mistake: the school is a primary.")];
        assert_eq!(decide(&mut lead, &page, &back).await.0, 303);
        let shown = lead.get(&page).await.text();
        assert!(shown.contains("It was a mistake") && shown.contains("The cohort is for primary."), "both steps stay");

        // Two officers with the same page open: the second is told, and changes nothing.
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let waiting = [("state", "waiting"), ("from", "submitted")];
        assert_eq!(decide(&mut lead, &page, &waiting).await.0, 303);
        let (status, text) = decide(&mut officer, &page, &[("state", "offered"), ("from", "submitted")]).await;
        assert_eq!(status, 409);
        assert!(text.contains("Somebody moved this application to “Waiting list”"), "{text}");

        // Deferred, and on again; withdrawn, and taken up again.
        for (to, back) in [("deferred", "waiting"), ("withdrawn", "waiting")] {
            let away = [("state", to), ("reason", "Asked for by telephone.")];
            assert_eq!(decide(&mut lead, &page, &away).await.0, 303, "{to}");
            let again = [("state", back), ("reason", "Asked for by telephone.")];
            assert_eq!(decide(&mut lead, &page, &again).await.0, 303, "{to} and back");
        }
        let mut other = world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await;
        let foreign = other.send("/cohorts/tested/apply", &format!("{page}/moves"), &[("state", "offered")]).await;
        assert_eq!(foreign.status, 404);
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let foreign = officer.send("/cohorts/tested/apply", &format!("{page}/moves"), &[("state", "offered")]).await;
        assert_eq!(foreign.status, 404, "an authority's officer looks and does not decide");
    })
    .await;
}

#[tokio::test]
async fn an_application_moves_to_another_cohort_and_back() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        Fixture { key: "next-round", ..OPEN }.set_up(&world).await;
        sent(&world, 1).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let page = page_of(&world, "p0@a.example").await;
        let (status, _) = decide(&mut lead, &page, &[("state", "transferred"), ("reason", "Asked for.")]).await;
        assert_eq!(status, 422, "to which cohort?");
        let over = [("state", "transferred"), ("reason", "Asked for."), ("to", "next-round")];
        assert_eq!(decide(&mut lead, &page, &over).await.0, 303);
        let (key, standing, sent_at): (String, String, String) =
            sqlx::query_as("select key, state, submitted_at from application where cohort_id = 'next-round'")
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
        assert_eq!(standing, "submitted");
        assert!(sent_at.starts_with("2026-01-01"), "it keeps its place in the order");
        let own = link(&letter(&world, "application-moved", "p0@a.example").await);
        assert!(world.visitor().get(&own).await.text().contains("Cohort next-round"));
        assert!(lead.get(&page).await.text().contains(&format!("/cohorts/next-round/applications/{key}")));
        let back = [("state", "submitted"), ("reason", "Changed their mind.")];
        assert_eq!(decide(&mut lead, &page, &back).await.0, 303);
        let standing: String = sqlx::query_scalar("select state from application where cohort_id = 'next-round'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(standing, "withdrawn", "nobody stands in both");
    })
    .await;
}

#[tokio::test]
async fn an_offer_runs_out_on_reading_and_accepting_it_afterwards_says_what_to_do() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        sent(&world, 3).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let page = page_of(&world, "p0@a.example").await;
        decide(&mut lead, &page, &[("state", "offered")]).await;
        let own = link(&letter(&world, "place-offered", "p0@a.example").await);

        let reminding = world.at_instant("2026-02-10T09:00:00Z");
        assert_eq!(applications::remind(&reminding).await.unwrap(), 1);
        assert_eq!(applications::remind(&reminding).await.unwrap(), 0, "once for each offer");
        assert!(letter(&world, "offer-reminder", "p0@a.example").await.contains("12 February 2026"));

        let on_the_day = world.at_instant("2026-02-12T22:00:00Z");
        assert_eq!(applications::expire(&on_the_day, None).await.unwrap(), 0, "the last day is still in time");
        let late = world.at_instant("2026-02-13T09:00:00Z");
        let mut teacher = Browser::new(weft::app::router(late.clone()).unwrap());
        // The page was open since yesterday; the button is pressed today.
        let key = world.visitor().get(&own).await.form_key(&own);
        let refused = teacher.send_with_key(&key, &format!("{own}/acceptance"), &[]).await;
        assert_eq!(refused.status, 409);
        let text = refused.text();
        assert!(text.contains("This offer ran out on 12 February 2026") && text.contains("write to"), "{text}");
        assert_eq!(state(&world, "p0@a.example").await, "expired");
        assert!(teacher.get(&own).await.text().contains("we had no answer by then"));
        assert!(letter(&world, "offer-expired", "p0@a.example").await.contains("12 February 2026"));
        assert_eq!(applications::expire(&late, None).await.unwrap(), 0, "closed once");

        // Whoever is next is offered the place by one click, and the expired one can be offered a place again.
        let list = lead.get("/cohorts/tested/applications").await.text();
        assert!(list.contains("Next in order is") && list.contains("Offer the place to Person 1"), "{list}");
        assert_eq!(decide(&mut lead, &page, &[("state", "offered")]).await.0, 422, "a reverse has a reason");
        let again = [("state", "offered"), ("reason", "The letter had not arrived.")];
        assert_eq!(decide(&mut lead, &page, &again).await.0, 303);
        let own = link(&letter(&world, "place-offered", "p0@a.example").await);
        let mut in_time = world.visitor();
        let accepted = in_time.send(&own, &format!("{own}/acceptance"), &[]).await;
        assert_eq!(accepted.location(), format!("{own}?done=accepted"));
        let declining = in_time.send("/cohorts/tested/apply", &format!("{own}/declining"), &[]).await;
        assert_eq!(declining.status, 409, "what was accepted is withdrawn, not declined");
    })
    .await;
}

#[tokio::test]
async fn correcting_an_application_keeps_a_history_without_names() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        let mut teacher = world.visitor();
        let own = write_up(&mut teacher, "tested", "Una Reid", "una@inverclyde.example").await;
        send(&mut teacher, &own).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let page = page_of(&world, "una@inverclyde.example").await;
        let correction = format!("{page}/correction");
        let fields = |reason: &'static str| {
            [
                ("name", "Oona Reid"),
                ("email", "una@inverclyde.example"),
                ("post", "Principal teacher"),
                ("authority", "renfrewshire"),
                ("sector", "special"),
                ("workplace", "Lochwinside School (invented)"),
                ("endorser_name", "Mr New"),
                ("endorser_email", "new@renfrewshire.example"),
                ("endorsed", ""),
                ("reason", reason),
            ]
        };
        assert_eq!(lead.send(&correction, &correction, &fields("")).await.status, 422);
        assert_eq!(lead.send(&correction, &correction, &fields("She moved")).await.status, 303);
        let shown = lead.get(&page).await.text();
        assert!(shown.contains("Oona Reid") && shown.contains("Lochwinside School") && shown.contains("Mr New"));
        letter(&world, "endorsement-asked", "new@renfrewshire.example").await;
        let change: String = sqlx::query_scalar(
            "select change from history where act = 'application changed' and reason = 'She moved' order by seq desc limit 1",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert!(change.contains("\"name\":\"changed\"") && change.contains("renfrewshire"), "{change}");
        assert!(!change.contains("Oona") && !change.contains("new@"), "{change}");
    })
    .await;
}

#[tokio::test]
async fn the_preview_says_who_gets_what_and_why_and_exactly_that_is_sent() {
    on_both(|world| async move {
        let shares = &[("authority", "renfrewshire", 1), ("authority", "east-renfrewshire", 1)];
        Fixture { places: Some(4), shares, ..OPEN }.set_up(&world).await;
        sent(&world, 6).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let list = "/cohorts/tested/applications";
        assert!(lead.get(list).await.text().contains("Nothing is decided yet about 6 applications"));
        let page = format!("{list}/allocation");
        let shown = lead.get(&page).await;
        let text = shown.text();
        assert!(text.contains("You are offered the place kept for Renfrewshire."), "{text}");
        assert!(text.contains("kept for an authority or a sector until 20 February 2026"), "{text}");
        assert!(text.contains("Would be offered a place (3)") && text.contains("Would be on the waiting list (3)"));
        let seen = |text: &str| text.split("name=\"seen\" value=\"").nth(1).unwrap()[..64].to_owned();

        // Somebody withdraws between the preview and the button: nothing is sent, the new preview is shown.
        let own = known_link(&world, "p0@a.example", 7).await;
        let before = seen(&text);
        let mut teacher = world.visitor();
        teacher.send(&own, &format!("{own}/withdrawal"), &[]).await;
        let stale = lead.send_with_key(&shown.form_key(&page), &page, &[("seen", &before)]).await;
        assert_eq!(stale.status, 422);
        assert!(stale.text().contains("Something changed since you looked, so nothing was sent."));
        assert_eq!(applications::held(&world.weft.db, "tested").await.unwrap(), 0);

        let now = seen(&stale.text());
        let key = stale.form_key(&page);
        let done = lead.send_with_key(&key, &page, &[("seen", &now)]).await;
        assert_eq!(done.location(), format!("{list}?done=allocated&count=3&waits=2"));
        assert_eq!(
            lead.send_with_key(&key, &page, &[("seen", &now)]).await.status,
            409,
            "the Back button sends nothing"
        );
        assert_eq!(applications::held(&world.weft.db, "tested").await.unwrap(), 3);
        let told = letter(&world, "place-offered", "p2@a.example").await;
        assert!(told.contains("You are offered the place kept for Renfrewshire."));
        let waits = letter(&world, "waiting-list", "p5@a.example").await;
        assert!(waits.contains("You are number 2 on the waiting list."), "{waits}");
        let filtered = lead.get(&format!("{list}?state=waiting")).await.text();
        assert!(filtered.contains("Person 5") && !filtered.contains(">Person 2<"), "{filtered}");
        assert!(filtered.contains("1 of 1 kept places used") && filtered.contains("0 of 1 kept places used"));

        // Once the shares are released the place is everybody's.
        let later = world.at_instant("2026-02-21T09:00:00Z");
        assert_eq!(applications::expire(&later, None).await.unwrap(), 3);
    })
    .await;
}
