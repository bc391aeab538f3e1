//! The record somebody takes away: one row for each meeting they came to and each completion, and the hours by session.

use std::collections::{BTreeMap, btree_map};

use serde::Serialize;

use super::{
    minutes_between, session_of,
    store::{self, GroupMeeting, Meeting},
};
use crate::{
    groups, partnership,
    plumbing::{clock::spoken_day, db::Db, problem::Problem, search},
    programmes::{
        completion::{self, OfPerson},
        registers::Mark,
    },
};

/// One row of the record, in the shape of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Entry {
    /// The day.
    pub(super) date: String,
    /// The key of the session it lies in.
    pub(super) session: String,
    /// `Programme meeting`, `Group meeting` or `Completion`.
    pub(super) kind: &'static str,
    /// What it was.
    pub(super) title: String,
    /// The programme and cohort, or the group.
    pub(super) part_of: String,
    /// What one was in it.
    pub(super) role: String,
    /// In person or online; empty for a completion.
    pub(super) mode: String,
    /// How long it lasted; nothing where nobody recorded it, and for a completion, whose meetings stand for themselves.
    pub(super) minutes: Option<i64>,
    /// What it led to; may be empty.
    pub(super) led_to: String,
}

/// The hours of one session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub(super) struct Hours {
    /// The key of the session.
    pub(super) session: String,
    /// How many meetings of programmes.
    pub(super) programme_meetings: usize,
    /// How long they lasted together.
    pub(super) programme_minutes: i64,
    /// How many meetings of groups and bodies.
    pub(super) group_meetings: usize,
    /// How long those of a known length lasted together.
    pub(super) group_minutes: i64,
    /// How many meetings have no known length and are not in the minutes.
    pub(super) of_unknown_length: usize,
}

/// Somebody's record.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Record {
    /// Their name.
    pub(super) name: String,
    /// Who gives it out.
    pub(super) partnership: String,
    /// The day on which it was made.
    pub(super) made_on: String,
    /// The hours, the newest session first.
    pub(super) hours: Vec<Hours>,
    /// The rows, the newest first.
    pub(super) entries: Vec<Entry>,
}

/// Whether somebody came to a meeting that was held: its register is closed and they are marked as there.
pub(super) fn came(meeting: &Meeting) -> bool {
    meeting.held_at.is_some() && meeting.mark.as_deref().and_then(Mark::of).is_some_and(Mark::came)
}

/// How one took part, as people say it.
pub(super) fn mode_name(mode: &str) -> &'static str {
    match mode {
        "online" => "Online",
        "in-person" => "In person",
        "both" => "In person and online",
        _ => "",
    }
}

/// What completing led to, in words: the certificate and what it is worth.
pub(super) fn led_to(completion: &OfPerson) -> String {
    if completion.outcome != "completed" {
        return String::new();
    }
    let certificate = completion.certificate.as_ref().map(|number| {
        let issued = completion.issued_on.as_deref().map(|day| format!(" of {}", spoken_day(day))).unwrap_or_default();
        format!("Certificate {number}{issued}")
    });
    let worth = Some(completion.worth.trim_end_matches('.').to_owned()).filter(|worth| !worth.is_empty());
    certificate.into_iter().chain(worth).collect::<Vec<_>>().join("; ")
}

fn of_programme(meeting: &Meeting, completions: &BTreeMap<String, OfPerson>) -> Entry {
    let completed = completions.get(&meeting.cohort).filter(|one| one.outcome == "completed");
    Entry {
        date: meeting.day.clone(),
        session: session_of(&meeting.day),
        kind: "Programme meeting",
        title: meeting.title.clone(),
        part_of: format!("{}, {}", meeting.programme_name, meeting.cohort_title),
        role: "Participant".to_owned(),
        mode: mode_name(meeting.came_mode.as_deref().unwrap_or_default()).to_owned(),
        minutes: Some(minutes_between(&meeting.starts, &meeting.ends)),
        led_to: completed
            .map(|one| format!("Counted towards completing on {}", spoken_day(&one.day)))
            .unwrap_or_default(),
    }
}

fn of_group(meeting: &GroupMeeting, name: &str, role: &str) -> Entry {
    Entry {
        date: meeting.day.clone(),
        session: session_of(&meeting.day),
        kind: "Group meeting",
        title: meeting.title.clone(),
        part_of: name.to_owned(),
        role: role.to_owned(),
        mode: mode_name(&meeting.presence).to_owned(),
        minutes: meeting.ends.as_ref().map(|ends| minutes_between(&meeting.starts, ends)),
        led_to: String::new(),
    }
}

fn of_completion(one: &OfPerson) -> Entry {
    Entry {
        date: one.day.clone(),
        session: session_of(&one.day),
        kind: "Completion",
        title: format!("Completed {}", one.programme_name),
        part_of: format!("{}, {}", one.programme_name, one.cohort_title),
        role: "Participant".to_owned(),
        led_to: led_to(one),
        ..Entry::default()
    }
}

