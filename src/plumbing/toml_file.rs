//! TOML files: where a fault is, said the way every import says it.

/// `FILE:ROW:COLUMN: what is wrong`, from a fault of the TOML reader.
pub fn fault(name: &str, text: &str, fault: &toml::de::Error) -> String {
    let start = fault.span().map_or(0, |span| span.start.min(text.len()));
    let (row, column) = place(text, start);
    format!("{name}:{row}:{column}: {}", fault.message().lines().collect::<Vec<_>>().join("; "))
}

/// The row and column, from 1, of a byte in a text.
pub fn place(text: &str, byte: usize) -> (usize, usize) {
    let before = text.get(..byte).unwrap_or(text);
    let row = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (row, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_names_its_row_and_column() {
        let text = "key = \"a\"\nname = 3\n";
        let error = toml::from_str::<std::collections::BTreeMap<String, String>>(text).unwrap_err();
        assert!(
            fault("partnership.toml", text, &error).starts_with("partnership.toml:2:8: "),
            "{}",
            fault("f", text, &error)
        );
    }
}
