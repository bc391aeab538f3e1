//! Groups kept in the browser: set up, changed, planned, reviewed, by those who may.

use weft::{actions, groups, people::Role};

use crate::world::{World, on_both};

const OFFICER: Role = Role::CollaborationOfficer;

/// The fields of a new group; those given stand in place of these.
fn fields<'a>(given: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let usual = [
        ("name", "Play outdoors"),
        ("remit", "Early years practitioners try out ways of playing outdoors all year."),
        ("kind", "learning-set"),
        ("place", "2025-26/early-level"),
        ("priorities", "priority-2"),
        ("starts", "2026-02-02"),
        ("review", "2026-06-26"),
        ("rhythm", "monthly"),
        ("meeting_minutes", "60"),
        ("contact_office", "collaboration-officer"),
    ];
    let mut all: Vec<(&str, &str)> =
        usual.into_iter().filter(|(name, _)| !given.iter().any(|(other, _)| other == name)).collect();
    all.extend(given);
    all
}

#[tokio::test]
async fn the_officer_sets_up_a_group_and_it_is_found_filtered_and_told_to_other_programs() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(OFFICER, "").await;
        let made = officer.send("/groups/new", "/groups/new", &fields(&[])).await;
        assert_eq!((made.status, made.location()), (303, "/groups/play-outdoors"), "{}", made.text());
        let page = world.visitor().get("/groups/play-outdoors").await.text();
        for words in ["26 June 2026", "Every month, 1 hour", "Priority 2", "Early Level"] {
            assert!(page.contains(words), "{words} is missing on {}", world.engine);
        }
        assert!(page.contains("/framework/2025-26"), "the priority is a link");
        let narrowed = world.visitor().get("/groups?framework=2025-26&priority=priority-2").await.text();
        assert!(narrowed.contains("/groups/play-outdoors"));
        let item = &world.visitor().get("/api/v1/groups?kind=learning-set").await.json()["items"][0];
        assert_eq!(item["priorities"][0], "priority-2");
        assert_eq!(item["members_by_authority"], serde_json::json!({}));
        let again = officer.send("/groups/new", "/groups/new", &fields(&[("looked", "yes")])).await;
        assert_eq!(again.location(), "/groups/play-outdoors-2", "a key is never used for two things");
        let reserved = officer.send("/groups/new", "/groups/new", &fields(&[("name", "New"), ("looked", "yes")])).await;
        assert_eq!(reserved.location(), "/groups/new-2");
    })
    .await;
}

#[tokio::test]
async fn groups_with_a_similar_remit_are_shown_before_a_new_one_is_saved() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(OFFICER, "").await;
        let alike = [
            ("name", "Complaints of children"),
            ("remit", "Writes guidance on child-friendly complaints that each authority can adapt."),
        ];
        let shown = officer.send("/groups/new", "/groups/new", &fields(&alike)).await;
        assert_eq!(shown.status, 422);
        let text = shown.text();
        assert!(text.contains("Groups with a similar remit") && text.contains("/groups/child-friendly-complaints"));
        assert!(groups::group(&world.weft.db, "complaints-of-children").await.unwrap().is_none());
        let looked = fields(&[alike[0], alike[1], ("looked", "yes")]);
        assert_eq!(officer.send("/groups/new", "/groups/new", &looked).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn a_form_with_faults_says_each_at_its_field_and_keeps_what_was_typed() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(OFFICER, "").await;
        let bad = fields(&[
            ("name", ""),
            ("remit", ""),
            ("place", "2025-26/atlantis"),
            ("priorities", "priority-99"),
            ("starts", "soon"),
            ("ends", "2025-01-01"),
            ("meeting_minutes", "an hour"),
        ]);
        let text = officer.send("/groups/new", "/groups/new", &bad).await.text();
        for field in ["name", "remit", "place", "priorities", "starts", "meeting_minutes"] {
            assert!(text.contains(&format!("href=\"#{field}\"")), "{field} has no error on {}", world.engine);
        }
        assert!(text.contains("value=\"an hour\"") && text.contains("value=\"soon\""));
        let ends = fields(&[("ends", "2026-01-01")]);
        assert!(officer.send("/groups/new", "/groups/new", &ends).await.text().contains("end before it starts"));
    })
    .await;
}

