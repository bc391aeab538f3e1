//! Letters with a link of one's own, which works once. Who got which link is written nowhere: the letter alone holds it,
//! and what a letter said is blanked when it is sent.

use axum::extract::{Path, State};

use super::{Asking, Window, closing, pages, store};
use crate::{
    partnership,
    people::{self, Permit},
    plumbing::{
        address_list::is_address,
        clock::spoken_day,
        form::Posted,
        layout::see,
        mail,
        problem::{Problem, Shown},
        route::{Route, post},
        state::Weft,
    },
    programmes::{
        applications::{self, Participant},
        cohorts,
    },
};

pub(super) fn routes() -> Vec<Route> {
    vec![post("/forms/asked/{key}/letters", send)]
}

/// Those whom a letter can reach: the participants of the cohort, after a meeting those of them who came.
pub(super) async fn recipients(weft: &Weft, asking: &Asking) -> Result<Vec<Participant>, Problem> {
    let Some(key) = &asking.cohort_key else { return Ok(Vec::new()) };
    let Some(cohort) = cohorts::cohort(&weft.db, key).await? else { return Ok(Vec::new()) };
    let mut people = applications::participants(&weft.db, &cohort.id).await?;
    if let Some(meeting) = &asking.meeting_key {
        let came = closing::came(weft, &cohort.id, meeting).await?;
        people.retain(|one| came.contains(&one.person_id));
    }
    people.retain(|one| is_address(&one.email));
    Ok(people)
}

async fn send(State(weft): State<Weft>, permit: Permit, Path(key): Path<String>, posted: Posted) -> Shown {
    let asking = pages::find(&weft, &permit, &key).await?;
    if asking.window(&pages::today(&weft).await?) != Window::Open {
        return Err(Problem::Conflict("This form takes no answers today, so nobody is written to.".into()));
    }
    if store::links(&weft.db, &asking.id).await? > 0 {
        return Err(Problem::Conflict(
            "Everybody was written to already. Nobody can be reminded alone: who has answered is not known.".into(),
        ));
    }
    let people = recipients(&weft, &asking).await?;
    if people.is_empty() {
        return Err(Problem::Conflict("There is nobody with an address to write to.".into()));
    }
    let partnership = partnership::load(&weft.db).await?;
    let site = partnership.as_ref().map(|one| one.name.clone()).unwrap_or_default();
    let office = match &partnership {
        Some(one) => {
            people::office(&weft.db, &one.contact_office).await?.map(|office| office.title).unwrap_or_default()
        }
        None => String::new(),
    };
    let closes = spoken_day(&asking.closes_on);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &asking.home()).await?;
    let by = permit.visitor.named();
    let tokens = store::make_links(&weft, &mut write, by, &asking, people.len()).await?;
    for (person, token) in people.iter().zip(&tokens) {
        let link = format!("{}/f/{token}", weft.settings.public_url);
        let values = [
            ("name", person.name.as_str()),
            ("occasion", asking.title.as_str()),
            ("link", link.as_str()),
            ("closes", closes.as_str()),
            ("office", office.as_str()),
            ("site", site.as_str()),
        ];
        let once = format!("form/{}/{}", asking.id, person.person_id);
        let letter = mail::Letter { kind: "form-link", once: &once, to: &person.email, values: &values };
        mail::queue(&weft, &mut write, by, &letter).await?;
    }
    write.commit().await?;
    Ok(see(&format!("{}?done=written", asking.home())))
}
