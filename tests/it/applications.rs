//! Applying without an account, being endorsed, deciding, and what everybody sees of it.

use weft::{
    people::Role,
    plumbing::{ids::sha256, import::File, state::Weft},
};

use crate::world::{Answer, Browser, World, on_both};

/// A cohort of the tests: open from January to March 2026 under rules of its own.
#[derive(Clone, Copy)]
pub(crate) struct Fixture {
    pub key: &'static str,
    pub programme: &'static str,
    pub places: Option<i64>,
    pub endorsement: bool,
    pub closes: &'static str,
    pub shares: &'static [(&'static str, &'static str, i64)],
}

pub(crate) const OPEN: Fixture = Fixture {
    key: "tested",
    programme: "improving-our-classrooms",
    places: Some(2),
    endorsement: true,
    closes: "2026-03-31",
    shares: &[],
};

impl Fixture {
    pub(crate) async fn set_up(self, world: &World) {
        let mut write = world.weft.db.write().await.unwrap();
        let programme: String = sqlx::query_scalar("select id from programme where key = $1")
            .bind(self.programme)
            .fetch_one(write.on())
            .await
            .unwrap();
        sqlx::query(
            "insert into programme_version (id, programme_id, number, from_day, purpose, sectors, posts, level, credit_body,
               recognition, recognition_body, attendance_share, case_study, moderated, reason)
             values ($1, $2, 90, '2025-08-01', 'To find out what works.', $3, 'Teacher', '', '', '', '', 75, 1, 0, 'Tests')
             on conflict do nothing",
        )
        .bind(format!("version-{}", self.programme))
        .bind(&programme)
        .bind("primary\nsecondary")
        .execute(write.on())
        .await
        .unwrap();
        sqlx::query(
            "insert into cohort (id, key, programme_id, version, title, first_session, last_session, opens_on, closes_on,
               places, shares_until, offer_days, endorsement, mode, venue, note, contact_office, invented)
             values ($1, $1, $2, 90, $3, '2025-26', '2025-26', '2026-01-01', $4, $5, '2026-02-20', 10, $6, 'online', '', '',
               'collaboration-officer', 1)",
        )
        .bind(self.key)
        .bind(&programme)
        .bind(format!("Cohort {}", self.key))
        .bind(self.closes)
        .bind(self.places)
        .bind(i64::from(self.endorsement))
        .execute(write.on())
        .await
        .unwrap();
        for (kind, key, places) in self.shares {
            sqlx::query("insert into cohort_share (cohort_id, kind, share_key, places) values ($1, $2, $3, $4)")
                .bind(self.key)
                .bind(kind)
                .bind(key)
                .bind(places)
                .execute(write.on())
                .await
                .unwrap();
        }
        world.note(&mut write).await;
        write.commit().await.unwrap();
    }
}

/// The newest letter of a kind to an address, as it stands in the outbox.
pub(crate) async fn letter(world: &World, kind: &str, to: &str) -> String {
    sqlx::query_scalar(
        "select letter.body from letter join history on history.subject_id = letter.id
         where letter.kind = $1 and letter.address = $2 and history.act = 'letter queued' order by history.seq desc limit 1",
    )
    .bind(kind)
    .bind(to)
    .fetch_optional(world.weft.db.read())
    .await
    .unwrap()
    .unwrap_or_else(|| panic!("no letter `{kind}` to {to} on {}", world.engine))
}

/// The path of the link in a letter: `/a/…` or `/e/…`.
pub(crate) fn link(body: &str) -> String {
    let at = ["/a/", "/e/"].iter().find_map(|part| body.find(part)).unwrap_or_else(|| panic!("no link in:\n{body}"));
    body[at..at + 35].to_owned()
}

pub(crate) async fn letters(world: &World, kind: &str) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from letter where kind = $1")
        .bind(kind)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

