//! Making a member the lead of their group: the role, and the link with which they choose a password.

use axum::extract::{Path, State};

use super::{
    find,
    members::{member_page, membership},
    today,
};
use crate::{
    groups::{Membership, store},
    people::{self, NewAccount, Permit, Role},
    plumbing::{
        form::{FormErrors, Posted},
        problem::{Problem, Shown},
        route::{Route, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/groups/{key}/members/{id}/leadership", make_lead)]
}

async fn make_lead(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    let before = membership(&weft, &group, &id).await?;
    let day = today(&weft).await?;
    if !before.holds_on(&day) {
        return Err(Problem::Conflict("Only a member of today can be made lead. Change the days first.".into()));
    }
    let Some(email) = before.email.clone() else {
        return Err(Problem::Conflict("An account needs an email address, and this person has none here.".into()));
    };
    permit.visitor.proved(&format!("/groups/{key}/members/{id}"))?;
    let by = permit.visitor.named();
    let lead = people::holds_role(&weft.db, &before.person, Role::GroupLead, &key, &day).await?;
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &format!("/groups/{key}/members/{id}")).await?;
    if !lead {
        let new = NewAccount {
            name: &before.name,
            email: &email,
            role: Role::GroupLead,
            scope_key: &key,
            person: Some(&before.person),
        };
        people::add_account(&weft, &mut write, by, &new).await?;
    }
    let token = people::new_welcome(&weft, &mut write, by, &email).await?;
    let after = Membership { part: "lead".into(), ..before.clone() };
    if after != before {
        store::change_membership(&weft, &mut write, by, &before, &after).await?;
    }
    write.commit().await?;
    let link = format!("{}/welcome/{token}", weft.settings.public_url);
    member_page(&weft, &permit.visitor, group, after, None, FormErrors::default(), Some(link)).await
}
