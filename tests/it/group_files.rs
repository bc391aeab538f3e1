//! Memberships as a file, in and out, and what a group's file says of how the group lives.

use weft::{
    app::files::{Kind, export},
    groups, people,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{World, on_both};

const HEADER: &str = "group,name,email,post,authority,establishment,partner,part,from,to\n";

fn file(rows: &str) -> File {
    File { name: "memberships.csv".into(), bytes: format!("{HEADER}{rows}").into() }
}

async fn take(world: &World, rows: &str) -> Vec<String> {
    groups::import_memberships(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await.unwrap()
}

#[tokio::test]
async fn exported_memberships_are_a_valid_import_that_changes_nothing_and_give_the_same_bytes() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Memberships, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "memberships.csv".into(), bytes: before.clone() };
        let said = groups::import_memberships(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        let rows = String::from_utf8(before.clone()).unwrap().lines().count() - 1;
        assert_eq!(said, [format!("memberships.csv: 0 memberships added, 0 changed, {rows} unchanged")]);
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Memberships, None).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_person_is_known_by_address_may_hold_two_posts_and_sit_in_two_groups() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let everybody = people::persons(db).await.unwrap().len();
        take(
            &world,
            "literacy,Gordon Blackwell,Gordon.Blackwell@East-Dunbartonshire.example,Quality Improvement Officer,200,,,member,2026-01-05,\n\
             literacy,Gordon Blackwell,gordon.blackwell@east-dunbartonshire.example,Secretary of the network,S12000045,,,link,2026-01-05,\n",
        )
        .await;
        assert_eq!(people::persons(db).await.unwrap().len(), everybody, "nobody new");
        let his = groups::memberships_of_person(db, "gordon-blackwell").await.unwrap();
        let groups_of: Vec<&str> = his.iter().map(|one| one.group.as_str()).collect();
        assert_eq!(groups_of, ["literacy", "literacy", "maths-and-numeracy", "digital-officers"]);
        let members = groups::members(db, "literacy", "2026-02-02").await.unwrap();
        assert_eq!(members[0].part, "lead", "the lead stands first");
        assert_eq!(members.iter().filter(|one| one.person == "gordon-blackwell").count(), 2);
        assert!(members.iter().all(|one| one.name != "Priya Nair"), "who left in December is no member in February");
        let then = groups::members(db, "literacy", "2025-12-19").await.unwrap();
        assert!(then.iter().any(|one| one.name == "Priya Nair"), "the last day counts");
        let counts = groups::member_counts(db, "2026-02-02").await.unwrap();
        assert_eq!(counts["literacy"]["east-dunbartonshire"], 2, "two posts are one person, beside a colleague");
        assert_eq!(counts["misogyny-and-knife-crime"][""], 2, "people of partners belong to no authority");
        let of_authority = groups::members_of_authority(db, "inverclyde", "2026-02-02").await.unwrap();
        assert!(of_authority.len() >= 4 && of_authority.iter().all(|one| one.authority.as_deref() == Some("inverclyde")));
    })
    .await;
}

#[tokio::test]
async fn nobody_is_taken_for_somebody_else_by_name_alone_and_that_is_said() {
    on_both(|world| async move {
        let everybody = people::persons(&world.weft.db).await.unwrap().len();
        let row = "literacy,Morven Aitkenhead,,Class teacher,inverclyde,,,member,2026-01-05,\n";
        let said = take(&world, row).await;
        assert_eq!(said.len(), 2);
        assert!(said[0].starts_with("memberships.csv:2:email: Morven Aitkenhead has no address"), "{said:?}");
        assert!(said[0].contains("somebody of that name is known already"), "{said:?}");
        assert_eq!(people::persons(&world.weft.db).await.unwrap().len(), everybody + 1);
        let again = take(&world, row).await;
        assert_eq!(again, ["memberships.csv: 0 memberships added, 0 changed, 1 unchanged"]);
        let ended =
            take(&world, "literacy,Morven Aitkenhead,,Class teacher,inverclyde,,,member,2026-01-05,2026-01-30\n").await;
        assert_eq!(ended, ["memberships.csv: 0 memberships added, 1 changed, 0 unchanged"]);
    })
    .await;
}

