//! The certificate: its number, its document, and issuing it. The bytes are stored when it is issued and served ever after.

use sqlx::FromRow;
use typesetting::model::{Block, Callout, Chart, Day, Document, Heading, Inline, KeyFact, Tone};

use super::{
    Award, Completion, Purpose,
    ground::{Ground, Someone},
    hours, no_award_on, store,
};
use crate::{
    partnership,
    people::{self, Account},
    plumbing::{
        clock::spoken_day,
        db::Write,
        ids::sha256,
        mail,
        press::{self, RENDERER, Stopped},
        problem::Problem,
        qr,
        state::Weft,
    },
    programmes::cohorts::Cohort,
};

/// The signs of a number: digits and letters that are not mistaken for one another when they are read aloud or typed.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// How many certificates are printed at one press of the button: each takes a moment.
pub(super) const AT_ONCE: usize = 40;

/// A certificate as its public page and its list show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub(super) struct Certificate {
    pub(super) id: String,
    pub(super) number: String,
    pub(super) completion_id: String,
    pub(super) name: String,
    pub(super) programme: String,
    pub(super) cohort: String,
    pub(super) completed_on: String,
    pub(super) worth: String,
    pub(super) issued_on: String,
    pub(super) issued_at: String,
    pub(super) account: String,
    pub(super) sha256: String,
    pub(super) revoked_on: Option<String>,
    pub(super) revoked_by: Option<String>,
    pub(super) revoked_reason: Option<String>,
    pub(super) replaced_by: Option<String>,
}

impl Certificate {
    /// Whether it stands.
    pub(super) fn stands(&self) -> bool {
        self.revoked_on.is_none()
    }

    /// The name of its file.
    pub(super) fn file_name(&self) -> String {
        format!("certificate-{}.pdf", self.number.to_lowercase())
    }
}

/// A new number: eighty random bits in four groups of four signs, so that nobody finds one by guessing.
fn new_number(weft: &Weft) -> Result<String, Problem> {
    let bytes: [u8; 10] = weft.random.bytes()?;
    Ok(written(bytes))
}

fn written(bytes: [u8; 10]) -> String {
    let bits = bytes.iter().fold(0_u128, |bits, byte| (bits << 8) | u128::from(*byte));
    let mut number = String::with_capacity(19);
    for at in 0..16_u32 {
        if at > 0 && at % 4 == 0 {
            number.push('-');
        }
        let place = usize::try_from((bits >> (75 - 5 * at)) & 31).unwrap_or_default();
        number.push(char::from(SIGNS[place]));
    }
    number
}

/// A typed number as it is stored, whatever its capitals, spaces and hyphens, with O read as nought and I or L as one;
/// nothing where it cannot be a number of ours.
pub(super) fn number_from(typed: &str) -> Option<String> {
    let signs: String = typed
        .chars()
        .filter(|sign| !sign.is_whitespace() && !matches!(sign, '-' | '–' | '‑'))
        .map(|sign| match sign.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            other => other,
        })
        .collect();
    if signs.len() != 16 || !signs.bytes().all(|sign| SIGNS.contains(&sign)) {
        return None;
    }
    Some([&signs[..4], &signs[4..8], &signs[8..12], &signs[12..]].join("-"))
}

/// What the certificate says beside the names.
struct Words {
    organisation: String,
    issued_by: String,
    address: String,
    came: String,
}

fn fact(label: &str, value: impl Into<String>) -> KeyFact {
    KeyFact { label: label.to_owned(), value: vec![Inline::text(value)] }
}

fn sessions_in_words(cohort: &Cohort) -> String {
    let (first, last) = (&cohort.first_session, &cohort.last_session);
    if first == last {
        partnership::spoken_sessions(first)
    } else {
        format!("{} to {}", partnership::spoken_sessions(first), partnership::spoken_sessions(last))
    }
}

