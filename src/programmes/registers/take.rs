//! Taking marks: only what differs from what was shown is written, so that two people keep one register without undoing
//! each other, and a register sent twice, or in pieces over a poor line, counts once.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::{
    Attendance, Mark, Merged, Value,
    entries::{self, Entry},
    ground::Ground,
    merged, store,
};
use crate::plumbing::{
    db::Write,
    form::Posted,
    history::{self, Act},
    problem::Problem,
    state::Weft,
};

/// What a form asks for one person.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) entry: &'a Entry,
    /// What stood when the form was shown.
    pub(super) was: Option<Value>,
    /// What is chosen; nothing where nothing is.
    pub(super) value: Option<Value>,
    /// Whether it holds only as long as nobody is marked.
    pub(super) if_unmarked: bool,
    /// `register`, `check-in` or `file`.
    pub(super) how: &'static str,
}

/// A mark that somebody else set otherwise meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Clash {
    pub(super) person: String,
    pub(super) name: String,
    pub(super) asked: Value,
    pub(super) now: Value,
    pub(super) by: String,
    pub(super) taken_at: String,
}

/// What became of the marks.
#[derive(Debug, Default)]
pub(super) struct Taken {
    /// How many were written.
    pub(super) written: usize,
    /// Those that wait for a decision.
    pub(super) clashes: Vec<Clash>,
    /// Those marked otherwise than with apologies before the day of the meeting; they were not written.
    pub(super) early: Vec<String>,
    /// Whether nothing was written because a closed register wants a reason.
    pub(super) wants_reason: bool,
}

/// Reads the marks of a form. Only people whose hidden field was sent are asked about, so that a form may send a part.
pub(super) fn read<'a>(posted: &Posted, entries: &'a [Entry], online: bool) -> Vec<Asked<'a>> {
    let fields: BTreeMap<&str, &str> = posted.fields().collect();
    let rest = fields.get("rest").is_some_and(|value| *value == "present");
    let mut asked = Vec::new();
    for entry in entries {
        let field = |name: &str| fields.get(format!("{name}-{}", entry.person).as_str()).copied();
        let Some(was) = field("was") else { continue };
        let joined = field("online") == Some("yes");
        let chosen = field("mark").and_then(Mark::of).map(|mark| Value::new(mark, joined));
        let was = Value::written(was);
        let (value, if_unmarked) = match chosen {
            None if rest && was.is_none() => (Some(Value::new(Mark::Present, joined || online)), true),
            chosen => (chosen, false),
        };
        asked.push(Asked { entry, was, value, if_unmarked, how: "register" });
    }
    asked
}

/// Writes what may be written of the marks asked for. The caller commits where anything was written.
pub(super) async fn take(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    ground: &Ground,
    asked: &[Asked<'_>],
    reason: Option<&str>,
) -> Result<Taken, Problem> {
    let meeting = &ground.meeting.id;
    let closed = store::is_closed(write, meeting).await?;
    let standing = store::standing(write, meeting).await?;
    let mut taken = Taken::default();
    let (mut writes, mut clashing) = (Vec::new(), Vec::new());
    for one in asked {
        let now = standing.get(&one.entry.person_id);
        let value = now.and_then(|now| Value::stored(&now.mark, &now.mode));
        if one.if_unmarked && value.is_some() {
            continue;
        }
        match (merged(one.was, value, one.value), one.value, value) {
            (Merged::Written(next), ..) if next.mark != Mark::Apologies && ground.is_to_come() => {
                taken.early.push(one.entry.person.clone());
            }
            (Merged::Written(next), ..) => writes.push((one, now, value, next)),
            (Merged::Clash, Some(wanted), Some(value)) => clashing.push((one.entry, wanted, value)),
            // Nobody unmarks, so a clash is always with a mark.
            _ => {}
        }
    }
    if closed && reason.is_none() && !(writes.is_empty() && clashing.is_empty()) {
        taken.wants_reason = true;
        return Ok(taken);
    }
    if !clashing.is_empty() {
        let marks = entries::noted(&weft.db, meeting).await?;
        for (entry, asked, now) in clashing {
            let mark = marks.iter().find(|mark| mark.person_id == entry.person_id);
            taken.clashes.push(Clash {
                person: entry.person.clone(),
                name: entry.name.clone(),
                asked,
                now,
                by: mark.map_or_else(|| "Somebody else".to_owned(), entries::Noted::by),
                taken_at: mark.map(|mark| mark.taken_at.clone()).unwrap_or_default(),
            });
        }
    }
    let mut changes: Vec<Json> = Vec::new();
    for (one, now, before, next) in writes {
        store::put(weft, write, by, &attendance(meeting, one, now, next)).await?;
        changes.push(json!({
            "person": one.entry.person_id,
            "from": before.map(Value::field),
            "to": next.field(),
        }));
    }
    taken.written = changes.len();
    if taken.written > 0 {
        let act = Act {
            account: by,
            act: if closed { "register corrected" } else { "register marked" },
            subject_kind: store::SUBJECT,
            subject_id: meeting,
            reason: reason.filter(|_| closed),
            change: json!({ "marks": changes }),
        };
        history::record(write, &weft.clock, act).await?;
    }
    Ok(taken)
}

/// A mark to be stored. Where somebody worked on that day stays as it was first noted, whatever is corrected later.
fn attendance(meeting: &str, asked: &Asked<'_>, now: Option<&Attendance>, next: Value) -> Attendance {
    let fresh = Attendance {
        meeting_id: meeting.to_owned(),
        person_id: asked.entry.person_id.clone(),
        authority_key: asked.entry.authority.clone(),
        establishment_key: asked.entry.establishment.clone(),
        sector: asked.entry.sector.clone(),
        post: asked.entry.post.clone(),
        ..Attendance::default()
    };
    let base = now.cloned().unwrap_or(fresh);
    Attendance { mark: next.mark.key().into(), mode: next.mode().into(), how: asked.how.into(), ..base }
}
