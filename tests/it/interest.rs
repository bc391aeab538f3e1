//! An expression of interest, from a group's page to its end on the Collaboration Officer's list.

use weft::people::Role;

use crate::world::{CAST, World, on_both};

const TOLD: &[(&str, &str)] = &[
    ("about", "groups/maths-and-numeracy"),
    ("name", "Morag Tulloch-Bain"),
    ("email", "morag@thistlebank.example"),
    ("organisation", "Thistlebank Primary School"),
    ("authority", "glasgow-city"),
    ("job", "Class teacher"),
    ("message", "I teach P4 and would like to meet others."),
    ("consent", "yes"),
];

/// What was told, with one answer in place of another.
fn told<'a>(field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    TOLD.iter().map(|(name, given)| if *name == field { (field, value) } else { (*name, *given) }).collect()
}

async fn received(world: &World) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from interest").fetch_one(world.weft.db.read()).await.unwrap()
}

#[tokio::test]
async fn interest_goes_from_a_groups_page_to_the_officers_list_is_answered_and_closed() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let group = visitor.get("/groups/maths-and-numeracy").await.text();
        assert!(group.contains("href=\"/get-involved?about=groups/maths-and-numeracy\""));
        let form = visitor.get("/get-involved?about=groups/maths-and-numeracy").await;
        assert_eq!(form.headers["cache-control"], "no-store");
        assert!(form.text().contains("Maths and numeracy") && form.text().contains("deleted after 12 months"));
        let sent = visitor.send("/get-involved?about=groups/maths-and-numeracy", "/get-involved", TOLD).await;
        assert_eq!((sent.status, sent.location()), (303, "/get-involved/thanks?about=groups/maths-and-numeracy"));
        let thanks = visitor.get(sent.location()).await.text();
        assert!(thanks.contains("What happens next") && thanks.contains("Maths and numeracy"));

        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert!(officer.get("/account").await.text().contains("href=\"/interest\""));
        let list = officer.get("/interest").await;
        assert_eq!(list.headers["cache-control"], "no-store");
        let text = list.text();
        assert!(text.contains("Maths and numeracy: Morag Tulloch-Bain") && text.contains("Class teacher, Thistlebank"));
        assert!(text.contains("kept until 2 February 2027") && text.contains(">Waiting</span>"), "{text}");
        let page = "/interest/interest-1";
        let empty = officer.send(page, "/interest/interest-1/answer", &[("note", " ")]).await;
        assert_eq!(empty.status, 422);
        let noted =
            officer.send(page, "/interest/interest-1/answer", &[("note", "Wrote about the March meeting")]).await;
        assert_eq!((noted.status, noted.location()), (303, page));
        assert!(officer.get(page).await.text().contains("Wrote about the March meeting"));
        assert!(officer.get("/interest?state=answered").await.text().contains("Morag"));
        let unchosen = officer.send(page, "/interest/interest-1/closure", &[("closing_note", "Kept note")]).await;
        assert_eq!(unchosen.status, 422);
        assert!(unchosen.text().contains("Choose how it ended") && unchosen.text().contains("Kept note"));
        let closed = officer.send(page, "/interest/interest-1/closure", &[("outcome", "joined")]).await;
        assert_eq!((closed.status, closed.location()), (303, "/interest"));
        assert!(officer.get("/interest?state=closed").await.text().contains("Joined"));
        assert!(!officer.get("/interest?state=waiting").await.text().contains("Morag"));
        let again = officer.send("/get-involved", "/interest/interest-1/closure", &[("outcome", "joined")]).await;
        assert_eq!(again.status, 422, "closed once");
    })
    .await;
}

