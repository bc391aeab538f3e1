//! A poster in Word: a landscape page whose columns are columns of text, so that headings and lists stay what they are.

use super::body::Body;
use super::numbering::DOTS;
use super::package::{PORTRAIT, section};
use super::xml::{Properties, run};
use crate::model::{Panel, Poster};

const COLUMN: &str = "<w:r><w:br w:type=\"column\"/></w:r>";
/// A3 across, with narrow margins.
pub(super) const LANDSCAPE: &str = "<w:pgSz w:w=\"23811\" w:h=\"16838\" w:orient=\"landscape\"/>\
    <w:pgMar w:top=\"720\" w:right=\"737\" w:bottom=\"720\" w:left=\"737\" w:header=\"340\" w:footer=\"340\" w:gutter=\"0\"/>";

impl Body<'_> {
    pub(super) fn poster(&mut self, poster: &Poster, titled: bool, last: bool) {
        if titled {
            self.push("Organisation", &run("", &self.document.organisation));
            self.push("Title", &run("", &self.document.title));
            if let Some(subtitle) = &self.document.subtitle {
                self.push("Subtitle", &run("", subtitle));
            }
        } else {
            self.end(&section("nextPage", PORTRAIT, 1, true));
        }
        self.panel(&poster.statement);
        self.end(&section("nextPage", LANDSCAPE, 1, false));
        self.columns(&poster.columns);
        self.end(&section("continuous", LANDSCAPE, poster.columns.len(), false));
        if !poster.bands.is_empty() {
            self.columns(&poster.bands);
            self.end(&section("continuous", LANDSCAPE, poster.bands.len(), false));
        }
        let mut foot = self.line(&poster.foot);
        if titled {
            let imprint = self.imprint();
            foot = run("", &if foot.is_empty() { imprint } else { format!("{imprint} \u{b7} ") }) + &foot;
        }
        self.push("Source", &foot);
        if !last {
            self.end(&section("continuous", LANDSCAPE, 1, false));
        }
    }

    fn columns(&mut self, panels: &[Panel]) {
        for (at, panel) in panels.iter().enumerate() {
            self.panel(panel);
            if at + 1 < panels.len() {
                self.push("PosterEnd", COLUMN);
            }
        }
    }

    fn panel(&mut self, panel: &Panel) {
        let runs = self.line(&panel.heading);
        let runs = self.marked(&panel.id, &runs);
        self.push("Heading1", &runs);
        if !panel.lead.is_empty() {
            let runs = self.line(&panel.lead);
            self.push("BodyText", &runs);
        }
        for item in &panel.items {
            let runs = self.line(item);
            self.raw(&Properties { numbering: Some((DOTS, 0)), ..Properties::style("ListBullet") }.paragraph(&runs));
        }
    }

    /// Ends a section of the file.
    fn end(&mut self, section: &str) {
        self.raw(&Properties { section: section.to_owned(), ..Properties::style("PosterEnd") }.paragraph(""));
    }
}
