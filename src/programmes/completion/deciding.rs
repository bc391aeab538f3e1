//! What can be done about one person: decide and take back, read the case study, issue, revoke and replace the certificate.

use axum::extract::{Path, State as From};

use super::{
    Award, Outcome, Standing, StudyState, certificate,
    ground::{Ground, Someone},
    no_award_on, pages,
    pages::account,
    person::PersonPage,
    store,
};
use crate::{
    partnership,
    people::Permit,
    plumbing::{
        form::{FormErrors, Posted},
        layout::{see, show_again},
        problem::{Problem, Shown},
        state::Weft,
    },
};

/// The longest reason or question, in characters.
const LONGEST: usize = 1000;

/// The two keys of an address: the cohort's and the person's.
type Keys = Path<(String, String)>;

fn words(posted: &Posted, errors: &mut FormErrors, field: &str, missing: &str) -> String {
    let text = errors.required(posted, field, missing).replace("\r\n", "\n");
    if text.chars().count() > LONGEST {
        errors.add(field, format!("This is longer than {LONGEST} characters. Shorten it."));
    }
    text
}

async fn again(
    weft: &Weft,
    permit: &Permit,
    ground: &Ground,
    one: &Someone,
    errors: FormErrors,
    posted: &Posted,
) -> Shown {
    show_again(&PersonPage::new(weft, permit, ground, one, errors, Some(posted)).await?)
}

/// Records how it ended for one person. Against the rule it needs a reason; for somebody who was never there it is refused.
pub(super) async fn decide(From(weft): From<Weft>, permit: Permit, Path((key, person)): Keys, posted: Posted) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let mut errors = FormErrors::default();
    let outcome = Outcome::of(posted.text("outcome"));
    if outcome.is_none() {
        errors.add("outcome", "Choose how it ended");
    }
    let day = pages::day_of(&ground, &posted, &mut errors);
    let met = one.verdict.standing == Standing::Met;
    let against = match outcome {
        Some(Outcome::Completed) => !met,
        Some(Outcome::NotCompleted) => met,
        None => false,
    };
    if outcome == Some(Outcome::Completed) && !one.has_taken_part() {
        errors.add(
            "outcome",
            format!(
                "{} has a place but came to {}. Nobody completes what they never came to.",
                one.name,
                one.came.words()
            ),
        );
    }
    let reason = posted.text("reason").replace("\r\n", "\n");
    if against && reason.is_empty() {
        let why = if met { "They meet the rule" } else { "They do not meet the rule" };
        errors.add("reason", format!("{why}; say why it is decided otherwise"));
    }
    if reason.chars().count() > LONGEST {
        errors.add("reason", format!("This is longer than {LONGEST} characters. Shorten it."));
    }
    let (Some(outcome), true) = (outcome, errors.is_empty()) else {
        return again(&weft, &permit, &ground, one, errors, &posted).await;
    };
    let home = ground.page_of(&person);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    let new = store::New {
        cohort: &ground.cohort.id,
        person: &one.person_id,
        outcome,
        day: &day,
        against_rule: against,
        facts: &one.verdict.words(),
        reason: &reason,
        minutes: one.came.minutes,
    };
    if !store::decide(&weft, &mut write, &account(&permit)?.id, &new).await? {
        return Err(Problem::Conflict(
            "Somebody decided about this person meanwhile. Reload the page; a decision can be taken back with a reason.".into(),
        ));
    }
    write.commit().await?;
    Ok(see(&format!("{home}?done=decided")))
}

/// Takes the decision back, with a reason. A certificate that stands must be revoked first: it says something else.
pub(super) async fn take_back(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, person)): Keys,
    posted: Posted,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let mut errors = FormErrors::default();
    let reason = words(&posted, &mut errors, "reason", "Say why the decision is taken back");
    if !errors.is_empty() {
        return again(&weft, &permit, &ground, one, errors, &posted).await;
    }
    let home = ground.page_of(&person);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    let gone =
        || Problem::Conflict("There is no decision to take back: somebody did it meanwhile. Reload the page.".into());
    let standing = store::decision_in(&mut write, &ground.cohort.id, &one.person_id).await?.ok_or_else(gone)?;
    if store::standing_in(&mut write, &standing.id).await?.is_some() {
        return Err(Problem::Conflict(
            "A certificate stands for this decision. Revoke it first, with a reason; then take the decision back."
                .into(),
        ));
    }
    store::take_back(&weft, &mut write, &account(&permit)?.id, &standing.id, &reason).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=taken-back")))
}

fn study_of(one: &Someone) -> Result<&super::Study, Problem> {
    one.study.as_ref().filter(|study| !study.state().is_open()).ok_or(Problem::NotFound)
}

/// Accepts a case study.
pub(super) async fn accept(From(weft): From<Weft>, permit: Permit, Path((key, person)): Keys, posted: Posted) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let study = study_of(ground.someone(&person)?)?;
    let home = ground.page_of(&person);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::move_to(&weft, &mut write, &account(&permit)?.id, &study.id, StudyState::Accepted, "").await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=accepted")))
}

/// Sends a case study back with a question, by letter.
pub(super) async fn ask_back(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, person)): Keys,
    posted: Posted,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let study = study_of(one)?;
    let mut errors = FormErrors::default();
    let question = words(&posted, &mut errors, "question", "Write the question");
    if !errors.is_empty() {
        return again(&weft, &permit, &ground, one, errors, &posted).await;
    }
    let (home, by) = (ground.page_of(&person), account(&permit)?.id);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::move_to(&weft, &mut write, &by, &study.id, StudyState::Returned, &question).await?;
    if !one.email.is_empty() {
        pages::write_to(&weft, &mut write, &by, &ground, one, Some(&question)).await?;
    }
    write.commit().await?;
    Ok(see(&format!("{home}?done=returned")))
}

