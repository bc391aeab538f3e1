//! What is held about one person, found in every place; and nowhere once they are erased, while numbers and history stay.

mod canary;

use std::collections::{BTreeMap, BTreeSet};

use weft::{
    people::Role,
    plumbing::{
        history,
        history::COMMAND_LINE,
        tables::{Holds, columns},
    },
    rights::{
        self,
        registry::{AUTHORS, EXCEPTIONS, STAYS_PUBLISHED, holdings},
    },
};

use self::canary::{EMAIL, NAME, SIGNS, at_a_meeting, in_a_programme, known_and_signed_in, ok, speaks};
use crate::world::{World, on_both};

/// Every column of every table in which one of the signs stands, with how many rows.
async fn places(world: &World) -> BTreeMap<String, i64> {
    let mut found = BTreeMap::new();
    for column in columns(&world.weft.db).await.unwrap().iter().filter(|column| column.holds == Holds::Text) {
        let tests: Vec<String> =
            SIGNS.iter().map(|sign| format!("replace(lower({0}), '{sign}', '') <> lower({0})", column.name)).collect();
        let text = format!("select cast(count(*) as bigint) from {} where {}", column.table, tests.join(" or "));
        let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_one(world.weft.db.read()).await.unwrap();
        if count > 0 {
            found.insert(format!("{}.{}", column.table, column.name), count);
        }
    }
    found
}

async fn number(world: &World, text: &'static str) -> i64 {
    sqlx::query_scalar(text).fetch_one(world.weft.db.read()).await.unwrap()
}

#[tokio::test]
async fn a_canary_is_found_in_every_place_that_holds_it_and_nowhere_once_it_is_erased() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let mut own = known_and_signed_in(&world, &mut officer).await;
        at_a_meeting(&world).await;
        in_a_programme(&world).await;
        speaks(&world, &mut officer).await;
        let before = places(&world).await;
        let tables: BTreeSet<&str> = before.keys().map(|place| place.split('.').next().unwrap()).collect();
        for table in [
            "account",
            "agreed_action",
            "api_token",
            "application",
            "case_study",
            "certificate",
            "interest",
            "letter",
            "meeting_attendance",
            "membership",
            "minutes_revision",
            "person",
            "practitioner",
            "progress_answers",
            "voice",
        ] {
            assert!(tables.contains(table), "{table} was not seeded on {}: {before:?}", world.engine);
        }

        // Found in every place: each table with a sign is shown, as rows of the person's or as a text that names them.
        let subject = rights::find(&world.weft.db, EMAIL).await.unwrap().unwrap();
        assert_eq!(rights::find(&world.weft.db, "zephyrine-quillfeather").await.unwrap().unwrap(), subject);
        let zip = rights::export(&world.weft, COMMAND_LINE, &subject).await.unwrap();
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(zip)).unwrap();
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        assert!(names.iter().any(|name| name.starts_with("certificates/")), "{names:?}");
        let json: serde_json::Value = serde_json::from_reader(zip.by_name("person.json").unwrap()).unwrap();
        let html = std::io::read_to_string(zip.by_name("person.html").unwrap()).unwrap();
        assert!(html.contains(NAME) && html.contains("My case studies") && html.contains("told of a lesson"), "{html}");
        let shown: BTreeSet<&str> = json["holdings"]
            .as_array()
            .unwrap()
            .iter()
            .map(|one| holdings().find(|holding| holding.key == one["key"].as_str().unwrap()).unwrap().table())
            .chain(json["mentions"].as_array().unwrap().iter().map(|one| one["table"].as_str().unwrap()))
            .collect();
        for table in tables.iter().filter(|table| !["history", "search_word", "completion"].contains(table)) {
            assert!(shown.contains(table), "{table} holds the canary and the export does not show it: {shown:?}");
        }
        let keys: BTreeSet<&str> =
            json["holdings"].as_array().unwrap().iter().map(|one| one["key"].as_str().unwrap()).collect();
        for key in
            ["registers", "completions", "sign-ins", "consents", "application-steps", "calendar", "progress-links"]
        {
            assert!(keys.contains(key) || key == "progress-links", "{key} is missing: {keys:?}");
        }
        let mine = own.get("/my/record").await.text();
        assert!(mine.contains("My applications") && mine.contains("Marks in registers"), "{mine}");
        let file = own.send("/my/record", "/my/record", &[]).await;
        assert!(file.status == 200 && file.body.starts_with(b"PK"), "{}", file.status);
        assert_eq!(file.headers["cache-control"], "no-store");

        // Erased: numbers stay.
        let counted = "select cast(count(*) as bigint) from attendance where mark = 'present'";
        let people = "select cast(count(*) as bigint) from person";
        let there = "select cast(count(*) as bigint) from meeting_attendance";
        let applied = "select cast(count(*) as bigint) from application";
        let numbers = [
            number(&world, counted).await,
            number(&world, people).await,
            number(&world, there).await,
            number(&world, applied).await,
        ];
        let preview = rights::preview(&world.weft, &subject).await.unwrap();
        assert!(preview.refused.is_none() && preview.shared_names.is_empty() && !preview.texts.is_empty());
        assert!(preview.lines.iter().any(|line| line.heading == "Marks in registers" && line.rows == 1), "{preview:?}");
        assert_eq!(places(&world).await.len(), before.len(), "a dry run changes nothing");
        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let page = "/rights/zephyrine-quillfeather/erasure";
        let unsure = administrator.send(page, page, &[("reason", "They asked"), ("sure", "yes")]).await;
        assert_eq!(unsure.status, 422);
        let named = [("reason", "Zephyrine Quillfeather asked"), ("sure", NAME)];
        assert!(administrator.send(page, page, &named).await.text().contains("The reason names the person"));
        let done = administrator.send(page, page, &[("reason", "They asked on paper"), ("sure", NAME)]).await;
        assert_eq!((done.status, done.location()), (303, "/rights?done=erased"), "{}", done.text());
        let after = places(&world).await;
        assert!(after.is_empty(), "still there on {}: {after:?}", world.engine);
        assert_eq!(
            numbers,
            [
                number(&world, counted).await,
                number(&world, people).await,
                number(&world, there).await,
                number(&world, applied).await
            ],
            "on {}",
            world.engine
        );
        assert_eq!(history::first_break(&world.weft.db).await.unwrap(), None, "on {}", world.engine);
        assert!(weft::programmes::completion::check(&world.weft.db).await.unwrap().is_empty());
        assert!(weft::publications::check(&world.weft).await.unwrap().is_empty());
        let files = world.weft.settings.data.clone();
        for name in ["weft.sqlite", "weft.sqlite-wal"] {
            let bytes = std::fs::read(files.join(name)).unwrap_or_default();
            let text = String::from_utf8_lossy(&bytes).to_lowercase();
            for sign in SIGNS {
                assert!(!text.contains(sign), "{sign} is still in {name}");
            }
        }
        // Nothing opens any more, and nobody is found.
        assert!(own.get("/my/record").await.location().starts_with("/sign-in"));
        assert!(rights::find(&world.weft.db, EMAIL).await.unwrap().is_none());
        assert!(rights::find(&world.weft.db, "zephyrine-quillfeather").await.unwrap().is_none());
        assert!(!world.visitor().get("/voices").await.text().contains("quokka"));
        let listed = administrator.get("/history?kind=person").await.text();
        assert!(listed.contains("Person erased") && listed.contains("They asked on paper"));
    })
    .await;
}

