//! How sure a pooled figure is: interval, verdict and the usual ups and downs, as the page says them.

use super::{INDICATOR, given};
use crate::world::{World, on_both};

const GAP: &str = "demo-gap-reading-for-pleasure";

async fn page(world: &World, indicator: &str) -> String {
    world.visitor().get(&format!("/indicators/{indicator}/counts")).await.text()
}

/// What stands under the heading of one session.
fn under<'a>(page: &'a str, session: &str) -> &'a str {
    let from = page.find(&format!("<h2>{session}</h2>")).unwrap_or_else(|| panic!("{session}: {page}"));
    let rest = &page[from + 4..];
    rest.split("<h2>").next().unwrap()
}

#[tokio::test]
async fn a_share_has_its_interval_and_its_change_where_the_same_authorities_gave_both() {
    on_both(|world| async move {
        let text = page(&world, INDICATOR).await;
        let now = under(&text, "2024/25");
        assert!(
            now.contains("65.2% of 18,280; the true share plausibly lies between 64.5% and 65.9%."),
            "{}: {now}",
            world.engine
        );
        let better = "Better: it rose from 63.9% of 18,554 to 65.2% of 18,280, by 1.3 percentage points. \
                      The rise plausibly lies between 0.3 and 2.3.";
        assert!(now.contains(better), "the same seven authorities gave both: {now}");
        for verdict in ["Better:", "Worse:", "No clear change:", "Too few to tell"] {
            assert!(!under(&text, "2023/24").contains(verdict), "there is no session before: {text}");
        }
        assert!(!under(&text, "2025/26").contains("plausibly"), "a hidden figure has no interval: {text}");
    })
    .await;
}

#[tokio::test]
async fn a_verdict_is_said_between_sessions_of_the_same_authorities() {
    on_both(|world| async move {
        let three = ["glasgow-city", "inverclyde", "renfrewshire"];
        given(&world, "2026-27", &three, &["all,all,201,500"]).await;
        given(&world, "2027-28", &three, &["all,all,303,500"]).await;
        given(&world, "2028-29", &three, &["all,all,307,500"]).await;
        given(&world, "2029-30", &["glasgow-city", "inverclyde", "south-lanarkshire"], &["all,all,201,500"]).await;
        given(&world, "2030-31", &three, &["all,all,0,0"]).await;
        given(&world, "2031-32", &three[..1], &["all,all,0,5"]).await;
        given(&world, "2031-32", &three[1..], &["all,all,0,0"]).await;
        let text = page(&world, INDICATOR).await;
        assert!(
            under(&text, "2027/28").contains(
                "Better: it rose from 40.2% of 1,500 to 60.6% of 1,500, by 20.4 percentage points. \
                 The rise plausibly lies between 16.9 and 23.9."
            ),
            "{}: {text}",
            world.engine
        );
        assert!(
            under(&text, "2028/29").contains(
                "No clear change: it was 60.6% of 1,500 and is 61.4% of 1,500. \
                 Anything from a fall of 2.7 to a rise of 4.3 percentage points fits these numbers."
            ),
            "{text}"
        );
        let other = under(&text, "2029/30");
        assert!(other.contains("plausibly lies between") && !other.contains("Worse:"), "{other}");
        assert!(!under(&text, "2030/31").contains("plausibly"), "nobody has no share: {text}");
        assert!(under(&text, "2031/32").contains("Too few to tell: each side needs at least 10 cases."), "{text}");
    })
    .await;
}

#[tokio::test]
async fn a_gap_is_judged_with_both_its_ends_and_not_where_an_end_is_hidden() {
    on_both(|world| async move {
        let three = ["glasgow-city", "inverclyde", "renfrewshire"];
        let sheet = |all: &str, parts: [&str; 5]| -> Vec<String> {
            let parts = (1..).zip(parts).map(|(number, n)| format!("simd_quintile,{number},{n},100"));
            let whole = [format!("all,all,{all},500"), "simd_quintile,unknown,0,0".to_owned()];
            whole.into_iter().chain(parts).collect()
        };
        for (session, rows) in [
            ("2026-27", sheet("201", ["30", "40", "40", "41", "50"])),
            ("2027-28", sheet("303", ["58", "60", "60", "60", "65"])),
        ] {
            given(&world, session, &three, &rows.iter().map(String::as_str).collect::<Vec<_>>()).await;
        }
        given(&world, "2028-29", &three, &["all,all,307,500"]).await;
        let text = page(&world, GAP).await;
        let now = under(&text, "2027/28");
        assert!(now.contains("Better: the gap went from 20.0 to 7.0 percentage points. It is narrower by 13"), "{now}");
        assert!(
            now.contains("The least deprived went from 50.0% to 65.0%, the most deprived from 30.0% to 58.0%."),
            "{now}"
        );
        assert!(!under(&text, "2026/27").contains("the gap went"), "the session before has no gap: {text}");
        assert!(!under(&text, "2028/29").contains("the gap went"), "{text}");
    })
    .await;
}

#[tokio::test]
async fn sums_over_the_same_authorities_show_their_usual_ups_and_downs_once_there_are_eight() {
    on_both(|world| async move {
        let three = ["glasgow-city", "inverclyde", "renfrewshire"];
        let numerators = [300, 305, 298, 303, 300, 304, 299, 302];
        for (year, n) in (26..).zip(&numerators[..7]) {
            given(&world, &format!("20{year}-{}", year + 1), &three, &[&format!("all,all,{n},500")]).await;
        }
        let few = page(&world, INDICATOR).await;
        assert!(few.contains("The present definition has 7 values that can be compared. With 1 more, "), "{few}");
        assert!(!few.contains("Usual ups and downs"));
        given(&world, "2033-34", &three, &["all,all,302,500"]).await;
        let text = page(&world, INDICATOR).await;
        for words in [
            "<h2>Usual ups and downs</h2>",
            "There are 8 values, so the limits are on trial: no trend is called before there are 13.",
            "Nothing but the usual ups and downs: all 8 values lie about 60.3%, between ",
            "<tr><th scope=\"row\">2033/34</th><td class=\"weft-number\">60.4%</td><td>Usual ups and downs</td></tr>",
            "<tr><th scope=\"row\">2024/25</th><td class=\"weft-number\">Over other authorities</td><td></td></tr>",
            "<desc id=\"control-counts-desc\">",
        ] {
            assert!(text.contains(words), "{} {words}: {text}", world.engine);
        }
        let (table, drawing) = (text.find("id=\"control\"").unwrap(), text.find("control-counts-desc").unwrap());
        assert!(table < drawing, "the table comes first");
        assert!(!page(&world, GAP).await.contains("Usual ups and downs"), "no quintiles were given");
    })
    .await;
}
