//! `councils.toml` of the data folder: the councils whose own sign-in is taken (docs/formats.md). It holds secrets, so it is a
//! file that only its owner may read, beside the folder's `secret`, and never part of the database or of a backup.

use std::{fs, path::Path, time::Duration};

use anyhow::{Context, ensure};
use serde::Deserialize;

use super::ids::is_key;

/// The name of the file.
pub const FILE: &str = "councils.toml";

/// The ways of signing that a council may use: public keys only, so that no secret of ours can make a token.
pub const ALGORITHMS: [&str; 8] = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384"];

/// One council's sign-in.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Council {
    /// Its key in addresses.
    pub key: String,
    /// Its name, as the button has it.
    pub name: String,
    /// The issuer, letter for letter as its tokens name it.
    pub issuer: String,
    /// What the council calls this site.
    pub client_id: String,
    /// The secret it gave this site; a council that gave none relies on PKCE alone.
    pub client_secret: Option<String>,
    /// How its tokens may be signed.
    #[serde(default = "usual")]
    pub algorithms: Vec<String>,
    /// How long the council may take to answer.
    #[serde(skip, default = "patience")]
    pub patience: Duration,
}

impl std::fmt::Debug for Council {
    /// Everything but the secret.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Council").field("key", &self.key).field("issuer", &self.issuer).finish_non_exhaustive()
    }
}

fn usual() -> Vec<String> {
    vec!["RS256".into()]
}

fn patience() -> Duration {
    Duration::from_secs(10)
}

impl Council {
    /// A council that signs in the usual way and is given the usual time.
    pub fn new(key: &str, name: &str, issuer: &str, client_id: &str, client_secret: Option<&str>) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            issuer: issuer.into(),
            client_id: client_id.into(),
            client_secret: client_secret.map(Into::into),
            algorithms: usual(),
            patience: patience(),
        }
    }

    /// Whether the issuer is on this machine, as in tests: only then is anything asked without TLS.
    pub fn is_local(&self) -> bool {
        is_local(&self.issuer)
    }
}

/// Whether an address is one of this machine's over plain http.
pub fn is_local(address: &str) -> bool {
    let host = url::Url::parse(address).ok().filter(|url| url.scheme() == "http");
    host.is_some_and(|url| matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]")))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    council: Vec<Council>,
}

/// Reads the file; where there is none, no council's sign-in is taken.
///
/// # Errors
/// When others may read the file, or it does not say what it must.
pub fn read(path: &Path) -> anyhow::Result<Vec<Council>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(path).with_context(|| format!("reading {}", path.display()))?.permissions().mode();
        ensure!(mode & 0o077 == 0, "{} holds secrets and others may read it; run `chmod 600` on it", path.display());
    }
    let text = fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    parse(&text).with_context(|| path.display().to_string())
}

fn parse(text: &str) -> anyhow::Result<Vec<Council>> {
    let councils = toml::from_str::<File>(text)?.council;
    for (at, council) in councils.iter().enumerate() {
        let key = &council.key;
        ensure!(is_key(key), "`{key}` is no key; use small letters, digits and hyphens");
        ensure!(!council.name.trim().is_empty(), "{key} needs a name");
        ensure!(!council.client_id.is_empty(), "{key} needs a client_id");
        ensure!(
            council.is_local() || council.issuer.starts_with("https://"),
            "the issuer of {key} must begin with https://"
        );
        let url = url::Url::parse(&council.issuer).with_context(|| format!("the issuer of {key}"))?;
        ensure!(url.query().is_none() && url.fragment().is_none(), "the issuer of {key} must have no `?` and no `#`");
        ensure!(!council.algorithms.is_empty(), "{key} needs one algorithm at least");
        for algorithm in &council.algorithms {
            let known = ALGORITHMS.contains(&algorithm.as_str());
            ensure!(known, "{key} cannot sign with `{algorithm}`; use one of {}", ALGORITHMS.join(", "));
        }
        let before = &councils[..at];
        ensure!(before.iter().all(|other| other.key != *key), "there are two councils `{key}`");
        ensure!(
            before.iter().all(|other| other.issuer != council.issuer),
            "{key} has the issuer of another council; each needs its own"
        );
    }
    Ok(councils)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "[[council]]\nkey = \"glasgow-city\"\nname = \"Glasgow City Council\"\n\
                        issuer = \"https://sign-in.glasgow.example/v2.0\"\nclient_id = \"weft\"\nclient_secret = \"s\"\n";

    #[test]
    fn a_file_names_councils_and_never_shows_their_secrets() {
        let read = parse(GOOD).unwrap();
        assert_eq!((read[0].key.as_str(), read[0].algorithms.as_slice()), ("glasgow-city", &["RS256".to_owned()][..]));
        assert!(!format!("{read:?}").contains("secret"));
        assert!(parse("").unwrap().is_empty());
    }

    #[test]
    fn a_file_that_would_not_be_safe_is_refused_with_the_reason() {
        let twice = format!("{GOOD}{GOOD}");
        for (text, said) in [
            (GOOD.replace("https://", "http://"), "must begin with https://"),
            (GOOD.replace("v2.0", "v2.0?x=1"), "must have no `?`"),
            (format!("{GOOD}algorithms = [\"HS256\"]\n"), "cannot sign with `HS256`"),
            (format!("{GOOD}algorithms = [\"none\"]\n"), "cannot sign with `none`"),
            (format!("{GOOD}algorithms = []\n"), "one algorithm at least"),
            (twice.clone(), "there are two councils"),
            (twice.replacen("glasgow-city", "glasgow", 1), "the issuer of another council"),
            (GOOD.replace("glasgow-city", "Glasgow City"), "is no key"),
            (format!("{GOOD}secret = 1\n"), "unknown field"),
        ] {
            let refusal = format!("{:#}", parse(&text).unwrap_err());
            assert!(refusal.contains(said), "{refusal}");
        }
    }

    #[test]
    fn only_this_machine_is_asked_without_tls() {
        assert!(is_local("http://127.0.0.1:9000/a") && is_local("http://localhost:9000"));
        assert!(!is_local("http://localhost.evil.example") && !is_local("https://127.0.0.1"));
    }
}
