//! Papers: the committee report with its eight covers, the plan on a page, the highlight report; as PDF, HTML and Word.

use weft::{
    people::Role,
    plumbing::{history::COMMAND_LINE, import::Rejected},
    publications::{self, Format, Kind, Wanted},
};

use crate::world::{Browser, World, on_both};

const SHARED: &str = "committee-report-2025-26";

fn paper_for(council: &str) -> Wanted {
    Wanted { authority: Some(council.to_owned()), ..Wanted::of("2025-26") }
}

async fn bytes(world: &World, kind: Kind, wanted: &Wanted, format: Format) -> Vec<u8> {
    publications::publish_file(&world.weft, kind, wanted, format)
        .await
        .unwrap_or_else(|cause| panic!("{kind:?} was refused on {}: {cause:?}", world.engine))
}

async fn refused(world: &World, kind: Kind, wanted: &Wanted) -> Vec<String> {
    match publications::publish_file(&world.weft, kind, wanted, Format::Html).await {
        Err(Rejected::Lines(lines)) => lines,
        other => panic!("{kind:?} was not refused on {}: {:?}", world.engine, other.map(|bytes| bytes.len())),
    }
}

/// The main part of a Word file.
fn word(bytes: &[u8]) -> String {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut part = zip.by_name("word/document.xml").unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut part, &mut text).unwrap();
    text
}

/// The numbers of the paragraphs of a page, in the order of the page.
fn numbers(page: &str) -> Vec<usize> {
    let starts = page.split("class=\"weft-numbered\" id=\"paragraph-").skip(1);
    starts.map(|rest| rest.split('"').next().unwrap().parse().unwrap()).collect()
}

#[tokio::test]
async fn a_councils_paper_has_its_headings_in_order_and_numbers_that_run_through_them() {
    on_both(|world| async move {
        let html = bytes(&world, Kind::CommitteeReport, &paper_for("east-renfrewshire"), Format::Html).await;
        let html = String::from_utf8(html).unwrap();
        let mut from = 0;
        for heading in [
            ">Purpose of report<",
            ">Recommendation<",
            ">Background<",
            ">Report<",
            ">Finance and efficiency implications<",
            ">Partnership working<",
            ">Recommendation<",
            "Report author",
            "Convener contact details",
            ">Background papers<",
            ">Local Government (Access to Information) Act 1985<",
            ">Appendices<",
        ] {
            let at = html[from..].find(heading).unwrap_or_else(|| panic!("{heading} is missing or out of order"));
            from += at + 1;
        }
        let counted = numbers(&html);
        assert!(counted.len() > 10, "{counted:?}");
        assert_eq!(counted, (1..=counted.len()).collect::<Vec<_>>(), "numbers 1 to n, unbroken");
        for words in
            ["East Renfrewshire Council", "2 October 2025", "Agenda item", "Education Committee is asked to approve"]
        {
            assert!(html.contains(words), "{words} is missing");
        }
        assert!(!html.contains("Contents</h2>"), "a paper has no contents");
    })
    .await;
}

