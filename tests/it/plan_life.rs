//! From the roll-over to publication, and who may change what.

use weft::{
    people::Role,
    plan::{self, State},
    plumbing::history,
};

use crate::world::{Browser, World, on_both};

/// The answers of a roll-over in which everything continues but what is named.
async fn answers(officer: &Browser, ends: &[&str]) -> Vec<(String, String)> {
    let page = officer.get("/framework/2025-26/next-session").await.text();
    let mut fields = vec![("title".to_owned(), "The framework of 2026-27".to_owned())];
    for part in page.split("type=\"radio\" id=\"").skip(1) {
        let id = part.split('"').next().unwrap();
        if !id.ends_with("-ends") {
            let answer = if ends.contains(&id) { "ends" } else { "continues" };
            fields.push((id.to_owned(), answer.to_owned()));
        }
    }
    fields
}

async fn roll(officer: &mut Browser, ends: &[&str]) -> crate::world::Answer {
    let fields = answers(officer, ends).await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    officer.send("/framework/2025-26/next-session", "/framework/2025-26/next-session", &fields).await
}

async fn rolled(world: &World, ends: &[&str]) -> Browser {
    let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
    let answer = roll(&mut officer, ends).await;
    assert_eq!(answer.location(), "/framework/2026-27/draft?done=begun", "{}", answer.text());
    officer
}

/// The revision that the form on a page carries.
async fn revision(browser: &Browser, page: &str) -> String {
    let text = browser.get(page).await.text();
    let at = text.find("name=\"revision\" value=\"").unwrap_or_else(|| panic!("no revision on {page}: {text}"));
    text[at + 23..].split('"').next().unwrap().to_owned()
}

async fn step(officer: &mut Browser, noun: &str, fields: &[(&str, &str)]) -> crate::world::Answer {
    let draft = "/framework/2026-27/draft";
    let revision = revision(officer, draft).await;
    let fields = [&[("revision", revision.as_str())][..], fields].concat();
    officer.send(draft, &format!("/framework/2026-27/{noun}"), &fields).await
}

const ENDORSED: &[(&str, &str)] =
    &[("body", "The Overview Group"), ("day", "2026-01-29"), ("paper", "Minute of 29 January 2026")];

#[tokio::test]
async fn rolling_over_carries_on_what_continues_and_leaves_out_what_ends() {
    on_both(|world| async move {
        let mut officer = rolled(&world, &["workstream.emerging-priorities", "action.priority-4-action-2"]).await;
        let count = async |kind: &str| plan::records(&world.weft.db, "2026-27", kind).await.unwrap().len();
        assert_eq!((count("workstream").await, count("priority").await), (3, 6));
        assert_eq!(count("action").await, 9);
        let whole = officer.get("/framework/2026-27").await.text();
        assert!(whole.contains("This framework continues from"));
        assert!(whole.contains("Workstream: Emerging Priorities"), "what ended is named");
        assert_eq!(world.visitor().get("/framework/2026-27").await.status, 404, "a draft is not public");
        assert_eq!(world.visitor().get("/api/v1/frameworks/2026-27").await.status, 404);
        let page = "/framework/2025-26/next-session";
        assert_eq!(officer.get(page).await.status, 409, "2026-27 exists already");
        let key = officer.form_key("/framework/2026-27/draft").await;
        let again = officer.send_with_key(&key, page, &[("title", "Once more")]).await;
        assert!(again.status == 409 && again.text().contains("There is a framework for 2026-27 already"));
    })
    .await;
}

#[tokio::test]
async fn a_roll_over_with_a_missing_answer_keeps_the_others() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/framework/2025-26/next-session";
        let mut fields = answers(&officer, &["workstream.inclusion"]).await;
        fields.retain(|(name, _)| name != "driver.collaboration");
        fields[0].1 = String::new();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let again = officer.send(page, page, &fields).await;
        assert_eq!(again.status, 422);
        let text = again.text();
        assert!(text.contains("Enter a title") && text.contains("#driver.collaboration"));
        assert!(text.contains("id=\"workstream.inclusion-ends\" name=\"workstream.inclusion\" value=\"ends\" checked"));
        assert_eq!(officer.get("/framework/2026-27/draft").await.status, 404, "nothing was made");
    })
    .await;
}

#[tokio::test]
async fn a_draft_is_submitted_endorsed_and_published_in_that_order_only() {
    on_both(|world| async move {
        let mut officer = rolled(&world, &[]).await;
        assert_eq!(step(&mut officer, "endorsement", ENDORSED).await.status, 409);
        assert_eq!(step(&mut officer, "publication", &[]).await.status, 409);
        assert_eq!(step(&mut officer, "withdrawal", &[("reason", "r")]).await.status, 409);
        assert_eq!(step(&mut officer, "submission", &[]).await.status, 303);
        assert_eq!(step(&mut officer, "submission", &[]).await.status, 409);
        assert_eq!(step(&mut officer, "publication", &[]).await.status, 409);
        for missing in ["body", "day", "paper"] {
            let fields: Vec<_> = ENDORSED.iter().copied().filter(|(name, _)| *name != missing).collect();
            let refused = step(&mut officer, "endorsement", &fields).await;
            assert_eq!(refused.status, 422, "{missing}");
            assert!(refused.text().contains(&format!("href=\"#{missing}\"")));
        }
        let future = step(&mut officer, "endorsement", &[ENDORSED[0], ("day", "2026-12-24"), ENDORSED[2]]).await;
        assert!(future.status == 422 && future.text().contains("in the future"));
        assert_eq!(step(&mut officer, "endorsement", ENDORSED).await.status, 303);
        assert_eq!(step(&mut officer, "publication", &[]).await.location(), "/framework/2026-27");
        let public = world.visitor().get("/framework/2026-27").await.text();
        assert!(public.contains("The Overview Group, 29 January 2026") && public.contains("2 February 2026"));
        let id = plan::versions(&world.weft.db, "2026-27").await.unwrap()[0].framework_id.clone();
        let acts = history::of(&world.weft.db, "framework", &id).await.unwrap();
        assert_eq!(acts.len(), 4, "rolled over, submitted, endorsed, published");
    })
    .await;
}

