//! `weft user`: accounts for whoever has a shell on the server, and the one-time links they sign in with first.

use clap::Subcommand;

use super::command::{Refusal, say};
use crate::{
    people::{self, NewAccount, Role},
    plumbing::{history::COMMAND_LINE, state::Weft},
};

/// What is done with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum UserAct {
    /// Add an account and print its one-time link.
    Add {
        /// The person's name.
        name: String,
        /// The address they sign in with.
        #[arg(long)]
        email: String,
        /// What they may do.
        #[arg(long, value_parser = clap::builder::PossibleValuesParser::new(Role::ALL.map(Role::key)))]
        role: String,
        /// The key of the authority, workstream, group, body or programme, for roles held for one.
        #[arg(long = "for", default_value = "", value_name = "KEY")]
        scope: String,
    },
    /// Print a new one-time link for an account.
    Link {
        /// The address they sign in with.
        email: String,
    },
}

/// Does it, and prints a one-time link.
pub(super) async fn user(weft: &Weft, act: UserAct) -> Result<(), Refusal> {
    let mut write = weft.db.write().await?;
    let email = match &act {
        UserAct::Add { name, email, role, scope } => {
            let role = Role::of(role).ok_or_else(|| Refusal::Usage(format!("there is no role `{role}`")))?;
            if role.scope_kind() != "partnership" && scope.is_empty() {
                return Err(Refusal::Usage(format!(
                    "a {} needs --for KEY: the {} it is for",
                    role.key(),
                    role.scope_kind()
                )));
            }
            if role.scope_kind() == "authority" && crate::partnership::authority(&weft.db, scope).await?.is_none() {
                return Err(Refusal::Usage(format!("there is no authority `{scope}`; use its key, code or name")));
            }
            if role.scope_kind() == "programme" && crate::programmes::programme(&weft.db, scope).await?.is_none() {
                return Err(Refusal::Usage(format!(
                    "there is no programme `{scope}`; use its key, as its page’s address has it"
                )));
            }
            let new = NewAccount { name, email, role, scope_key: scope, person: None };
            people::add_account(weft, &mut write, COMMAND_LINE, &new).await?;
            email
        }
        UserAct::Link { email } => email,
    };
    let token = people::new_welcome(weft, &mut write, COMMAND_LINE, email).await?;
    write.commit().await?;
    say(&format!("{}/welcome/{token}", weft.settings.public_url))?;
    Ok(())
}
