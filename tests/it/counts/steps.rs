//! What becomes of a sheet: sent with its answers, accepted or returned, locked, and published in versions.

use weft::{app::files::Kind, people::Role};

use super::{GOOD, INDICATOR, ask, files::import, give, officer, officer_of, send, sheet_of, with};
use crate::world::{World, on_both};

const PERIOD: &str = "/counts/demo-reading-for-pleasure/2026-27";

/// How often something was done to sheets or periods of counts.
async fn done(world: &World, act: &str) -> i64 {
    sqlx::query_scalar("select cast(count(*) as bigint) from history where act = $1")
        .bind(act)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_sheet_shows_the_session_before_and_asks_about_what_moved_far() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        let empty = officer.get(&page).await.text();
        assert!(empty.contains("The session before, 2024/25: 459 of 734, 62.5%."), "{empty}");
        assert!(empty.contains("0 of 7 rows have numbers. Still empty: All, SIMD quintile 1"), "{empty}");
        assert!(!empty.contains("Send the saved sheet"));
        assert_eq!(officer.send(&page, &page, GOOD).await.status, 303);
        let filled = officer.get(&page).await.text();
        assert!(filled.contains("36.0 percentage points less now; 1,002 more were counted"), "{filled}");
        assert!(filled.contains("734 were counted in 2024/25, and 1,736 now."), "{filled}");
        assert!(filled.contains("7 of 7 rows have numbers."));
    })
    .await;
}

