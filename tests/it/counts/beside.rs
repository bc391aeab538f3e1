//! The authorities beside each other: who sees whom, agreement and withdrawal, and nothing for anybody else.

use weft::people::Role;

use super::{INDICATOR, ask, officer_of};
use crate::world::{Browser, World, on_both};

const AUTHORITIES: [(&str, &str); 8] = [
    ("glasgow-city", "Glasgow City"),
    ("inverclyde", "Inverclyde"),
    ("east-dunbartonshire", "East Dunbartonshire"),
    ("east-renfrewshire", "East Renfrewshire"),
    ("north-lanarkshire", "North Lanarkshire"),
    ("renfrewshire", "Renfrewshire"),
    ("south-lanarkshire", "South Lanarkshire"),
    ("west-dunbartonshire", "West Dunbartonshire"),
];

/// The session that all eight authorities gave their counts for.
fn here() -> String {
    format!("/indicators/{INDICATOR}/counts/2023-24")
}

async fn agree(officer: &mut Browser, authority: &str) {
    let answer = officer.send(&here(), &format!("{}/sharing", here()), &[("authority", authority)]).await;
    assert_eq!(answer.location(), format!("{}?done=agreed", here()), "{}", answer.text());
}

/// The names in the table of a page.
fn shown(page: &str) -> Vec<&'static str> {
    let Some(table) = page.split("id=\"beside\"").nth(1) else { return Vec::new() };
    let table = table.split("</table>").next().unwrap();
    let row = |name: &str| table.contains(&format!("<th scope=\"row\">{name}</th>"));
    AUTHORITIES.iter().map(|(_, name)| *name).filter(|name| row(name)).collect()
}

