//! Completion: from meetings that were held to a certificate that anybody may verify, and what is claimed with it.

mod lists;

use weft::{people::Role, plumbing::ids::sha256, programmes::completion};

use crate::world::{Browser, World, on_both};

const HOME: &str = "/cohorts/completion-test/completion";

/// A cohort with four meetings held, one cancelled and one without a closed register; Ann came to all, Bob to three of the
/// four (75%), Cat has a place and never came. Ann sits in a second cohort as well, where she came to nothing.
const COHORT: &[&str] = &[
    "insert into programme_version (id, programme_id, number, from_day, purpose, sectors, posts, level, credit_body,
       credit_points, credit_level, recognition, recognition_body, award_from, award_to, attendance_share, case_study, moderated,
       reason)
     select 'ct-version', id, 90, '2025-08-01', '', '', '', '', 'A University', 30, 11, 'Professional Recognition', 'The Council',
       '2023-08-01', '2026-06-30', 80, 1, 1, '' from programme where key = 'improving-our-classrooms'",
    "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement, mode, venue,
       note, contact_office, invented)
     select 'ct-cohort', 'completion-test', id, 90, 'Autumn 2025', '2025-26', '2025-26', 14, 0, 'in-person', '', '',
       'collaboration-officer', 1 from programme where key = 'improving-our-classrooms'",
    "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement, mode, venue,
       note, contact_office, invented)
     select 'ct-other', 'completion-other', id, 90, 'Winter 2025', '2025-26', '2025-26', 14, 0, 'in-person', '', '',
       'collaboration-officer', 1 from programme where key = 'improving-our-classrooms'",
    "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link, sequence,
       changed_at, held_at, cancelled_on)
     values ('ct-1', 'ct-1', 'ct-cohort', 1, 'One', '2025-10-26', '09:30', '12:30', 'Europe/London', 'in-person', '', '', 0, 'x', 'x', null),
       ('ct-2', 'ct-2', 'ct-cohort', 2, 'Two', '2025-11-12', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', 'x', null),
       ('ct-3', 'ct-3', 'ct-cohort', 3, 'Three', '2025-12-03', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', 'x', null),
       ('ct-4', 'ct-4', 'ct-cohort', 4, 'Four', '2026-01-14', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', 'x', null),
       ('ct-5', 'ct-5', 'ct-cohort', 5, 'Five', '2026-01-21', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', null, '2026-01-20'),
       ('ct-6', 'ct-6', 'ct-cohort', 6, 'Six', '2026-01-28', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', null, null),
       ('ct-7', 'ct-7', 'ct-other', 1, 'Other', '2026-01-28', '16:00', '18:00', 'Europe/London', 'in-person', '', '', 0, 'x', 'x', null)",
    "insert into person (id, key, name, email, invented) values ('ct-ann', 'ct-ann', 'Ann Learner', 'ann@learner.example', 1),
       ('ct-bob', 'ct-bob', '=cmd|calc Bob', 'bob@learner.example', 1), ('ct-cat', 'ct-cat', 'Cat Absent', 'cat@learner.example', 1)",
    "insert into application (id, key, cohort_id, person_id, name, email, post, sector, workplace, registration, why, needs,
       endorser_name, endorser_email, endorsed_words, state, state_at, started_at, sentence, invented)
     values ('ct-a1', 'ct-a1', 'ct-cohort', 'ct-ann', 'Ann Learner', 'ann@learner.example', 'Teacher', 'primary', '', '0123456', '', '', '', '', '', 'accepted', 'x', 'x', '', 1),
       ('ct-a2', 'ct-a2', 'ct-cohort', 'ct-bob', 'Bob Learner', 'bob@learner.example', 'Teacher', 'primary', '', '', '', '', '', '', '', 'accepted', 'x', 'x', '', 1),
       ('ct-a3', 'ct-a3', 'ct-cohort', 'ct-cat', 'Cat Absent', 'cat@learner.example', 'Teacher', 'primary', '', '', '', '', '', '', '', 'accepted', 'x', 'x', '', 1),
       ('ct-a4', 'ct-a4', 'ct-other', 'ct-ann', 'Ann Learner', 'ann@learner.example', 'Teacher', 'primary', '', '', '', '', '', '', '', 'accepted', 'x', 'x', '', 1)",
    "insert into attendance (id, meeting_id, person_id, mark, mode, sector, post, how, taken_at, account)
     values ('ct-m1', 'ct-1', 'ct-ann', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m2', 'ct-2', 'ct-ann', 'late', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m3', 'ct-3', 'ct-ann', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m4', 'ct-4', 'ct-ann', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m5', 'ct-1', 'ct-bob', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m6', 'ct-2', 'ct-bob', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m7', 'ct-3', 'ct-bob', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m8', 'ct-4', 'ct-bob', 'apologies', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m9', 'ct-6', 'ct-cat', 'present', 'in-person', 'primary', '', 'register', 'x', 'x'),
       ('ct-m10', 'ct-7', 'ct-ann', 'absent', 'in-person', 'primary', '', 'register', 'x', 'x')",
];

async fn with_cohort(world: &World) {
    let mut write = world.weft.db.write().await.unwrap();
    for text in COHORT {
        sqlx::query(*text).execute(write.on()).await.unwrap();
    }
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

/// A link out of the newest letter of a kind, from its path on.
async fn link(world: &World, kind: &str, to: &str, path: &str) -> String {
    let body: String = sqlx::query_scalar(
        "select letter.body from letter join history on history.subject_id = letter.id
         where letter.kind = $1 and letter.address = $2 and history.act = 'letter queued' order by history.seq desc limit 1",
    )
    .bind(kind)
    .bind(to)
    .fetch_one(world.weft.db.read())
    .await
    .unwrap();
    let at = body.find(path).unwrap_or_else(|| panic!("no link in:\n{body}"));
    body[at..].split_whitespace().next().unwrap().to_owned()
}

const ANSWERS: [(&str, &str); 8] = [
    ("question", "Does talk before writing help?"),
    ("target-group", "P5, 24 pupils"),
    ("done", "Ten minutes of talk before each piece of writing, for six weeks."),
    ("before", "9 of 24 pupils wrote at the expected level."),
    ("after", "15 of 23 pupils (65%) wrote at the expected level."),
    ("impact", "They begin sooner."),
    ("not-worked", "Mondays."),
    ("outcomes", "The whole stage does it now."),
];

async fn write_study(browser: &mut Browser, link: &str) {
    for (question, answer) in ANSWERS {
        let page = format!("{link}/{question}");
        let saved = browser.send(&page, &page, &[("answer", answer), ("then", "on")]).await;
        assert_eq!(saved.status, 303, "{question}: {}", saved.text());
    }
    let sent = browser.send(&format!("{link}/check"), &format!("{link}/sending"), &[("no_names", "yes")]).await;
    assert_eq!((sent.status, sent.location()), (303, format!("{link}?done=sent").as_str()), "{}", sent.text());
}

/// Ann's case study accepted and moderated, and Ann recorded as completed.
async fn ann_completes(world: &World, lead: &mut Browser) {
    lead.send(HOME, &format!("{HOME}/letters"), &[]).await;
    write_study(&mut world.visitor(), &link(world, "case-study", "ann@learner.example", "/case-study/").await).await;
    let ann = format!("{HOME}/people/ct-ann");
    assert_eq!(lead.send(&ann, &format!("{ann}/acceptance"), &[]).await.status, 303);
    let alone = lead.send(&ann, &format!("{ann}/moderation"), &[]).await;
    assert_eq!(alone.status, 422, "whoever accepted it moderates it only with a reason");
    assert!(alone.text().contains("You accepted it yourself; say why nobody else moderates it"));
    let why = [("moderation", "There is one officer this term")];
    assert_eq!(lead.send(&ann, &format!("{ann}/moderation"), &why).await.status, 303);
    let recorded = lead.send(HOME, &format!("{HOME}/decisions"), &[("day", "2026-01-30")]).await;
    assert_eq!(recorded.location(), format!("{HOME}?done=recorded&count=1"), "{}", recorded.text());
}

#[tokio::test]
async fn attended_written_moderated_completed_certified_and_verified_by_anybody() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let text = lead.get(HOME).await.text();
        assert!(text.contains("4 of the 5 meetings planned have been held; only those count."), "{text}");
        assert!(text.contains("4 of 4 meetings held (100%)") && text.contains("3 of 4 meetings held (75%)"));
        assert!(text.contains("0 of 4 meetings held (0%)"), "a mark in an unclosed register does not count");
        ann_completes(&world, &mut lead).await;

        let issued = lead.send(HOME, &format!("{HOME}/certificates"), &[]).await;
        assert_eq!(issued.location(), format!("{HOME}?done=issued&count=1"), "{}", issued.text());
        let held = completion::of_person(&world.weft.db, "ct-ann").await.unwrap();
        assert_eq!((held.len(), held[0].day.as_str(), held[0].minutes), (1, "2026-01-30", 540));
        let number = held[0].certificate.clone().unwrap();
        let (stored, bytes): (String, Vec<u8>) = sqlx::query_as(
            "select sha256, bytes from certificate join certificate_file on certificate_id = certificate.id where number = $1",
        )
        .bind(&number)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert!(bytes.starts_with(b"%PDF") && stored == sha256(&bytes));
        // `tests/pdf/run.sh` puts every file of this folder through the checkers.
        std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("certificate.pdf"), &bytes).unwrap();
        assert!(completion::check(&world.weft.db).await.unwrap().is_empty());

        // The participant has it by the link of the letter, anybody may verify it, and it is the same file everywhere.
        let own = link(&world, "certificate", "ann@learner.example", "/certificate/").await;
        let visitor = world.visitor();
        assert!(visitor.get(&own).await.text().contains(&number));
        let file = visitor.get(&format!("{own}/certificate.pdf")).await;
        assert_eq!((file.status, &file.body), (200, &bytes));
        assert_eq!(lead.get(&format!("{HOME}/people/ct-ann/certificate.pdf")).await.body, bytes);
        assert!(lead.get(&format!("{HOME}/certificates.zip")).await.body.starts_with(b"PK"));
        let page = visitor.get(&format!("/verify/{number}")).await;
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow");
        let text = page.text();
        for words in ["This certificate stands.", "Ann Learner", "Improving Our Classrooms", "30 January 2026", "30 credit points at SCQF level 11"] {
            assert!(text.contains(words), "{words}: {text}");
        }
        // As it may be typed: small letters, no hyphens.
        let typed = number.to_lowercase().replace('-', "%20");
        assert_eq!(visitor.get(&format!("/verify?number={typed}")).await.location(), format!("/verify/{number}"));
        let unknown = visitor.get("/verify/0000-0000-0000-0000").await;
        assert_eq!(unknown.status, 404);
        assert!(unknown.text().contains("Nobody issued a certificate here under the number 0000-0000-0000-0000"));
        assert_eq!(visitor.get("/verify?number=hello").await.status, 422);
        // A second press issues no second one.
        let ann = format!("{HOME}/people/ct-ann");
        let again = lead.send(&ann, &format!("{ann}/certificate"), &[]).await;
        assert_eq!(again.location(), format!("{ann}?done=stood"));
    })
    .await;
}

