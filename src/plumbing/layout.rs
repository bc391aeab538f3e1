//! The frame of every page: what the base template needs, and how a finished page is sent.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
};

use super::problem::{Problem, Shown};

/// What the base template shows around a page.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The page's title, also its heading.
    pub title: String,
    /// One sentence for search engines.
    pub description: String,
    /// The partnership's name.
    pub site_name: String,
    /// The path asked for.
    pub path: String,
    /// The part of the navigation the page belongs to: `framework`, `groups`, `programmes`, `indicators`, `publications`, `about`.
    pub section: &'static str,
    /// Who is signed in.
    pub user: Option<SignedIn>,
    /// A sentence shown once at the top, after something was done.
    pub notice: Option<String>,
    /// Whether the page shows form errors; its title then starts with “Error: ”.
    pub is_error: bool,
    /// Where the style sheet is.
    pub css_href: &'static str,
    /// Where the script is.
    pub js_href: &'static str,
    /// Whether this is the demonstration.
    pub demo: bool,
    /// Where the history of the record on the page stands, for those who see it.
    pub history: Option<String>,
}

/// A link of a breadcrumb or a list of ways onward.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crumb {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
}

impl Crumb {
    /// A link with its words.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into() }
    }
}

/// The signed-in person, as the header shows them.
#[derive(Debug, Clone)]
pub struct SignedIn {
    /// Their name.
    pub name: String,
}

impl Page {
    /// Places the page in the navigation.
    pub fn section(mut self, section: &'static str) -> Self {
        self.section = section;
        self
    }

    /// Gives the page its sentence for search engines.
    pub fn description(mut self, sentence: impl Into<String>) -> Self {
        self.description = sentence.into();
        self
    }

    /// Marks the page as one that shows form errors.
    pub fn with_errors(mut self, any: bool) -> Self {
        self.is_error = any;
        self
    }
}

/// A finished public page, which may be kept in the cache while nobody is signed in.
///
/// # Errors
/// [`Problem::Broken`] when the template fails.
pub fn show(template: &impl Template) -> Shown {
    Ok(Html(template.render()?).into_response())
}

/// A finished page that holds a form key or something private, and is therefore never kept.
///
/// # Errors
/// [`Problem::Broken`] when the template fails.
pub fn show_private(template: &impl Template) -> Shown {
    let mut response = show(template)?;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A form shown again with its errors: status 422, never kept.
///
/// # Errors
/// [`Problem::Broken`] when the template fails.
pub fn show_again(template: &impl Template) -> Shown {
    let mut response = show_private(template)?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

/// After something was done: see the page that shows it. `done` is a word that page turns into a sentence (`?done=corrected`).
pub fn see(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// A plain line of text, never kept.
///
/// # Errors
/// None today; the signature is that of every other answer.
pub fn show_plain(text: String) -> Shown {
    let mut response = text.into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// A file for download under a plain ASCII name.
///
/// # Errors
/// [`Problem::Broken`] when the name cannot stand in a header.
pub fn download(bytes: Vec<u8>, content_type: &'static str, name: &str) -> Shown {
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")).map_err(Problem::broken)?;
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    Ok(response)
}
