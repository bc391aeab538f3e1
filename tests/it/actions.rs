//! Agreed actions: done, dropped, given to somebody else, by those who may and by nobody else.

use weft::{
    actions::{self, NewAction, Owner, State},
    people::Role,
    plumbing::history::COMMAND_LINE,
};

use crate::world::{World, on_both};

/// An action of a group, overdue since the new year.
async fn agree(world: &World, holder: (&str, &str), owner: Owner) -> String {
    let mut write = world.weft.db.write().await.unwrap();
    let new = NewAction {
        holder_kind: holder.0.into(),
        holder_key: holder.1.into(),
        text: "Write to the schools <b>now</b>".into(),
        owner,
        due: Some("2025-12-31".into()),
        agreed_on: "2025-11-20".into(),
        ..NewAction::default()
    };
    let key = actions::add(&world.weft, &mut write, COMMAND_LINE, &new).await.unwrap();
    write.commit().await.unwrap();
    key
}

#[tokio::test]
async fn the_lead_marks_an_action_of_their_group_as_done_and_nobody_else_can() {
    on_both(|world| async move {
        let key = agree(&world, ("group", "maths-and-numeracy"), Owner::words("Clerk of the group")).await;
        let page = format!("/actions/{key}");
        let send_to = format!("{page}/completion");
        assert!(world.visitor().get(&page).await.location().starts_with("/sign-in"));
        let mut other = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let shown = other.get(&page).await;
        assert!(shown.text().contains("Overdue") && !shown.text().contains("<b>now"), "{}", shown.text());
        assert!(!shown.text().contains("Mark as done"));
        let form_key = other.form_key("/get-involved").await;
        assert_eq!(other.send_with_key(&form_key, &send_to, &[("outcome", "Mine now")]).await.status, 404);
        let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        assert_eq!(lead.send(&page, &send_to, &[("outcome", "All 40 have answered")]).await.status, 303);
        let action = actions::action(&world.weft.db, &key).await.unwrap().unwrap();
        assert_eq!(action.done_on.as_deref(), Some("2026-02-02"));
        assert_eq!(action.outcome.as_deref(), Some("All 40 have answered"));
        assert_eq!(action.state("2026-02-02"), State::Done);
        let again = lead.form_key("/get-involved").await;
        assert_eq!(lead.send_with_key(&again, &send_to, &[]).await.status, 409, "an ended action ended again");
    })
    .await;
}

#[tokio::test]
async fn an_action_is_dropped_with_a_reason_only_and_given_to_a_person_by_their_name() {
    on_both(|world| async move {
        let key = agree(&world, ("body", "overview-group"), Owner::words("Clerk")).await;
        let page = format!("/actions/{key}");
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let assignment = format!("{page}/assignment");
        let nobody = officer.send(&page, &assignment, &[("owner", "nobody@nowhere.example")]).await;
        assert_eq!(nobody.status, 422, "{}", nobody.text());
        let fields = [("owner", "ailsa merrick"), ("due", "2026-03-01")];
        assert_eq!(officer.send(&page, &assignment, &fields).await.status, 303);
        let action = actions::action(&world.weft.db, &key).await.unwrap().unwrap();
        assert_eq!(action.owner.as_deref(), Some("ailsa-merrick"));
        assert_eq!(action.due.as_deref(), Some("2026-03-01"));
        let mine = actions::open_of_person(&world.weft.db, "ailsa-merrick").await.unwrap();
        assert!(mine.iter().any(|one| one.id == key));
        let dropping = format!("{page}/dropping");
        assert_eq!(officer.send(&page, &dropping, &[("reason", " ")]).await.status, 422);
        assert_eq!(officer.send(&page, &dropping, &[("reason", "The paper was withdrawn")]).await.status, 303);
        assert!(officer.get(&page).await.text().contains("The paper was withdrawn"));
    })
    .await;
}