#[tokio::test]
async fn a_lead_keeps_their_own_group_and_a_workstream_lead_those_of_the_workstream_and_nobody_any_other() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        for page in ["edit", "members", "members/list", "action-plan/edit", "outputs", "closure"] {
            assert_eq!(lead.get(&format!("/groups/maths-and-numeracy/{page}")).await.status, 200, "{page}");
            assert_eq!(lead.get(&format!("/groups/gaelic/{page}")).await.status, 404, "{page}");
        }
        let changes = [
            ("name", "Maths and numeracy"),
            ("kind", "group"),
            ("remit", "Numbers for everybody."),
            ("contact_office", "collaboration-officer"),
        ];
        let saved = lead.send("/groups/maths-and-numeracy/edit", "/groups/maths-and-numeracy/edit", &changes).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let group = groups::group(&world.weft.db, "maths-and-numeracy").await.unwrap().unwrap();
        assert_eq!(group.remit.as_deref(), Some("Numbers for everybody."));
        assert_eq!(group.workstream.as_deref(), Some("leadership-of-learning"), "a lead moves their group nowhere");
        assert!(!group.lacks("remit"), "what somebody has said is published");
        let key = lead.form_key("/groups/maths-and-numeracy/edit").await;
        assert_eq!(lead.send_with_key(&key, "/groups/gaelic/edit", &changes).await.status, 404);
        assert_eq!(lead.get("/groups/new").await.status, 404);

        let mut stream = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        assert_eq!(stream.get("/groups/equalities/edit").await.status, 200);
        assert_eq!(stream.get("/groups/gaelic/edit").await.status, 404);
        let elsewhere =
            fields(&[("name", "Somewhere else"), ("remit", "Zebra crossings."), ("place", "2025-26/early-level")]);
        assert_eq!(stream.send("/groups/new", "/groups/new", &elsewhere).await.status, 422);
        let own = fields(&[("name", "Own"), ("remit", "Zebra crossings."), ("place", "2025-26/inclusion")]);
        assert_eq!(stream.send("/groups/new", "/groups/new", &own).await.status, 303);
    })
    .await;
}

