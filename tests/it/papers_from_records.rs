//! Papers from the year's records: the highlight report, and a council's cover that begins with what is known of it.

use weft::{
    people::Role,
    publications::{self, Format, Kind, Wanted},
};

use crate::world::{World, on_both};

const SHARED: &str = "committee-report-2025-26";

fn paper_for(council: &str) -> Wanted {
    Wanted { authority: Some(council.to_owned()), ..Wanted::of("2025-26") }
}

async fn bytes(world: &World, kind: Kind, wanted: &Wanted, format: Format) -> Vec<u8> {
    publications::publish_file(&world.weft, kind, wanted, format)
        .await
        .unwrap_or_else(|cause| panic!("{kind:?} was refused on {}: {cause:?}", world.engine))
}

#[tokio::test]
async fn a_highlight_report_tells_what_groups_said_and_who_said_nothing() {
    on_both(|world| async move {
        let wanted = Wanted {
            workstream: Some("leadership-of-learning".into()),
            to: Some("2026-01-31".into()),
            ..Wanted::of("2025-26")
        };
        let page = String::from_utf8(bytes(&world, Kind::Highlight, &wanted, Format::Html).await).unwrap();
        for words in [
            "At a glance",
            "Maths and numeracy",
            "What was made or changed:",
            "On track",
            "Groups that did not report",
            "Literacy",
        ] {
            assert!(page.contains(words), "{words} is missing");
        }
        assert!(!page.contains("Callum Drysdale"), "names of people stay out");
        let used: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from voice_use where publication_key like 'highlight-%'",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(
            usize::try_from(used).unwrap(),
            page.matches("class=\"weft-voice\"").count(),
            "every voice is noted"
        );
        assert!(used > 0);
    })
    .await;
}

#[tokio::test]
async fn a_cover_begins_with_what_the_records_know_of_the_council() {
    on_both(|world| async move {
        let council = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let page = council.get(&format!("/publications/{SHARED}-inverclyde/cover")).await.text();
        assert!(page.contains("Education and Communities Committee") && page.contains("2025-11-04"), "{page}");
        assert!(
            page.contains("What the records say of Inverclyde Council") && page.contains("{reach people}"),
            "{page}"
        );
        let paper = bytes(&world, Kind::CommitteeReport, &paper_for("east-renfrewshire"), Format::Html).await;
        let paper = String::from_utf8(paper).unwrap();
        assert!(paper.contains("of the groups and networks, with 3 people by the partnership’s records"), "{paper}");
    })
    .await;
}
