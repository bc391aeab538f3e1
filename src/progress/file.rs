//! `progress.toml` and `judgements.toml` (docs/formats.md): what was reported and judged elsewhere, taken in once. A report
//! or judgement that stands already is left as it is: what was sent is never changed by a file.

use serde::Serialize;

use super::{Answers, Judgement, Report, State, WORDS, period::DAYS_TO_ANSWER, store};
use crate::{
    groups, plan,
    plumbing::{
        db::Db,
        import::{File, Imported, Mode, Tally},
        problem::Problem,
        state::Weft,
        toml_records::{self, Entry, Reading},
    },
};

const FIELDS: &[&str] = &[
    "group",
    "from",
    "to",
    "due",
    "state",
    "met",
    "met_note",
    "people",
    "who",
    "changed",
    "helps",
    "share",
    "may_share",
    "sender",
    "post",
    "asked",
    "sent",
    "question",
    "decided",
    "invented",
];

/// A report in the shape of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Written {
    pub(super) group: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) due: String,
    pub(super) state: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) met: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) met_note: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) people: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) who: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) changed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) helps: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) share: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) may_share: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) post: Option<String>,
    /// The day it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<String>,
    /// The day it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) sent: Option<String>,
    /// The question it was returned with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) question: Option<String>,
    /// The day it was accepted or returned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) decided: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) invented: Option<String>,
}

impl Written {
    pub(super) fn state(&self) -> State {
        State::of(&self.state)
    }

    pub(super) fn answers(&self) -> Answers {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Answers {
            met: text(&self.met),
            met_note: text(&self.met_note),
            people: self.people,
            who: text(&self.who),
            changed: text(&self.changed),
            helps: text(&self.helps),
            share: text(&self.share),
            may_share: i64::from(self.may_share.as_deref() == Some("yes")),
            person_name: text(&self.sender),
            post: text(&self.post),
            sent_at: None,
        }
    }
}

fn read_one(reading: &mut Reading<'_>, entry: Entry<'_>, groups: &[groups::Group]) -> Written {
    reading.only(entry, FIELDS);
    let mut must_day = |field: &str| {
        reading.must(entry, field);
        reading.day(entry, field).unwrap_or_default()
    };
    let (from, to) = (must_day("from"), must_day("to"));
    let due = reading.day(entry, "due").unwrap_or_else(|| {
        let last = to.parse::<jiff::civil::Date>().ok();
        let due = last.and_then(|day| day.checked_add(jiff::Span::new().days(DAYS_TO_ANSWER)).ok());
        due.map(|day| day.to_string()).unwrap_or_default()
    });
    reading.must(entry, "state");
    let yes_no = ["yes", "no"];
    let written = Written {
        group: reading.must_key(entry, "group"),
        from,
        to,
        due,
        state: reading.word(entry, "state", &["asked", "sent", "returned", "accepted"]).unwrap_or_default(),
        met: reading.word(entry, "met", &yes_no),
        met_note: reading.text(entry, "met_note"),
        people: reading.whole(entry, "people"),
        who: reading.text(entry, "who"),
        changed: reading.text(entry, "changed"),
        helps: reading.text(entry, "helps"),
        share: reading.text(entry, "share"),
        may_share: reading.word(entry, "may_share", &yes_no),
        sender: reading.text(entry, "sender"),
        post: reading.text(entry, "post"),
        asked: reading.day(entry, "asked"),
        sent: reading.day(entry, "sent"),
        question: reading.text(entry, "question"),
        decided: reading.day(entry, "decided"),
        invented: reading.word(entry, "invented", &yes_no),
    };
    if !written.group.is_empty() && groups.iter().all(|group| group.key != written.group) {
        let what = format!("there is no group `{}`; the groups are those of groups.toml", written.group);
        reading.fault_at(entry, "group", what);
    }
    if written.from > written.to {
        reading.fault_at(entry, "to", "the report would end before it begins; change one of the two days");
    }
    if written.state != "asked" && !written.state.is_empty() {
        for (field, value) in [("sender", &written.sender), ("changed", &written.changed), ("met", &written.met)] {
            if value.is_none() {
                reading.fault_at(entry, field, format!("`{field}` is missing; a report that was sent has it"));
            }
        }
    }
    if written.state == "returned" && written.question.is_none() {
        reading.fault_at(entry, "question", "`question` is missing; a report is returned with one");
    }
    written
}

/// Reads reports. Those of a group and a last day that stand already are left as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let groups = groups::groups(&weft.db).await?;
    let read = toml_records::read(&file, "report", |reading, entry| Some(read_one(reading, entry, &groups)))?;
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for written in &read {
        let Some(group) = groups.iter().find(|group| group.key == written.group) else { continue };
        if store::stands(&mut write, &written.group, &written.to).await? {
            tally.unchanged += 1;
            continue;
        }
        tally.added += 1;
        store::take_in(weft, &mut write, by, group, written).await?;
    }
    if mode == Mode::Write && tally.added > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "progress reports", mode)])
}

#[derive(Serialize)]
struct Reports {
    report: Vec<Written>,
}

