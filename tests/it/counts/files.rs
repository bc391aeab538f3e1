//! Counts as files: uploaded in the browser, imported and exported on the command line.

use weft::{
    app::files::{self, Kind},
    people::Role,
    plumbing::{history::COMMAND_LINE, import::Mode},
};

use super::{INDICATOR, ask, history, officer, sheet_of, with};
use crate::world::{Browser, World, example, on_both};

const HEADER: &str = "indicator,session,authority,breakdown,category,numerator,denominator,reason,note\n";

/// A file of rows for the invented indicator; each row begins with its session.
fn file(rows: &[&str]) -> String {
    let rows: Vec<String> = rows.iter().map(|row| format!("{INDICATOR},{row}\n")).collect();
    format!("{HEADER}{}", rows.concat())
}

async fn upload(officer: &mut Browser, text: &str, fields: &[(&str, &str)]) -> crate::world::Answer {
    officer.upload("/counts/upload", "/counts/upload", fields, ("file", "counts.csv", text.as_bytes())).await
}

pub async fn import(world: &World, text: &str, mode: Mode) -> Result<Vec<String>, String> {
    let folder = temp_dir::TempDir::new().unwrap();
    let path = folder.path().join("counts.csv");
    std::fs::write(&path, text).unwrap();
    let answer = files::import(&world.weft, COMMAND_LINE, Kind::Counts, &path, mode).await;
    answer.map_err(|refusal| format!("{refusal:?}").replace(&folder.path().display().to_string(), ""))
}

/// The sentence that a fault of a row is refused with, as the browser shows it.
async fn browser_words(officer: &mut Browser, changes: &[(&str, &str)], field: &str) -> String {
    let page = sheet_of("inverclyde");
    let text = officer.send(&page, &page, &with(changes)).await.text();
    let link = format!("<a href=\"#{field}\">");
    let sentence = text[text.find(&link).unwrap() + link.len()..].split("</a>").next().unwrap();
    sentence.strip_prefix("SIMD quintile 1 (most deprived): ").expect("the row is named").to_owned()
}

#[tokio::test]
async fn a_small_number_is_refused_in_the_same_words_in_the_browser_in_an_upload_and_on_the_command_line() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        for (numerator, denominator, column) in
            [("3", "700", "numerator"), ("0", "2", "denominator"), ("697", "700", "numerator")]
        {
            let changes = [("q1-numerator", numerator), ("q1-denominator", denominator)];
            let words = browser_words(&mut officer, &changes, &format!("q1-{column}")).await;
            assert!(words.contains("1 to 4") && words.contains("Hidden to protect people"), "{words}");
            let text = file(&[&format!("2026-27,Inverclyde,simd_quintile,1,{numerator},{denominator},,")]);
            let refused = upload(&mut officer, &text, &[]).await;
            assert_eq!(refused.status, 422);
            assert!(refused.text().contains(&words), "{}", refused.text());
            let refused = import(&world, &text, Mode::Write).await.unwrap_err();
            assert!(refused.contains(&format!("counts.csv:2:{column}: {words}")), "{refused}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_upload_with_three_bad_rows_names_all_three_and_writes_nothing() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let before = history(&world.weft).await;
        let text = file(&[
            "2026-27,280,all,all,460,1736,,",
            "2026-27,280,simd_quintile,1,2,700,,",
            "2025,280,simd_quintile,2,76,300,,",
            "2026-27,Glasgow,simd_quintile,3,67,250,,",
            "2026-27,S12000018,simd_quintile,4,81,260,,",
        ]);
        let refused = upload(&mut officer, &text, &[]).await;
        let shown = refused.text();
        assert_eq!(refused.status, 422);
        assert!(shown.contains("counts.csv was not saved. Problems found: 3."), "{shown}");
        for place in ["3</th><td>numerator", "4</th><td>session", "5</th><td>authority"] {
            assert!(shown.contains(place), "{place}: {shown}");
        }
        assert!(shown.contains("Glasgow is not your authority"));
        assert_eq!(history(&world.weft).await, before);
        assert!(officer.get(&sheet_of("inverclyde")).await.text().contains("Not yet filled"));
    })
    .await;
}

