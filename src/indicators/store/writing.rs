//! Every statement that changes what is known about indicators. Each leaves the history to its caller.

use figures::{Content, Figure, Period};

use crate::{
    indicators::{Indicator, Source, Statement},
    plumbing::{db::Write, problem::Problem, state::Weft},
};

fn bit(value: bool) -> i64 {
    i64::from(value)
}

/// Writes a definition in place of what stood under its key; its versions are replaced one by one, since observations
/// point to them.
///
/// # Errors
/// When the database refused.
pub async fn put_indicator(weft: &Weft, write: &mut Write, one: &Indicator) -> Result<(), Problem> {
    sqlx::query(
        "insert into indicator (id, key, position, name, short_name, theme, kind, invented, unit, better, decimals,
           gap_basis, gap_of, pooled_sessions, ended_session, measure_family, source_of_data, tells_you, definition,
           numerator, denominator, not_published)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
         on conflict (key) do update set position = excluded.position, name = excluded.name,
           short_name = excluded.short_name, theme = excluded.theme, kind = excluded.kind,
           invented = excluded.invented, unit = excluded.unit, better = excluded.better, decimals = excluded.decimals,
           gap_basis = excluded.gap_basis, gap_of = excluded.gap_of, pooled_sessions = excluded.pooled_sessions,
           ended_session = excluded.ended_session, measure_family = excluded.measure_family,
           source_of_data = excluded.source_of_data, tells_you = excluded.tells_you, definition = excluded.definition,
           numerator = excluded.numerator, denominator = excluded.denominator, not_published = excluded.not_published",
    )
    .bind(weft.new_id()?)
    .bind(&one.key)
    .bind(one.position)
    .bind(&one.name)
    .bind(&one.short_name)
    .bind(&one.theme)
    .bind(one.kind.key())
    .bind(bit(one.invented))
    .bind(one.unit.key())
    .bind(one.better.key())
    .bind(i64::from(one.decimals))
    .bind(one.gap_basis.map(super::super::GapEnds::key))
    .bind(&one.gap_of)
    .bind(one.pooled_sessions)
    .bind(one.ended_session.map(figures::AcademicSession::key))
    .bind(&one.measure_family)
    .bind(&one.source_of_data)
    .bind(&one.tells_you)
    .bind(&one.definition)
    .bind(&one.numerator)
    .bind(&one.denominator)
    .bind(one.not_published.join("\n"))
    .execute(write.on())
    .await?;
    for version in &one.versions {
        sqlx::query(
            "insert into indicator_version (indicator_key, number, first_session, last_session, series_break, description)
             values ($1, $2, $3, $4, $5, $6)
             on conflict (indicator_key, number) do update set first_session = excluded.first_session,
               last_session = excluded.last_session, series_break = excluded.series_break,
               description = excluded.description",
        )
        .bind(&one.key)
        .bind(version.number)
        .bind(version.first_session.key())
        .bind(version.last_session.map(figures::AcademicSession::key))
        .bind(bit(version.series_break))
        .bind(&version.text)
        .execute(write.on())
        .await?;
    }
    Ok(())
}

/// Writes a source in place of what stood under its key, with its columns, rows, markers and footnotes.
///
/// # Errors
/// When the database refused.
pub async fn put_source(write: &mut Write, position: i64, one: &Source) -> Result<(), Problem> {
    sqlx::query(
        "insert into indicator_source (key, position, title, short_title, kind, paper, released, released_approximate,
           released_note, table_title, line, legend_from, legend_note, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (key) do update set position = excluded.position, title = excluded.title,
           short_title = excluded.short_title, kind = excluded.kind, paper = excluded.paper,
           released = excluded.released, released_approximate = excluded.released_approximate,
           released_note = excluded.released_note, table_title = excluded.table_title, line = excluded.line,
           legend_from = excluded.legend_from, legend_note = excluded.legend_note, note = excluded.note",
    )
    .bind(&one.key)
    .bind(position)
    .bind(&one.title)
    .bind(&one.short_title)
    .bind(one.kind.key())
    .bind(&one.paper)
    .bind(&one.released)
    .bind(bit(one.released_approximate))
    .bind(&one.released_note)
    .bind(&one.table_title)
    .bind(one.line)
    .bind(&one.legend_from)
    .bind(&one.legend_note)
    .bind(&one.note)
    .execute(write.on())
    .await?;
    for sql in [
        "delete from source_column where source_key = $1",
        "delete from source_row where source_key = $1",
        "delete from source_marker where source_key = $1",
        "delete from source_footnote where source_key = $1",
    ] {
        sqlx::query(sql).bind(&one.key).execute(write.on()).await?;
    }
    put_parts(write, one).await
}

