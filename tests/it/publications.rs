//! Publications: drafted, checked, published as bytes that stay, corrected.

use weft::{
    people::Role,
    plumbing::{
        history::{Act, COMMAND_LINE, record},
        ids::sha256,
        import::Rejected,
    },
    publications::{self, Format, Kind, Severity, Wanted},
};

use crate::world::{Browser, World, on_both};

const REPORT: &str = "evaluation-report-2022-23";
const DRAFT: &str = "/publications/evaluation-report-2022-23/draft";
const PUBLISH: &str = "/publications/evaluation-report-2022-23/publication";

/// The text of a section as its form shows it, without the entities of HTML.
async fn section(browser: &mut Browser, key: &str) -> (String, String) {
    let page = browser.get(&format!("{DRAFT}/sections/{key}")).await.text();
    let (_, rest) = page.split_once("name=\"revision\" value=\"").unwrap();
    let revision = rest.split('"').next().unwrap().to_owned();
    let (_, rest) = page.split_once("<textarea").unwrap();
    let (_, rest) = rest.split_once('>').unwrap();
    let text = rest.split("</textarea>").next().unwrap();
    let plain = [
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&#62;", ">"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&#38;", "&"),
        ("&amp;", "&"),
    ]
    .iter()
    .fold(text.to_owned(), |text, (entity, sign)| text.replace(entity, sign));
    (revision, plain.trim().to_owned())
}

async fn save(browser: &mut Browser, key: &str, text: &str) -> u16 {
    let page = format!("{DRAFT}/sections/{key}");
    let (revision, _) = section(browser, key).await;
    let fields = [("title", "A section"), ("text", text), ("revision", revision.as_str())];
    browser.send(&page, &page, &fields).await.status
}

async fn published(world: &World, format: Format) -> Vec<u8> {
    publications::publish_file(&world.weft, Kind::EvaluationReport, &Wanted::of("2022-23"), format).await.unwrap()
}

