//! What everybody sees: sums, coverage, the gap, and never the counts of one authority.

use std::collections::{BTreeMap, BTreeSet};

use weft::{indicators::counts, people::Role};

use super::{GOOD, INDICATOR, ask, give};
use crate::world::{example, on_both};

const GAP: &str = "demo-gap-reading-for-pleasure";

/// The example's rows: session, authority, category, numerator, denominator.
fn raw() -> Vec<(String, String, String, i64, i64)> {
    let text = std::fs::read_to_string(example().join("counts.csv")).unwrap();
    text.lines()
        .skip(1)
        .map(|line| line.split(',').collect::<Vec<_>>())
        .filter(|cells| !cells[5].is_empty())
        .map(|cells| {
            let number = |at: usize| cells[at].parse().unwrap();
            (cells[1].into(), cells[2].into(), cells[4].into(), number(5), number(6))
        })
        .collect()
}

#[tokio::test]
async fn the_pooled_figure_is_the_sum_over_the_sum_and_not_the_mean_of_percentages() {
    on_both(|world| async move {
        let pooled = counts::pooled(&world.weft.db, INDICATOR).await.unwrap().unwrap();
        let sessions: Vec<String> = pooled.sessions.iter().map(|session| session.session.key()).collect();
        assert_eq!(sessions, ["2025-26", "2024-25", "2023-24"], "the latest first");
        let whole = &pooled.sessions[2].whole;
        let rows: Vec<_> = raw().into_iter().filter(|row| row.0 == "2023-24" && row.2 == "all").collect();
        let (n, d) = rows.iter().fold((0, 0), |sum, row| (sum.0 + row.3, sum.1 + row.4));
        let found = whole.figure.counts.unwrap();
        assert_eq!((found.numerator, found.denominator), (n, d));
        assert_eq!((n, d), (11_861, 18_554));
        assert_eq!(whole.figure.plain().as_deref(), Some("63.9"));
        let mean = rows.iter().map(|row| 100.0 * row.3 as f64 / row.4 as f64).sum::<f64>() / rows.len() as f64;
        assert!((mean - 63.9).abs() > 1.0, "the mean of the percentages is {mean}, which is another figure");
    })
    .await;
}

