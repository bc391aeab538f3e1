//! Setting a password from a one-time link, one's own account, and the administrator's list.

use askama::Template;
use axum::extract::{Path, State};

use super::{Permit, Role, Visitor, password, store};
use crate::{
    partnership,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        search,
        state::Weft,
    },
};

/// The routes of this feature.
pub fn routes() -> Vec<Route> {
    vec![
        get("/welcome/{token}", welcome_page),
        post("/welcome/{token}", welcome),
        get("/account", account_page),
        get("/accounts", accounts_page),
        post("/accounts", add_account),
        post("/accounts/{email}/closure", close_account),
    ]
}

#[derive(Template)]
#[template(path = "people/welcome.html")]
struct WelcomePage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    name: String,
    hint: String,
}

async fn welcome_page(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>) -> Shown {
    let (_, name, _) = store::account_of_welcome(&weft, &token).await?.ok_or(Problem::NotFound)?;
    show_private(&WelcomePage {
        page: visitor.page("Choose a password"),
        errors: FormErrors::default(),
        form_key: visitor.form_key(&weft)?,
        name,
        hint: password::hint(),
    })
}

async fn welcome(State(weft): State<Weft>, visitor: Visitor, Path(token): Path<String>, posted: Posted) -> Shown {
    let (account, name, email) = store::account_of_welcome(&weft, &token).await?.ok_or(Problem::NotFound)?;
    let mut errors = FormErrors::default();
    password::check(&posted, &[&name, &email, &visitor.site_name], &mut errors);
    if !errors.is_empty() {
        let page = visitor.page("Choose a password").with_errors(true);
        let form_key = visitor.form_key(&weft)?;
        return show_again(&WelcomePage { page, errors, form_key, name, hint: password::hint() });
    }
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/sign-in").await?;
    store::spend_welcome(&weft, &mut write, &token).await?;
    store::set_password(&weft, &mut write, &account, posted.text("password")).await?;
    write.commit().await?;
    Ok(see("/sign-in"))
}

/// One thing an account may do, with where to do it.
struct Task {
    href: String,
    label: String,
}

#[derive(Template)]
#[template(path = "people/account.html")]
struct AccountPage {
    page: Page,
    email: String,
    roles: Vec<String>,
    tasks: Vec<Task>,
}

async fn account_page(State(weft): State<Weft>, visitor: Visitor) -> Shown {
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    let roles = account
        .grants
        .iter()
        .map(|grant| match &grant.scope {
            super::Scope::Partnership => grant.role.name().to_owned(),
            super::Scope::Authority(key)
            | super::Scope::Workstream(key)
            | super::Scope::Group(key)
            | super::Scope::Body(key)
            | super::Scope::Programme(key) => format!("{} ({key})", grant.role.name()),
        })
        .collect();
    let mut tasks: Vec<Task> = super::TASKS
        .iter()
        .filter(|(roles, _, _)| roles.iter().any(|role| account.holds(*role)))
        .map(|(_, href, label)| Task { href: (*href).to_owned(), label: (*label).to_owned() })
        .collect();
    for grant in &account.grants {
        let (kind, key) = match (grant.role, &grant.scope) {
            (Role::GroupLead, super::Scope::Group(key)) => ("group", key),
            (Role::ProgrammeLead, super::Scope::Programme(key)) => ("programme", key),
            _ => continue,
        };
        if let Some(found) = search::named(&weft.db, kind, key).await? {
            tasks.push(Task { href: found.url, label: format!("Keep the {kind} {}", found.title) });
        }
    }
    show_private(&AccountPage { page: visitor.page("Your account"), email: account.email.clone(), roles, tasks })
}

/// One account in the administrator's list.
struct Line {
    name: String,
    email: String,
    role: String,
    closed: bool,
    invented: bool,
}

/// One choice of a list in a form.
struct Choice {
    value: String,
    label: String,
}

#[derive(Template)]
#[template(path = "people/accounts.html")]
struct AccountsPage {
    page: Page,
    errors: FormErrors,
    form_key: String,
    lines: Vec<Line>,
    roles: Vec<Choice>,
    scopes: Vec<Choice>,
    kept_name: String,
    email: String,
    role: String,
    authority: String,
    link: Option<String>,
    /// Whether accounts may be added and closed now, or only after a proof.
    proved: bool,
}

