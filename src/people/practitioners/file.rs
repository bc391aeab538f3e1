//! `practitioners.csv` (docs/formats.md): read, checked as a whole, written in one transaction or not at all; and written
//! out.

use std::collections::BTreeMap;

use sheets::{Caps, Column, Field, read_csv, write_csv};

use super::{
    Practitioner,
    plan::{self, Line, Plan},
    store,
};
use crate::{
    partnership::{self, ESTABLISHMENT_SECTORS},
    plumbing::{
        address_list::{is_address, plain_name},
        db::Db,
        form::Posted,
        import::{File, Imported, Mode, Rejected},
        problem::Problem,
        state::Weft,
        words,
    },
};

/// The columns of the file, in their order.
pub(super) const HEADER: [&str; 7] = ["name", "email", "authority", "establishment", "sector", "post", "registration"];

/// How many notes are said; a list of thousands without addresses says the same thing thousands of times.
const MOST_NOTES: usize = 40;

/// Every practitioner as a file that can be imported again; the same people always give the same bytes.
///
/// # Errors
/// When the database does not answer.
pub async fn export_people(db: &Db) -> Result<Vec<u8>, Problem> {
    let or_empty = |text: Option<String>| text.map_or(Field::Empty, Field::from);
    let rows: Vec<Vec<Field>> = store::written(db)
        .await?
        .into_iter()
        .map(|one| {
            let establishment = one.seed.zip(one.department).map(|(seed, department)| format!("{seed}+{department}"));
            vec![
                one.name.into(),
                or_empty(one.email),
                or_empty(one.authority),
                or_empty(establishment),
                or_empty(one.sector),
                one.post.into(),
                or_empty(one.registration),
            ]
        })
        .collect();
    Ok(write_csv(&HEADER, &rows))
}

/// A school as a row may name it.
struct School {
    key: String,
    authority: String,
    sector: String,
}

/// What a row may refer to.
pub(super) struct Places {
    authorities: BTreeMap<String, String>,
    by_key: BTreeMap<String, School>,
    /// The keys of the schools of each name; several schools may share one.
    by_name: BTreeMap<String, Vec<String>>,
}

impl Places {
    pub(super) async fn of(db: &Db) -> Result<Self, Problem> {
        let mut authorities = BTreeMap::new();
        for one in partnership::authorities(db).await? {
            let aliases: Vec<String> = one.aliases.lines().map(ToOwned::to_owned).collect();
            let names = [one.s12_code, one.three_digit_code, one.name, one.council_name, one.key.clone()];
            for name in names.into_iter().chain(aliases) {
                authorities.insert(name.trim().to_lowercase(), one.key.clone());
            }
        }
        let (mut by_key, mut by_name) = (BTreeMap::new(), BTreeMap::<String, Vec<String>>::new());
        for one in partnership::establishments(db).await? {
            by_name.entry(one.name.to_lowercase()).or_default().push(one.key.clone());
            by_key.insert(one.key.clone(), School { key: one.key, authority: one.authority, sector: one.sector });
        }
        Ok(Self { authorities, by_key, by_name })
    }

    fn authority(&self, text: &str) -> Result<String, String> {
        let found = self.authorities.get(&text.to_lowercase()).cloned();
        found.ok_or_else(|| format!("`{text}` is no authority of this partnership; write its code, key, name or alias"))
    }

    fn school(&self, text: &str) -> Result<&School, String> {
        let wanted = text.to_lowercase();
        let several = || {
            format!("several establishments are called `{text}`; write the SEED code and department, as in 9900011+P")
        };
        if let Some(found) = self.by_key.get(&wanted.replace('+', "-")) {
            return Ok(found);
        }
        let named = match self.by_name.get(&wanted).map(Vec::as_slice) {
            Some([one]) => self.by_key.get(one),
            Some(_) => return Err(several()),
            None => None,
        };
        if let Some(found) = named {
            return Ok(found);
        }
        // A SEED code alone is enough where it stands for one department only.
        let is_seed = wanted.len() == 7 && wanted.bytes().all(|byte| byte.is_ascii_digit());
        let mut of_seed = self.by_key.range(format!("{wanted}-")..format!("{wanted}.")).map(|(_, school)| school);
        match (is_seed, of_seed.next(), of_seed.next()) {
            (true, Some(one), None) => Ok(one),
            (true, Some(_), Some(_)) => {
                Err(format!("SEED code {text} stands for several departments; add the department, as in {text}+P"))
            }
            _ => Err(format!(
                "there is no establishment `{text}`; write its SEED code and department, as in 9900011+P, or add it first"
            )),
        }
    }
}

/// The faults of a list: row, column, words.
pub(super) type Faults = Vec<(usize, String, String)>;