fn written(report: Report) -> Written {
    let answers = report.answers.unwrap_or_default();
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    // A draft is nobody's yet; outside it counts as asked for. A returned report without its question counts as sent.
    let state = match report.state {
        State::Draft => State::Asked,
        State::Returned => State::Sent,
        state => state,
    };
    let sent = state != State::Asked;
    Written {
        group: report.group,
        from: report.from,
        to: report.to,
        due: report.due,
        state: state.key().to_owned(),
        met: given(answers.met).filter(|_| sent),
        met_note: given(answers.met_note).filter(|_| sent),
        people: answers.people.filter(|count| sent && *count > 0),
        who: given(answers.who).filter(|_| sent),
        changed: given(answers.changed).filter(|_| sent),
        helps: given(answers.helps).filter(|_| sent),
        share: given(answers.share).filter(|_| sent),
        may_share: (sent && answers.may_share == 1).then(|| "yes".to_owned()),
        sender: given(answers.person_name).filter(|_| sent),
        post: given(answers.post).filter(|_| sent),
        asked: None,
        sent: answers.sent_at.filter(|_| sent).and_then(|at| at.get(..10).map(ToOwned::to_owned)),
        question: None,
        decided: None,
        invented: report.invented.then(|| "yes".to_owned()),
    }
}

/// Every report as a file that can be imported elsewhere.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let report = store::every(db).await?.into_iter().map(written).collect();
    Ok(toml::to_string_pretty(&Reports { report }).map_err(Problem::broken)?.into_bytes())
}

/// A judgement in the shape of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct WrittenJudgement {
    framework: String,
    kind: String,
    key: String,
    word: String,
    reasons: String,
    day: String,
    office: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    invented: Option<String>,
}

fn read_judgement(reading: &mut Reading<'_>, entry: Entry<'_>) -> WrittenJudgement {
    reading.only(entry, &["framework", "kind", "key", "word", "reasons", "day", "office", "invented"]);
    for field in ["kind", "word", "day"] {
        reading.must(entry, field);
    }
    let words: Vec<&str> = WORDS.iter().map(|(key, ..)| *key).collect();
    WrittenJudgement {
        framework: reading.must_key(entry, "framework"),
        kind: reading.word(entry, "kind", &["outcome", "priority"]).unwrap_or_default(),
        key: reading.must_key(entry, "key"),
        word: reading.word(entry, "word", &words).unwrap_or_default(),
        reasons: reading.must(entry, "reasons"),
        day: reading.day(entry, "day").unwrap_or_default(),
        office: reading.must(entry, "office"),
        invented: reading.word(entry, "invented", &["yes", "no"]),
    }
}

/// Reads judgements. Those that stand already, to the word, are left as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_judgements(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let mut known: Vec<(String, String, String)> = Vec::new();
    for head in plan::frameworks(&weft.db).await? {
        for kind in ["outcome", "priority"] {
            let records = plan::records(&weft.db, &head.key, kind).await?;
            known.extend(records.into_iter().map(|record| (head.key.clone(), kind.to_owned(), record.key)));
        }
    }
    let read = toml_records::read(&file, "judgement", |reading, entry| {
        let one = read_judgement(reading, entry);
        if !known.contains(&(one.framework.clone(), one.kind.clone(), one.key.clone())) {
            let what = format!("there is no {} `{}` in the framework {}", one.kind, one.key, one.framework);
            reading.fault_at(entry, "key", what);
        }
        Some(one)
    })?;
    let standing = store::every_judgement(&weft.db).await?;
    let same = |one: &WrittenJudgement, stands: &Judgement| {
        (&one.framework, &one.kind, &one.key) == (&stands.framework, &stands.kind, &stands.outcome)
            && (&one.word, &one.reasons, &one.day) == (&stands.word, &stands.reasons, &stands.day)
    };
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    for one in &read {
        if standing.iter().any(|stands| same(one, stands)) {
            tally.unchanged += 1;
            continue;
        }
        tally.added += 1;
        let new = store::NewJudgement {
            framework: &one.framework,
            kind: &one.kind,
            subject: &one.key,
            word: &one.word,
            reasons: &one.reasons,
            day: &one.day,
            office: &one.office,
            invented: one.invented.as_deref() == Some("yes"),
        };
        store::add_judgement(weft, &mut write, by, &new).await?;
    }
    if mode == Mode::Write && tally.added > 0 {
        write.commit().await?;
    }
    Ok(vec![tally.line(&file.name, "judgements", mode)])
}

#[derive(Serialize)]
struct Judgements {
    judgement: Vec<WrittenJudgement>,
}

/// Every judgement as a file that can be imported elsewhere.
///
/// # Errors
/// When the database does not answer.
pub async fn export_judgements(db: &Db) -> Result<Vec<u8>, Problem> {
    let judgement = store::every_judgement(db)
        .await?
        .into_iter()
        .map(|one| WrittenJudgement {
            framework: one.framework,
            kind: one.kind,
            key: one.outcome,
            word: one.word,
            reasons: one.reasons,
            day: one.day,
            office: one.office,
            invented: (one.invented == 1).then(|| "yes".to_owned()),
        })
        .collect();
    Ok(toml::to_string_pretty(&Judgements { judgement }).map_err(Problem::broken)?.into_bytes())
}