impl AccountsPage {
    async fn new(weft: &Weft, visitor: &Visitor, posted: Option<&Posted>, errors: FormErrors) -> Result<Self, Problem> {
        let kept = |field: &str| posted.map(|posted| posted.text(field).to_owned()).unwrap_or_default();
        Ok(Self {
            page: visitor.page("Accounts").with_errors(!errors.is_empty()),
            errors,
            form_key: visitor.form_key(weft)?,
            lines: store::listed(&weft.db)
                .await?
                .into_iter()
                .map(|row| Line {
                    role: Role::of(&row.role).map_or(row.role.clone(), |role| {
                        if row.scope_key.is_empty() {
                            role.name().into()
                        } else {
                            format!("{} ({})", role.name(), row.scope_key)
                        }
                    }),
                    name: row.name,
                    email: row.email,
                    closed: row.closed_at.is_some(),
                    invented: row.invented == 1,
                })
                .collect(),
            roles: Role::ALL
                .into_iter()
                .map(|role| Choice { value: role.key().into(), label: role.name().into() })
                .collect(),
            scopes: scopes(weft).await?,
            kept_name: kept("name"),
            email: kept("email"),
            role: kept("role"),
            authority: kept("scope"),
            link: None,
            proved: visitor.proved("/accounts").is_ok(),
        })
    }
}

/// What a role may be held for: every authority, and every workstream, group, body and programme that has a public page.
async fn scopes(weft: &Weft) -> Result<Vec<Choice>, Problem> {
    let mut scopes: Vec<Choice> = partnership::authorities(&weft.db)
        .await?
        .into_iter()
        .map(|authority| Choice { value: authority.key, label: format!("Authority: {}", authority.name) })
        .collect();
    for (kind, word) in [("workstream", "Workstream"), ("group", "Group"), ("body", "Body"), ("programme", "Programme")]
    {
        for found in search::of_kind(&weft.db, kind).await? {
            let key = found.key.rsplit('/').next().unwrap_or(&found.key).to_owned();
            scopes.push(Choice { value: key, label: format!("{word}: {}", found.title) });
        }
    }
    Ok(scopes)
}

async fn accounts_page(State(weft): State<Weft>, permit: Permit) -> Shown {
    show_private(&AccountsPage::new(&weft, &permit.visitor, None, FormErrors::default()).await?)
}

async fn add_account(State(weft): State<Weft>, permit: Permit, posted: Posted) -> Shown {
    permit.visitor.proved("/accounts")?;
    let mut errors = FormErrors::default();
    let name = errors.required(&posted, "name", "Enter the person’s name");
    let email = errors.required(&posted, "email", "Enter the person’s email address");
    if !email.is_empty() && (!email.contains('@') || email.contains(char::is_whitespace)) {
        errors.add("email", "Enter an email address such as name@council.example");
    }
    let role = Role::of(posted.text("role"));
    if role.is_none() {
        errors.add("role", "Choose what the person does");
    }
    let scope = posted.text("scope");
    if let Some(role) = role {
        match role.scope_kind() {
            "authority" if partnership::authority(&weft.db, scope).await?.is_none() => {
                errors.add("scope", "Choose the authority whose counts the person enters");
            }
            "workstream" | "group" | "body" if !crate::plumbing::ids::is_key(scope) => {
                errors.add("scope", "Choose what the person leads or sits on");
            }
            "programme" if search::named(&weft.db, "programme", scope).await?.is_none() => {
                errors.add("scope", "Choose the programme that the person leads");
            }
            _ => {}
        }
    }
    let (true, Some(role)) = (errors.is_empty(), role) else {
        return show_again(&AccountsPage::new(&weft, &permit.visitor, Some(&posted), errors).await?);
    };
    let scope_key = if role.scope_kind() == "partnership" { "" } else { scope };
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/accounts").await?;
    let new = store::NewAccount { name, email, role, scope_key, person: None };
    store::add_account(&weft, &mut write, permit.visitor.named(), &new).await?;
    let token = store::new_welcome(&weft, &mut write, permit.visitor.named(), email).await?;
    write.commit().await?;
    let mut page = AccountsPage::new(&weft, &permit.visitor, None, FormErrors::default()).await?;
    page.link = Some(format!("{}/welcome/{token}", weft.settings.public_url));
    show_private(&page)
}

async fn close_account(State(weft): State<Weft>, permit: Permit, Path(email): Path<String>, posted: Posted) -> Shown {
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, "/accounts").await?;
    store::close_account(&weft, &mut write, permit.visitor.named(), &email).await?;
    write.commit().await?;
    Ok(see("/accounts"))
}