#[tokio::test]
async fn the_page_names_coverage_counts_period_version_and_source_and_says_what_is_invented() {
    on_both(|world| async move {
        let page = world.visitor().get(&format!("/indicators/{INDICATOR}/counts")).await;
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        for words in [
            "In 2024/25 it was 65.2%: 11,921 of 18,280, over 7 of 8 authorities.",
            "7 of 8 authorities; missing: West Dunbartonshire.",
            "<td class=\"weft-number\">11,861</td><td class=\"weft-number\">18,554</td>",
            "SIMD quintile 1 (most deprived)",
            "Definition version 1",
            "Invented for the example. No such survey took place.",
            "These counts are invented",
            "Percentages are never averaged",
        ] {
            assert!(text.contains(words), "{words}: {text}");
        }
        let indicator = world.visitor().get(&format!("/indicators/{INDICATOR}")).await.text();
        assert!(indicator.contains(&format!("href=\"/indicators/{INDICATOR}/counts\"")), "its own page leads there");
        assert!(indicator.contains("In 2024/25 it was 65.2%"), "{indicator}");
        assert_eq!(world.visitor().get("/indicators/no-such/counts").await.status, 404);
        assert_eq!(world.visitor().get("/indicators/no-such/counts.json").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_gap_is_taken_between_pooled_quintiles_and_shows_both_ends() {
    on_both(|world| async move {
        let sum = |category: &str| {
            raw()
                .into_iter()
                .filter(|row| row.0 == "2023-24" && row.2 == category)
                .fold((0, 0), |sum, row| (sum.0 + row.3, sum.1 + row.4))
        };
        assert_eq!((sum("5"), sum("1")), ((2604, 3441), (3155, 5698)));
        // 100 · (2604/3441 − 3155/5698) = 20.306…; the ends as printed, 75.7 less 55.4, would say 20.3 as well.
        let text = world.visitor().get(&format!("/indicators/{GAP}/counts")).await.text();
        assert!(text.contains("is 20.3 percentage points: 75.7% less 55.4%, worked out from the exact ends"), "{text}");
        assert!(text.contains("In 2024/25 the gap was"));
    })
    .await;
}

#[tokio::test]
async fn nothing_public_holds_a_number_that_a_single_authority_gave() {
    on_both(|world| async move {
        // A number that one authority alone gave, in one row alone, and that is no sum either.
        let mut seen: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
        let mut sums: BTreeMap<(String, String), (i64, i64)> = BTreeMap::new();
        for (session, authority, category, n, d) in raw() {
            seen.entry(n).or_default().insert(authority.clone());
            seen.entry(d).or_default().insert(authority.clone());
            let sum = sums.entry((session, category)).or_default();
            *sum = (sum.0 + n, sum.1 + d);
        }
        let summed: BTreeSet<i64> = sums.values().flat_map(|(n, d)| [*n, *d]).collect();
        let unique: Vec<i64> = seen
            .into_iter()
            .filter(|(number, from)| from.len() == 1 && *number > 99 && !summed.contains(number))
            .map(|(number, _)| number)
            .collect();
        assert!(unique.len() > 80, "{}", unique.len());
        let mut looked = 0;
        for key in [INDICATOR, GAP] {
            for path in [
                format!("/indicators/{key}"),
                format!("/indicators/{key}/counts"),
                format!("/indicators/{key}/counts.csv"),
                format!("/indicators/{key}.csv"),
                format!("/indicators/{key}.json"),
                format!("/api/v1/indicators/{key}"),
                format!("/indicators/{key}/counts.json"),
                "/indicators".to_owned(),
                "/api/v1/indicators".to_owned(),
            ] {
                let answer = world.visitor().get(&path).await;
                if answer.status != 200 {
                    continue;
                }
                looked += 1;
                // Addresses of assets hold digests, and commas part thousands.
                let text = answer.text().replace(',', "");
                let numbers: BTreeSet<&str> =
                    text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).collect();
                for number in &unique {
                    assert!(!numbers.contains(number.to_string().as_str()), "{path} holds {number}");
                }
            }
        }
        assert!(looked >= 14, "only {looked} pages were there to look at");
    })
    .await;
}

#[tokio::test]
async fn a_figure_of_fewer_than_three_authorities_is_not_shown_and_the_api_says_why() {
    on_both(|world| async move {
        ask(&world).await;
        let api = format!("/indicators/{INDICATOR}/counts.json");
        let whole = |json: serde_json::Value| json["items"][0].clone();
        let none = whole(world.visitor().get(&api).await.json());
        assert_eq!((none["session"].as_str(), &none["cell"]["reason"]), (Some("2026-27"), &"not_available".into()));
        for authority in ["inverclyde", "glasgow-city"] {
            give(&world, authority).await;
        }
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let period = format!("/counts/{INDICATOR}/2026-27");
        assert_eq!(officer.send(&period, &format!("{period}/versions"), &[]).await.status, 303);
        let hidden = whole(world.visitor().get(&api).await.json());
        assert_eq!(hidden["cell"]["reason"], "suppressed", "{hidden}");
        assert!(hidden["numerator"].is_null());
        assert_eq!(hidden["authorities"], serde_json::json!(["Glasgow City", "Inverclyde"]));
        let page = world.visitor().get(&format!("/indicators/{INDICATOR}/counts")).await.text();
        assert!(
            page.contains("2 of 8 authorities") && page.contains("at least 3 authorities") && !page.contains("1,736")
        );
        assert!(GOOD.iter().any(|(_, value)| *value == "1,736"), "the number looked for is the one that was sent");
    })
    .await;
}

#[tokio::test]
async fn an_indicator_nobody_was_asked_about_says_so() {
    on_both(|world| async move {
        let page = world.visitor().get("/indicators/primary-literacy/counts").await;
        assert_eq!(page.status, 200);
        assert!(page.text().contains("Nobody has asked the authorities for these counts yet"));
        assert!(!page.text().contains("invented"));
    })
    .await;
}
