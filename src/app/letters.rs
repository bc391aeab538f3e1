//! `weft send-mail` and `weft send-digests`: letters, once.

use super::command::{Refusal, say};
use crate::plumbing::{mail, state::Weft};

pub(super) async fn send_digests(weft: &Weft) -> Result<(), Refusal> {
    let sent = crate::desk::send(weft).await?;
    say(&format!("{sent} put into the outbox; whoever had this week's letter already gets no second one"))?;
    Ok(())
}

pub(super) async fn send_mail(weft: &Weft) -> Result<(), Refusal> {
    let Some(way) = mail::Way::of(&weft.settings.mail, &weft.settings.public_url)? else {
        return Err(Refusal::Usage("say how letters leave: --smtp-url URL or --mail-folder DIR".into()));
    };
    let (_running, stop) = tokio::sync::watch::channel(false);
    let pass = mail::pass(weft, &way, &stop).await?;
    if let Some(fault) = pass.outage {
        return Err(Refusal::Rejected(vec![format!("the mail server cannot be reached, letters wait: {fault}")]));
    }
    say(&format!("{} sent, {} to be tried again, {} refused", pass.sent, pass.later, pass.refused))?;
    Ok(())
}