fn document(ground: &Ground, new: &Certificate, words: Words) -> Result<Document, Problem> {
    let date: jiff::civil::Date = new.issued_on.parse().map_err(Problem::broken)?;
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let day =
        Day { year: u16::try_from(date.year()).unwrap_or_default(), month: part(date.month()), day: part(date.day()) };
    let mut document = Document::new("Certificate of completion", words.organisation, day);
    document.cover = false;
    document.contents = false;
    document.words.chart = "Code".into();
    document.address = Some(words.address.clone());
    document.description = Some(format!("Certificate {} of {}", new.number, new.programme));
    let sessions = sessions_in_words(&ground.cohort);
    let mut facts = vec![
        fact("Programme", &new.programme),
        fact("Cohort", format!("{} ({sessions})", new.cohort)),
        fact("Completed on", spoken_day(&new.completed_on)),
    ];
    if !words.came.is_empty() {
        facts.push(fact("Took part in", words.came));
    }
    if !new.worth.is_empty() {
        facts.push(fact("Leads to", new.worth.replace('\n', "; ")));
    }
    facts.push(fact("Issued by", words.issued_by));
    facts.push(fact("Issued on", spoken_day(&new.issued_on)));
    facts.push(fact("Certificate number", &new.number));
    let link = format!("{}/verify/{}", words.address, new.number);
    let paragraph = |content| Block::Paragraph { content };
    document.blocks = vec![
        paragraph(vec![Inline::text("This is to certify that")]),
        Block::Heading(Heading { level: 1, id: "name".into(), content: vec![Inline::text(&new.name)] }),
        paragraph(vec![Inline::text("completed "), Inline::strong(&new.programme), Inline::text(".")]),
        Block::KeyFacts { facts },
        Block::Callout(Callout {
            tone: Tone::Note,
            title: Some("Does this certificate still stand?".into()),
            blocks: vec![paragraph(vec![
                Inline::text("Anybody may look it up, without an account: "),
                Inline::link(format!("/verify/{}", new.number), link.clone()),
            ])],
        }),
        Block::Chart(Chart {
            id: "code".into(),
            svg: qr::beside_nothing(&link)?,
            alternative: format!("QR code that leads to {link}"),
            caption: vec![Inline::text("Leads to the page that verifies this certificate")],
            source: Vec::new(),
        }),
    ];
    if ground.cohort.invented == 1 {
        document.blocks.push(paragraph(vec![Inline::text("An example: the person and the cohort are invented.")]));
    }
    Ok(document)
}

/// A certificate printed and not stored yet.
pub(super) struct Ready {
    pub(super) new: Certificate,
    printed: store::Printed,
}

/// Prints a certificate of somebody who completed. Nothing is written: printing takes time, and a write must not.
///
/// # Errors
/// [`Problem::Conflict`] with the facts for somebody who did not complete, or whose name cannot be printed.
pub(super) async fn print(weft: &Weft, ground: &Ground, someone: &Someone, name: &str) -> Result<Ready, Problem> {
    let decision = completed(someone)?;
    let worth = match no_award_on(&ground.version, &decision.day) {
        Some(_) => String::new(),
        None => Award::ALL.iter().filter_map(|award| award.words(&ground.version)).collect::<Vec<_>>().join("\n"),
    };
    let mut new = Certificate {
        id: weft.new_id()?,
        number: new_number(weft)?,
        completion_id: decision.id.clone(),
        name: name.to_owned(),
        programme: ground.cohort.programme_name.clone(),
        cohort: ground.cohort.title.clone(),
        completed_on: decision.day.clone(),
        worth,
        issued_on: ground.today.clone(),
        issued_at: weft.clock.instant(),
        ..Certificate::default()
    };
    let organisation = partnership::name(&weft.db).await?;
    let office = people::office(&weft.db, &ground.cohort.contact_office).await?;
    let came = match (someone.came.held, decision.minutes) {
        (0, _) | (_, 0) => String::new(),
        (held, minutes) => format!("{} of {held} meetings, {}", someone.came.came, hours(minutes)),
    };
    let words = Words {
        issued_by: office.map_or_else(|| organisation.clone(), |office| format!("{}, {organisation}", office.title)),
        organisation,
        address: weft.settings.public_url.clone(),
        came,
    };
    let document = document(ground, &new, words)?;
    let kept = serde_json::to_string(&document).map_err(Problem::broken)?;
    let pdf = press::pdf(document).await.map_err(|stopped| match stopped {
        Stopped::Document(faults) => Problem::Conflict(format!(
            "The certificate of {name} cannot be printed: {}. Nothing was issued for them.",
            faults.join("; ")
        )),
        Stopped::Problem(problem) => problem,
    })?;
    new.sha256 = sha256(&pdf.bytes);
    Ok(Ready { new, printed: store::Printed { document: kept, renderer: RENDERER, bytes: pdf.bytes } })
}