/// Confirms an accepted case study. Whoever accepted it may moderate it only with a reason: one officer can run it.
pub(super) async fn moderate(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, person)): Keys,
    posted: Posted,
) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let study = study_of(one)?;
    let by = account(&permit)?.id;
    let steps = store::steps(&weft.db, &study.id).await?;
    let own =
        steps.iter().find(|step| step.to_state == StudyState::Accepted.key()).is_some_and(|step| step.account == by);
    let mut errors = FormErrors::default();
    let said = if own {
        words(&posted, &mut errors, "moderation", "You accepted it yourself; say why nobody else moderates it")
    } else {
        posted.text("moderation").chars().take(LONGEST).collect()
    };
    if !errors.is_empty() {
        return again(&weft, &permit, &ground, one, errors, &posted).await;
    }
    let home = ground.page_of(&person);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    store::move_to(&weft, &mut write, &by, &study.id, StudyState::Moderated, &said).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=moderated")))
}

/// Issues one certificate. It is refused, with the facts, for somebody about whom nobody recorded that they completed.
pub(super) async fn issue(From(weft): From<Weft>, permit: Permit, Path((key, person)): Keys, posted: Posted) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let ready = certificate::print(&weft, &ground, one, &one.name).await?;
    let (home, site) = (ground.page_of(&person), partnership::name(&weft.db).await?);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    if !certificate::issue(&weft, &mut write, &account(&permit)?, &ground, one, &ready, &site).await? {
        return Ok(see(&format!("{home}?done=stood")));
    }
    write.commit().await?;
    Ok(see(&format!("{home}?done=issued")))
}

/// Revokes the certificate that stands, with a reason.
pub(super) async fn revoke(From(weft): From<Weft>, permit: Permit, Path((key, person)): Keys, posted: Posted) -> Shown {
    end(&weft, &permit, &key, &person, &posted, None).await
}

/// Replaces the certificate that stands by one with a corrected name, with a reason.
pub(super) async fn reissue(
    From(weft): From<Weft>,
    permit: Permit,
    Path((key, person)): Keys,
    posted: Posted,
) -> Shown {
    end(&weft, &permit, &key, &person, &posted, Some(posted.text("certificate_name"))).await
}

async fn end(weft: &Weft, permit: &Permit, key: &str, person: &str, posted: &Posted, name: Option<&str>) -> Shown {
    let ground = Ground::kept(weft, permit, key).await?;
    let one = ground.someone(person)?;
    let mut errors = FormErrors::default();
    let why = if name.is_some() { "Say why a new certificate is issued" } else { "Say why the certificate is revoked" };
    let reason = words(posted, &mut errors, "certificate_reason", why);
    if let Some(name) = name {
        if name.is_empty() {
            errors.add("certificate_name", "Write the name as the certificate shall print it");
        } else if name.chars().count() > 120 {
            errors.add("certificate_name", "The name is longer than 120 characters. Shorten it.");
        }
    }
    if !errors.is_empty() {
        return again(weft, permit, &ground, one, errors, posted).await;
    }
    let gone = || Problem::Conflict("No certificate stands: somebody revoked it meanwhile. Reload the page.".into());
    let standing = one.certificate().ok_or_else(gone)?;
    let ready = match name {
        Some(name) => Some(certificate::print(weft, &ground, one, name).await?),
        None => None,
    };
    let (home, by, site) = (ground.page_of(person), account(permit)?, partnership::name(&weft.db).await?);
    let mut write = weft.db.write().await?;
    posted.once(weft, &mut write, &home).await?;
    let number = ready.as_ref().map(|ready| ready.new.number.as_str());
    if !store::revoke(weft, &mut write, &by.id, &standing.id, &ground.today, &reason, number).await? {
        return Err(gone());
    }
    if let Some(ready) = &ready {
        certificate::issue(weft, &mut write, &by, &ground, one, ready, &site).await?;
    }
    write.commit().await?;
    Ok(see(&format!("{home}?done={}", if ready.is_some() { "reissued" } else { "revoked" })))
}

/// Records what was claimed for one person, and what was answered.
pub(super) async fn claim(From(weft): From<Weft>, permit: Permit, Path((key, person)): Keys, posted: Posted) -> Shown {
    let ground = Ground::kept(&weft, &permit, &key).await?;
    let one = ground.someone(&person)?;
    let mut errors = FormErrors::default();
    let award = Award::of(posted.text("award")).ok_or(Problem::NotFound)?;
    let decision = one.decision.as_ref().filter(|one| one.is_completed()).ok_or(Problem::NotFound)?;
    if let Some(why) = no_award_on(&ground.version, &decision.day) {
        return Err(Problem::Conflict(format!("This cannot be claimed: {}.", why.to_lowercase())));
    }
    let said = super::lists::claim_of(&ground, &posted, &mut errors);
    let Some((step, day, reference)) = said else {
        return again(&weft, &permit, &ground, one, errors, &posted).await;
    };
    let home = ground.page_of(&person);
    let mut write = weft.db.write().await?;
    posted.once(&weft, &mut write, &home).await?;
    let by = account(&permit)?.id;
    store::add_claim(&weft, &mut write, &by, &decision.id, award, (step, &day, &reference)).await?;
    write.commit().await?;
    Ok(see(&format!("{home}?done=claimed")))
}
