//! `bodies.toml` written out, so that it can be read again.

use serde::Serialize;

use super::{Body, Seat, store};
use crate::plumbing::{db::Db, problem::Problem};

#[derive(Serialize)]
struct Written {
    body: Vec<WrittenBody>,
}

#[derive(Serialize)]
struct WrittenBody {
    #[serde(flatten)]
    body: Body,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seat: Vec<WrittenSeat>,
}

#[derive(Serialize)]
struct WrittenSeat {
    rule: String,
    office: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    authority: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sector: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    establishment: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    substitute: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    substitute_email: Option<String>,
    from: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

impl From<Seat> for WrittenSeat {
    fn from(seat: Seat) -> Self {
        Self {
            rule: seat.rule,
            office: seat.office_title,
            authority: seat.authority,
            sector: seat.sector,
            establishment: seat.establishment,
            person: seat.name,
            email: seat.email,
            substitute: seat.substitute_name,
            substitute_email: seat.substitute_email,
            from: seat.from,
            to: seat.to,
            note: seat.note,
        }
    }
}

/// Every body with its terms as a file that can be imported again; the same records always give the same bytes. It holds
/// names: it is written on the server, for whoever keeps the record.
///
/// # Errors
/// When the database does not answer.
pub async fn export(db: &Db) -> Result<Vec<u8>, Problem> {
    let mut body = Vec::new();
    for one in store::bodies(db).await? {
        let seat = store::terms(db, &one.key).await?.into_iter().map(Into::into).collect();
        body.push(WrittenBody { body: one, seat });
    }
    Ok(toml::to_string_pretty(&Written { body }).map_err(Problem::broken)?.into_bytes())
}