/// The decision that somebody completed, or why there is no certificate for them.
fn completed(someone: &Someone) -> Result<&Completion, Problem> {
    let refuse = |why: &str| {
        let facts = someone.verdict.facts.iter().map(|fact| format!("{}.", fact.words)).collect::<Vec<_>>().join(" ");
        Err(Problem::Conflict(format!("There is no certificate for {}: {why}. {facts}", someone.name)))
    };
    match &someone.decision {
        None => refuse("nobody has recorded that they completed"),
        Some(decision) if !decision.is_completed() => refuse("it is recorded that they did not complete"),
        Some(decision) => Ok(decision),
    }
}

/// Stores a printed certificate and queues the letter that carries the participant's link. Says whether it was issued now;
/// where one stands already, nothing happens.
pub(super) async fn issue(
    weft: &Weft,
    write: &mut Write,
    by: &Account,
    ground: &Ground,
    someone: &Someone,
    ready: &Ready,
    site: &str,
) -> Result<bool, Problem> {
    // The decision may have been taken back while the certificate was printed.
    let standing = store::decision_in(write, &ground.cohort.id, &someone.person_id).await?;
    if standing.is_none_or(|standing| standing.id != ready.new.completion_id || !standing.is_completed()) {
        return Err(Problem::Conflict(format!(
            "The decision about {} was changed meanwhile. Nothing was issued: reload the page.",
            someone.name
        )));
    }
    if !store::add_certificate(weft, write, &by.id, &ready.new, &ready.printed).await? {
        return Ok(false);
    }
    let (cohort, person) = (&ground.cohort.id, &someone.person_id);
    if !someone.email.is_empty() {
        let token = store::add_link(weft, write, &by.id, cohort, person, Purpose::Certificate).await?;
        let link = format!("{}/certificate/{token}", weft.settings.public_url);
        let once = format!("certificate/{}", ready.new.id);
        let values = [
            ("name", someone.name.as_str()),
            ("programme", ground.cohort.programme_name.as_str()),
            ("link", &link),
            ("number", &ready.new.number),
            ("site", site),
        ];
        let letter = mail::Letter { kind: "certificate", once: &once, to: &someone.email, values: &values };
        mail::queue(weft, write, &by.id, &letter).await?;
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_has_sixteen_signs_and_is_read_as_it_may_be_typed() {
        assert_eq!(written([0; 10]), "0000-0000-0000-0000");
        assert_eq!(written([255; 10]), "ZZZZ-ZZZZ-ZZZZ-ZZZZ");
        assert_eq!(written([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), "0000-0000-0000-0001");
        assert_eq!(written([8, 0, 0, 0, 0, 0, 0, 0, 0, 0]), "1000-0000-0000-0000");
        assert_eq!(number_from(" abcd efgh-jkmn pqrs ").as_deref(), Some("ABCD-EFGH-JKMN-PQRS"));
        assert_eq!(number_from("oooo-iiii-llll-2222").as_deref(), Some("0000-1111-1111-2222"));
        for wrong in ["", "ABCD", "ABCD-EFGH-JKMN-PQRU", "ABCD-EFGH-JKMN-PQRS-X", "ABCD-EFGH-JKMN-PQRé"] {
            assert_eq!(number_from(wrong), None, "{wrong}");
        }
    }
}
