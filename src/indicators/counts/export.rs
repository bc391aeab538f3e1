//! `counts.csv` out, on the command line only: it holds what single authorities gave.

use sheets::{Field, write_csv};

use super::{
    import::HEADER,
    row::{Category, Content},
    store,
};
use crate::{
    partnership,
    plumbing::{problem::Problem, state::Weft},
};

/// Every saved row as a file that can be imported again: by indicator, session, authority and category.
///
/// # Errors
/// When the database does not answer.
pub async fn export(weft: &Weft) -> Result<Vec<u8>, Problem> {
    let authorities = partnership::authorities(&weft.db).await?;
    let sheets = store::sheets(weft.db.read(), "", "").await?;
    let place = |key: &str| authorities.iter().position(|authority| authority.key == key);
    let mut order: Vec<_> = sheets.iter().collect();
    order.sort_by_key(|(about, _)| (&about.indicator, &about.session, place(&about.authority)));
    let mut rows = Vec::new();
    for (about, sheet) in order {
        let code = authorities.iter().find(|known| known.key == about.authority).map_or("", |known| &known.s12_code);
        for category in Category::EVERY {
            let Some(row) = sheet.rows.get(&category) else { continue };
            let (breakdown, key) = category.keys();
            let mut cells: Vec<Field> =
                [about.indicator.as_str(), about.session.as_str(), code, breakdown, key].map(Field::from).into();
            cells.extend(match row.content {
                Content::Numbers(counts) => [counts.numerator.into(), counts.denominator.into(), Field::Empty],
                Content::Reason(reason) => [Field::Empty, Field::Empty, reason.key().into()],
            });
            cells.push(row.note.as_deref().map_or(Field::Empty, Field::from));
            rows.push(cells);
        }
    }
    Ok(write_csv(&HEADER, &rows))
}
