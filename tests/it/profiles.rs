//! Pages people open every week: one authority, one workstream, one establishment.

use weft::{
    partnership::import_establishments,
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode},
    },
    profiles,
};

use crate::world::on_both;

const TODAY: &str = "2026-02-02";

#[tokio::test]
async fn an_authority_sees_its_part_at_a_glance_and_the_public_sees_no_names() {
    on_both(|world| async move {
        let path = "/authorities/inverclyde";
        let text = world.visitor().get(path).await.text();
        for words in [
            "Inverclyde in the partnership",
            "4 people",
            "Attainment Adviser",
            "Director of Education, Inverclyde",
            "No senior officer from Inverclyde",
            "No headteacher or centre leader from Inverclyde",
            "Reading for enjoyment",
            "Education and Communities Committee, 4 November 2025, item 11",
            "Improving Our Classrooms",
            "Text for a council paper",
            "invented",
        ] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        assert!(!text.contains("Rhona Pettigrew") && !text.contains("Niall Broadfoot"), "a name is public");
        assert!(text.contains("Groups without anybody of ours"), "what is missed is said");
        for (role, scope, sees) in [
            (Role::AuthorityOfficer, "inverclyde", true),
            (Role::AuthorityOfficer, "glasgow-city", false),
            (Role::CollaborationOfficer, "", true),
            (Role::GroupLead, "gaelic", false),
        ] {
            let answer = world.sign_in_as(role, scope).await.get(path).await;
            assert_eq!(answer.text().contains("Rhona Pettigrew, Attainment Adviser"), sees, "{role:?} {scope}");
            assert_eq!(answer.text().contains("Niall Broadfoot"), sees, "{role:?} {scope}");
            assert_eq!(answer.headers["cache-control"], "no-store");
        }
        assert_eq!(world.visitor().get("/authorities/no-such").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_part_of_an_authority_is_told_in_paragraphs_without_names() {
    on_both(|world| async move {
        let part = profiles::authority_part(&world.weft.db, "inverclyde", "2025-26", TODAY).await.unwrap().unwrap();
        let said = part.paragraphs().join("\n");
        for words in [
            "drawn from the partnership’s record on 2 February 2026, for session 2025/26",
            "4 people from Inverclyde Council take part in the work of",
            "Maths and numeracy",
            "The council holds 2 seats on bodies of the partnership: The Overview Group (Director of Education, Inverclyde)",
            "Still open: Headteacher Reference Group, no headteacher or centre leader from Inverclyde",
            "The record holds 1 open establishment of the council",
            "approved with changes",
        ] {
            assert!(said.contains(words), "{words} is missing in {said}");
        }
        assert!(part.members.iter().all(|member| !said.contains(&member.name)), "{said}");
        let other = profiles::authority_part(&world.weft.db, "inverclyde", "2022-23", TODAY).await.unwrap().unwrap();
        assert!(other.groups.is_empty() && other.seats.is_empty(), "another session is another part");
        assert!(other.paragraphs()[1].starts_with("Nobody from Inverclyde Council is recorded"));
        let no = profiles::authority_part(&world.weft.db, "argyll", "2025-26", TODAY).await.unwrap();
        assert!(no.is_none());
    })
    .await;
}

#[tokio::test]
async fn a_workstream_at_work_shows_groups_bodies_and_outputs_and_leads_to_the_plan() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let text = visitor.get("/workstreams/2025-26/leadership-of-learning").await.text();
        for words in [
            "Leadership of Learning at work",
            "/framework/2025-26/workstreams/leadership-of-learning",
            "Priority 3:",
            "Served by",
            "/groups/literacy",
            "Reading for enjoyment",
            "/governance/leadership-of-learning-strategic-group",
            "Improving Our Classrooms",
        ] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        assert!(!text.contains("Morven Aitkenhead"), "a name is public");
        let plan = visitor.get("/framework/2025-26/workstreams/leadership-of-learning").await.text();
        assert!(
            plan.contains("href=\"/workstreams/2025-26/leadership-of-learning\""),
            "the two pages lead to each other"
        );
        let old = visitor.get("/workstreams/2019-22/leadership").await;
        assert_eq!(old.status, 200);
        assert!(old.text().contains("No group is listed under this workstream"));
        for path in ["/workstreams/2025-26/no-such", "/workstreams/1999-00/leadership"] {
            assert_eq!(visitor.get(path).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_establishment_shows_what_the_partnership_holds_about_it() {
    on_both(|world| async move {
        let path = "/establishments/9900095-s";
        let public = world.visitor().get(path).await.text();
        for words in [
            "Carnbrae High School",
            "Maths and numeracy",
            "Principal Teacher, Numeracy",
            "/authorities/north-lanarkshire",
        ] {
            assert!(public.contains(words), "{words} is missing: {public}");
        }
        assert!(!public.contains("Struan Galbraith"), "a name is public");
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert!(officer.get(path).await.text().contains("Struan Galbraith"));
        let other = world.sign_in_as(Role::AuthorityOfficer, "glasgow-city").await;
        assert!(!other.get(path).await.text().contains("Struan Galbraith"));
        let seat = world.visitor().get("/establishments/9900011-p").await.text();
        assert!(seat.contains("The Overview Group") && !seat.contains("Morag Sandilands"));
        let closed = world.visitor().get("/establishments/9900061-p").await.text();
        assert!(closed.contains("Closed on 27 June 2014") && closed.contains("Cloch View Primary School"));
        assert_eq!(world.visitor().get("/establishments/9999999-p").await.status, 404);
        let found = weft::plumbing::search::find(&world.weft.db, "carnbrae").await.unwrap();
        assert_eq!(found[0].url, path);
        let found = weft::plumbing::search::find(&world.weft.db, "Inverclyde Council").await.unwrap();
        assert!(found.iter().any(|found| found.url == "/authorities/inverclyde"));
    })
    .await;
}

#[tokio::test]
async fn establishments_are_listed_fifty_on_a_page_and_found_by_the_beginning_of_a_word() {
    on_both(|world| async move {
        let mut rows = String::from("seed,department,name,sector,authority,status,opened,closed,predecessors\n");
        for number in 0..120 {
            rows.push_str(&format!("88{number:05},P,Àrd School {number:03},primary,S12000018,open,,,\n"));
        }
        let file = File { name: "establishments.csv".into(), bytes: rows.into() };
        import_establishments(&world.weft, COMMAND_LINE, file, Mode::Write).await.unwrap();
        let visitor = world.visitor();
        let count = |text: &str| text.matches("href=\"/establishments/").count();
        let first = visitor.get("/establishments").await.text();
        assert!(first.contains("134 establishments. Page 1 of 3") && first.contains("The next page"), "{first}");
        assert_eq!(count(&first), 50);
        let last = visitor.get("/establishments?page=3").await.text();
        assert!(last.contains("Page 3 of 3") && last.contains("The page before") && !last.contains("The next page"));
        let found = visitor.get("/establishments?q=ard+sch&authority=inverclyde&sector=primary").await.text();
        assert!(
            found.contains("120 establishments. Page 1 of 3")
                && found.contains("q=ard+sch&#38;authority=inverclyde&#38;sector=primary&#38;page=2"),
            "{found}"
        );
        let one = visitor.get("/establishments?q=larkfold").await.text();
        assert!(one.contains("1 establishment") && one.contains("Larkfold Academy"));
        let none = visitor.get("/establishments?q=%3Cscript%3E&sector=circus&page=-5").await;
        assert_eq!(none.status, 200);
        assert!(none.text().contains("No establishment matches") && !none.text().contains("<script>"));
    })
    .await;
}
