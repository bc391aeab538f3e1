//! Tables of indicators: as a paper prints them, and across papers with the latest word of each session.

use figures::{AcademicSession, Content, Figure, Period, Unit};

use super::{ALL, Book, Column, Footnote, Indicator, Kind, Observation, PARTNERSHIP, SourceKind, latest};

/// A table ready to be drawn on a page, in a file or in a publication.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// The key of the source, or `latest` for the table across sources.
    pub source: String,
    /// Its title.
    pub title: String,
    /// The columns of values.
    pub columns: Vec<Column>,
    /// The rows, by theme where the paper prints themes.
    pub sections: Vec<Section>,
    /// What the markers in its cells mean.
    pub legend: Vec<LegendEntry>,
    /// The footnotes that its cells carry.
    pub footnotes: Vec<Footnote>,
    /// A sentence that says whose legend is used, and any remark on the source.
    pub notes: Vec<String>,
}

/// Rows under one theme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// The key and name of the theme; none where the paper prints none.
    pub theme: Option<(String, String)>,
    /// The rows.
    pub rows: Vec<PrintedRow>,
}

/// One indicator's row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedRow {
    /// The key of the indicator.
    pub indicator: String,
    /// The label as printed.
    pub label: String,
    /// What its numbers count.
    pub unit: Unit,
    /// One cell for each column.
    pub cells: Vec<PrintedCell>,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintedCell {
    /// What is drawn.
    pub drawn: Drawn,
}

/// What is drawn in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drawn {
    /// A figure that a source prints here.
    Figure {
        /// The figure.
        figure: Figure,
        /// The session or two it covers.
        period: Period,
        /// The key of the source that prints it.
        source: String,
        /// The note of the cell.
        note: Option<String>,
    },
    /// The blank beside a value that covers this session too.
    Beside,
    /// Nothing was recorded here.
    Nothing,
}

/// One marker of a table's legend.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LegendEntry {
    /// The marker as printed.
    pub mark: String,
    /// What it means.
    pub meaning: String,
    /// The source whose legend says so, where it is not the table's own.
    pub from: Option<String>,
    /// Whether a paper explains it, or the meaning is our reading.
    pub printed: bool,
    /// The keys of the sources it holds for.
    pub sources: Vec<String>,
}

impl PrintedCell {
    /// The cell exactly as printed, with the mark of its footnote: `73.0`, `**`, `29.8% ²`; blank where nothing is.
    pub fn text(&self) -> String {
        let mut text = self.number();
        if let Drawn::Figure { figure, .. } = &self.drawn {
            for note in &figure.notes {
                text.push(' ');
                text.push_str(note);
            }
        }
        text
    }

    /// The cell without the marks of its footnotes. A reason that no paper marks is said in words: `not published`.
    pub fn number(&self) -> String {
        match &self.drawn {
            Drawn::Figure { figure, .. } => shown(figure),
            Drawn::Beside | Drawn::Nothing => String::new(),
        }
    }
}

impl Printed {
    /// Every row in order.
    pub fn rows(&self) -> impl Iterator<Item = &PrintedRow> {
        self.sections.iter().flat_map(|section| &section.rows)
    }

    /// The place in the legend, from 1, of a marker in a cell of some source.
    pub fn legend_place(&self, mark: &str, source: &str) -> Option<usize> {
        let at = self.legend.iter().position(|one| one.mark == mark && one.sources.iter().any(|key| key == source))?;
        Some(at + 1)
    }

    /// The place among the footnotes, from 1, of a mark.
    pub fn footnote_place(&self, mark: &str) -> Option<usize> {
        Some(self.footnotes.iter().position(|one| one.mark == mark)? + 1)
    }
}

/// A figure as a cell shows it: what is printed, or in words why nothing is.
pub(super) fn shown(figure: &Figure) -> String {
    if figure.why().is_some() && figure.marker.is_none() { super::said::spoken(figure) } else { figure.display_short() }
}