/// Reads one row: `cell` gives what it holds of a column.
pub(super) fn read_row<'a>(
    row: usize,
    cell: impl Fn(&str) -> Option<&'a str>,
    places: &Places,
    faults: &mut Faults,
) -> Line {
    let mut fault = |column: &str, what: String| faults.push((row, column.to_owned(), what));
    let name = plain_name(cell("name").unwrap_or_default());
    if name.is_empty() {
        fault("name", "there is no name; add one".to_owned());
    }
    let email = cell("email").map(str::to_lowercase);
    if let Some(email) = email.as_ref().filter(|email| !is_address(email)) {
        fault("email", format!("`{email}` is not an address; write it as name@school.example"));
    }
    let mut works = Practitioner { post: cell("post").unwrap_or_default().to_owned(), ..Practitioner::default() };
    match cell("authority").map(|text| places.authority(text)) {
        Some(Ok(key)) => works.authority = Some(key),
        Some(Err(what)) => fault("authority", what),
        None => {}
    }
    let school = match cell("establishment").map(|text| places.school(text)) {
        Some(Ok(school)) => Some(school),
        Some(Err(what)) => {
            fault("establishment", what);
            None
        }
        None => None,
    };
    if let Some(text) = cell("sector") {
        let wanted = text.to_lowercase();
        let known = ESTABLISHMENT_SECTORS.iter().find(|(key, name)| *key == wanted || name.to_lowercase() == wanted);
        match known {
            Some((key, _)) => works.sector = Some((*key).to_owned()),
            None => {
                let list: Vec<&str> = ESTABLISHMENT_SECTORS.iter().map(|(key, _)| *key).collect();
                fault("sector", format!("`{text}` is not a sector; write one of {}", list.join(", ")));
            }
        }
    }
    if let Some(school) = school {
        works.establishment = Some(school.key.clone());
        match &works.authority {
            Some(authority) if *authority != school.authority => fault(
                "authority",
                format!(
                    "the establishment of this row belongs to {}, not to {authority}; one of the two must change",
                    school.authority
                ),
            ),
            _ => works.authority = Some(school.authority.clone()),
        }
        works.sector.get_or_insert_with(|| school.sector.clone());
    }
    works.registration = cell("registration").map(|text| text.split_whitespace().collect::<String>().to_uppercase());
    Line { row, name, email, works }
}

/// Reads a file of people: those it names are added, or where they work changes; all others stay as they are.
///
/// # Errors
/// Every fault of the file, with nothing written.
pub async fn import_people(weft: &Weft, by: &str, file: File, mode: Mode) -> Imported {
    let columns = HEADER.map(|name| if name == "name" { Column::required(name) } else { Column::optional(name) });
    let (sheet, issues) = read_csv(&file.bytes, &columns, &Caps::default());
    let mut faults: Faults = Vec::new();
    for issue in &issues {
        let column = issue.column.clone().unwrap_or_else(|| "1".to_owned());
        faults.push((issue.row.unwrap_or(1), column, words::say_message(&issue.what)));
    }
    let places = Places::of(&weft.db).await?;
    let lines: Vec<Line> = sheet
        .rows
        .iter()
        .map(|row| read_row(row.number, |column| sheet.cell(row, column), &places, &mut faults))
        .collect();
    if !faults.is_empty() {
        faults.sort();
        let say = |(row, column, what): (usize, String, String)| format!("{}:{row}:{column}: {what}", file.name);
        return Err(Rejected::Lines(faults.into_iter().map(say).collect()));
    }
    let plan = save(weft, by, lines, mode, None).await?;
    let more = plan.notes.len().saturating_sub(MOST_NOTES);
    let mut said: Vec<String> = plan
        .notes
        .iter()
        .take(MOST_NOTES)
        .map(|(row, column, what)| format!("{}:{row}:{column}: {what}", file.name))
        .collect();
    if more > 0 {
        said.push(format!("{}: {more} more rows of that kind are not listed", file.name));
    }
    said.push(plan.tally.line(&file.name, "people", mode));
    Ok(said)
}

/// Plans what good rows do and, unless it is only looked at, writes it in one transaction. A form's key is spent with it.
pub(super) async fn save(
    weft: &Weft,
    by: &str,
    lines: Vec<Line>,
    mode: Mode,
    posted: Option<(&Posted, &str)>,
) -> Result<Plan, Problem> {
    let mut write = weft.db.write().await?;
    if let Some((posted, look_at)) = posted {
        posted.once(weft, &mut write, look_at).await?;
    }
    let mut plan = plan::plan(lines, &store::everybody(&mut write).await?);
    if mode == Mode::Write && !(plan.added.is_empty() && plan.changed.is_empty()) {
        for one in &mut plan.added {
            one.id = weft.new_id()?;
        }
        let batch = weft.new_id()?;
        store::add(weft, &mut write, by, &batch, &plan.added).await?;
        store::change(weft, &mut write, by, &batch, &plan.changed).await?;
        write.commit().await?;
    }
    Ok(plan)
}
