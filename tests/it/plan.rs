//! The plan: the three published shapes, their files, and their pages.

use weft::{
    plan,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{World, example, on_both};

fn file(name: &str, text: &str) -> File {
    File { name: name.into(), bytes: text.as_bytes().to_vec() }
}

async fn text(world: &World, path: &str) -> String {
    let answer = world.visitor().get(path).await;
    assert_eq!(answer.status, 200, "{path} on {}", world.engine);
    answer.text()
}

#[tokio::test]
async fn the_three_published_frameworks_show_their_titles_and_what_is_in_them() {
    on_both(|world| async move {
        let count =
            async |framework: &str, kind: &str| plan::records(&world.weft.db, framework, kind).await.unwrap().len();
        let expected: [(&str, [usize; 5]); 3] =
            [("2019-22", [8, 0, 0, 0, 0]), ("2022-23", [3, 5, 0, 11, 3]), ("2025-26", [4, 9, 16, 0, 3])];
        for (framework, numbers) in expected {
            for (kind, number) in ["workstream", "priority", "action", "outcome", "driver"].into_iter().zip(numbers) {
                assert_eq!(count(framework, kind).await, number, "{kind} of {framework} on {}", world.engine);
            }
        }
        let first = text(&world, "/framework/2019-22").await;
        for name in ["Career Long Professional Learning (CLPL)", "Families and Communities", "Systems Improvement"] {
            assert!(first.contains(name), "{name}");
        }
        assert!(first.contains("2019/20 to 2021/22"));
        let second = text(&world, "/framework/2022-23").await;
        for title in [
            "Curriculum and Learning, Teaching &#38; Assessment",
            "To develop readiness for learning with learners and families",
            "To promote practice-based research and innovation",
            "These priorities hang on no workstream",
            "How much evidence each driver gives for an outcome is not published",
            "Glasgow City Region Education Committee, 22 September 2022",
            "June 2023",
        ] {
            assert!(second.contains(title), "{title}");
        }
        let third = text(&world, "/framework/2025-26").await;
        for title in [
            "To support establishments with self-evaluation for self-improvement",
            "To provide guidance on effective approaches to managing child-friendly complaints procedures",
            "Respect Me refresh",
            "Guidance aligned with the Quality Improvement Framework",
            "over 50%",
            "<svg",
        ] {
            assert!(third.contains(title), "{title}");
        }
        assert!(!third.contains("{stated"), "a directive is left in the text");
    })
    .await;
}

#[tokio::test]
async fn the_present_framework_stands_at_the_front_and_lists_the_others() {
    on_both(|world| async move {
        let front = text(&world, "/framework").await;
        assert!(front.contains("<h1>The West Partnership Collaborative Framework 2025-26</h1>"));
        assert!(front.contains("href=\"/framework/2022-23\"") && front.contains("href=\"/framework/2019-22\""));
        let stream = text(&world, "/framework/2025-26/workstreams/inclusion").await;
        assert!(stream.contains("<h1>Inclusion</h1>") && stream.contains("Tribunals"));
        for missing in ["/framework/2031-32", "/framework/2025-26/workstreams/none", "/framework/2025-26?version=2"] {
            assert_eq!(world.visitor().get(missing).await.status, 404, "{missing}");
        }
    })
    .await;
}

#[tokio::test]
async fn an_exported_framework_is_a_valid_import_that_changes_nothing_byte_for_byte() {
    on_both(|world| async move {
        for key in ["2019-22", "2022-23", "2025-26"] {
            let once = plan::export(&world.weft, key).await.unwrap();
            let before = world.weft.db.version().await.unwrap();
            let lines = plan::import(&world.weft, COMMAND_LINE, &file("f.toml", &once), Mode::Write).await.unwrap();
            assert!(lines[0].contains("nothing changed"), "{lines:?}");
            assert_eq!(world.weft.db.version().await.unwrap(), before, "nothing is written");
            assert_eq!(plan::export(&world.weft, key).await.unwrap(), once);
            let download = world.visitor().get(&format!("/framework/{key}/file")).await;
            assert_eq!(download.text(), once);
            // The same document under another key, so that it is written anew.
            let other = once.replacen(&format!("key = \"{key}\""), &format!("key = \"copy-{key}\""), 1);
            plan::import(&world.weft, COMMAND_LINE, &file("copy.toml", &other), Mode::Write).await.unwrap();
            let copied = plan::export(&world.weft, &format!("copy-{key}")).await.unwrap();
            assert_eq!(copied, other, "{key} on {}", world.engine);
        }
    })
    .await;
}

#[tokio::test]
async fn a_framework_file_with_faults_names_each_with_its_place_and_writes_nothing() {
    on_both(|world| async move {
        // The whole world is kept, its folder too, not only the part that is named below.
        let world = world;
        let good = std::fs::read_to_string(example().join("frameworks/2025-26.toml")).unwrap();
        let bad = good
            .replace("key = \"2025-26\"", "key = \"2031-32\"")
            .replace("first_session = \"2025-26\"", "first_session = \"2025\"")
            .replace("workstream = \"inclusion\"", "workstream = \"exclusion\"")
            .replace("[record]\n", "[record]\ncolour = \"red\"\n");
        let before = world.weft.db.version().await.unwrap();
        let Err(Rejected::Lines(lines)) =
            plan::import(&world.weft, COMMAND_LINE, &file("f.toml", &bad), Mode::Write).await
        else {
            panic!("a bad file was taken");
        };
        assert_eq!(lines.len(), 3, "{lines:#?}");
        for (line, part) in lines.iter().zip(["f.toml:7:17: ", "`colour` is not a field", "`exclusion`"]) {
            assert!(line.contains(part), "{line} should contain {part}");
        }
        assert_eq!(world.weft.db.version().await.unwrap(), before);
        let lines = plan::import(&world.weft, COMMAND_LINE, &file("f.toml", &good), Mode::DryRun).await.unwrap();
        assert!(lines[0].contains("framework 2025-26"), "{lines:?}");
        let amended = good.replace("The partnership begins its eighth year.", "The partnership begins.");
        let refused = plan::import(&world.weft, COMMAND_LINE, &file("f.toml", &amended), Mode::Write).await;
        assert!(matches!(refused, Err(Rejected::Lines(lines)) if lines[0].contains("amend it on its page first")));
    })
    .await;
}

#[tokio::test]
async fn programs_read_frameworks_with_every_value_as_text() {
    on_both(|world| async move {
        let list = world.visitor().get("/api/v1/frameworks").await.json();
        assert_eq!(list["items"].as_array().unwrap().len(), 3);
        assert_eq!(list["items"][0]["key"], "2025-26");
        let one = world.visitor().get("/api/v1/frameworks/2025-26").await.json();
        assert_eq!(one["priority"][8]["number"], "9");
        assert_eq!(one["version"], "1");
        assert_eq!(world.visitor().get("/api/v1/frameworks/none").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn search_finds_frameworks_workstreams_and_priorities() {
    on_both(|world| async move {
        // The whole world is kept, its folder too, not only the part that is named below.
        let world = world;
        let found = weft::plumbing::search::find(&world.weft.db, "misogyny").await.unwrap();
        assert!(
            found.iter().any(|one| one.kind == "priority" && one.url.ends_with("#priority-priority-7")),
            "{found:?}"
        );
        let found = weft::plumbing::search::find(&world.weft.db, "leadership of learning").await.unwrap();
        assert!(found.iter().any(|one| one.kind == "workstream"), "{found:?}");
    })
    .await;
}
