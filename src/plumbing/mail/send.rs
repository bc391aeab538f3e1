//! Sending: letters handed to the mail server, or written into a folder, one at a time.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::Context;
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue, MIME_VERSION_1_0},
    },
    transport::smtp::extension::ClientId,
};
use tokio::{io::AsyncWriteExt, sync::watch};

use super::{
    Settings,
    store::{self, Claimed},
};
use crate::plumbing::{problem::Problem, state::Weft};

/// How often the outbox is looked at.
const LOOK: Duration = Duration::from_secs(5);

/// The longest pause while the mail server is away.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// How letters leave, made of the settings and checked when the program starts.
#[derive(Debug, Clone)]
pub struct Way {
    from: Mailbox,
    /// The part of a message's own number after the sign.
    host: String,
    to: Target,
}

#[derive(Debug, Clone)]
enum Target {
    Server(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
}

/// What became of one letter.
enum Outcome {
    Sent,
    /// Not now, with what came back.
    Later(String),
    /// Never, with what came back.
    Refused(String),
}

impl Way {
    /// The way that the settings name, or none.
    ///
    /// # Errors
    /// In words, what is wrong with the address of the mail server or that of the sender.
    pub fn of(settings: &Settings, public_url: &str) -> anyhow::Result<Option<Self>> {
        let host = url::Url::parse(public_url)
            .ok()
            .and_then(|url| url.host_str().map(ToOwned::to_owned))
            .unwrap_or_else(|| "localhost".to_owned());
        let to = match (&settings.smtp_url, &settings.folder) {
            (None, None) => return Ok(None),
            (Some(_), Some(_)) => anyhow::bail!("give --smtp-url or --mail-folder, not both"),
            (None, Some(folder)) => Target::Folder(folder.clone()),
            (Some(address), None) => {
                let read = url::Url::parse(address).context("--smtp-url is not an address")?;
                let local = read.host_str().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host));
                let bare = read.scheme() == "smtp" && read.query().is_none_or(|query| !query.contains("tls=required"));
                anyhow::ensure!(
                    !(bare && read.password().is_some() && !local),
                    "--smtp-url would send its password unprotected; use smtps:// or add ?tls=required"
                );
                let server = AsyncSmtpTransport::<Tokio1Executor>::from_url(address)
                    .map_err(|fault| anyhow::anyhow!("--smtp-url cannot be used: {fault}"))?
                    .hello_name(ClientId::Domain(host.clone()))
                    .timeout(Some(Duration::from_secs(30)));
                Target::Server(server.build())
            }
        };
        let from = settings.from.clone().unwrap_or_else(|| format!("weft@{host}"));
        let from = from.parse().map_err(|fault| anyhow::anyhow!("--mail-from `{from}` is not an address: {fault}"))?;
        Ok(Some(Self { from, host, to }))
    }

    /// Whether letters can leave at all just now; otherwise what came back.
    async fn open(&self) -> Result<(), String> {
        match &self.to {
            Target::Folder(folder) => {
                tokio::fs::create_dir_all(folder).await.map_err(|fault| format!("{}: {fault}", folder.display()))
            }
            Target::Server(server) => match server.test_connection().await {
                Ok(true) => Ok(()),
                Ok(false) => Err("the mail server did not answer".to_owned()),
                Err(fault) => Err(spoken(&fault)),
            },
        }
    }

    /// The whole letter. Its number and its day are those of the letter, so that a second try is the same message.
    fn message(&self, letter: &Claimed) -> Result<Message, String> {
        let address: Address =
            letter.address.parse().map_err(|fault| format!("the address cannot be written to: {fault}"))?;
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, address))
            .subject(&letter.subject)
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .header(MIME_VERSION_1_0)
            .header(ContentType::TEXT_PLAIN)
            .raw_header(raw("Auto-Submitted", "auto-generated"));
        if let Ok(queued) = letter.queued_at.parse::<jiff::Timestamp>() {
            message = message.date(queued.into());
        }
        if let Some(link) = &letter.unsubscribe {
            message = message.raw_header(raw("List-Unsubscribe", &format!("<{link}>")));
        }
        message.body(letter.body.clone()).map_err(|fault| fault.to_string())
    }

    async fn send(&self, letter: &Claimed) -> Outcome {
        let message = match self.message(letter) {
            Ok(message) => message,
            Err(fault) => return Outcome::Refused(fault),
        };
        match &self.to {
            Target::Folder(folder) => match write(folder, letter, &message.formatted()).await {
                Ok(()) => Outcome::Sent,
                Err(fault) => Outcome::Later(format!("{}: {fault}", folder.display())),
            },
            Target::Server(server) => match server.send(message).await {
                Ok(_) => Outcome::Sent,
                Err(fault) if fault.is_permanent() || fault.is_client() => Outcome::Refused(spoken(&fault)),
                Err(fault) => Outcome::Later(spoken(&fault)),
            },
        }
    }
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// What a mail server's fault says, with the causes beneath it.
fn spoken(fault: &lettre::transport::smtp::Error) -> String {
    let mut words = fault.to_string();
    let mut cause = std::error::Error::source(fault);
    while let Some(deeper) = cause {
        let deeper_words = deeper.to_string();
        if !words.contains(&deeper_words) {
            words = format!("{words}: {deeper_words}");
        }
        cause = deeper.source();
    }
    words
}