#[tokio::test]
async fn every_kind_published_twice_is_the_same_bytes_and_one_version() {
    on_both(|world| async move {
        for (kind, wanted, key) in [
            (Kind::CommitteeReport, paper_for("S12000011"), "committee-report-2025-26-east-renfrewshire"),
            (Kind::CommitteeReport, Wanted::of("2025-26"), SHARED),
            (Kind::PlanOnAPage, Wanted::of("2022-23"), "plan-on-a-page-2022-23"),
            (
                Kind::Highlight,
                Wanted { to: Some("2026-01-31".into()), ..Wanted::of("2025-26") },
                "highlight-2025-26-from-2025-08-01-to-2026-01-31",
            ),
        ] {
            for format in [Format::Docx, Format::Html, Format::Pdf] {
                let first = bytes(&world, kind, &wanted, format).await;
                assert_eq!(first, bytes(&world, kind, &wanted, format).await, "{key} {format:?}");
            }
            let visitor = world.visitor();
            assert_eq!(visitor.get(&format!("/publications/{key}")).await.status, 200, "{key}");
            assert_eq!(visitor.get(&format!("/publications/{key}/versions/2")).await.status, 404, "{key}");
            let file = visitor.get(&format!("/publications/{key}.docx")).await;
            assert_eq!(file.body, bytes(&world, kind, &wanted, Format::Docx).await);
        }
        assert_eq!(publications::check(&world.weft).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn a_word_file_has_the_headings_and_the_title() {
    on_both(|world| async move {
        let text = word(&bytes(&world, Kind::CommitteeReport, &paper_for("east-renfrewshire"), Format::Docx).await);
        for words in [
            "Heading1",
            "Purpose of report",
            "Finance and efficiency implications",
            "Convener contact details",
            "<w:tbl>",
        ] {
            assert!(text.contains(words), "{words} is missing");
        }
        let plan = word(&bytes(&world, Kind::PlanOnAPage, &Wanted::of("2025-26"), Format::Docx).await);
        assert!(plan.contains("Leadership of Learning") && plan.contains("Get in touch"));
        // A version from before Word files were kept gets one from its stored document.
        let mut write = world.weft.db.write().await.unwrap();
        sqlx::query("delete from publication_file where format = 'docx'").execute(write.on()).await.unwrap();
        world.note(&mut write).await;
        write.commit().await.unwrap();
        let again = word(&bytes(&world, Kind::PlanOnAPage, &Wanted::of("2025-26"), Format::Docx).await);
        assert_eq!(again, plan);
        assert_eq!(publications::check(&world.weft).await.unwrap(), Vec::<String>::new());
    })
    .await;
}

#[tokio::test]
async fn eight_covers_share_one_body() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = officer.get(&format!("/publications/{SHARED}/draft")).await.text();
        assert_eq!(page.matches("things to fill in").count(), 6, "{page}");
        assert_eq!(page.matches("Cover complete").count(), 2);
        let section = format!("/publications/{SHARED}/draft/sections/purpose");
        let fields = [("title", "Purpose of report"), ("text", "To tell {council} one new thing."), ("revision", "1")];
        assert_eq!(officer.send(&section, &section, &fields).await.status, 303);
        for (council, name) in [
            ("east-renfrewshire", "East Renfrewshire Council"),
            ("inverclyde", "Inverclyde Council"),
            ("glasgow-city", "Glasgow City Council"),
        ] {
            let preview = officer.get(&format!("/publications/{SHARED}-{council}/draft/preview")).await.text();
            assert!(preview.contains(&format!("To tell {name} one new thing.")), "{council}");
        }
        let own = format!("/publications/{SHARED}-inverclyde/draft/sections/purpose");
        assert_eq!(officer.get(&own).await.status, 404, "the text is changed where it is shared");
    })
    .await;
}

fn filled<'a>() -> Vec<(&'a str, &'a str)> {
    vec![
        ("revision", "1"),
        ("committee", "Education and Communities Committee"),
        ("day", "2026-03-10"),
        ("agenda_item", "12"),
        ("office", "Corporate Director"),
        ("author", "Head of Education"),
        ("author_contact", "Email: education@inverclyde.example"),
        ("convener", "Convener of the committee"),
        ("convener_contact", "Telephone: 01632 960299"),
        ("benefit", "Our teachers took part, and grants came to {stated partnership-grant} in all."),
        ("earlier-decisions", "The committee saw the plan on 6 October 2022."),
        ("without-companion-paper", "yes"),
        ("without-neighbours", "yes"),
        ("finance", "Nothing is asked."),
    ]
}

async fn download(browser: &Browser, path: &str, start: &[u8]) {
    let file = browser.get(path).await;
    assert_eq!(file.status, 200, "{path}: {}", file.text());
    assert!(file.body.starts_with(start), "{path}");
}

