//! Forms: what was posted, one key against forgery and double sending, and the errors shown at the fields.

use axum::{
    body::Bytes,
    extract::{FromRequest, Multipart, Request},
    http::header::CONTENT_TYPE,
};

use super::{
    db::{Broke, Write, broke},
    ids::{hex, keyed},
    problem::Problem,
    state::Weft,
};

/// The largest form without a file, in bytes.
pub const FORM_LIMIT: usize = 2 * 1024 * 1024;

/// The largest form with files, in bytes.
pub const UPLOAD_LIMIT: usize = 25 * 1024 * 1024;

/// The name of the hidden field that carries the form key.
pub const KEY_FIELD: &str = "form_key";

/// To whom a form was shown: set in the request by the sign-in layer, bound into every form key.
#[derive(Debug, Clone)]
pub struct Binding(pub String);

/// A key for one showing of one form: random digits and a digest that binds them to this site and this sign-in.
///
/// # Errors
/// [`Problem::Broken`] when the system has no randomness to give.
pub fn new_key(weft: &Weft, binding: &Binding) -> Result<String, Problem> {
    let random = weft.random.token()?;
    let digest = digest(&weft.secret, binding, &random);
    Ok(format!("{random}.{digest}"))
}

fn digest(secret: &[u8], binding: &Binding, random: &str) -> String {
    keyed(secret, &format!("{}|{random}", binding.0)).map(|digest| hex(&digest)).unwrap_or_default()
}

fn key_is_ours(secret: &[u8], binding: &Binding, key: &str) -> bool {
    let Some((random, given)) = key.split_once('.') else { return false };
    let expected = digest(secret, binding, random);
    // Every byte is compared, so that time tells nothing about where they differ.
    random.len() == 32
        && expected.len() == given.len()
        && expected.bytes().zip(given.bytes()).fold(0_u8, |sum, (a, b)| sum | (a ^ b)) == 0
}

/// A file that came with a form.
#[derive(Debug, Clone)]
pub struct File {
    /// The field's name.
    pub field: String,
    /// The file's name as the browser gave it; shown, never used as a path.
    pub name: String,
    /// Its bytes, at most [`UPLOAD_LIMIT`] together with the rest of the form.
    pub bytes: Bytes,
}

/// A posted form whose key was found to be ours.
#[derive(Debug, Clone)]
pub struct Posted {
    fields: Vec<(String, String)>,
    /// The files that came with it.
    pub files: Vec<File>,
}

impl Posted {
    /// The trimmed text of a field; empty where it was not sent.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The text of a field with the spaces and tabs around it, for pasted tables; empty where it was not sent.
    pub fn untrimmed(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// A field's text, or nothing where it is empty.
    pub fn given(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// Every value sent under one name, in order: checkboxes and repeated rows.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.trim())
    }

    /// Every field in the order sent, the form key left out.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().filter(|(field, _)| field != KEY_FIELD).map(|(field, value)| (field.as_str(), value.trim()))
    }

    /// The file of a field, where one with any bytes was sent.
    pub fn file(&self, name: &str) -> Option<&File> {
        self.files.iter().find(|file| file.field == name && !file.bytes.is_empty())
    }

    /// Spends the form key as part of a write, so that a form sent twice counts once.
    ///
    /// # Errors
    /// [`Problem::AlreadySent`] with `look_at` when it was spent before.
    pub async fn once(&self, weft: &Weft, write: &mut Write, look_at: &str) -> Result<(), Problem> {
        let spent = sqlx::query("insert into form_key (key, used_at) values ($1, $2)")
            .bind(self.text(KEY_FIELD))
            .bind(weft.clock.instant())
            .execute(write.on())
            .await;
        match spent {
            Ok(_) => Ok(()),
            Err(error) if matches!(broke(&error), Broke::Unique(_)) => Err(Problem::AlreadySent(look_at.into())),
            Err(error) => Err(error.into()),
        }
    }
}

impl FromRequest<Weft> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, weft: &Weft) -> Result<Self, Problem> {
        let binding = request.extensions().get::<Binding>().cloned().ok_or(Problem::NotFromHere)?;
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let posted = if kind.starts_with("multipart/form-data") {
            read_multipart(Multipart::from_request(request, weft).await.map_err(malformed)?).await?
        } else {
            let body = axum::body::to_bytes(request.into_body(), FORM_LIMIT).await.map_err(|cause| {
                tracing::info!(%cause, "a form was not read");
                Problem::TooLarge("A form may hold at most 2 MB. Shorten the text and send it again.".into())
            })?;
            Self { fields: urlencoded(&body), files: Vec::new() }
        };
        if key_is_ours(&weft.secret, &binding, posted.text(KEY_FIELD)) { Ok(posted) } else { Err(Problem::NotFromHere) }
    }
}

fn malformed(cause: impl std::fmt::Display) -> Problem {
    tracing::info!(%cause, "a form was not read");
    Problem::Malformed("The form did not arrive whole. Go back and send it again.".into())
}

fn urlencoded(body: &[u8]) -> Vec<(String, String)> {
    url::form_urlencoded::parse(body).map(|(name, value)| (name.into_owned(), value.into_owned())).collect()
}

async fn read_multipart(mut parts: Multipart) -> Result<Posted, Problem> {
    let mut posted = Posted { fields: Vec::new(), files: Vec::new() };
    let mut size = 0_usize;
    while let Some(part) = parts.next_field().await.map_err(malformed)? {
        let field = part.name().unwrap_or_default().to_owned();
        let name = part.file_name().map(ToOwned::to_owned);
        let bytes = part.bytes().await.map_err(malformed)?;
        size += bytes.len();
        if size > UPLOAD_LIMIT {
            return Err(Problem::TooLarge(
                "A file may hold at most 25 MB. Split it and send the parts one by one.".into(),
            ));
        }
        match name {
            Some(name) => posted.files.push(File { field, name, bytes }),
            None => posted.fields.push((field, String::from_utf8_lossy(&bytes).into_owned())),
        }
    }
    Ok(posted)
}

/// What is wrong with a form, field by field, in the order of the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormErrors(Vec<FieldError>);

/// One field's error: the id of the field on the page, and the sentence shown there and in the summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name, which is its id on the page.
    pub field: String,
    /// What is wrong and what to do.
    pub message: String,
}

impl FormErrors {
    /// Adds an error.
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        self.0.push(FieldError { field: field.into(), message: message.into() });
    }

    /// Takes a required field's text, or adds the error that it is missing.
    pub fn required<'a>(&mut self, posted: &'a Posted, field: &str, message: &str) -> &'a str {
        let text = posted.text(field);
        if text.is_empty() {
            self.add(field, message);
        }
        text
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The errors in order, for the summary.
    pub fn iter(&self) -> std::slice::Iter<'_, FieldError> {
        self.0.iter()
    }

    /// The first error of a field, for its place on the page; empty where there is none.
    pub fn at(&self, field: &str) -> &str {
        self.0.iter().find(|error| error.field == field).map_or("", |error| &error.message)
    }
}
