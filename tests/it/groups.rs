//! Groups and networks: the directory, one group's page, the file in and out, the API.

use weft::{
    app::files::{Kind, export},
    groups,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{World, example, on_both};

fn file(text: &str) -> File {
    File { name: "groups.toml".into(), bytes: text.into() }
}

/// The lines with which a file is refused.
async fn refused(world: &World, text: &str) -> Vec<String> {
    match groups::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await {
        Err(Rejected::Lines(lines)) => lines,
        other => panic!("the file was not refused on {}: {other:?}", world.engine),
    }
}

#[tokio::test]
async fn the_directory_opens_with_the_25_groups_of_the_current_session_by_workstream() {
    on_both(|world| async move {
        let page = world.visitor().get("/groups").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("25 groups and networks"), "{text}");
        for (workstream, count) in
            [("Early Level", "2"), ("Leadership of Learning", "15"), ("Inclusion", "5"), ("Emerging Priorities", "3")]
        {
            let heading = text.find(&format!("{workstream}</span> <span class=\"weft-filters__count\">{count}<"));
            assert!(heading.is_some(), "{workstream} has not {count} groups on {}", world.engine);
        }
        assert!(!text.contains("Home Education Officers"), "a network of 2022-23 is not among those of now");
    })
    .await;
}

#[tokio::test]
async fn filters_are_links_that_narrow_the_list_together() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let early = visitor.get("/groups?framework=2025-26&workstream=early-level&kind=strategic-group").await.text();
        assert!(early.contains("1 group or network") && early.contains("/groups/early-level-strategic-group"));
        let then = visitor.get("/groups?framework=2022-23").await.text();
        assert!(then.contains("18 groups and networks") && then.contains("Home Education Officers"));
        assert!(then.contains("Workstream not published"), "two networks stand under no workstream");
        let every = visitor.get("/groups?framework=all").await.text();
        assert!(every.contains("43 groups and networks"));
        let none = visitor.get("/groups?framework=2025-26&kind=coaching").await;
        assert_eq!(none.status, 200);
        assert!(none.text().contains("No group matches these choices"));
    })
    .await;
}

#[tokio::test]
async fn three_names_are_both_a_group_and_a_programme_and_their_pages_lead_to_each_other() {
    on_both(|world| async move {
        let visitor = world.visitor();
        for key in ["improving-our-schools", "improving-our-departments-and-faculties", "delivering-mentorship"] {
            let group = visitor.get(&format!("/groups/{key}")).await.text();
            assert!(group.contains(&format!("href=\"/programmes/{key}\"")), "{key}");
            assert!(group.contains("both a group and a programme"), "{key}");
            let programme = visitor.get(&format!("/programmes/{key}")).await.text();
            assert!(programme.contains(&format!("href=\"/groups/{key}\"")), "{key}");
        }
        let all = groups::groups(&world.weft.db).await.unwrap();
        let both = all.iter().filter(|group| group.programme.as_ref() == Some(&group.key)).count();
        assert_eq!(both, 3);
        let part = visitor.get("/groups/leadership-of-learning-digital-ai").await.text();
        assert!(part.contains("belongs to a programme") && part.contains("/programmes/leadership-of-learning-groups"));
    })
    .await;
}

#[tokio::test]
async fn a_page_says_what_is_known_what_nobody_published_and_where_it_was_read() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let page = visitor.get("/groups/pshe-officers").await.text();
        for words in [
            "PSHE EY/Primary / Secondary Representatives",
            "groups planned",
            "Not published",
            "Meeting dates",
            "line 943",
            "collaboration@west-partnership.example",
        ] {
            assert!(page.contains(words), "{words} is missing on {}", world.engine);
        }
        assert!(!page.contains("Ailsa"), "the holder of an office is not named");
        assert_eq!(visitor.get("/groups/no-such-group").await.status, 404);
        let strategic = visitor.get("/groups/inclusion-strategic-group").await.text();
        assert!(strategic.contains("<title>Strategic Group, Inclusion - "));
    })
    .await;
}

#[tokio::test]
async fn an_exported_file_is_a_valid_import_that_changes_nothing_and_gives_the_same_bytes() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Groups, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "groups.toml".into(), bytes: before.clone() };
        let said = groups::import(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        assert_eq!(said, ["groups.toml: 0 groups added, 0 changed, 43 unchanged"]);
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Groups, None).await.unwrap(), before);
        let text = String::from_utf8(before).unwrap();
        let given = std::fs::read_to_string(example().join("groups.toml")).unwrap();
        let keys = |text: &str| text.lines().filter(|line| line.starts_with("key = ")).count();
        assert_eq!(keys(&text), keys(&given));
    })
    .await;
}

