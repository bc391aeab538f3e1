//! Search over everything public, one list with the kind of each record said.

use askama::Template;
use axum::extract::{RawQuery, State};

use crate::{
    people::Visitor,
    plumbing::{
        layout::{Crumb, Page, show},
        problem::Shown,
        search::find,
        state::Weft,
        words::say,
    },
};

/// A question longer than this many letters is read only so far.
const LONGEST: usize = 200;

/// As many results as [`find`] gives at most.
const MOST: usize = 100;

#[derive(Template)]
#[template(path = "site/search.html")]
struct Search {
    page: Page,
    crumbs: Vec<Crumb>,
    question: String,
    count: String,
    results: Vec<Shelf>,
}

/// A result as the page lists it.
struct Shelf {
    url: String,
    title: String,
    kind: String,
    summary: String,
}

/// The words of a kind of record; a kind without words of its own is shown as it is stored.
fn kind_name(kind: &str) -> String {
    let message = format!("found-{kind}");
    let words = say(&message, &[]);
    if words == message { kind.replace('-', " ") } else { words }
}

fn question_of(query: Option<&str>) -> String {
    let given = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes())
        .find(|(name, _)| name == "q")
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default();
    // Control characters are neither words nor fit to be shown again.
    given
        .chars()
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .take(LONGEST)
        .collect::<String>()
        .trim()
        .to_owned()
}

pub(super) async fn search(State(weft): State<Weft>, visitor: Visitor, RawQuery(query): RawQuery) -> Shown {
    let question = question_of(query.as_deref());
    let found = if question.is_empty() { Vec::new() } else { find(&weft.db, &question).await? };
    let number = found.len().to_string();
    let message = match found.len() {
        0 => "search-none",
        1 => "search-one",
        MOST.. => "search-first",
        _ => "search-many",
    };
    let title = if question.is_empty() { "Search".to_owned() } else { say("search-title", &[("question", &question)]) };
    show(&Search {
        page: visitor.page(title),
        crumbs: Vec::new(),
        count: say(message, &[("number", &number), ("question", &question)]),
        results: found
            .into_iter()
            .map(|one| Shelf { kind: kind_name(&one.kind), url: one.url, title: one.title, summary: one.summary })
            .collect(),
        question,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_read_from_any_query_and_only_so_far() {
        assert_eq!(question_of(None), "");
        assert_eq!(question_of(Some("p=2")), "");
        assert_eq!(question_of(Some("q=&q=two")), "");
        assert_eq!(question_of(Some("q=literacy+%26+numeracy%00")), "literacy & numeracy");
        assert_eq!(question_of(Some("q=%ff%fe")).chars().count(), 2, "bytes that are no text do no harm");
        assert_eq!(question_of(Some(&format!("q={}", "à".repeat(5000)))).chars().count(), LONGEST);
    }

    #[test]
    fn a_kind_without_words_is_shown_as_stored() {
        assert_eq!(kind_name("authority"), "Authority");
        assert_eq!(kind_name("no-such-kind"), "no such kind");
    }
}
