//! Programmes: the directory, one programme's page, the file in and out, the API.

use weft::{
    app::files::{Kind, export},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
    programmes,
};

use crate::world::on_both;

fn file(text: &str) -> File {
    File { name: "programmes.toml".into(), bytes: text.into() }
}

#[tokio::test]
async fn the_directory_opens_with_the_six_programmes_of_the_current_session() {
    on_both(|world| async move {
        let text = world.visitor().get("/programmes").await.text();
        assert!(text.contains("6 programmes and other activities"), "{text}");
        for (name, duration) in [
            ("Improving Our Classrooms", "1 year"),
            ("Improving Our Schools", "14 months"),
            ("Improving Our Departments and Faculties", "14 months"),
            ("Improving Our Pedagogy", "5 weeks (1 hr per week online)"),
            ("Delivering Mentorship", "1 year"),
            ("Thinking About Headship", "10 months"),
        ] {
            let at = text.find(&format!("\">{name}</a>")).unwrap_or_else(|| panic!("{name} is missing"));
            assert!(text[at..].split("</li>").next().unwrap().contains(duration), "{name} takes {duration}");
        }
        assert!(!text.contains("Hexagon Coaching"));
    })
    .await;
}

#[tokio::test]
async fn coaching_learning_sets_and_enquiries_have_a_home() {
    on_both(|world| async move {
        let visitor = world.visitor();
        for (kind, name) in [
            ("coaching", "Hexagon Coaching"),
            ("learning-set", "Learning Sets"),
            ("collaborative-enquiry", "Family Learning Collaborative Enquiry"),
        ] {
            let page = visitor.get(&format!("/programmes?framework=2022-23&kind={kind}")).await.text();
            assert!(page.contains(name), "{name}");
            assert!(!page.contains("Upstream Battle"), "{kind} alone");
        }
    })
    .await;
}

#[tokio::test]
async fn a_page_says_whom_it_is_for_what_it_leads_to_and_what_nobody_published() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let page = visitor.get("/programmes/improving-our-classrooms").await.text();
        for words in [
            "Individual teachers in primary, secondary and ASN sectors",
            "1 year",
            "Awards and recognition",
            "2022/23 and 2025/26",
            "People taking part",
            "Not published",
            "line 185",
            "/get-involved?about=programmes/improving-our-classrooms",
        ] {
            assert!(page.contains(words), "{words} is missing on {}", world.engine);
        }
        let past = visitor.get("/programmes/hexagon-coaching").await.text();
        assert!(past.contains("belongs to session 2022/23") && !past.contains("/get-involved?about=programmes"));
        assert_eq!(visitor.get("/programmes/no-such-programme").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn an_exported_file_of_programmes_gives_the_same_bytes_again() {
    on_both(|world| async move {
        let before = export(&world.weft, Kind::Programmes, None).await.unwrap();
        let version = world.weft.db.version().await.unwrap();
        let again = File { name: "programmes.toml".into(), bytes: before.clone() };
        let said = programmes::import(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap();
        assert_eq!(said, ["programmes.toml: 0 programmes added, 0 changed, 29 unchanged"]);
        assert_eq!(world.weft.db.version().await.unwrap(), version, "nothing was written");
        assert_eq!(export(&world.weft, Kind::Programmes, None).await.unwrap(), before);
    })
    .await;
}

#[tokio::test]
async fn a_bad_file_of_programmes_names_every_fault() {
    on_both(|world| async move {
        let bad = "[[programme]]\nkey = \"A\"\nname = \"A\"\nworkstream = \"inclusion\"\ncontact_office = \"collaboration-officer\"\n\
                   kind = \"picnic\"\nduration_months = \"x\"\n\n[[programme]]\nframeworks = \"2025-26\"\ncolour = 1\n";
        let refused = programmes::import(&world.weft, COMMAND_LINE, file(bad), Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("the file was not refused") };
        for expected in [
            "programmes.toml:1:1: `frameworks` is missing or empty",
            "programmes.toml:2:7: `A` is not a key",
            "programmes.toml:6:8: `picnic` is not known here",
            "programmes.toml:7:19: `duration_months` must be a whole number",
            "programmes.toml:9:1: `key` is missing",
            "programmes.toml:10:14: `frameworks` must be a list",
            "programmes.toml:11:1: `colour` is not a field here",
        ] {
            assert!(lines.iter().any(|line| line.starts_with(expected)), "{expected} is missing in {lines:#?}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_api_lists_programmes() {
    on_both(|world| async move {
        let list = world.visitor().get("/api/v1/programmes?framework=2025-26").await.json();
        let items = list["items"].as_array().unwrap();
        assert_eq!(items.len(), 6);
        assert!(list["next"].is_null());
        assert_eq!(items[1]["key"], "improving-our-schools");
        assert_eq!(items[1]["duration_months"], "14", "numbers are text");
        assert_eq!(items[1]["group"], "improving-our-schools");
    })
    .await;
}
