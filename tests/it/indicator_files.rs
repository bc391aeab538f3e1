//! Values of indicators from files and pasted tables in the browser, and everything that can be downloaded.

use weft::people::Role;

use crate::world::on_both;

const HEADER: &str = "indicator,source,area,breakdown,category,first_session,last_session,value,reason,marker,note\n";

/// Takes the hidden values file of a check page.
fn hidden(text: &str) -> String {
    let at = text.find("name=\"csv\" value=\"").unwrap_or_else(|| panic!("nothing to confirm: {text}")) + 18;
    let value = text[at..].split('"').next().unwrap();
    value.replace("&#34;", "\"").replace("&#60;", "<").replace("&#62;", ">").replace("&#39;", "'").replace("&#38;", "&")
}

#[tokio::test]
async fn a_file_is_checked_shown_and_saved_only_when_confirmed() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let bad = format!("{HEADER}primary-literacy,framework-2025-26,scotland,all,all,2024,2024,1.0,,,\n");
        let file = ("file", "values.csv", bad.as_bytes());
        let answer = officer.upload("/indicator-values", "/indicator-values/check", &[], file).await;
        assert_eq!(answer.status, 422);
        let text = answer.text();
        assert!(text.contains("first_session") && text.contains("2024 may mean 2023-24 or 2024-25"), "{text}");
        assert!(text.contains("Nothing was saved") && !text.contains("name=\"csv\""));
        let row =
            "primary-literacy,framework-2025-26,scotland,all,all,2023-24,2023-24,61.7,,,\"A <b>note</b>, with =1+1\"\n";
        let good = format!("{HEADER}{row}");
        let file = ("file", "values.csv", good.as_bytes());
        let answer = officer.upload("/indicator-values", "/indicator-values/check", &[], file).await;
        assert_eq!(answer.status, 200);
        let page = answer.text();
        assert!(page.contains("New") && page.contains("61.7"));
        assert!(!world.visitor().get("/indicators/primary-literacy").await.text().contains("61.7"), "not saved yet");
        let csv = hidden(&page);
        let answer = officer.send("/indicator-values", "/indicator-values", &[("csv", &csv)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
        let text = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(text.contains("61.7") && text.contains("A &#60;b&#62;note"), "{text}");
        let changed = good.replace("61.7", "61.9");
        let file = ("file", "values.csv", changed.as_bytes());
        let page = officer.upload("/indicator-values", "/indicator-values/check", &[], file).await.text();
        assert!(page.contains("Replaces 61.7"), "{page}");
        let csv = hidden(&page);
        let answer = officer.send("/indicator-values", "/indicator-values", &[("csv", &csv)]).await;
        assert_eq!(answer.status, 422, "a change of a recorded value needs a reason");
        let fields = [("csv", csv.as_str()), ("because", "Scotland’s figure was revised")];
        assert_eq!(officer.send("/indicator-values", "/indicator-values", &fields).await.status, 303);
        let text = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(text.contains("Scotland’s figure was revised") && text.contains("61.7 became 61.9"), "{text}");
        let none = officer.send("/indicator-values", "/indicator-values/check", &[]).await;
        assert!(none.status == 422 && none.text().contains("Choose a CSV file, or paste a table"));
    })
    .await;
}