/// The table of a source as its paper prints it; `None` where there is no such table to be seen. With `theme`, only
/// the rows of that theme.
pub fn printed(book: &Book, source: &str, theme: Option<&str>) -> Option<Printed> {
    let source = book.source(source).filter(|source| source.kind == SourceKind::Table)?;
    let mut sections: Vec<Section> = Vec::new();
    for row in source.rows.iter().filter(|row| theme.is_none() || row.theme.as_deref() == theme) {
        let Some(indicator) = book.indicator(&row.indicator) else { continue };
        let cells = source
            .columns
            .iter()
            .map(|column| cell(book.cell(&indicator.key, &source.key, column.session), column.session))
            .collect();
        let name = row.theme.as_ref().map(|key| (key.clone(), theme_name(book, key)));
        let drawn =
            PrintedRow { indicator: indicator.key.clone(), label: row.label.clone(), unit: indicator.unit, cells };
        match sections.last_mut().filter(|section| section.theme == name) {
            Some(section) => section.rows.push(drawn),
            None => sections.push(Section { theme: name, rows: vec![drawn] }),
        }
    }
    let notes = [&source.legend_note, &source.note].into_iter().flatten().cloned().collect();
    let title = source.table_title.clone().unwrap_or_else(|| source.title.clone());
    Some(finish(book, (source.key.clone(), title), source.columns.clone(), sections, notes))
}

/// The comparison measures that a source names, over the sessions it names them for; `None` where it names none. A
/// table source hands over to the running text of the same paper.
pub fn comparison(book: &Book, source: &str) -> Option<Printed> {
    let asked = book.source(source)?;
    let same_paper = |key: &str| book.source(key).is_some_and(|one| one.paper.is_some() && one.paper == asked.paper);
    let spoken: Vec<&Observation> = book
        .observations
        .iter()
        .filter(|one| one.source == source || same_paper(&one.source))
        .filter(|one| one.area == PARTNERSHIP && one.breakdown == ALL)
        .filter(|one| {
            book.indicator(&one.indicator).is_some_and(|found| found.kind == Kind::Comparison && !found.invented)
        })
        .collect();
    let from = spoken.iter().map(|one| one.period.first()).min()?;
    let to = spoken.iter().map(|one| one.period.last()).max()?;
    let columns = plain_columns(from.through(to).into_iter());
    let rows = book
        .indicators
        .iter()
        .filter(|one| spoken.iter().any(|found| found.indicator == one.key))
        .map(|one| {
            let at = |session: AcademicSession| {
                spoken.iter().find(|found| found.indicator == one.key && found.period.contains(session)).copied()
            };
            row(one, &columns, at)
        })
        .collect();
    let key = (source.to_owned(), format!("Comparison measures, {}", asked.short_title));
    Some(finish(book, key, columns, vec![Section { theme: None, rows }], Vec::new()))
}

/// The critical indicators, or the comparison measures, over every session with the latest released word of each;
/// `None` while nothing was recorded.
pub fn across(book: &Book, kind: Kind) -> Option<Printed> {
    let shown: Vec<&Indicator> = book.indicators.iter().filter(|one| one.kind == kind && !one.invented).collect();
    let lines: Vec<_> = shown.iter().map(|one| latest(book, &one.key, PARTNERSHIP)).collect();
    let periods = || lines.iter().flatten().map(|stands| stands.observation.period);
    let (from, to) = (periods().map(Period::first).min()?, periods().map(Period::last).max()?);
    let columns = plain_columns(from.through(to).into_iter());
    let mut sections: Vec<Section> = Vec::new();
    for theme in book.themes.iter().map(|theme| Some(theme.key.as_str())).chain([None]) {
        let rows: Vec<PrintedRow> = shown
            .iter()
            .zip(&lines)
            .filter(|(one, line)| one.theme.as_deref() == theme && !line.is_empty())
            .map(|(one, line)| {
                let at = |session: AcademicSession| {
                    line.iter().map(|stands| stands.observation).find(|found| found.period.contains(session))
                };
                row(one, &columns, at)
            })
            .collect();
        if !rows.is_empty() {
            let named = theme.map(|key| (key.to_owned(), theme_name(book, key)));
            sections.push(Section { theme: named, rows });
        }
    }
    let title = match kind {
        Kind::Critical => "Critical indicators, every session",
        Kind::Comparison => "Comparison measures",
    };
    let notes = vec!["Each value is the one that the latest paper prints for its session.".to_owned()];
    Some(finish(book, ("latest".into(), title.into()), columns, sections, notes))
}

