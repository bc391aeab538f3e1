//! What parts the cells of a text file: a comma, a semicolon or a tab.

/// How many lines are looked at.
const LOOKED_AT: usize = 50;

/// The signs that part cells, the commonest first.
const SIGNS: [u8; 3] = [b',', b';', b'\t'];

/// The sign under which a header line names most of the columns that are expected; a comma in doubt.
pub(crate) fn of_header<'a>(line: &str, expected: impl Iterator<Item = &'a str> + Clone) -> u8 {
    let named = |sign: u8| {
        let names = line.split(char::from(sign)).map(|name| name.trim().trim_matches('"').trim().to_lowercase());
        names.filter(|name| expected.clone().any(|column| column == name)).count()
    };
    SIGNS.into_iter().rev().max_by_key(|sign| named(*sign)).unwrap_or(b',')
}

/// The sign that parts the cells of any table: a tab where any of the first lines has one, else the one
/// that most lines have in the same number, marks inside quotation marks aside.
pub(crate) fn of_lines(text: &str) -> u8 {
    let mut inside = false;
    let mut lines: Vec<[usize; 3]> = Vec::new();
    let mut counts = [0; 3];
    for byte in text.bytes() {
        match byte {
            b'"' => inside = !inside,
            b'\n' if !inside => {
                lines.push(std::mem::take(&mut counts));
                if lines.len() >= LOOKED_AT {
                    break;
                }
            }
            byte if !inside => {
                if let Some(at) = SIGNS.iter().position(|sign| *sign == byte) {
                    counts[at] += 1;
                }
            }
            _ => {}
        }
    }
    lines.push(counts);
    if lines.iter().any(|counts| counts[2] > 0) {
        return b'\t';
    }
    let agreeing = |at: usize| {
        let of_line = |counts: &[usize; 3]| counts[at];
        lines
            .iter()
            .map(of_line)
            .filter(|count| *count > 0)
            .map(|count| lines.iter().filter(|line| of_line(line) == count).count())
            .max()
            .unwrap_or(0)
    };
    let first = lines.iter().find(|counts| counts[0] + counts[1] > 0).copied().unwrap_or_default();
    match agreeing(0).cmp(&agreeing(1)) {
        std::cmp::Ordering::Less => b';',
        std::cmp::Ordering::Greater => b',',
        std::cmp::Ordering::Equal if first[1] > first[0] => b';',
        std::cmp::Ordering::Equal => b',',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_the_one_that_every_line_has_alike() {
        for (text, sign) in [
            ("a,b\n1,2\n", b','),
            ("a;b\n1;2\n", b';'),
            ("name;value\nx;1,5\ny;2,5\nz;3\n", b';'),
            ("\"a; b; c\",d\n1,2\n", b','),
            ("a\tb,c\n", b'\t'),
            ("alone\n", b','),
            ("", b','),
            ("a;b,c\n1;2,3\n", b','),
        ] {
            assert_eq!(char::from(of_lines(text)), char::from(sign), "{text:?}");
        }
    }

    #[test]
    fn a_known_header_says_its_separator() {
        let names = ["seed", "name", "closed, if so"];
        for (line, sign) in
            [("seed,name", b','), ("Seed ; \"Name\"", b';'), ("seed\tname", b'\t'), ("seed", b','), ("x;y", b',')]
        {
            assert_eq!(char::from(of_header(line, names.into_iter())), char::from(sign), "{line:?}");
        }
    }
}
