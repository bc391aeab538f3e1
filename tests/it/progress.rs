//! Progress: asked for, answered by a link without an account, accepted or returned.

use weft::{
    people::Role,
    plumbing::state::Weft,
    progress::{self, State},
};

use crate::world::{Answer, Browser, World, on_both};

/// Asks a group for its report as the officer does, and returns the path of the link in the letter.
pub(crate) async fn ask(world: &World, officer: &mut Browser, group: &str) -> String {
    let round = format!("/progress/requests?group={group}");
    let sent = officer.send(&round, "/progress/requests", &[("group", group)]).await;
    assert_eq!((sent.status, sent.location()), (303, "/progress?done=asked&count=1"), "{}", sent.text());
    newest_link(world, "progress-request").await
}

/// The path of the link in the newest letter of a kind.
pub(crate) async fn newest_link(world: &World, kind: &str) -> String {
    let body: String = sqlx::query_scalar(
        "select letter.body from letter join history on history.subject_id = letter.id
             where letter.kind = $1 and history.act = 'letter queued' order by history.seq desc limit 1",
    )
    .bind(kind)
    .fetch_one(world.weft.db.read())
    .await
    .unwrap();
    let at = body.find("/p/").unwrap_or_else(|| panic!("no link in:\n{body}"));
    body[at..at + 35].to_owned()
}

/// Answers one question.
async fn answer(browser: &mut Browser, link: &str, question: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("{link}/{question}");
    browser.send(&page, &page, fields).await
}

/// Answers all five.
pub(crate) async fn answer_all(browser: &mut Browser, link: &str) {
    for (question, fields) in [
        ("met", &[("met", "yes"), ("met_note", "Twice")][..]),
        ("people", &[("people", "12"), ("who", "Teachers of four authorities")]),
        ("changed", &[("changed", "A shared set of starter tasks.")]),
        ("helps", &[("helps", "Cover.")]),
        ("share", &[("share", "Start small."), ("may_share", "yes")]),
    ] {
        let saved = answer(browser, link, question, fields).await;
        assert_eq!(saved.status, 303, "{question}: {}", saved.text());
    }
}

pub(crate) async fn send(browser: &mut Browser, link: &str, sender: &str) -> Answer {
    let (page, action) = (format!("{link}/check"), format!("{link}/sending"));
    browser.send(&page, &action, &[("sender", sender)]).await
}

pub(crate) async fn report(world: &World, group: &str) -> progress::Report {
    progress::of_group(&world.weft.db, group).await.unwrap().remove(0)
}

fn browser_at(weft: Weft) -> Browser {
    Browser::new(weft::app::router(weft).unwrap())
}

