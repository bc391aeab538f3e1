//! A sample report that holds every block there is, about an invented partnership.

use typesetting::model::{
    Alignment, Block, Callout, Cell, Chart, Column, ColumnGroup, Day, Document, Heading, Headline, Inline, KeyFact,
    Marker, Note, Panel, Poster, Quote, Row, Table, Tone,
};

pub const LINES: &str = "The partnership set out to improve the experience of learners across its authorities by \
bringing practitioners together around shared priorities. In the course of the session networks met more often, and \
more establishments took part than in the session before. ";

pub fn text(words: &str) -> Vec<Inline> {
    vec![Inline::text(words)]
}

pub fn paragraph(words: &str) -> Block {
    Block::Paragraph { content: text(words) }
}

pub fn heading(level: u8, id: &str, words: &str) -> Block {
    Block::Heading(Heading { level, id: id.into(), content: text(words) })
}

pub fn chart(id: &str) -> Chart {
    let mut bars = String::new();
    for (row, (label, value)) in [("2021/22", 730), ("2022/23", 784), ("2023/24", 812)].into_iter().enumerate() {
        let y = 20 + row * 44;
        bars.push_str(&format!(
            r##"<text x="120" y="{}" text-anchor="end">{label}</text><rect x="130" y="{y}" width="{}" height="28" fill="#0065bd"/><text x="{}" y="{}">{}.{}%</text>"##,
            y + 19, value / 2, 138 + value / 2, y + 19, value / 10, value % 10
        ));
    }
    Chart {
        id: id.into(),
        svg: format!(
            r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 150" width="640" height="150"><g font-family="Roboto, sans-serif" font-size="14" fill="#1d1d1b">{bars}</g></svg>"##
        ),
        alternative: "Horizontal bars for three sessions: the share of learners at the expected level rose each time."
            .into(),
        caption: text("Learners at the expected level in reading, by session"),
        source: text("The table above"),
    }
}

pub fn table(id: &str, rows: usize, groups: bool) -> Table {
    let names = ["East Moor", "Glenlee", "Harbour City", "Lochside", "North Vale", "Ridge and Riverside"];
    let mut out = Vec::new();
    for number in 0..rows {
        let (name, tenth) = (names[number % names.len()], number % 10);
        let mut cells = vec![Cell::row_header(text(name))];
        for base in [88, 89, 91] {
            let value = if number == 2 && base == 91 { "[c]".into() } else { format!("{base}.{tenth}") };
            cells.push(Cell::data(text(&value)));
        }
        cells.push(Cell::data(text("+1.4")));
        out.push(Row { cells, total: false });
    }
    let total = ["88.9", "89.6", "91.2", "+2.3"].map(|value| Cell::data(text(value)));
    let cells = [Cell::row_header(text("Partnership"))].into_iter().chain(total).collect();
    out.push(Row { cells, total: true });
    let numbers = ["2021/22", "2022/23", "2023/24", "Change, percentage points"];
    let number = |words: &&str| Column { heading: text(words), alignment: Alignment::Number };
    let first = Column { heading: text("Authority"), alignment: Alignment::Text };
    let group = |words: &str, span| ColumnGroup { heading: if words.is_empty() { vec![] } else { text(words) }, span };
    Table {
        id: id.into(),
        caption: text("Attendance, per cent of possible half-days"),
        columns: [first].into_iter().chain(numbers.iter().map(number)).collect(),
        groups: if groups { vec![group("", 1), group("Session", 3), group("", 1)] } else { vec![] },
        rows: out,
        notes: vec![text("Change is computed from unrounded values.")],
        legend: vec![Marker { marker: "[c]".into(), meaning: text("confidential") }],
        source: text("Invented for this sample"),
    }
}

fn linked() -> Block {
    Block::Paragraph {
        content: vec![
            Inline::text("See "),
            Inline::link("#attendance-table", "the attendance table"),
            Inline::text(" and "),
            Inline::link("https://example.org/statistics", "the official statistics"),
            Inline::text("; attendance was "),
            Inline::Figure {
                printed: "91.2%".into(),
                key: "attendance 2023-24".into(),
                href: Some("/indicators/attendance".into()),
            },
            Inline::text(" in "),
            Inline::strong("session 2023/24"),
            Inline::NoteReference { note: "half-days".into() },
            Inline::LineBreak,
            Inline::emphasis("Indicator "),
            Inline::Code { text: "attendance-rate".into() },
            Inline::NoteReference { note: "half-days".into() },
        ],
    }
}

fn words() -> Vec<Block> {
    let inner = Block::List { ordered: false, items: vec![vec![paragraph("at home")], vec![paragraph("at school")]] };
    vec![
        Block::List {
            ordered: true,
            items: vec![vec![paragraph("Meet each month.")], vec![paragraph("Ask learners what changed"), inner]],
        },
        Block::Quote(Quote {
            blocks: vec![paragraph("Meeting colleagues from another authority changed how I plan.")],
            attribution: text("Class teacher, primary"),
        }),
        Block::Callout(Callout {
            tone: Tone::Warning,
            title: Some("Break in the series".into()),
            blocks: vec![paragraph("Sessions before 2021/22 were counted differently and are not compared.")],
        }),
        Block::Callout(Callout { tone: Tone::Note, title: None, blocks: vec![paragraph(LINES)] }),
        Block::KeyFacts {
            facts: vec![
                KeyFact { label: "Sessions covered".into(), value: text("2021/22 to 2023/24") },
                KeyFact { label: "Responsible".into(), value: text("Collaboration officer") },
            ],
        },
        Block::ThematicBreak,
    ]
}