#[tokio::test]
async fn a_councils_officer_fills_in_their_own_cover_and_no_other() {
    on_both(|world| async move {
        let mut council = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let list = council.get("/publications").await.text();
        assert!(list.contains("Inverclyde Council") && !list.contains("Glasgow City Council"), "{list}");
        let key = format!("{SHARED}-inverclyde");
        let cover = format!("/publications/{key}/cover");
        for other in [
            format!("/publications/{SHARED}-glasgow-city/cover"),
            format!("/publications/{SHARED}-glasgow-city/draft"),
            format!("/publications/{SHARED}/draft"),
            format!("/publications/{SHARED}/draft/sections/purpose"),
            format!("/publications/{key}/publication"),
        ] {
            assert_eq!(council.get(&other).await.status, 404, "{other}");
        }
        let wrong = council.send(&cover, &cover, &[("revision", "1"), ("day", "10.3.2026")]).await;
        assert!(wrong.text().contains("10.3.2026 is not a day"));
        assert_eq!(council.send(&cover, &cover, &filled()).await.status, 303);
        let late = council.send(&cover, &cover, &filled()).await;
        assert!(late.text().contains("Somebody else changed this cover"));
        let draft = council.get(&format!("/publications/{key}/draft")).await.text();
        assert!(!draft.contains("To mend before publication"), "{draft}");
        assert!(!draft.contains(&format!("/publications/{SHARED}/draft/sections")), "no way into the shared text");
        assert_eq!(
            council
                .send(&format!("/publications/{key}/draft"), &format!("/publications/{key}/check"), &[])
                .await
                .status,
            303
        );
        let preview = council.get(&format!("/publications/{key}/draft/preview")).await.text();
        for words in ["Education and Communities Committee", "10 March 2026", "£1,515,500"] {
            assert!(preview.contains(words), "{words}");
        }
        download(&council, &format!("/publications/{key}/draft/preview.pdf"), b"%PDF-").await;
        download(&council, &format!("/publications/{key}/draft/preview.docx"), b"PK").await;
        let mut write = world.weft.db.write().await.unwrap();
        publications::publish(&world.weft, &mut write, COMMAND_LINE, &key).await.unwrap();
        write.commit().await.unwrap();
        world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
        let shown = world.visitor().get(&format!("/publications/{key}")).await.text();
        assert!(shown.contains("Inverclyde Council") && shown.contains("Nothing is asked."));
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_published_is_said_in_lines_that_name_the_place_and_the_remedy() {
    on_both(|world| async move {
        let lines = refused(&world, Kind::CommitteeReport, &paper_for("atlantis")).await;
        assert!(lines[0].contains("there is no council atlantis; use one of east-dunbartonshire"), "{lines:?}");
        let lines = refused(&world, Kind::CommitteeReport, &paper_for("Renfrewshire")).await;
        assert!(
            lines
                .iter()
                .any(|line| line.starts_with(&format!("{SHARED}-renfrewshire/cover: The cover has no date. Write"))),
            "{lines:?}"
        );
        assert!(lines.iter().any(|line| line.contains("“Benefit to this council” is not written yet")), "{lines:?}");
        let lines = refused(&world, Kind::PlanOnAPage, &Wanted::of("2031-32")).await;
        assert!(
            lines[0].contains("no published framework covers session 2031-32") && lines[0].contains("2025-26"),
            "{lines:?}"
        );
        let lines = refused(&world, Kind::CommitteeReport, &Wanted::of("2022-23")).await;
        assert!(lines[0].contains("there is no committee report of session 2022-23"), "{lines:?}");
        let lines =
            refused(&world, Kind::Highlight, &Wanted { workstream: Some("catering".into()), ..Wanted::of("2025-26") })
                .await;
        assert!(lines[0].contains("no workstream catering; use one of early-level"), "{lines:?}");
        let lines =
            refused(&world, Kind::Highlight, &Wanted { from: Some("2024-01-01".into()), ..Wanted::of("2025-26") })
                .await;
        assert!(lines[0].contains("1 January 2024 is not in session 2025/26"), "{lines:?}");
        let lines =
            refused(&world, Kind::Highlight, &Wanted { from: Some("2026-05-01".into()), ..Wanted::of("2025-26") })
                .await;
        assert!(lines[0].contains("still to come"), "{lines:?}");
        // A digit without a record and a letter without a shape stop every council's paper, and name their places.
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let section = format!("/publications/{SHARED}/draft/sections/purpose");
        let write = |text: &'static str, revision: &'static str| {
            [("title", "Purpose of report"), ("text", text), ("revision", revision)]
        };
        assert_eq!(officer.send(&section, &section, &write("We met 83 people.", "1")).await.status, 303);
        let lines = refused(&world, Kind::CommitteeReport, &paper_for("east-renfrewshire")).await;
        assert!(lines[0].starts_with(&format!("{SHARED}-east-renfrewshire/purpose:1:8: 83 is a number")), "{lines:?}");
        assert_eq!(officer.send(&section, &section, &write("To inform \u{5b66}\u{6821}.", "2")).await.status, 303);
        let lines = refused(&world, Kind::CommitteeReport, &paper_for("east-renfrewshire")).await;
        assert!(lines[0].contains('\u{5b66}'), "{lines:?}");
        let cover = format!("/publications/{SHARED}-inverclyde/cover");
        let mut fields = filled();
        fields.retain(|(name, _)| *name != "benefit");
        fields.push(("benefit", "First line.\nWe met 83 people."));
        assert_eq!(officer.send(&cover, &cover, &fields).await.status, 303);
        let lines = refused(&world, Kind::CommitteeReport, &paper_for("inverclyde")).await;
        assert!(lines.iter().any(|line| line.contains("/cover:2:8: 83 is a number")), "{lines:?}");
    })
    .await;
}

#[tokio::test]
async fn the_plan_on_a_page_says_what_the_framework_says() {
    on_both(|world| async move {
        let page =
            String::from_utf8(bytes(&world, Kind::PlanOnAPage, &Wanted::of("2025-26"), Format::Html).await).unwrap();
        for words in [
            "Equity",
            "Early Level",
            "Director / Chief Education Officer, sponsor",
            "Priority 9",
            "Write to the Collaboration Officer.",
        ] {
            assert!(page.contains(words), "{words} is missing");
        }
        let older =
            String::from_utf8(bytes(&world, Kind::PlanOnAPage, &Wanted::of("2022-23"), Format::Html).await).unwrap();
        for words in ["Our purpose", "Facilitate collaborative working", "To build networks", "Wellbeing for Learning"]
        {
            assert!(older.contains(words), "{words} is missing");
        }
    })
    .await;
}

#[tokio::test]
async fn the_officer_begins_a_paper_in_the_browser() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let start = "/publications/start";
        let refused = officer.send(start, "/publications", &[("kind", "highlight")]).await;
        assert!(refused.text().contains("Choose the session"));
        let fields = [
            ("kind", "highlight"),
            ("session", "2025-26"),
            ("workstream", "inclusion"),
            ("from", "2026-01-01"),
            ("to", "2025-09-01"),
        ];
        assert!(officer.send(start, "/publications", &fields).await.text().contains("before it begins"));
        let fields = [("kind", "highlight"), ("session", "2025-26"), ("workstream", "inclusion"), ("to", "2026-01-31")];
        let begun = officer.send(start, "/publications", &fields).await;
        let draft = "/publications/highlight-2025-26-inclusion-from-2025-08-01-to-2026-01-31/draft";
        assert_eq!(begun.location(), format!("{draft}?done=begun"));
        assert!(officer.get(&format!("{draft}/preview")).await.text().contains("At a glance"));
        assert_eq!(officer.send(start, "/publications", &fields).await.location(), draft, "it is not begun twice");
        let fields = [("kind", "committee-report"), ("session", "2022-23")];
        let begun = officer.send(start, "/publications", &fields).await;
        assert_eq!(begun.location(), "/publications/committee-report-2022-23/draft?done=begun");
        let page = officer.get("/publications/committee-report-2022-23/draft").await.text();
        assert!(page.contains("Papers for the councils") && page.contains("To mend before publication"));
    })
    .await;
}

#[tokio::test]
async fn charts_are_pictures_for_slides_with_their_words() {
    on_both(|world| async move {
        bytes(&world, Kind::EvaluationReport, &Wanted::of("2022-23"), Format::Pdf).await;
        world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
        let visitor = world.visitor();
        let page = visitor.get("/publications/evaluation-report-2022-23").await.text();
        assert!(page.contains("Charts for slides"));
        let picture = visitor.get("/publications/evaluation-report-2022-23/charts/1-1.png").await;
        assert_eq!((picture.status, &picture.body[1..4]), (200, &b"PNG"[..]));
        for nothing in ["1-99.png", "2-1.png", "1-0.png", "1-1.svg", "x"] {
            let path = format!("/publications/evaluation-report-2022-23/charts/{nothing}");
            assert_eq!(visitor.get(&path).await.status, 404, "{nothing}");
        }
    })
    .await;
}
