//! The figures of establishments as published: roll, stages and the SIMD quintiles of the pupils' homes, by session.

use std::collections::BTreeMap;

use figures::{Content, Decimal, Figure, Printed, Reason, Unit};
use serde_json::json;

use super::{
    establishments,
    official::{Ours, key_of},
};
use crate::{
    partnership::authorities,
    plumbing::{
        db::{Db, Write},
        history::{self, Act},
        import::{File, Imported, Mode, Rejected, Tally},
        problem::Problem,
        reader::{Measure, Reading},
        state::Weft,
    },
};

/// The figures of one establishment of one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchoolFigures {
    /// The session, as in `2023-24`.
    pub session: String,
    /// The file they came from.
    pub source: String,
    /// Each measure with its figure, by name.
    pub measures: BTreeMap<String, Figure>,
}

impl SchoolFigures {
    /// The figure of a measure.
    pub fn get(&self, measure: &str) -> Option<&Figure> {
        self.measures.get(measure)
    }

    /// The pupils on the roll, where a number was published.
    pub fn roll(&self) -> Option<i64> {
        whole(self.get("roll")?)
    }

    /// The share of pupils whose homes are in the most deprived quintile, in per cent: between two ends, which are alike where
    /// a number was published.
    pub fn most_deprived(&self) -> Option<(Decimal, Decimal)> {
        let figure = self.get("simd_1")?;
        match (&figure.content, figure.unit) {
            (Content::Band { low, high }, _) => Some((*low, *high)),
            (Content::Value(printed), Unit::Percent) => Some((printed.value(), printed.value())),
            (Content::Value(printed), _) => {
                let roll = Decimal::from(self.roll().filter(|roll| *roll > 0)?);
                let share = printed.value() * Decimal::ONE_HUNDRED / roll;
                Some((share, share))
            }
            (Content::Reason(_), _) => None,
        }
    }
}

fn whole(figure: &Figure) -> Option<i64> {
    figure.decimal()?.trunc().to_string().parse().ok()
}

#[derive(sqlx::FromRow)]
struct Row {
    key: String,
    session: String,
    source: String,
    #[sqlx(flatten)]
    measure: Measure,
}

fn figure(measure: &Measure) -> Option<Figure> {
    let unit = if measure.unit == "percent" { Unit::Percent } else { Unit::Count };
    let content = match measure {
        Measure { value: Some(value), .. } => Content::Value(Printed::parse(value).ok()?),
        Measure { low: Some(low), high: Some(high), .. } => {
            Content::Band { low: low.parse().ok()?, high: high.parse().ok()? }
        }
        Measure { reason: Some(reason), .. } => {
            Content::Reason(Reason::ALL.into_iter().find(|known| known.key() == reason)?)
        }
        _ => return None,
    };
    let figure = Figure::new(content, unit);
    Some(match &measure.marker {
        Some(marker) => figure.with_marker(marker),
        None => figure,
    })
}

fn gathered(rows: Vec<Row>) -> BTreeMap<String, SchoolFigures> {
    let mut of: BTreeMap<String, SchoolFigures> = BTreeMap::new();
    for row in rows {
        let one = of.entry(row.key).or_default();
        // The rows come by session, the latest last.
        if one.session != row.session {
            *one = SchoolFigures { session: row.session, source: row.source, measures: BTreeMap::new() };
        }
        if let Some(figure) = figure(&row.measure) {
            one.measures.insert(row.measure.measure, figure);
        }
    }
    of
}

const FIGURES: &str = "select establishment.key, session, source, measure, unit, value, low, high, reason, marker
  from school_figure join establishment on establishment.id = school_figure.establishment_id";

/// The latest figures of one establishment.
///
/// # Errors
/// When the database does not answer.
pub async fn school_figures(db: &Db, key: &str) -> Result<Option<SchoolFigures>, Problem> {
    let sql = format!("{FIGURES} where establishment.key = $1 order by session, measure, school_figure.id");
    let rows = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(key).fetch_all(db.read()).await?;
    Ok(gathered(rows).remove(key))
}

/// Roll and most deprived quintile of every establishment, each of the latest session that it has.
///
/// # Errors
/// When the database does not answer.
pub async fn rolls(db: &Db) -> Result<BTreeMap<String, SchoolFigures>, Problem> {
    let sql = format!(
        "{FIGURES} where measure in ('roll', 'simd_1') order by establishment.key, session, measure, school_figure.id"
    );
    Ok(gathered(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(db.read()).await?))
}

