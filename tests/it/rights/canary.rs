//! A person who goes through every part of the partnership as people do, with words that stand nowhere else.

use weft::{
    people::{Role, import_people},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode},
    },
};

use crate::{
    applications::{self, OPEN},
    progress,
    world::{Browser, World},
};

pub const NAME: &str = "Zephyrine Quillfeather";
pub const EMAIL: &str = "zephyrine@canary.example";
/// Words that stand nowhere else in the example: the name's parts, the address, a registration number, and a word in every text
/// the person writes.
pub const SIGNS: &[&str] = &["zephyrine", "quillfeather", "canary.example", "9876543", "quokka"];

/// The value of a field on a page.
fn value(text: &str, name: &str) -> Option<String> {
    let at = text.find(&format!("name=\"{name}\""))?;
    let tag = &text[at..at + text[at..].find('>')?];
    tag.split("value=\"").nth(1).map(|rest| rest.split('"').next().unwrap().to_owned())
}

/// A link out of the newest letter of a kind to the person, from its path on.
async fn link(world: &World, kind: &str, path: &str) -> String {
    let body = applications::letter(world, kind, EMAIL).await;
    let at = body.find(path).unwrap_or_else(|| panic!("no link in:\n{body}"));
    body[at..].split_whitespace().next().unwrap().to_owned()
}

pub async fn ok(browser: &mut Browser, page: &str, action: &str, fields: &[(&str, &str)]) {
    let answer = browser.send(page, action, fields).await;
    assert!(answer.status == 303 || answer.status == 200, "{action}: {} {}", answer.status, answer.text());
}

/// The list of practitioners, membership of a group, and signing in with everything that hangs on an account.
pub async fn known_and_signed_in(world: &World, officer: &mut Browser) -> Browser {
    let rows = "name,email,authority,establishment,sector,post,registration\n\
                Zephyrine Quillfeather,zephyrine@canary.example,inverclyde,,primary,Teacher,9876543\n";
    let file = File { name: "practitioners.csv".into(), bytes: rows.to_owned().into() };
    import_people(&world.weft, COMMAND_LINE, file, Mode::Write).await.unwrap();
    let members = "/groups/maths-and-numeracy/members";
    let member = [
        ("name", NAME),
        ("email", EMAIL),
        ("post", "Quokka teacher"),
        ("authority", "inverclyde"),
        ("part", "member"),
        ("from", "2025-09-01"),
    ];
    ok(officer, members, members, &member).await;
    let mut own = world.visitor();
    ok(&mut own, "/sign-in/link", "/sign-in/link", &[("email", EMAIL)]).await;
    let sign_in = link(world, "sign-in-link", "/sign-in/link/").await;
    ok(&mut own, &sign_in, &sign_in, &[]).await;
    ok(&mut own, "/account/tokens", "/account/tokens", &[("name", "Quokka report")]).await;
    ok(&mut own, "/my/learning", "/my/learning/calendar", &[]).await;
    ok(&mut own, "/my/learning", "/my/learning/reminders", &[("reminders", "off")]).await;
    own
}

/// A meeting of the group with attendance, minutes and an action that name the person.
pub async fn at_a_meeting(world: &World) {
    let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
    let record = "/meetings/maths-and-numeracy-2025-26-2/record";
    let text = lead.get(record).await.text();
    let who: Vec<(String, String)> = (1..40)
        .map(|number| format!("who-{number}"))
        .map_while(|field| value(&text, &field).map(|key| (field, key)))
        .collect();
    assert!(who.iter().any(|(_, key)| key == "zephyrine-quillfeather"), "{who:?}");
    let mut fields: Vec<(&str, &str)> = who.iter().map(|(field, key)| (field.as_str(), key.as_str())).collect();
    fields.extend([
        ("all-others", "yes"),
        ("none-declared", "yes"),
        ("minutes", "Zephyrine Quillfeather told of a lesson. ZEPHYRINE QUILLFEATHER goes on."),
        ("base", "0"),
        ("action-1", "Write it up"),
        ("action-owner-1", NAME),
        ("action-due-1", "2026-03-20"),
    ]);
    ok(&mut lead, record, record, &fields).await;
}

