//! The plan between its publication and the next one: councils, further endorsements, the crosswalk, two side by side.

use weft::{
    people::Role,
    plan,
    plumbing::{
        history,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{World, on_both};

const ALL: &str = "/framework/2025-26/approvals";

fn own(authority: &str) -> String {
    format!("{ALL}/{authority}")
}

const APPROVED: &[(&str, &str)] = &[
    ("number", "0"),
    ("decision", "approved"),
    ("committee", "Education <Committee>"),
    ("day", "2026-01-20"),
    ("agenda_item", "5"),
];

async fn acts(world: &World, framework: &str) -> Vec<history::Row> {
    let id = plan::versions(&world.weft.db, framework).await.unwrap()[0].framework_id.clone();
    history::of(&world.weft.db, "framework", &id).await.unwrap()
}

#[tokio::test]
async fn a_council_officer_records_their_own_council_and_no_other() {
    on_both(|world| async move {
        let before = world.visitor().get(ALL).await.text();
        assert!(before.contains("3 of 8 councils have approved; 2 more had it before a committee."), "{before}");
        assert!(before.contains("Next: South Lanarkshire Council"), "{before}");
        assert!(before.contains("Nobody has recorded it yet"), "an empty row says who can change it");
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "glasgow-city").await;
        let page = own("glasgow-city");
        assert_eq!(officer.send(&page, &page, APPROVED).await.location(), format!("{ALL}?done=recorded"));
        let after = world.visitor().get(ALL).await.text();
        assert!(after.contains("4 of 8 councils have approved") && after.contains("20 January 2026, item 5"));
        assert!(after.contains("Education &#60;Committee&#62;"));
        for other in ["inverclyde", "atlantis"] {
            assert_eq!(officer.get(&own(other)).await.status, 404, "{other}");
        }
        let key = officer.form_key(&page).await;
        assert_eq!(officer.send_with_key(&key, &own("inverclyde"), APPROVED).await.status, 404);
        let recorded = plan::approvals(&world.weft.db, "2025-26").await.unwrap();
        let glasgow = recorded.iter().find(|one| one.authority == "glasgow-city").unwrap();
        assert_eq!((glasgow.decision.as_str(), glasgow.version, glasgow.invented), ("approved", 1, 0));
        assert!(acts(&world, "2025-26").await.iter().any(|row| row.act == "council decision recorded"));
        let none = world.visitor().get("/framework/2019-22/approvals").await.text();
        assert!(none.contains("No decision of any of the 8 councils is recorded yet."));
    })
    .await;
}

#[tokio::test]
async fn a_second_record_of_a_council_stands_in_place_of_the_first_with_a_reason() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = own("renfrewshire");
        let mut again = APPROVED.to_vec();
        again[0] = ("number", "1");
        let refused = officer.send(&page, &page, &again).await;
        assert!(refused.status == 422 && refused.text().contains("say why this record stands in its place"));
        assert!(refused.text().contains("Education &#60;Committee&#62;"), "what was typed is kept");
        again.push(("reason", "The board had put it off and met again."));
        assert_eq!(officer.send(&page, &page, &again).await.status, 303);
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("Deferred: Education and Children") && shown.contains("15 January 2026"), "{shown}");
        let now = plan::approvals(&world.weft.db, "2025-26").await.unwrap();
        let one = now.iter().find(|one| one.authority == "renfrewshire").unwrap();
        assert_eq!((one.decision.as_str(), one.number), ("approved", 2));
        let late = officer.send(&page, &page, &again).await;
        assert!(late.status == 409 && late.text().contains("Somebody recorded a decision"));
        let rows = acts(&world, "2025-26").await;
        let row = rows.iter().find(|row| row.act == "council decision replaced").unwrap();
        assert_eq!(row.reason.as_deref(), Some("The board had put it off and met again."));
        let mistake = [("number", "2"), ("decision", "none"), ("reason", "It was another council.")];
        assert_eq!(officer.send(&page, &page, &mistake).await.status, 303);
        let now = plan::approvals(&world.weft.db, "2025-26").await.unwrap();
        assert!(now.iter().all(|one| one.authority != "renfrewshire"));
        let planned = own("south-lanarkshire");
        let mut met = APPROVED.to_vec();
        met[0] = ("number", "1");
        assert_eq!(
            officer.send(&planned, &planned, &met).await.status,
            303,
            "a planned meeting gives way without a reason"
        );
    })
    .await;
}

