//! Checking in by a code that holds for some minutes.

use weft::{app, people::Role};

use super::{column, marks, page, set_up};
use crate::world::{Answer, Browser, World, on_both};

/// Starts check-in for the second meeting and returns the code as the page shows it.
async fn start(lead: &mut Browser, fields: &[(&str, &str)]) -> String {
    let path = format!("{}/check-in", page(2));
    let answer = lead.send(&path, &path, fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let text = answer.text();
    assert!(text.contains("<svg") && text.contains("/c"), "{text}");
    let at = text.find("The code is </span>").unwrap() + "The code is </span>".len();
    text[at..at + 6].to_owned()
}

async fn lead(world: &World) -> Browser {
    world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await
}

async fn enter(browser: &mut Browser, code: &str, email: &str) -> Answer {
    browser.send("/c", "/c", &[("code", code), ("email", email)]).await
}

#[tokio::test]
async fn a_right_code_marks_whoever_is_on_the_register_and_answers_everybody_alike() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let mut lead = lead(&world).await;
        let code = start(&mut lead, &[]).await;
        let hashes = column(&world, "select code_hash from check_in_code").await;
        assert!(hashes.iter().all(|hash| !hash.contains(&code)) && hashes.len() == 1);
        let typed = format!("{}-{}", &code[..3].to_lowercase(), &code[3..]);
        let known = enter(&mut world.visitor(), &typed, "P1@reg.example").await;
        let unknown = enter(&mut world.visitor(), &code, "nobody@reg.example").await;
        assert_eq!((known.status, unknown.status), (200, 200));
        assert!(known.text().contains("If that address is on the register, it is marked present."));
        assert_eq!(known.text(), unknown.text(), "the answer tells whether an address is known");
        let expected = ["reg-01 present in-person glasgow-city check-in"];
        assert_eq!(marks(&world, 2).await, expected, "on {}", world.engine);
        // Once more changes nothing; whoever the lead had marked absent came after that.
        enter(&mut world.visitor(), &code, "p1@reg.example").await;
        lead.send(&page(2), &page(2), &[("was-reg-02", ""), ("mark-reg-02", "absent")]).await;
        enter(&mut world.visitor(), &code, "p2@reg.example").await;
        assert_eq!(marks(&world, 2).await, [expected[0], "reg-02 late in-person inverclyde check-in"]);
        // Somebody who is signed in types no address, and is told where they stand.
        let mut officer = world.sign_in_as(Role::AuthorityOfficer, "inverclyde").await;
        let answer = officer.send("/c", "/c", &[("code", code.as_str())]).await;
        assert!(answer.text().contains("You are not on the register of this meeting."), "{}", answer.text());
        assert!(lead.get(&page(2)).await.text().contains("Checked in"));
    })
    .await;
}

#[tokio::test]
async fn a_code_ends_with_its_time_a_new_one_or_the_register() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let mut lead = lead(&world).await;
        let path = format!("{}/check-in", page(2));
        assert_eq!(lead.send(&path, &path, &[("minutes", "1000")]).await.status, 422);
        let first = start(&mut lead, &[("minutes", "15")]).await;
        let second = start(&mut lead, &[]).await;
        assert!(enter(&mut world.visitor(), &first, "p1@reg.example").await.text().contains("This code is not right"));
        let later = app::router(world.at_instant("2026-02-02T10:15:01Z")).unwrap();
        let answer = enter(&mut Browser::new(later), &second, "p1@reg.example").await;
        assert_eq!(answer.status, 422);
        assert!(answer.text().contains("its time is over"));
        assert!(marks(&world, 2).await.is_empty());
        let in_time = app::router(world.at_instant("2026-02-02T10:14:59Z")).unwrap();
        assert_eq!(enter(&mut Browser::new(in_time), &second, "p1@reg.example").await.status, 200);
        assert_eq!(marks(&world, 2).await.len(), 1);
        lead.send(&path, &format!("{path}/end"), &[]).await;
        assert_eq!(enter(&mut world.visitor(), &second, "p2@reg.example").await.status, 422);
        // Closing the register ends it, too.
        let third = start(&mut lead, &[]).await;
        let rest = [("was-reg-02", ""), ("was-reg-03", ""), ("was-reg-04", ""), ("rest", "present")];
        let answer = lead.send(&page(2), &format!("{}/closure", page(2)), &rest).await;
        assert_eq!(answer.location(), format!("{}?done=closed", page(2)));
        assert_eq!(enter(&mut world.visitor(), &third, "p2@reg.example").await.status, 422);
    })
    .await;
}

#[tokio::test]
async fn guessing_codes_is_stopped_after_thirty_and_a_right_one_with_it_for_a_while() {
    on_both(|world| async move {
        set_up(&world, 4).await;
        let code = start(&mut lead(&world).await, &[("minutes", "60")]).await;
        let mut guesser = world.visitor();
        let key = guesser.form_key("/c").await;
        for number in 0..30 {
            let guess = format!("A{number:05}");
            let answer = guesser.send_with_key(&key, "/c", &[("code", &guess), ("email", "p1@reg.example")]).await;
            assert_eq!(answer.status, 422, "{number}");
        }
        let answer = guesser.send_with_key(&key, "/c", &[("code", &code), ("email", "p1@reg.example")]).await;
        assert_eq!(answer.status, 429);
        assert!(answer.text().contains("Too many wrong codes"));
        assert!(marks(&world, 2).await.is_empty());
        let later = app::router(world.at_instant("2026-02-02T10:16:00Z")).unwrap();
        assert_eq!(enter(&mut Browser::new(later), &code, "p1@reg.example").await.status, 200);
        // A form without code or address names both fields.
        let empty = world.visitor().send("/c", "/c", &[]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.text().contains("href=\"#code\"") && empty.text().contains("href=\"#email\""));
    })
    .await;
}
