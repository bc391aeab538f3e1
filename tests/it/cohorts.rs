//! Cohorts: the file in and out, the public pages, calendars, the API.

use weft::{
    app::files::{Kind, export},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
    programmes::cohorts,
};

use crate::world::{World, on_both};

fn file(text: &str) -> File {
    File { name: "cohorts.toml".into(), bytes: text.into() }
}

async fn import(world: &World, text: &str) -> Vec<String> {
    cohorts::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await.unwrap()
}

async fn refused(world: &World, text: &str) -> Vec<String> {
    let refused = cohorts::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await;
    let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused on {}", world.engine) };
    lines
}

#[tokio::test]
async fn an_exported_file_of_cohorts_gives_the_same_bytes_again() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Cohorts, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "cohorts.toml".into(), bytes: before.clone() };
        let said = cohorts::import(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        assert!(said.iter().all(|line| line.contains(": 0 ") && line.contains(" added, 0 changed, ")), "{said:?}");
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Cohorts, None).await.unwrap(), before);
        let text = String::from_utf8(before).unwrap();
        assert!(text.contains("held = true") && text.contains("[[cohort.share]]") && text.contains("invented = true"));
    })
    .await;
}

#[tokio::test]
async fn a_file_adds_and_changes_what_it_names_and_leaves_the_rest() {
    on_both(|world| async move {
        let cohort = |places: i64| {
            format!(
                "[[cohort]]\nkey = \"short-one\"\nprogramme = \"improving-our-pedagogy\"\ntitle = \"Short\"\n\
                 sessions = [\"2025-26\"]\nmode = \"online\"\nplaces = {places}\ncontact_office = \"collaboration-officer\"\n\
                 [[cohort.meeting]]\nnumber = 1\nday = \"2026-05-05\"\nstarts = \"16:00\"\nends = \"17:00\"\n"
            )
        };
        let stood = cohorts::cohorts(&world.weft.db).await.unwrap().len();
        let tried = cohorts::import(&world.weft, COMMAND_LINE, file(&cohort(5)), Mode::DryRun).await.unwrap();
        assert_eq!(tried[1], "cohorts.toml: nothing was written; it would be 1 cohorts added, 0 changed, 0 unchanged");
        assert!(cohorts::cohort(&world.weft.db, "short-one").await.unwrap().is_none());
        let said = import(&world, &cohort(5)).await;
        assert_eq!(said[1], "cohorts.toml: 1 cohorts added, 0 changed, 0 unchanged");
        let said = import(&world, &cohort(7)).await;
        assert_eq!(said[1], "cohorts.toml: 0 cohorts added, 1 changed, 0 unchanged");
        assert_eq!(said[2], "cohorts.toml: 0 meetings added, 0 changed, 1 unchanged");
        let found = cohorts::cohort(&world.weft.db, "short-one").await.unwrap().unwrap();
        assert_eq!((found.places, found.version, found.offer_days), (Some(7), 1, 10));
        assert_eq!(cohorts::cohorts(&world.weft.db).await.unwrap().len(), stood + 1);
    })
    .await;
}

