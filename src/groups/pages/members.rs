//! The members of a group: seen by those who keep it and by its own members, added, changed and ended by its keepers.

use askama::Template;
use axum::extract::{Path, State};

use super::{Choice, crumbs, find, keeps, permitted, today};
use crate::{
    groups::{Group, Membership, NewMembership, PARTS, is_day, members_file::Known, store},
    partnership,
    people::{self, Permit, Role, Visitor},
    plumbing::{
        address_list::is_address,
        clock::spoken_day,
        form::{FormErrors, Posted},
        layout::{Crumb, Page, see, show_again, show_private},
        problem::{Problem, Shown},
        route::{Route, get, post},
        state::Weft,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        get("/groups/{key}/members", list),
        post("/groups/{key}/members", add),
        get("/groups/{key}/members/{id}", one),
        post("/groups/{key}/members/{id}", change),
    ]
}

/// One membership as the pages show it.
struct Line {
    id: String,
    name: String,
    post: String,
    organisation: String,
    part: String,
    since: String,
    until: Option<String>,
}

/// What the form of a member asks, with what was typed.
#[derive(Default)]
pub(super) struct Typed {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) post: String,
    pub(super) authority: String,
    pub(super) establishment: String,
    pub(super) partner: String,
    pub(super) part: String,
    pub(super) from: String,
    pub(super) to: String,
}

impl Typed {
    fn of(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            name: text("name"),
            email: text("email").to_lowercase(),
            post: text("post"),
            authority: text("authority"),
            establishment: text("establishment"),
            partner: text("partner"),
            part: text("part"),
            from: text("from"),
            to: text("to"),
        }
    }

    /// Reads what was typed about the membership itself, with an error at every fault.
    fn read(&self, group: &str, person: &str, known: &Known, errors: &mut FormErrors) -> NewMembership {
        let mut look = |field: &str, text: &str, found: Result<String, String>| match found {
            _ if text.is_empty() => None,
            Ok(key) => Some(key),
            Err(what) => {
                errors.add(field, what);
                None
            }
        };
        let authority = look("authority", &self.authority, known.authority(&self.authority));
        let establishment = look("establishment", &self.establishment, known.establishment(&self.establishment));
        let partner = look("partner", &self.partner, known.partner(&self.partner));
        if !PARTS.iter().any(|(key, _)| *key == self.part) {
            errors.add("part", "Choose what part the person has in the group");
        }
        for (field, day) in [("from", &self.from), ("to", &self.to)] {
            let open_end = field == "to" && day.is_empty();
            if !(is_day(day) || open_end) {
                errors.add(field, "Enter the day in the form 2026-01-31");
            }
        }
        let to = Some(self.to.clone()).filter(|day| !day.is_empty());
        let new = NewMembership {
            group: group.to_owned(),
            person: person.to_owned(),
            post: self.post.clone(),
            authority,
            establishment,
            partner,
            part: self.part.clone(),
            from: self.from.clone(),
            to,
        };
        if new.ends_too_early() {
            errors.add("to", "The membership would end before it begins. Change one of the two days.");
        }
        new
    }
}

#[derive(Template)]
#[template(path = "groups/members.html")]
struct MembersPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    group: Group,
    ended: bool,
    keeper: bool,
    invented: bool,
    lines: Vec<Line>,
    earlier: Vec<Line>,
    typed: Typed,
    authorities: Vec<Choice>,
    partners: Vec<Choice>,
    parts: Vec<Choice>,
}

/// The authorities and partners as choices.
pub(super) async fn organisations(weft: &Weft) -> Result<(Vec<Choice>, Vec<Choice>), Problem> {
    let authorities = partnership::authorities(&weft.db).await?;
    let partners = partnership::partners(&weft.db).await?;
    Ok((
        authorities.into_iter().map(|one| Choice::new(one.key, one.name)).collect(),
        partners.into_iter().map(|one| Choice::new(one.key, one.name)).collect(),
    ))
}