#[tokio::test]
async fn a_decision_that_cannot_be_is_refused_field_by_field() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = own("west-dunbartonshire");
        for (field, value, says) in [
            ("day", "2020-01-01", "did not exist on that day; the first day that can stand here is 1 August 2024"),
            ("day", "2026-12-24", "The day lies ahead; choose Planned"),
            ("day", "last week", "Enter the day of the committee"),
            ("decision", "perhaps", "Choose what the committee decided"),
            ("committee", "", "Enter the committee"),
            ("decision", "not-approved", "Say in a sentence what the committee decided"),
            ("decision", "planned", "The day has passed; choose what the committee decided"),
        ] {
            let fields: Vec<(&str, &str)> =
                APPROVED.iter().map(|(name, old)| (*name, if *name == field { value } else { *old })).collect();
            let refused = officer.send(&page, &page, &fields).await;
            assert!(refused.status == 422 && refused.text().contains(says), "{field}={value}: {}", refused.text());
        }
        let script = [APPROVED, &[("url", "javascript:alert(1)")]].concat();
        assert_eq!(officer.send(&page, &page, &script).await.status, 422);
        let key = officer.form_key(&page).await;
        assert_eq!(officer.send_with_key(&key, &page, APPROVED).await.status, 303);
        assert_eq!(officer.send_with_key(&key, &page, APPROVED).await.status, 409, "sent twice");
    })
    .await;
}

#[tokio::test]
async fn a_file_of_decisions_is_taken_whole_or_not_at_all() {
    on_both(|world| async move {
        let weft = &world.weft;
        let written = plan::export_approvals(&weft.db).await.unwrap();
        let file = |text: &str| File { name: "approvals.toml".into(), bytes: text.into() };
        let same = String::from_utf8(written).unwrap();
        let said = plan::import_approvals(weft, "test", file(&same), Mode::Write).await.unwrap();
        assert!(said[0].contains("0 decisions of councils added, 0 changed, 7 unchanged"), "{said:?}");
        let bad = "[[approval]]\nframework = \"2025-26\"\nauthority = \"Atlantis\"\ncommittee = \"C\"\nday = \"2026-01-01\"\n\
                   decision = \"approved\"\n\n[[approval]]\nframework = \"2031-32\"\nauthority = \"Glasgow\"\ncommittee = \"C\"\n\
                   day = \"2026-01-01\"\ndecision = \"agreed\"\n\n[[approval]]\nframework = \"2025-26\"\nauthority = \"260\"\n\
                   committee = \"C\"\nday = \"2019-01-01\"\ndecision = \"approved\"\n\n[[approval]]\nframework = \"2025-26\"\n\
                   authority = \"Glasgow City\"\ncommittee = \"C\"\nday = \"2026-01-01\"\ndecision = \"noted\"\n\n[[approval]]\n\
                   framework = \"2025-26\"\nauthority = \"inverclyde\"\ncommittee = \"C\"\nday = \"2026-01-01\"\ndecision = \"noted\"\n";
        let Err(Rejected::Lines(lines)) = plan::import_approvals(weft, "test", file(bad), Mode::Write).await else {
            panic!("a bad file was taken")
        };
        let all = lines.join("\n");
        for part in [
            "approvals.toml:3:13: there is no authority `Atlantis`",
            "there is no framework `2031-32`",
            "`agreed` is not known here",
            "did not exist on that day",
            "this council stands twice in this file",
            "a decision of this council is recorded already",
        ] {
            assert!(all.to_lowercase().contains(&part.to_lowercase()), "{part} is missing from\n{all}");
        }
        assert_eq!(plan::approvals(&weft.db, "2025-26").await.unwrap().len(), 6);
    })
    .await;
}