#[tokio::test]
async fn a_version_that_a_cohort_follows_cannot_be_changed() {
    on_both(|world| async move {
        let version = |number: i64, share: i64| {
            format!(
                "[[version]]\nprogramme = \"improving-our-pedagogy\"\nnumber = {number}\nfrom = \"2026-08-01\"\n\
                 purpose = \"Other\"\nattendance_share = {share}\nreason = \"Fewer could come.\"\n"
            )
        };
        let lines = refused(&world, &version(1, 50)).await;
        assert_eq!(lines.len(), 1, "{lines:?}");
        assert!(lines[0].starts_with("cohorts.toml:3:10: the cohort `improving-our-pedagogy-"), "{lines:?}");
        assert!(lines[0].ends_with("so it cannot be changed; add version 2 instead"), "{lines:?}");
        import(&world, &version(2, 50)).await;
        // Nobody follows the second yet, so it may still be mended.
        let said = import(&world, &version(2, 60)).await;
        assert_eq!(said[0], "cohorts.toml: 0 versions added, 1 changed, 0 unchanged");
        let versions = cohorts::versions(&world.weft.db, "improving-our-pedagogy").await.unwrap();
        assert_eq!(
            versions.iter().map(|one| (one.number, one.attendance_share)).collect::<Vec<_>>(),
            [(2, 60), (1, 80)]
        );
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_of_cohorts_names_every_fault_with_its_place() {
    on_both(|world| async move {
        let bad = "[[version]]\nprogramme = \"no-such\"\nnumber = 1\nfrom = \"soon\"\npurpose = \"\"\nsectors = [\"nursery\"]\n\
                   attendance_share = 101\nmoderated = true\n\n\
                   [[version]]\nprogramme = \"improving-our-schools\"\nnumber = 3\nfrom = \"2025-08-01\"\npurpose = \"P\"\n\n\
                   [[cohort]]\nkey = \"A\"\nprogramme = \"improving-our-pedagogy\"\nversion = 9\ntitle = \"T\"\n\
                   sessions = [\"2025\"]\nopens = \"2026-03-01\"\ncloses = \"2026-02-01\"\nplaces = 3\nmode = \"by post\"\n\
                   contact_office = \"nobody\"\ncancelled = \"2026-01-01\"\ncolour = 1\n\
                   [[cohort.share]]\nauthority = \"atlantis\"\nplaces = 2\n\
                   [[cohort.share]]\nsector = \"primary\"\nplaces = 4\n\
                   [[cohort.meeting]]\nnumber = 1\nday = \"2026-05-05\"\nstarts = \"4pm\"\nends = \"17:00\"\n\
                   link = \"http://meet.example\"\nheld = true\n\
                   [[cohort.meeting]]\nnumber = 1\nday = \"2026-05-12\"\nstarts = \"17:00\"\nends = \"16:00\"\n";
        let lines = refused(&world, bad).await;
        for expected in [
            ":2:13: there is no programme `no-such`",
            ":4:8: `soon` is not a day",
            ":5:11: `purpose` is empty",
            ":6:11: `nursery` is not a sector",
            ":7:20: `attendance_share` is in per cent",
            ":8:13: only a case study is moderated",
            ":12:10: the next version of `improving-our-schools` is 1",
            ":12:10: the next version",
            ":10:1: say why the rules change",
            ":17:7: `A` is not a key",
            ":19:11: `improving-our-pedagogy` has no version 9",
            ":21:12: ",
            ":23:10: people could apply until before they may begin",
            ":24:10: 4 places are kept, but there are only 3",
            ":25:8: `by post` is not known here",
            ":26:18: there is no office `nobody`",
            ":27:13: say why it is cancelled",
            ":28:1: `colour` is not a field here",
            ":30:13: `atlantis` is no authority",
            ":38:10: `4pm` is not a time",
            ":40:8: a link begins with https://",
            ":41:8: 5 May 2026 is yet to come",
            ":43:10: there are two meetings 1",
            ":46:8: it ends before it begins",
        ] {
            let found = lines.iter().any(|line| line.starts_with(&format!("cohorts.toml{expected}")));
            assert!(found, "{expected} is missing in {lines:#?}");
        }
        let empty = refused(&world, "").await;
        assert_eq!(empty, ["cohorts.toml:1:1: there is nothing in this file; write at least one [[version]] or [[cohort]]"]);
    })
    .await;
}

const COHORT: &str = "/cohorts/improving-our-classrooms-2026-27";

#[tokio::test]
async fn the_page_of_a_cohort_says_whom_it_is_for_and_how_many_places_there_are_without_an_account() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let page = visitor.get(COHORT).await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for words in [
            "Open for applications",
            "You may apply until 20 March 2026.",
            "24 places",
            "people who work as Teacher or Principal Teacher, in the primary, secondary or additional support needs sectors",
            "30 credit points at SCQF level 11",
            "75% of the meetings that are held: 6 of 8 meetings",
            "Thursday 10 September 2026, 09:30 to 15:30",
            "These places are kept until 24 April 2026",
            "Inverclyde",
            "invented for the example",
            "/cohorts/improving-our-classrooms-2026-27/apply",
        ] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        assert!(!text.contains("/details\"") && !text.contains("/register\""), "a stranger is offered no keeper's page");
        assert_eq!(visitor.get("/cohorts/no-such-cohort").await.status, 404);
        let past = visitor.get("/cohorts/improving-our-classrooms-2025").await.text();
        assert!(past.contains("Meetings held (6)") && past.contains("Applications closed on 14 March 2025."));
        assert!(!past.contains("/apply\""), "nobody applies to what is over");
        let running = visitor.get("/cohorts/improving-our-departments-and-faculties-2025-27").await.text();
        for words in ["Meetings held (3)", "Meetings to come (5)", "Meetings cancelled (1)", "A warning of snow", "2025/26 and 2026/27"] {
            assert!(running.contains(words), "{words} is missing");
        }
        let later = visitor.get("/cohorts/delivering-mentorship-2027").await.text();
        assert!(later.contains("You may apply from 2 November 2026 to 18 December 2026.") && !later.contains("/apply\""));
        // Meetings held and meetings planned never stand in one table.
        let online = visitor.get("/cohorts/improving-our-pedagogy-spring-2026").await.text();
        assert!(!online.contains("meet.west-partnership.example"), "the link to join is for those who take part");
    })
    .await;
}