async fn history(world: &World) -> Vec<String> {
    sqlx::query_scalar("select act from history where subject_kind = 'counts sharing' order by seq")
        .fetch_all(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn before_anybody_agrees_an_officer_sees_their_own_authority_and_the_evaluators_none() {
    on_both(|world| async move {
        let officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let answer = officer.get(&here()).await;
        let text = answer.text();
        assert_eq!(answer.status, 200, "{} {text}", world.engine);
        assert_eq!(answer.headers["cache-control"], "no-store", "the page is private");
        assert_eq!(shown(&text), ["Inverclyde"]);
        assert!(text.contains("<td class=\"weft-number\">456</td><td class=\"weft-number\">745</td>"), "{text}");
        assert!(text.contains("within the limits") && text.contains("Inverclyde: 61.2% of 745, within the limits."));
        assert!(text.contains("All: 63.9%") && text.contains("No authority agrees yet."), "{text}");
        for number in ["6,096", "3,618", "3,713"] {
            assert!(!text.contains(number), "{number} is another authority's");
        }
        assert_eq!(text.matches("<svg xmlns").count(), 1);
        assert!(text.find("id=\"beside\"") < text.find("<svg xmlns"), "the table comes first");
        for role in [Role::EvaluationLead, Role::CollaborationOfficer] {
            let text = world.sign_in_as(role, "").await.get(&here()).await.text();
            assert!(shown(&text).is_empty() && !text.contains("<svg xmlns"), "{text}");
            assert!(text.contains("none that is in the partnership’s figure agrees"), "{text}");
            assert!(!text.contains(">745<") && !text.contains("/sharing\""));
        }
    })
    .await;
}

#[tokio::test]
async fn authorities_that_agree_stand_before_each_other_and_the_evaluators_until_one_withdraws() {
    on_both(|world| async move {
        let lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let mut inverclyde = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let glasgow = world.sign_in_as(Role::AuthorityOfficer, "glasgow-city").await;
        agree(&mut inverclyde, "inverclyde").await;
        assert_eq!(shown(&lead.get(&here()).await.text()), ["Inverclyde"]);
        let text = glasgow.get(&here()).await.text();
        assert_eq!(shown(&text), ["Glasgow City"], "whoever does not show does not see");
        assert!(text.contains("yours does not agree to stand beside them"), "{text}");
        for (key, _) in &AUTHORITIES[2..7] {
            agree(&mut officer_of(&world, key).await, key).await;
        }
        let text = lead.get(&here()).await.text();
        assert!(shown(&text).is_empty(), "two are left in the sum: {text}");
        assert!(text.contains("they cannot be shown yet") && text.contains("at least 3 are left out"), "{text}");
        assert_eq!(shown(&inverclyde.get(&here()).await.text()), ["Inverclyde"]);
        for (key, _) in [AUTHORITIES[0], AUTHORITIES[7]] {
            agree(&mut officer_of(&world, key).await, key).await;
        }
        for browser in [&lead, &inverclyde, &glasgow] {
            let text = browser.get(&here()).await.text();
            assert_eq!(shown(&text).len(), 7, "{} {text}", world.engine);
            assert!(text.contains("99.8% limits about 63.9%") && text.contains("No order is given."), "{text}");
            assert!(text.contains("<desc id=\"authorities-desc\">") && text.contains(">Glasgow City<"));
        }
        let away = format!("{}/withdrawal", here());
        let answer = inverclyde.send(&here(), &away, &[("authority", "inverclyde")]).await;
        assert_eq!(answer.location(), format!("{}?done=withdrawn", here()));
        assert!(shown(&lead.get(&here()).await.text()).is_empty(), "one is left in the sum");
        let told = history(&world).await;
        assert_eq!((told.len(), told.last().map(String::as_str)), (9, Some("counts no longer shared")));
        let again = inverclyde.send(&here(), &away, &[("authority", "inverclyde")]).await;
        assert_eq!(again.location(), here(), "what is withdrawn is not withdrawn twice");
        agree(&mut inverclyde, "inverclyde").await;
        let again = inverclyde.send(&here(), &format!("{}/sharing", here()), &[("authority", "inverclyde")]).await;
        assert_eq!(again.location(), here());
        assert_eq!(history(&world).await.len(), 10);
    })
    .await;
}

#[tokio::test]
async fn nobody_agrees_for_another_authority_and_other_roles_find_no_page() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        for noun in ["sharing", "withdrawal"] {
            let answer = officer.send(&here(), &format!("{}/{noun}", here()), &[("authority", "glasgow-city")]).await;
            assert_eq!(answer.status, 404, "{noun}");
        }
        assert!(history(&world).await.is_empty());
        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let answer = lead.send("/counts", &format!("{}/sharing", here()), &[("authority", "inverclyde")]).await;
        assert_eq!(answer.status, 404, "an authority's own officers agree");
        for (role, scope) in [
            (Role::GroupLead, "gaelic"),
            (Role::WorkstreamLead, "inclusion"),
            (Role::ProgrammeLead, "thinking-about-headship"),
            (Role::BodyMember, "overview-group"),
            (Role::Administrator, ""),
        ] {
            assert_eq!(world.sign_in_as(role, scope).await.get(&here()).await.status, 404, "{role:?}");
        }
        assert!(world.visitor().get(&here()).await.location().starts_with("/sign-in"));
        for path in [
            format!("/indicators/{INDICATOR}/counts/2031-32"),
            format!("/indicators/{INDICATOR}/counts/2024"),
            "/indicators/demo-gap-reading-for-pleasure/counts/2023-24".to_owned(),
            "/indicators/no-such/counts/2023-24".to_owned(),
        ] {
            assert_eq!(lead.get(&path).await.status, 404, "{path}");
        }
    })
    .await;
}

#[tokio::test]
async fn the_pooled_page_leads_there_for_those_who_may_see_it_and_a_session_without_a_figure_says_so() {
    on_both(|world| async move {
        let page = format!("/indicators/{INDICATOR}/counts");
        let link = format!("href=\"{}\"", here());
        for role in [Role::EvaluationLead, Role::CollaborationOfficer] {
            let lead = world.sign_in_as(role, "").await;
            assert!(lead.get(&page).await.text().contains(&link));
            let gap = lead.get("/indicators/demo-gap-reading-for-pleasure/counts").await.text();
            assert!(gap.contains(&link), "the gap's page leads to the shares it is worked out from");
        }
        assert!(!world.visitor().get(&page).await.text().contains(&link));
        let group_lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        assert!(!group_lead.get(&page).await.text().contains(&link));
        ask(&world).await;
        let officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        assert!(officer.get(&page).await.text().contains(&link));
        let text = officer.get(&format!("{page}/2026-27")).await.text();
        assert!(text.contains("The partnership has no figure of this session yet"), "{text}");
        assert!(
            text.contains("Inverclyde has not given its counts for All yet.") && !text.contains("<svg xmlns"),
            "{text}"
        );
    })
    .await;
}