#[tokio::test]
async fn every_fault_of_every_row_is_named_with_its_remedy_and_nothing_is_written() {
    on_both(|world| async move {
        let rows = "no-such-group,A,a@x.example,,,,,member,2026-01-05,\n\
                    literacy,,b@x.example,,,,,member,2026-01-05,\n\
                    literacy,C,not an address,,Atlantis,0000000+P,nobody,chief,5 January,2026-13-01\n\
                    literacy,D,d@x.example,,,,,member,2026-02-01,2026-01-01\n\
                    literacy,E,e@x.example,,,,,,2026-01-05,\n\
                    literacy,E,E@x.example,,,,,,2026-01-05,\n";
        let version = world.weft.db.version().await.unwrap();
        let refused = groups::import_memberships(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("the file was taken on {}", world.engine) };
        for expected in [
            "memberships.csv:2:group: there is no group `no-such-group`; write its key",
            "memberships.csv:3:name: this cell is empty",
            "memberships.csv:4:email: `not an address` is not an address",
            "memberships.csv:4:authority: `Atlantis` is no authority of this partnership; write its code",
            "memberships.csv:4:establishment: there is no establishment `0000000+P`",
            "memberships.csv:4:partner: there is no partner `nobody`; the partners are",
            "memberships.csv:4:part: `chief` is not a part; write one of lead, member",
            "memberships.csv:4:from: `5 January` is not a day",
            "memberships.csv:4:to: `2026-13-01` is not a day",
            "memberships.csv:5:to: the membership would end before it begins",
            "memberships.csv:7:name: row 6 has the same group, person, post and first day",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
        assert_eq!(world.weft.db.version().await.unwrap(), version);
        let dry = groups::import_memberships(
            &world.weft,
            COMMAND_LINE,
            file("literacy,F,f@x.example,,,,,,2026-01-05,\n"),
            Mode::DryRun,
        );
        assert_eq!(
            dry.await.unwrap(),
            ["memberships.csv: nothing was written; it would be 1 memberships added, 0 changed, 0 unchanged"]
        );
        assert_eq!(world.weft.db.version().await.unwrap(), version);
    })
    .await;
}

#[tokio::test]
async fn a_group_file_carries_priorities_rhythm_plan_and_outputs_and_names_what_it_does_not_know() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let maths = groups::group(db, "maths-and-numeracy").await.unwrap().unwrap();
        assert_eq!(maths.priorities, ["priority-3", "priority-4"]);
        assert_eq!(maths.minutes_in_a_session(), Some(900), "ten meetings of ninety minutes");
        let plan = groups::action_plan(db, "maths-and-numeracy").await.unwrap();
        assert_eq!((plan.len(), plan[0].focus_area.len()), (2, 2));
        assert_eq!(groups::outputs(db, "literacy").await.unwrap().len(), 2);
        let due = groups::reviews_due(db, "2026-02-02").await.unwrap();
        assert_eq!(due.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["gaelic"]);
        let asked = groups::afterwards_due(db, "2026-02-02").await.unwrap();
        assert_eq!(asked.iter().map(|group| group.key.as_str()).collect::<Vec<_>>(), ["digital-officers"]);

        let bad = "[[group]]\nkey = \"maths-and-numeracy\"\nname = \"M\"\nframework = \"2025-26\"\nkind = \"group\"\n\
                   contact_office = \"collaboration-officer\"\npriorities = [\"priority-99\"]\nrhythm = \"often\"\n\
                   [[group.plan]]\ntext = \"T\"\n[[group.plan.focus_area]]\nauthority = \"atlantis\"\ntext = \"x\"\n\
                   [[group.output]]\ntitle = \"O\"\nkind = \"song\"\nurl = \"javascript:alert(1)\"\n";
        let file = File { name: "groups.toml".into(), bytes: bad.into() };
        let Err(Rejected::Lines(lines)) = groups::import(&world.weft, COMMAND_LINE, file, Mode::Write).await else {
            panic!("the file was taken")
        };
        for expected in [
            "groups.toml:7:14: there is no priority `priority-99` in the framework 2025-26",
            "groups.toml:8:10: `often` is not known here",
            "groups.toml:12:13: `atlantis` is no authority",
            "groups.toml:16:8: `song` is not known here",
            "groups.toml:17:7: an address must begin with",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
    })
    .await;
}
