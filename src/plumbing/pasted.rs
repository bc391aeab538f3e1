//! Lists of people as somebody pastes or uploads them: an address list of a mail program, or a table with or without headings.

use sheets::{Caps, Grid, Row, Table, read_grid};

use super::{
    address_list::{self, is_address},
    words,
};

/// A list read as a table, or why it cannot be read.
#[derive(Debug, Clone)]
pub struct Pasted {
    /// Every cell as it was read.
    pub grid: Grid,
    /// The same under its headings.
    pub table: Table,
    /// Whether the headings are the list's own, and so worth remembering.
    pub has_headings: bool,
}

/// Reads a list of at most so many rows: an address list of a mail program, or a table with or without headings.
///
/// # Errors
/// Why it cannot be read, in words.
pub fn read(bytes: &[u8], rows: usize) -> Result<Pasted, Vec<String>> {
    let text = std::str::from_utf8(bytes).ok();
    if let Some(grid) = text.and_then(address_list::read) {
        return Ok(Pasted { table: grid.under(0), grid, has_headings: false });
    }
    let caps = Caps { rows, ..Caps::default() };
    let (mut grid, issues) = read_grid(bytes, &caps);
    if !issues.is_empty() {
        let said = |issue: &sheets::Issue| match issue.row {
            Some(row) => format!("Row {row}: {}", words::say_message(&issue.what)),
            None => words::say_message(&issue.what),
        };
        return Err(issues.iter().map(said).collect());
    }
    let first = grid.rows.first().cloned().unwrap_or(Row { number: 1, cells: Vec::new() });
    let is_data = first.cells.len() == 1 || first.cells.iter().any(|cell| is_address(cell.trim()));
    if is_data {
        // Without headings the address is known by its sign, and the first other column is taken for the name.
        let mut named = false;
        let heading = |(at, cell): (usize, &String)| {
            if is_address(cell.trim()) {
                "Email".to_owned()
            } else if named {
                format!("Column {}", at + 1)
            } else {
                named = true;
                "Name".to_owned()
            }
        };
        let cells = first.cells.iter().enumerate().map(heading).collect();
        for row in &mut grid.rows {
            row.number += 1;
        }
        grid.rows.insert(0, Row { number: 1, cells });
    }
    Ok(Pasted { table: grid.under(0), grid, has_headings: !is_data })
}