#[tokio::test]
async fn a_namesake_keeps_their_own_texts_and_whoever_only_wrote_is_found_by_their_address() {
    on_both(|world| async move {
        let mut write = world.weft.db.write().await.unwrap();
        for email in ["one@twins.example", "two@twins.example"] {
            weft::people::add_person(&world.weft, &mut write, COMMAND_LINE, "Ann Twin", Some(email), true)
                .await
                .unwrap();
        }
        sqlx::query("update network_group set note = 'Ann Twin, ann-twin and ann-twin-2 lead it' where key = 'gaelic'")
            .execute(write.on())
            .await
            .unwrap();
        write.commit().await.unwrap();
        let first = rights::find(&world.weft.db, "one@twins.example").await.unwrap().unwrap();
        assert_eq!(first.shared_names, ["Ann Twin"]);
        rights::erase(&world.weft, COMMAND_LINE, &first, "They asked").await.unwrap();
        let note: String = sqlx::query_scalar("select note from network_group where key = 'gaelic'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        assert!(note.starts_with("Ann Twin, erased-") && note.ends_with(" and ann-twin-2 lead it"), "{note}");
        assert!(rights::find(&world.weft.db, "two@twins.example").await.unwrap().unwrap().names == ["Ann Twin"]);

        let told = [
            ("about", "groups/gaelic"),
            ("name", "Una Passerby"),
            ("email", "una@passing.example"),
            ("organisation", "Thistlebank Primary"),
            ("authority", "inverclyde"),
            ("message", "Hello"),
            ("consent", "yes"),
        ];
        ok(&mut world.visitor(), "/get-involved", "/get-involved", &told).await;
        let administrator = world.sign_in_as(Role::Administrator, "").await;
        let found = administrator.get("/rights?who=una%40passing.example").await.text();
        assert!(found.contains("Una Passerby") && found.contains("/rights/una%40passing%2Eexample"), "{found}");
        assert_eq!(administrator.get("/rights/una%40passing%2Eexample").await.status, 200);
        assert_eq!(administrator.get("/rights/nobody").await.status, 404);
        let una = rights::find(&world.weft.db, "una@passing.example").await.unwrap().unwrap();
        rights::erase(&world.weft, COMMAND_LINE, &una, "They asked").await.unwrap();
        assert!(rights::find(&world.weft.db, "una@passing.example").await.unwrap().is_none());
        assert_eq!(history::first_break(&world.weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_only_administrator_cannot_be_erased_and_nobody_erases_themselves() {
    on_both(|world| async move {
        let email = crate::world::email_of(Role::Administrator, "");
        let subject = rights::find(&world.weft.db, &email).await.unwrap().unwrap();
        let others: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from role_grant join account on account.person_id = role_grant.person_id
             where role = 'administrator' and account.closed_at is null and account.email <> $1",
        )
        .bind(&email)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let page = format!("/rights/{}/erasure", subject.keys[0]);
        let name = subject.called().to_owned();
        let refused = administrator.send(&page, &page, &[("reason", "I go"), ("sure", &name)]).await;
        assert!(refused.status == 422 && refused.text().contains("You cannot erase yourself"));
        if others == 0 {
            let fault = rights::erase(&world.weft, COMMAND_LINE, &subject, "They go").await.unwrap_err();
            assert!(fault.remedy().contains("Nobody else is an administrator"));
        } else {
            assert!(rights::preview(&world.weft, &subject).await.unwrap().refused.is_none());
        }
    })
    .await;
}

/// Parts of column names that sound like a person.
const SOUNDS: &[&str] = &[
    "person",
    "email",
    "owner",
    "speaker",
    "account",
    "endorse",
    "registration",
    "substitute",
    "brought_by",
    "with_whom",
    "held_by",
    "chair",
    "address",
    "kept_id",
    "merged_id",
    "first_id",
    "second_id",
    "telephone",
];

#[tokio::test]
async fn every_column_that_could_hold_a_person_stands_in_the_registry_or_among_the_reasoned_exceptions() {
    on_both(|world| async move {
        let all = columns(&world.weft.db).await.unwrap();
        let mut met = 0;
        for column in &all {
            let name = column.name.as_str();
            let sounds = name == "name" || name.ends_with("_by") || SOUNDS.iter().any(|part| name.contains(part));
            if !sounds || column.holds != Holds::Text || STAYS_PUBLISHED.contains(&column.table.as_str()) {
                continue;
            }
            met += 1;
            let place = format!("{}.{name}", column.table);
            let known = holdings().any(|one| {
                one.table() == column.table
                    && (one.columns.contains(&name)
                        || one.shows.iter().any(|(_, shown)| shown.split('.').next_back() == Some(name)))
            });
            let excused = AUTHORS.contains(&name) || EXCEPTIONS.iter().any(|(excepted, _)| *excepted == place);
            assert!(known || excused, "{place} could hold a person: put it into src/rights/registry/");
        }
        assert!(met > 80, "the schema was not read: {met}");
        // Nothing in the registry or among the exceptions is out of date.
        let there = |table: &str, name: &str| all.iter().any(|column| column.table == table && column.name == name);
        for one in holdings() {
            for name in one.columns {
                assert!(there(one.table(), name), "{}.{name} is no column", one.table());
            }
        }
        for (place, why) in EXCEPTIONS {
            let (table, name) = place.split_once('.').unwrap();
            assert!(there(table, name) && why.len() > 10, "{place} is no column");
        }
        for table in STAYS_PUBLISHED {
            assert!(all.iter().any(|column| column.table == *table), "{table} is no table");
        }
    })
    .await;
}

#[test]
fn the_command_line_writes_the_file_says_what_erasing_does_and_erases() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = folder.path().join("data");
    crate::world::weft_ok(&data, &["init", crate::world::example().join("partnership.toml").to_str().unwrap()]);
    let add = ["user", "add", NAME, "--email", EMAIL, "--role", "evaluation-lead"];
    crate::world::weft_ok(&data, &add);
    let file = folder.path().join("person.zip");
    let said = crate::world::weft_ok(&data, &["person", "export", EMAIL, "-o", file.to_str().unwrap()]);
    assert!(said.contains(NAME) && std::fs::read(&file).unwrap().starts_with(b"PK"));
    let dry = crate::world::weft_ok(&data, &["person", "erase", EMAIL, "--dry-run"]);
    assert!(dry.contains("Accounts: name and words taken out"), "{dry}");
    assert_eq!(crate::world::weft(&data, &["person", "erase", EMAIL]).status.code(), Some(2), "it takes a reason");
    crate::world::weft_ok(&data, &["person", "erase", EMAIL, "--reason", "They asked on 2 February"]);
    let gone = crate::world::weft(&data, &["person", "export", EMAIL, "-o", file.to_str().unwrap()]);
    assert_eq!(gone.status.code(), Some(1));
    crate::world::weft_ok(&data, &["check"]);
    let backup = folder.path().join("weft.zip");
    crate::world::weft_ok(&data, &["backup", backup.to_str().unwrap()]);
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&backup).unwrap()).unwrap();
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut zip.by_name("weft.sqlite").unwrap(), &mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).to_lowercase();
    assert!(SIGNS.iter().all(|sign| !text.contains(sign)), "the next backup holds nobody");
}