#[tokio::test]
async fn the_officer_checks_and_publishes_the_report_and_everybody_reads_it() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let visitor = world.visitor();
        assert_eq!(visitor.get(&format!("/publications/{REPORT}")).await.status, 404, "a draft is not public");
        assert_eq!(officer.send(DRAFT, &format!("/publications/{REPORT}/check"), &[]).await.status, 303);
        let draft = officer.get(DRAFT).await.text();
        assert!(draft.contains("Last checked") && !draft.contains("To mend before publication"), "{draft}");
        assert!(
            draft.contains("From 18.6 to 17.3 is a change of 1.3, not 1.5"),
            "the checklist names the paper's slip"
        );
        assert_eq!(officer.get(&format!("{DRAFT}/preview")).await.status, 200);
        assert!(officer.get(&format!("{DRAFT}/preview.pdf")).await.body.starts_with(b"%PDF-"));
        let refused = officer.send(PUBLISH, PUBLISH, &[]).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Tick the box"));
        assert_eq!(officer.send(PUBLISH, PUBLISH, &[("sure", "yes")]).await.status, 303);
        let page = visitor.get(&format!("/publications/{REPORT}")).await.text();
        for words in [
            "Primary literacy",
            "<caption",
            "scope=\"row\"",
            "72.4%",
            "href=\"/indicators/primary-literacy\"",
            "Contents",
        ] {
            assert!(page.contains(words), "{words} is missing on {}", world.engine);
        }
        let pdf = visitor.get(&format!("/publications/{REPORT}.pdf")).await;
        assert_eq!(pdf.headers["content-type"], "application/pdf");
        assert!(pdf.body.starts_with(b"%PDF-"));
        let list = visitor.get("/publications").await.text();
        assert!(list.contains("PDF, ") && list.contains("HTML file, ") && list.contains("Evaluation report"));
        let api = visitor.get("/api/v1/publications").await.text();
        assert!(api.contains(&sha256(&pdf.body)) && api.contains("\"number\":\"1\""));
        assert_eq!(publications::check(&world.weft).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn publishing_twice_gives_identical_bytes_and_one_version() {
    on_both(|world| async move {
        for format in [Format::Pdf, Format::Html] {
            let first = published(&world, format).await;
            assert_eq!(first, published(&world, format).await);
        }
        let html = String::from_utf8(published(&world, Format::Html).await).unwrap();
        assert!(
            html.starts_with("<!DOCTYPE html>") && html.contains("<style>") && html.trim_end().ends_with("</html>")
        );
        let mut write = world.weft.db.write().await.unwrap();
        assert_eq!(publications::publish(&world.weft, &mut write, COMMAND_LINE, REPORT).await.unwrap(), 1);
        drop(write);
        assert_eq!(world.visitor().get(&format!("/publications/{REPORT}/versions/2")).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn two_loads_of_the_example_publish_the_same_bytes() {
    let (one, other) = (World::sqlite().await, World::postgres().await);
    assert_eq!(published(&one, Format::Html).await, published(&other, Format::Html).await);
    assert_eq!(published(&one, Format::Pdf).await, published(&other, Format::Pdf).await);
}

#[tokio::test]
async fn a_correction_is_a_new_version_with_a_reason_and_the_old_one_keeps_its_bytes() {
    on_both(|world| async move {
        let before = (published(&world, Format::Pdf).await, published(&world, Format::Html).await);
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let nothing = officer.get(PUBLISH).await.text();
        assert!(nothing.contains("nothing to correct"));
        let (_, text) = section(&mut officer, "foreword").await;
        assert_eq!(save(&mut officer, "foreword", &format!("{text}\n\nOne sentence more.")).await, 303);
        let without = officer.send(PUBLISH, PUBLISH, &[("sure", "yes")]).await;
        assert!(without.text().contains("Say why there is a new version"));
        let fields = [("sure", "yes"), ("reason", "A sentence was <missing> & forgotten.")];
        assert_eq!(officer.send(PUBLISH, PUBLISH, &fields).await.status, 303);
        let visitor = world.visitor();
        let page = visitor.get(&format!("/publications/{REPORT}")).await.text();
        assert!(
            page.contains("One sentence more.") && page.contains("A sentence was &lt;missing&gt; &amp; forgotten.")
        );
        let first = format!("/publications/{REPORT}/versions/1");
        assert_eq!(visitor.get(&format!("{first}.pdf")).await.body, before.0);
        assert_eq!(visitor.get(&format!("{first}.html")).await.body, before.1);
        assert!(visitor.get(&first).await.text().contains("A newer version has taken its place"));
        assert_ne!(published(&world, Format::Pdf).await, before.0, "the command line writes the newest version");
        assert_eq!(publications::check(&world.weft).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_stray_digit_stops_the_publication_and_is_named_with_its_place() {
    on_both(|world| async move {
        let mut evaluator = world.sign_in_as(Role::EvaluationLead, "").await;
        assert_eq!(save(&mut evaluator, "foreword", "First line.\nWe met 83 people.").await, 303);
        let draft = evaluator.get(DRAFT).await.text();
        assert!(
            draft.contains("row 2, column 8") && draft.contains("83 is a number without a record behind it"),
            "{draft}"
        );
        match publications::publish_file(&world.weft, Kind::EvaluationReport, &Wanted::of("2022-23"), Format::Pdf).await
        {
            Err(Rejected::Lines(lines)) => {
                assert!(lines[0].starts_with(&format!("{REPORT}/foreword:2:8: 83 is a number")), "{lines:?}")
            }
            other => panic!("published: {:?}", other.map(|bytes| bytes.len())),
        }
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = officer.get(PUBLISH).await.text();
        assert!(page.contains("The checklist has errors") && !page.contains("name=\"sure\""));
    })
    .await;
}

#[tokio::test]
async fn what_two_people_write_at_once_is_not_lost() {
    on_both(|world| async move {
        let mut one = world.sign_in_as(Role::EvaluationLead, "").await;
        let mut other = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = format!("{DRAFT}/sections/foreword");
        let (revision, _) = section(&mut one, "foreword").await;
        assert_eq!(save(&mut other, "foreword", "The other was quicker.").await, 303);
        let fields = [("title", "Foreword"), ("text", "My own long text."), ("revision", revision.as_str())];
        let late = one.send(&page, &page, &fields).await;
        assert_eq!(late.status, 422);
        assert!(
            late.text().contains("Somebody else changed this section") && late.text().contains("My own long text.")
        );
        assert!(section(&mut one, "foreword").await.1.contains("The other was quicker."));
        let empty = [("title", ""), ("text", ""), ("revision", "2")];
        let refused = one.send(&page, &page, &empty).await;
        assert!(refused.text().contains("Give the section a title"));
    })
    .await;
}

#[tokio::test]
async fn hostile_text_stays_text_in_page_and_pdf() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let hostile = "#import \"x\" and #panic() and $sum$ and \\<script>alert()\\</script> and @label and `<b>`.";
        assert_eq!(save(&mut officer, "foreword", hostile).await, 303);
        let html = String::from_utf8(published(&world, Format::Html).await).unwrap();
        assert!(html.contains("&lt;script&gt;alert()&lt;/script&gt;") && !html.contains("<script"));
        assert!(html.contains("#panic()") && html.contains("$sum$"));
        assert!(published(&world, Format::Pdf).await.starts_with(b"%PDF-"));
        assert_eq!(save(&mut officer, "foreword", "<script>alert()</script>").await, 303);
        assert!(officer.get(DRAFT).await.text().contains("HTML is not read here"));
    })
    .await;
}

#[tokio::test]
async fn the_example_publishes_its_framework_and_leaves_the_report_checked() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let list = visitor.get("/publications").await.text();
        assert!(list.contains("Collaborative Framework 2025-26") && !list.contains("Evaluation Report 2022-23"));
        let framework = visitor.get("/publications/collaborative-framework-2025-26").await.text();
        assert!(framework.contains("Priorities of") && framework.contains("What it will leave behind"));
        for key in [REPORT, "collaborative-framework-2025-26"] {
            let mut write = world.weft.db.write().await.unwrap();
            let items = publications::checked(&world.weft, &mut write, COMMAND_LINE, key).await.unwrap();
            assert!(items.iter().all(|item| item.severity == Severity::Warning), "{items:#?}");
        }
        let nowhere = publications::publish_file(&world.weft, Kind::EvaluationReport, &Wanted::of("2019-20"), Format::Pdf).await;
        assert!(matches!(nowhere, Err(Rejected::Lines(lines)) if lines[0].contains("there is no evaluation report of session 2019-20")));
    })
    .await;
}

#[tokio::test]
async fn values_that_change_after_publication_leave_the_published_report_as_it_was() {
    on_both(|world| async move {
        let before = published(&world, Format::Pdf).await;
        let page = world.visitor().get(&format!("/publications/{REPORT}")).await.text();
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let draft = officer.get(&format!("{DRAFT}/preview")).await.text();
        assert!(page.contains("72.4") && draft.contains("72.4"));
        let mut write = world.weft.db.write().await.unwrap();
        sqlx::query("update observation set value = '71.9' where value = '72.4'").execute(write.on()).await.unwrap();
        let act = Act {
            account: COMMAND_LINE,
            act: "values changed",
            subject_kind: "observation",
            subject_id: "all",
            reason: Some("to see that a publication stays"),
            change: serde_json::json!({}),
        };
        record(&mut write, &world.weft.clock, act).await.unwrap();
        write.commit().await.unwrap();
        world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
        let draft = officer.get(&format!("{DRAFT}/preview")).await.text();
        assert!(draft.contains("71.9") && !draft.contains("72.4"), "the draft follows the record");
        assert_eq!(world.visitor().get(&format!("/publications/{REPORT}")).await.text(), page);
        assert_eq!(published(&world, Format::Pdf).await, before, "the published bytes stay");
        assert_eq!(world.visitor().get(&format!("/publications/{REPORT}.pdf")).await.body, before);
    })
    .await;
}
