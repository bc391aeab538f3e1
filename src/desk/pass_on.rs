//! Handing over: whatever was ticked goes to one other person, in one write with its history. Offices and open actions
//! move at once; roles, groups and seats end for one on the day before and begin for the other on the day.

use serde_json::json;

use super::handover::{Held, officer_passes};
use crate::{
    actions, governance, groups,
    people::{self, Person},
    plumbing::{
        db::Write,
        history::{self, Act},
        problem::Problem,
        state::Weft,
    },
};

/// A handing over.
pub(super) struct Passing<'a> {
    /// From whom.
    pub(super) from: &'a Person,
    /// To whom.
    pub(super) to: &'a Person,
    /// The first day of the other.
    pub(super) day: &'a str,
    /// Who does it, as history names them.
    pub(super) by: &'a str,
    /// Whether roles that only an administrator gives may go with it.
    pub(super) administrator: bool,
}

impl Passing<'_> {
    /// Passes on what was chosen and is really held; anything else in the form is passed over. Says how much it was.
    pub(super) async fn carry_out(
        &self,
        weft: &Weft,
        write: &mut Write,
        held: &Held,
        chosen: &[&str],
    ) -> Result<usize, Problem> {
        let (by, to, day) = (self.by, self.to.key.as_str(), self.day);
        let is_chosen = |kind: &str, key: &str| chosen.contains(&format!("{kind}:{key}").as_str());
        let mut passed: Vec<String> = Vec::new();
        for office in held.offices.iter().filter(|office| is_chosen("office", &office.key)) {
            people::give_office(weft, write, by, &office.key, Some(to)).await?;
            passed.push(format!("office:{}", office.key));
        }
        let roles = held.roles.iter().filter(|role| self.administrator || officer_passes(role));
        for role in roles.filter(|role| is_chosen("role", &role.id)) {
            people::pass_role_on(weft, write, by, &role.id, to, day).await?;
            passed.push(format!("role:{}", role.id));
        }
        for membership in held.groups.iter().filter(|one| is_chosen("group", &one.id)) {
            self.pass_group(weft, write, membership).await?;
            passed.push(format!("group:{}", membership.group));
        }
        for seat in held.own_seats(&self.from.key).filter(|seat| is_chosen("seat", &seat.id)) {
            governance::pass_seat_on(weft, write, by, &seat.id, to, day).await?;
            passed.push(format!("seat:{}", seat.id));
        }
        for action in held.actions.iter().filter(|action| is_chosen("action", &action.id)) {
            actions::reassign(weft, write, by, &action.id, Some(to), &self.to.name).await?;
            passed.push(format!("action:{}", action.id));
        }
        if !passed.is_empty() {
            let change = json!({ "to": to, "from": day, "what": passed });
            let act = Act {
                account: by,
                act: "handed over",
                subject_kind: "person",
                subject_id: &self.from.key,
                reason: None,
                change,
            };
            history::record(write, &weft.clock, act).await?;
        }
        Ok(passed.len())
    }

    /// Ends a membership and begins one like it; somebody who is in the group already takes the part over.
    async fn pass_group(&self, weft: &Weft, write: &mut Write, before: &groups::Membership) -> Result<(), Problem> {
        let last = people::day_before(self.day)?.max(before.from.clone());
        let ended = groups::Membership { to: Some(last), ..before.clone() };
        groups::change_membership(weft, write, self.by, before, &ended).await?;
        let theirs = groups::memberships_of_person(&weft.db, &self.to.key).await?;
        let theirs = theirs.into_iter().find(|one| one.group == before.group && one.holds_on(self.day));
        if let Some(theirs) = theirs {
            if before.part == "lead" && theirs.part != "lead" {
                let leads = groups::Membership { part: "lead".into(), ..theirs.clone() };
                groups::change_membership(weft, write, self.by, &theirs, &leads).await?;
            }
            return Ok(());
        }
        let next = groups::NewMembership {
            group: before.group.clone(),
            person: self.to.key.clone(),
            post: before.post.clone(),
            authority: before.authority.clone(),
            establishment: before.establishment.clone(),
            partner: before.partner.clone(),
            part: before.part.clone(),
            from: self.day.to_owned(),
            to: before.to.clone(),
        };
        groups::add_membership(weft, write, self.by, &next).await?;
        Ok(())
    }
}
