//! Tables: a caption that Word numbers, heading rows that repeat on each page, and the lines under the table.

use super::body::{Body, TEXT_WIDTH};
use super::xml::{Properties, escaped, run};
use crate::model::{Alignment, CellRole, KeyFact, Table, plain_text};
use crate::widths::shape;

/// What a row is.
const HEADING_ROW: &str = "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
const PLAIN_ROW: &str = "<w:trPr><w:cantSplit/></w:trPr>";

impl Body<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        self.tables += 1;
        let (word, number) = (self.document.words.table.clone(), self.tables);
        let caption = self.line(&table.caption);
        self.caption(&table.id, "Table", &word, number, &caption);
        let shape = shape(table);
        let all: usize = shape.widths.iter().sum::<usize>().max(1);
        let widths: Vec<usize> = shape.widths.iter().map(|width| width * TEXT_WIDTH / all).collect();
        let mut rows = self.headings(table, &widths);
        for row in &table.rows {
            let mut cells = String::new();
            let mut at = 0;
            for cell in &row.cells {
                let span = usize::from(cell.span);
                let runs = self.line(&cell.content);
                let heads = cell.role == CellRole::RowHeader;
                let number =
                    !heads && table.columns.get(at).is_some_and(|column| column.alignment == Alignment::Number);
                let style = if row.total || heads { "TableHeading" } else { "TableText" };
                let words = Properties { right: number, ..Properties::style(style) }.paragraph(&runs);
                cells.push_str(&drawn(width(&widths, at, span), span, "", &words));
                at += span;
            }
            rows.push_str(&format!("<w:tr>{}{cells}</w:tr>", if shape.tall { "" } else { PLAIN_ROW }));
        }
        self.framed(&widths, &plain_text(&table.caption), true, &rows);
        self.under(table);
    }

    fn headings(&mut self, table: &Table, widths: &[usize]) -> String {
        let mut upper = String::new();
        let mut under = String::new();
        let grouped = !table.groups.is_empty();
        let column = |body: &mut Self, at: usize, merge: &str| {
            let Some(column) = table.columns.get(at) else { return String::new() };
            let runs =
                if merge.contains("restart") || merge.is_empty() { body.line(&column.heading) } else { String::new() };
            let right = column.alignment == Alignment::Number;
            let words = Properties { right, keep_next: true, ..Properties::style("TableHeading") }.paragraph(&runs);
            drawn(width(widths, at, 1), 1, merge, &words)
        };
        let mut at = 0;
        for group in &table.groups {
            let span = usize::from(group.span);
            if group.heading.is_empty() {
                for at in at..at + span {
                    upper.push_str(&column(self, at, "<w:vMerge w:val=\"restart\"/>"));
                    under.push_str(&column(self, at, "<w:vMerge/>"));
                }
            } else {
                let runs = self.line(&group.heading);
                let words = Properties { keep_next: true, ..Properties::style("TableHeading") }.paragraph(&runs);
                upper.push_str(&drawn(width(widths, at, span), span, "", &words));
                for at in at..at + span {
                    under.push_str(&column(self, at, ""));
                }
            }
            at += span;
        }
        if !grouped {
            (0..table.columns.len()).for_each(|at| upper.push_str(&column(self, at, "")));
        }
        let mut rows = format!("<w:tr>{HEADING_ROW}{upper}</w:tr>");
        if grouped {
            rows.push_str(&format!("<w:tr>{HEADING_ROW}{under}</w:tr>"));
        }
        rows
    }

    fn under(&mut self, table: &Table) {
        if !table.legend.is_empty() {
            let mut runs = run("", &format!("{}: ", self.document.words.legend));
            for (at, marker) in table.legend.iter().enumerate() {
                runs.push_str(&run("", if at > 0 { "; " } else { "" }));
                runs.push_str(&run("<w:b/><w:bCs/>", &marker.marker));
                runs.push_str(&run("", " "));
                runs.push_str(&self.line(&marker.meaning));
            }
            self.push("Source", &runs);
        }
        for note in &table.notes {
            let runs = self.line(note);
            self.push("Source", &runs);
        }
        self.sourced(&table.source);
    }

    /// Label and value lines.
    pub(super) fn facts(&mut self, facts: &[KeyFact]) {
        let widths = [TEXT_WIDTH * 3 / 10, TEXT_WIDTH - TEXT_WIDTH * 3 / 10];
        let mut rows = String::new();
        for fact in facts {
            let label = Properties::style("TableHeading").paragraph(&run("", &fact.label));
            let runs = self.line(&fact.value);
            let value = Properties::style("TableText").paragraph(&runs);
            let cells = drawn(widths[0], 1, "", &label) + &drawn(widths[1], 1, "", &value);
            rows.push_str(&format!("<w:tr>{PLAIN_ROW}{cells}</w:tr>"));
        }
        if !facts.is_empty() {
            self.framed(&widths, "", false, &rows);
            // Two tables with nothing between them would become one.
            self.push("Source", "");
        }
    }

    fn framed(&mut self, widths: &[usize], caption: &str, headed: bool, rows: &str) {
        let grid: String = widths.iter().map(|width| format!("<w:gridCol w:w=\"{width}\"/>")).collect();
        let caption =
            if caption.is_empty() { String::new() } else { format!("<w:tblCaption w:val=\"{}\"/>", escaped(caption)) };
        self.raw(&format!(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"{TEXT_WIDTH}\" w:type=\"dxa\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"{}\" w:firstRow=\"{}\" w:lastRow=\"0\" w:firstColumn=\"1\" \
             w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/>{caption}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>",
            if headed { "06A0" } else { "0680" },
            u8::from(headed),
        ));
    }
}

fn width(widths: &[usize], at: usize, span: usize) -> usize {
    widths.iter().skip(at).take(span).sum()
}

fn drawn(width: usize, span: usize, merge: &str, words: &str) -> String {
    let span = if span > 1 { format!("<w:gridSpan w:val=\"{span}\"/>") } else { String::new() };
    format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{span}{merge}</w:tcPr>{words}</w:tc>")
}
