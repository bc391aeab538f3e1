//! `weft person` and `weft retention`: what is held about somebody, erasing them, and what is due to be deleted.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::command::{Refusal, say, write_out};
use crate::{
    plumbing::{history::COMMAND_LINE, state::Weft},
    rights::{self, Fate, Subject},
};

/// What to do about one person.
#[derive(Debug, Subcommand)]
pub(super) enum PersonAct {
    /// Write everything that is held about one person into one zip file.
    Export {
        /// The person's key or e-mail address.
        who: String,
        /// The file to write.
        #[arg(short, long, value_name = "FILE")]
        out: PathBuf,
    },
    /// Erase one person; what is counted stays. Print with --dry-run what would go and what would stay.
    Erase {
        /// The person's key or e-mail address.
        who: String,
        /// Why, without naming the person; it stays in the history.
        #[arg(long, default_value = "", value_name = "WORDS")]
        reason: String,
        /// Say only what would be done.
        #[arg(long)]
        dry_run: bool,
    },
}

/// How `weft retention` is given.
#[derive(Debug, Args)]
pub(super) struct Retention {
    /// List what is due, one line each; delete nothing.
    #[arg(long)]
    dry_run: bool,
}

async fn find(weft: &Weft, who: &str) -> Result<Subject, Refusal> {
    rights::find(&weft.db, who)
        .await?
        .ok_or_else(|| Refusal::Rejected(vec![format!("{who}: nobody is known under this key or address")]))
}

pub(super) async fn person(weft: &Weft, act: PersonAct) -> Result<(), Refusal> {
    match act {
        PersonAct::Export { who, out } => {
            let subject = find(weft, &who).await?;
            let bytes = rights::export(weft, COMMAND_LINE, &subject).await?;
            write_out(Some(&out), &bytes)?;
            say(&format!("{}: everything that is held about {}", out.display(), subject.called()))?;
        }
        PersonAct::Erase { who, reason, dry_run } => {
            let subject = find(weft, &who).await?;
            let preview = rights::preview(weft, &subject).await?;
            if dry_run {
                for line in &preview.lines {
                    let fate = match line.fate {
                        Fate::Goes => "deleted",
                        Fate::Blanked => "name and words taken out",
                        Fate::Stays => "stays",
                    };
                    say(&format!("{:>6}  {}: {fate}, for {}", line.rows, line.heading, line.why))?;
                }
                say(&format!("{:>6}  texts that name the person: the name is taken out", preview.texts.len()))?;
                for name in &preview.shared_names {
                    say(&format!("somebody else is called {name}: texts that hold the name are left as they are"))?;
                }
                for one in &preview.published {
                    say(&format!("stays as published: {one}"))?;
                }
                if let Some(sentence) = &preview.refused {
                    say(sentence)?;
                }
                return Ok(());
            }
            if reason.trim().is_empty() {
                return Err(Refusal::Usage("say why with --reason, without naming the person".into()));
            }
            let done = rights::erase(weft, COMMAND_LINE, &subject, reason.trim()).await?;
            say(&format!(
                "erased; the name was taken out of {} texts and {} rows of the history. Backups made before still hold the person",
                done.texts, done.history
            ))?;
        }
    }
    Ok(())
}

pub(super) async fn retention(weft: &Weft, how: Retention) -> Result<(), Refusal> {
    let all = if how.dry_run { rights::due(weft).await? } else { rights::run(weft, COMMAND_LINE).await? };
    let mut count = 0;
    for due in &all {
        for (id, words) in &due.records {
            count += 1;
            say(&format!("{}\t{id}\t{words}", due.class.key))?;
        }
    }
    say(&format!("{count} {}", if how.dry_run { "due" } else { "deleted or blanked" }))?;
    Ok(())
}
