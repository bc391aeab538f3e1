//! A pooled figure in a publication: what was published stays, and a revised figure is offered as a new version.

use weft::{people::Role, plumbing::import::Mode, publications};

use super::{INDICATOR, files::import};
use crate::world::{Browser, World, on_both};

const REPORT: &str = "evaluation-report-2022-23";

/// The example's counts with sixty more pupils who read, in one authority.
async fn correct_the_counts(world: &World) {
    let export = weft::app::files::export(&world.weft, weft::app::files::Kind::Counts, None).await.unwrap();
    let text = String::from_utf8(export).unwrap();
    let row = text.lines().find(|row| row.contains("2024-25,S12000045,all,all,888,1181")).unwrap();
    let part = text.lines().find(|row| row.contains("2024-25,S12000045,simd_quintile,5,")).unwrap();
    let cells: Vec<&str> = part.split(',').collect();
    let more: i64 = cells[5].parse::<i64>().unwrap() + 60;
    let changed = part.replacen(cells[5], &more.to_string(), 1);
    let corrected = text.replacen(row, &row.replace(",888,", ",948,"), 1).replacen(part, &changed, 1);
    import(world, &corrected, Mode::Write).await.unwrap();
}

/// Puts a text into the foreword of the report.
async fn write(officer: &mut Browser, text: &str) {
    let page = format!("/publications/{REPORT}/draft/sections/foreword");
    let shown = officer.get(&page).await.text();
    let revision = shown.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let fields = [("title", "Foreword"), ("text", text), ("revision", revision)];
    assert_eq!(officer.send(&page, &page, &fields).await.status, 303);
}

#[tokio::test]
async fn a_figure_revised_after_publication_is_offered_as_a_new_version_and_never_changed() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        write(&mut officer, &format!("Of the pupils, {{pooled {INDICATOR} 2024-25}} read for pleasure.")).await;
        let publish = format!("/publications/{REPORT}/publication");
        let done = officer.send(&publish, &publish, &[("sure", "yes")]).await;
        assert_eq!(done.status, 303, "{}", done.text());
        let public = format!("/publications/{REPORT}");
        let first = world.visitor().get(&public).await.text();
        assert!(first.contains("65.2%") && first.contains("7 of 8 authorities added up, 11,921 of 18,280."), "{first}");
        let bytes = world.visitor().get(&format!("{public}/versions/1.pdf")).await.body;
        assert!(!officer.get(&public).await.text().contains("from other counts"));

        correct_the_counts(&world).await;
        let changed = "was 65.2% when version 1 was published and is 65.5% now";
        let after = world.visitor().get(&public).await.text();
        assert!(after.contains("65.2%") && !after.contains("65.5%"), "readers see what was published");
        for path in [public.clone(), format!("{public}/draft"), "/my/tasks".to_owned()] {
            let text = officer.get(&path).await.text();
            assert!(text.contains(changed), "{path}: {text}");
        }
        let why = [("sure", "yes"), ("reason", "One authority corrected its counts.")];
        assert_eq!(officer.send(&publish, &publish, &why).await.status, 303);
        assert!(world.visitor().get(&public).await.text().contains("65.5%"));
        assert_eq!(world.visitor().get(&format!("{public}/versions/1.pdf")).await.body, bytes);
        assert!(!officer.get("/my/tasks").await.text().contains(changed));
        assert_eq!(publications::check(&world.weft).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_pooled_figure_that_is_not_shown_cannot_be_written_into_a_publication() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let text = format!("Of them {{pooled {INDICATOR} 2025-26}} read, and {{pooled no-such 2024-25}} did not.");
        write(&mut officer, &text).await;
        let draft = officer.get(&format!("/publications/{REPORT}/draft")).await.text();
        assert!(draft.contains("has no figure") && draft.contains("give no counts for no-such"), "{draft}");
    })
    .await;
}
