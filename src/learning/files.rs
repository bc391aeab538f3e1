//! The record as files: CSV, a workbook, PDF and JSON, and one's own certificates. Only one's own: nobody is named in an address.

use axum::extract::{Path, State};
use sheets::{Field, write_csv};
use typesetting::model::{Block, Cell, Column, Day, Document, Heading, Inline, KeyFact, Row, Table};

use super::{
    pages::{mine, today},
    record::{self, Entry, Record},
    spoken_minutes,
};
use crate::{
    partnership::spoken_sessions,
    people::Visitor,
    plumbing::{
        clock::spoken_day,
        layout::download,
        press,
        problem::{Problem, Shown},
        route::{Route, get},
        state::Weft,
        workbook::{self, About, Sheet, Value},
    },
    programmes::completion,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/my/learning/record.csv", csv),
        get("/my/learning/record.xlsx", xlsx),
        get("/my/learning/record.pdf", pdf),
        get("/my/learning/record.json", json),
        get("/my/learning/certificates/{number}", certificate),
    ]
}

const HEADINGS: [&str; 10] =
    ["date", "session", "kind", "title", "part_of", "role", "mode", "hours", "minutes", "what_it_led_to"];

const COLUMNS: [&str; 9] = ["Date", "Session", "Kind", "Title", "Part of", "Role", "Mode", "Minutes", "What it led to"];

async fn own(weft: &Weft, visitor: &Visitor) -> Result<Record, Problem> {
    let (person, name) = mine(visitor)?;
    let today = today(weft).await?;
    Ok(record::gather(&weft.db, person, name, &today).await?.record)
}

/// Minutes as hours with two decimals, as registers of professional learning ask for them: `1.50`.
fn in_hours(minutes: i64) -> String {
    let hundredths = (minutes * 100 + 30) / 60;
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

async fn csv(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let record = own(&weft, &visitor).await?;
    let row = |entry: &Entry| {
        let number = |text: Option<String>| text.map_or(Field::Empty, Field::Number);
        vec![
            Field::from(entry.date.as_str()),
            Field::from(entry.session.as_str()),
            Field::from(entry.kind),
            Field::from(entry.title.as_str()),
            Field::from(entry.part_of.as_str()),
            Field::from(entry.role.as_str()),
            Field::from(entry.mode.as_str()),
            number(entry.minutes.map(in_hours)),
            number(entry.minutes.map(|minutes| minutes.to_string())),
            Field::from(entry.led_to.as_str()),
        ]
    };
    let rows: Vec<Vec<Field>> = record.entries.iter().map(row).collect();
    private(download(write_csv(&HEADINGS, &rows), "text/csv; charset=utf-8", "my-learning.csv"))
}

async fn json(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let record = own(&weft, &visitor).await?;
    let text = serde_json::to_vec_pretty(&record).map_err(Problem::broken)?;
    private(download(text, "application/json", "my-learning.json"))
}

async fn xlsx(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let record = own(&weft, &visitor).await?;
    let number = |number: i64| Value::Number(figures::Decimal::from(number));
    let entry = |entry: &Entry| {
        vec![
            Value::text(&entry.date),
            Value::text(spoken_sessions(&entry.session)),
            Value::text(entry.kind),
            Value::text(&entry.title),
            Value::text(&entry.part_of),
            Value::text(&entry.role),
            Value::text(&entry.mode),
            entry.minutes.map_or_else(|| Value::text(""), number),
            Value::text(&entry.led_to),
        ]
    };
    let sheets = [
        Sheet {
            name: "Record".into(),
            title: format!("Professional learning of {}", record.name),
            about: vec!["One row for each meeting attended and each completion, the newest first.".into()],
            headings: COLUMNS.iter().map(|&heading| heading.to_owned()).collect(),
            rows: record.entries.iter().map(entry).collect(),
            widths: vec![12, 10, 18, 34, 40, 14, 18, 10, 50],
        },
        Sheet {
            name: "Hours".into(),
            title: "Hours by session".into(),
            about: vec![
                "Minutes of meetings attended. A meeting of unknown length is counted and has no minutes.".into(),
            ],
            headings: HOURS.iter().map(|&heading| heading.to_owned()).collect(),
            rows: record
                .hours
                .iter()
                .map(|hours| {
                    let count = |count: usize| number(i64::try_from(count).unwrap_or_default());
                    vec![
                        Value::text(spoken_sessions(&hours.session)),
                        count(hours.programme_meetings),
                        number(hours.programme_minutes),
                        count(hours.group_meetings),
                        number(hours.group_minutes),
                        count(hours.of_unknown_length),
                    ]
                })
                .collect(),
            widths: vec![12, 20],
        },
    ];
    let about = About {
        title: format!("Professional learning of {}", record.name),
        subject: "One practitioner’s own record of professional learning",
        author: record.partnership.clone(),
        cover: vec![record.partnership.clone(), format!("As recorded on {}.", spoken_day(&record.made_on))],
        changed: format!("{}T00:00:00", record.made_on),
    };
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    private(download(workbook::write(&about, &sheets)?, kind, "my-learning.xlsx"))
}

const HOURS: [&str; 6] = [
    "Session",
    "Programme meetings",
    "Minutes in programmes",
    "Group meetings",
    "Minutes in groups",
    "Meetings of unknown length",
];

async fn pdf(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let record = own(&weft, &visitor).await?;
    let made = press::pdf(document(&record, &weft.settings.public_url)?).await?;
    private(download(made.bytes, "application/pdf", "my-learning.pdf"))
}

fn text(words: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(words.into())]
}