fn plain_columns(sessions: impl Iterator<Item = AcademicSession>) -> Vec<Column> {
    sessions.map(|session| Column { session, label: session.to_string(), baseline: false }).collect()
}

fn row<'a>(one: &Indicator, columns: &[Column], at: impl Fn(AcademicSession) -> Option<&'a Observation>) -> PrintedRow {
    let cells = columns.iter().map(|column| cell(at(column.session), column.session)).collect();
    PrintedRow { indicator: one.key.clone(), label: one.name.clone(), unit: one.unit, cells }
}

fn cell(found: Option<&Observation>, session: AcademicSession) -> PrintedCell {
    let drawn = match found {
        None => Drawn::Nothing,
        Some(one) if one.period.first() != session => Drawn::Beside,
        Some(one) => Drawn::Figure {
            figure: one.figure.clone(),
            period: one.period,
            source: one.source.clone(),
            note: one.note.clone(),
        },
    };
    PrintedCell { drawn }
}

fn theme_name(book: &Book, key: &str) -> String {
    book.theme(key).map_or_else(|| key.to_owned(), |theme| theme.name.clone())
}

/// Puts legend and footnotes to the cells that need them.
fn finish(
    book: &Book,
    (source, title): (String, String),
    columns: Vec<Column>,
    sections: Vec<Section>,
    notes: Vec<String>,
) -> Printed {
    let (mut legend, mut footnotes): (Vec<LegendEntry>, Vec<Footnote>) = (Vec::new(), Vec::new());
    for cell in sections.iter().flat_map(|section| &section.rows).flat_map(|row| &row.cells) {
        let Drawn::Figure { figure, source: said_by, .. } = &cell.drawn else { continue };
        if let (Content::Reason(_), Some(mark)) = (&figure.content, &figure.marker) {
            explain(book, said_by, mark, &mut legend);
        }
        for mark in &figure.notes {
            let found = book.footnotes(said_by).iter().find(|one| one.mark == *mark);
            if let Some(found) = found.filter(|found| !footnotes.contains(found)) {
                footnotes.push(found.clone());
            }
        }
    }
    legend.sort_by(|a, b| a.mark.cmp(&b.mark).then_with(|| a.meaning.cmp(&b.meaning)));
    footnotes.sort_by(|a, b| a.mark.cmp(&b.mark));
    Printed { source, title, columns, sections, legend, footnotes, notes }
}

fn explain(book: &Book, source: &str, mark: &str, legend: &mut Vec<LegendEntry>) {
    if legend.iter().any(|one| one.mark == mark && one.sources.iter().any(|key| key == source)) {
        return;
    }
    let markers = book.markers(source);
    let Some((marker, from)) = markers.into_iter().find(|(marker, _)| marker.mark == mark) else { return };
    match legend.iter_mut().find(|one| one.mark == mark && one.meaning == marker.meaning) {
        Some(known) => known.sources.push(source.to_owned()),
        None => legend.push(LegendEntry {
            mark: mark.to_owned(),
            meaning: marker.meaning.clone(),
            from: from.map(ToOwned::to_owned),
            printed: marker.printed,
            sources: vec![source.to_owned()],
        }),
    }
}
