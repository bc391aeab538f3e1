//! Registers of cohorts: taken by hand, by two people at once, from files and by code; closed, corrected, read by programs.

mod check_in;
mod files;
mod programs;
mod taken;

use sqlx::Row;
use weft::plumbing::ids::sha256;

use crate::world::World;

/// The cohort of these tests.
pub const COHORT: &str = "register-cohort";

/// The page of the register of one of its meetings.
pub fn page(number: u8) -> String {
    format!("/cohorts/{COHORT}/register/{number}")
}

/// A cohort of one programme with people who have a place, and four meetings: on 26 January, today, on 2 March, and one on
/// 9 February that was cancelled. Two people share a name.
pub async fn set_up(world: &World, people: usize) {
    let mut write = world.weft.db.write().await.unwrap();
    let at = "2026-01-01T00:00:00.000Z";
    sqlx::query(
        "insert into programme_version (id, programme_id, number, from_day, purpose, sectors, posts, level, credit_body,
           recognition, recognition_body, attendance_share, case_study, moderated, reason)
         values ('rv', (select id from programme where key = 'improving-our-classrooms'), 99, '2025-08-01', '', '', '', '', '',
           '', '', 75, 1, 0, '')",
    )
    .execute(write.on())
    .await
    .unwrap();
    sqlx::query(
        "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement, mode,
           venue, note, contact_office, invented)
         values ('rc', $1, (select id from programme where key = 'improving-our-classrooms'), 99, 'Register test', '2025-26',
           '2025-26', 7, 0, 'in-person', '', '', '', 1)",
    )
    .bind(COHORT)
    .execute(write.on())
    .await
    .unwrap();
    let meetings = [
        (1, "2026-01-26", "in-person"),
        (2, "2026-02-02", "both"),
        (3, "2026-03-02", "online"),
        (4, "2026-02-09", "online"),
    ];
    for (number, day, mode) in meetings {
        sqlx::query(
            "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link,
               sequence, changed_at) values ($1, $1, 'rc', $2, 'Planning', $3, '16:00', '17:30', 'Europe/London', $4, '', '', 0, $5)",
        )
        .bind(format!("rm{number}"))
        .bind(i64::from(number))
        .bind(day)
        .bind(mode)
        .bind(at)
        .execute(write.on())
        .await
        .unwrap();
    }
    sqlx::query("update cohort_meeting set cancelled_on = '2026-01-30', cancelled_reason = 'Snow.' where id = 'rm4'")
        .execute(write.on())
        .await
        .unwrap();
    for number in 1..=people {
        // The last two are namesakes.
        let name = if number + 1 >= people { "Ailsa Namesake".to_owned() } else { format!("Person {number:02}") };
        let (id, key, email) = (format!("rp{number:02}"), format!("reg-{number:02}"), format!("p{number}@reg.example"));
        sqlx::query("insert into person (id, key, name, email, invented) values ($1, $2, $3, $4, 1)")
            .bind(&id)
            .bind(&key)
            .bind(&name)
            .bind(&email)
            .execute(write.on())
            .await
            .unwrap();
        let authority = if number % 2 == 0 { "inverclyde" } else { "glasgow-city" };
        sqlx::query(
            "insert into application (id, key, cohort_id, person_id, name, email, post, sector, authority_key, workplace,
               registration, why, needs, endorser_name, endorser_email, endorsed_words, state, state_at, started_at,
               submitted_at, sentence, invented)
             values ($1, $1, 'rc', $2, $3, $4, 'Teacher', 'primary', $5, '', '', '', '', '', '', '', 'accepted', $6, $6, $6, '', 1)",
        )
        .bind(format!("ra{number:02}"))
        .bind(&id)
        .bind(&name)
        .bind(&email)
        .bind(authority)
        .bind(at)
        .execute(write.on())
        .await
        .unwrap();
    }
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

/// The marks of a meeting: key of the person, mark, mode, authority, how, note.
pub async fn marks(world: &World, number: u8) -> Vec<String> {
    let rows = sqlx::query(
        "select person.key, mark, mode, coalesce(authority_key, '') as authority, how, note from attendance
         join person on person.id = attendance.person_id where meeting_id = $1 order by person.key",
    )
    .bind(format!("rm{number}"))
    .fetch_all(world.weft.db.read())
    .await
    .unwrap();
    rows.iter()
        .map(|row| {
            let cells: Vec<String> = ["key", "mark", "mode", "authority", "how", "note"]
                .iter()
                .map(|name| row.get::<String, _>(*name))
                .collect();
            cells.join(" ").trim_end().to_owned()
        })
        .collect()
}

/// The digest of everything that a check-in table or token table holds, to look for secrets in it.
pub async fn column(world: &World, text: &'static str) -> Vec<String> {
    sqlx::query_scalar(text).fetch_all(world.weft.db.read()).await.unwrap()
}

/// How many acts are recorded.
pub async fn acts(world: &World) -> i64 {
    world.weft.db.version().await.unwrap()
}

/// What is stored of a secret.
pub fn digest(secret: &str) -> String {
    sha256(secret.as_bytes())
}
