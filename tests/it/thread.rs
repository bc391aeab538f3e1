//! The golden thread: from a priority to what is watched and back up, and what hangs loose.

use weft::{people::Role, thread};

use crate::world::on_both;

#[tokio::test]
async fn a_priority_leads_to_what_serves_it_and_a_group_leads_back_up() {
    on_both(|world| async move {
        let thread = thread::of_priority(&world.weft, "2025-26", "priority-4").await.unwrap();
        assert!(
            thread.count("actions") == 2 && thread.count("groups") > 0 && thread.count("voices") == 2,
            "{thread:?}"
        );
        assert!(!thread.is_bare());
        let page = world.visitor().get("/framework/2025-26/thread/priority-4").await.text();
        assert!(
            page.contains("href=\"/groups/maths-and-numeracy\"") && page.contains("href=\"/voices#planning-together\"")
        );
        assert!(!page.contains("What people agreed to do"), "what was agreed is for people who have signed in");
        let lower = page.to_lowercase();
        for causal in ["led to", "resulted in", "because of this", "impact"] {
            assert!(!lower.contains(causal), "“{causal}” says that one thing caused another");
        }
        let up = world.visitor().get("/framework/2025-26/thread?from=group/maths-and-numeracy").await.text();
        assert!(up.contains("Up from") && up.contains("href=\"/framework/2025-26/thread/priority-4\""));
        assert_eq!(world.visitor().get("/framework/2025-26/thread/priority-99").await.status, 404);
        assert_eq!(world.visitor().get("/framework/1999-00/thread").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn claims_without_evidence_and_evidence_without_claim_are_listed_for_those_who_signed_in() {
    on_both(|world| async move {
        let gathered = thread::Gathered::of(&world.weft, "2025-26").await.unwrap().unwrap();
        let bare: Vec<String> =
            gathered.threads().into_iter().filter(thread::Thread::is_bare).map(|thread| thread.priority).collect();
        assert!(!bare.is_empty(), "some priority of the example has nothing but intentions");
        let lead = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        let page = lead.get("/framework/2025-26/thread").await.text();
        let (_, claims) = page.split_once("Claims without evidence").unwrap();
        let (claims, loose) = claims.split_once("Evidence without a claim").unwrap();
        for key in &bare {
            assert!(claims.contains(&format!("/framework/2025-26/thread/{key}\"")), "{key}");
        }
        assert!(loose.contains("A voice that speaks of no priority"), "{loose}");
        assert!(!world.visitor().get("/framework/2025-26/thread").await.text().contains("Claims without evidence"));
    })
    .await;
}

#[tokio::test]
async fn an_indicator_is_linked_with_a_reason_and_leads_back_up() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let page = "/framework/2025-26/thread/priority-3";
        let form = "/framework/2025-26/thread/priority-3/indicators";
        let empty = lead.send(page, form, &[("indicator", "primary-literacy")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("Say in a sentence how work on this priority may contribute"));
        assert_eq!(lead.send(page, form, &[("indicator", "no-such"), ("reason", "Why")]).await.status, 422);
        let reason = "Teaching of reading is what the programmes work on.";
        assert_eq!(lead.send(page, form, &[("indicator", "primary-literacy"), ("reason", reason)]).await.status, 303);
        let shown = world.visitor().get(page).await.text();
        assert!(shown.contains("href=\"/indicators/primary-literacy\"") && shown.contains(reason));
        let up = world.visitor().get("/framework/2025-26/thread?from=indicator/primary-literacy").await.text();
        assert!(up.contains("Up from") && up.contains("thread/priority-3\""));
        let twice = lead.send(page, form, &[("indicator", "primary-literacy"), ("reason", reason)]).await;
        assert_eq!(twice.status, 409);
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        assert_eq!(officer.send("/get-involved", form, &[("indicator", "primary-literacy")]).await.status, 404);
    })
    .await;
}
