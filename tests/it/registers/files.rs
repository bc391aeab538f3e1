//! A register from the file that Teams writes, from a table, and as `registers.csv`.

use weft::{
    app::files::{Kind, export, import},
    people::Role,
    plumbing::{history::COMMAND_LINE, import::Mode},
};

use super::{COHORT, acts, column, marks, page, set_up};
use crate::world::{World, on_both};

/// Imports a text as registers.csv; what was said, or every fault.
async fn take(world: &World, text: &str, mode: Mode) -> Result<Vec<String>, Vec<String>> {
    let folder = temp_dir::TempDir::new().unwrap();
    let path = folder.path().join("registers.csv");
    std::fs::write(&path, text).unwrap();
    let strip = |line: String| line.replace(&format!("{}/", folder.path().display()), "");
    match import(&world.weft, COMMAND_LINE, Kind::Registers, &path, mode).await {
        Ok(lines) => Ok(lines.into_iter().map(strip).collect()),
        Err(weft::app::command::Refusal::Rejected(lines)) => Err(lines.into_iter().map(strip).collect()),
        Err(other) => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_teams_file_is_looked_at_before_it_is_saved_and_namesakes_are_asked_about() {
    on_both(|world| async move {
        set_up(&world, 5).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let (two, file) = (page(2), format!("{}/file", page(2)));
        lead.send(&two, &two, &[("was-reg-03", ""), ("mark-reg-03", "apologies")]).await;
        let text = "1. Summary\r\nMeeting title\tPlanning\r\n\r\n2. Participants\r\nName\tFirst Join\tEmail\r\n\
            Person 01\t16:01\tp1@reg.example\r\nPerson 01\t16:40\tp1@reg.example\r\nperson 02 (Guest)\t16:02\t\r\n\
            Person 03\t16:05\tp3@reg.example\r\nAilsa Namesake\t16:03\t\r\nSomebody Else\t16:04\t\r\n";
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let before = acts(&world).await;
        let shown = lead.upload(&file, &file, &[], ("file", "attendance.csv", &bytes)).await;
        assert_eq!(shown.status, 200, "{}", shown.text());
        let text = shown.text();
        for words in [
            "by email address",
            "by name",
            "Present, online, was apologies",
            "Present, online, was not marked",
            "Several people share this name",
            "Somebody Else",
            "Which of them?",
            "Who is this?",
        ] {
            assert!(text.contains(words), "{words} is missing: {text}");
        }
        assert_eq!(acts(&world).await, before, "looking changes nothing");
        let at = text.find("name=\"table\" value=\"").unwrap() + "name=\"table\" value=\"".len();
        let table = text[at..].split('"').next().unwrap().replace("&#38;", "&").to_owned();
        let key = shown.form_key(&file);
        let confirm = format!("{file}/confirmation");
        let mut fields = vec![("table", table.as_str()), ("column-name", "1"), ("column-email", "3")];
        let open = lead.send_with_key(&key, &confirm, &fields).await;
        assert_eq!(open.status, 422);
        assert!(open.text().contains("Say who Ailsa Namesake is, or leave the line out"));
        fields.extend([("choice-3", "person-reg-05"), ("choice-4", "leave"), ("rest-absent", "yes")]);
        let done = lead.send_with_key(&open.form_key(&file), &confirm, &fields).await;
        assert_eq!(done.location(), format!("{two}?done=file"), "{}", done.text());
        let expected = [
            "reg-01 present online glasgow-city file",
            "reg-02 present online inverclyde file",
            "reg-03 present online glasgow-city file",
            "reg-04 absent in-person inverclyde file",
            "reg-05 present online glasgow-city file",
        ];
        assert_eq!(marks(&world, 2).await, expected, "on {}", world.engine);
        let again = lead.upload(&file, &file, &[], ("file", "attendance.csv", &bytes)).await.text();
        assert!(again.contains("As you chose for such a file before.") && again.contains("Present, online, stays"));
        let bad = lead.upload(&file, &file, &[], ("file", "x.csv", b"Colour,Shape\nred,round\n")).await;
        assert_eq!(bad.status, 422);
    })
    .await;
}

#[tokio::test]
async fn registers_csv_is_read_written_and_read_again_without_a_change() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let text = format!(
            "cohort,meeting,email,name,mark,mode,authority,establishment,note\n\
             {COHORT},1,p1@reg.example,Person 01,present,,,,\n\
             {COHORT},1,,Person 02,late,online,,,\n\
             {COHORT},1,new@reg.example,Nina New,present,,inverclyde,,In place of Person 03\n\
             {COHORT},3,p1@reg.example,,apologies,,,,\n"
        );
        let before = acts(&world).await;
        let said = take(&world, &text, Mode::DryRun).await.unwrap();
        assert_eq!(
            said.last().unwrap(),
            "registers.csv: nothing was written; it would be 4 marks added, 0 changed, 0 unchanged"
        );
        assert_eq!(acts(&world).await, before);
        let said = take(&world, &text, Mode::Write).await.unwrap();
        assert!(said.contains(&"new@reg.example is added as a new person".to_owned()), "{said:?}");
        assert!(said.iter().any(|line| line.contains("the registers of 2 of these meetings are open")));
        let expected = [
            "nina-new present in-person inverclyde file In place of Person 03",
            "reg-01 present in-person glasgow-city file",
            "reg-02 late online inverclyde file",
        ];
        assert_eq!(marks(&world, 1).await, expected, "on {}", world.engine);
        let written = export(&world.weft, Kind::Registers, None).await.unwrap();
        let before = acts(&world).await;
        let said = take(&world, &String::from_utf8(written.clone()).unwrap(), Mode::Write).await.unwrap();
        assert!(said.last().unwrap().contains("0 marks added, 0 changed"), "{said:?}");
        assert_eq!(acts(&world).await, before);
        let mut write = world.weft.db.upkeep().await.unwrap();
        sqlx::query("delete from attendance").execute(write.on()).await.unwrap();
        write.commit().await.unwrap();
        assert!(marks(&world, 1).await.is_empty());
        take(&world, &String::from_utf8(written.clone()).unwrap(), Mode::Write).await.unwrap();
        assert_eq!(export(&world.weft, Kind::Registers, None).await.unwrap(), written);
    })
    .await;
}

