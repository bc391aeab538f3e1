//! Counts: an officer's sheet, files, and the pooled figures that everybody sees.

mod beside;
mod certain;
mod files;
mod pooled;
mod published;
mod sheet;
mod steps;

use weft::{
    app::files::{self as loaded, Kind},
    people::Role,
    plumbing::{history::COMMAND_LINE, import::Mode, state::Weft},
};

use crate::world::{Answer, Browser, PASSWORD, World, email_of};

/// The invented indicator of the example.
pub const INDICATOR: &str = "demo-reading-for-pleasure";

/// The sheet of an authority for the session that nobody has given yet.
pub fn sheet_of(authority: &str) -> String {
    format!("/counts/{INDICATOR}/2026-27/{authority}")
}

/// A sheet that adds up, as a browser sends it; the version is that of a sheet never saved.
pub const GOOD: &[(&str, &str)] = &[
    ("version", "0"),
    ("all-numerator", "460"),
    ("all-denominator", "1,736"),
    ("q1-numerator", "177"),
    ("q1-denominator", "700"),
    ("q2-numerator", "76"),
    ("q2-denominator", "300"),
    ("q3-numerator", "67"),
    ("q3-denominator", "250"),
    ("q4-numerator", "81"),
    ("q4-denominator", "260"),
    ("q5-numerator", "54"),
    ("q5-denominator", "210"),
    ("unknown-numerator", "5"),
    ("unknown-denominator", "16"),
];

/// The fields of [`GOOD`] with some of them replaced or added.
pub fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().copied().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().copied()).collect()
}

/// The evaluation lead asks for the session that nobody has given yet.
pub async fn ask(world: &World) {
    let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
    let answer = lead.send("/counts", "/counts/requests", &[("indicator", INDICATOR), ("session", "2026-27")]).await;
    assert_eq!(answer.location(), "/counts?done=asked", "{}", answer.text());
}

/// An officer of Inverclyde with the session asked for.
pub async fn officer(world: &World) -> Browser {
    ask(world).await;
    world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await
}

/// How many rows of history the sheets of counts have.
pub async fn history(weft: &Weft) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from history where subject_kind = 'counts sheet'")
        .fetch_one(weft.db.read())
        .await
        .unwrap()
}

/// Sends what is saved on a sheet, with the same answer to every question about it.
pub async fn send(officer: &mut Browser, page: &str, answer: &str) -> Answer {
    let text = officer.get(page).await.text();
    let values = |name: &str| -> Vec<String> {
        let parts = text.split(name).skip(1);
        parts.map(|rest| rest.split('"').next().unwrap_or_default().to_owned()).collect()
    };
    let version = values("name=\"version\" value=\"").remove(0);
    let questions: Vec<String> = values("name=\"answer-").into_iter().map(|row| format!("answer-{row}")).collect();
    let mut fields = vec![("version", version.as_str())];
    fields.extend(questions.iter().map(|field| (field.as_str(), answer)));
    officer.send(page, &format!("{page}/sending"), &fields).await
}

/// An officer of any authority of the example, signed in; one who is not of the cast is given an account first.
pub async fn officer_of(world: &World, authority: &str) -> Browser {
    let email = email_of(Role::AuthorityOfficer, authority);
    let known: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from account where email = $1")
        .bind(&email)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
    if known == 0 {
        let mut write = world.weft.db.write().await.unwrap();
        let (name, role) = ("An officer", Role::AuthorityOfficer);
        let new = weft::people::NewAccount { name, email: &email, role, scope_key: authority, person: None };
        let account = weft::people::add_account(&world.weft, &mut write, COMMAND_LINE, &new).await.unwrap();
        weft::people::set_password(&world.weft, &mut write, &account, PASSWORD).await.unwrap();
        write.commit().await.unwrap();
    }
    world.sign_in_as(Role::AuthorityOfficer, authority).await
}

/// An authority fills in and sends a sheet, and the evaluation lead accepts it.
pub async fn give(world: &World, authority: &str) {
    let mut officer = officer_of(world, authority).await;
    let page = sheet_of(authority);
    assert_eq!(officer.send(&page, &page, GOOD).await.status, 303, "{authority}");
    assert_eq!(send(&mut officer, &page, "More pupils took part.").await.status, 303, "{authority}");
    let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
    let accepted = lead.send(&format!("{page}/review"), &format!("{page}/acceptance"), &[("version", "1")]).await;
    assert_eq!(accepted.status, 303, "{authority}: {}", accepted.text());
}

/// Some authorities give the same rows for a session; each row is `breakdown,category,numerator,denominator`.
pub async fn given(world: &World, session: &str, authorities: &[&str], rows: &[&str]) {
    let mut text = "indicator,session,authority,breakdown,category,numerator,denominator,reason,note\n".to_owned();
    for authority in authorities {
        for row in rows {
            text.push_str(&format!("{INDICATOR},{session},{authority},{row},,\n"));
        }
    }
    let folder = temp_dir::TempDir::new().unwrap();
    let path = folder.path().join("counts.csv");
    std::fs::write(&path, text).unwrap();
    loaded::import(&world.weft, COMMAND_LINE, Kind::Counts, &path, Mode::Write).await.unwrap();
    world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
}
