//! Reach: people counted once, beside attendances, hours and establishments; small numbers protected; coverage.

use weft::{
    people::{Role, import_people, merging},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode},
    },
    reach::{self, By, Filter, Reader},
};

use crate::world::{World, on_both};

const COHORTS: &[(&str, &str)] = &[("ioc", "improving-our-classrooms"), ("tah", "thinking-about-headship")];

/// Two programmes, three meetings: two in 2025/26 (one of them online) and one in 2024/25; one more was cancelled.
const MEETINGS: &[(&str, &str, &str, &str, &str)] = &[
    ("m1", "ioc", "2025-10-01", "16:00", "17:30"),
    ("m2", "tah", "2025-11-01", "09:00", "11:00"),
    ("m3", "ioc", "2025-07-31", "16:00", "17:00"),
    ("m4", "ioc", "2025-12-01", "16:00", "17:00"),
];

async fn run(world: &World, text: &str, values: &[&str]) {
    let mut write = world.weft.db.write().await.unwrap();
    let mut query = sqlx::query(sqlx::AssertSqlSafe(text.to_owned()));
    for value in values {
        query = query.bind(*value);
    }
    query.execute(write.on()).await.unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

async fn set_up(world: &World) {
    for (key, programme) in COHORTS {
        run(
            world,
            "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement,
               mode, venue, note, contact_office, invented)
             select 'reach-' || $1, 'reach-' || $1, id, 1, 'Reach', '2025-26', '2025-26', 14, 0, 'both', '', '',
               'collaboration-officer', 1 from programme where key = $2",
            &[key, programme],
        )
        .await;
    }
    for (key, cohort, day, starts, ends) in MEETINGS {
        run(
            world,
            "insert into cohort_meeting (id, key, cohort_id, number, title, day, starts, ends, zone, mode, venue, link,
               sequence, changed_at)
             values ('reach-' || $1, 'reach-' || $1, 'reach-' || $2, cast(substr($1, 2, 1) as bigint), 'Meeting', $3, $4, $5,
               'Europe/London', 'both', '', '', 0, '')",
            &[key, cohort, day, starts, ends],
        )
        .await;
    }
    run(world, "update cohort_meeting set cancelled_on = '2025-11-30' where id = 'reach-m4'", &[]).await;
    // Nothing else counts here.
    for table in ["meeting_attendance", "attendance"] {
        run(world, &format!("delete from {table}"), &[]).await;
    }
}

/// Brings people called `name`, one row each: name, address.
async fn bring(world: &World, names: &[&str]) {
    let mut text = "name,email\n".to_owned();
    for name in names {
        text.push_str(&format!("{name},{}@reach.example\n", name.to_lowercase().replace(' ', ".")));
    }
    let file = File { name: "people.csv".into(), bytes: text.into() };
    import_people(&world.weft, COMMAND_LINE, file, Mode::Write).await.unwrap();
}

/// A mark in a register: who, at which meeting, as what, from where.
async fn mark(world: &World, who: &str, meeting: &str, mark: &str, authority: &str, school: &str) {
    run(
        world,
        "insert into attendance (id, meeting_id, person_id, mark, mode, authority_key, establishment_key, sector, post, how,
           taken_at, account)
         select 'reach-' || $2 || person.id, 'reach-' || $2, person.id, $3,
           case when $2 = 'm2' then 'online' else 'in-person' end, nullif($4, ''), nullif($5, ''), 'primary', 'Teacher',
           'register', '', 'test'
         from person where person.email = $1",
        &[&format!("{who}@reach.example"), meeting, mark, authority, school],
    )
    .await;
}

fn session(key: &str) -> Filter {
    Filter { session: key.parse().ok(), ..Filter::default() }
}

/// The four numbers of all, and the people of each line, as an officer sees them.
async fn counted(world: &World, filter: Filter, by: By) -> ([i64; 4], Vec<(String, String)>) {
    let answer = reach::answer(&world.weft, filter, by, &Reader::Officer).await.unwrap();
    let lines = answer.lines.iter().map(|line| {
        (line.key.clone().unwrap_or_default(), format!("{} {}", line.people.words(), line.attendances.words()))
    });
    let all = answer.counted;
    ([all.people, all.attendances, all.minutes, all.establishments], lines.collect())
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(key, numbers)| ((*key).to_owned(), (*numbers).to_owned())).collect()
}