#[tokio::test]
async fn a_report_is_asked_for_answered_by_its_link_returned_answered_again_and_accepted() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let overview = officer.get("/progress").await.text();
        assert!(overview.contains("value=\"maths-and-numeracy\" checked"), "{overview}");
        assert!(overview.contains("1 to 31 January 2026") || overview.contains("1 January to 31 January 2026"));
        let link = ask(&world, &mut officer, "maths-and-numeracy").await;

        let mut lead = world.visitor();
        let start = lead.get(&link).await;
        assert_eq!(start.headers["cache-control"], "no-store");
        assert_eq!(start.headers["referrer-policy"], "no-referrer");
        assert!(start.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        let text = start.text();
        assert!(text.contains("Maths and numeracy") && text.contains("Morven Aitkenhead was asked"), "{text}");
        assert!(text.contains("14 February 2026"), "the day it is due");

        let unchosen = answer(&mut lead, &link, "met", &[("met_note", "kept words")]).await;
        assert_eq!(unchosen.status, 422);
        assert!(unchosen.text().contains("Choose yes or no") && unchosen.text().contains("kept words"));
        let wrong = answer(&mut lead, &link, "people", &[("people", "a dozen")]).await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("as a number, for example 12") && wrong.text().contains("a dozen"));
        let early = send(&mut lead, &link, "").await;
        assert_eq!(early.status, 422);
        for sentence in ["Say whether you met", "Say what was made or changed", "Write your name"] {
            assert!(early.text().contains(sentence), "{sentence}");
        }

        // Saved, left, and gone on with by the same link on another device.
        let later = answer(&mut lead, &link, "met", &[("met", "yes"), ("met_note", "Twice"), ("then", "later")]).await;
        assert_eq!(later.location(), format!("{link}?done=saved"));
        assert_eq!(report(&world, "maths-and-numeracy").await.state, State::Draft);
        let mut phone = world.visitor();
        assert!(phone.get(&link).await.text().contains(&format!("href=\"{link}/people\"")));
        assert!(phone.get(&format!("{link}/met")).await.text().contains("Twice"));
        answer_all(&mut phone, &link).await;
        let check = phone.get(&format!("{link}/check")).await.text();
        for words in
            ["Twice", "12 people", "A shared set of starter tasks.", "Start small.", "value=\"Morven Aitkenhead\""]
        {
            assert!(check.contains(words), "{words} is missing: {check}");
        }
        let sent = send(&mut phone, &link, "Callum Drysdale").await;
        assert_eq!(sent.location(), format!("{link}?done=sent"));
        let thanks = phone.get(sent.location()).await.text();
        assert!(thanks.contains("Thank you") && thanks.contains("by Callum Drysdale"), "{thanks}");

        let page = report(&world, "maths-and-numeracy").await.url();
        assert!(officer.get("/progress").await.text().contains(&page));
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("Callum Drysdale") && shown.contains("A shared set of starter tasks."));
        let empty = officer.send(&page, &format!("{page}/return"), &[("question", " ")]).await;
        assert_eq!(empty.status, 422);
        let back = officer.send(&page, &format!("{page}/return"), &[("question", "Which schools?")]).await;
        assert_eq!(back.status, 303);
        let second = newest_link(&world, "progress-returned").await;
        assert_ne!(second, link, "a new letter has a link of its own");
        let again = lead.get(&second).await.text();
        assert!(again.contains("Which schools?") && again.contains("Go on"), "{again}");
        answer(&mut lead, &second, "changed", &[("changed", "Starter tasks in nine schools.")]).await;
        answer(&mut lead, &second, "share", &[("share", "Ask pupils to explain a wrong answer & listen.")]).await;
        assert_eq!(send(&mut lead, &link, "Morven Aitkenhead").await.status, 303, "the first link goes on working");
        assert!(!officer.get(&page).await.text().contains("Make a voice of it"), "only what was accepted is passed on");
        let accepted = officer.send(&page, &format!("{page}/acceptance"), &[]).await;
        assert_eq!(accepted.status, 303);
        let shown = officer.get(&page).await.text();
        let at = shown.find("/voices/new?").unwrap_or_else(|| panic!("no way to a voice: {shown}"));
        let voice = shown[at..].split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&");
        let form = officer.get(&voice).await.text();
        assert!(form.contains("Ask pupils to explain a wrong answer &#38; listen."), "{form}");
        let now = report(&world, "maths-and-numeracy").await;
        assert_eq!(now.state, State::Accepted);
        assert_eq!(now.answers.unwrap().changed, "Starter tasks in nine schools.");
        assert!(lead.get(&second).await.text().contains("The report was accepted."));

        let unfounded = officer.send(&page, &format!("{page}/reopening"), &[]).await;
        assert_eq!(unfounded.status, 422, "a reversal has a reason");
        officer.send(&page, &format!("{page}/reopening"), &[("reason", "Wrong month")]).await;
        assert_eq!(report(&world, "maths-and-numeracy").await.state, State::Sent);
        assert!(officer.get(&page).await.text().contains("Wrong month"));
        let changes: Vec<String> = sqlx::query_scalar(
            "select change from history where subject_kind = 'progress report' or subject_kind = 'letter' order by seq",
        )
        .fetch_all(world.weft.db.read())
        .await
        .unwrap();
        assert!(!changes.concat().contains("Callum"), "the history names nobody");
        assert!(!changes.concat().contains(&link[3..]), "and holds no link");
    })
    .await;
}