/// Writes what school-level statistics say of the partnership's establishments.
///
/// # Errors
/// A file that does not say its session; a database that does not answer.
pub(super) async fn take(weft: &Weft, by: &str, file: &File, reading: &Reading, mode: Mode) -> Imported {
    let authorities = authorities(&weft.db).await?;
    let known: BTreeMap<String, String> =
        establishments(&weft.db).await?.into_iter().map(|one| (one.key.clone(), one.authority)).collect();
    let mut ours = Ours::new(&authorities);
    let mut lines = ours.doubts(&file.name, &reading.faults);
    let mut tally = Tally::default();
    let mut write = weft.db.write().await?;
    let stood = standing(&mut write).await?;
    for one in &reading.figures {
        let key = key_of(&format!("{}+{}", one.seed, one.department));
        // Some years name no authority; then the SEED code says whose it is.
        if !known.contains_key(&key) && ours.of(&one.authority).is_none() {
            continue;
        }
        let Some(session) = &one.session else {
            let what = "the file does not say of which session it is; write it into the title, as in 2023/24";
            return Err(Rejected::Lines(vec![format!("{}:1:1: {what}", file.name)]));
        };
        if !known.contains_key(&key) {
            let what = "is not an establishment here; import the contact list first";
            lines.push(format!(
                "{}:{}:{}: {} ({}+{}) {what}",
                file.name, one.sheet, one.row, one.name, one.seed, one.department
            ));
            continue;
        }
        let before = stood.get(&(key.clone(), session.clone()));
        let mut measures = one.measures.clone();
        measures.sort_by(|a, b| a.measure.cmp(&b.measure));
        match before {
            Some(before) if *before == measures => tally.unchanged += 1,
            before => {
                if before.is_some() {
                    tally.changed += 1
                } else {
                    tally.added += 1
                }
                save(weft, &mut write, by, (&key, session, &file.name), before.map(Vec::as_slice), &measures).await?;
            }
        }
    }
    if mode == Mode::Write && tally.added + tally.changed > 0 {
        write.commit().await?;
    }
    lines.extend(ours.line(&file.name));
    lines.push(tally.line(&file.name, "establishments’ figures", mode));
    Ok(lines)
}

/// What stands already, by key and session.
async fn standing(write: &mut Write) -> Result<BTreeMap<(String, String), Vec<Measure>>, Problem> {
    let sql = format!("{FIGURES} order by establishment.key, session, measure, school_figure.id");
    let rows: Vec<Row> = sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(write.on()).await?;
    let mut of: BTreeMap<(String, String), Vec<Measure>> = BTreeMap::new();
    for row in rows {
        of.entry((row.key, row.session)).or_default().push(row.measure);
    }
    // The engines order text differently; here it is ordered as what is compared with it.
    for measures in of.values_mut() {
        measures.sort_by(|a, b| a.measure.cmp(&b.measure));
    }
    Ok(of)
}

async fn save(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (key, session, source): (&str, &str, &str),
    before: Option<&[Measure]>,
    after: &[Measure],
) -> Result<(), Problem> {
    let id: String =
        sqlx::query_scalar("select id from establishment where key = $1").bind(key).fetch_one(write.on()).await?;
    sqlx::query("delete from school_figure where establishment_id = $1 and session = $2")
        .bind(&id)
        .bind(session)
        .execute(write.on())
        .await?;
    for one in after {
        sqlx::query(
            "insert into school_figure (id, establishment_id, session, measure, unit, value, low, high, reason, marker, source, recorded_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        )
        .bind(weft.new_id()?)
        .bind(&id)
        .bind(session)
        .bind(&one.measure)
        .bind(&one.unit)
        .bind(&one.value)
        .bind(&one.low)
        .bind(&one.high)
        .bind(&one.reason)
        .bind(&one.marker)
        .bind(source)
        .bind(weft.clock.instant())
        .execute(write.on())
        .await?;
    }
    let act = Act {
        account: by,
        act: if before.is_some() { "school figures replaced" } else { "school figures recorded" },
        subject_kind: "establishment",
        subject_id: &id,
        reason: None,
        change: json!({ "session": session, "source": source, "from": before, "to": after }),
    };
    history::record(write, &weft.clock, act).await
}