#[tokio::test]
async fn a_person_is_counted_once_and_four_numbers_are_kept_apart() {
    on_both(|world| async move {
        set_up(&world).await;
        bring(&world, &["Ann One", "Ben Two", "Cara Three", "Dee Four"]).await;
        mark(&world, "ann.one", "m1", "present", "glasgow-city", "9900011-p").await;
        mark(&world, "ann.one", "m2", "late", "inverclyde", "9900053-p").await;
        mark(&world, "ben.two", "m1", "present", "glasgow-city", "9900011-p").await;
        mark(&world, "cara.three", "m1", "apologies", "glasgow-city", "9900029-s").await;
        mark(&world, "dee.four", "m2", "present", "", "").await;
        mark(&world, "dee.four", "m3", "present", "glasgow-city", "").await;
        mark(&world, "dee.four", "m4", "present", "glasgow-city", "").await;
        let (all, lines) = counted(&world, session("2025-26"), By::Authority).await;
        assert_eq!(all, [3, 4, 90 + 90 + 120 + 120, 2], "{}", world.engine);
        // Ann moved: she stands in two lines and is one person; partners have a line of their own.
        assert_eq!(lines, pairs(&[("glasgow-city", "2 2"), ("inverclyde", "1 1"), ("", "1 1")]));
        let (all, lines) = counted(&world, Filter::default(), By::Session).await;
        assert_eq!(all, [3, 5, 480, 2]);
        assert_eq!(lines, pairs(&[("2025-26", "3 4"), ("2024-25", "1 1")]), "31 July belongs to the session before");
        let (_, lines) = counted(&world, session("2025-26"), By::Mode).await;
        assert_eq!(lines, pairs(&[("in-person", "2 2"), ("online", "2 2")]));
        let (_, lines) = counted(&world, session("2025-26"), By::Programme).await;
        assert_eq!(lines, pairs(&[("improving-our-classrooms", "2 2"), ("thinking-about-headship", "2 2")]));
        for by in [By::Sector, By::Post, By::Workstream, By::Source] {
            assert_eq!(counted(&world, session("2025-26"), by).await.0, all_of(&world).await, "{by:?}");
        }
        let online = Filter { mode: Some("online".into()), ..session("2025-26") };
        assert_eq!(counted(&world, online, By::Authority).await.0[..2], [2, 2]);
        let one = Filter { programme: Some("improving-our-classrooms".into()), ..session("2025-26") };
        assert_eq!(counted(&world, one, By::Authority).await.0[..2], [2, 2]);
    })
    .await;
}

async fn all_of(world: &World) -> [i64; 4] {
    counted(world, session("2025-26"), By::Authority).await.0
}

#[tokio::test]
async fn merged_people_are_one_and_open_suggestions_make_a_band() {
    on_both(|world| async move {
        set_up(&world).await;
        bring(&world, &["Anna One", "Anne One", "Ben Two"]).await;
        for who in ["anna.one", "anne.one", "ben.two"] {
            run(
                &world,
                "update practitioner set authority_key = 'glasgow-city' where person_id = (select id from person where email = $1)",
                &[&format!("{who}@reach.example")],
            )
            .await;
            mark(&world, who, "m1", "present", "glasgow-city", "").await;
        }
        mark(&world, "anne.one", "m2", "present", "glasgow-city", "").await;
        // What was written past the program is seen with the next list.
        bring(&world, &["Zoe Last"]).await;
        let answer = reach::answer(&world.weft, session("2025-26"), By::Authority, &Reader::Officer).await.unwrap();
        assert_eq!(answer.people, "between 2 and 3 people");
        assert_eq!((answer.counted.people, answer.counted.attendances, answer.low), (3, 4, 2));
        let mut write = world.weft.db.write().await.unwrap();
        merging::merge(&world.weft, &mut write, COMMAND_LINE, "anna-one", "anne-one", "same").await.unwrap();
        write.commit().await.unwrap();
        let answer = reach::answer(&world.weft, session("2025-26"), By::Authority, &Reader::Officer).await.unwrap();
        assert_eq!(answer.people, "2 people");
        // Both were marked at the same meeting: that is one attendance.
        assert_eq!((answer.counted.people, answer.counted.attendances), (2, 3), "{}", world.engine);
    })
    .await;
}

