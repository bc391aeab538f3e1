//! Bodies: composition as rules, seats and terms, vacancies in words, the file in and out, the API, the quorum.

use weft::{
    app::files::{Kind, export},
    governance,
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{World, on_both};

const TODAY: &str = "2026-02-02";

fn file(text: &str) -> File {
    File { name: "bodies.toml".into(), bytes: text.into() }
}

/// The lines with which a file is refused.
async fn refused(world: &World, text: &str) -> Vec<String> {
    match governance::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await {
        Err(Rejected::Lines(lines)) => lines,
        other => panic!("the file was not refused on {}: {other:?}", world.engine),
    }
}

#[tokio::test]
async fn bodies_of_both_eras_are_listed_with_what_is_not_met_and_what_is_not_published() {
    on_both(|world| async move {
        let page = world.visitor().get("/governance").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        for words in [
            "The Overview Group",
            "Headteacher Reference Group",
            "Strategic Group, Early Level",
            "Operational groups and networks",
            "Glasgow City Region Education Committee",
            "West Partnership Board",
            "West Partnership Implementation Group",
            "Finance Sub-Group",
            "Who reports to whom",
            "invented",
        ] {
            assert!(text.contains(words), "{words} is missing on {}", world.engine);
        }
        let board = world.visitor().get("/governance/board").await.text();
        assert!(board.contains("Who sat on this body is not published"));
        assert!(!board.contains("Not met"), "unknown is not vacant");
        assert!(governance::vacancies(&world.weft.db, "board", TODAY).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn vacancies_and_unmet_rules_are_said_in_words() {
    on_both(|world| async move {
        let db = &world.weft.db;
        assert_eq!(
            governance::unmet(db, "overview-group", TODAY).await.unwrap(),
            ["1 of 2 members of the Headteacher Reference Group"]
        );
        let text = world.visitor().get("/governance/headteacher-reference-group").await.text();
        assert!(text.contains("No headteacher or centre leader from Inverclyde"), "{text}");
        assert!(!text.contains("No headteacher or centre leader from Glasgow City"));
        let before = governance::unmet(db, "headteacher-reference-group", "2025-12-01").await.unwrap();
        assert!(before.is_empty(), "the seat was held then: {before:?}");
        let of = governance::vacancies_of_authority(db, "inverclyde", TODAY).await.unwrap();
        let bodies: Vec<&str> = of.iter().map(|vacancy| vacancy.body.as_str()).collect();
        assert_eq!(bodies, ["headteacher-reference-group", "early-level-strategic-group", "inclusion-strategic-group"]);
        assert_eq!(governance::seats_of_authority(db, "inverclyde", TODAY).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test]
async fn names_are_for_members_and_officers_and_everybody_else_sees_offices_and_days() {
    on_both(|world| async move {
        let path = "/governance/overview-group";
        let public = world.visitor().get(path).await.text();
        assert!(public.contains("Director of Education, Inverclyde") && public.contains("18 August 2025"));
        assert!(!public.contains("Niall Broadfoot") && !public.contains("Euan Maryfield"), "a name is public");
        for (role, scope, sees) in [
            (Role::CollaborationOfficer, "", true),
            (Role::BodyMember, "overview-group", true),
            (Role::BodyMember, "headteacher-reference-group", false),
            (Role::AuthorityOfficer, "inverclyde", true),
            (Role::AuthorityOfficer, "glasgow-city", false),
            (Role::GroupLead, "gaelic", false),
        ] {
            let answer = world.sign_in_as(role, scope).await.get(path).await;
            assert_eq!(answer.text().contains("Niall Broadfoot"), sees, "{role:?} {scope}");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        let list = world.visitor().get("/api/v1/bodies").await.text();
        assert!(!list.contains("Broadfoot") && !list.contains(".example"), "the API names nobody");
    })
    .await;
}

#[tokio::test]
async fn the_officer_fills_a_seat_names_a_substitute_and_ends_the_term() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let body = "/governance/early-level-strategic-group";
        let page = officer.get(body).await.text();
        assert!(
            page.contains("No senior officer from Inverclyde")
                && page.contains("seats/new?rule=officers&amp;authority=inverclyde")
                || page.contains("seats/new?rule=officers&#38;authority=inverclyde"),
            "{page}"
        );
        let form = format!("{body}/seats/new?rule=officers&authority=inverclyde");
        let fields = [
            ("rule", "officers"),
            ("authority", "inverclyde"),
            ("office", "Head of Early Years, Inverclyde"),
            ("person", "Isla Greenock"),
            ("email", "isla.greenock@inverclyde.example"),
            ("from", "2026-01-12"),
        ];
        let answer = officer.send(&form, &format!("{body}/seats"), &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let page = officer.get(body).await.text();
        assert!(page.contains("Isla Greenock") && !page.contains("No senior officer from Inverclyde"));
        assert!(!world.visitor().get(body).await.text().contains("Isla Greenock"));
        let again = officer.send(&form, &format!("{body}/seats"), &fields).await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("holds a seat under this rule already"), "{}", again.text());

        let seats = governance::seats(&world.weft.db, "early-level-strategic-group", TODAY).await.unwrap();
        let seat = seats.iter().find(|seat| seat.authority.as_deref() == Some("inverclyde")).unwrap();
        let at = format!("{body}/seats/{}", seat.id);
        let named = officer.send(&at, &format!("{at}/substitute"), &[("substitute", "Ewan Kip")]).await;
        assert_eq!(named.status, 303, "{}", named.text());
        assert!(officer.get(body).await.text().contains("Ewan Kip"));
        let early = officer.send(&at, &format!("{at}/ending"), &[("last", "2026-01-11")]).await;
        assert_eq!(early.status, 422);
        assert!(early.text().contains("would end before it begins"));
        let ended = officer.send(&at, &format!("{at}/ending"), &[("last", "2026-01-30")]).await;
        assert_eq!(ended.status, 303, "{}", ended.text());
        let page = officer.get(body).await.text();
        assert!(
            page.contains("No senior officer from Inverclyde") && page.contains("Who sat here before (1)"),
            "{page}"
        );
        assert!(page.contains("Term ended"), "the officer sees what was changed");
    })
    .await;
}

#[tokio::test]
async fn bad_terms_are_refused_with_a_sentence_and_nothing_is_kept() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let version = |world: &World| {
            let db = world.weft.db.clone();
            async move { db.version().await.unwrap() }
        };
        let before = version(&world).await;
        let body = "/governance/overview-group";
        let form = format!("{body}/seats/new?rule=headteachers");
        for (fields, said) in [
            (
                vec![("rule", "directors"), ("authority", "argyll"), ("office", "Director"), ("from", "2026-01-12")],
                "The Overview Group has no seat for argyll",
            ),
            (
                vec![
                    ("rule", "directors"),
                    ("authority", "inverclyde"),
                    ("office", "Director"),
                    ("from", "2026-01-12"),
                ],
                "The seat of Inverclyde on The Overview Group is held on these days",
            ),
            (
                vec![("rule", "headteachers"), ("office", "Headteacher"), ("from", "2026-03-12"), ("to", "2026-03-11")],
                "before it begins",
            ),
            (
                vec![
                    ("rule", "headteachers"),
                    ("office", "Headteacher"),
                    ("person", "Somebody Else"),
                    ("email", "somebody@school.example"),
                    ("from", "2026-01-12"),
                ],
                "holds no seat on the Headteacher Reference Group",
            ),
            (vec![("rule", "professors"), ("office", "Professor"), ("from", "2026-01-12")], "All two seats"),
            (vec![("rule", "headteachers"), ("office", ""), ("from", "soon")], "Say which office sits here"),
            (
                vec![("rule", "headteachers"), ("office", "H"), ("from", "2026-01-12"), ("email", "a@b.example")],
                "Say whose address this is",
            ),
        ] {
            let answer = officer.send(&form, &format!("{body}/seats"), &fields).await;
            assert_eq!(answer.status, 422, "{said}");
            assert!(answer.text().contains(said), "{said} is missing on {}: {}", world.engine, answer.text());
        }
        assert_eq!(version(&world).await, before, "nothing was written");
        let unknown = officer.send(&form, &format!("{body}/seats"), &[("rule", "lost"), ("from", "2026-01-12")]).await;
        assert_eq!(unknown.status, 409);
    })
    .await;
}

#[tokio::test]
async fn a_rule_and_a_body_are_added_and_changed_in_the_browser() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let empty = officer.send("/governance/new", "/governance", &[("name", ""), ("quorum", "some")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("Give the body a name") && empty.text().contains("is not a number of members"));
        let fields =
            [("name", "Data Sub-Group"), ("frameworks", "2025-26"), ("quorum", "2"), ("reports_to", "overview-group")];
        let added = officer.send("/governance/new", "/governance", &fields).await;
        assert_eq!((added.status, added.location()), (303, "/governance/data-sub-group"));
        let new = "/governance/data-sub-group/rules/new";
        let some = [
            ("kind", "each-authority"),
            ("office", "data officer"),
            ("count", "1"),
            ("authorities", "glasgow-city"),
            ("authorities", "inverclyde"),
            ("standing", "member"),
        ];
        assert_eq!(officer.send(new, new, &some).await.status, 303);
        let unmet = governance::unmet(&world.weft.db, "data-sub-group", TODAY).await.unwrap();
        assert_eq!(unmet, ["No data officer from Glasgow City", "No data officer from Inverclyde"]);
        let form = "/governance/data-sub-group/seats/new?rule=data-officer";
        let fields = [("rule", "data-officer"), ("authority", "renfrewshire"), ("office", "D"), ("from", "2026-01-12")];
        let answer = officer.send(form, "/governance/data-sub-group/seats", &fields).await;
        assert!(
            answer
                .text()
                .contains("has no seat for Renfrewshire: this rule gives seats to Glasgow City and Inverclyde")
        );
        let rule = "/governance/data-sub-group/rules/data-officer";
        let empty = officer.send(rule, rule, &[("kind", "members-of"), ("office", ""), ("count", "0")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("Choose the body whose members sit here"));
        let held = officer.send(rule, &format!("{rule}/removal"), &[]).await;
        assert_eq!(held.status, 303);
        assert!(governance::body(&world.weft.db, "data-sub-group").await.unwrap().unwrap().rule.is_empty());
        let used = "/governance/overview-group/rules/directors";
        assert_eq!(officer.send(used, &format!("{used}/removal"), &[]).await.status, 409);
        let found = weft::plumbing::search::find(&world.weft.db, "data sub").await.unwrap();
        assert!(found.iter().any(|found| found.url == "/governance/data-sub-group"));
    })
    .await;
}

#[tokio::test]
async fn an_exported_file_is_a_valid_import_that_changes_nothing_and_gives_the_same_bytes() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Bodies, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "bodies.toml".into(), bytes: before.clone() };
        let said = governance::import(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        assert_eq!(said[0], "bodies.toml: 0 bodies added, 0 changed, 11 unchanged");
        assert!(said[1].starts_with("bodies.toml: 0 terms added, 0 changed, "), "{said:?}");
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Bodies, None).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_file_with_many_faults_names_every_one_and_nothing_is_written() {
    on_both(|world| async move {
        let bad = "[[body]]\nkey = \"a-board\"\nname = \"A board\"\nframeworks = [\"2025-26\"]\nreports_to = \"lost\"\ninvented = \"yes\"\n\n\
                   [[body.rule]]\nkey = \"officers\"\nkind = \"each-authority\"\noffice = \"officer\"\nauthorities = [\"Inverclyde\"]\n\n\
                   [[body.rule]]\nkey = \"club\"\nkind = \"club\"\noffice = \"x\"\nsectors = [\"adult\"]\n\n\
                   [[body.seat]]\nrule = \"officers\"\noffice = \"Officer\"\nauthority = \"Glasgow\"\nfrom = \"2025-09-01\"\n\n\
                   [[body.seat]]\nrule = \"officers\"\noffice = \"Officer\"\nauthority = \"Argyll\"\nfrom = \"2025-09-01\"\n\n\
                   [[body.seat]]\nrule = \"officers\"\noffice = \"Officer\"\nauthority = \"280\"\nfrom = \"2025-09-01\"\nto = \"2025-08-01\"\n";
        let lines = refused(&world, bad).await;
        for expected in [
            "bodies.toml:5:14: there is no body `lost`",
            "bodies.toml:6:12: `invented` must be true or false",
            "bodies.toml:16:8: `club` is not known here",
            "bodies.toml:18:11: `adult` is not a sector",
            "bodies.toml:23:13: A board has no seat for Glasgow City: this rule gives seats to Inverclyde",
            "bodies.toml:29:13: `Argyll` is no authority of this partnership",
            "bodies.toml:37:6: The term would end on 2025-08-01, before it begins",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
        assert!(governance::body(&world.weft.db, "a-board").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_meeting_counts_members_substitutes_and_nobody_twice() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let seats = governance::seats(db, "overview-group", TODAY).await.unwrap();
        let ids: Vec<&str> = seats.iter().map(|seat| seat.id.as_str()).collect();
        let whole = governance::quorum(db, "overview-group", TODAY, &ids).await.unwrap();
        assert_eq!((whole.present, whole.needed, whole.reached()), (11, Some(6), Some(true)));
        let glasgow = seats.iter().find(|seat| seat.substitute.is_some()).unwrap();
        let present = [glasgow.substitute.as_deref().unwrap(), glasgow.person.as_deref().unwrap(), "somebody-else"];
        let few = governance::quorum(db, "overview-group", TODAY, &present).await.unwrap();
        assert_eq!((few.present, few.reached()), (1, Some(false)));
        assert_eq!(few.sentence(), "1 member was present; the quorum is 6, and it was not reached.");
        assert!(few.rules[0].lacks.iter().any(|lack| lack.ends_with("from Inverclyde")), "{few:?}");
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_bodies_with_rules_and_what_is_lacking() {
    on_both(|world| async move {
        let list = world.visitor().get("/api/v1/bodies?framework=2025-26").await.json();
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 7);
        let overview = items.iter().find(|item| item["key"] == "overview-group").unwrap();
        assert_eq!(overview["quorum"], "6", "numbers are text");
        assert_eq!(overview["rules"][2]["met"], "no");
        assert_eq!(overview["rules"][2]["lacks"][0], "1 of 2 members of the Headteacher Reference Group");
        let every = world.visitor().get("/api/v1/bodies").await.json();
        let board = every["items"].as_array().unwrap().iter().find(|item| item["key"] == "board").unwrap().clone();
        assert!(board["rules"][0]["met"].is_null());
    })
    .await;
}

#[tokio::test]
async fn hostile_text_is_shown_as_text() {
    on_both(|world| async move {
        let text = "[[body]]\nkey = \"hostile\"\nname = \"<script>alert(1)</script>\"\nframeworks = [\"2025-26\"]\n\
                    purpose = \"\\\"><img src=x onerror=alert(1)>\"\n";
        governance::import(&world.weft, COMMAND_LINE, file(text), Mode::Write).await.unwrap();
        for path in ["/governance", "/governance/hostile"] {
            let page = world.visitor().get(path).await.text();
            assert!(!page.contains("<script>alert") && !page.contains("<img src=x"), "{path}");
        }
    })
    .await;
}