#[tokio::test]
async fn every_fault_of_registers_csv_is_named_by_row_and_column_and_nothing_is_written() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let text = format!(
            "cohort,meeting,email,name,mark,mode,authority,establishment\n\
             no-such,1,p1@reg.example,,present,,,\n\
             {COHORT},7,p1@reg.example,,present,,,\n\
             {COHORT},4,p1@reg.example,,present,,,\n\
             {COHORT},1,p1@,,present,,,\n\
             {COHORT},1,p1@reg.example,,here,by phone,Atlantis,123\n\
             {COHORT},1,,Ailsa Namesake,present,,,\n\
             {COHORT},1,stranger@reg.example,,present,,,\n\
             {COHORT},3,p2@reg.example,,present,,,\n\
             {COHORT},1,p2@reg.example,,present,,,\n\
             {COHORT},1,P2@reg.example,,late,,,\n\
             {COHORT},1,,,,,,\n"
        );
        let faults = take(&world, &text, Mode::Write).await.unwrap_err();
        let places = [
            "2:cohort: there is no cohort `no-such`",
            "3:meeting: cohort `register-cohort` has no meeting `7`; its meetings are 1, 2, 3, 4",
            "4:meeting: this meeting was cancelled",
            "5:email: `p1@` is not an address",
            "6:mark: `here` is not a mark",
            "6:mode: `by phone` is not a mode",
            "6:authority: `Atlantis` is no authority",
            "6:establishment: there is no establishment `123`",
            "7:email: 2 people here are called Ailsa Namesake",
            "8:name: nobody is known by `stranger@reg.example`",
            "9:mark: the meeting is on 2 March 2026; until then only apologies",
            "11:email: row 10 marks the same person",
            "12:email: give an email address",
            "12:mark: this cell is empty",
        ];
        for place in places {
            assert!(
                faults.iter().any(|line| line.starts_with(&format!("registers.csv:{place}"))),
                "{place}: {faults:#?}"
            );
        }
        assert_eq!(faults.len(), places.len(), "{faults:#?}");
        assert!(marks(&world, 1).await.is_empty());
        assert!(column(&world, "select key from person where email = 'stranger@reg.example'").await.is_empty());
    })
    .await;
}