#[tokio::test]
async fn people_at_meetings_of_groups_count_with_the_place_of_their_membership_and_bare_names_stand_beside() {
    on_both(|world| async move {
        set_up(&world).await;
        bring(&world, &["Ann One"]).await;
        mark(&world, "ann.one", "m1", "present", "glasgow-city", "").await;
        for (id, person, presence) in [("a", "ann-one", "online"), ("b", "", "in-person"), ("c", "", "apologies")] {
            run(
                &world,
                "insert into meeting_attendance (id, meeting_id, position, person, name, office, presence)
                 select 'reach-' || $1, meeting.id, 99, nullif($2, ''), 'Somebody', '', $3 from meeting
                 where holder_kind = 'group' and day >= '2025-08-01' and day < '2026-08-01' and cancelled_on is null
                 order by meeting.id limit 1",
                &[id, person, presence],
            )
            .await;
        }
        let answer = reach::answer(&world.weft, session("2025-26"), By::Source, &Reader::Officer).await.unwrap();
        let lines: Vec<(String, &str)> =
            answer.lines.iter().map(|line| (line.key.clone().unwrap(), line.people.words())).collect();
        assert_eq!(lines, [("networks".to_owned(), "1"), ("programmes".to_owned(), "1")]);
        assert_eq!((answer.counted.people, answer.counted.attendances, answer.unnamed), (1, 2, 1));
    })
    .await;
}

/// Seven of Glasgow, three of Inverclyde, six of Renfrewshire, eight of East Renfrewshire.
async fn twenty_four(world: &World) {
    set_up(world).await;
    for (authority, many) in [("glasgow-city", 7), ("inverclyde", 3), ("renfrewshire", 6), ("east-renfrewshire", 8)] {
        let names: Vec<String> = (0..many)
            .map(|at| format!("{} {authority}", ["Una", "Bob", "Cyd", "Dot", "Eve", "Fin", "Gus", "Hal"][at]))
            .collect();
        bring(world, &names.iter().map(String::as_str).collect::<Vec<_>>()).await;
        for name in &names {
            let who = name.to_lowercase().replace(' ', ".");
            mark(world, &who, "m1", "present", authority, if authority == "glasgow-city" { "9900011-p" } else { "" })
                .await;
        }
    }
}

