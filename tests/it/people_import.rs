//! The file of practitioners in and out, from the command line's side and in the browser.

use weft::{
    app::files::{Kind, export},
    people::{Role, import_people, person_of_email},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::on_both;

const HEADER: &str = "name,email,authority,establishment,sector,post,registration\n";

fn file(rows: &str) -> File {
    File { name: "practitioners.csv".into(), bytes: format!("{HEADER}{rows}").into() }
}

async fn count(world: &crate::world::World, table: &str) -> i64 {
    let text = format!("select cast(count(*) as bigint) from {table}");
    sqlx::query_scalar(sqlx::AssertSqlSafe(text)).fetch_one(world.weft.db.read()).await.unwrap()
}

#[tokio::test]
async fn what_is_exported_is_imported_again_and_changes_nothing() {
    on_both(|world| async move {
        let known = count(&world, "practitioner").await;
        let rows = "Anna Reid,ANNA@school.example,260,9900011+P,,Teacher,12 34 56\n\
                    \"Orr, Ben\",ben@council.example,S12000018,,,Officer,\n\
                    Cara Dunn,,inverclyde,,primary,Teacher,\n\
                    Dee Eadie,dee@school.example,,9900029,,Depute,\n";
        let said = import_people(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await.unwrap();
        assert_eq!(said.last().unwrap(), "practitioners.csv: 4 people added, 0 changed, 0 unchanged");
        assert!(
            said.iter().any(|line| line.starts_with("practitioners.csv:4:email: Cara Dunn has no address")),
            "{said:?}"
        );
        let before = export(&world.weft, Kind::People, None).await.unwrap();
        let text = String::from_utf8(before.clone()).unwrap();
        for line in [
            "Anna Reid,anna@school.example,S12000049,9900011+P,primary,Teacher,123456",
            "Ben Orr,ben@council.example,S12000018,,,Officer,",
            "Dee Eadie,dee@school.example,S12000049,9900029+S,secondary,Depute,",
        ] {
            assert!(text.contains(line), "{line} is missing in {text}");
        }
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "practitioners.csv".into(), bytes: before.clone() };
        let said = import_people(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        let all = known + 4;
        assert_eq!(*said.last().unwrap(), format!("practitioners.csv: 0 people added, 0 changed, {all} unchanged"));
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::People, None).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_names_every_row_and_column_and_writes_nothing() {
    on_both(|world| async move {
        let people = count(&world, "person").await;
        let rows = ",a@x.example,260,,,,\nAnna,no address,260,,,,\nBen,b@x.example,atlantis,,,,\n\
                    Cara,c@x.example,260,9900999+P,,,\nDee,d@x.example,260,,middle,,\nEve,e@x.example,inverclyde,9900011+P,,,\n\
                    Fay,f@x.example,,9900011,,,\nGus,g@x.example\n";
        let refused = import_people(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused") };
        for expected in [
            "practitioners.csv:2:name: there is no name",
            "practitioners.csv:3:email: `no address` is not an address",
            "practitioners.csv:4:authority: `atlantis` is no authority",
            "practitioners.csv:5:establishment: there is no establishment `9900999+P`",
            "practitioners.csv:6:sector: `middle` is not a sector",
            "practitioners.csv:7:authority: the establishment of this row belongs to glasgow-city",
            "practitioners.csv:8:establishment: SEED code 9900011 stands for several departments",
            "practitioners.csv:9:1: The row has 2 cells; the header has 7.",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
        assert_eq!(count(&world, "person").await, people);
    })
    .await;
}

#[tokio::test]
async fn one_address_under_two_spellings_is_one_person_and_two_addresses_are_two() {
    on_both(|world| async move {
        let rows = "Anna Reid,anna@school.example,260,,,Teacher,\nA. Reid,Anna@School.example,260,,,Depute,\n\
                    Anna Reed,other@school.example,260,,,Teacher,\n";
        let dry = import_people(&world.weft, COMMAND_LINE, file(rows), Mode::DryRun).await.unwrap();
        assert!(dry.last().unwrap().contains("nothing was written"), "{dry:?}");
        assert!(person_of_email(&world.weft.db, "anna@school.example").await.unwrap().is_none());
        let said = import_people(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await.unwrap();
        assert!(said[0].starts_with("practitioners.csv:3:email: row 2 has the same address as Anna Reid"), "{said:?}");
        assert_eq!(said.last().unwrap(), "practitioners.csv: 2 people added, 0 changed, 0 unchanged");
        // The same person under a third spelling a month later stays who they are.
        let later = "Anna M Reid,anna@school.example,inverclyde,,,,\n";
        let said = import_people(&world.weft, COMMAND_LINE, file(later), Mode::Write).await.unwrap();
        assert!(said[0].contains("is known here as Anna Reid; the name stays as it is"), "{said:?}");
        assert_eq!(said[1], "practitioners.csv: 0 people added, 1 changed, 0 unchanged");
        let text = String::from_utf8(export(&world.weft, Kind::People, None).await.unwrap()).unwrap();
        assert!(text.contains("Anna Reid,anna@school.example,S12000018,,,Teacher,"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn a_list_of_a_thousand_leaves_a_few_history_rows_without_a_name() {
    on_both(|world| async move {
        let mut rows = String::new();
        for at in 0..1_200 {
            rows.push_str(&format!("Name Surname{at},p{at}@bulk.example,260,9900011+P,,Teacher,B{at}\n"));
        }
        let before = count(&world, "history").await;
        let known = count(&world, "practitioner").await;
        import_people(&world.weft, COMMAND_LINE, file(&rows), Mode::Write).await.unwrap();
        assert_eq!(count(&world, "history").await - before, 3);
        assert_eq!(count(&world, "practitioner").await - known, 1_200);
        let said: Vec<String> =
            sqlx::query_scalar("select change from history where subject_kind = 'people' order by seq")
                .fetch_all(world.weft.db.read())
                .await
                .unwrap();
        assert!(said.iter().all(|change| !change.contains("Surname") && !change.contains("bulk.example")));
        assert_eq!(weft::plumbing::history::first_break(&world.weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn the_officer_pastes_a_list_sees_what_it_does_and_saves_it_once() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let known = count(&world, "practitioner").await;
        let list = "Full name\tE-mail\tSchool\tJob title\nAnna Reid\tanna@school.example\t9900011+P\tTeacher\nBen Orr\tnot there\t\tTeacher\n";
        let check = officer.upload("/people/list", "/people/list/check", &[("list", list)], ("none", "", b"")).await;
        assert_eq!(check.status, 200, "{}", check.text());
        assert!(check.text().contains("`not there` is not an address"), "{}", check.text());
        let good = list.replace("not there", "ben@school.example");
        let columns = [("column-name", "1"), ("column-email", "2"), ("column-establishment", "3"), ("column-post", "4")];
        let mut fields = vec![("list", good.as_str())];
        fields.extend(columns);
        let check = officer.send("/people/list", "/people/list/check", &fields).await;
        assert!(check.text().contains("Of 2 rows, 2 add somebody"), "{}", check.text());
        let key = check.form_key("/people/list/check");
        assert_eq!(officer.send_with_key(&key, "/people/list", &fields).await.location(), "/people");
        let again = officer.send_with_key(&key, "/people/list", &fields).await;
        assert_eq!(again.status, 409, "the same form twice counts once");
        assert_eq!(count(&world, "practitioner").await - known, 2);
        assert!(officer.get("/people").await.text().contains("practitioners are known"));
        for role in [Role::Administrator, Role::EvaluationLead] {
            assert_eq!(world.sign_in_as(role, "").await.get("/people").await.status, 404);
        }
    })
    .await;
}