#[tokio::test]
async fn a_full_sheet_is_sent_with_its_answers_accepted_unseen_and_then_closed() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(officer.send(&page, &page, &GOOD[..5]).await.status, 303);
        let early = officer.send(&page, &format!("{page}/sending"), &[("version", "1")]).await;
        assert_eq!(early.status, 409);
        assert!(early.text().contains("Some rows are still empty"), "{}", early.text());
        assert_eq!(officer.send(&page, &page, &with(&[("version", "1")])).await.status, 303);
        let bare = officer.send(&page, &format!("{page}/sending"), &[("version", "2")]).await;
        assert_eq!(bare.status, 422);
        let text = bare.text();
        assert!(text.contains("<a href=\"#answer-all\">") && text.contains("id=\"answer-all-error\""), "{text}");
        let sent = send(&mut officer, &page, "A new survey reached more pupils.").await;
        assert_eq!(sent.location(), format!("{page}?done=sent"), "{}", sent.text());
        assert!(officer.get("/counts").await.text().contains(">Sent<"));

        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        assert!(lead.get("/my/tasks").await.text().contains("Accept or return 1 sheet of counts"));
        let period = lead.get(PERIOD).await.text();
        assert!(period.contains(&format!("href=\"{page}/review\"")) && period.contains(">Sent<"), "{period}");
        let review = lead.get(&format!("{page}/review")).await.text();
        assert!(review.contains("A new survey reached more pupils."), "{review}");
        assert!(review.contains("At least twice or half as many were counted"));
        for text in [&review, &period] {
            let text = text.replace(',', "");
            let words: Vec<&str> = text.split(|letter: char| !letter.is_ascii_alphanumeric()).collect();
            for number in ["460", "1736", "734", "177", "700"] {
                assert!(!words.contains(&number), "{number} is for its own authority");
            }
        }
        let stale = lead.send(&format!("{page}/review"), &format!("{page}/acceptance"), &[("version", "1")]).await;
        assert_eq!(stale.status, 409);
        let fields = [("version", "2")];
        let accepted = lead.send(&format!("{page}/review"), &format!("{page}/acceptance"), &fields).await;
        assert_eq!(accepted.location(), format!("{PERIOD}?done=accepted"), "{}", accepted.text());

        let shut = officer.get(&page).await.text();
        assert!(shut.contains("accepted and can no longer be changed") && shut.contains("460 of 1,736"));
        assert!(!shut.contains("value=\"1736\""), "there is nothing to type into");
        let key = officer.form_key("/counts/upload").await;
        let late = officer.send_with_key(&key, &page, &with(&[("version", "2"), ("q1-numerator", "178")])).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("ask the Evaluation lead or the Collaboration Officer"));
        for (act, times) in [("counts sent", 1), ("counts accepted", 1), ("counts returned", 0)] {
            assert_eq!(done(&world, act).await, times, "{act}");
        }
        assert_eq!(weft::plumbing::history::first_break(&world.weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_returned_sheet_says_why_and_is_mended_and_sent_again() {
    on_both(|world| async move {
        let mut officer = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(officer.send(&page, &page, GOOD).await.status, 303);
        send(&mut officer, &page, "More pupils.").await;
        let mut lead = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let (review, back) = (format!("{page}/review"), format!("{page}/return"));
        let bare = lead.send(&review, &back, &[("version", "1")]).await;
        assert_eq!(bare.status, 422);
        assert!(bare.text().contains("<a href=\"#reason\">"));
        let fields = [("version", "1"), ("reason", "Quintile 3 looks like quintile 4.")];
        assert_eq!(lead.send(&review, &back, &fields).await.location(), format!("{PERIOD}?done=returned"));
        assert!(officer.get("/my/tasks").await.text().contains("Look at what came back"));
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("This sheet came back: Quintile 3 looks like quintile 4."), "{shown}");
        let mended = [("version", "1"), ("q3-numerator", "66"), ("q4-numerator", "82"), ("why", "Swapped.")];
        assert_eq!(officer.send(&page, &page, &with(&mended)).await.status, 303);
        let shown = officer.get(&page).await.text();
        assert!(shown.contains("SIMD quintile 3: 67 of 250 became 66 of 250"), "what changed is told: {shown}");
        assert!(shown.contains("More pupils."), "the answers are offered again");
        let too_soon = lead.get(&review).await.text();
        assert!(!too_soon.contains("Accept the sheet<"), "it is not sent again yet");
        assert_eq!(send(&mut officer, &page, "More pupils.").await.status, 303);
        // A sheet that is changed after it was sent has to be sent again.
        let changed = [("version", "2"), ("q3-numerator", "67"), ("q4-numerator", "81"), ("why", "No, it was right.")];
        assert_eq!(officer.send(&page, &page, &with(&changed)).await.status, 303);
        assert!(officer.get("/counts").await.text().contains("Filled, not sent yet"));
        assert_eq!(done(&world, "counts returned").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_locked_period_refuses_every_change_with_its_reason_until_it_is_unlocked() {
    on_both(|world| async move {
        let mut own = officer(&world).await;
        let page = sheet_of("inverclyde");
        assert_eq!(own.send(&page, &page, GOOD).await.status, 303);
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(officer.send(PERIOD, &format!("{PERIOD}/lock"), &[]).await.status, 422);
        let why = [("reason", "The report goes to print.")];
        let locked = officer.send(PERIOD, &format!("{PERIOD}/lock"), &why).await;
        assert_eq!(locked.location(), format!("{PERIOD}?done=locked"), "{}", locked.text());
        assert_eq!(officer.send(PERIOD, &format!("{PERIOD}/lock"), &why).await.status, 409, "it is locked already");
        let key = own.form_key("/counts/upload").await;
        let late = own.send_with_key(&key, &page, &with(&[("version", "1"), ("q1-note", "Late.")])).await;
        assert_eq!(late.status, 409);
        assert!(late.text().contains("The report goes to print."), "{}", late.text());
        let shut = own.get(&page).await.text();
        assert!(shut.contains("The report goes to print.") && !shut.contains("Send the saved sheet"));
        let file = format!(
            "indicator,session,authority,breakdown,category,numerator,denominator,reason,note\n\
             {INDICATOR},2026-27,280,all,all,461,1736,,Late.\n"
        );
        let refused = import(&world, &file, weft::plumbing::import::Mode::Write).await.unwrap_err();
        assert!(
            refused.contains("counts.csv:2:session: This period is locked: The report goes to print."),
            "{refused}"
        );
        let lead = world.sign_in_as(Role::EvaluationLead, "").await;
        assert!(!lead.get(PERIOD).await.text().contains("Unlock the period"), "the officer unlocks");
        let unlocked = officer.send(PERIOD, &format!("{PERIOD}/unlocking"), &[("reason", "Printed.")]).await;
        assert_eq!(unlocked.status, 303, "{}", unlocked.text());
        assert_eq!(own.send(&page, &page, &with(&[("version", "1"), ("q1-note", "Late.")])).await.status, 303);
        assert_eq!((done(&world, "period locked").await, done(&world, "period unlocked").await), (1, 1));
    })
    .await;
}

#[tokio::test]
async fn accepted_counts_are_shown_once_they_are_published_and_later_only_as_a_new_version() {
    on_both(|world| async move {
        ask(&world).await;
        for authority in ["inverclyde", "glasgow-city", "renfrewshire"] {
            give(&world, authority).await;
        }
        let api = format!("/indicators/{INDICATOR}/counts.json");
        let whole = async |world: &World| world.visitor().get(&api).await.json()["items"][0].clone();
        assert_eq!(whole(&world).await["cell"]["reason"], "not_available", "nothing is published yet");
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let first = officer.get(PERIOD).await.text();
        assert!(first.contains("What version 1 would change") && !first.contains("id=\"agreed\""), "{first}");
        let published = officer.send(PERIOD, &format!("{PERIOD}/versions"), &[]).await;
        assert_eq!(published.location(), format!("{PERIOD}?done=published"), "{}", published.text());
        let shown = whole(&world).await;
        assert_eq!((shown["numerator"].as_str(), shown["denominator"].as_str()), (Some("1380"), Some("5208")));
        assert_eq!(officer.send(PERIOD, &format!("{PERIOD}/versions"), &[]).await.status, 409, "nothing is new");

        give(&world, "east-dunbartonshire").await;
        assert_eq!(whole(&world).await, shown, "what is published stands still");
        let page = officer.get(PERIOD).await.text();
        assert!(page.contains("Comes in: East Dunbartonshire."), "{page}");
        assert!(page.contains("work out the counts of East Dunbartonshire"), "{page}");
        let fields = [("why", "East Dunbartonshire has given its counts.")];
        let refused = officer.send(PERIOD, &format!("{PERIOD}/versions"), &fields).await;
        assert_eq!(refused.status, 422);
        let text = refused.text();
        assert!(text.contains("<a href=\"#agreed\">"), "{text}");
        let token = text.split("name=\"agreed\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let agreed = [fields[0], ("agreed", token.as_str())];
        assert_eq!(officer.send(PERIOD, &format!("{PERIOD}/versions"), &agreed).await.status, 303);
        assert_eq!(whole(&world).await["denominator"], "6944");
        let public = world.visitor().get(&format!("/indicators/{INDICATOR}/counts")).await.text();
        assert!(public.contains("Version 2, published on 2 February 2026. Why there is a new version"), "{public}");
        let change: String = sqlx::query_scalar(
            "select change from history where act = 'pooled figures published' order by seq desc limit 1",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert!(change.contains("East Dunbartonshire"), "what was known to follow is recorded: {change}");
    })
    .await;
}

#[tokio::test]
async fn what_the_command_line_imports_is_accepted_and_shown_at_once() {
    on_both(|world| async move {
        let export = weft::app::files::export(&world.weft, Kind::Counts, None).await.unwrap();
        let text = String::from_utf8(export).unwrap();
        let corrected = text.replacen("S12000045,all,all,885,1197", "S12000045,all,all,895,1197", 1);
        let corrected = corrected.replacen("S12000045,simd_quintile,1,59,94", "S12000045,simd_quintile,1,69,94", 1);
        import(&world, &corrected, weft::plumbing::import::Mode::Write).await.unwrap();
        let page = world.visitor().get(&format!("/indicators/{INDICATOR}/counts")).await.text();
        assert!(page.contains(">11,871</td>") && page.contains("Version 2, published on"), "{page}");
        let own = officer_of(&world, "east-dunbartonshire").await;
        let sheet = own.get(&format!("/counts/{INDICATOR}/2023-24/east-dunbartonshire")).await.text();
        assert!(sheet.contains("accepted and can no longer be changed"), "{sheet}");
    })
    .await;
}
