//! Who sees what of a meeting, and the ground every page of one stands on.

use super::{Meeting, members, store};
use crate::{
    partnership::{self, Named},
    people::{Permit, Role, Scope, Visitor},
    plumbing::{clock::zone, db::Db, layout::Crumb, problem::Problem, search, state::Weft},
};

/// How much of a meeting somebody sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sight {
    /// That it takes place, its agenda, its open papers, its approved minutes with offices in place of people.
    Public,
    /// Names, closed papers and minutes before they are approved.
    Member,
    /// All that, and may write: the lead of the group, the Collaboration Officer.
    Keeper,
}

/// What a visitor sees of the meetings of a group or body.
pub(super) async fn sight(db: &Db, visitor: &Visitor, kind: &str, key: &str, today: &str) -> Result<Sight, Problem> {
    let Some(account) = &visitor.account else { return Ok(Sight::Public) };
    let own = scope(kind, key);
    let holds = |role: Role| account.grants.iter().any(|grant| grant.role == role && grant.scope == own);
    if account.holds(Role::CollaborationOfficer) || holds(Role::GroupLead) {
        return Ok(Sight::Keeper);
    }
    let member = holds(Role::BodyMember) || members::is_member(db, kind, key, &account.person, today).await?;
    Ok(if member { Sight::Member } else { Sight::Public })
}

/// The scope of a group or body, as roles are held for it.
pub(super) fn scope(kind: &str, key: &str) -> Scope {
    Scope::of(kind, key)
}

/// A meeting with all that its pages need to know.
pub(super) struct Ground {
    pub(super) meeting: Meeting,
    pub(super) holder: Named,
    pub(super) sight: Sight,
    pub(super) today: String,
}

impl Ground {
    /// Finds a meeting for a visitor.
    pub(super) async fn find(weft: &Weft, visitor: &Visitor, id: &str) -> Result<Self, Problem> {
        let meeting = store::meeting(&weft.db, id).await?.ok_or(Problem::NotFound)?;
        let today = today(weft).await?;
        let sight = sight(&weft.db, visitor, &meeting.holder_kind, &meeting.holder_key, &today).await?;
        let holder = holder(&weft.db, &meeting.holder_kind, &meeting.holder_key).await?;
        Ok(Self { meeting, holder, sight, today })
    }

    /// Finds a meeting that the visitor may write to; anybody else is answered as if there were none.
    pub(super) async fn keep(weft: &Weft, permit: &Permit, id: &str) -> Result<Self, Problem> {
        let ground = Self::find(weft, &permit.visitor, id).await?;
        permit.within(&scope(&ground.meeting.holder_kind, &ground.meeting.holder_key))?;
        Ok(ground)
    }

    /// Whether the visitor may see names.
    pub(super) fn sees_names(&self) -> bool {
        self.sight >= Sight::Member
    }

    /// The meeting's heading: what it is called and its day.
    pub(super) fn heading(&self) -> String {
        format!("{}, {}", self.meeting.title, crate::plumbing::clock::spoken_day(&self.meeting.day))
    }

    /// The way to the meeting itself: the list, and the group or body that holds it.
    pub(super) fn crumbs(&self) -> Vec<Crumb> {
        let mut crumbs = vec![Crumb::new("/meetings", "Meetings")];
        if let Some(href) = &self.holder.href {
            crumbs.push(Crumb::new(href.clone(), self.holder.label.clone()));
        }
        crumbs
    }

    /// The way to a page about the meeting.
    pub(super) fn crumbs_below(&self) -> Vec<Crumb> {
        let mut crumbs = self.crumbs();
        crumbs.push(Crumb::new(self.meeting.url(), self.heading()));
        crumbs
    }
}

/// The partnership's day.
pub(super) async fn today(weft: &Weft) -> Result<String, Problem> {
    Ok(weft.clock.today(&zone(&zone_name(weft).await?)))
}

/// The partnership's zone.
pub(super) async fn zone_name(weft: &Weft) -> Result<String, Problem> {
    Ok(partnership::load(&weft.db).await?.map_or_else(|| "UTC".to_owned(), |found| found.time_zone))
}

/// The name and address of a group or body.
pub(super) async fn holder(db: &Db, kind: &str, key: &str) -> Result<Named, Problem> {
    Ok(match search::named(db, kind, key).await? {
        Some(found) => Named { label: found.title, href: Some(found.url) },
        None => Named { label: key.to_owned(), href: None },
    })
}