/// The record as a document.
fn document(record: &Record, address: &str) -> Result<Document, Problem> {
    let day: jiff::civil::Date = record.made_on.parse().map_err(Problem::broken)?;
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let day =
        Day { year: u16::try_from(day.year()).unwrap_or_default(), month: part(day.month()), day: part(day.day()) };
    let title = format!("Professional learning of {}", record.name);
    let mut document = Document::new(title, record.partnership.clone(), day);
    document.cover = false;
    document.contents = false;
    document.address = Some(address.to_owned());
    document.description = Some("One practitioner’s own record of professional learning".to_owned());
    let heading = |id: &str, words: &str| Block::Heading(Heading { level: 1, id: id.into(), content: text(words) });
    let fact = |label: &str, value: &str| KeyFact { label: label.into(), value: text(value) };
    document.blocks.push(Block::KeyFacts {
        facts: vec![
            fact("Of", &record.name),
            fact("Kept by", &record.partnership),
            fact("As on", &spoken_day(&record.made_on)),
        ],
    });
    if record.entries.is_empty() {
        document.blocks.push(Block::Paragraph { content: text("No meeting and no completion is recorded yet.") });
        return Ok(document);
    }
    document.blocks.push(heading("hours", "Hours by session"));
    for hours in &record.hours {
        document.blocks.push(Block::Paragraph { content: text(said(hours)) });
    }
    document.blocks.push(heading("record", "What I took part in"));
    document.blocks.push(Block::Table(table(&record.entries)));
    Ok(document)
}

/// The hours of one session in a sentence.
pub(super) fn said(hours: &record::Hours) -> String {
    let meetings = |count: usize, what: &str| match count {
        1 => format!("1 meeting of {what}"),
        count => format!("{count} meetings of {what}"),
    };
    let timed = |minutes: i64, what: &str| match minutes {
        0 => what.to_owned(),
        minutes => format!("{} in {what}", spoken_minutes(minutes)),
    };
    let mut parts = Vec::new();
    if hours.programme_meetings > 0 {
        parts.push(timed(hours.programme_minutes, &meetings(hours.programme_meetings, "programmes")));
    }
    if hours.group_meetings > 0 {
        parts.push(timed(hours.group_minutes, &meetings(hours.group_meetings, "groups and networks")));
    }
    let unknown = match hours.of_unknown_length {
        0 => String::new(),
        1 => " The length of one of them is not recorded.".to_owned(),
        many => format!(" The length of {many} of them is not recorded."),
    };
    format!("Session {}: {}.{unknown}", spoken_sessions(&hours.session), parts.join(", and "))
}

fn table(entries: &[Entry]) -> Table {
    let columns = ["Date", "What", "Role", "Time", "What it led to"];
    let row = |entry: &Entry| {
        let what = if entry.kind == "Completion" {
            entry.title.clone()
        } else {
            format!("{}. {}", entry.title, entry.part_of)
        };
        let role = if entry.mode.is_empty() {
            entry.role.clone()
        } else {
            format!("{}, {}", entry.role, entry.mode.to_lowercase())
        };
        let time = entry.minutes.filter(|minutes| *minutes > 0).map_or_else(|| "–".to_owned(), spoken_minutes);
        let led_to = if entry.led_to.is_empty() { "–".to_owned() } else { entry.led_to.clone() };
        let cells = vec![
            Cell::row_header(text(spoken_day(&entry.date))),
            Cell::data(text(what)),
            Cell::data(text(role)),
            Cell::data(text(time)),
            Cell::data(text(led_to)),
        ];
        Row { cells, total: false }
    };
    Table {
        id: "entries".into(),
        caption: text("Meetings attended and programmes completed, the newest first"),
        columns: columns
            .iter()
            .map(|&heading| Column { heading: text(heading), alignment: Default::default() })
            .collect(),
        groups: Vec::new(),
        rows: entries.iter().map(row).collect(),
        notes: Vec::new(),
        legend: Vec::new(),
        source: Vec::new(),
    }
}

/// `GET /my/learning/certificates/{number}`: one's own only; another's answers as if there were none.
async fn certificate(State(weft): State<Weft>, visitor: Visitor, Path(number): Path<String>) -> Shown {
    let (person, name) = mine(&visitor)?;
    let today = today(&weft).await?;
    let gathered = record::gather(&weft.db, person, name, &today).await?;
    if gathered.completions.values().all(|one| one.certificate.as_ref() != Some(&number)) {
        return Err(Problem::NotFound);
    }
    let bytes = completion::certificate_file(&weft.db, &number).await?.ok_or(Problem::NotFound)?;
    private(download(bytes, "application/pdf", &format!("certificate-{number}.pdf")))
}

/// A file nobody but its owner may keep.
fn private(shown: Shown) -> Shown {
    let mut response = shown?;
    let no_store = axum::http::HeaderValue::from_static("no-store");
    response.headers_mut().insert(axum::http::header::CACHE_CONTROL, no_store);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_a_file_have_two_decimals() {
        assert_eq!(in_hours(90), "1.50");
        assert_eq!(in_hours(50), "0.83");
        assert_eq!(in_hours(5), "0.08");
    }

    #[test]
    fn a_session_is_told_in_one_sentence() {
        let hours = record::Hours {
            session: "2025-26".into(),
            programme_meetings: 2,
            programme_minutes: 300,
            group_meetings: 1,
            of_unknown_length: 1,
            ..record::Hours::default()
        };
        assert_eq!(
            said(&hours),
            "Session 2025/26: 5 hours in 2 meetings of programmes, and 1 meeting of groups and networks. The length of \
             one of them is not recorded."
        );
    }
}