/// About twelve pages: cover, contents, three tables and four charts among everything else.
pub fn report() -> Document {
    let mut document = Document::new(
        "Evaluation report 2023/24: working together across six authorities",
        "Sample Education Partnership",
        Day { year: 2024, month: 11, day: 22 },
    );
    document.subtitle = Some("What changed for learners and practitioners, and what comes next".into());
    document.authors = vec!["Evaluation lead".into()];
    document.description = Some("A sample of every block a report may hold.".into());
    document.keywords = vec!["evaluation".into(), "partnership".into()];
    document.version = Some("Version 1".into());
    document.address = Some("https://weft.example".into());
    document.cover_facts = vec![
        KeyFact { label: "Session".into(), value: text("2023/24") },
        KeyFact { label: "Endorsed by".into(), value: text("Partnership board, 14 November 2024") },
    ];
    let content = text("A half-day is one morning or afternoon.");
    document.notes = vec![Note { key: "half-days".into(), content }];
    let blocks = &mut document.blocks;
    blocks.push(heading(1, "summary", "Summary"));
    let found = ["Attendance rose in five of six authorities.", "More practitioners met across a boundary."];
    let items = found.map(|line| vec![paragraph(line)]).to_vec();
    blocks.push(Block::Callout(Callout {
        tone: Tone::Summary,
        title: Some("What we found".into()),
        blocks: vec![Block::List { ordered: false, items }],
    }));
    let headline = |value: &str, label: &str| Headline { value: text(value), label: text(label) };
    blocks.push(Block::Headlines {
        items: vec![
            headline("81.2%", "of learners at the expected level in reading"),
            headline("1,204", "practitioners took part in a network"),
            headline("−2.1", "percentage points: change in the gap since 2021/22"),
        ],
    });
    blocks.extend([paragraph(&LINES.repeat(2)), linked()]);
    for part in 1..=4 {
        blocks.push(heading(1, &format!("part-{part}"), &format!("Priority {part}")));
        blocks.push(paragraph(&LINES.repeat(3)));
        blocks.push(heading(2, &format!("figures-{part}"), "What the figures say"));
        blocks.push(paragraph(LINES));
        match part {
            1 => blocks.push(Block::Table(table("attendance-table", 6, false))),
            2 => blocks.push(Block::Table(table("grouped-table", 7, true))),
            3 => blocks.push(Block::Table(table("long-table", 60, true))),
            _ => {}
        }
        blocks.push(Block::Chart(chart(&format!("chart-{part}"))));
        blocks.push(paragraph(&LINES.repeat(4)));
        blocks.push(heading(3, &format!("voices-{part}"), "Voices"));
        blocks.extend(words());
        blocks.push(heading(4, &format!("method-{part}"), "How this was asked"));
        blocks.push(paragraph(&LINES.repeat(2)));
        if part == 2 {
            blocks.push(Block::PageBreak);
        }
    }
    document
}

/// A short paper with numbered paragraphs, a list under one of them and a table.
pub fn committee_paper() -> Document {
    let mut document = Document::new(
        "Working together across six authorities: progress in session 2023/24",
        "Glenlee Council: Education Committee",
        Day { year: 2024, month: 11, day: 22 },
    );
    (document.cover, document.contents, document.numbered) = (false, false, true);
    document.cover_facts = vec![KeyFact { label: "Meeting".into(), value: text("22 November 2024") }];
    let items = ["note the progress made;", "agree that the work goes on."].map(|line| vec![paragraph(line)]).to_vec();
    document.blocks = vec![
        heading(1, "purpose", "Purpose"),
        paragraph(LINES),
        heading(1, "recommendation", "Recommendation"),
        paragraph("The committee is asked to:"),
        Block::List { ordered: false, items },
        heading(1, "report", "Report"),
        heading(2, "background", "Background"),
        paragraph(LINES),
        paragraph(LINES),
        Block::Table(table("attendance-table", 6, false)),
        paragraph("The table shows attendance."),
        Block::Quote(Quote { blocks: vec![paragraph("It changed how I plan.")], attribution: text("Teacher") }),
        heading(1, "finance", "Finance and efficiency implications"),
        paragraph("None arise from this report."),
        paragraph(LINES),
    ];
    document
}

/// A plan on a page of so many columns with so many lines each.
pub fn plan_on_a_page(columns: usize, lines: usize) -> Document {
    let mut document =
        Document::new("Our plan 2023/24", "Sample Education Partnership", Day { year: 2023, month: 8, day: 14 });
    (document.cover, document.contents) = (false, false);
    document.version = Some("Version 1".into());
    let panel = |id: &str, words: &str, lead: &str, items: Vec<Vec<Inline>>| Panel {
        id: id.into(),
        heading: text(words),
        lead: if lead.is_empty() { vec![] } else { text(lead) },
        items,
    };
    let line = "Practitioners plan together across authorities and share what they make";
    let bands = ["Drivers", "Change we intend", "How we will know"];
    document.blocks = vec![Block::Poster(Poster {
        statement: panel(
            "vision",
            "Vision",
            "Every learner in every authority gains from what all of us know.",
            vec![],
        ),
        columns: (1..=columns)
            .map(|n| panel(&format!("column-{n}"), &format!("Workstream {n}"), "", vec![text(line); lines]))
            .collect(),
        bands: bands
            .iter()
            .enumerate()
            .map(|(n, words)| panel(&format!("band-{n}"), words, "", vec![text(line); 3]))
            .collect(),
        foot: vec![Inline::link("https://weft.example/framework", "The whole plan")],
    })];
    document
}