#[tokio::test]
async fn a_damaged_pasted_table_is_named_with_the_shift_and_never_moved() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let table = "Indicator\tValue theme\t2018/19 Value\t2019/20 Value\t2020/21 Value\n\
            Primary Attendance Rates\tExcellence\t94.2\tN/A\t93.4\n\
            Secondary Attendance Rates\t90.3\tN/A\t88.4\t\n";
        let fields = [("source", "framework-2025-26"), ("pasted", table)];
        let answer = officer.send("/indicator-values", "/indicator-values/check", &fields).await;
        assert_eq!(answer.status, 422);
        let text = answer.text();
        assert!(text.contains("90.3 stands in the theme column"), "{text}");
        assert!(text.contains("It looks as if"), "the shift is offered: {text}");
        assert!(text.contains("Secondary Attendance Rates\t90.3"), "the table is kept as it was pasted");
        assert!(!text.contains("name=\"csv\""), "nothing can be confirmed");
        let unthemed = "Indicator\tValue theme\t2018/19 Value\t2019/20 Value\n\
            Primary Attendance Rates\tExcellence\t94.2\tN/A\nSecondary Attendance Rates\t\t90.3\tN/A\n";
        let fields = [("source", "framework-2025-26"), ("pasted", unthemed)];
        let text = officer.send("/indicator-values", "/indicator-values/check", &fields).await.text();
        assert!(text.contains("Confirm the themes") && !text.contains("name=\"csv\""), "{text}");
        let fields = [("source", "framework-2025-26"), ("pasted", unthemed), ("themes", "yes")];
        let text = officer.send("/indicator-values", "/indicator-values/check", &fields).await.text();
        assert!(
            hidden(&text).contains("secondary-attendance,framework-2025-26,partnership,all,all,2018-19,2018-19,90.3")
        );
        assert!(text.contains("Recorded already"));
        let two = "Indicator\t2020/21\t2021/22\n\
            % of looked after school leavers achieving 1 or more awards at SCQF Level 6 or better\t29.8% ²\t\n";
        let fields = [("source", "framework-2025-26"), ("pasted", two)];
        let text = officer.send("/indicator-values", "/indicator-values/check", &fields).await.text();
        assert!(hidden(&text).contains(",2020-21,2021-22,29.8%,,²,"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn every_download_holds_what_the_page_shows() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let csv = visitor.get("/indicators/primary-literacy.csv").await;
        assert_eq!(csv.headers["content-type"], "text/csv; charset=utf-8");
        let text = csv.text();
        assert!(text.starts_with(HEADER));
        assert!(
            text.contains("primary-literacy,framework-2025-26,partnership,all,all,2018-19,2018-19,73.0,,,"),
            "{text}"
        );
        let json = visitor.get("/indicators/primary-literacy.json").await.json();
        assert_eq!(json, visitor.get("/api/v1/indicators/primary-literacy").await.json());
        let cells = json["observations"].as_array().unwrap();
        let cell = |session: &str| {
            let found =
                cells.iter().find(|one| one["first_session"] == session && one["source"] == "framework-2025-26");
            found.unwrap()["cell"].clone()
        };
        assert_eq!(cell("2018-19")["value"], "73.0");
        assert_eq!(cell("2019-20")["reason"], "not_collected");
        assert_eq!(cell("2019-20")["marker"], "**");
        let list = visitor.get("/api/v1/indicators").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 31);
        assert!(list["next"].is_null());
        let whole = visitor.get("/indicators.csv?source=plan-2022-23").await.text();
        assert_eq!(whole.lines().count(), 96);
        for path in ["/indicators.xlsx", "/indicators/leavers-employment.xlsx", "/indicators/primary-literacy.xlsx"] {
            let first = visitor.get(path).await;
            assert_eq!(first.status, 200, "{path}");
            assert!(first.body.starts_with(b"PK"), "{path}");
            let signed_in = world.sign_in_as(Role::EvaluationLead, "").await;
            assert_eq!(signed_in.get(path).await.body, first.body, "the same bytes: {path}");
            let mut zip = zip::ZipArchive::new(std::io::Cursor::new(first.body)).unwrap();
            let mut all = String::new();
            for at in 0..zip.len() {
                let mut part = zip.by_index(at).unwrap();
                std::io::Read::read_to_string(&mut part, &mut all).unwrap();
            }
            for wanted in ["Cover", "Contents", "Notes", "table_3", "dc:title"] {
                assert!(all.contains(wanted), "{path}: {wanted}");
            }
            assert!(!all.contains("mergeCell") && all.contains("[x]"), "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_target_and_a_note_are_set_by_evaluators_and_shown() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let page = "/indicators/primary-literacy/targets";
        let fields = [("kind", "target"), ("session", "2026"), ("value", "140"), ("origin", "")];
        let answer = lead.send(page, page, &fields).await;
        assert_eq!(answer.status, 422);
        let text = answer.text();
        assert!(text.contains("2026 may mean 2025-26 or 2026-27") && text.contains("not between 0 and 100"), "{text}");
        let fields =
            [("kind", "target"), ("session", "2025-26"), ("value", "76.0"), ("origin", "Board, <i>invented</i>")];
        assert_eq!(lead.send(page, page, &fields).await.status, 303);
        let page = "/indicators/primary-literacy/notes";
        let fields = [("first", "2019-20"), ("last", ""), ("note", "Schools were closed in June 2020.")];
        assert_eq!(lead.send(page, page, &fields).await.status, 303);
        let text = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(
            text.contains("76.0") && text.contains("Board, &#60;i&#62;") && text.contains("Schools were closed"),
            "{text}"
        );
        assert!(text.contains("The target was set to 76.0 for 2025/26."));
        let officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        assert_eq!(officer.get(page).await.status, 404);
    })
    .await;
}