#[tokio::test]
async fn a_small_number_is_shown_to_its_own_officer_and_cannot_be_worked_out_by_others() {
    on_both(|world| async move {
        twenty_four(&world).await;
        let public = world.visitor().get("/api/v1/reach?session=2025-26&by=authority").await.json();
        let people = |value: &serde_json::Value, key: &str| {
            let parts = value["parts"].as_array().unwrap().clone();
            parts.iter().find(|part| part["key"] == key).unwrap()["people"].clone()
        };
        assert_eq!(public["total"]["people"]["value"], "24");
        assert_eq!(people(&public, "inverclyde")["band"], serde_json::json!(["1", "4"]));
        assert_eq!(people(&public, "renfrewshire")["reason"], "suppressed", "24 - 7 - 8 - 6 would tell the three");
        assert_eq!(people(&public, "glasgow-city")["value"], "7");
        assert!(public["rule"]["words"].as_str().unwrap().contains("counted once"));
        let page = world.visitor().get("/reach?session=2025-26").await.text();
        assert!(
            page.contains("fewer than 5") && page.contains("not shown") && page.contains("24 people took part"),
            "{page}"
        );
        let own =
            world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await.get("/reach?session=2025-26").await.text();
        assert!(!own.contains("fewer than 5"), "their own three hide nothing from them: {own}");
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await.get("/reach?session=2025-26").await.text();
        assert!(!officer.contains("fewer than 5") && !officer.contains("not shown"));
        let narrow = world.visitor().get("/api/v1/reach?session=2025-26&mode=in-person").await.json();
        assert_eq!(narrow["parts"][1]["attendances"]["reason"], "suppressed", "attendances would tell by subtraction");
        for bad in ["session=2025", "by=name", "mode=post"] {
            assert_eq!(world.visitor().get(&format!("/api/v1/reach?{bad}")).await.status, 400, "{bad}");
        }
        assert_eq!(world.visitor().get("/reach?session=2031-32").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn a_figure_that_is_kept_never_changes() {
    on_both(|world| async move {
        twenty_four(&world).await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/reach?session=2025-26&by=authority";
        let fields = [("asked", "session=2025-26&by=authority"), ("note", "For the evaluation report")];
        let kept = officer.send(page, "/reach/figures", &fields).await;
        assert_eq!(kept.location(), "/reach/figures/2026-02-02-1", "{}", kept.text());
        mark(&world, "una.glasgow-city", "m2", "present", "glasgow-city", "").await;
        bring(&world, &["New Person"]).await;
        mark(&world, "new.person", "m2", "present", "glasgow-city", "").await;
        assert!(world.visitor().get(page).await.text().contains("25 people took part"));
        let figure = world.visitor().get("/reach/figures/2026-02-02-1").await.text();
        for said in
            ["24 people took part", "2025/26", "For the evaluation report", "Rule 1", "counted once", "2 February 2026"]
        {
            assert!(figure.contains(said), "{said} is missing in {figure}");
        }
        assert!(world.visitor().get("/reach/figures").await.text().contains("24 people"));
        assert_eq!(officer.send(page, "/reach/figures", &fields).await.location(), "/reach/figures/2026-02-02-2");
    })
    .await;
}

#[tokio::test]
async fn coverage_counts_open_establishments_and_lists_those_not_reached_for_those_who_act() {
    on_both(|world| async move {
        twenty_four(&world).await;
        let path = "/reach/coverage?session=2025-26";
        let public = world.visitor().get(path).await.text();
        assert!(public.contains("1 of 12 establishments took part; 11 did not."), "{public}");
        assert!(!public.contains("Larkfold Academy"), "only counts are public");
        assert!(public.contains("Not recorded"), "an unknown quintile is its own line");
        let own = world.sign_in_as(Role::AuthorityOfficer, "glasgow-city").await;
        let list = own.get(path).await.text();
        assert!(list.contains("Larkfold Academy") && !list.contains("Cloch View"), "{list}");
        assert!(list.contains("Thistlebank Nursery Class") && !list.contains("Thistlebank Primary School"));
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let list = officer.get(path).await.text();
        assert!(list.contains("Cloch View") && !list.contains("Old Cloch"), "closed ones are out");
        let file = officer.get("/reach/coverage.csv?session=2025-26").await.text();
        assert_eq!(file.lines().count(), 13);
        assert!(file.lines().last().unwrap().starts_with("9900011,P,Thistlebank Primary School"), "{file}");
        assert_eq!(own.get("/reach/coverage.csv?session=2025-26").await.text().lines().count(), 4);
        assert!(world.visitor().get("/reach/coverage.csv").await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn numbers_without_names_stand_beside_and_never_among_people() {
    on_both(|world| async move {
        twenty_four(&world).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let page = "/reach/headcounts/programmes/reach-m1";
        assert!(lead.get("/reach/headcounts").await.text().contains(page));
        assert_eq!(lead.get("/reach/headcounts/programmes/reach-m2").await.status, 404, "another programme");
        let refused = lead.send(page, page, &[("pupils", "many")]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Enter how many pupils there were"));
        assert_eq!(lead.send(page, page, &[("pupils", "30"), ("families", "")]).await.status, 303);
        let answer = world.visitor().get("/api/v1/reach?session=2025-26").await.json();
        assert_eq!(answer["numbers_without_names"]["pupils"], "30");
        assert_eq!(answer["total"]["people"]["value"], "24");
        assert!(world.visitor().get("/reach?session=2025-26").await.text().contains("30 pupils"));
    })
    .await;
}