async fn put_parts(write: &mut Write, one: &Source) -> Result<(), Problem> {
    for (position, column) in (1_i64..).zip(&one.columns) {
        sqlx::query(
            "insert into source_column (source_key, position, session, label, baseline) values ($1, $2, $3, $4, $5)",
        )
        .bind(&one.key)
        .bind(position)
        .bind(column.session.key())
        .bind(&column.label)
        .bind(bit(column.baseline))
        .execute(write.on())
        .await?;
    }
    for (position, row) in (1_i64..).zip(&one.rows) {
        sqlx::query(
            "insert into source_row (source_key, position, indicator_key, label, theme, line) values ($1, $2, $3, $4, $5, $6)",
        )
        .bind(&one.key)
        .bind(position)
        .bind(&row.indicator)
        .bind(&row.label)
        .bind(&row.theme)
        .bind(row.line)
        .execute(write.on())
        .await?;
    }
    for (position, marker) in (1_i64..).zip(&one.markers) {
        sqlx::query(
            "insert into source_marker (source_key, position, mark, reason, meaning, printed, line)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(&one.key)
        .bind(position)
        .bind(&marker.mark)
        .bind(marker.reason.key())
        .bind(&marker.meaning)
        .bind(bit(marker.printed))
        .bind(marker.line)
        .execute(write.on())
        .await?;
    }
    for (position, footnote) in (1_i64..).zip(&one.footnotes) {
        sqlx::query(
            "insert into source_footnote (source_key, position, mark, description, line) values ($1, $2, $3, $4, $5)",
        )
        .bind(&one.key)
        .bind(position)
        .bind(&footnote.mark)
        .bind(&footnote.text)
        .bind(footnote.line)
        .execute(write.on())
        .await?;
    }
    Ok(())
}

/// Writes a claim in place of what stood under its key.
///
/// # Errors
/// When the database refused.
pub async fn put_statement(write: &mut Write, position: i64, one: &Statement) -> Result<(), Problem> {
    sqlx::query("delete from indicator_statement where key = $1").bind(&one.key).execute(write.on()).await?;
    sqlx::query(
        "insert into indicator_statement (key, position, indicator_key, from_session, to_session, from_printed,
           to_printed, from_value, to_value, change, direction, cases, paper, line, paraphrase, note)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)",
    )
    .bind(&one.key)
    .bind(position)
    .bind(&one.indicator)
    .bind(one.from_session.map(figures::AcademicSession::key))
    .bind(one.to_session.map(figures::AcademicSession::key))
    .bind(&one.from_printed)
    .bind(&one.to_printed)
    .bind(one.from_value.as_ref().map(figures::Printed::text))
    .bind(one.to_value.as_ref().map(figures::Printed::text))
    .bind(one.change.as_ref().map(figures::Printed::text))
    .bind(one.direction.key())
    .bind(one.n)
    .bind(&one.paper)
    .bind(one.line)
    .bind(&one.paraphrase)
    .bind(&one.note)
    .execute(write.on())
    .await?;
    Ok(())
}

/// What is to be recorded: where the cell stands, and what stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The key of the indicator.
    pub indicator: String,
    /// The version that holds in the first session.
    pub version: i64,
    /// The key of the source.
    pub source: String,
    /// The area's key.
    pub area: String,
    /// The breakdown.
    pub breakdown: String,
    /// The category.
    pub category: String,
    /// The session or two.
    pub period: Period,
    /// Value, band or reason, with marker and footnote mark.
    pub figure: Figure,
    /// The note of the cell.
    pub note: Option<String>,
}

