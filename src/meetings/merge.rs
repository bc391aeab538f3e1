//! Three texts become one: what both writers began from, what one has written, and what the other saved meanwhile.

/// What came of two people writing at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Merged {
    /// Both are in this text, line by line.
    Whole(String),
    /// They changed the same lines: this text holds both, with marks around them, for a person to settle.
    Conflict(String),
}

/// Line ends as one kind, and one at the end, so that the last lines of two texts compare as equal.
pub(super) fn lines(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = text.trim_end();
    if text.is_empty() { String::new() } else { format!("{text}\n") }
}

/// The start of a line that marks where two writers differ.
const OPENS: &str = "<<<<<<< ";
const DIVIDES: &str = "=======";
const CLOSES: &str = ">>>>>>> ";

/// Merges `mine` into `theirs`; both began from `base`. `saved_by` names the other writer in the marks of a conflict.
pub(super) fn merge(base: &str, mine: &str, theirs: &str, saved_by: &str) -> Merged {
    let (base, mine, theirs) = (lines(base), lines(mine), lines(theirs));
    if mine == theirs || mine == base {
        return Merged::Whole(theirs);
    }
    if theirs == base {
        return Merged::Whole(mine);
    }
    let mut options = diffy::MergeOptions::new();
    options.set_conflict_style(diffy::ConflictStyle::Merge);
    match options.merge(&base, &mine, &theirs) {
        Ok(merged) => Merged::Whole(merged),
        Err(marked) => {
            let marked: Vec<String> = marked
                .lines()
                .map(|line| match line {
                    "<<<<<<< ours" => format!("{OPENS}what you wrote"),
                    ">>>>>>> theirs" => format!("{CLOSES}what {saved_by} saved meanwhile"),
                    other => other.to_owned(),
                })
                .collect();
            Merged::Conflict(lines(&marked.join("\n")))
        }
    }
}

/// Whether a text still holds the marks of a conflict.
pub(super) fn is_marked(text: &str) -> bool {
    let mut open = false;
    for line in text.lines() {
        open |= line.starts_with(OPENS);
        if open && (line.trim_end() == DIVIDES || line.starts_with(CLOSES)) {
            return true;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    const BASE: &str = "# Welcome\n\nThe chair opened.\n\n# Maths\n\nNothing yet.\n";

    #[test]
    fn two_writers_of_different_paragraphs_lose_nothing() {
        let mine = BASE.replace("The chair opened.", "The chair opened at two.");
        let theirs = BASE.replace("Nothing yet.", "A pilot begins in May.");
        let Merged::Whole(text) = merge(BASE, &mine, &theirs, "Ailsa") else { panic!("a clean merge was refused") };
        assert!(text.contains("opened at two") && text.contains("begins in May"), "{text}");
    }

    #[test]
    fn two_writers_of_one_line_keep_both_texts_with_marks() {
        let mine = BASE.replace("Nothing yet.", "A pilot begins in May.\r\n");
        let theirs = BASE.replace("Nothing yet.", "A pilot begins in June.");
        let Merged::Conflict(text) = merge(BASE, &mine, &theirs, "Ailsa") else { panic!("one text was lost") };
        assert!(text.contains("in May") && text.contains("in June") && text.contains("Ailsa"), "{text}");
        assert!(is_marked(&text) && !is_marked(BASE) && !is_marked("Heading\n=======\n"));
    }

    #[test]
    fn whoever_changed_nothing_gets_the_other_text() {
        assert_eq!(merge(BASE, BASE, "New\n", "x"), Merged::Whole("New\n".into()));
        assert_eq!(merge("", "Mine", "", "x"), Merged::Whole("Mine\n".into()));
    }
}
