//! Indicators: what three papers print comes back as printed, files are refused whole, corrections show.

use std::fs;

use weft::{
    indicators::{self, Book, Release},
    people::Role,
    plumbing::import::{File, Mode, Rejected},
};

use crate::world::{World, example, on_both};

fn printed(book: &Book, source: &str) -> Vec<(String, Vec<String>)> {
    let table = indicators::printed(book, source, None).unwrap();
    table.rows().map(|row| (row.label.clone(), row.cells.iter().map(|cell| cell.text()).collect())).collect()
}

async fn import(world: &World, name: &str, text: &str) -> Result<Vec<String>, Vec<String>> {
    let file = File { name: name.into(), bytes: text.as_bytes().to_vec() };
    match indicators::import(&world.weft, "command line", file, Mode::Write).await {
        Ok(lines) => Ok(lines),
        Err(Rejected::Lines(lines)) => Err(lines),
        Err(Rejected::Problem(problem)) => panic!("{problem:?}"),
    }
}

const HEADER: &str = "indicator,source,area,breakdown,category,first_session,last_session,value,reason,marker,note\n";

#[tokio::test]
async fn every_cell_of_the_three_tables_comes_back_as_printed() {
    on_both(|world| async move {
        let book = Book::open(&world.weft, Release::Released, None).await.unwrap();
        let mut cells = 0;
        for (source, rows, columns) in
            [("plan-2022-23", 19, 5), ("evaluation-report-2022-23", 21, 5), ("framework-2025-26", 21, 6)]
        {
            let table = printed(&book, source);
            assert_eq!(table.len(), rows, "{source}");
            let text = fs::read_to_string(example().join("indicators").join(format!("{source}.csv"))).unwrap();
            let mut stored = 0;
            let definitions = indicators::printed(&book, source, None).unwrap();
            for line in text.lines().skip(1) {
                let fields: Vec<&str> = line.splitn(11, ',').collect();
                let session: figures::AcademicSession = fields[5].parse().unwrap();
                let at = definitions.columns.iter().position(|column| column.session == session).unwrap();
                let row = definitions.rows().find(|row| row.indicator == fields[0]).unwrap();
                let expected = match (fields[7], fields[9]) {
                    ("", "") => "not published".to_owned(),
                    ("", marker) => marker.to_owned(),
                    (value, "") => value.to_owned(),
                    (value, mark) => format!("{value} {mark}"),
                };
                assert_eq!(row.cells[at].text(), expected, "{source} {} {session}", fields[0]);
                stored += 1;
                if fields[5] != fields[6] {
                    assert_eq!(row.cells[at + 1].drawn, indicators::Drawn::Beside, "the empty cell is drawn");
                    assert_eq!(row.cells[at + 1].text(), "");
                    stored += 1;
                }
            }
            assert_eq!(stored, rows * columns, "{source} {}", world.engine);
            cells += stored;
        }
        assert_eq!(cells, 326);
    })
    .await;
}

