//! The visitor of a request: who they are, what they may do, and the two layers that find out.

use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, Method, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};

use super::{Grant, Scope, history_link, policy, satisfies, store, tokens};
use crate::plumbing::{
    form::{self, Binding},
    history,
    ids::sha256,
    layout::{Page, SignedIn},
    problem::Problem,
    state::Weft,
};

/// The sign-in cookie's name over plain http, as in the demonstration.
pub const COOKIE: &str = "sign-in";

/// The sign-in cookie's name: over https the `__Host-` prefix keeps other hosts of the domain from setting it.
pub fn cookie_name(weft: &Weft) -> &'static str {
    if weft.settings.https() { "__Host-sign-in" } else { COOKIE }
}

/// A signed-in account.
#[derive(Debug, Clone)]
pub struct Account {
    /// The account's id, as history names it.
    pub id: String,
    /// The person's key.
    pub person: String,
    /// The person's name.
    pub name: String,
    /// The address they sign in with.
    pub email: String,
    /// What they may do, as of today.
    pub grants: Vec<Grant>,
    /// The id of the sign-in; empty for a program that came with a token.
    pub sign_in: String,
    /// Whether they proved who they are within the last ten minutes.
    pub proved: bool,
}

impl Account {
    /// Whether the account holds a role anywhere.
    pub fn holds(&self, role: super::Role) -> bool {
        self.grants.iter().any(|grant| grant.role == role)
    }

    /// The authority keys of the account's grants, for officers of one authority.
    pub fn authorities(&self) -> Vec<&str> {
        self.grants
            .iter()
            .filter_map(|grant| match &grant.scope {
                Scope::Authority(key) => Some(key.as_str()),
                _ => None,
            })
            .collect()
    }
}

/// Whoever sent the request.
#[derive(Debug, Clone)]
pub struct Visitor {
    /// Their account, where they have signed in.
    pub account: Option<Account>,
    /// The partnership's name, for the frame of the page.
    pub site_name: String,
    /// The path asked for.
    pub path: String,
    /// Whether this is the demonstration.
    demo: bool,
    /// Whether a program came with a token that opens nothing.
    refused: bool,
    binding: Binding,
}

impl Visitor {
    /// The frame of a page with a title.
    pub fn page(&self, title: impl Into<String>) -> Page {
        Page {
            title: title.into(),
            site_name: self.site_name.clone(),
            path: self.path.clone(),
            user: self.account.as_ref().map(|account| SignedIn { name: account.name.clone() }),
            css_href: crate::app::assets::css_href(),
            js_href: crate::app::assets::js_href(),
            demo: self.demo,
            history: self.account.as_ref().and_then(|account| history_link::of(&self.path, &account.grants)),
            ..Page::default()
        }
    }

    /// A key for a form about to be shown. A page that holds one is sent with `layout::show_private`.
    ///
    /// # Errors
    /// [`Problem::Broken`] when the system has no randomness to give.
    pub fn form_key(&self, weft: &Weft) -> Result<String, Problem> {
        form::new_key(weft, &self.binding)
    }

    /// Lets an act go on that asks for a proof within the last ten minutes; `back` is the page to come back to after one.
    ///
    /// # Errors
    /// [`Problem::ProveFirst`] where the last proof is older.
    pub fn proved(&self, back: &str) -> Result<(), Problem> {
        if self.account.as_ref().is_some_and(|account| account.proved) {
            Ok(())
        } else {
            Err(Problem::ProveFirst(back.to_owned()))
        }
    }

    /// How history names this visitor.
    pub fn named(&self) -> &str {
        self.account.as_ref().map_or(history::PUBLIC, |account| &account.id)
    }

    /// Whether the visitor holds a role anywhere, for showing or leaving out a link. The route asks again.
    pub fn holds(&self, role: super::Role) -> bool {
        self.account.as_ref().is_some_and(|account| account.holds(role))
    }
}

impl FromRequestParts<Weft> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Weft) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| Problem::broken(anyhow::anyhow!("no visitor was found")))
    }
}

/// The permission under which a handler runs: the visitor and the rule of the route.
#[derive(Debug, Clone)]
pub struct Permit {
    /// Whoever sent the request.
    pub visitor: Visitor,
    rule: &'static policy::Rule,
}