#[tokio::test]
async fn nobody_else_sees_the_list_and_the_history_names_nobody() {
    on_both(|world| async move {
        world.visitor().send("/get-involved", "/get-involved", TOLD).await;
        for (role, scope) in CAST.iter().filter(|(role, _)| *role != Role::CollaborationOfficer) {
            let browser = world.sign_in_as(*role, scope).await;
            for path in ["/interest", "/interest/interest-1"] {
                assert_eq!(browser.get(path).await.status, 404, "{} sees {path}", role.name());
            }
        }
        assert_eq!(world.visitor().get("/interest").await.status, 303, "a stranger is asked to sign in");
        let changes: Vec<String> = sqlx::query_scalar("select change from history where subject_kind = 'interest'")
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(changes, ["{\"about\":\"groups/maths-and-numeracy\"}"]);
        assert!(weft::plumbing::search::find(&world.weft.db, "Morag").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_form_of_interest_sent_twice_counts_once() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let key = visitor.form_key("/get-involved").await;
        assert_eq!(visitor.send_with_key(&key, "/get-involved", TOLD).await.status, 303);
        assert_eq!(visitor.send_with_key(&key, "/get-involved", TOLD).await.status, 409);
        assert_eq!(received(&world).await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_wrong_answer_is_named_at_its_field_and_everything_typed_is_kept() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let long = "a".repeat(2001);
        for (field, value, message) in [
            ("name", "", "Enter your name"),
            ("email", "morag at school", "in the form name@school.example"),
            ("organisation", "", "Enter the establishment or organisation"),
            ("authority", "atlantis", "Choose an authority from the list"),
            ("consent", "", "Tick the box if we may keep this"),
            ("message", long.as_str(), "is 2001 characters long; at most 2000 are kept"),
        ] {
            let answer = visitor.send("/get-involved", "/get-involved", &told(field, value)).await;
            assert_eq!(answer.status, 422, "{field}");
            let text = answer.text();
            assert!(text.contains(&format!("href=\"#{field}\"")) && text.contains(message), "{field}: {message}");
            assert!(text.contains("Class teacher") && text.contains("<title>Error: "), "{field}");
        }
        let nothing: Vec<(&str, &str)> = told("about", "")
            .into_iter()
            .map(|(name, value)| if name == "message" { (name, "") } else { (name, value) })
            .collect();
        assert_eq!(visitor.send("/get-involved", "/get-involved", &nothing).await.status, 422);
        assert_eq!(received(&world).await, 0);
    })
    .await;
}

#[tokio::test]
async fn a_flood_is_held_back_and_what_was_written_is_kept() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        for _ in 0..10 {
            assert_eq!(visitor.send("/get-involved", "/get-involved", TOLD).await.status, 303);
        }
        let held = visitor.send("/get-involved", "/get-involved", TOLD).await;
        assert_eq!(held.status, 422);
        assert!(held.text().contains("Wait a minute") && held.text().contains("Morag Tulloch-Bain"));
        assert_eq!(received(&world).await, 10);
    })
    .await;
}

#[tokio::test]
async fn what_has_been_kept_for_a_year_is_forgotten() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        visitor.send("/get-involved", "/get-involved", TOLD).await;
        let mut upkeep = world.weft.db.upkeep().await.unwrap();
        sqlx::query("update interest set keep_until = '2026-02-01'").execute(upkeep.on()).await.unwrap();
        upkeep.commit().await.unwrap();
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert!(!officer.get("/interest").await.text().contains("Morag"), "left out from the day itself");
        visitor.send("/get-involved", "/get-involved", &told("name", "Eilidh Marr")).await;
        let names: Vec<String> = sqlx::query_scalar("select name from interest order by position")
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(names, ["", "Eilidh Marr"]);
        assert!(officer.get("/interest").await.text().contains("details have been deleted"));
    })
    .await;
}

#[tokio::test]
async fn hostile_answers_are_shown_as_text_and_an_unknown_subject_opens_the_general_form() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let hostile = "<script>alert(1)</script>";
        visitor.send("/get-involved", "/get-involved", &told("name", hostile)).await;
        visitor.send("/get-involved", "/get-involved", &told("message", hostile)).await;
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        for path in ["/interest", "/interest/interest-1", "/interest/interest-2"] {
            let text = officer.get(path).await.text();
            assert!(!text.contains("<script>alert"), "{path}");
        }
        for about in ["groups/none", "nonsense", "groups/%3Cscript%3E", "", "programmes/improving-our-schools"] {
            let page = visitor.get(&format!("/get-involved?about={about}")).await;
            assert_eq!(page.status, 200);
            assert_eq!(page.text().contains("I am not sure yet"), !about.starts_with("programmes"), "{about}");
        }
    })
    .await;
}