/// The hours of the rows, by session, the newest first.
pub(super) fn hours(entries: &[Entry]) -> Vec<Hours> {
    let mut by_session: BTreeMap<&str, Hours> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| entry.kind != "Completion") {
        let hours = by_session.entry(&entry.session).or_default();
        hours.session.clone_from(&entry.session);
        let minutes = entry.minutes.unwrap_or_default();
        hours.of_unknown_length += usize::from(minutes == 0);
        if entry.kind == "Programme meeting" {
            hours.programme_meetings += 1;
            hours.programme_minutes += minutes;
        } else {
            hours.group_meetings += 1;
            hours.group_minutes += minutes;
        }
    }
    by_session.into_values().rev().collect()
}

/// What a person's page and record are made of.
pub(super) struct Gathered {
    pub(super) meetings: Vec<Meeting>,
    pub(super) group_meetings: Vec<GroupMeeting>,
    pub(super) memberships: Vec<groups::Membership>,
    /// The completions by the key of their cohort.
    pub(super) completions: BTreeMap<String, OfPerson>,
    /// The names and addresses of groups and bodies, by kind and key.
    pub(super) holders: BTreeMap<(String, String), (String, String)>,
    pub(super) record: Record,
}

/// Reads everything about a person's learning.
pub(super) async fn gather(db: &Db, person: &str, name: &str, today: &str) -> Result<Gathered, Problem> {
    let meetings = store::meetings(db, person).await?;
    let group_meetings = store::group_meetings(db, person, today).await?;
    let mut memberships = Vec::new();
    for key in store::keys(db, person).await? {
        memberships.extend(groups::memberships_of_person(db, &key).await?);
    }
    // The latest stands first, and of two decisions about one cohort it is the one that counts.
    let decided = completion::of_person(db, person).await?.into_iter().rev();
    let completions: BTreeMap<String, OfPerson> = decided.map(|one| (one.cohort.clone(), one)).collect();
    let mut holders: BTreeMap<(String, String), (String, String)> = BTreeMap::new();
    let of_meetings = group_meetings.iter().map(|one| (one.holder_kind.clone(), one.holder_key.clone()));
    let of_groups = memberships.iter().map(|one| ("group".to_owned(), one.group.clone()));
    for holder in of_meetings.chain(of_groups) {
        if let btree_map::Entry::Vacant(place) = holders.entry(holder) {
            let (kind, key) = place.key();
            let found = search::named(db, kind, key).await?;
            let found = found.map_or_else(|| (key.clone(), String::new()), |found| (found.title, found.url));
            place.insert(found);
        }
    }
    let mut entries: Vec<Entry> =
        meetings.iter().filter(|meeting| came(meeting)).map(|meeting| of_programme(meeting, &completions)).collect();
    entries.extend(group_meetings.iter().map(|meeting| {
        let holder = (meeting.holder_kind.clone(), meeting.holder_key.clone());
        let name = holders.get(&holder).map_or("", |(name, _)| name);
        let member = memberships.iter().find(|one| {
            let from_then = one.from.as_str() <= meeting.day.as_str();
            one.group == meeting.holder_key && from_then && one.to.as_ref().is_none_or(|to| *to >= meeting.day)
        });
        let role = match member.map(|one| one.part.as_str()) {
            Some("lead") => "Lead",
            Some(_) => "Member",
            None => "Took part",
        };
        of_group(meeting, name, role)
    }));
    entries.extend(completions.values().filter(|one| one.outcome == "completed").map(of_completion));
    entries.sort_by(|a, b| (&b.date, a.kind, &a.part_of, &a.title).cmp(&(&a.date, b.kind, &b.part_of, &b.title)));
    let record = Record {
        name: name.to_owned(),
        partnership: partnership::name(db).await?,
        made_on: today.to_owned(),
        hours: hours(&entries),
        entries,
    };
    Ok(Gathered { meetings, group_meetings, memberships, completions, holders, record })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meeting(held: bool, mark: &str) -> Meeting {
        Meeting {
            day: "2025-10-02".into(),
            starts: "09:30".into(),
            ends: "12:00".into(),
            held_at: held.then(|| "2025-10-02T15:00:00Z".to_owned()),
            mark: Some(mark.into()),
            ..Meeting::default()
        }
    }

    #[test]
    fn only_a_held_meeting_somebody_came_to_counts() {
        assert!(came(&meeting(true, "present")) && came(&meeting(true, "late")));
        assert!(!came(&meeting(true, "apologies")) && !came(&meeting(true, "absent")));
        assert!(!came(&meeting(false, "present")), "until its register is closed a meeting is planned");
    }

    #[test]
    fn hours_leave_out_completions_and_name_meetings_of_unknown_length() {
        let none = BTreeMap::new();
        let mut group = of_programme(&meeting(true, "present"), &none);
        group.kind = "Group meeting";
        group.minutes = None;
        let completion = Entry { kind: "Completion", session: "2025-26".into(), ..Entry::default() };
        let found = hours(&[of_programme(&meeting(true, "late"), &none), group, completion]);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].programme_meetings, found[0].programme_minutes), (1, 150));
        assert_eq!((found[0].group_meetings, found[0].group_minutes, found[0].of_unknown_length), (1, 0, 1));
    }
}
