//! Minutes and packs as documents: drawn as a page, as PDF and as Word from one value each.

use typesetting::{
    from_commonmark,
    model::{Block, Callout, Cell, Column, Day, Document, Heading, Inline, KeyFact, Row, Table, Tone},
};

use super::{
    Attendance, Decision, agenda, members,
    naming::Naming,
    reason_name,
    sight::Ground,
    store::{self, Paper, Version},
};
use crate::{
    actions::{self, Action},
    partnership,
    plumbing::{clock::spoken_day, problem::Problem, state::Weft},
};

/// Everything minutes are made from.
pub(super) struct Minutes {
    pub(super) body: String,
    attendance: Vec<Attendance>,
    declarations: Vec<store::Declaration>,
    decisions: Vec<Decision>,
    agreed: Vec<Action>,
    agenda: Vec<agenda::Line>,
    quorum: Option<String>,
    none_declared: bool,
    /// The approved version, where it is the one shown.
    version: Option<Version>,
    approved_at: Option<String>,
    next: Option<String>,
    pub(super) naming: Naming,
}

impl Minutes {
    /// Gathers the minutes of a meeting as one revision has them.
    pub(super) async fn gather(
        weft: &Weft,
        ground: &Ground,
        body: String,
        version: Option<Version>,
    ) -> Result<Self, Problem> {
        let meeting = &ground.meeting;
        let attendance = store::attendance(&weft.db, &meeting.id).await?;
        let declarations = store::declarations(&weft.db, meeting).await?;
        let agreed = actions::agreed_at(&weft.db, &meeting.id).await?;
        let mut naming = Naming::default();
        for one in &attendance {
            naming.add(&one.name, &one.office);
        }
        for one in &declarations {
            naming.add(&one.name, &one.office);
        }
        for member in members::members(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await? {
            naming.add(&member.name, &member.office);
        }
        for action in agreed.iter().filter(|action| action.owner.is_some()) {
            naming.add(&action.owner_words, "");
        }
        let approved_at = match version.as_ref().and_then(|version| version.approved_at.as_ref()) {
            Some(key) => store::meeting(&weft.db, key).await?.map(|found| spoken_day(&found.day)),
            None => None,
        };
        let next = store::after(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?;
        Ok(Self {
            body,
            quorum: members::quorum(&weft.db, meeting, &attendance).await?,
            attendance,
            declarations,
            none_declared: meeting.none_declared == 1,
            decisions: store::decisions(&weft.db, meeting).await?,
            agreed,
            agenda: agenda::of(&weft.db, meeting).await?,
            version,
            approved_at,
            next: next.map(|found| found.when()),
            naming,
        })
    }

    /// The words of a text as the reader may see them.
    fn said(&self, text: &str, names: bool) -> String {
        if names { text.to_owned() } else { self.naming.hide(text) }
    }

    /// The minutes as a document, with names or with offices in their place.
    pub(super) async fn document(&self, weft: &Weft, ground: &Ground, names: bool) -> Result<Document, Problem> {
        let mut document = begin(weft, ground, "Minutes").await?;
        let mut out = Writer { blocks: Vec::new() };
        let status = match (&self.version, &self.approved_at) {
            (None, _) => "Draft, not yet approved".to_owned(),
            (Some(version), Some(at)) if version.number == 1 => format!("Approved at the meeting on {at}"),
            (Some(version), _) if version.number == 1 => format!("Approved on {}", spoken_day(&version.day)),
            (Some(version), _) => format!("Version {}, corrected on {}", version.number, spoken_day(&version.day)),
        };
        out.facts(ground, &[("Status", &status)]);
        if let Some(reason) = self.version.as_ref().and_then(|version| version.reason.as_ref()) {
            out.note(Tone::Note, "Why this version was made", &self.said(reason, names));
        }
        if self.version.is_none() {
            out.note(Tone::Warning, "Draft", "These minutes have not been approved. They may change.");
        }
        self.attendance(&mut out, names);
        self.declared(&mut out, names);
        out.heading("record", "Record of the meeting");
        let body = self.said(&self.body, names);
        if body.trim().is_empty() {
            out.paragraph("Nothing has been written.");
        }
        out.blocks.extend(from_commonmark(&body, 2, "minutes"));
        self.decided(&mut out, names);
        self.agreed(&mut out, names);
        if let Some(next) = &self.next {
            out.heading("next-meeting", "Next meeting");
            out.paragraph(next);
        }
        if names {
            out.heading("signature", "Signature");
            out.paragraph("Signed as a true record of the meeting:");
            out.paragraph("Chair: ______________________________     Date: ____________________");
        }
        document.blocks = out.blocks;
        Ok(document)
    }

    fn attendance(&self, out: &mut Writer, names: bool) {
        out.heading("attendance", "Attendance");
        if self.attendance.is_empty() {
            out.paragraph("Who was there has not been noted.");
        } else if names {
            let word = |one: &Attendance| match (one.presence.as_str(), &one.substitute_for) {
                ("apologies", _) => "Apologies".to_owned(),
                ("online", None) => "Online".to_owned(),
                ("online", Some(member)) => format!("Online, for {member}"),
                (_, None) => "In the room".to_owned(),
                (_, Some(member)) => format!("In the room, for {member}"),
            };
            let office = |one: &Attendance| if one.office.is_empty() { "–".to_owned() } else { one.office.clone() };
            let rows = self.attendance.iter().map(|one| vec![one.name.clone(), office(one), word(one)]).collect();
            out.table("attendance-table", "Who was there", &["Name", "Office", "Attendance"], rows);
        } else {
            let offices = |present: bool| -> Vec<String> {
                let those = self.attendance.iter().filter(|one| one.is_present() == present);
                those.map(|one| if one.office.is_empty() { "A guest".to_owned() } else { one.office.clone() }).collect()
            };
            out.paragraph("Present:");
            out.list(false, offices(true));
            let apologies = offices(false);
            if !apologies.is_empty() {
                out.paragraph("Apologies:");
                out.list(false, apologies);
            }
        }
        if let Some(quorum) = &self.quorum {
            out.paragraph(quorum);
        }
    }

    fn declared(&self, out: &mut Writer, names: bool) {
        out.heading("interests", "Declarations of interest");
        if self.declarations.is_empty() {
            out.paragraph(if self.none_declared {
                "Everybody was asked, and nobody declared an interest."
            } else {
                "Whether anybody declared an interest has not been noted."
            });
            return;
        }
        let each = self.declarations.iter().map(|one| {
            let who = match (names, one.office.is_empty()) {
                (true, _) => &one.name,
                (false, true) => "A member",
                (false, false) => &one.office,
            };
            let stayed = if one.stayed == 1 { "and stayed" } else { "and left the meeting for the item" };
            format!("{who} declared an interest: {} – {stayed}.", self.said(&one.interest, names))
        });
        out.list(false, each.collect());
    }

    fn decided(&self, out: &mut Writer, names: bool) {
        out.heading("decisions", "Decisions");
        if self.decisions.is_empty() {
            out.paragraph("The meeting took no decision.");
            return;
        }
        let item = |key: &Option<String>| {
            let line = key.as_ref().and_then(|key| self.agenda.iter().find(|line| line.key == *key));
            line.map_or_else(|| "–".to_owned(), |line| format!("{}. {}", line.number, line.title))
        };
        let rows =
            self.decisions.iter().map(|one| vec![one.number.to_string(), self.said(&one.text, names), item(&one.item)]);
        out.table("decisions-table", "What was decided", &["Number", "Decision", "Item"], rows.collect());
    }

    fn agreed(&self, out: &mut Writer, names: bool) {
        out.heading("actions", "Actions agreed");
        if self.agreed.is_empty() {
            out.paragraph("No action was agreed.");
            return;
        }
        let rows = self.agreed.iter().map(|one| {
            let owner = self.said(&one.owner_words, names);
            let due = one.due.as_deref().map_or_else(|| "No day".to_owned(), spoken_day);
            vec![self.said(&one.text, names), owner, due]
        });
        out.table("actions-table", "What was agreed", &["Action", "Who", "By"], rows.collect());
    }
}

/// The pack of a meeting: agenda and papers as far as the reader may see them.
pub(super) async fn pack(weft: &Weft, ground: &Ground) -> Result<Document, Problem> {
    let names = ground.sees_names();
    let meeting = &ground.meeting;
    let mut document = begin(weft, ground, "Agenda and papers").await?;
    let mut out = Writer { blocks: Vec::new() };
    out.facts(ground, &[]);
    out.heading("agenda", "Agenda");
    let agenda = agenda::of(&weft.db, meeting).await?;
    let lines = agenda.iter().map(|line| match line.brought_by.as_str() {
        "" => line.title.clone(),
        office => format!("{} ({office})", line.title),
    });
    out.list(true, lines.collect());
    if names {
        let before = store::before(&weft.db, &meeting.holder_kind, &meeting.holder_key, &meeting.day).await?;
        if let Some(before) = before.filter(|before| before.revision.is_some()) {
            let content = vec![
                Inline::text("The minutes of the last meeting: "),
                Inline::link(format!("{}/minutes", before.url()), before.when()),
            ];
            out.blocks.push(Block::Paragraph { content });
        }
        let open = actions::open_of_holder(&weft.db, &meeting.holder_kind, &meeting.holder_key).await?;
        if !open.is_empty() {
            out.heading("actions", "Actions agreed before and not yet done");
            let rows = open.iter().map(|one| {
                let due = one.due.as_deref().map_or_else(|| "No day".to_owned(), spoken_day);
                let state = one.state(&ground.today).name().to_owned();
                vec![one.text.clone(), one.owner_words.clone(), due, state]
            });
            out.table("actions-table", "Open actions", &["Action", "Who", "By", "State"], rows.collect());
        }
    }
    out.heading("papers", "Papers");
    let papers = store::papers(&weft.db, meeting).await?;
    if papers.is_empty() {
        out.paragraph("There is no paper for this meeting.");
    }
    for (number, paper) in (1_usize..).zip(&papers) {
        write_paper(&mut out, ground, number, paper);
    }
    document.blocks = out.blocks;
    Ok(document)
}

fn write_paper(out: &mut Writer, ground: &Ground, number: usize, paper: &Paper) {
    let id = format!("paper-{number}");
    let closed = paper.closed_reason.as_deref().map(reason_name);
    if let Some(reason) = closed.filter(|_| !ground.sees_names()) {
        out.subheading(&id, &format!("Paper {number}: closed to the public"));
        out.paragraph(&format!("{reason}."));
        return;
    }
    out.subheading(&id, &format!("Paper {number}: {}", paper.title));
    if let Some(reason) = closed {
        out.note(Tone::Warning, "Closed to the public", &format!("{reason}. Do not pass this paper on."));
    }
    match paper.kind.as_str() {
        "text" => out.blocks.extend(from_commonmark(&paper.body, 3, &id)),
        "link" => out.blocks.push(Block::Paragraph {
            content: vec![Inline::text("To be read at: "), Inline::link(&paper.url, &paper.title)],
        }),
        _ => {
            let href = format!("{}/papers/{}", ground.meeting.url(), paper.key);
            let content = vec![Inline::text("A file of its own: "), Inline::link(href, paper.file_name.clone())];
            out.blocks.push(Block::Paragraph { content });
        }
    }
}

/// A short document about a meeting, with nothing in it yet.
async fn begin(weft: &Weft, ground: &Ground, what: &str) -> Result<Document, Problem> {
    let meeting = &ground.meeting;
    let organisation = partnership::name(&weft.db).await?;
    let day: jiff::civil::Date = meeting.day.parse().map_err(Problem::broken)?;
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let day =
        Day { year: u16::try_from(day.year()).unwrap_or_default(), month: part(day.month()), day: part(day.day()) };
    let mut document = Document::new(format!("{what}: {}", ground.heading()), organisation, day);
    document.cover = false;
    document.contents = false;
    document.address = Some(weft.settings.public_url.clone());
    document.description = Some(format!("{what} of a meeting of {}", ground.holder.label));
    Ok(document)
}

/// Blocks being written.
struct Writer {
    blocks: Vec<Block>,
}

impl Writer {
    fn heading(&mut self, id: &str, words: &str) {
        self.blocks.push(Block::Heading(Heading { level: 1, id: id.into(), content: vec![Inline::text(words)] }));
    }

    fn subheading(&mut self, id: &str, words: &str) {
        self.blocks.push(Block::Heading(Heading { level: 2, id: id.into(), content: vec![Inline::text(words)] }));
    }

    fn paragraph(&mut self, words: &str) {
        self.blocks.push(Block::Paragraph { content: vec![Inline::text(words)] });
    }

    fn list(&mut self, ordered: bool, lines: Vec<String>) {
        let item = |line| vec![Block::Paragraph { content: vec![Inline::text(line)] }];
        if !lines.is_empty() {
            self.blocks.push(Block::List { ordered, items: lines.into_iter().map(item).collect() });
        }
    }

    fn note(&mut self, tone: Tone, title: &str, words: &str) {
        let blocks = vec![Block::Paragraph { content: vec![Inline::text(words)] }];
        self.blocks.push(Block::Callout(Callout { tone, title: Some(title.into()), blocks }));
    }

    /// A table whose rows are headed by their first cell. A single row is told as a list: its headings would outweigh it.
    fn table(&mut self, id: &str, caption: &str, headings: &[&str], rows: Vec<Vec<String>>) {
        if let [only] = rows.as_slice() {
            let told = headings.iter().zip(only).filter(|(_, words)| !words.is_empty());
            return self.list(false, told.map(|(heading, words)| format!("{heading}: {words}")).collect());
        }
        let column = |heading: &&str| Column { heading: vec![Inline::text(*heading)], alignment: Default::default() };
        let cell = |(at, words): (usize, String)| {
            let content = vec![Inline::text(words)];
            if at == 0 { Cell::row_header(content) } else { Cell::data(content) }
        };
        let row = |cells: Vec<String>| Row { cells: cells.into_iter().enumerate().map(cell).collect(), total: false };
        self.blocks.push(Block::Table(Table {
            id: id.into(),
            caption: vec![Inline::text(caption)],
            columns: headings.iter().map(column).collect(),
            groups: Vec::new(),
            rows: rows.into_iter().map(row).collect(),
            notes: Vec::new(),
            legend: Vec::new(),
            source: Vec::new(),
        }));
    }

    /// When, where and of whom, with further facts after them.
    fn facts(&mut self, ground: &Ground, more: &[(&str, &str)]) {
        let meeting = &ground.meeting;
        let place = match (meeting.mode_name(), meeting.venue.as_str()) {
            (mode, "") => mode.to_owned(),
            (mode, venue) => format!("{mode}, {venue}"),
        };
        let (when, holder) = (meeting.when(), ground.holder.label.clone());
        let mut facts = vec![("Of", holder.as_str()), ("When", &when), ("Where", &place)];
        facts.extend(more);
        if meeting.invented == 1 {
            facts.push(("Example", "This meeting and everybody at it are invented"));
        }
        let fact = |(label, value): (&str, &str)| KeyFact { label: label.into(), value: vec![Inline::text(value)] };
        self.blocks.push(Block::KeyFacts { facts: facts.into_iter().map(fact).collect() });
    }
}
