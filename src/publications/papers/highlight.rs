//! The highlight report: what groups reported for some months, what the records hold for the same time, and who did not
//! report. The introduction is written; everything after it comes from records.

use typesetting::model::{Alignment, Block, Cell, Column, Headline, Inline, Quote, Row, Table};

use super::{
    Part,
    gathered::{GroupTold, Highlights},
    heading, paragraph,
};
use crate::{
    plumbing::clock::spoken_day,
    publications::{
        Draft,
        checklist::{Item, Severity},
    },
};

/// Names of the headings and tables that are no sections of the draft.
pub(in crate::publications) const NAMES: &[&str] = &[
    "at-a-glance",
    "outcomes",
    "outcomes-table",
    "reports",
    "work",
    "work-table",
    "outputs",
    "voices",
    "not-reported",
];

fn counted(what: &str, number: usize) -> Inline {
    Inline::Figure { printed: number.to_string(), key: format!("count {what}"), href: None }
}

fn list(items: Vec<Vec<Inline>>) -> Block {
    Block::List { ordered: false, items: items.into_iter().map(|content| vec![Block::Paragraph { content }]).collect() }
}

fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(text)]
}

fn column(heading: &str, alignment: Alignment) -> Column {
    Column { heading: words(heading), alignment }
}

fn table(id: &str, caption: &str, columns: Vec<Column>, rows: Vec<Row>) -> Block {
    Block::Table(Table {
        id: id.into(),
        caption: words(caption),
        columns,
        groups: Vec::new(),
        rows,
        notes: Vec::new(),
        legend: Vec::new(),
        source: words("The partnership’s records of groups, meetings and progress reports"),
    })
}

/// The parts that follow the introduction.
pub(in crate::publications) fn parts(highlights: &Highlights) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut part = |key: &str, title: &str, blocks: Vec<Block>| {
        if !blocks.is_empty() {
            parts.push(Part { key: key.into(), title: title.into(), blocks });
        }
    };
    part("at-a-glance", "At a glance", glance(highlights));
    part("outcomes", "How far we have come", outcomes(highlights));
    part("reports", "What groups report", reports(highlights));
    part("work", "Meetings and agreed actions", work(highlights));
    part("outputs", "What was brought out", outputs(highlights));
    part("voices", "What people say", voices(highlights));
    part("not-reported", "Groups that did not report", silent(highlights));
    parts
}

fn glance(highlights: &Highlights) -> Vec<Block> {
    let groups = &highlights.groups;
    let told = groups.iter().filter(|group| group.report.is_some()).count();
    let due = told + highlights.waiting + highlights.silent.len();
    let waiting = match highlights.waiting {
        0 => String::new(),
        1 => "; 1 more was sent and waits to be read".to_owned(),
        waiting => format!("; {waiting} more were sent and wait to be read"),
    };
    let sum = |of: fn(&GroupTold) -> usize| groups.iter().map(of).sum::<usize>();
    let headline =
        |what: &str, number: usize, label: String| Headline { value: vec![counted(what, number)], label: words(label) };
    let items = vec![
        headline("reports", told, format!("accepted reports, of {due} groups whose report was due{waiting}")),
        headline("meetings", sum(|group| group.meetings), "meetings held".into()),
        headline("outputs", sum(|group| group.outputs.len()), "things brought out".into()),
        headline("actions", sum(|group| group.done), "agreed actions done".into()),
    ];
    let mut blocks = vec![Block::Headlines { items }];
    if highlights.invented {
        let said = "This is an example: what groups report, their meetings and their actions are invented.";
        blocks.push(Block::Paragraph { content: vec![Inline::emphasis(said)] });
    }
    blocks
}

fn outcomes(highlights: &Highlights) -> Vec<Block> {
    if highlights.judgements.is_empty() {
        return Vec::new();
    }
    let rows = highlights.judgements.iter().map(|one| Row {
        cells: vec![
            Cell::row_header(words(&one.subject)),
            Cell::data(vec![Inline::strong(&one.word)]),
            Cell::data(words(&one.reasons)),
            Cell::data(words(spoken_day(&one.day))),
        ],
        total: false,
    });
    let text = Alignment::Text;
    let columns = vec![
        column("Outcome or priority", text),
        column("Judgement", text),
        column("Why", text),
        column("Judged on", text),
    ];
    vec![table("outcomes-table", "Judgements of progress, the latest of each", columns, rows.collect())]
}

fn reports(highlights: &Highlights) -> Vec<Block> {
    let mut blocks = Vec::new();
    for group in &highlights.groups {
        let Some(report) = &group.report else { continue };
        blocks.push(heading(2, &format!("group-{}", group.key), &group.name));
        let mut first = words(format!("{}. ", report.period));
        first.push(Inline::text(match report.met.as_str() {
            "yes" => "The group met.",
            "no" => "The group did not meet.",
            _ => "The report does not say whether the group met.",
        }));
        if !report.met_note.is_empty() {
            first.push(Inline::text(format!(" {}", sentence(&report.met_note))));
        }
        if let Some(people) = report.people {
            first.push(Inline::text(" People who took part: "));
            first.push(counted(&format!("people-{}", group.key), people));
            first.push(Inline::text("."));
        }
        if !report.who.is_empty() {
            first.push(Inline::text(format!(" {}", sentence(&report.who))));
        }
        blocks.push(Block::Paragraph { content: first });
        for (label, text) in
            [("What was made or changed:", &report.changed), ("What helps or stops the work:", &report.helps)]
        {
            if !text.is_empty() {
                blocks.push(Block::Paragraph {
                    content: vec![Inline::strong(label), Inline::text(format!(" {}", sentence(text)))],
                });
            }
        }
    }
    blocks
}