#[tokio::test]
async fn the_checker_answers_whether_somebody_may_apply() {
    on_both(|world| async move {
        let ask =
            async |cohort: &str, query: &str| world.visitor().get(&format!("{cohort}?check=yes&{query}")).await.text();
        assert!(ask(COHORT, "sector=primary&post=Teacher").await.contains("Yes. You may apply until 20 March 2026."));
        assert!(
            ask(COHORT, "sector=early-years&post=Teacher").await.contains("No: it is for people who work as Teacher")
        );
        assert!(ask(COHORT, "sector=primary&post=other").await.contains("Perhaps: it is for people"));
        assert!(ask(COHORT, "sector=&post=").await.contains("Choose your sector and your post, and ask again."));
        let later = "/cohorts/delivering-mentorship-2027";
        assert!(ask(later, "sector=primary&post=Teacher").await.contains("Not yet, but it is for you."));
        let mut write = world.weft.db.write().await.unwrap();
        sqlx::query("update cohort set places = 0 where key = 'improving-our-classrooms-2026-27'")
            .execute(write.on())
            .await
            .unwrap();
        world.note(&mut write).await;
        write.commit().await.unwrap();
        // Asked the other way round: the answer above is kept until a request writes.
        let full = ask(COHORT, "post=Teacher&sector=primary").await;
        assert!(
            full.contains("you may join the waiting list") && full.contains("Apply for the waiting list"),
            "{full}"
        );
    })
    .await;
}

#[tokio::test]
async fn a_programme_says_its_rules_of_now_and_before_and_lists_its_cohorts() {
    on_both(|world| async move {
        let text = world.visitor().get("/programmes/improving-our-classrooms").await.text();
        for words in [
            "30 credit points at SCQF level 11, awarded by the university partner",
            "Earlier rules (1)",
            "Professional Recognition by GTC Scotland, from 1 August 2022 to 31 March 2025",
            "Professional Recognition of programmes was paused.",
            "Session 2026/27",
            "8 meetings, 10 September 2026 to 3 June 2027",
            "Earlier cohorts (1)",
        ] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        let open = world.visitor().get("/programmes?applications=open").await.text();
        assert!(open.contains(">Improving Our Classrooms</a>") && open.contains(">Improving Our Pedagogy</a>"));
        assert!(!open.contains(">Thinking About Headship</a>"), "nobody can apply to it now");
        assert!(open.contains("2 programmes and other activities"), "{open}");
        let found = world.visitor().get("/search?q=mentorship+2027").await.text();
        assert!(found.contains("/cohorts/delivering-mentorship-2027"), "{found}");
        let map = world.visitor().get("/sitemap.xml").await.text();
        assert!(map.contains("/cohorts/improving-our-pedagogy-spring-2026"));
    })
    .await;
}