async fn members_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    typed: Option<Typed>,
    errors: FormErrors,
) -> Result<MembersPage, Problem> {
    let today = today(weft).await?;
    let (authorities, partners) = organisations(weft).await?;
    let establishments = partnership::establishments(&weft.db).await?;
    let every = store::memberships(&weft.db, &group.key).await?;
    let called = |list: &[Choice], key: &Option<String>| {
        key.as_ref().and_then(|key| list.iter().find(|one| one.value == *key)).map(|one| one.label.clone())
    };
    let line = |one: &Membership| {
        let establishment = one.establishment.as_ref();
        let establishment = establishment.and_then(|key| establishments.iter().find(|known| known.key == *key));
        let organisation: Vec<String> = [
            establishment.map(|known| known.name.clone()),
            called(&authorities, &one.authority),
            called(&partners, &one.partner),
        ]
        .into_iter()
        .flatten()
        .collect();
        Line {
            id: one.id.clone(),
            name: one.name.clone(),
            post: one.post.clone(),
            organisation: organisation.join(", "),
            part: one.part_name().to_owned(),
            since: spoken_day(&one.from),
            until: one.to.as_deref().map(spoken_day),
        }
    };
    let keeper = keeps(visitor, &group);
    let over = |one: &&Membership| one.to.as_deref().is_some_and(|to| to < today.as_str());
    Ok(MembersPage {
        page: visitor.page(format!("Members of {}", group.name)).section("groups").with_errors(!errors.is_empty()),
        crumbs: crumbs(&group),
        errors,
        form_key: visitor.form_key(weft)?,
        ended: group.has_ended(&today),
        keeper,
        invented: group.invented.iter().any(|fact| fact == "members"),
        lines: every.iter().filter(|one| !over(one)).map(line).collect(),
        earlier: every.iter().filter(over).map(line).collect(),
        typed: typed.unwrap_or_else(|| Typed { part: "member".into(), from: today.clone(), ..Typed::default() }),
        parts: Choice::list(PARTS),
        authorities,
        partners,
        group,
    })
}

async fn list(State(weft): State<Weft>, visitor: Visitor, Path(key): Path<String>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    let account = visitor.account.as_ref().ok_or(Problem::NotFound)?;
    if !keeps(&visitor, &group) {
        // Members see who else is there; nobody else learns so much as that there is a list.
        let today = today(&weft).await?;
        let members = store::members(&weft.db, &key, &today).await?;
        if !members.iter().any(|one| one.person == account.person) {
            return Err(Problem::NotFound);
        }
    }
    show_private(&members_page(&weft, &visitor, group, None, FormErrors::default()).await?)
}

async fn add(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let typed = Typed::of(&posted);
    let mut errors = FormErrors::default();
    errors.required(&posted, "name", "Enter the person’s name");
    if !typed.email.is_empty() && !is_address(&typed.email) {
        errors.add("email", "Enter an email address in the form name@council.example");
    }
    let known = Known::of(&weft.db).await?;
    let mut new = typed.read(&key, "", &known, &mut errors);
    let email = Some(typed.email.as_str()).filter(|email| !email.is_empty());
    let day = today(&weft).await?;
    let there = store::members(&weft.db, &key, &day).await?;
    if email.is_some() && there.iter().any(|one| one.email.as_deref() == email && one.post == typed.post) {
        errors.add("email", "Somebody with this address is a member in this post already");
    }
    if !errors.is_empty() {
        return show_again(&members_page(&weft, &permit.visitor, group, Some(typed), errors).await?);
    }
    let page = format!("/groups/{key}/members");
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    new.person = people::put_person(&weft, &mut write, by, &typed.name, email, false).await?;
    store::add_membership(&weft, &mut write, by, &new).await?;
    write.commit().await?;
    Ok(see(&page))
}

