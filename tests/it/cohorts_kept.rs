//! Cohorts as those who keep a programme meet them: set up, changed, cancelled; meetings, kept places, new rules.

use weft::{
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
    programmes::cohorts,
};

use crate::world::{World, example, on_both, weft, weft_ok};

const LEAD: (Role, &str) = (Role::ProgrammeLead, "improving-our-classrooms");
const COHORT: &str = "/cohorts/improving-our-classrooms-2026-27";

#[tokio::test]
async fn a_programme_lead_sets_up_a_cohort_of_their_own_programme_only() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        let form = "/programmes/improving-our-classrooms/cohorts/new";
        let action = "/programmes/improving-our-classrooms/cohorts";
        let fields = [
            ("title", "Spring 2027"),
            ("first_session", "2026-27"),
            ("opens", "2026-11-01"),
            ("closes", "2026-12-01"),
            ("places", "20"),
            ("offer_days", "10"),
            ("mode", "online"),
        ];
        let bad = lead
            .send(
                form,
                action,
                &[("first_session", "2026-27"), ("opens", "2026-12-01"), ("closes", "2026-11-01"), ("places", "many")],
            )
            .await;
        assert_eq!(bad.status, 422);
        let text = bad.text();
        for words in [
            "Give the cohort a title",
            "People could apply until before they may begin",
            "`many` does not fit here",
            "Choose whether people meet in person",
            "value=\"many\"",
        ] {
            assert!(text.contains(words), "{words} is missing: {text}");
        }
        let key = lead.form_key(form).await;
        let set_up = lead.send_with_key(&key, action, &fields).await;
        assert_eq!((set_up.status, set_up.location()), (303, "/cohorts/improving-our-classrooms-spring-2027"));
        // The Back button and a second press of it count once.
        assert_eq!(lead.send_with_key(&key, action, &fields).await.status, 422, "its title is taken by now");
        let cohort = cohorts::cohort(&world.weft.db, "improving-our-classrooms-spring-2027").await.unwrap().unwrap();
        assert_eq!((cohort.version, cohort.places, cohort.endorsement), (2, Some(20), 0));
        assert_eq!(cohort.contact_office, "collaboration-officer");
        let page = lead.get(set_up.location()).await.text();
        assert!(page.contains("/applications\"") && page.contains("/register\"") && page.contains("/completion\""));
        for other in
            ["/programmes/thinking-about-headship/cohorts/new", "/cohorts/thinking-about-headship-2024-25/details"]
        {
            assert_eq!(lead.get(other).await.status, 404, "{other}");
        }
        let foreign = "/cohorts/thinking-about-headship-2024-25/cancellation";
        let refused = lead.send(form, foreign, &[("reason", "Mine now")]).await;
        assert_eq!(refused.status, 404);
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(officer.get("/cohorts/thinking-about-headship-2024-25/details").await.status, 200);
        assert_eq!(
            officer.get("/programmes/improving-our-schools/cohorts/new").await.status,
            409,
            "it has no rules yet"
        );
    })
    .await;
}

/// Puts people on places of a cohort, past every rule: what matters here is only how many there are.
async fn hold(world: &World, cohort: &str, many: usize) {
    let mut write = world.weft.db.write().await.unwrap();
    for _ in 0..many {
        let id = world.weft.new_id().unwrap();
        sqlx::query(
            "insert into application (id, key, cohort_id, name, email, post, sector, workplace, registration, why, needs,
               endorser_name, endorser_email, endorsed_words, state, state_at, started_at, sentence, invented)
             values ($1, $1, (select id from cohort where key = $2), '', '', '', '', '', '', '', '', '', '', '', 'offered', '', '', '', 1)",
        )
        .bind(&id)
        .bind(cohort)
        .execute(write.on())
        .await
        .unwrap();
    }
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