#[tokio::test]
async fn nobody_gets_a_certificate_who_was_registered_but_absent() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let cat = format!("{HOME}/people/ct-cat");
        let refused = officer.send(&cat, &format!("{cat}/certificate"), &[]).await;
        assert_eq!(refused.status, 409);
        assert!(
            refused.text().contains("Came to 0 of 4 meetings held (0%); at least 80% are needed"),
            "{}",
            refused.text()
        );
        let fields = [("outcome", "completed"), ("day", "2026-01-30"), ("reason", "She is a friend")];
        let decided = officer.send(&cat, &format!("{cat}/decision"), &fields).await;
        assert_eq!(decided.status, 422);
        assert!(decided.text().contains("Nobody completes what they never came to"));
        assert!(completion::of_person(&world.weft.db, "ct-cat").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn against_the_rule_it_takes_a_reason_and_everything_can_be_taken_back_with_one() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let bob = format!("{HOME}/people/ct-bob");
        let (decision, back) = (format!("{bob}/decision"), format!("{bob}/taking-back"));
        let without = officer.send(&bob, &decision, &[("outcome", "completed"), ("day", "2026-01-30")]).await;
        assert_eq!(without.status, 422);
        assert!(without.text().contains("They do not meet the rule; say why it is decided otherwise"));
        let early = [("outcome", "completed"), ("day", "2025-10-01"), ("reason", "Illness")];
        assert!(
            officer.send(&bob, &decision, &early).await.text().contains("before the first meeting on 26 October 2025")
        );
        let with = [("outcome", "completed"), ("day", "2026-01-30"), ("reason", "Was ill, and made up for it")];
        let key = officer.form_key(&bob).await;
        assert_eq!(officer.send_with_key(&key, &decision, &with).await.status, 303);
        assert_eq!(officer.send_with_key(&key, &decision, &with).await.status, 409, "a second sending counts once");
        assert_eq!(officer.send(&bob, &format!("{bob}/certificate"), &[]).await.status, 303);
        let first = completion::of_person(&world.weft.db, "ct-bob").await.unwrap()[0].certificate.clone().unwrap();

        // A decision whose certificate stands is not taken back behind the certificate's back.
        assert_eq!(officer.send(&bob, &back, &[("reason", "A mistake")]).await.status, 409);
        assert_eq!(
            officer.send(&bob, &format!("{bob}/reissue"), &[("certificate_name", "Robert Learner")]).await.status,
            422
        );
        let name = [("certificate_name", "Robert Learner"), ("certificate_reason", "He is Robert")];
        assert_eq!(officer.send(&bob, &format!("{bob}/reissue"), &name).await.status, 303);
        let second = completion::of_person(&world.weft.db, "ct-bob").await.unwrap()[0].certificate.clone().unwrap();
        assert_ne!(first, second);
        let visitor = world.visitor();
        let old = visitor.get(&format!("/verify/{first}")).await.text();
        assert!(old.contains("This certificate was replaced by a new one on 2 February 2026"), "{old}");
        assert!(!old.contains(&second) && !old.contains("He is Robert"), "neither the new number nor the reason");
        assert!(visitor.get(&format!("/verify/{second}")).await.text().contains("Robert Learner"));
        let why = [("certificate_reason", "It was a mistake")];
        assert_eq!(officer.send(&bob, &format!("{bob}/revocation"), &why).await.status, 303);
        let gone = visitor.get(&format!("/verify/{second}")).await.text();
        assert!(gone.contains("This certificate was revoked on 2 February 2026. It no longer stands."));
        assert!(!gone.contains("mistake") && !gone.contains("credit points"));
        assert_eq!(officer.send(&bob, &back, &[("reason", "It was a mistake")]).await.status, 303);
        assert!(completion::of_person(&world.weft.db, "ct-bob").await.unwrap().is_empty());
        let page = officer.get(&bob).await.text();
        assert!(page.contains("Decision taken back by") && page.contains("Was ill, and made up for it"));
    })
    .await;
}