#[tokio::test]
async fn several_bodies_endorse_one_version_each_once() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/framework/2022-23/endorsements";
        assert!(
            officer.get(page).await.text().contains("<option value=\"West Partnership Board\">"),
            "bodies are offered"
        );
        let fields = [("body", "West Partnership Board"), ("day", "2022-09-01"), ("paper", "Minute, item 3")];
        assert_eq!(officer.send(page, page, &fields).await.status, 303);
        let shown = world.visitor().get("/framework/2022-23/approvals").await.text();
        assert!(shown.contains("West Partnership Board</strong>, 1 September 2022 (Minute, item 3)"), "{shown}");
        assert!(
            shown.contains("Glasgow City Region Education Committee</strong>, 22 September 2022"),
            "the first stays"
        );
        let twice = [("body", "west partnership board"), fields[1], fields[2]];
        let refused = officer.send(page, page, &twice).await;
        assert!(refused.status == 422 && refused.text().contains("recorded already"));
        assert_eq!(world.visitor().get("/framework/2022-23").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_crosswalk_says_what_is_stated_and_what_is_a_suggestion() {
    on_both(|world| async move {
        let page = "/framework/2022-23/crosswalk/2025-26";
        let shown = world.visitor().get(page).await.text();
        assert!(shown.contains("suggestion of the example, invented") && shown.contains("line 208"), "{shown}");
        assert_eq!(world.visitor().get("/framework/2025-26/crosswalk/2022-23").await.text().matches("<h1>From 2022/23 to 2025/26").count(), 1);
        let itself = world.visitor().get("/framework/2025-26/crosswalk/2025-26").await;
        assert!(itself.status == 400 && itself.text().contains("cannot be laid beside itself"), "{}", itself.text());
        assert_eq!(world.visitor().get("/framework/2025-26/crosswalk/no-such").await.status, 404);
        let empty = world.visitor().get("/framework/2019-22/crosswalk/2022-23").await.text();
        assert!(empty.contains("Nothing is recorded yet") && empty.contains("The Collaboration Officer can record it here"));
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let links = format!("{page}/links");
        let link = [
            ("from", "priority/capacity-in-leaders"),
            ("relation", "continues"),
            ("to", "priority/priority-8"),
            ("note", "Our <reading>"),
        ];
        assert_eq!(officer.send(page, &links, &link).await.status, 303);
        let again = officer.send(page, &links, &link).await;
        assert!(again.status == 422 && again.text().contains("There is a link between these two already"));
        let ended = [link[0], ("relation", "ended"), link[2]];
        assert!(officer.send(page, &links, &ended).await.text().contains("What ended leads nowhere"));
        let unknown = [("from", "priority/priority-8"), link[1], link[2]];
        assert_eq!(officer.send(page, &links, &unknown).await.status, 422, "a part of the other framework");
        let shown = officer.get(page).await.text();
        assert!(shown.contains("Our &#60;reading&#62;") && shown.contains("a reading of the partnership"));
        let made = plan::crosswalk(&world.weft.db, "2022-23", "2025-26").await.unwrap();
        let made = made.iter().find(|link| link.to_key == "priority-8").unwrap();
        let removal = format!("{links}/{}/removal", made.id);
        assert_eq!(officer.send(page, &removal, &[]).await.status, 303);
        assert_eq!(officer.send(page, &removal, &[]).await.status, 404);
        let itself = "[[link]]\nfrom_framework = \"2025-26\"\nto_framework = \"2025-26\"\nfrom = \"priority/priority-1\"\n\
                      to = \"priority/none\"\nrelation = \"continues\"\n";
        let file = File { name: "crosswalk.toml".into(), bytes: itself.into() };
        let Err(Rejected::Lines(lines)) = plan::import_crosswalk(&world.weft, "test", file, Mode::Write).await else {
            panic!("a bad file was taken")
        };
        assert!(lines.len() == 2 && lines.join("").contains("no crosswalk to itself"), "{lines:?}");
        let written = plan::export_crosswalk(&world.weft.db).await.unwrap();
        let file = File { name: "crosswalk.toml".into(), bytes: written };
        let said = plan::import_crosswalk(&world.weft, "test", file, Mode::DryRun).await.unwrap();
        assert!(said[0].contains("0 links added, 0 changed, 5 unchanged"), "{said:?}");
    })
    .await;
}

#[tokio::test]
async fn two_frameworks_stand_side_by_side_and_share_nothing_where_they_share_nothing() {
    on_both(|world| async move {
        let page = world.visitor().get("/framework/2022-23/compare/2025-26").await.text();
        for part in ["Drivers of improvement", "Not published", "Changed", "Only in 2025/26", "Workstreams</th>"] {
            assert!(page.contains(part), "{part}: {page}");
        }
        assert!(!page.contains("share no workstream"), "the three drivers are shared");
        let apart = world.visitor().get("/framework/2025-26/compare/2019-22").await.text();
        assert!(apart.contains("These two share no workstream, priority, driver or body by name"), "{apart}");
        assert!(apart.find("2019/20 to 2021/22").unwrap() < apart.rfind("2025/26").unwrap());
        assert_eq!(world.visitor().get("/framework/2025-26/compare/2025-26").await.status, 400);
        assert_eq!(world.visitor().get("/framework/2025-26/compare/2031-32").await.status, 404);
    })
    .await;
}