#[tokio::test]
async fn a_mark_is_explained_by_the_plan_and_the_page_says_so() {
    on_both(|world| async move {
        let page = world.visitor().get("/indicators").await;
        assert_eq!(page.status, 200);
        let text = page.text();
        assert!(text.contains("Critical Indicators") && text.contains("2023/24 Value"), "{text}");
        assert!(text.contains("BGE data not collected"), "** is explained");
        assert!(text.contains("Explained in the Improvement plan 2022-23, not in this paper."));
        assert!(text.contains("Empowerment") && text.contains("Comparison measures"));
        assert!(text.contains("not published"), "the lost cell says why it is empty");
        let at = text.find("29.8%").unwrap();
        let cell = &text[text[..at].rfind("<td").unwrap()..at + 200];
        assert!(cell.contains("colspan=\"2\"") && cell.contains("one value for 2020/21 and 2021/22"), "{cell}");
        let plan = world.visitor().get("/indicators?source=plan-2022-23").await.text();
        let plan = plan.split("Download this table").next().unwrap().to_owned();
        assert!(plan.contains("2016-17 Baseline") && plan.contains("3185") && !plan.contains("weft-theme"));
        let every = world.visitor().get("/indicators?source=latest").await.text();
        assert!(every.contains("2016/17") && every.contains("2023/24") && every.contains("46.8"));
        assert!(!every.contains("Invented example"), "what is invented never stands among published values");
        assert_eq!(world.visitor().get("/indicators?source=no-such").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn one_indicator_is_shown_with_values_chart_sources_claims_and_history() {
    on_both(|world| async move {
        let text = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(text.contains("In 2023/24 the figure for the partnership was 74.5%."), "{text}");
        assert!(text.contains("That is 0.1 percentage points higher than in 2022/23, which is better."));
        assert!(text.contains("<svg") && text.contains("What each paper says"));
        assert!(text.contains("More primary pupils reached the expected level in literacy"));
        assert!(text.contains("The definition was added."));
        let gap = world.visitor().get("/indicators/gap-primary-literacy").await.text();
        assert!(gap.contains("For 2023/24 there is no value: not published."), "{gap}");
        let claim = world.visitor().get("/indicators/gap-leavers-one-level-5").await.text();
        assert!(claim.contains("From 18.6 to 17.3 is a change of 1.3, not 1.5."), "{claim}");
        let inspections = world.visitor().get("/indicators/leadership-of-change").await.text();
        assert!(inspections.contains("79% cannot be a share of 32"), "{inspections}");
        let empty = world.visitor().get("/indicators/leavers-employment").await.text();
        assert!(empty.contains("No value was printed for any session"), "{empty}");
        assert_eq!(world.visitor().get("/indicators/no-such").await.status, 404);
        assert_eq!(world.visitor().get("/indicators/primary-literacy.pdf").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_correction_shows_with_its_reason_in_the_history_and_on_the_next_public_page() {
    on_both(|world| async move {
        let before = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(before.contains("74.5%"));
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = officer.get("/indicators/primary-literacy").await.text();
        let label = "Correct the value of 2023/24 in Collaborative framework 2025-26";
        let at = page.find(label).unwrap_or_else(|| panic!("{page}"));
        let start = page[..at].rfind("href=\"").unwrap() + 6;
        let form = page[start..].split('"').next().unwrap().to_owned();
        for (fields, said) in [
            (vec![("value", "174.5"), ("because", "misread")], "not between 0 and 100"),
            (vec![("value", "74.55"), ("because", "misread")], "Values of this indicator have one decimal"),
            (vec![("value", "=1+1"), ("because", "misread")], "neither a number nor a marker"),
            (vec![("value", "74.6")], "Enter why the value is corrected"),
            (vec![("reason", "not_collected"), ("marker", "??"), ("because", "x")], "is not in the legend"),
            (vec![("value", "74.6"), ("reason", "not_collected"), ("because", "x")], "not both"),
            (vec![("because", "x")], "Give a value, or the reason why there is none"),
        ] {
            let answer = officer.send(&form, &form, &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            let text = answer.text();
            assert!(text.contains(said) && text.contains("There is a problem"), "{said}: {text}");
            assert!(text.contains(fields[0].1), "the input is kept");
        }
        let fields = [("value", "74.6"), ("because", "Misread <b>on page 3</b>")];
        assert_eq!(officer.send(&form, &form, &fields).await.status, 303);
        let after = world.visitor().get("/indicators/primary-literacy").await.text();
        assert!(after.contains("the partnership was 74.6%"), "the next public page shows it");
        assert!(after.contains("2023/24 in “Collaborative framework 2025-26”: 74.5 became 74.6."), "{after}");
        assert!(after.contains("Misread &#60;b&#62;on page 3") && !after.contains("<b>on page"), "{after}");
        assert!(after.contains("an officer of the partnership"), "names are private");
        assert_eq!(officer.get(&form).await.status, 409, "the old value no longer stands");
        let table = world.visitor().get("/indicators").await.text();
        assert!(table.contains("74.6") && !table.contains(">74.5<"));
        let lead = world.sign_in_as(Role::EvaluationLead, "").await;
        assert_eq!(lead.get(&form).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn every_bad_row_of_a_file_is_named_and_nothing_is_written() {
    on_both(|world| async move {
        let before = world.weft.db.version().await.unwrap();
        let rows = [
            "no-such,framework-2025-26,partnership,all,all,2018-19,2018-19,1.0,,,",
            "primary-literacy,framework-2025-26,partnership,all,all,2024,2024,1.0,,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2018-19,2018-19,1.0,not_collected,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2019-20,2019-20,,,,",
            "primary-literacy,no-such,scotland,all,all,2020-21,2020-21,1.0,,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2021-22,2021-22,1.0,,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2021-22,2021-22,2.0,,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2022-23,2022-23,=1+2,,,",
            "primary-literacy,framework-2025-26,scotland,all,all,2023-24,2023-24,101,,,",
            "primary-literacy,framework-2025-26,partnership,all,all,2018-19,2018-19,99.9,,,",
            "primary-literacy,framework-2025-26,atlantis,simd_quintile,6,2023-24,2023-24,,why,!!,",
        ];
        let text = format!("{HEADER}{}\n", rows.join("\n"));
        let lines = import(&world, "bad.csv", &text).await.unwrap_err();
        for (start, said) in [
            ("bad.csv:2:indicator: ", "there is no indicator `no-such`"),
            ("bad.csv:3:first_session: ", "2024 may mean 2023-24 or 2024-25"),
            ("bad.csv:4:value: ", "not both"),
            ("bad.csv:5:value: ", "never nought"),
            ("bad.csv:6:source: ", "there is no source `no-such`"),
            ("bad.csv:8:first_session: ", "row 7 gives the same cell"),
            ("bad.csv:9:value: ", "neither a number nor a marker"),
            ("bad.csv:10:value: ", "not between 0 and 100"),
            ("bad.csv:11:value: ", "this cell holds `73.0` already"),
            ("bad.csv:12:area: ", "`atlantis` is no area"),
            ("bad.csv:12:category: ", "no quintile"),
            ("bad.csv:12:reason: ", "why is not a reason"),
        ] {
            assert!(
                lines.iter().any(|line| line.starts_with(start) && line.contains(said)),
                "{start}{said}: {lines:#?}"
            );
        }
        assert_eq!(world.weft.db.version().await.unwrap(), before, "nothing was written");
        let lines = import(&world, "odd.toml", "[[wheel]]\nround = true\n").await.unwrap_err();
        assert!(lines[0].starts_with("odd.toml:1:1: `wheel` is not known here"), "{lines:?}");
        let lines =
            import(&world, "d.toml", "[[indicator]]\nkey = \"a\"\n\n[[indicator]]\nkey = \"b\"\nnmae = 1\n").await;
        let lines = lines.unwrap_err();
        assert!(lines.iter().any(|line| line.starts_with("d.toml:1:")), "{lines:?}");
        assert!(lines.iter().any(|line| line.starts_with("d.toml:4:") && line.contains("nmae")), "{lines:?}");
    })
    .await;
}

#[tokio::test]
async fn what_is_exported_is_imported_again_without_a_change() {
    on_both(|world| async move {
        let files = indicators::export(&world.weft).await.unwrap();
        let values = files.iter().find(|(name, _)| name == "framework-2025-26.csv").unwrap();
        let given = fs::read(example().join("indicators/framework-2025-26.csv")).unwrap();
        assert_eq!(String::from_utf8_lossy(&values.1), String::from_utf8_lossy(&given), "the file comes back");
        for (name, bytes) in &files {
            let text = String::from_utf8(bytes.clone()).unwrap();
            let lines = import(&world, name, &text).await.unwrap_or_else(|lines| panic!("{name}: {lines:#?}"));
            if name.ends_with(".csv") {
                assert!(lines[0].starts_with("0 values added, 0 corrected"), "{lines:?}");
            }
        }
        assert_eq!(indicators::export(&world.weft).await.unwrap(), files, "the same bytes");
    })
    .await;
}

#[tokio::test]
async fn an_unreleased_source_is_for_signed_in_people_only() {
    on_both(|world| async move {
        let files = indicators::export(&world.weft).await.unwrap();
        let sources = String::from_utf8(files.into_iter().find(|(name, _)| name == "sources.toml").unwrap().1).unwrap();
        let later = sources.replace("released = \"2025-08-01\"", "released = \"2026-03-01\"");
        import(&world, "sources.toml", &later).await.unwrap();
        world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
        let public = world.visitor().get("/indicators").await.text();
        assert!(!public.contains("74.5") && public.contains("2021-22 Value"), "{public}");
        assert!(!world.visitor().get("/indicators/primary-literacy").await.text().contains("74.5"));
        assert!(!world.visitor().get("/api/v1/indicators/primary-literacy").await.text().contains("74.5"));
        assert_eq!(world.visitor().get("/indicators?source=framework-2025-26").await.status, 404);
        let officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let seen = officer.get("/indicators").await.text();
        assert!(seen.contains("74.5") && seen.contains("Not yet released"), "{seen}");
    })
    .await;
}