#[tokio::test]
async fn a_file_with_many_faults_names_every_one_and_nothing_is_written() {
    on_both(|world| async move {
        let bad = "[[group]]\nkey = \"new group\"\nname = \"New\"\nframework = \"2025-26\"\nkind = \"club\"\ncontact_office = \"nobody\"\n\n\
                   [[group]]\nkey = \"literacy\"\nname = \"\"\nkind = \"group\"\nremitt = \"x\"\ncontact_office = \"collaboration-officer\"\n\
                   starts = \"2026-05-01\"\nends = \"2026-04-01\"\n\n[[group]]\nkey = \"literacy\"\nline = \"x\"\npaper = \"lost\"\n";
        let lines = refused(&world, bad).await;
        for expected in [
            "groups.toml:2:7: `new group` is not a key",
            "groups.toml:5:8: `club` is not known here",
            "groups.toml:6:18: there is no office `nobody`",
            "groups.toml:8:1: `framework` is missing",
            "groups.toml:10:8: `name` is empty",
            "groups.toml:12:1: `remitt` is not a field here",
            "groups.toml:15:8: the group would end before it starts",
            "groups.toml:18:7: the key `literacy` stands twice",
            "groups.toml:19:8: `line` must be a whole number",
            "groups.toml:20:9: there is no paper `lost`",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
        assert_eq!(groups::group(&world.weft.db, "literacy").await.unwrap().unwrap().name, "Literacy");
        let broken = refused(&world, "[[group]]\nkey = \n\n[[group\n").await;
        assert!(broken[0].starts_with("groups.toml:2:"), "{broken:#?}");
    })
    .await;
}

#[tokio::test]
async fn a_dry_run_says_what_would_be_done_and_writes_nothing() {
    on_both(|world| async move {
        let text = "[[group]]\nkey = \"early-years-play\"\nname = \"Play in the early years\"\nframework = \"2025-26\"\n\
                    kind = \"learning-set\"\ncontact_office = \"collaboration-officer\"\n";
        let version = world.weft.db.version().await.unwrap();
        let said = groups::import(&world.weft, COMMAND_LINE, file(text), Mode::DryRun).await.unwrap();
        assert_eq!(said, ["groups.toml: nothing was written; it would be 1 groups added, 0 changed, 0 unchanged"]);
        assert_eq!(world.weft.db.version().await.unwrap(), version);
        assert!(groups::group(&world.weft.db, "early-years-play").await.unwrap().is_none());
        groups::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await.unwrap();
        let list = world.visitor().get("/api/v1/groups?kind=learning-set").await.json();
        assert_eq!(list["items"][0]["key"], "early-years-play");
    })
    .await;
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    on_both(|world| async move {
        let text = "[[group]]\nkey = \"hostile\"\nname = \"<script>alert(1)</script>\"\nframework = \"2025-26\"\nkind = \"group\"\n\
                    remit = \"\\\"><img src=x onerror=alert(1)>\"\ncontact_office = \"collaboration-officer\"\n";
        groups::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await.unwrap();
        for path in ["/groups", "/groups/hostile", "/groups?kind=%3Cscript%3Ealert(1)%3C/script%3E"] {
            let page = world.visitor().get(path).await.text();
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_groups_with_their_workstream() {
    on_both(|world| async move {
        let list = world.visitor().get("/api/v1/groups").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 43);
        assert!(list["next"].is_null());
        let narrowed =
            world.visitor().get("/api/v1/groups?framework=2025-26&workstream=leadership-of-learning").await.json();
        let items = narrowed["items"].as_array().unwrap();
        assert_eq!(items.len(), 15);
        assert_eq!(items[0]["name"], "Strategic Group");
        assert_eq!(items[0]["kind"], "strategic-group");
        assert_eq!(items[0]["workstream"], "leadership-of-learning");
        assert_eq!(items[0]["line"], "155", "numbers are text");
    })
    .await;
}

#[tokio::test]
async fn a_search_finds_a_group_by_the_name_another_list_prints() {
    on_both(|world| async move {
        let found = weft::plumbing::search::find(&world.weft.db, "PSHE representatives").await.unwrap();
        assert_eq!(found[0].url, "/groups/pshe-officers");
    })
    .await;
}
