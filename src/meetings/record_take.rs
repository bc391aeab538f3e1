//! Taking what was recorded: only what differs from what the page showed is written, so that two people recording one
//! meeting do not undo each other, and minutes are merged.

use std::collections::BTreeMap;

use super::{
    members,
    merge::{self, Merged},
    record::{BLANK, Expected, expected, guest_lines},
    record_read::{self, Agreed, LONGEST_LINE},
    sight::Ground,
    store::{self, Attendance, Present, Revision, Settled},
};
use crate::{
    actions::{self, End, NewAction, Owner},
    people,
    plumbing::{
        db::Write,
        form::{FormErrors, Posted},
        problem::Problem,
        state::Weft,
    },
};

/// Two texts that could not become one.
pub(super) struct Conflict {
    /// Both, with marks.
    pub(super) merged: String,
    /// The revision that was saved meanwhile.
    pub(super) number: i64,
    /// What was sent.
    pub(super) mine: String,
    /// What was saved meanwhile.
    pub(super) theirs: String,
    /// Who saved it.
    pub(super) saved_by: String,
}

/// What became of a sending.
pub(super) enum Taken {
    /// It is saved; the minutes were merged with somebody else's.
    Saved { merged: bool },
    /// Nothing is saved; what is wrong, and the conflict where there is one.
    Refused(FormErrors, Option<Conflict>),
}

/// The names of those who saved revisions, by account.
pub(super) async fn writers<'a>(
    weft: &Weft,
    revisions: impl Iterator<Item = &'a Revision>,
) -> Result<BTreeMap<String, String>, Problem> {
    let mut names = BTreeMap::new();
    for one in revisions {
        if !names.contains_key(&one.account)
            && let Some(name) = people::name_of_account(&weft.db, &one.account).await?
        {
            names.insert(one.account.clone(), name);
        }
    }
    Ok(names)
}

/// Takes a recording: all of it or nothing.
pub(super) async fn take(weft: &Weft, by: &str, ground: &Ground, posted: &Posted) -> Result<Taken, Problem> {
    let meeting = &ground.meeting;
    let mut errors = FormErrors::default();
    let members = members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?;
    let (expected, guests) = expected(members, store::attendance(&weft.db, &meeting.id).await?);
    let good = record_read::read(weft, ground, &expected, posted, &mut errors).await?;
    if !errors.is_empty() {
        return Ok(Taken::Refused(errors, None));
    }
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &format!("{}/record", meeting.url())).await?;
    let mut to = Recording { weft, by, ground, write, changed: false };
    let merged = match to.minutes(posted).await? {
        Ok(merged) => merged,
        Err(conflict) => {
            errors.add(
                "minutes",
                format!(
                    "{} changed the same lines while you were writing. Both texts are in the box: keep what is right, take out the marks, and save again",
                    conflict.saved_by
                ),
            );
            return Ok(Taken::Refused(errors, Some(conflict)));
        }
    };
    to.attendance(posted, &expected, &good.substitutes).await?;
    to.guests(posted, &guests).await?;
    to.declarations(posted, &expected).await?;
    to.agenda(posted).await?;
    to.decisions(posted).await?;
    to.actions(posted, good.agreed).await?;
    if to.changed {
        to.write.commit().await?;
    }
    Ok(Taken::Saved { merged })
}

/// A recording being written.
struct Recording<'a> {
    weft: &'a Weft,
    by: &'a str,
    ground: &'a Ground,
    write: Write,
    changed: bool,
}