#[tokio::test]
async fn places_are_never_fewer_than_those_held_and_shares_never_more_than_the_places() {
    on_both(|world| async move {
        hold(&world, "improving-our-classrooms-2026-27", 5).await;
        let mut lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        let details = format!("{COHORT}/details");
        let fields = |places: &'static str| {
            [
                ("title", "Session 2026/27"),
                ("first_session", "2026-27"),
                ("opens", "2026-01-12"),
                ("closes", "2026-03-27"),
                ("places", places),
                ("offer_days", "10"),
                ("mode", "in-person"),
            ]
        };
        let few = lead.send(&details, &details, &fields("4")).await;
        assert_eq!(few.status, 422);
        assert!(few.text().contains("5 places are offered or taken already; write 5 or more"), "{}", few.text());
        let short = lead.send(&details, &details, &fields("10")).await;
        assert_eq!(short.status, 422, "16 are kept for authorities");
        assert!(short.text().contains("16 places are kept, but there are only 10"));
        assert_eq!(lead.send(&details, &details, &fields("30")).await.status, 303);
        let page = world.visitor().get(COHORT).await.text();
        assert!(
            page.contains("30 places: 5 offered or taken, 25 left.") && page.contains("until 27 March 2026"),
            "{page}"
        );
        let shares = format!("{COHORT}/shares");
        let over = [("authority-inverclyde", "29"), ("sector-primary", "2"), ("shares_until", "2026-04-24")];
        let refused = lead.send(&shares, &shares, &over).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("31 places are kept, but there are only 30"));
        assert!(refused.text().contains("value=\"29\""), "what was typed is kept");
        let endless = lead.send(&shares, &shares, &[("authority-inverclyde", "3")]).await;
        assert!(endless.status == 422 && endless.text().contains("Say until which day"));
        let fits = [("authority-inverclyde", "3"), ("sector-primary", "2"), ("shares_until", "2026-04-24")];
        assert_eq!(lead.send(&shares, &shares, &fits).await.status, 303);
        let cohort = cohorts::cohort(&world.weft.db, "improving-our-classrooms-2026-27").await.unwrap().unwrap();
        let kept = cohorts::shares(&world.weft.db, &cohort.id).await.unwrap();
        assert_eq!(kept.iter().map(|share| share.places).collect::<Vec<_>>(), [3, 2]);
        let lines = refused_file(&world).await;
        assert!(lines.iter().any(|line| line.contains("5 places are offered or taken already")), "{lines:?}");
    })
    .await;
}

async fn refused_file(world: &World) -> Vec<String> {
    let text = "[[cohort]]\nkey = \"improving-our-classrooms-2026-27\"\nprogramme = \"improving-our-classrooms\"\nversion = 2\n\
                title = \"T\"\nsessions = [\"2026-27\"]\nplaces = 4\nmode = \"online\"\ncontact_office = \"collaboration-officer\"\n";
    let file = File { name: "cohorts.toml".into(), bytes: text.into() };
    let refused = cohorts::import(&world.weft, COMMAND_LINE, file, Mode::Write).await;
    let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused on {}", world.engine) };
    lines
}