/// Writes a letter as a file only its owner may read, whole or not at all; the same letter is always the same file.
async fn write(folder: &Path, letter: &Claimed, bytes: &[u8]) -> std::io::Result<()> {
    let name = format!("{}-{}-{}.eml", letter.queued_at.get(..10).unwrap_or_default(), letter.kind, letter.id);
    let part = folder.join(format!("{name}.part"));
    let mut options = tokio::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    options.mode(0o600);
    let mut file = options.open(&part).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(&part, folder.join(name)).await
}

/// What one look at the outbox did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pass {
    /// How many letters were sent.
    pub sent: usize,
    /// How many are to be tried again.
    pub later: usize,
    /// How many were refused for good.
    pub refused: usize,
    /// Why nothing could be sent at all.
    pub outage: Option<String>,
}

/// Sends every letter that may be sent now, until told to stop.
///
/// # Errors
/// [`Problem::Broken`] when the database does not answer; a letter that was being sent is then tried again later.
pub async fn pass(weft: &Weft, way: &Way, stop: &watch::Receiver<bool>) -> Result<Pass, Problem> {
    store::release_stale(weft).await?;
    store::forget(weft).await?;
    let mut pass = Pass::default();
    if !store::any_due(weft).await? {
        return Ok(pass);
    }
    if let Err(fault) = way.open().await {
        tracing::warn!(fault, "the mail server cannot be reached; letters wait");
        store::put_outage(weft, Some(&fault)).await?;
        pass.outage = Some(fault);
        return Ok(pass);
    }
    store::put_outage(weft, None).await?;
    while !*stop.borrow() {
        let Some(letter) = store::claim(weft).await? else { break };
        match way.send(&letter).await {
            Outcome::Sent => {
                store::sent(weft, &letter.id).await?;
                pass.sent += 1;
            }
            Outcome::Later(fault) => {
                tracing::warn!(letter = letter.id, fault, "a letter was not taken; it is tried again");
                if store::later(weft, &letter, &fault).await? { pass.later += 1 } else { pass.refused += 1 }
            }
            Outcome::Refused(fault) => {
                tracing::warn!(letter = letter.id, "a letter was refused for good");
                store::refused(weft, &letter.id, &fault).await?;
                pass.refused += 1;
            }
        }
    }
    Ok(pass)
}

/// Sends letters until told to stop; a letter in hand is finished first.
pub async fn deliver(weft: Weft, way: Way, mut stop: watch::Receiver<bool>) {
    let mut pause = LOOK;
    while !*stop.borrow() {
        // A fault of the database was logged where it happened.
        pause = match pass(&weft, &way, &stop).await {
            Ok(Pass { outage: None, .. }) => LOOK,
            _ => (pause * 2).min(LONGEST_PAUSE),
        };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = stop.changed() => if changed.is_err() { return },
        }
    }
}