impl Recording<'_> {
    /// Saves the minutes; whether they were merged, or the conflict.
    async fn minutes(&mut self, posted: &Posted) -> Result<Result<bool, Conflict>, Problem> {
        let meeting = &self.ground.meeting;
        let mine = merge::lines(posted.text("minutes"));
        let latest = store::latest(&mut self.write, meeting).await?;
        let number = latest.as_ref().map_or(0, |one| one.number);
        let theirs = latest.as_ref().map(|one| one.body.clone()).unwrap_or_default();
        let base: i64 = posted.text("base").parse().unwrap_or(0);
        if mine == theirs {
            return Ok(Ok(false));
        }
        let (body, merged) = if base == number {
            (mine, false)
        } else {
            let from = store::revision(&self.weft.db, meeting, base).await?.map(|one| one.body).unwrap_or_default();
            let names = writers(self.weft, latest.iter()).await?;
            let account = latest.map(|one| one.account).unwrap_or_default();
            let saved_by = names.get(&account).cloned().unwrap_or_else(|| "Somebody".to_owned());
            match merge::merge(&from, &mine, &theirs, &saved_by) {
                Merged::Whole(text) if text == theirs => return Ok(Ok(false)),
                Merged::Whole(text) => (text, true),
                Merged::Conflict(merged) => return Ok(Err(Conflict { merged, number, mine, theirs, saved_by })),
            }
        };
        store::add_revision(self.weft, &mut self.write, self.by, meeting, base, &body).await?;
        self.changed = true;
        Ok(Ok(merged))
    }

    async fn attendance(
        &mut self,
        posted: &Posted,
        expected: &[Expected],
        substitutes: &BTreeMap<usize, Owner>,
    ) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        let default = if meeting.mode == "online" { "online" } else { "in-person" };
        let all_others = posted.text("all-others") == "yes";
        for (number, one) in (1_usize..).zip(expected) {
            let who = one.member.person.as_deref().unwrap_or(&one.member.name);
            // A member who joined or left meanwhile moves the numbers: then the row is not the one that was shown.
            if posted.text(&format!("who-{number}")) != who {
                continue;
            }
            let was = posted.text(&format!("attendance-was-{number}"));
            let mut value = posted.text(&format!("attendance-{number}"));
            let typed = posted.text(&format!("substitute-{number}"));
            if !typed.is_empty() && (value.is_empty() || value == was) {
                value = "apologies";
            } else if value.is_empty() && all_others {
                value = default;
            }
            if value != was && ["in-person", "online", "apologies", ""].contains(&value) {
                self.changed = true;
                let row = one.row.as_ref().map(|row| row.id.as_str());
                if value.is_empty() {
                    if let Some(row) = row {
                        store::remove_attendance(self.weft, &mut self.write, self.by, meeting, row).await?;
                    }
                } else {
                    let present = Present {
                        person: one.member.person.clone(),
                        name: one.member.name.clone(),
                        office: one.member.office.clone(),
                        presence: value.to_owned(),
                        substitute_for: None,
                    };
                    store::put_attendance(self.weft, &mut self.write, self.by, meeting, &present, row).await?;
                }
            }
            if typed != posted.text(&format!("substitute-was-{number}")) {
                self.changed = true;
                let row = one.substitute.as_ref().map(|row| row.id.as_str());
                match substitutes.get(&number) {
                    Some(owner) => {
                        let present = Present {
                            person: owner.person.clone(),
                            name: owner.words.clone(),
                            office: format!("Substitute for {}", one.member.office),
                            presence: default.to_owned(),
                            substitute_for: Some(one.member.name.clone()),
                        };
                        store::put_attendance(self.weft, &mut self.write, self.by, meeting, &present, row).await?;
                    }
                    None => {
                        if let Some(row) = row {
                            store::remove_attendance(self.weft, &mut self.write, self.by, meeting, row).await?;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Those who are no members: the lines that are new are noted, those taken out are taken back.
    async fn guests(&mut self, posted: &Posted, guests: &[Attendance]) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        let default = if meeting.mode == "online" { "online" } else { "in-person" };
        let lines = |text: &str| -> Vec<String> {
            let trimmed = text.lines().map(str::trim).filter(|line| !line.is_empty());
            trimmed.map(|line| line.chars().take(200).collect()).collect()
        };
        let (now, was) = (lines(posted.text("guests")), lines(posted.text("guests-was")));
        for line in was.iter().filter(|line| !now.contains(line)) {
            let same = |guest: &&Attendance| guest_lines(std::slice::from_ref(*guest)) == **line;
            if let Some(guest) = guests.iter().find(same) {
                self.changed = true;
                store::remove_attendance(self.weft, &mut self.write, self.by, meeting, &guest.id).await?;
            }
        }
        for line in now.iter().filter(|line| !was.contains(line)) {
            let (name, office) = line.split_once(',').unwrap_or((line, ""));
            let present = Present {
                person: None,
                name: name.trim().to_owned(),
                office: office.trim().to_owned(),
                presence: default.to_owned(),
                substitute_for: None,
            };
            self.changed = true;
            store::put_attendance(self.weft, &mut self.write, self.by, meeting, &present, None).await?;
        }
        Ok(())
    }

    async fn declarations(&mut self, posted: &Posted, expected: &[Expected]) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        let known = store::declarations(&self.weft.db, meeting).await?;
        for id in posted.all("undeclare").filter(|id| known.iter().any(|one| one.id == *id)) {
            self.changed = true;
            store::remove_declaration(self.weft, &mut self.write, self.by, meeting, id).await?;
        }
        if let (Some(who), Some(interest)) = (posted.given("declared-who"), posted.given("declared-interest")) {
            let member = expected.iter().map(|one| &one.member).find(|member| member.name == who);
            let present = Present {
                person: member.and_then(|member| member.person.clone()),
                name: who.to_owned(),
                office: member.map(|member| member.office.clone()).unwrap_or_default(),
                ..Present::default()
            };
            let stayed = posted.text("declared-left") != "yes";
            self.changed = true;
            store::add_declaration(self.weft, &mut self.write, self.by, meeting, &present, interest, stayed).await?;
        }
        let nobody = posted.text("none-declared");
        if nobody != posted.text("none-was") {
            self.changed = true;
            store::nobody_declared(self.weft, &mut self.write, self.by, meeting, nobody == "yes").await?;
        }
        Ok(())
    }

    async fn agenda(&mut self, posted: &Posted) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        for item in store::items(&self.weft.db, meeting).await? {
            let value = posted.text(&format!("item-{}", item.id));
            if let Some(how) = Settled::of(value).filter(|_| value != posted.text(&format!("item-was-{}", item.id))) {
                self.changed = true;
                store::settle(self.weft, &mut self.write, self.by, meeting, &item.id, how).await?;
            }
        }
        Ok(())
    }

    async fn decisions(&mut self, posted: &Posted) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        let folded = |field: &str| posted.text(field).replace("\r\n", "\n");
        for one in store::decisions(&self.weft.db, meeting).await? {
            let (field, was) = (format!("decision-{}", one.id), format!("decision-was-{}", one.id));
            // A page from before this decision was noted has no field for it.
            let shown = posted.fields().any(|(name, _)| name == field);
            if shown && folded(&field) != folded(&was) {
                self.changed = true;
                let text = folded(&field);
                store::change_decision(self.weft, &mut self.write, self.by, meeting, &one.id, &text).await?;
            }
        }
        for number in 1..=BLANK {
            let text = folded(&format!("new-decision-{number}"));
            if !text.is_empty() {
                let field = format!("new-decision-item-{number}");
                self.changed = true;
                let item = posted.given(&field);
                store::add_decision(self.weft, &mut self.write, self.by, meeting, item, &text).await?;
            }
        }
        Ok(())
    }

    async fn actions(&mut self, posted: &Posted, agreed: Vec<Agreed>) -> Result<(), Problem> {
        let meeting = &self.ground.meeting;
        for open in actions::open_of_holder(&self.weft.db, &meeting.holder_kind, &meeting.holder_key).await? {
            if posted.text(&format!("done-{}", open.id)) == "yes" {
                let field = format!("outcome-{}", open.id);
                let outcome: String = posted.text(&field).chars().take(LONGEST_LINE).collect();
                let day = &self.ground.today;
                self.changed = true;
                actions::finish(self.weft, &mut self.write, self.by, &open.id, End::Done, day, &outcome).await?;
            }
        }
        for one in agreed {
            let new = NewAction {
                holder_kind: meeting.holder_kind.clone(),
                holder_key: meeting.holder_key.clone(),
                text: one.text,
                owner: one.owner,
                due: one.due,
                meeting: Some(meeting.id.clone()),
                agreed_on: meeting.day.clone(),
                ..NewAction::default()
            };
            self.changed = true;
            actions::add(self.weft, &mut self.write, self.by, &new).await?;
        }
        Ok(())
    }
}
