//! The layer that turns a problem into its page, or into problem+json for the API.

use askama::Template;
use axum::{
    extract::{Request, State},
    http::{HeaderValue, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{
    people::Visitor,
    plumbing::{
        layout::{Crumb, Page, see, show_private},
        problem::Problem,
        state::Weft,
    },
};

#[derive(Template)]
#[template(path = "plumbing/problem.html")]
struct ProblemPage {
    page: Page,
    problem: Told,
}

/// A problem as its page tells it.
struct Told {
    heading: &'static str,
    happened: String,
    advice: String,
    links: Vec<Crumb>,
}

/// Layer: gives every problem its page.
pub async fn problems(State(_): State<Weft>, request: Request, next: Next) -> Response {
    let visitor = request.extensions().get::<Visitor>().cloned();
    let api = request.uri().path().starts_with("/api/");
    let path = request.uri().path().to_owned();
    let mut response = next.run(request).await;
    let Some(problem) = response.extensions_mut().remove::<Problem>() else { return response };
    let mut shown = match (&problem, visitor) {
        _ if api => problem_json(&problem, &path),
        (Problem::SignInFirst(back), Some(_)) => {
            return see(&format!(
                "/sign-in?next={}",
                percent_encoding::utf8_percent_encode(back, percent_encoding::NON_ALPHANUMERIC)
            ));
        }
        (Problem::ProveFirst(back), Some(_)) => {
            return see(&format!(
                "/account/proof?next={}",
                percent_encoding::utf8_percent_encode(back, percent_encoding::NON_ALPHANUMERIC)
            ));
        }
        (_, Some(visitor)) => page(&problem, &visitor),
        (_, None) => (problem.status(), problem.remedy()).into_response(),
    };
    *shown.status_mut() = problem.status();
    shown
}

fn page(problem: &Problem, visitor: &Visitor) -> Response {
    let mut links = vec![Crumb::new("/", "Home"), Crumb::new("/search", "Search"), Crumb::new("/contact", "Contact")];
    if let Problem::AlreadySent(path) = problem {
        links.insert(0, Crumb::new(path, "See what was received"));
    }
    let page = ProblemPage {
        // A page that could not be shown has no history to lead to; a link would tell that there is one.
        page: Page { history: None, ..visitor.page(problem.title()) },
        problem: Told { heading: problem.title(), happened: problem.remedy(), advice: String::new(), links },
    };
    show_private(&page).unwrap_or_else(|_| (problem.status(), problem.remedy()).into_response())
}

fn problem_json(problem: &Problem, path: &str) -> Response {
    let detail = match problem {
        Problem::SignInFirst(_) => "This is for programs that send a token of an account, as `authorization: Bearer …`; \
                                    the token sent, if any, opens nothing. Tokens are made and revoked on /account/tokens."
            .to_owned(),
        _ => problem.remedy(),
    };
    let body = serde_json::json!({
        "type": format!("/api/problems/{}", problem.name()),
        "title": problem.title(),
        "status": problem.status().as_u16(),
        "detail": detail,
        "instance": path,
    });
    let mut response = body.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    response
}