/// An application with its endorsement, a place, a mark in a register, a case study, completion and its certificate.
pub async fn in_a_programme(world: &World) {
    OPEN.set_up(world).await;
    let mut teacher = world.visitor();
    let own = applications::write_up(&mut teacher, "tested", NAME, EMAIL).await;
    for (question, field) in [("why", "why"), ("needs", "needs")] {
        let page = format!("{own}/{question}");
        ok(&mut teacher, &page, &page, &[(field, "A quokka asked me to.")]).await;
    }
    assert_eq!(applications::send(&mut teacher, &own).await.status, 303);
    let endorse =
        applications::link(&applications::letter(world, "endorsement-asked", "head@inverclyde.example").await);
    ok(&mut world.visitor(), &endorse, &endorse, &[("answer", "yes"), ("words", "Zephyrine Quillfeather is a quokka")])
        .await;
    let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
    let page = format!("/cohorts/tested/applications/{}", applications::key_of(world, EMAIL).await);
    let offer = [("state", "offered"), ("from", "submitted"), ("reason", "A quokka is offered a place.")];
    ok(&mut lead, &page, &format!("{page}/moves"), &offer).await;
    let offered = applications::link(&applications::letter(world, "place-offered", EMAIL).await);
    ok(&mut teacher, &offered, &format!("{offered}/acceptance"), &[]).await;
    // A meeting of the cohort, as its page makes it; then its register, closed.
    let mut write = world.weft.db.write().await.unwrap();
    sqlx::query(
        "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link, sequence,
           changed_at) values ('tested-1', 'tested-1', 'tested', 1, 'One', '2026-01-20', '09:30', '12:30', 'Europe/London',
           'in-person', '', '', 0, '2026-01-01T10:00:00.000Z')",
    )
    .execute(write.on())
    .await
    .unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
    let register = "/cohorts/tested/register/1";
    let marks = [("was-zephyrine-quillfeather", ""), ("mark-zephyrine-quillfeather", "present")];
    ok(&mut lead, register, register, &marks).await;
    ok(&mut lead, register, &format!("{register}/closure"), &[]).await;
    let home = "/cohorts/tested/completion";
    ok(&mut lead, home, &format!("{home}/letters"), &[]).await;
    let study = link(world, "case-study", "/case-study/").await;
    for question in ["question", "target-group", "done", "before", "after", "impact", "not-worked", "outcomes"] {
        let page = format!("{study}/{question}");
        ok(&mut teacher, &page, &page, &[("answer", "9 of 24 pupils drew a quokka."), ("then", "on")]).await;
    }
    ok(&mut teacher, &format!("{study}/check"), &format!("{study}/sending"), &[("no_names", "yes")]).await;
    let person = format!("{home}/people/zephyrine-quillfeather");
    ok(&mut lead, &person, &format!("{person}/acceptance"), &[]).await;
    ok(&mut lead, home, &format!("{home}/decisions"), &[("day", "2026-01-30")]).await;
    ok(&mut lead, home, &format!("{home}/certificates"), &[]).await;
}

/// A voice with its consent, a progress report, and an expression of interest.
pub async fn speaks(world: &World, officer: &mut Browser) {
    let quote = [
        ("kind", "quote"),
        ("words", "A quokka changed how I teach."),
        ("tone", "positive"),
        ("role", "Quokka keeper"),
        ("sector", "primary"),
        ("authority", "inverclyde"),
        ("session", "2025-26"),
        ("group", "maths-and-numeracy"),
    ];
    let added = officer.send("/voices/new", "/voices/new", &quote).await;
    assert_eq!(added.status, 303, "{}", added.text());
    let page = added.location().to_owned();
    let made = officer.send(&page, &format!("{page}/link"), &[("email", EMAIL)]).await.text();
    let from = made.find("<code>http://localhost:8080").unwrap() + "<code>http://localhost:8080".len();
    let own = made[from..].split('<').next().unwrap().to_owned();
    let mut speaker = world.visitor();
    let said = value(&speaker.get(&own).await.text(), "said").unwrap();
    let agreed = [
        ("attribution", "named"),
        ("speaker_name", NAME),
        ("name", NAME),
        ("channels", "website"),
        ("expires_on", "2026-07-31"),
        ("said", said.as_str()),
    ];
    ok(&mut speaker, &own, &format!("{own}/consent"), &agreed).await;
    let report = progress::ask(world, officer, "maths-and-numeracy").await;
    let mut sender = world.visitor();
    progress::answer_all(&mut sender, &report).await;
    assert_eq!(progress::send(&mut sender, &report, NAME).await.status, 303);
    let told = [
        ("about", "groups/gaelic"),
        ("name", NAME),
        ("email", EMAIL),
        ("organisation", "Quokka Primary"),
        ("authority", "inverclyde"),
        ("job", "Quokka teacher"),
        ("message", "I keep a quokka."),
        ("consent", "yes"),
    ];
    ok(&mut world.visitor(), "/get-involved", "/get-involved", &told).await;
}
