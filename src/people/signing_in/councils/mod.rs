//! The councils' own sign-in: OpenID Connect with the authorization code, PKCE, state and nonce.
//!
//! Whom an issuer means is known by issuer and subject alone, never by an address: somebody says once, from inside their own
//! account, that a council's sign-in is theirs. What they may do comes from our tables, never from the council's token.
//! docs/decisions/0028 says why.

mod flow;
mod http;
mod pages;
mod store;

pub use pages::cookie_name;
pub(super) use pages::routes;
pub(super) use store::{Identity, of_account};

/// Why a council's sign-in let nobody in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// The answer belongs to no sign-in that this browser began within ten minutes, or to one that was answered before.
    Lost,
    /// The answer is not in a form that can be read.
    Garbled,
    /// The council did not let the person in, or they turned back.
    Refused,
    /// The council could not be asked, or did not answer as the standard says.
    Away,
    /// What the council answered does not hold: a wrong signature, issuer, audience, nonce, time.
    Distrusted,
    /// The answer says that it comes from another council.
    Elsewhere,
    /// The account was closed.
    Closed,
}

impl Fault {
    /// The heading of its page.
    fn title(self) -> &'static str {
        match self {
            Self::Lost => "This sign-in is no longer open",
            Self::Garbled => "The answer could not be read",
            Self::Refused => "You were not signed in",
            Self::Away => "The council’s sign-in did not answer",
            Self::Distrusted | Self::Elsewhere => "The answer could not be trusted",
            Self::Closed => "This account is closed",
        }
    }

    /// What happened and what to do.
    fn advice(self) -> &'static str {
        match self {
            Self::Lost => {
                "It was begun in another browser, more than ten minutes ago, or is done already. Begin again."
            }
            Self::Garbled => "Begin again. If it happens again, sign in by an emailed link.",
            Self::Refused => {
                "You turned back, or your council does not let you use this site. Ask its IT service, or sign in by an emailed link."
            }
            Self::Away => "Try again in a few minutes, or sign in by an emailed link.",
            Self::Distrusted | Self::Elsewhere => {
                "Nobody was signed in. Begin again; if it happens again, tell whoever keeps this site, and sign in by an emailed link."
            }
            Self::Closed => "Ask whoever keeps the accounts of your partnership.",
        }
    }

    /// The status of its page.
    fn status(self) -> axum::http::StatusCode {
        use axum::http::StatusCode;
        match self {
            Self::Lost | Self::Garbled | Self::Elsewhere => StatusCode::BAD_REQUEST,
            Self::Refused | Self::Closed => StatusCode::FORBIDDEN,
            Self::Away | Self::Distrusted => StatusCode::BAD_GATEWAY,
        }
    }
}