/// Adds an observation at the end of its source, or in the place of the one it replaces. Returns its id.
///
/// # Errors
/// [`Problem::Conflict`] where the cell is taken; otherwise when the database refused.
pub async fn add_observation(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    one: &Recorded,
    replaces: Option<&str>,
) -> Result<String, Problem> {
    let position: i64 = match replaces {
        Some(id) => {
            sqlx::query_scalar("select position from observation where id = $1").bind(id).fetch_one(write.on()).await?
        }
        None => {
            sqlx::query_scalar(
                "select cast(coalesce(max(position), 0) + 1 as bigint) from observation where source_key = $1",
            )
            .bind(&one.source)
            .fetch_one(write.on())
            .await?
        }
    };
    let (mut value, mut low, mut high, mut reason) = (None, None, None, None);
    match &one.figure.content {
        Content::Value(printed) => value = Some(printed.text().to_owned()),
        Content::Band { low: from, high: to } => (low, high) = (Some(from.to_string()), Some(to.to_string())),
        Content::Reason(why) => reason = Some(why.key()),
    }
    let marker = one.figure.marker.clone().or_else(|| one.figure.notes.first().cloned());
    let id = weft.new_id()?;
    sqlx::query(
        "insert into observation (id, indicator_key, version_number, source_key, position, area, breakdown, category,
           first_session, last_session, value, low, high, reason, numerator, denominator, provisional, revised,
           estimated, rounds_to_zero, marker, note, recorded_by, recorded_at, replaces)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
           $23, $24, $25)",
    )
    .bind(&id)
    .bind(&one.indicator)
    .bind(one.version)
    .bind(&one.source)
    .bind(position)
    .bind(&one.area)
    .bind(&one.breakdown)
    .bind(&one.category)
    .bind(one.period.first().key())
    .bind(one.period.last().key())
    .bind(value)
    .bind(low)
    .bind(high)
    .bind(reason)
    .bind(one.figure.counts.map(|counts| counts.numerator))
    .bind(one.figure.counts.map(|counts| counts.denominator))
    .bind(bit(one.figure.flags.provisional))
    .bind(bit(one.figure.flags.revised))
    .bind(bit(one.figure.flags.estimated))
    .bind(bit(one.figure.flags.low))
    .bind(marker)
    .bind(&one.note)
    .bind(by)
    .bind(weft.clock.instant())
    .bind(replaces)
    .execute(write.on())
    .await?;
    Ok(id)
}

/// Records an observation in place of another, which is kept and no longer stands.
///
/// # Errors
/// [`Problem::Conflict`] where somebody else replaced it meanwhile.
pub async fn replace_observation(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    old: &str,
    one: &Recorded,
) -> Result<String, Problem> {
    let done = sqlx::query("update observation set replaced_at = $1 where id = $2 and replaced_at is null")
        .bind(weft.clock.instant())
        .bind(old)
        .execute(write.on())
        .await?;
    if done.rows_affected() != 1 {
        return Err(Problem::Conflict(
            "Somebody corrected this value meanwhile. Go back to the indicator and look at the value that stands now."
                .into(),
        ));
    }
    add_observation(weft, write, by, one, Some(old)).await
}

/// Sets a baseline, target or comparator in place of the one that stood.
///
/// # Errors
/// When the database refused.
pub async fn put_target(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    indicator: &str,
    (kind, session, value, origin): (&str, &str, &str, &str),
) -> Result<(), Problem> {
    let now = weft.clock.instant();
    sqlx::query(
        "update indicator_target set replaced_at = $1 where indicator_key = $2 and kind = $3 and replaced_at is null",
    )
    .bind(&now)
    .bind(indicator)
    .bind(kind)
    .execute(write.on())
    .await?;
    sqlx::query(
        "insert into indicator_target (id, indicator_key, kind, session, value, origin, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(weft.new_id()?)
    .bind(indicator)
    .bind(kind)
    .bind(session)
    .bind(value)
    .bind(origin)
    .bind(by)
    .bind(&now)
    .execute(write.on())
    .await?;
    Ok(())
}

/// Adds a note on an indicator, or on the sessions from the first to the last.
///
/// # Errors
/// When the database refused.
pub async fn add_note(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    indicator: &str,
    sessions: (Option<String>, Option<String>),
    text: &str,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into indicator_note (id, indicator_key, first_session, last_session, description, recorded_by, recorded_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(weft.new_id()?)
    .bind(indicator)
    .bind(sessions.0)
    .bind(sessions.1)
    .bind(text)
    .bind(by)
    .bind(weft.clock.instant())
    .execute(write.on())
    .await?;
    Ok(())
}
