//! Establishments: the file in and out.

use weft::{
    app::files::{Kind, export},
    partnership::{establishments, import_establishments},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{example, on_both};

const HEADER: &str = "seed,department,name,sector,authority,status,opened,closed,predecessors\n";

fn file(rows: &str) -> File {
    File { name: "establishments.csv".into(), bytes: format!("{HEADER}{rows}").into() }
}

#[tokio::test]
async fn one_seed_code_may_stand_for_two_departments() {
    on_both(|world| async move {
        let all = establishments(&world.weft.db).await.unwrap();
        assert_eq!(all.len(), 14);
        let campus: Vec<_> = all.iter().filter(|one| one.seed == "9900011").map(|one| one.key.as_str()).collect();
        assert_eq!(campus, ["9900011-ey", "9900011-p"]);
        let merged = all.iter().find(|one| one.key == "9900053-p").unwrap();
        assert_eq!(merged.predecessors, "9900061+P 9900079+P");
        assert_eq!(all.iter().filter(|one| one.authority == "glasgow-city").count(), 3);
    })
    .await;
}

#[tokio::test]
async fn an_authority_may_be_given_by_key_code_or_alias_and_any_status_is_kept() {
    on_both(|world| async move {
        let rows = "9900300,P,One,primary,glasgow-city,open,,,\n9900301,P,Two,primary,S12000049,mothballed,,,\n\
                    9900302,P,Three,primary,260,proposed,,,\n9900303,P,Four,primary,gcc,closed,1990-08-20,2020-06-26,\n";
        let said = import_establishments(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await.unwrap();
        assert_eq!(said, ["establishments.csv: 4 establishments added, 0 changed, 0 unchanged"]);
        let all = establishments(&world.weft.db).await.unwrap();
        let new: Vec<_> = all.iter().filter(|one| one.seed.starts_with("99003")).collect();
        assert_eq!(new.len(), 4);
        assert!(new.iter().all(|one| one.authority == "glasgow-city" && one.s12_code == "S12000049"));
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_of_establishments_names_every_row_and_writes_nothing() {
    on_both(|world| async move {
        let rows = "99,P,A,primary,glasgow-city,open,,,\n9900401,X,B,primary,atlantis,open,,,\n\
                    9900402,P,C,secondary,glasgow-city,gone,2020-13-01,,\n9900403,P,,primary,glasgow-city,open,,2020-01-01,9900999+P\n\
                    9900404,P,D,primary,glasgow-city,closed,2020-01-01,2019-01-01,9900061\n9900404,P,E,primary,glasgow-city,open,,,\n9900405,P\n";
        let refused = import_establishments(&world.weft, COMMAND_LINE, file(rows), Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused") };
        for expected in [
            "establishments.csv:2:seed: `99` is not a SEED code",
            "establishments.csv:3:department: `X` is not a department",
            "establishments.csv:3:authority: `atlantis` is no authority",
            "establishments.csv:4:sector: department P is of the sector primary",
            "establishments.csv:4:status: `gone` is not a status",
            "establishments.csv:4:opened: `2020-13-01` is not a day",
            "establishments.csv:5:name: this cell is empty",
            "establishments.csv:5:closed: only an establishment with the status closed",
            "establishments.csv:5:predecessors: there is no establishment `9900999+P`",
            "establishments.csv:6:closed: the closing day is before",
            "establishments.csv:6:predecessors: `9900061` needs its department",
            "establishments.csv:7:seed: row 6 has the same SEED code",
            "establishments.csv:8:1: The row has 2 cells; the header has 9.",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
        assert_eq!(establishments(&world.weft.db).await.unwrap().len(), 14);
    })
    .await;
}

#[tokio::test]
async fn an_exported_file_of_establishments_gives_the_same_bytes_again() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Establishments, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "establishments.csv".into(), bytes: before.clone() };
        let said = import_establishments(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        assert_eq!(said, ["establishments.csv: 0 establishments added, 0 changed, 14 unchanged"]);
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Establishments, None).await.unwrap(), before);
        let given = std::fs::read_to_string(example().join("establishments.csv")).unwrap();
        let sorted = |text: &str| text.lines().map(ToOwned::to_owned).collect::<std::collections::BTreeSet<_>>();
        assert_eq!(sorted(&String::from_utf8(before).unwrap()), sorted(&given), "row for row as it came");
    })
    .await;
}
