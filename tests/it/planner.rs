//! The year planner: worked backwards from days that cannot move, and what stands in the way.

use weft::{
    people::Role,
    planner,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::on_both;

fn file(name: &str, text: impl Into<Vec<u8>>) -> File {
    File { name: name.into(), bytes: text.into() }
}

#[tokio::test]
async fn deadlines_are_worked_back_from_committees_across_summer_time_and_the_end_of_a_session() {
    on_both(|world| async move {
        let found = planner::deadlines(&world.weft.db, "2026-07-01", "2026-08-31").await.unwrap();
        let said: Vec<String> = found.iter().map(|one| format!("{} {}", one.day, one.title)).collect();
        assert_eq!(
            said,
            ["2026-07-16 Consultation closes", "2026-07-30 Draft to directors", "2026-08-13 Final paper to the clerk"]
        );
        let spring = planner::deadlines(&world.weft.db, "2026-03-01", "2026-04-30").await.unwrap();
        let of_april = spring.iter().find(|one| one.key.contains("east-dunbartonshire-2026-04-23-2")).unwrap();
        assert_eq!(of_april.day, "2026-03-26", "28 days before 23 April, over the change of 29 March");
        assert!(of_april.note.as_ref().unwrap().starts_with("28 days before Education Committee"));
    })
    .await;
}

#[tokio::test]
async fn a_deadline_in_a_holiday_is_said_to_whoever_plans() {
    on_both(|world| async move {
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let text = officer.get("/planner?from=2026-04").await.text();
        assert!(
            text.contains(
                "<strong>Clash:</strong> Draft to directors falls in the spring holiday of all 8 authorities."
            ),
            "{text}"
        );
        let july = officer.get("/planner?from=2026-07").await.text();
        assert!(july.contains("Draft to directors falls in the summer holiday of all 8 authorities."));
        let public = world.visitor().get("/planner?from=2026-04").await;
        assert_eq!(public.headers["cache-control"], "no-store");
        assert!(public.text().contains("Draft to directors") && !public.text().contains("Clash:"));
        let one = world.visitor().get("/planner?from=2026-03&authority=inverclyde&kind=committee").await.text();
        assert!(
            one.contains("Education and Communities Committee, Inverclyde") && !one.contains("Committee, Renfrewshire")
        );
        assert!(
            world.visitor().get("/planner?from=soon").await.text().contains("February 2026"),
            "a month nobody can read is that of today"
        );
    })
    .await;
}

#[tokio::test]
async fn the_calendar_file_has_whole_days_and_narrows_like_the_page() {
    on_both(|world| async move {
        let answer = world.visitor().get("/planner.ics?authority=inverclyde").await;
        assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/calendar"));
        let text = answer.text().replace("\r\n ", "");
        assert!(text.contains("SUMMARY:Education and Communities Committee\\, Inverclyde"), "{text}");
        assert!(text.contains("DTSTART;VALUE=DATE:20260310") && text.contains("DTEND;VALUE=DATE:20260311"));
        assert!(!text.contains("Renfrewshire"));
    })
    .await;
}

#[tokio::test]
async fn the_officer_keeps_calendars_and_nobody_else_does() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let new = "/planner/calendars/new";
        let wrong = officer
            .send(new, new, &[("title", "Events"), ("kind", "event"), ("deadlines", "soon: send the letter")])
            .await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.text().contains("cannot be read") && wrong.text().contains("soon: send the letter"));
        let saved = officer
            .send(new, new, &[("title", "Events"), ("kind", "event"), ("deadlines", "10 Send the letter")])
            .await;
        assert_eq!((saved.status, saved.location()), (303, "/planner/calendars/events"));
        let page = "/planner/calendars/events";
        let backwards = [("day_title", "Autumn event"), ("day_first", "2026-03-20"), ("day_last", "2026-03-19")];
        assert_eq!(officer.send(page, "/planner/calendars/events/days", &backwards).await.status, 422);
        let day = [("day_title", "Spring event"), ("day_first", "2026-03-20")];
        assert_eq!(officer.send(page, "/planner/calendars/events/days", &day).await.status, 303);
        let shown = world.visitor().get("/planner?from=2026-03&kind=deadline").await.text();
        assert!(shown.contains("Send the letter") && shown.contains("10 days before Spring event, 20 March 2026"));
        let gone = officer.send(page, "/planner/calendars/events/days/spring-event-2026-03-20/removal", &[]).await;
        assert_eq!(gone.status, 303);
        assert!(!world.visitor().get("/planner?from=2026-03").await.text().contains("Spring event"));
        for role in [Role::EvaluationLead, Role::Administrator] {
            assert_eq!(world.sign_in_as(role, "").await.get("/planner/calendars").await.status, 404);
        }
    })
    .await;
}

#[tokio::test]
async fn planner_files_come_back_the_same_and_faults_are_named() {
    on_both(|world| async move {
        let weft = &world.weft;
        let calendars = planner::export(&weft.db).await.unwrap();
        let lines =
            planner::import(weft, COMMAND_LINE, file("planner.toml", calendars.clone()), Mode::Write).await.unwrap();
        assert_eq!(lines, ["planner.toml: 0 calendars added, 0 changed, 3 unchanged"]);
        assert_eq!(planner::export(&weft.db).await.unwrap(), calendars);
        let terms = planner::export_terms(&weft.db).await.unwrap();
        planner::import_terms(weft, COMMAND_LINE, file("term-dates.csv", terms.clone()), Mode::Write).await.unwrap();
        assert_eq!(planner::export_terms(&weft.db).await.unwrap(), terms);
        let wrong = "authority,session,kind,name,first,last\n\
            Atlantis,2025-26,holiday,Spring holiday,2026-04-03,2026-04-17\n\
            Inverclyde,2025,break,Spring holiday,2026-04-17,2026-04-03\n";
        let refused = planner::import_terms(weft, COMMAND_LINE, file("t.csv", wrong), Mode::Write).await.unwrap_err();
        let Rejected::Lines(lines) = refused else { panic!("rejected for another reason") };
        assert_eq!(lines.len(), 4, "{lines:?}");
        assert!(lines[0].starts_with("t.csv:2:authority: there is no authority `Atlantis`"), "{lines:?}");
        assert_eq!(planner::export_terms(&weft.db).await.unwrap(), terms, "nothing was written");
        let single = "authority,session,kind,name,first,last\n200,2026-27,in-service,In-service day,2026-08-12,\n";
        planner::import_terms(weft, COMMAND_LINE, file("t.csv", single), Mode::Write).await.unwrap();
        assert!(
            String::from_utf8(planner::export_terms(&weft.db).await.unwrap())
                .unwrap()
                .contains("2026-08-12,2026-08-12")
        );
    })
    .await;
}
