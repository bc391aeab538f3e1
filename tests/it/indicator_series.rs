//! The usual ups and downs of an indicator's values: limits where there are values enough, a word where there are not.

use weft::{
    indicators,
    plumbing::import::{File, Mode},
};

use crate::world::{World, on_both};

async fn import(world: &World, name: &str, text: &str) {
    let file = File { name: name.into(), bytes: text.as_bytes().to_vec() };
    indicators::import(&world.weft, "command line", file, Mode::Write)
        .await
        .unwrap_or_else(|rejected| panic!("{name}: {rejected:?}"));
    world.weft.pages.moved_to(world.weft.db.version().await.unwrap());
}

/// An invented indicator whose definition changes from a session on, where one is given.
fn definition(key: &str, position: usize, changes: Option<&str>) -> String {
    let first = match changes {
        None => "first_session = \"2010-11\"\n".to_owned(),
        Some(session) => {
            let start: u32 = session[..4].parse().unwrap();
            format!("first_session = \"2010-11\"\nlast_session = \"{}-{:02}\"\n", start - 1, start % 100)
        }
    };
    let second = changes.map_or_else(String::new, |session| {
        format!(
            "[[indicator.version]]\nnumber = 2\nfirst_session = \"{session}\"\nseries_break = true\ntext = \"Anew.\"\n"
        )
    });
    format!(
        "[[indicator]]\nkey = \"{key}\"\nname = \"Invented {key}\"\nshort_name = \"Invented {key}\"\n\
         position = {position}\nkind = \"comparison\"\ninvented = true\nunit = \"percent\"\nbetter = \"up\"\n\
         decimals = 1\nmeasure_family = \"Invented\"\nsource_of_data = \"Invented\"\ntells_you = \"Invented.\"\n\
         definition = \"Invented.\"\nnumerator = \"Some.\"\ndenominator = \"All.\"\n\
         [[indicator.version]]\nnumber = 1\n{first}series_break = false\ntext = \"Invented.\"\n{second}"
    )
}

const SOURCE: &str = "[[source]]\nkey = \"invented\"\ntitle = \"Invented\"\nshort_title = \"Invented\"\nkind = \"text\"\n\
                      released = \"2025-09-01\"\n";

/// Values from 2010/11 on; a dash is a session that nobody speaks of.
fn values(key: &str, values: &str) -> String {
    let rows = (2010..).zip(values.split_whitespace()).filter(|(_, value)| *value != "-").map(|(year, value)| {
        let session = format!("{year}-{:02}", (year + 1) % 100);
        format!("{key},invented,partnership,all,all,{session},{session},{value},,,\n")
    });
    let header = "indicator,source,area,breakdown,category,first_session,last_session,value,reason,marker,note\n";
    std::iter::once(header.to_owned()).chain(rows).collect()
}

async fn page(world: &World, key: &str) -> String {
    world.visitor().get(&format!("/indicators/{key}")).await.text()
}

#[tokio::test]
async fn a_series_of_fourteen_values_shows_limits_sentences_and_a_chart_after_its_table() {
    on_both(|world| async move {
        import(&world, "definitions.toml", &definition("long", 90, None)).await;
        import(&world, "sources.toml", SOURCE).await;
        let series = "71.0 73.0 70.0 74.0 72.0 71.0 73.0 72.0 70.0 74.0 71.0 73.0 72.0 85.0";
        import(&world, "values.csv", &values("long", series)).await;
        let text = page(&world, "long").await;
        for words in [
            "<h2>Usual ups and downs</h2>",
            "Upper limit: 81.1%. Mean: 72.9%. Lower limit: 64.7%.",
            "More than the usual ups and downs: 1 of 14 values. The usual ones lie about 72.9%, from 64.7% to 81.1%.",
            "The latest value belongs to a change for the better: ask what was done, and keep it.",
            "<tr><th scope=\"row\">2023/24</th><td class=\"weft-number\">85.0%</td><td>Change for the better</td></tr>",
            "<tr><th scope=\"row\">2010/11</th><td class=\"weft-number\">71.0%</td><td>Usual ups and downs</td></tr>",
            "<title id=\"control-long-title\">Invented long</title>",
            "2023/24: 85.0%, Change for the better.",
        ] {
            assert!(text.contains(words), "{} {words}: {text}", world.engine);
        }
        assert!(text.find("id=\"control\"") < text.find("id=\"control-long-title\""), "the table comes first");
        assert!(!text.contains("no trend is called"), "the limits are firm");
        let ids: Vec<&str> = text.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        let once: std::collections::BTreeSet<&&str> = ids.iter().collect();
        assert_eq!(once.len(), ids.len(), "an id stands twice: {ids:?}");
    })
    .await;
}

#[tokio::test]
async fn limits_begin_anew_where_the_definition_changes_and_a_missing_session_parts_the_line() {
    on_both(|world| async move {
        let definitions = definition("broken", 90, Some("2012-13")) + &definition("fresh", 91, Some("2018-19"));
        import(&world, "definitions.toml", &definitions).await;
        import(&world, "sources.toml", SOURCE).await;
        import(&world, "b.csv", &values("broken", "10.0 12.0 71.0 73.0 - 70.0 74.0 72.0 71.0 73.0 72.0 70.0")).await;
        import(
            &world,
            "f.csv",
            &values("fresh", "71.0 73.0 70.0 74.0 72.0 71.0 73.0 72.0 20.0 24.0 21.0 23.0 22.0 25.0"),
        )
        .await;
        let text = page(&world, "broken").await;
        for words in [
            "There are 9 values, so the limits are on trial",
            "<th scope=\"row\">2010/11</th><td class=\"weft-number\">10.0%</td><td>By an earlier definition</td>",
            "<th scope=\"row\">2014/15</th><td class=\"weft-number\">Not published</td><td></td>",
        ] {
            assert!(text.contains(words), "{} {words}: {text}", world.engine);
        }
        assert!(!text.contains("The latest value"), "limits on trial say nothing of better or worse");
        let drawn = text.split("id=\"control-broken-title\"").nth(1).unwrap().split("</svg>").next().unwrap();
        assert_eq!(
            drawn.matches("<polyline").count(),
            3,
            "before the change, and on either side of the missing session"
        );
        assert!(drawn.contains(">Definition changes<"), "{drawn}");
        let text = page(&world, "fresh").await;
        assert!(
            text.contains("The present definition has 6 values that can be compared. With 2 more, this page can show"),
            "{text}"
        );
        assert!(!text.contains("<h2>Usual ups and downs</h2>") && !text.contains("id=\"control\""));
    })
    .await;
}

#[tokio::test]
async fn a_published_series_says_how_many_more_values_are_needed_and_one_without_values_says_nothing() {
    on_both(|world| async move {
        let text = page(&world, "primary-literacy").await;
        assert!(text.contains("values that can be compared. With ") && !text.contains("id=\"control\""), "{text}");
        let text = page(&world, "leadership-of-change").await;
        assert!(text.contains("The present definition has 6 values that can be compared. With 2 more, "), "{text}");
        let text = page(&world, "leavers-employment").await;
        assert!(!text.contains("can be compared. With") && !text.contains("Usual ups and downs"), "{text}");
    })
    .await;
}