#[tokio::test]
async fn a_case_study_is_kept_page_by_page_and_goes_back_with_a_question() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let asked = lead.send(HOME, &format!("{HOME}/letters"), &[]).await;
        assert_eq!(asked.location(), format!("{HOME}?done=asked&count=3"));
        let link_of_ann = link(&world, "case-study", "ann@learner.example", "/case-study/").await;
        let mut ann = world.visitor();
        let start = ann.get(&link_of_ann).await;
        assert_eq!(start.headers["referrer-policy"], "no-referrer");
        assert!(start.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));
        let page = format!("{link_of_ann}/after");
        let bare = ann.send(&page, &page, &[("answer", "82% improved")]).await;
        assert_eq!(bare.status, 422);
        assert!(bare.text().contains("Say how many each percentage is of") && bare.text().contains("82% improved"));
        let early = ann.send(&format!("{link_of_ann}/check"), &format!("{link_of_ann}/sending"), &[]).await;
        assert_eq!(early.status, 422);
        write_study(&mut ann, &link_of_ann).await;
        let person = format!("{HOME}/people/ct-ann");
        assert!(lead.get(&person).await.text().contains("15 of 23 pupils (65%)"));
        let question = [("question", "How did you choose the pupils?")];
        assert_eq!(lead.send(&person, &format!("{person}/question"), &question).await.status, 303);
        let again = link(&world, "case-study-returned", "ann@learner.example", "/case-study/").await;
        let text = ann.get(&again).await.text();
        assert!(text.contains("How did you choose the pupils?") && text.contains("What you wrote is still here."));
        // The old link still opens it: a letter that is found later is no dead end.
        assert_eq!(ann.get(&link_of_ann).await.status, 200);
        let last = if link_of_ann.ends_with('0') { '1' } else { '0' };
        assert_eq!(ann.get(&format!("{}{last}", &link_of_ann[..link_of_ann.len() - 1])).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn another_programmes_lead_finds_no_such_page() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let other = world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await;
        for path in [
            HOME,
            &format!("{HOME}/people/ct-ann"),
            &format!("{HOME}/credits.xlsx"),
            &format!("{HOME}/certificates.zip"),
        ] {
            assert_eq!(other.get(path).await.status, 404, "{path}");
        }
        let nobody = world.visitor().get(HOME).await;
        assert!(nobody.location().starts_with("/sign-in"), "{}", nobody.status);
        assert!(!nobody.text().contains("Ann Learner"));
    })
    .await;
}