#[tokio::test]
async fn the_public_page_shows_authorities_and_counts_and_never_a_name() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let page = visitor.get("/groups/literacy").await.text();
        assert!(page.contains("5 people from <strong>5 of 8 authorities</strong>"), "{page}");
        assert!(page.contains("Missing: ") && page.contains("Renfrewshire"), "who left is missing");
        let everybody = groups::memberships(&world.weft.db, "literacy").await.unwrap();
        for path in ["/groups/literacy", "/groups/maths-and-numeracy/action-plan", "/groups", "/api/v1/groups"] {
            let text = visitor.get(path).await.text();
            for one in &everybody {
                assert!(!text.contains(&one.name), "{path} names {} on {}", one.name, world.engine);
            }
        }
        assert!(visitor.get("/groups/gaelic").await.text().contains("The review was due on 16 January 2026"));
        let due = visitor.get("/groups?framework=2025-26&state=review-due").await.text();
        assert!(due.contains("1 group or network") && due.contains("/groups/gaelic"));
        let from = visitor.get("/groups?framework=2025-26&authority=inverclyde").await.text();
        assert!(from.contains("/groups/equalities") && !from.contains("href=\"/groups/home-learning\""));
        assert!(visitor.get("/groups/literacy/members").await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn a_plan_draws_on_focus_areas_its_actions_have_owners_and_a_fourth_priority_gets_a_hint() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let page = "/groups/gaelic/action-plan";
        let edit = format!("{page}/edit");
        let before = groups::action_plan(&world.weft.db, "gaelic").await.unwrap();
        let plan = [
            ("id-1", before[0].id.as_str()),
            ("text-1", "Share materials"),
            ("priority-1", "priority-4"),
            ("areas-1", "Inverclyde: Languages in primary\nsomething everybody does"),
            ("text-2", "Second"),
            ("text-3", "Third"),
            ("text-4", "Fourth"),
        ];
        assert_eq!(lead.send(&edit, &edit, &plan).await.location(), page);
        let after = groups::action_plan(&world.weft.db, "gaelic").await.unwrap();
        assert_eq!(after.len(), 4);
        assert_eq!(after[0].id, before[0].id, "a priority reworded is still the same");
        assert_eq!(after[0].focus_area[0].authority.as_deref(), Some("inverclyde"));
        assert_eq!(after[0].focus_area[1].authority, None);
        assert!(lead.get(page).await.text().contains("Two or three is the custom"));

        let actions_at = format!("{page}/actions");
        let action = [
            ("action", "Ask the schools"),
            ("under", after[0].id.as_str()),
            ("owner", "Iomhar Caimbeul"),
            ("due", "2026-03-27"),
        ];
        assert_eq!(lead.send(page, &actions_at, &action).await.location(), page);
        let held = actions::of_holder(&world.weft.db, "group", "gaelic").await.unwrap();
        let agreed = held.iter().find(|one| one.text == "Ask the schools").unwrap();
        assert_eq!(agreed.owner.as_deref(), Some("iomhar-caimbeul"));
        assert_eq!(agreed.priority.as_deref(), Some("priority-4"), "it serves what its priority serves");
        let public = world.visitor().get(page).await.text();
        assert!(public.contains("Ask the schools") && public.contains("A member of the group"));
        assert!(!public.contains("Iomhar"), "names are for people who have signed in");
        assert!(lead.get(page).await.text().contains("Iomhar Caimbeul"));
        let empty = lead.send(page, &actions_at, &[("action", ""), ("owner", ""), ("due", "soon")]).await.text();
        assert!(
            empty.contains("href=\"#action\"") && empty.contains("href=\"#owner\"") && empty.contains("href=\"#due\"")
        );
        assert_eq!(lead.send_with_key("x", "/groups/literacy/action-plan/actions", &action).await.status, 403);
    })
    .await;
}

#[tokio::test]
async fn outputs_are_added_and_taken_off_and_a_dangerous_address_is_refused() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let page = "/groups/gaelic/outputs";
        let bad = [("title", "A song"), ("kind", "resource"), ("url", "javascript:alert(1)")];
        assert!(lead.send(page, page, &bad).await.text().contains("An address begins with https://"));
        let good =
            [("title", "A song"), ("kind", "resource"), ("url", "https://songs.example/1"), ("day", "2026-01-30")];
        assert_eq!(lead.send(page, page, &good).await.status, 303);
        assert!(world.visitor().get("/groups/gaelic").await.text().contains("https://songs.example/1"));
        assert!(lead.send(page, page, &good).await.text().contains("on the list already"));
        let id = groups::outputs(&world.weft.db, "gaelic").await.unwrap()[0].id.clone();
        assert_eq!(lead.send(page, &format!("{page}/{id}/removal"), &[]).await.status, 303);
        assert!(groups::outputs(&world.weft.db, "gaelic").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn overlap_and_load_are_for_the_officer_alone() {
    on_both(|world: World| async move {
        let officer = world.sign_in_as(OFFICER, "").await;
        let page = officer.get("/groups/overlap").await.text();
        for words in ["Eilish Cormack", "Isla Kirkbride", "Hours in a session", "People in both"] {
            assert!(page.contains(words), "{words} is missing on {}", world.engine);
        }
        assert!(!page.contains("Gordon Blackwell"), "a membership of a group that ended is no overlap");
        assert!(
            !page.contains("/groups/maths-lead-officers"),
            "networks of an earlier session without members are over"
        );
        let lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        assert_eq!(lead.get("/groups/overlap").await.status, 404);
        let both = groups::overlap(&world.weft.db, "2026-02-02").await.unwrap();
        let (_, found) = &*both;
        // Gaelic meets four times an hour, literacy five times two hours, and so on, for each member of Inverclyde.
        assert_eq!(found.load["inverclyde"].minutes, 900 + 600 + 240 + 450);
        assert_eq!(found.load["inverclyde"].people, 4);
    })
    .await;
}
