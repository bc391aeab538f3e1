//! A table as the template writes it: every text ready, no number formatted there.

use crate::indicators::{Drawn, Printed, PrintedCell, PrintedRow};

/// A whole table with legend and footnotes.
pub(super) struct TableView {
    /// What the ids on the page begin with.
    pub(super) id: String,
    pub(super) caption: String,
    /// The small print of the caption.
    pub(super) small: String,
    pub(super) columns: Vec<String>,
    pub(super) width: usize,
    pub(super) sections: Vec<SectionView>,
    pub(super) legend: Vec<Explained>,
    pub(super) footnotes: Vec<Explained>,
    pub(super) notes: Vec<String>,
}

/// Rows under a theme; an empty theme writes none.
pub(super) struct SectionView {
    pub(super) theme: String,
    pub(super) rows: Vec<RowView>,
}

/// One row with the link to its indicator.
pub(super) struct RowView {
    pub(super) href: String,
    pub(super) label: String,
    pub(super) cells: Vec<CellView>,
}

/// One cell, over `span` columns.
pub(super) struct CellView {
    pub(super) text: String,
    /// Where the text leads, for a marker that the legend explains; empty for none.
    pub(super) href: String,
    pub(super) span: usize,
    /// Words for readers by ear only.
    pub(super) aloud: String,
    /// The marks of footnotes with their places.
    pub(super) marks: Vec<Link>,
}

/// A link.
pub(super) struct Link {
    pub(super) text: String,
    pub(super) href: String,
}

/// A mark and what it means.
pub(super) struct Explained {
    pub(super) id: String,
    pub(super) mark: String,
    pub(super) meaning: String,
    /// Who says so, where that is worth saying.
    pub(super) aside: String,
}

impl TableView {
    /// Makes a table ready; `id` is what its ids begin with.
    pub(super) fn new(id: &str, table: &Printed, small: &str) -> Self {
        Self {
            id: id.to_owned(),
            caption: table.title.clone(),
            small: small.to_owned(),
            columns: table.columns.iter().map(|column| column.label.clone()).collect(),
            width: table.columns.len() + 1,
            sections: table
                .sections
                .iter()
                .map(|section| SectionView {
                    theme: section.theme.as_ref().map_or_else(String::new, |(_, name)| name.clone()),
                    rows: section.rows.iter().map(|row| row_view(id, table, row)).collect(),
                })
                .collect(),
            legend: (1..)
                .zip(&table.legend)
                .map(|(at, one)| Explained {
                    id: format!("{id}-marker-{at}"),
                    mark: one.mark.clone(),
                    meaning: one.meaning.clone(),
                    aside: match (&one.from, one.printed) {
                        (Some(from), true) => format!("Explained in the {from}, not in this paper."),
                        (None, true) => "Explained in the paper itself.".into(),
                        (_, false) => "Our reading.".into(),
                    },
                })
                .collect(),
            footnotes: (1..)
                .zip(&table.footnotes)
                .map(|(at, one)| Explained {
                    id: format!("{id}-note-{at}"),
                    mark: one.mark.clone(),
                    meaning: one.text.clone(),
                    aside: String::new(),
                })
                .collect(),
            notes: table.notes.clone(),
        }
    }
}

fn row_view(id: &str, table: &Printed, row: &PrintedRow) -> RowView {
    let mut cells: Vec<CellView> = Vec::new();
    for cell in &row.cells {
        match (&cell.drawn, cells.last_mut()) {
            // The blank beside a value of two sessions is drawn as one cell with it.
            (Drawn::Beside, Some(before)) => before.span += 1,
            _ => cells.push(cell_view(id, table, cell)),
        }
    }
    RowView { href: format!("/indicators/{}", row.indicator), label: row.label.clone(), cells }
}

pub(super) fn cell_view(id: &str, table: &Printed, cell: &PrintedCell) -> CellView {
    let mut view =
        CellView { text: String::new(), href: String::new(), span: 1, aloud: String::new(), marks: Vec::new() };
    let Drawn::Figure { figure, period, source, note } = &cell.drawn else {
        view.text = "\u{2013}".into();
        view.aloud = "nothing recorded".into();
        return view;
    };
    view.text = cell.number();
    if let Some(place) = figure.marker.as_ref().and_then(|mark| table.legend_place(mark, source)) {
        view.href = format!("#{id}-marker-{place}");
    }
    view.marks = figure
        .notes
        .iter()
        .map(|mark| Link {
            text: mark.clone(),
            href: table.footnote_place(mark).map_or_else(String::new, |place| format!("#{id}-note-{place}")),
        })
        .collect();
    let mut aloud = Vec::new();
    if period.is_two_sessions() {
        aloud.push(format!("one value for {period}"));
    }
    aloud.extend(note.clone().filter(|_| figure.why().is_some()));
    view.aloud = aloud.join(". ");
    view
}