#[tokio::test]
async fn an_officer_uploads_a_sheet_and_must_say_why_when_it_changes_one() {
    crate::school_lists::with_the_program();
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let nothing = officer.upload("/counts/upload", "/counts/upload", &[], ("file", "", b"")).await;
        assert!(nothing.text().contains("Choose a CSV file"));
        let text = file(&["2026-27,inverclyde,all,all,460,1736,,", "2026-27,280,simd_quintile,1,,,suppressed,Few."]);
        assert_eq!(upload(&mut officer, &text, &[]).await.location(), "/counts?done=uploaded");
        let sheet = officer.get(&sheet_of("inverclyde")).await.text();
        assert!(sheet.contains("value=\"1736\"") && sheet.contains("value=\"Few.\""));
        let text = file(&["2026-27,280,all,all,461,1736,,"]);
        let refused = upload(&mut officer, &text, &[]).await;
        assert!(refused.text().contains("You are changing what was saved before"));
        let why = [("why", "One form came late.")];
        assert_eq!(upload(&mut officer, &text, &why).await.status, 303);
        let sheet = officer.get(&sheet_of("inverclyde")).await.text();
        assert!(sheet.contains("value=\"461\"") && sheet.contains("value=\"Few.\""), "other rows are kept");
        let unasked = file(&["2027-28,280,all,all,461,1736,,"]);
        assert!(upload(&mut officer, &unasked, &why).await.text().contains("has not asked for"));
        let workbook = upload(&mut officer, "PK\u{3}\u{4}", &[]).await;
        assert!(workbook.text().contains("The file is damaged"));
    })
    .await;
}

#[tokio::test]
async fn every_wrong_row_of_a_file_is_named_with_its_row_and_column() {
    on_both(|world| async move {
        let text = file(&[
            "2023-24,Atlantis,all,all,100,200,,",
            "2020-21,280,all,all,100,200,,",
            "2023-24,280,simd_quintile,6,100,200,,",
            "2023-24,280,all,all,300,200,,",
            "2023-24,280,all,all,,,,",
            "2024-25,280,all,all,100,200,,",
            "2024-25,280,all,all,100,200,,",
        ]) + "no-such,2023-24,280,all,all,100,200,,\n"
            + "demo-gap-reading-for-pleasure,2023-24,280,all,all,100,200,,\n";
        let refused = import(&world, &text, Mode::Write).await.unwrap_err();
        for place in [
            "2:authority",
            "3:session",
            "4:category",
            "5:numerator",
            "6:numerator",
            "8:category",
            "9:indicator",
            "10:indicator",
        ] {
            assert!(refused.contains(&format!("counts.csv:{place}: ")), "{place}: {refused}");
        }
        assert_eq!(history(&world.weft).await, 16);
    })
    .await;
}

#[tokio::test]
async fn a_sheet_that_does_not_add_up_is_refused_without_a_note_and_told_with_one() {
    on_both(|world| async move {
        let rows = |note: &str| {
            let parts =
                ["1", "2", "3", "4", "5", "unknown"].map(|part| format!("2026-27,280,simd_quintile,{part},20,50,,"));
            let all = format!("2026-27,280,all,all,120,310,,{note}");
            file(&std::iter::once(all.as_str()).chain(parts.iter().map(String::as_str)).collect::<Vec<_>>())
        };
        let refused = import(&world, &rows(""), Mode::Write).await.unwrap_err();
        assert!(refused.contains("counts.csv:2:numerator: The parts do not add up"), "{refused}");
        let said = import(&world, &rows("Late joiners."), Mode::DryRun).await.unwrap();
        assert!(said.len() == 2 && said[1].contains("Nothing was written"), "{said:?}");
        assert_eq!(history(&world.weft).await, 16);
        ask(&world).await;
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let asked = upload(&mut officer, &rows("Late joiners."), &[]).await;
        assert!(asked.text().contains("<a href=\"#confirm\">"), "{}", asked.text());
        assert_eq!(upload(&mut officer, &rows("Late joiners."), &[("confirm", "yes")]).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn the_export_is_the_import_byte_for_byte_and_importing_it_again_changes_nothing() {
    on_both(|world| async move {
        let export = files::export(&world.weft, Kind::Counts, None).await.unwrap();
        let given = std::fs::read(example().join("counts.csv")).unwrap();
        assert_eq!(String::from_utf8(export).unwrap(), String::from_utf8(given.clone()).unwrap());
        let before = world.weft.db.version().await.unwrap();
        let said = import(&world, &String::from_utf8(given).unwrap(), Mode::Write).await.unwrap();
        assert!(said[0].contains("new: 0, changed: 0, unchanged: 16"), "{said:?}");
        assert_eq!(world.weft.db.version().await.unwrap(), before);
    })
    .await;
}
