//! My learning: one's own record and nobody else's, held apart from planned, taken away as files, reminded of once.

use weft::{
    learning,
    people::{self, Role},
    plumbing::{db::Write, history::COMMAND_LINE, ids::sha256},
};

use crate::world::{Browser, World, email_of, on_both};

/// A signed-in browser of somebody the partnership knows, as the emailed link makes it; gives the id of the person too.
async fn practitioner(world: &World, name: &str, email: &str) -> (String, Browser) {
    let mut write = world.weft.db.write().await.unwrap();
    let id = people::add_person(&world.weft, &mut write, COMMAND_LINE, name, Some(email), true).await.unwrap();
    write.commit().await.unwrap();
    let browser = signed_in(world, email).await;
    (id, browser)
}

async fn signed_in(world: &World, email: &str) -> Browser {
    let mut browser = world.visitor();
    assert_eq!(browser.send("/sign-in/link", "/sign-in/link", &[("email", email)]).await.status, 303);
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
    assert_eq!(browser.send(&link, &link, &[]).await.status, 303);
    browser
}

async fn run(write: &mut Write, sql: &str, values: &[&str]) {
    let mut query = sqlx::query(sqlx::AssertSqlSafe(sql.to_owned()));
    for value in values {
        query = query.bind(*value);
    }
    query.execute(write.on()).await.unwrap_or_else(|fault| panic!("{sql}: {fault}"));
}

/// Questioning, Round of trials: one meeting held in November, two in this week, one next month, one cancelled.
async fn cohort(world: &World) {
    let mut write = world.weft.db.write().await.unwrap();
    run(
        &mut write,
        "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement,
           mode, venue, note, contact_office, invented)
         select 'cohort-1', 'questioning-spring', id, 1, 'Round of trials', '2025-26', '2025-26', 14, 0, 'online', '', '',
           'collaboration-officer', 1 from programme where key = 'improving-our-classrooms'",
        &[],
    )
    .await;
    for (number, day, held, cancelled) in [
        ("1", "2025-11-20", true, false),
        ("2", "2026-02-04", false, false),
        ("3", "2026-02-06", false, false),
        ("4", "2026-03-12", false, false),
        ("5", "2026-02-05", false, true),
        ("6", "2026-01-15", false, false),
    ] {
        let held = if held { "'2025-11-20T17:00:00Z'" } else { "null" };
        let cancelled = if cancelled { "'2026-01-10'" } else { "null" };
        let sql = format!(
            "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link,
               sequence, changed_at, held_at, cancelled_on, cancelled_reason)
             values ($1, $2, 'cohort-1', {number}, $3, $4, '09:30', '12:00', 'Europe/London', 'both', 'Clyde Hall',
               'https://meet.example/room', 0, '2025-09-01T10:00:00Z', {held}, {cancelled}, null)"
        );
        let (id, key, title) = (format!("meeting-{number}"), format!("q-{number}"), format!("Day {number}"));
        run(&mut write, &sql, &[&id, &key, &title, day]).await;
    }
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

async fn apply(world: &World, person: &str, email: &str, state: &str) {
    let mut write = world.weft.db.write().await.unwrap();
    run(
        &mut write,
        "insert into application (id, key, cohort_id, person_id, name, email, post, sector, workplace, registration, why,
           needs, endorser_name, endorser_email, endorsed_words, state, state_at, started_at, submitted_at,
           offer_expires_on, sentence, invented)
         values ($1, $1, 'cohort-1', $2, 'Somebody', $3, 'Teacher', 'primary', '', '', '', '', '', '', '', $4,
           '2025-10-01T10:00:00Z', '2025-09-20T10:00:00Z', '2025-09-21T10:00:00Z', '2026-02-20',
           'There was a place for you.', 1)",
        &[&format!("application-{person}"), person, email, state],
    )
    .await;
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

