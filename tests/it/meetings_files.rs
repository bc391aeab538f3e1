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

/// A file as Teams writes it: UTF-16, tab-separated, a summary above the table.
fn teams_file() -> Vec<u8> {
    let text = "1. Summary\r\nMeeting title\tMaths and Numeracy\r\nAttended participants\t4\r\n\r\n2. Participants\r\n\
        Name\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tRole\r\n\
        Morven Aitkenhead\t2/26/26, 3:44 PM\t2/26/26, 5:00 PM\t1h 16m\tmorven.aitkenhead@glasgow-city.example\tOrganizer\r\n\
        Drysdale, C\t2/26/26, 3:46 PM\t2/26/26, 5:00 PM\t1h 14m\tCallum.Drysdale@east-renfrewshire.example\tPresenter\r\n\
        Drysdale, C\t2/26/26, 4:46 PM\t2/26/26, 5:00 PM\t14m\tCallum.Drysdale@east-renfrewshire.example\tPresenter\r\n\
        Rhona Pettigrew (Guest)\t2/26/26, 3:46 PM\t2/26/26, 5:00 PM\t1h 14m\t\tAttendee\r\n\
        iPhone of somebody\t2/26/26, 3:50 PM\t2/26/26, 5:00 PM\t1h 10m\t\tAttendee\r\n\r\n3. In-Meeting Activities\r\nName\tJoin Time\r\n";
    [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

#[tokio::test]
async fn a_teams_file_is_matched_by_address_then_name_and_a_person_decides_about_the_rest() {
    on_both(|world| async move {
        let meeting = "/meetings/maths-and-numeracy-2025-26-2";
        let (page, confirm) = (format!("{meeting}/attendance-file"), format!("{meeting}/attendance-file/confirmation"));
        let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        let nothing = lead.upload(&page, &page, &[], ("file", "notes.csv", b"a,b\n1,2\n")).await;
        assert_eq!(nothing.status, 422, "{}", nothing.text());
        let read = lead.upload(&page, &page, &[], ("file", "attendance.csv", &teams_file())).await;
        let text = read.text();
        assert!(text.contains("Nothing is saved yet") && text.contains("in the file Drysdale, C"), "{text}");
        assert!(text.contains("by name") && text.contains("iPhone of somebody"), "{text}");
        let there = async || weft::meetings::attendance(&world.weft.db, "maths-and-numeracy-2025-26-2").await.unwrap();
        assert!(there().await.is_empty(), "a dry run wrote");
        let start = text.find("name=\"table\" value=\"").unwrap() + "name=\"table\" value=\"".len();
        let table = text[start..].split('"').next().unwrap().replace("&#9;", "\t").replace("&#10;", "\n");
        let key = read.form_key(&page);
        let fields = [("table", table.as_str()), ("column-name", "1"), ("column-email", "5")];
        let undecided = lead.send_with_key(&key, &confirm, &fields).await;
        assert_eq!(undecided.status, 422);
        assert!(undecided.text().contains("Say who iPhone of somebody is"), "{}", undecided.text());
        let fields = [
            ("table", table.as_str()),
            ("column-name", "1"),
            ("column-email", "5"),
            ("choice-3", "member-una-corrigall"),
        ];
        let saved = lead.send_with_key(&key, &confirm, &fields).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let mut names: Vec<String> = there().await.into_iter().map(|one| one.name).collect();
        names.sort();
        assert_eq!(names, ["Callum Drysdale", "Morven Aitkenhead", "Rhona Pettigrew", "Una Corrigall"]);
        let again = lead.upload(&page, &page, &[], ("file", "attendance.csv", &teams_file())).await;
        assert!(again.text().contains("As you chose for such a file before"));
    })
    .await;
}