#[derive(Template)]
#[template(path = "groups/member.html")]
struct MemberPage {
    page: Page,
    crumbs: Vec<Crumb>,
    errors: FormErrors,
    form_key: String,
    lead_key: String,
    group: Group,
    member: Membership,
    typed: Typed,
    authorities: Vec<Choice>,
    partners: Vec<Choice>,
    parts: Vec<Choice>,
    /// Whether the visitor may make this person lead of the group, and they are not yet.
    may_make_lead: bool,
    is_lead: bool,
    link: Option<String>,
}

/// The page of one membership, also shown after somebody was made lead, with the link to give them.
pub(super) async fn member_page(
    weft: &Weft,
    visitor: &Visitor,
    group: Group,
    member: Membership,
    typed: Option<Typed>,
    errors: FormErrors,
    link: Option<String>,
) -> Shown {
    let (authorities, partners) = organisations(weft).await?;
    let today = today(weft).await?;
    let is_lead = people::holds_role(&weft.db, &member.person, Role::GroupLead, &group.key, &today).await?;
    let mut trail = crumbs(&group);
    trail.push(Crumb::new(format!("/groups/{}/members", group.key), "Members"));
    let again = !errors.is_empty();
    let page = MemberPage {
        page: visitor.page(format!("{} in {}", member.name, group.name)).section("groups").with_errors(again),
        crumbs: trail,
        errors,
        form_key: visitor.form_key(weft)?,
        lead_key: visitor.form_key(weft)?,
        typed: typed.unwrap_or_else(|| Typed {
            name: member.name.clone(),
            email: member.email.clone().unwrap_or_default(),
            post: member.post.clone(),
            authority: member.authority.clone().unwrap_or_default(),
            establishment: member.establishment.clone().unwrap_or_default(),
            partner: member.partner.clone().unwrap_or_default(),
            part: member.part.clone(),
            from: member.from.clone(),
            to: member.to.clone().unwrap_or_default(),
        }),
        authorities,
        partners,
        parts: Choice::list(PARTS),
        may_make_lead: visitor.holds(Role::CollaborationOfficer) && !is_lead && member.holds_on(&today),
        is_lead,
        link,
        group,
        member,
    };
    if again { show_again(&page) } else { show_private(&page) }
}

/// The membership of an id in this group.
pub(super) async fn membership(weft: &Weft, group: &Group, id: &str) -> Result<Membership, Problem> {
    let found = store::membership(&weft.db, id).await?;
    found.filter(|one| one.group == group.key).ok_or(Problem::NotFound)
}

async fn one(State(weft): State<Weft>, permit: Permit, Path((key, id)): Path<(String, String)>) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let member = membership(&weft, &group, &id).await?;
    member_page(&weft, &permit.visitor, group, member, None, FormErrors::default(), None).await
}

async fn change(
    State(weft): State<Weft>,
    permit: Permit,
    Path((key, id)): Path<(String, String)>,
    posted: Posted,
) -> Shown {
    let (_, group) = find(&weft.db, &key).await?;
    permitted(&permit, &group)?;
    let before = membership(&weft, &group, &id).await?;
    let typed = Typed::of(&posted);
    let mut errors = FormErrors::default();
    let known = Known::of(&weft.db).await?;
    let read = typed.read(&key, &before.person, &known, &mut errors);
    if !errors.is_empty() {
        return member_page(&weft, &permit.visitor, group, before, Some(typed), errors, None).await;
    }
    let after = Membership {
        post: read.post,
        authority: read.authority,
        establishment: read.establishment,
        partner: read.partner,
        part: read.part,
        from: read.from,
        to: read.to,
        ..before.clone()
    };
    let page = format!("/groups/{key}/members");
    let by = permit.visitor.named();
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &page).await?;
    if after != before {
        store::change_membership(&weft, &mut write, by, &before, &after).await?;
        // Who leaves a group leads it no longer.
        if let Some(last) = after.to.as_deref().filter(|_| before.to.is_none()) {
            people::end_role(&weft, &mut write, by, &before.person, Role::GroupLead, &key, last).await?;
        }
        write.commit().await?;
    }
    Ok(see(&page))
}