/// Where an application stands, by its address.
pub(crate) async fn state(world: &World, email: &str) -> String {
    sqlx::query_scalar("select state from application where email = $1 order by started_at desc, id desc limit 1")
        .bind(email)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

pub(crate) async fn key_of(world: &World, email: &str) -> String {
    sqlx::query_scalar("select key from application where email = $1 order by started_at desc, id desc limit 1")
        .bind(email)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

async fn put(browser: &mut Browser, link: &str, question: &str, fields: &[(&str, &str)]) -> Answer {
    let page = format!("{link}/{question}");
    browser.send(&page, &page, fields).await
}

/// Begins an application and answers every question; returns the path of the applicant's link.
pub(crate) async fn write_up(browser: &mut Browser, cohort: &str, name: &str, email: &str) -> String {
    let apply = format!("/cohorts/{cohort}/apply");
    let begun = browser.send(&apply, &apply, &[]).await;
    assert_eq!(begun.status, 303, "{}", begun.text());
    let link = begun.location().trim_end_matches("/who").to_owned();
    for (question, fields) in [
        ("who", &[("name", name), ("email", email), ("post", "Class teacher")][..]),
        ("work", &[("authority", "inverclyde"), ("sector", "primary")]),
        ("place", &[("workplace", "Cloch View Primary School (invented)")]),
        ("why", &[("why", "To try what works.")]),
        ("needs", &[("needs", "A hearing loop")]),
    ] {
        let saved = put(browser, &link, question, fields).await;
        assert_eq!(saved.status, 303, "{question}: {}", saved.text());
    }
    if browser.get(&format!("{link}/endorser")).await.status == 200 {
        let head = [("endorser_name", "Mrs Head"), ("endorser_email", "head@inverclyde.example")];
        assert_eq!(put(browser, &link, "endorser", &head).await.status, 303);
    }
    link
}

pub(crate) async fn send(browser: &mut Browser, link: &str) -> Answer {
    browser.send(&format!("{link}/check"), &format!("{link}/sending"), &[]).await
}

fn browser_at(weft: Weft) -> Browser {
    Browser::new(weft::app::router(weft).unwrap())
}

#[tokio::test]
async fn somebody_applies_without_an_account_is_endorsed_offered_a_place_and_accepts() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        let mut teacher = world.visitor();
        let start = teacher.get("/cohorts/tested/apply").await;
        assert_eq!((start.status, &start.headers["cache-control"]), (200, &"no-store".parse().unwrap()));
        assert!(start.text().contains("about five minutes") && start.text().contains("31 March 2026"));
        let begun = teacher.send("/cohorts/tested/apply", "/cohorts/tested/apply", &[]).await;
        let link = begun.location().trim_end_matches("/who").to_owned();
        assert!(teacher.get(&link).await.headers["x-robots-tag"].to_str().unwrap().contains("noindex"));

        let wrong = put(&mut teacher, &link, "who", &[("name", "Una Reid"), ("email", "una at school")]).await;
        assert_eq!(wrong.status, 422);
        let text = wrong.text();
        assert!(text.contains("not an email address") && text.contains("una at school") && text.contains("Una Reid"));
        let who =
            [("name", "Una Reid"), ("email", "Una@Inverclyde.example"), ("post", "Class teacher"), ("then", "later")];
        let later = put(&mut teacher, &link, "who", &who).await;
        assert_eq!(later.location(), format!("{link}?done=saved"));
        let mailed = letter(&world, "application-begun", "una@inverclyde.example").await;
        assert_eq!(self::link(&mailed), link, "the letter brings the same link");

        // Another device goes on where the first stopped; sending early is not possible.
        let mut phone = world.visitor();
        let early = phone.get(&format!("{link}/check")).await;
        assert_eq!(early.location(), format!("{link}/work"));
        let outside = [("authority", "inverclyde"), ("sector", "early-years")];
        assert_eq!(put(&mut phone, &link, "work", &outside).await.status, 303);
        assert!(phone.get(&format!("{link}/place")).await.text().contains("Cloch View Primary School"));
        put(&mut phone, &link, "place", &[("workplace", "Cloch View Primary School (invented)")]).await;
        assert!(phone.get(&format!("{link}/why")).await.text().contains("You may still apply"));
        assert_eq!(put(&mut phone, &link, "why", &[("why", "")]).await.status, 422);
        put(&mut phone, &link, "why", &[("why", "To try what works.")]).await;
        put(&mut phone, &link, "needs", &[]).await;
        let own = [("endorser_name", "Me"), ("endorser_email", "una@inverclyde.example")];
        assert!(put(&mut phone, &link, "endorser", &own).await.text().contains("your own address"));
        let head = [("endorser_name", "Mrs Head"), ("endorser_email", "head@inverclyde.example")];
        assert_eq!(put(&mut phone, &link, "endorser", &head).await.location(), format!("{link}/check"));
        let changed = [("authority", "inverclyde"), ("sector", "primary"), ("back", "check")];
        assert_eq!(put(&mut phone, &link, "work", &changed).await.location(), format!("{link}/check"));
        let check = phone.get(&format!("{link}/check")).await;
        assert!(!check.text().contains("You may still apply"), "the sector is inside the rules now");
        assert!(check.text().contains("Cloch View Primary School") && check.text().contains("Una Reid"));

        // Two presses of one button, and the Back button after it.
        let key = check.form_key("check");
        let sending = format!("{link}/sending");
        assert_eq!(phone.send_with_key(&key, &sending, &[]).await.location(), format!("{link}?done=sent"));
        assert!(phone.send_with_key(&key, &sending, &[]).await.status == 303, "leads to where it stands");
        let other = phone.send("/cohorts/tested/apply", &format!("{link}/why"), &[("why", "Other")]).await;
        assert_eq!(other.location(), link, "what was sent is not written over");
        assert_eq!(letters(&world, "application-received").await, 1);
        let sent = phone.get(&format!("{link}?done=sent")).await.text();
        assert!(sent.contains("has arrived") && sent.contains("Mrs Head was asked"), "{sent}");
        let at_work: (String, String, String) = sqlx::query_as(
            "select authority_key, establishment_key, sector from practitioner
             join person on person.id = practitioner.person_id where person.email = $1",
        )
        .bind("una@inverclyde.example")
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(at_work, ("inverclyde".into(), "9900053-p".into(), "primary".into()));

        let endorse = self::link(&letter(&world, "endorsement-asked", "head@inverclyde.example").await);
        assert!(endorse.starts_with("/e/"));
        let mut head = world.visitor();
        assert!(head.get(&endorse).await.text().contains("Do you endorse the application of Una Reid?"));
        assert_eq!(head.send(&endorse, &endorse, &[]).await.status, 422);
        head.send(&endorse, &endorse, &[("answer", "no"), ("words", "Not this year")]).await;
        assert!(head.get(&endorse).await.text().contains("You said no on"));
        head.send(&endorse, &endorse, &[("answer", "yes"), ("words", "Do it")]).await;
        assert!(phone.get(&link).await.text().contains("Mrs Head endorses your application."));
        assert_eq!(world.visitor().get(&endorse.replace("/e/", "/a/")).await.status, 404, "one link is not the other");

        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let key = key_of(&world, "una@inverclyde.example").await;
        let page = format!("/cohorts/tested/applications/{key}");
        let shown = lead.get(&page).await.text();
        assert!(shown.contains("Una Reid") && shown.contains("Do it") && shown.contains("Took part before"), "{shown}");
        let offer = [("state", "offered"), ("from", "submitted"), ("reason", "You are offered a place.")];
        assert_eq!(lead.send(&page, &format!("{page}/moves"), &offer).await.status, 303);
        let offered = letter(&world, "place-offered", "una@inverclyde.example").await;
        assert!(offered.contains("12 February 2026"), "{offered}");
        let own = self::link(&offered);
        let too_late = head.send("/cohorts/tested/apply", &endorse, &[("answer", "no")]).await;
        assert_eq!(too_late.status, 409, "what was decided stays endorsed");
        assert!(phone.get(&own).await.text().contains("You are offered a place in"));
        let accepted = phone.send(&own, &format!("{own}/acceptance"), &[]).await;
        assert_eq!(accepted.location(), format!("{own}?done=accepted"));
        assert!(phone.get(&link).await.text().contains("You have a place in"), "the first link goes on working");
        assert_eq!(state(&world, "una@inverclyde.example").await, "accepted");
        let changes: Vec<String> = sqlx::query_scalar(
            "select change from history where subject_kind in ('application', 'person', 'letter', 'practitioner') order by seq",
        )
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
        let all = changes.concat();
        assert!(!all.contains("Una") && !all.contains("una@") && !all.contains(&link[3..]), "no name and no link");
    })
    .await;
}

