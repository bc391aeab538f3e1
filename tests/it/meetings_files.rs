//! Meetings as calendars, as a list, as JSON, and in and out as a file.

use weft::{
    meetings,
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::on_both;

#[tokio::test]
async fn calendars_hold_the_right_moment_on_both_sides_of_the_change_to_summer_time() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        for day in ["2026-03-27", "2026-03-30"] {
            let fields = [("of", "group/gaelic"), ("day", day), ("time", "14:00"), ("mode", "online")];
            assert_eq!(officer.send("/meetings/plan", "/meetings/plan", &fields).await.status, 303);
        }
        let visitor = world.visitor();
        let calendar = visitor.get("/groups/gaelic/meetings.ics").await;
        assert_eq!(calendar.headers["content-type"], "text/calendar; charset=utf-8");
        let text = calendar.text();
        assert!(text.contains("DTSTART:20260327T140000Z") && text.contains("DTSTART:20260330T130000Z"), "{text}");
        assert!(text.contains("STATUS:CANCELLED") && text.contains("SEQUENCE:1"), "{text}");
        let again = visitor.get("/groups/gaelic/meetings.ics").await.text();
        assert_eq!(text, again, "the same meetings gave another calendar");
        let meeting = "/meetings/gaelic-2025-26-3";
        let uid = |text: &str| text.lines().find(|line| line.starts_with("UID:")).unwrap().to_owned();
        let before = visitor.get(&format!("{meeting}.ics")).await.text();
        let page = format!("{meeting}/arrangements");
        let moved =
            [("day", "2026-04-01"), ("time", "10:00"), ("mode", "online"), ("link", "https://meet.example/gaelic")];
        assert_eq!(officer.send(&page, &page, &moved).await.status, 303);
        let after = visitor.get(&format!("{meeting}.ics")).await.text();
        assert_eq!(uid(&before), uid(&after));
        assert!(
            after.contains("SEQUENCE:1")
                && after.contains("DTSTART:20260401T090000Z")
                && !after.contains("meet.example"),
            "{after}"
        );
        let cancellation = format!("{meeting}/cancellation");
        assert_eq!(officer.send(&page, &cancellation, &[("reason", "")]).await.status, 422);
        assert_eq!(officer.send(&page, &cancellation, &[("reason", "Too few could come")]).await.status, 303);
        assert!(visitor.get(&format!("{meeting}.ics")).await.text().contains("STATUS:CANCELLED"));
        assert!(visitor.get(meeting).await.text().contains("Too few could come"));
        assert_eq!(visitor.get("/meetings.ics").await.status, 200);
        assert_eq!(visitor.get("/groups/no-such-group/meetings.ics").await.status, 404);
        assert_eq!(visitor.get("/governance/overview-group/meetings.ics").await.status, 200);
    })
    .await;
}

#[tokio::test]
async fn the_list_and_the_answer_for_programs_hold_what_everybody_may_know() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let coming = visitor.get("/meetings").await.text();
        assert!(coming.contains("12 March 2026") && !coming.contains("18 September 2025"), "{coming}");
        let past = visitor.get("/meetings?when=past&kind=body").await.text();
        assert!(past.contains("18 September 2025") && !past.contains("1 October 2025"), "{past}");
        let of = visitor.get("/meetings?when=past&of=group/maths-and-numeracy").await.text();
        assert!(of.contains("1 October 2025") && !of.contains("18 September 2025"), "{of}");
        assert_eq!(visitor.get("/meetings?of=group/nothing").await.status, 404);
        let answer = visitor.get("/api/v1/meetings?holder=body/overview-group").await.json();
        let items = answer["items"].as_array().unwrap();
        assert_eq!(items.len(), 3, "{answer}");
        assert_eq!(items[0]["minutes"], "/meetings/overview-group-2025-26-1/minutes");
        assert_eq!(items[1]["minutes"], serde_json::Value::Null);
        assert!(!answer.to_string().contains("meet.example"));
    })
    .await;
}

#[tokio::test]
async fn a_file_of_meetings_is_taken_whole_or_not_at_all_and_its_export_changes_nothing() {
    on_both(|world| async move {
        let weft = &world.weft;
        let bytes = meetings::export(&weft.db).await.unwrap();
        let file = File { name: "meetings.toml".into(), bytes };
        let lines = meetings::import(weft, COMMAND_LINE, file.clone(), Mode::Write)
            .await
            .unwrap_or_else(|fault| panic!("{fault:?}"));
        assert_eq!(lines, ["meetings.toml: 0 meetings added, 0 changed, 9 unchanged"]);
        let faulty = br#"
[[meeting]]
key = "m-1"
holder = "body/nowhere"
day = "2026-02-30"
time = "25:00"
ends = "09:00"
mode = "by-phone"
colour = "red"

[[meeting]]
key = "m-2"
holder = "group/gaelic"
day = "2026-05-05"
time = "10:00"
mode = "online"
minutes = "Said."
approved_at = "m-9"
approved_on = "2026-06-01"
[[meeting.item]]
title = "Left open"
[[meeting.attendance]]
person = "nobody-at-all"
presence = "asleep"
[[meeting.action]]
text = "Do it"
owner = "Clerk"
due = "2026-01-01"
"#;
        let file = File { name: "faulty.toml".into(), bytes: faulty.to_vec() };
        let Err(Rejected::Lines(lines)) = meetings::import(weft, COMMAND_LINE, file, Mode::Write).await else {
            panic!("a faulty file was taken")
        };
        let all = lines.join("\n");
        for part in [
            "body/nowhere",
            "2026-02-30",
            "25:00",
            "by-phone",
            "colour",
            "m-9",
            "Left open",
            "nobody-at-all",
            "asleep",
            "before the meeting",
        ] {
            assert!(all.contains(part), "{part} is not named:\n{all}");
        }
        assert!(meetings::meeting(&weft.db, "m-2").await.unwrap().is_none());
    })
    .await;
}