impl Permit {
    /// Permits the act on a record of some scope.
    ///
    /// # Errors
    /// [`Problem::NotFound`], the same answer as for a record that does not exist.
    pub fn within(&self, scope: &Scope) -> Result<(), Problem> {
        let grants = self.visitor.account.as_ref().map_or(&[][..], |account| &account.grants);
        if satisfies(grants, &self.rule.who, Some(scope)) { Ok(()) } else { Err(Problem::NotFound) }
    }
}

impl FromRequestParts<Weft> for Permit {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, weft: &Weft) -> Result<Self, Problem> {
        let visitor = Visitor::from_request_parts(parts, weft).await?;
        let rule = parts.extensions.get::<&'static policy::Rule>().copied().ok_or(Problem::NotFound)?;
        Ok(Self { visitor, rule })
    }
}

/// The token of the sign-in cookie, where the request carries one.
fn token(weft: &Weft, headers: &HeaderMap) -> Option<String> {
    cookie_value(headers, cookie_name(weft))
}

/// The value of a cookie that a request carries.
pub(super) fn cookie_value(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.to_owned())
}

/// Whether the request carries a sign-in cookie or a program's token, true or not: such requests never meet the cache.
pub fn carries_cookie(weft: &Weft, headers: &HeaderMap) -> bool {
    token(weft, headers).is_some() || headers.contains_key(header::AUTHORIZATION)
}

/// The token that a program sends to read from the API; on any other request it means nothing.
fn bearer<'a>(method: &Method, path: &str, headers: &'a HeaderMap) -> Option<&'a str> {
    if *method != Method::GET || !path.starts_with("/api/") {
        return None;
    }
    let line = headers.get(header::AUTHORIZATION)?.to_str().unwrap_or_default();
    Some(
        line.split_once(' ')
            .filter(|(kind, _)| kind.eq_ignore_ascii_case("bearer"))
            .map_or("", |(_, token)| token.trim()),
    )
}

/// The digest of the sign-in token a request carries.
pub(super) fn token_hash(weft: &Weft, headers: &HeaderMap) -> Option<String> {
    token(weft, headers).map(|token| sha256(token.as_bytes()))
}

/// Layer: finds the visitor of every request.
pub async fn meet(State(weft): State<Weft>, mut request: Request, next: Next) -> Response {
    let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
    match find(&weft, request.method(), &headers, path).await {
        Ok(visitor) => {
            request.extensions_mut().insert(visitor.binding.clone());
            request.extensions_mut().insert(visitor);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Where nobody is known, signed in or not: what is answered there must not be joined to an account, and a form key is
/// otherwise bound to the sign-in.
const NAMELESS: &str = "/f/";

async fn find(weft: &Weft, method: &Method, headers: &HeaderMap, path: String) -> Result<Visitor, Problem> {
    let token_hash = if path.starts_with(NAMELESS) { None } else { token_hash(weft, headers) };
    let bearer = bearer(method, &path, headers);
    let account = match (bearer, &token_hash) {
        (Some(token), _) => tokens::account(weft, token).await?,
        (None, Some(hash)) => store::account_of_sign_in(weft, hash).await?,
        (None, None) => None,
    };
    let binding = match (&account, token_hash) {
        (Some(_), Some(hash)) => hash,
        _ => "anonymous".to_owned(),
    };
    Ok(Visitor {
        refused: bearer.is_some() && account.is_none(),
        account,
        site_name: crate::partnership::name(&weft.db).await?,
        path,
        demo: weft.settings.demo,
        binding: Binding(binding),
    })
}

/// Layer of one route: lets the visitor in, asks them to sign in, or answers as if there were no such page.
pub async fn permit(State(rule): State<&'static policy::Rule>, mut request: Request, next: Next) -> Response {
    let Some(visitor) = request.extensions().get::<Visitor>() else { return Problem::NotFound.into_response() };
    if visitor.refused {
        // A program must not take what everybody may read for all that it asked for.
        return Problem::SignInFirst(request.uri().path().to_owned()).into_response();
    }
    let let_in = match (&rule.who, &visitor.account) {
        (policy::Who::Everyone, _) | (policy::Who::SignedIn, Some(_)) => true,
        (policy::Who::Roles(_), Some(account)) => satisfies(&account.grants, &rule.who, None),
        (_, None) => {
            let back = if rule.method == Method::GET { request.uri().path().to_owned() } else { "/account".to_owned() };
            return Problem::SignInFirst(back).into_response();
        }
    };
    if !let_in {
        return Problem::NotFound.into_response();
    }
    request.extensions_mut().insert(rule);
    next.run(request).await
}
