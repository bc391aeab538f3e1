//! What the markers of one source mean.

use std::collections::BTreeMap;

use crate::{Message, Printed, Reason};

/// The meanings of the markers that one source prints.
///
/// Case and inner spaces do not matter, and `NA`, `N/A`, `n/a` and `N.A.` are one marker; the
/// printed spelling is kept for showing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Legend {
    meanings: BTreeMap<String, (String, Reason)>,
}

impl Legend {
    /// A legend that explains no marker.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The shorthand of the Government Analysis Function: `[c]` confidential, `[x]` not available,
    /// `[z]` not applicable, `[w]` none recorded.
    #[must_use]
    pub fn shorthand() -> Self {
        let mut legend = Self::new();
        for (marker, reason) in [
            ("[c]", Reason::Suppressed),
            ("[x]", Reason::NotAvailable),
            ("[z]", Reason::NotApplicable),
            ("[w]", Reason::NotCollected),
        ] {
            legend.meanings.insert(folded(marker), (marker.to_owned(), reason));
        }
        legend
    }

    /// A legend of these markers and meanings.
    ///
    /// # Errors
    /// As [`Self::add`].
    pub fn of<'a>(entries: impl IntoIterator<Item = (&'a str, Reason)>) -> Result<Self, Message> {
        let mut legend = Self::new();
        for (marker, reason) in entries {
            legend.add(marker, reason)?;
        }
        Ok(legend)
    }

    /// Adds what `marker` means. The same meaning may be given again, in another spelling too.
    ///
    /// # Errors
    /// `legend-blank` for an empty marker, `legend-number` for one that reads as a number, and
    /// `legend-two-meanings` where the marker has another meaning already.
    pub fn add(&mut self, marker: &str, reason: Reason) -> Result<(), Message> {
        let marker = marker.trim();
        if marker.is_empty() {
            return Err(Message::new("legend-blank"));
        }
        if Printed::parse(marker).is_ok() {
            return Err(Message::new("legend-number").with("text", marker));
        }
        let entry = self.meanings.entry(folded(marker)).or_insert_with(|| (marker.to_owned(), reason));
        if entry.1 == reason {
            Ok(())
        } else {
            Err(Message::new("legend-two-meanings").with("text", marker).with("first", entry.1).with("second", reason))
        }
    }

    /// What `marker` means in this source.
    #[must_use]
    pub fn meaning(&self, marker: &str) -> Option<Reason> {
        self.meanings.get(&folded(marker)).map(|(_, reason)| *reason)
    }

    /// The markers in the spelling they were added with, and their meanings, in a fixed order.
    pub fn entries(&self) -> impl Iterator<Item = (&str, Reason)> {
        self.meanings.values().map(|(marker, reason)| (marker.as_str(), *reason))
    }
}

fn folded(marker: &str) -> String {
    let words: Vec<_> = marker.split_whitespace().collect();
    let folded = words.join(" ").to_uppercase();
    match folded.as_str() {
        "NA" | "N.A." | "N.A" | "N A" => "N/A".to_owned(),
        _ => folded,
    }
}

/// Whether text that no legend explains has the shape of a marker met in real tables.
pub(super) fn looks_like_a_marker(text: &str) -> bool {
    let folded = folded(text);
    let signs = folded.chars().all(|c| !c.is_alphanumeric());
    let shorthand = folded.starts_with('[') && folded.ends_with(']');
    let letters = ["N/A", "TBC", "C", "Z", "X", "W", "S", "U", "LOW", "'C"];
    signs || shorthand || letters.contains(&folded.as_str())
}
