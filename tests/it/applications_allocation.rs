//! Places under pressure: officers, applicants, the allocation and the clock all at once, on both engines.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use weft::{people::Role, programmes::applications};

use crate::{
    applications::{Fixture, OPEN, known_link},
    applications_deciding::sent,
    world::{World, on_both},
};

const PLACES: i64 = 3;
const PEOPLE: usize = 12;

async fn keys(world: &World) -> Vec<String> {
    sqlx::query_scalar("select key from application where cohort_id = 'tested' order by email")
        .fetch_all(world.weft.db.read())
        .await
        .unwrap()
}

/// Replays every move in the order of the history, and returns the most places that were ever held at once.
async fn most_held(world: &World) -> i64 {
    let changes: Vec<String> =
        sqlx::query_scalar("select change from history where act = 'application moved' order by seq")
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
    let holds = |state: &serde_json::Value| i64::from(state == "offered" || state == "accepted");
    let (mut held, mut most) = (0, 0);
    for change in changes {
        let change: serde_json::Value = serde_json::from_str(&change).unwrap();
        held += holds(&change["state"]["to"]) - holds(&change["state"]["from"]);
        most = most.max(held);
    }
    assert_eq!(
        held,
        applications::held(&world.weft.db, "tested").await.unwrap(),
        "the steps tell where everybody stands"
    );
    most
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_officers_offer_the_last_place_at_once_and_one_of_them_is_told() {
    on_both(|world| async move {
        Fixture { places: Some(1), ..OPEN }.set_up(&world).await;
        sent(&world, 2).await;
        let keys = keys(&world).await;
        let mut tasks = Vec::new();
        for (number, role) in [Role::CollaborationOfficer, Role::ProgrammeLead].into_iter().enumerate() {
            let scope = if number == 0 { "" } else { "improving-our-classrooms" };
            let mut officer = world.sign_in_as(role, scope).await;
            let page = format!("/cohorts/tested/applications/{}", keys[number]);
            let key = officer.form_key(&page).await;
            tasks.push(tokio::spawn(async move {
                let moves = format!("{page}/moves");
                let answer = officer.send_with_key(&key, &moves, &[("state", "offered"), ("from", "submitted")]).await;
                (answer.status, answer.text())
            }));
        }
        let mut answers = Vec::new();
        for task in tasks {
            answers.push(task.await.unwrap());
        }
        answers.sort_by_key(|(status, _)| *status);
        assert_eq!((answers[0].0, answers[1].0), (303, 409), "{answers:?}");
        assert!(answers[1].1.contains("All 1 places of this cohort are offered or taken"), "{}", answers[1].1);
        assert_eq!(applications::held(&world.weft.db, "tested").await.unwrap(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whatever_happens_at_once_no_more_places_are_held_than_there_are() {
    on_both(|world| async move {
        Fixture { places: Some(PLACES), endorsement: false, ..OPEN }.set_up(&world).await;
        sent(&world, PEOPLE).await;
        let keys = keys(&world).await;
        let mut links = Vec::new();
        for (number, _) in keys.iter().enumerate() {
            // By e-mail, as the keys are sorted: p0, p1, p10, p11, p2, …
            links.push(known_link(&world, &format!("p{number}@a.example"), number + 1).await);
        }
        let watching = Arc::new(AtomicBool::new(true));
        let watched = {
            let (weft, watching) = (world.weft.clone(), Arc::clone(&watching));
            tokio::spawn(async move {
                let mut most = 0;
                while watching.load(Ordering::Relaxed) {
                    most = most.max(applications::held(&weft.db, "tested").await.unwrap());
                    tokio::task::yield_now().await;
                }
                most
            })
        };
        let mut tasks = Vec::new();
        for number in 0..3_usize {
            let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
            let keys = keys.clone();
            tasks.push(tokio::spawn(async move {
                let (mut done, mut refused) = (0, 0);
                for round in 0..10 {
                    let page = format!("/cohorts/tested/applications/{}", keys[(round * 5 + number * 3) % PEOPLE]);
                    let state = ["offered", "offered", "waiting", "offered", "submitted"][(round + number) % 5];
                    let fields = [("state", state), ("reason", "Because it is tried.")];
                    let key = officer.form_key("/cohorts/tested/apply").await;
                    match officer.send_with_key(&key, &format!("{page}/moves"), &fields).await.status {
                        303 => done += 1,
                        409 => refused += 1,
                        other => panic!("an officer was answered {other}"),
                    }
                }
                (done, refused)
            }));
        }
        for number in 0..3_usize {
            let mut teacher = world.visitor();
            let links = links.clone();
            tasks.push(tokio::spawn(async move {
                let (mut done, mut refused) = (0, 0);
                for round in 0..10 {
                    let own = &links[(round * 7 + number * 4) % PEOPLE];
                    let act = ["acceptance", "acceptance", "declining", "withdrawal"][(round + number) % 4];
                    let key = teacher.form_key("/cohorts/tested/apply").await;
                    match teacher.send_with_key(&key, &format!("{own}/{act}"), &[]).await.status {
                        303 => done += 1,
                        409 => refused += 1,
                        other => panic!("an applicant was answered {other}"),
                    }
                }
                (done, refused)
            }));
        }
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        tasks.push(tokio::spawn(async move {
            let (mut done, mut refused) = (0, 0);
            for _ in 0..5 {
                let page = "/cohorts/tested/applications/allocation";
                let shown = lead.get(page).await;
                let text = shown.text();
                let Some(seen) = text.split("name=\"seen\" value=\"").nth(1).map(|rest| rest[..64].to_owned()) else {
                    continue;
                };
                match lead.send_with_key(&shown.form_key(page), page, &[("seen", &seen)]).await.status {
                    303 => done += 1,
                    409 | 422 => refused += 1,
                    other => panic!("the lead was answered {other}"),
                }
            }
            (done, refused)
        }));
        let later = world.at_instant("2026-03-15T09:00:00Z");
        tasks.push(tokio::spawn(async move {
            let mut closed = 0;
            for _ in 0..4 {
                closed += applications::expire(&later, None).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            }
            (closed, 0)
        }));
        let (mut done, mut refused) = (0, 0);
        for task in tasks {
            let (yes, no) = task.await.unwrap();
            (done, refused) = (done + yes, refused + no);
        }
        watching.store(false, Ordering::Relaxed);
        let most = watched.await.unwrap();
        assert!(done > 0 && refused > 0, "{}: {done} done, {refused} refused", world.engine);
        assert!(most <= PLACES, "{}: {most} places were seen held", world.engine);
        let replayed = most_held(&world).await;
        assert!(replayed <= PLACES && replayed > 0, "{}: {replayed} places were held at once", world.engine);
        let broken = weft::plumbing::history::first_break(&world.weft.db).await.unwrap();
        assert_eq!(broken, None);
    })
    .await;
}