async fn mark(world: &World, person: &str, meeting: &str, mark: &str) {
    let mut write = world.weft.db.write().await.unwrap();
    run(
        &mut write,
        "insert into attendance (id, meeting_id, person_id, mark, mode, sector, post, how, taken_at, account)
         values ($1, $2, $3, $4, 'online', 'primary', 'Teacher', 'register', '2025-11-20T12:00:00Z', 'test')",
        &[&format!("{person}-{meeting}"), meeting, person, mark],
    )
    .await;
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

#[tokio::test]
async fn somebody_new_is_shown_the_way_to_the_catalogue() {
    on_both(|world| async move {
        let (_, browser) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let page = browser.get("/my/learning").await;
        assert_eq!((page.status, page.headers["cache-control"].to_str().unwrap()), (200, "no-store"));
        assert!(
            page.text().contains("Nothing is recorded for Ailsa Redpath yet")
                && page.text().contains("Find a programme")
        );
        assert!(world.visitor().get("/my/learning").await.location().starts_with("/sign-in"));
        let pdf = browser.get("/my/learning/record.pdf").await;
        assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"), "{}", pdf.status);
    })
    .await;
}

#[tokio::test]
async fn planned_held_and_attended_stand_apart_and_nobody_elses_record_is_shown() {
    on_both(|world| async move {
        cohort(&world).await;
        let (ailsa, browser) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let (ben, other) = practitioner(&world, "Ben Orrock", "ben@school.example").await;
        apply(&world, &ailsa, "ailsa@school.example", "accepted").await;
        apply(&world, &ben, "ben@school.example", "offered").await;
        mark(&world, &ailsa, "meeting-1", "late").await;
        mark(&world, &ailsa, "meeting-6", "present").await;
        let page = browser.get("/my/learning").await.text();
        assert!(page.contains("You came to 1 of 1 meetings held; 4 more planned."), "{page}");
        for words in ["Late, online", "Register not closed", "Cancelled", "Wednesday 4 February 2026, 09:30 to 12:00"] {
            assert!(page.contains(words), "{words} is missing on {}: {page}", world.engine);
        }
        assert!(page.contains("Session 2025/26: 2 hours 30 minutes in 1 meeting of programmes."), "{page}");
        assert!(page.contains("https://meet.example/room"), "whoever has a place may join");
        let theirs = other.get("/my/learning").await.text();
        assert!(theirs.contains("You are offered a place on Improving Our Classrooms, Round of trials. Answer by 20 February 2026."), "{theirs}");
        assert!(!theirs.contains("meet.example") && !theirs.contains("Late, online") && !theirs.contains("Ailsa"), "{theirs}");
        let csv = browser.get("/my/learning/record.csv").await.text();
        let rows: Vec<&str> = csv.lines().collect();
        assert_eq!(rows[0], "date,session,kind,title,part_of,role,mode,hours,minutes,what_it_led_to");
        assert_eq!(rows[1], "2025-11-20,2025-26,Programme meeting,Day 1,\"Improving Our Classrooms, Round of trials\",Participant,Online,2.50,150,");
        assert_eq!(rows.len(), 2, "a meeting without a closed register is not in the record: {csv}");
        assert_eq!(other.get("/my/learning/record.csv").await.text().lines().count(), 1);
        let json = browser.get("/my/learning/record.json").await.json();
        assert_eq!(json["entries"][0]["minutes"], 150);
        assert_eq!(json["name"], "Ailsa Redpath");
        let workbook = browser.get("/my/learning/record.xlsx").await;
        assert!(workbook.status == 200 && workbook.body.starts_with(b"PK"));
        assert!(browser.get("/my/learning/record.pdf").await.body.starts_with(b"%PDF"));
    })
    .await;
}

#[tokio::test]
async fn two_who_were_merged_are_one_record() {
    on_both(|world| async move {
        cohort(&world).await;
        let (kept, browser) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let (merged, _) = practitioner(&world, "A. Redpath", "a.redpath@home.example").await;
        apply(&world, &merged, "a.redpath@home.example", "accepted").await;
        mark(&world, &merged, "meeting-1", "present").await;
        mark(&world, &kept, "meeting-1", "absent").await;
        let before = browser.get("/my/learning").await.text();
        assert!(before.contains("Absent") && !before.contains("You came to 1"), "{before}");
        let mut write = world.weft.db.write().await.unwrap();
        run(&mut write, "update person set merged_into = $1 where id = $2", &[&kept, &merged]).await;
        world.note(&mut write).await;
        write.commit().await.unwrap();
        for email in ["ailsa@school.example", "a.redpath@home.example"] {
            let page = signed_in(&world, email).await.get("/my/learning").await.text();
            assert!(page.contains("You came to 1 of 1 meetings held"), "{email} on {}: {page}", world.engine);
            assert!(page.contains("What Ailsa Redpath applied for"), "{page}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_calendar_has_a_secret_address_that_is_renewed_and_taken_away() {
    on_both(|world| async move {
        cohort(&world).await;
        let (ailsa, mut browser) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        apply(&world, &ailsa, "ailsa@school.example", "accepted").await;
        let address = |text: &str| {
            let at = text.find("/my/learning/calendar/").unwrap_or_else(|| panic!("no address: {text}"));
            text[at..].split('<').next().unwrap().to_owned()
        };
        let first = address(&browser.send("/my/learning", "/my/learning/calendar", &[]).await.text());
        assert!(!browser.get("/my/learning").await.text().contains(&first), "the address is shown once");
        let kept: String = sqlx::query_scalar("select token_hash from learning_calendar")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        let token = first.trim_start_matches("/my/learning/calendar/").trim_end_matches(".ics");
        assert_eq!(kept, sha256(token.as_bytes()));
        let feed = world.visitor().get(&first).await;
        assert_eq!(feed.headers["content-type"], "text/calendar; charset=utf-8");
        let text = feed.text().replace("\r\n ", "");
        assert!(text.contains("DTSTART:20260204T093000Z") && text.contains("https://meet.example/room"), "{text}");
        assert!(text.contains("STATUS:CANCELLED") && text.contains("STATUS:CONFIRMED"));
        let second = address(&browser.send("/my/learning", "/my/learning/calendar", &[]).await.text());
        assert_eq!(world.visitor().get(&first).await.status, 404, "the old address stops working");
        assert_eq!(world.visitor().get(&second).await.status, 200);
        assert_eq!(world.visitor().get(second.trim_end_matches(".ics")).await.status, 404);
        browser.send("/my/learning", "/my/learning/calendar-withdrawal", &[]).await;
        assert_eq!(world.visitor().get(&second).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_meeting_is_told_of_once_with_the_others_of_its_week_and_again_when_it_moves() {
    on_both(|world| async move {
        cohort(&world).await;
        let (ailsa, _) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let (ben, _) = practitioner(&world, "Ben Orrock", "ben@school.example").await;
        apply(&world, &ailsa, "ailsa@school.example", "accepted").await;
        apply(&world, &ben, "ben@school.example", "offered").await;
        let early = world.at_instant("2026-02-02T06:59:00Z");
        assert_eq!(learning::send_reminders(&early).await.unwrap(), 0, "nobody is written to at night");
        assert_eq!(learning::send_reminders(&world.weft).await.unwrap(), 1);
        assert_eq!(learning::send_reminders(&world.weft).await.unwrap(), 0, "once");
        let letters = async || -> Vec<(String, String, String)> {
            sqlx::query_as(
                "select address, subject, body from letter where kind = 'meeting-reminder' and address like '%@school.example'
                   order by queued_at, id",
            )
            .fetch_all(world.weft.db.read())
            .await
            .unwrap()
        };
        let sent = letters().await;
        assert_eq!((sent[0].0.as_str(), sent[0].1.as_str()), ("ailsa@school.example", "Your next 2 meetings"));
        for words in ["Wednesday 4 February 2026", "Friday 6 February 2026", "https://meet.example/room"] {
            assert!(sent[0].2.contains(words), "{words} is missing: {}", sent[0].2);
        }
        assert!(!sent[0].2.contains("Day 5"), "a cancelled meeting is no meeting");
        let mut write = world.weft.db.write().await.unwrap();
        run(&mut write, "update cohort_meeting set day = '2026-02-05' where id = $1", &["meeting-3"]).await;
        world.note(&mut write).await;
        write.commit().await.unwrap();
        assert_eq!(learning::send_reminders(&world.weft).await.unwrap(), 1, "a meeting that moved is told of again");
        let sent = letters().await;
        let stop = sent[1].2.find("/my/learning/stop/").unwrap();
        let stop = sent[1].2[stop..].split_whitespace().next().unwrap().to_owned();
        let mut stranger = world.visitor();
        assert!(stranger.get(&stop).await.text().contains("Do you want no more of them?"));
        let forged = format!("{}0", &stop[..stop.len() - 1]);
        assert!(forged == stop || stranger.get(&forged).await.status == 404);
        assert_eq!(stranger.send(&stop, &stop, &[]).await.status, 303);
        let later = world.at_instant("2026-03-10T10:00:00Z");
        learning::send_reminders(&later).await.unwrap();
        assert_eq!(letters().await.len(), 2, "stopped");
        let mut browser = signed_in(&world, "ailsa@school.example").await;
        let on = browser.send("/my/learning", "/my/learning/reminders", &[("reminders", "on")]).await;
        assert_eq!(on.status, 303, "{}", on.text());
        learning::send_reminders(&later).await.unwrap();
        assert_eq!(letters().await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn a_certificate_of_somebody_else_is_no_certificate() {
    on_both(|world| async move {
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(officer.get("/my/learning/certificates/AB12").await.status, 404);
        assert!(officer.get("/my/learning").await.status == 200, "{}", email_of(Role::CollaborationOfficer, ""));
    })
    .await;
}

#[tokio::test]
async fn what_waits_in_a_programme_stands_among_the_tasks_of_those_who_can_do_it() {
    on_both(|world| async move {
        cohort(&world).await;
        let (ben, browser) = practitioner(&world, "Ben Orrock", "ben@school.example").await;
        let (ailsa, _) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        apply(&world, &ben, "ben@school.example", "offered").await;
        apply(&world, &ailsa, "ailsa@school.example", "submitted").await;
        let mine = browser.get("/my/tasks").await.text();
        assert!(mine.contains("Answer the offer of a place") && mine.contains("20 February 2026"), "{mine}");
        assert!(!mine.contains("Close the register"), "{mine}");
        let lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let theirs = lead.get("/my/tasks").await.text();
        assert!(theirs.contains("Close the register of a meeting") && theirs.contains("15 January 2026"), "{theirs}");
        assert!(theirs.contains("Decide an application") && !theirs.contains("Answer the offer"), "{theirs}");
        let other = world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await;
        assert!(!other.get("/my/tasks").await.text().contains("Round of trials"), "another programme’s");
    })
    .await;
}

#[tokio::test]
async fn an_application_opens_by_a_link_for_its_own_applicant_only() {
    on_both(|world| async move {
        cohort(&world).await;
        let (ailsa, mut browser) = practitioner(&world, "Ailsa Redpath", "ailsa@school.example").await;
        let (_, mut other) = practitioner(&world, "Ben Orrock", "ben@school.example").await;
        apply(&world, &ailsa, "ailsa@school.example", "offered").await;
        let action = format!("/my/learning/applications/application-{ailsa}");
        let opened = browser.send("/my/learning", &action, &[]).await;
        assert!(opened.status == 303 && opened.location().starts_with("/a/"), "{}", opened.text());
        assert_eq!(other.send("/my/learning", &action, &[]).await.status, 404);
        let study = "/my/learning/case-studies/questioning-spring";
        assert_eq!(browser.send("/my/learning", study, &[]).await.status, 404, "an offer is no place yet");
    })
    .await;
}