#[tokio::test]
async fn a_calendar_keeps_the_time_of_day_across_summer_time_and_never_holds_the_link_to_join() {
    on_both(|world| async move {
        let calendar = world.visitor().get("/cohorts/improving-our-pedagogy-spring-2026/meetings.ics").await;
        assert_eq!(calendar.status, 200);
        let text = calendar.text();
        // 16:00 on both sides of 29 March is another hour in UTC.
        assert!(text.contains("DTSTART:20260324T160000Z") && text.contains("DTSTART:20260331T150000Z"), "{text}");
        assert!(text.contains("DTEND:20260331T160000Z"));
        assert!(!text.contains("meet.west-partnership.example"));
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 5);
        let autumn = "[[cohort]]\nkey = \"autumn\"\nprogramme = \"improving-our-pedagogy\"\ntitle = \"Autumn\"\n\
                      sessions = [\"2026-27\"]\nmode = \"online\"\ncontact_office = \"collaboration-officer\"\n\
                      [[cohort.meeting]]\nnumber = 1\nday = \"2026-10-21\"\nstarts = \"16:00\"\nends = \"17:00\"\n\
                      [[cohort.meeting]]\nnumber = 2\nday = \"2026-10-28\"\nstarts = \"16:00\"\nends = \"17:00\"\n";
        import(&world, autumn).await;
        let text = world.visitor().get("/cohorts/autumn/meetings.ics").await.text();
        assert!(text.contains("DTSTART:20261021T150000Z") && text.contains("DTSTART:20261028T160000Z"), "{text}");
        let snow = world.visitor().get("/cohorts/improving-our-departments-and-faculties-2025-27/meetings.ics").await;
        assert_eq!(snow.text().matches("STATUS:CANCELLED").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_cohorts_and_programmes_name_theirs() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let list = visitor.get("/api/v1/cohorts?programme=improving-our-classrooms&session=2026-27").await.json();
        let items = list["items"].as_array().unwrap();
        assert_eq!((items.len(), &list["next"]), (1, &serde_json::Value::Null));
        let one = &items[0];
        for (field, value) in
            [("places", "24"), ("places_left", "24"), ("applications", "open"), ("invented", "yes"), ("version", "2")]
        {
            assert_eq!(one[field], value, "{field}");
        }
        assert_eq!(
            (one["shares"].as_array().unwrap().len(), one["meetings"][0]["state"].as_str()),
            (8, Some("planned"))
        );
        assert!(!list.to_string().contains("meet."), "no link to join");
        let programmes = visitor.get("/api/v1/programmes?applications=open").await.json();
        assert_eq!(programmes["items"].as_array().unwrap().len(), 2);
        assert_eq!(programmes["items"][0]["versions"], serde_json::json!(["1", "2"]));
    })
    .await;
}

#[tokio::test]
async fn a_long_list_of_cohorts_is_answered_a_hundred_at_a_time() {
    on_both(|world| async move {
        let one = |at: usize| {
            format!(
                "[[cohort]]\nkey = \"many-{at}\"\nprogramme = \"improving-our-pedagogy\"\ntitle = \"Round {at}\"\n\
                 sessions = [\"2026-27\"]\nmode = \"online\"\ncontact_office = \"collaboration-officer\"\n"
            )
        };
        import(&world, &(0..120).map(one).collect::<String>()).await;
        let visitor = world.visitor();
        let first = visitor.get("/api/v1/cohorts?programme=improving-our-pedagogy&session=2026-27").await.json();
        assert_eq!(first["items"].as_array().unwrap().len(), 100);
        let next = first["next"].as_str().unwrap();
        assert_eq!(next, "/api/v1/cohorts?programme=improving-our-pedagogy&session=2026-27&page=2");
        let second = visitor.get(next).await.json();
        assert_eq!((second["items"].as_array().unwrap().len(), &second["next"]), (21, &serde_json::Value::Null));
    })
    .await;
}