#[tokio::test]
async fn a_closed_window_an_unknown_link_and_an_old_link_say_what_to_do() {
    on_both(|world| async move {
        Fixture { key: "closed", closes: "2026-01-31", ..OPEN }.set_up(&world).await;
        OPEN.set_up(&world).await;
        let mut visitor = world.visitor();
        let closed = visitor.get("/cohorts/closed/apply").await;
        assert_eq!(closed.status, 200);
        assert!(closed.text().contains("Applications closed on 31 January 2026."));
        assert!(!closed.text().contains("Start your application"));
        let forced = visitor.send("/cohorts/tested/apply", "/cohorts/closed/apply", &[]).await;
        assert_eq!(forced.status, 409);
        assert_eq!(visitor.get("/cohorts/nowhere/apply").await.status, 404);
        assert_eq!(visitor.get(&format!("/a/{}", "0".repeat(32))).await.status, 404);
        assert_eq!(visitor.get(&format!("/e/{}", "0".repeat(32))).await.status, 404);

        // A draft that is not sent in time stays readable, and can no longer be sent.
        let link = write_up(&mut visitor, "tested", "Late Larkin", "late@inverclyde.example").await;
        let later = browser_at(world.at_instant("2026-04-01T09:00:00Z"));
        let late = later.get(&link).await;
        assert!(late.text().contains("Applications closed on 31 March 2026") && late.text().contains("was not sent"));
        assert_eq!(later.get(&format!("{link}/check")).await.location(), link);
        let mut old = browser_at(world.at_instant("2026-10-01T09:00:00Z"));
        assert!(old.get(&link).await.text().contains("This link no longer works"));
        let key = visitor.form_key("/cohorts/tested/apply").await;
        let sent = old.send_with_key(&key, &format!("{link}/sending"), &[]).await;
        assert_eq!(sent.location(), link, "and sends nothing");
        assert_eq!(state(&world, "late@inverclyde.example").await, "draft");
    })
    .await;
}