#[tokio::test]
async fn a_link_used_twice_shows_what_was_sent_and_a_form_sent_twice_counts_once() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let link = ask(&world, &mut officer, "gaelic").await;
        let (mut one, mut two) = (world.visitor(), world.visitor());
        answer_all(&mut one, &link).await;
        let key = one.form_key(&format!("{link}/check")).await;
        let other = two.form_key(&format!("{link}/check")).await;
        let sending = format!("{link}/sending");
        assert_eq!(one.send_with_key(&key, &sending, &[("sender", "One")]).await.status, 303);
        assert_eq!(one.send_with_key(&key, &sending, &[("sender", "One")]).await.status, 409);
        assert_eq!(two.send_with_key(&other, &sending, &[("sender", "Two")]).await.status, 409);
        let shown = two.get(&link).await.text();
        assert!(shown.contains("by One") && shown.contains("A shared set of starter tasks."), "{shown}");
        assert_eq!(two.get(&format!("{link}/met")).await.location(), link, "no question is open");
        let count: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from progress_answers where sent_at is not null and person_name = 'One'",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(count, 1);
        let back = two.send(&link, &format!("{link}/taking-back"), &[("reason", "One number is wrong")]).await;
        assert_eq!(back.location(), format!("{link}?done=taken-back"));
        assert!(two.get(&format!("{link}/people")).await.text().contains("value=\"12\""), "nothing is lost");
        assert_eq!(send(&mut two, &link, "Two").await.status, 303);
        assert_eq!(report(&world, "gaelic").await.answers.unwrap().person_name, "Two");
    })
    .await;
}

#[tokio::test]
async fn a_link_is_kind_after_the_group_closed_after_it_ran_out_and_after_the_request_was_taken_back() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let visitor = world.visitor();
        for wrong in ["/p/0123456789abcdef0123456789abcdef", "/p/x", "/p/x/met"] {
            assert_eq!(visitor.get(wrong).await.status, 404, "{wrong}");
        }
        let link = ask(&world, &mut officer, "gaelic").await;
        let late = browser_at(world.at_instant("2026-06-30T10:00:00Z"));
        let shown = late.get(&link).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text().contains("This link no longer works") && shown.text().contains("for a new link"));
        assert_eq!(late.get(&format!("{link}/met")).await.location(), link);

        let mut write = world.weft.db.upkeep().await.unwrap();
        sqlx::query("update network_group set ends = '2026-01-31', end_reason = 'done' where key = 'gaelic'")
            .execute(write.on())
            .await
            .unwrap();
        write.commit().await.unwrap();
        let shown = visitor.get(&link).await;
        assert_eq!(shown.status, 200);
        assert!(shown.text().contains("Gaelic has come to an end") && shown.text().contains("nothing more is asked"));
        assert!(!officer.get("/progress").await.text().contains("value=\"gaelic\""));

        let link = ask(&world, &mut officer, "maths-and-numeracy").await;
        let page = report(&world, "maths-and-numeracy").await.url();
        officer.send(&page, &format!("{page}/withdrawal"), &[("reason", "Asked by mistake")]).await;
        assert!(visitor.get(&link).await.text().contains("This report is no longer needed"));
        assert!(
            officer.get("/progress").await.text().contains("value=\"maths-and-numeracy\""),
            "it can be asked again"
        );
        let again = ask(&world, &mut officer, "maths-and-numeracy").await;
        assert!(visitor.get(&again).await.text().contains("Five short questions"));
    })
    .await;
}

#[tokio::test]
async fn a_report_begins_with_the_meetings_held_and_who_was_at_them() {
    on_both(|world| async move {
        let held = weft::meetings::held_by(&world.weft.db, "group", "maths-and-numeracy", "2025-10-01", "2026-01-31");
        let held = held.await.unwrap();
        let mut write = world.weft.db.upkeep().await.unwrap();
        // Asked about a time in which the example has the group meet.
        sqlx::query(
            "update progress_report set period_to = '2025-09-30', period_from = '2025-09-01' where group_key = $1",
        )
        .bind("maths-and-numeracy")
        .execute(write.on())
        .await
        .unwrap();
        write.commit().await.unwrap();
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let link = ask(&world, &mut officer, "maths-and-numeracy").await;
        let text = world.visitor().get(&format!("{link}/met")).await.text();
        assert!(text.contains("1 October 2025 to 31 January 2026"), "what was never reported is asked about as one");
        assert!(!held.is_empty(), "the example has meetings of this group");
        assert!(text.contains("value=\"yes\" checked") && text.contains("Filled in from what was noted"), "{text}");
        for meeting in &held {
            assert!(text.contains(&weft::plumbing::clock::spoken_day(&meeting.day)), "{}", meeting.day);
        }
    })
    .await;
}