#[tokio::test]
async fn an_amendment_needs_a_reason_and_leaves_the_published_version_readable() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let before = world.visitor().get("/api/v1/frameworks/2025-26").await.json();
        let page = "/framework/2025-26/amendment";
        assert_eq!(officer.send(page, page, &[]).await.status, 422);
        let key = officer.form_key(page).await;
        let fields = [("reason", "Priority 3 was <misprinted>.")];
        assert_eq!(officer.send_with_key(&key, page, &fields).await.status, 303);
        assert_eq!(officer.send_with_key(&key, page, &fields).await.status, 409, "sent twice");
        let part = "/framework/2025-26/draft/priority/priority-3";
        let revision = revision(&officer, part).await;
        let fields =
            [("revision", revision.as_str()), ("title", "A new title"), ("workstream", "leadership-of-learning")];
        assert_eq!(officer.send(part, part, &fields).await.status, 303);
        assert_eq!(
            world.visitor().get("/api/v1/frameworks/2025-26").await.json(),
            before,
            "the public reads version 1"
        );
        for (noun, fields) in [("submission", &[][..]), ("endorsement", ENDORSED), ("publication", &[])] {
            let draft = "/framework/2025-26/draft";
            let revision = self::revision(&officer, draft).await;
            let fields = [&[("revision", revision.as_str())][..], fields].concat();
            assert_eq!(officer.send(draft, &format!("/framework/2025-26/{noun}"), &fields).await.status, 303, "{noun}");
        }
        let now = world.visitor().get("/framework/2025-26").await.text();
        assert!(now.contains("A new title") && now.contains("Priority 3 was &#60;misprinted&#62;."));
        for old in ["/framework/2025-26?version=1", "/framework/2025-26/versions/1"] {
            let old = world.visitor().get(old).await.text();
            assert!(old.contains("To promote high quality approaches to learning, teaching and assessment"));
            assert!(!old.contains("A new title") && old.contains("kept as it was published"));
        }
        assert_eq!(plan::versions(&world.weft.db, "2025-26").await.unwrap()[0].state(), State::Published);
    })
    .await;
}

#[tokio::test]
async fn a_workstream_lead_changes_their_own_workstream_and_meets_no_other() {
    on_both(|world| async move {
        rolled(&world, &[]).await;
        let mut lead = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        let own = "/framework/2026-27/draft/action/priority-6-action-1";
        let revision = revision(&lead, own).await;
        let fields = [("revision", revision.as_str()), ("text", "Share <b>what</b> there is."), ("product", "A guide")];
        assert_eq!(lead.send(own, own, &fields).await.status, 303);
        let draft = lead.get("/framework/2026-27").await.text();
        assert!(draft.contains("Share &#60;b&#62;what&#60;/b&#62; there is.") && !draft.contains("<b>what"));
        for other in [
            "action/priority-3-action-1",
            "priority/priority-3",
            "about/vision",
            "section/introduction",
            "workstream/new",
            "workstream/leadership-of-learning",
            "priority/new?in=early-level",
            "priority/no-such",
        ] {
            assert_eq!(lead.get(&format!("/framework/2026-27/draft/{other}")).await.status, 404, "{other}");
        }
        let add = "/framework/2026-27/draft/priority/new?in=inclusion";
        let action = "/framework/2026-27/draft/priority/new";
        let revision = self::revision(&lead, add).await;
        let fields = [
            ("revision", revision.as_str()),
            ("in", "inclusion"),
            ("title", "A new priority"),
            ("workstream", "early-level"),
        ];
        assert!(lead.send(add, action, &fields).await.status == 422, "a part cannot be put into another workstream");
        let fields = [fields[0], fields[1], fields[2], ("workstream", "inclusion")];
        assert_eq!(lead.send(add, action, &fields).await.status, 303);
        assert!(lead.get("/framework/2026-27").await.text().contains("Priority: A new priority"));
        for step in ["submission", "publication"] {
            let answer = lead.send_with_key("", &format!("/framework/2026-27/{step}"), &[]).await;
            assert_eq!(answer.status, 404, "{step}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_change_made_meanwhile_is_said_and_the_answers_are_kept() {
    on_both(|world| async move {
        let mut officer = rolled(&world, &[]).await;
        let part = "/framework/2026-27/draft/about/vision";
        let old = revision(&officer, part).await;
        let mine = [("revision", old.as_str()), ("title", "T"), ("vision", "Theirs")];
        assert_eq!(officer.send(part, part, &mine).await.status, 303);
        let late = [("revision", old.as_str()), ("title", "T"), ("vision", "Mine, typed for long")];
        let again = officer.send(part, part, &late).await;
        assert_eq!(again.status, 422);
        let text = again.text();
        assert!(
            text.contains("Somebody else changed") && text.contains("Mine, typed for long") && text.contains("Theirs")
        );
        let empty = [("revision", old.as_str()), ("title", "")];
        assert!(officer.send(part, part, &empty).await.text().contains("Answer: Title"));
    })
    .await;
}