#[tokio::test]
async fn the_second_application_of_one_person_is_set_aside_and_a_letter_leads_to_the_first() {
    on_both(|world| async move {
        Fixture { endorsement: false, ..OPEN }.set_up(&world).await;
        let mut browser = world.visitor();
        let first = write_up(&mut browser, "tested", "Iain Reid", "iain@inverclyde.example").await;
        assert_eq!(browser.get(&format!("{first}/endorser")).await.status, 404, "nobody endorses here");
        send(&mut browser, &first).await;
        let second = write_up(&mut browser, "tested", "Iain W Reid", "Iain@inverclyde.example").await;
        send(&mut browser, &second).await;
        assert!(browser.get(&second).await.text().contains("You had applied already"));
        let again = link(&letter(&world, "application-again", "iain@inverclyde.example").await);
        assert!(browser.get(&again).await.text().contains("Nothing is decided yet"));
        let states: Vec<String> = sqlx::query_scalar(
            "select state from application where email = 'iain@inverclyde.example' order by started_at, id",
        )
        .fetch_all(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(states.iter().filter(|state| *state == "submitted").count(), 1, "{states:?}");
        assert_eq!(states.iter().filter(|state| *state == "merged").count(), 1, "{states:?}");

        // Whoever steps back can, with the link of the first, and apply anew.
        let gone = browser.send(&first, &format!("{first}/withdrawal"), &[("reason", "A new post")]).await;
        assert_eq!(gone.location(), format!("{first}?done=withdrawn"));
        assert!(browser.get(&first).await.text().contains("You withdrew the application: A new post"));
        let third = write_up(&mut browser, "tested", "Iain Reid", "iain@inverclyde.example").await;
        send(&mut browser, &third).await;
        assert!(browser.get(&third).await.text().contains("Nothing is decided yet"));
    })
    .await;
}

#[tokio::test]
async fn an_account_that_is_signed_in_finds_its_name_and_address_filled_in() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let begun = officer.send("/cohorts/tested/apply", "/cohorts/tested/apply", &[]).await;
        let who = officer.get(begun.location()).await.text();
        assert!(who.contains("authority-officer-inverclyde@cast.example"), "{who}");
    })
    .await;
}

/// A file of applications to the tested cohort.
pub(crate) fn file(rows: &str) -> File {
    let header = "cohort,name,email,post,sector,authority,establishment,workplace,why,endorsed,state,sent,reason";
    File { name: "applications.csv".into(), bytes: format!("{header}\n{rows}\n").into_bytes() }
}

/// Gives an application a link with a known token and returns the path.
pub(crate) async fn known_link(world: &World, email: &str, number: usize) -> String {
    let token = format!("{number:032x}");
    let mut write = world.weft.db.write().await.unwrap();
    sqlx::query(
        "insert into application_link (token_hash, application_id, kind, made_at, expires_at)
         values ($1, (select id from application where email = $2 and cohort_id = 'tested'), 'applicant', $3, '2030-01-01T00:00:00.000Z')",
    )
    .bind(sha256(token.as_bytes()))
    .bind(email)
    .bind(world.weft.clock.instant())
    .execute(write.on())
    .await
    .unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
    format!("/a/{token}")
}