#[tokio::test]
async fn meetings_are_added_as_a_weekly_series_moved_and_cancelled_with_a_reason() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        let (form, action) = (format!("{COHORT}/meetings/new"), format!("{COHORT}/meetings"));
        let bad = lead
            .send(
                &form,
                &action,
                &[("day", "2026-05-05"), ("starts", "4pm"), ("ends", "17:00"), ("weeks", "0"), ("mode", "online")],
            )
            .await;
        assert_eq!(bad.status, 422);
        for words in ["is not in session 2026/27", "`4pm` is not a time", "`0` does not fit here"] {
            assert!(bad.text().contains(words), "{words} is missing");
        }
        let series =
            [("day", "2026-10-13"), ("starts", "16:00"), ("ends", "17:00"), ("weeks", "3"), ("mode", "online")];
        assert_eq!(lead.send(&form, &action, &series).await.status, 303);
        let cohort = cohorts::cohort(&world.weft.db, "improving-our-classrooms-2026-27").await.unwrap().unwrap();
        let meetings = cohorts::meetings(&world.weft.db, &cohort.id).await.unwrap();
        let added: Vec<(i64, &str, &str)> =
            meetings[8..].iter().map(|one| (one.number, one.day.as_str(), one.starts.as_str())).collect();
        assert_eq!(added, [(9, "2026-10-13", "16:00"), (10, "2026-10-20", "16:00"), (11, "2026-10-27", "16:00")]);
        let calendar = world.visitor().get(&format!("{COHORT}/meetings.ics")).await.text();
        assert!(calendar.contains("DTSTART:20261020T150000Z") && calendar.contains("DTSTART:20261027T160000Z"));
        let page = format!("{COHORT}/meetings/9");
        let moved =
            [("title", "New"), ("day", "2026-10-14"), ("starts", "16:30"), ("ends", "17:30"), ("mode", "online")];
        assert_eq!(lead.send(&page, &page, &moved).await.status, 303);
        let cancellation = format!("{page}/cancellation");
        let unsaid = lead.send(&page, &cancellation, &[("reason", "")]).await;
        assert!(unsaid.status == 422 && unsaid.text().contains("Say why it is cancelled"));
        assert_eq!(lead.send(&page, &cancellation, &[("reason", "The speaker is ill.")]).await.status, 303);
        let shown = world.visitor().get(COHORT).await.text();
        assert!(shown.contains("Meetings cancelled (1)") && shown.contains("The speaker is ill."));
        assert!(lead.get(&page).await.text().contains("It was cancelled on 2 February 2026"));
        let held = "/cohorts/improving-our-classrooms-2025/meetings/1";
        assert!(lead.get(held).await.text().contains("It was held"));
        let late = lead
            .send(&form, held, &[("day", "2025-05-01"), ("starts", "09:00"), ("ends", "10:00"), ("mode", "online")])
            .await;
        assert_eq!(late.status, 409, "what was held is not moved");
        assert_eq!(lead.get(&format!("{COHORT}/meetings/99")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_cohort_is_cancelled_with_a_reason_keeps_everything_and_can_be_taken_back() {
    on_both(|world| async move {
        hold(&world, "improving-our-classrooms-2026-27", 2).await;
        let mut lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        let page = format!("{COHORT}/cancellation");
        assert!(lead.get(&page).await.text().contains("2 people have a place or an offer."));
        assert_eq!(lead.send(&page, &page, &[("reason", "")]).await.status, 422);
        assert_eq!(lead.send(&page, &page, &[("reason", "No venue could be found.")]).await.status, 303);
        let text = world.visitor().get(COHORT).await.text();
        assert!(text.contains("Cancelled on 2 February 2026.") && text.contains("No venue could be found."), "{text}");
        assert!(!text.contains("/apply\"") && text.contains("Meetings cancelled (8)"), "{text}");
        let calendar = world.visitor().get(&format!("{COHORT}/meetings.ics")).await.text();
        assert_eq!(calendar.matches("STATUS:CANCELLED").count(), 8);
        let removal = format!("{page}/removal");
        assert_eq!(lead.send(&page, &removal, &[("reason", "A school lends its hall.")]).await.status, 303);
        let text = world.visitor().get(COHORT).await.text();
        assert!(
            text.contains("24 places: 2 offered or taken, 22 left.") && text.contains("Meetings to come (8)"),
            "{text}"
        );
    })
    .await;
}

#[tokio::test]
async fn new_rules_need_a_reason_and_leave_cohorts_there_are_as_they_were() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        let (form, action) =
            ("/programmes/improving-our-classrooms/versions/new", "/programmes/improving-our-classrooms/versions");
        assert!(lead.get(form).await.text().contains("the university partner"), "the rules of now are filled in");
        let bad = [("from_day", "2024-01-01"), ("purpose", "P"), ("attendance_share", "101"), ("moderated", "yes")];
        let refused = lead.send(form, action, &bad).await;
        assert_eq!(refused.status, 422);
        for words in [
            "Say why the rules change",
            "hold from 1 April 2025; choose that day or a later one",
            "`101` does not fit here",
            "Only a case study is moderated",
        ] {
            assert!(refused.text().contains(words), "{words} is missing: {}", refused.text());
        }
        let good = [
            ("from_day", "2026-02-01"),
            ("purpose", "Other"),
            ("posts", "Teacher\r\nLecturer"),
            ("attendance_share", "50"),
            ("reason", "Fewer could come."),
        ];
        assert_eq!(lead.send(form, action, &good).await.status, 303);
        let newest = cohorts::versions(&world.weft.db, "improving-our-classrooms").await.unwrap().remove(0);
        assert_eq!((newest.number, newest.attendance_share, newest.posts.as_str()), (3, 50, "Teacher\nLecturer"));
        let text = world.visitor().get("/programmes/improving-our-classrooms").await.text();
        assert!(
            text.contains("people who work as Teacher or Lecturer, in any sector")
                && text.contains("Fewer could come.")
        );
        assert!(world.visitor().get(COHORT).await.text().contains("75% of the meetings"), "the cohort keeps its rules");
    })
    .await;
}

#[tokio::test]
async fn a_programme_lead_is_appointed_for_a_programme_that_there_is() {
    on_both(|world| async move {
        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let page = administrator.get("/accounts").await.text();
        assert!(page.contains("Programme: Delivering Mentorship"));
        let fields = |scope: &'static str| {
            [("name", "New Lead"), ("email", "new.lead@cast.example"), ("role", "programme-lead"), ("scope", scope)]
        };
        let refused = administrator.send("/accounts", "/accounts", &fields("no-such")).await;
        assert!(refused.status == 422 && refused.text().contains("Choose the programme that the person leads"));
        assert_eq!(administrator.send("/accounts", "/accounts", &fields("delivering-mentorship")).await.status, 200);
        let lead = world.sign_in_as(LEAD.0, LEAD.1).await;
        assert!(lead.get("/account").await.text().contains("Keep the programme Improving Our Classrooms"));
    })
    .await;
}

#[test]
fn the_command_line_appoints_a_programme_lead_only_for_a_programme_that_there_is() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = folder.path().join("data");
    weft_ok(&data, &["init", example().join("partnership.toml").to_str().unwrap()]);
    let add = |key: &str| {
        let words = ["user", "add", "Lead", "--email", "lead@cast.example", "--role", "programme-lead", "--for", key];
        weft(&data, &words)
    };
    let unknown = add("no-such-programme");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&unknown.stderr).contains("there is no programme `no-such-programme`"));
}