/// What somebody wrote in a box, as a sentence.
fn sentence(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.ends_with(['.', '!', '?', '…', ':', ';']) || text.is_empty() { text } else { format!("{text}.") }
}

fn work(highlights: &Highlights) -> Vec<Block> {
    let busy = highlights.groups.iter().filter(|group| group.meetings + group.done + group.late > 0);
    let rows: Vec<Row> = busy
        .map(|group| {
            let number =
                |what: &str, number: usize| Cell::data(vec![counted(&format!("{what}-{}", group.key), number)]);
            // A count of people stands only where a meeting was held and its attendance kept.
            let people = match group.people {
                Some(people) => number("attended", people),
                None => Cell::data(vec![Inline::emphasis("not kept")]),
            };
            Row {
                cells: vec![
                    Cell::row_header(words(&group.name)),
                    number("meetings", group.meetings),
                    people,
                    number("done", group.done),
                    number("late", group.late),
                ],
                total: false,
            }
        })
        .collect();
    if rows.is_empty() {
        return vec![paragraph("No meeting and no agreed action of these groups is in the records for this time.")];
    }
    let number = Alignment::Number;
    let columns = vec![
        column("Group", Alignment::Text),
        column("Meetings held", number),
        column("Different people who took part", number),
        column("Actions done", number),
        column("Actions late at the end", number),
    ];
    vec![table("work-table", "Meetings and agreed actions by group", columns, rows)]
}

fn outputs(highlights: &Highlights) -> Vec<Block> {
    let items: Vec<Vec<Inline>> = highlights
        .groups
        .iter()
        .flat_map(|group| {
            group.outputs.iter().map(|output| {
                let mut line = match &output.url {
                    Some(url) if url.starts_with("https://") || url.starts_with("http://") => {
                        vec![Inline::link(url, &output.title)]
                    }
                    _ => vec![Inline::strong(&output.title)],
                };
                let day = output.day.as_ref().map(|day| format!(", {}", spoken_day(day))).unwrap_or_default();
                line.push(Inline::text(format!(" ({}{day})", group.name)));
                line
            })
        })
        .collect();
    if items.is_empty() { Vec::new() } else { vec![list(items)] }
}

fn voices(highlights: &Highlights) -> Vec<Block> {
    highlights.voices.iter().map(quote).collect()
}

/// A recorded voice as it may be shown.
pub(in crate::publications) fn quote(voice: &crate::voices::Voice) -> Block {
    let mut blocks = Vec::new();
    if let Some(question) = &voice.question {
        blocks.push(Block::Paragraph { content: vec![Inline::emphasis(question)] });
    }
    blocks.push(paragraph(&voice.words));
    for (label, text) in voice.spotlight.iter().flat_map(crate::voices::Spotlight::facts) {
        blocks.push(Block::Paragraph {
            content: vec![Inline::strong(format!("{label}:")), Inline::text(format!(" {text}"))],
        });
    }
    if let Some(edits) = &voice.edits {
        blocks.push(Block::Paragraph { content: vec![Inline::emphasis(edits)] });
    }
    let invented = if voice.invented { " (words invented for the example)" } else { "" };
    Block::Quote(Quote { blocks, attribution: words(format!("{}{invented}", voice.attribution)) })
}

fn silent(highlights: &Highlights) -> Vec<Block> {
    if highlights.silent.is_empty() {
        return vec![paragraph("Every group whose report was due in this time sent one.")];
    }
    vec![
        paragraph("A report was due from these groups, and none was sent:"),
        list(highlights.silent.iter().map(words).collect()),
    ]
}

/// What stands in the way of a highlight report, or is worth a second look.
pub(in crate::publications) fn items(draft: &Draft, highlights: &Highlights, today: &str) -> Vec<Item> {
    let item = |severity, what: String| Item { severity, section: None, row: 0, column: 0, what };
    let mut items = Vec::new();
    if draft.extent.from.as_str() > today {
        let day = spoken_day(&draft.extent.from);
        items.push(item(
            Severity::Error,
            format!("The time it is about begins on {day}, which is still to come. Choose an earlier time"),
        ));
    } else if draft.extent.to.as_str() > today {
        items.push(item(
            Severity::Warning,
            format!(
                "The time it is about goes on until {}. What comes later will not stand in it",
                spoken_day(&draft.extent.to)
            ),
        ));
    }
    if highlights.groups.iter().all(|group| group.report.is_none()) {
        items.push(item(
            Severity::Warning,
            "No group’s report for this time was accepted, so the report tells nothing that groups said.".into(),
        ));
    } else {
        items.push(item(
            Severity::Warning,
            "Groups write freely. Read what they say for names of people before it is public.".into(),
        ));
    }
    items
}
