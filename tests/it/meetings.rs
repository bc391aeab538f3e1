//! Meetings: planned, prepared, recorded by two people at once, approved; and who sees what of them.

use weft::{meetings, people::Role};

use crate::world::{Answer, Browser, World, on_both};

const COMING: &str = "/meetings/overview-group-2025-26-3";
const WAITING: &str = "/meetings/overview-group-2025-26-2";
const MATHS: &str = "/meetings/maths-and-numeracy-2025-26-2";

/// The value of a hidden or text field on a page.
fn value(page: &Answer, name: &str) -> String {
    let text = page.text();
    let at = text.find(&format!("name=\"{name}\"")).unwrap_or_else(|| panic!("no field {name}: {text}"));
    let tag = &text[at..at + text[at..].find('>').unwrap()];
    tag.split("value=\"").nth(1).map_or(String::new(), |rest| rest.split('"').next().unwrap().to_owned())
}

/// The key of the rolling item of a title, as the record page names its field.
fn item_field(page: &Answer, title: &str) -> String {
    let text = page.text();
    let legend = text.find(&format!("<legend>{title}")).unwrap_or_else(|| panic!("no item {title}: {text}"));
    let at = legend + text[legend..].find("name=\"item-").unwrap() + "name=\"".len();
    text[at..].split('"').next().unwrap().to_owned()
}

async fn lead(world: &World) -> Browser {
    world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await
}

#[tokio::test]
async fn everybody_sees_that_a_meeting_takes_place_and_only_members_its_closed_papers_and_names() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let shown = visitor.get(COMING).await.text();
        assert!(
            shown.contains("12 March 2026, 14:00 to 16:00") && shown.contains("Literacy after the first half"),
            "{shown}"
        );
        assert!(shown.contains("One paper is closed to the public"), "{shown}");
        assert!(!shown.contains("first look") && !shown.contains("meet.example"), "{shown}");
        let closed = format!("{COMING}/papers/overview-group-2025-26-3-paper-2");
        assert_eq!(visitor.get(&closed).await.status, 404);
        assert_eq!(visitor.get(&format!("{COMING}/papers/overview-group-2025-26-3-paper-1")).await.status, 200);
        let other = world.sign_in_as(Role::BodyMember, "headteacher-reference-group").await;
        assert_eq!(other.get(&closed).await.status, 404);
        assert!(!other.get(COMING).await.text().contains("first look"));
        let pack = visitor.get(&format!("{COMING}/pack")).await.text();
        assert!(pack.contains("closed to the public") && !pack.contains("first look"), "{pack}");
        let member = world.sign_in_as(Role::BodyMember, "overview-group").await;
        assert_eq!(member.get(&closed).await.status, 200);
        assert!(member.get(COMING).await.text().contains("meet.example"));
        assert!(member.get(&format!("{COMING}/pack")).await.text().contains("first look"));
        // Minutes: before approval for members only, afterwards for everybody with offices in place of names.
        assert_eq!(visitor.get(&format!("{WAITING}/minutes")).await.status, 404);
        let draft = member.get(&format!("{WAITING}/minutes")).await.text();
        assert!(draft.contains("Euan Maryfield") && draft.contains("not been approved"), "{draft}");
        let approved = "/meetings/overview-group-2025-26-1/minutes";
        let public = visitor.get(approved).await.text();
        assert!(public.contains("Director of Education, Glasgow City"), "{public}");
        for name in ["Fiona Garvock", "Niall Broadfoot", "Ailsa Merrick", "Morag Sandilands"] {
            assert!(!public.contains(name), "{name} stands on a public page");
        }
        assert!(member.get(approved).await.text().contains("Fiona Garvock"));
    })
    .await;
}

#[tokio::test]
async fn a_lead_plans_prepares_and_records_a_meeting_of_their_own_group_only() {
    on_both(|world| async move {
        let mut lead = lead(&world).await;
        let fields = [("of", "group/gaelic"), ("day", "2026-04-22"), ("time", "14:00"), ("mode", "online")];
        assert_eq!(lead.send("/meetings/plan", "/meetings/plan", &fields).await.status, 404, "another group's meeting");
        let backwards = [
            ("of", "group/maths-and-numeracy"),
            ("day", "2026-04-22"),
            ("time", "14:00"),
            ("ends", "13:00"),
            ("mode", "online"),
        ];
        let refused = lead.send("/meetings/plan", "/meetings/plan", &backwards).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("end before it begins"));
        let fields = [
            ("of", "group/maths-and-numeracy"),
            ("day", "2026-04-22"),
            ("time", "14:00"),
            ("ends", "15:00"),
            ("mode", "both"),
        ];
        let planned = lead.send("/meetings/plan", "/meetings/plan", &fields).await;
        assert_eq!(planned.location(), "/meetings/maths-and-numeracy-2025-26-3/preparation", "{}", planned.text());
        let meeting = "/meetings/maths-and-numeracy-2025-26-3";
        let prepare = format!("{meeting}/preparation");
        assert!(lead.get(&prepare).await.text().contains("Numeracy tasks for the move"), "an item did not roll on");
        let brought =
            lead.send(&prepare, &format!("{meeting}/agenda"), &[("title", "<script>alert(1)</script>")]).await;
        assert_eq!(brought.status, 303, "{}", brought.text());
        assert!(!world.visitor().get(meeting).await.text().contains("<script>alert"));
        let prepared = lead.get(&prepare).await.text();
        let at = prepared.rfind("/withdrawal\"").unwrap();
        let start = prepared[..at].rfind("/agenda/").unwrap() + "/agenda/".len();
        let (item, off) =
            (prepared[start..at].to_owned(), format!("{meeting}/agenda/{}/withdrawal", &prepared[start..at]));
        assert_eq!(lead.send(&prepare, &off, &[]).await.status, 422, "taking an item off needs a reason");
        let taken = lead.send(&prepare, &off, &[(format!("off-{item}").as_str(), "Typed by mistake")]).await;
        assert_eq!(taken.status, 303, "{}", taken.text());
        let prepared = lead.get(&prepare).await.text();
        assert!(!prepared.contains("alert(1)") && prepared.contains("Numeracy tasks for the move"), "{prepared}");
        let reasonless = [("paper_title", "Notes"), ("body", "Text"), ("access", "closed")];
        assert_eq!(lead.send(&prepare, &format!("{meeting}/papers"), &reasonless).await.status, 422);
        let program = lead
            .upload(&prepare, &format!("{meeting}/papers"), &[("paper_title", "Run me")], ("file", "x.exe", b"MZ"))
            .await;
        assert_eq!(program.status, 422);
        let sent = lead
            .upload(
                &prepare,
                &format!("{meeting}/papers"),
                &[("paper_title", "Table"), ("access", "open")],
                ("file", "Öur täble.csv", b"a,b\n"),
            )
            .await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let file = world.visitor().get(&format!("{meeting}/papers/maths-and-numeracy-2025-26-3-paper-1")).await;
        assert_eq!(file.body, b"a,b\n");
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("our-table.csv"));
    })
    .await;
}

#[tokio::test]
async fn attendance_decisions_and_actions_are_saved_with_one_button_and_a_substitute_stands_for_their_member() {
    on_both(|world| async move {
        let mut lead = lead(&world).await;
        let record = format!("{MATHS}/record");
        let page = lead.get(&record).await;
        let text = page.text();
        for name in ["Morven Aitkenhead", "Callum Drysdale", "Gordon Blackwell"] {
            assert!(text.contains(name), "{name} is not listed: {text}");
        }
        let who: Vec<String> = (1..=8).map(|number| value(&page, &format!("who-{number}"))).collect();
        let callum = who.iter().position(|key| key == "callum-drysdale").unwrap() + 1;
        let mut fields: Vec<(String, String)> =
            who.iter().enumerate().map(|(at, key)| (format!("who-{}", at + 1), key.clone())).collect();
        let mut put = |name: &str, value: &str| fields.push((name.to_owned(), value.to_owned()));
        put(&format!("substitute-{callum}"), "Rowan Nobody");
        put("all-others", "yes");
        put("guests", "Ada Guest, University");
        put("none-declared", "yes");
        put("minutes", "## Tasks\r\n\r\nThey work. <img src=x onerror=alert(1)> [here](javascript:alert(1))");
        put("base", "0");
        put("new-decision-1", "The tasks go to every school.");
        put("new-decision-item-1", "actions");
        put("action-1", "Send the tasks out");
        put("action-owner-1", "rhona pettigrew");
        put("action-due-1", "2026-03-20");
        put("done-maths-p7-tasks", "yes");
        put("outcome-maths-p7-tasks", "Both classes liked them");
        put("save", "actions");
        let given: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let saved = lead.send(&record, &record, &given).await;
        assert_eq!(saved.location(), format!("{record}?saved=yes#actions"), "{}", saved.text());
        let there = meetings::attendance(&world.weft.db, "maths-and-numeracy-2025-26-2").await.unwrap();
        let of = |name: &str| there.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(of("Callum Drysdale").presence, "apologies");
        assert_eq!(of("Rowan Nobody").substitute_for.as_deref(), Some("Callum Drysdale"));
        assert_eq!(of("Morven Aitkenhead").presence, "online");
        assert_eq!(of("Ada Guest").office, "University");
        assert_eq!(there.len(), 10);
        let action = weft::actions::agreed_at(&world.weft.db, "maths-and-numeracy-2025-26-2").await.unwrap().remove(0);
        assert_eq!(action.owner.as_deref(), Some("rhona-pettigrew"));
        let done = weft::actions::action(&world.weft.db, "maths-p7-tasks").await.unwrap().unwrap();
        assert_eq!(done.outcome.as_deref(), Some("Both classes liked them"));
        let minutes = lead.get(&format!("{MATHS}/minutes")).await.text();
        assert!(
            minutes.contains("for Callum Drysdale") && minutes.contains("The tasks go to every school."),
            "{minutes}"
        );
        assert!(!minutes.contains("<img src=x") && !minutes.contains("href=\"javascript"), "{minutes}");
        for (file, start) in
            [("minutes.pdf", &b"%PDF-"[..]), ("minutes.docx", b"PK"), ("pack.pdf", b"%PDF-"), ("pack.docx", b"PK")]
        {
            let answer = lead.get(&format!("{MATHS}/{file}")).await;
            assert!(answer.status == 200 && answer.body.starts_with(start), "{file}: {}", answer.status);
        }
        // A page shown before, sent again, takes nothing back that it did not show.
        let stale = lead.send(&record, &record, &[("minutes", "## Tasks\n\nThey work."), ("base", "1")]).await;
        assert_eq!(stale.status, 303);
        assert_eq!(meetings::attendance(&world.weft.db, "maths-and-numeracy-2025-26-2").await.unwrap().len(), 10);
    })
    .await;
}

#[tokio::test]
async fn two_people_write_minutes_at_once_and_neither_text_is_lost() {
    on_both(|world| async move {
        let record = format!("{MATHS}/record");
        let mut lead = lead(&world).await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let begun = "First part.\n\nSecond part.\n\nThird part.";
        assert_eq!(lead.send(&record, &record, &[("minutes", begun), ("base", "0")]).await.status, 303);
        let mine = begun.replace("First part.", "First part, by the lead.");
        let theirs = begun.replace("Third part.", "Third part, by the officer.");
        assert_eq!(officer.send(&record, &record, &[("minutes", &theirs), ("base", "1")]).await.status, 303);
        let merged =
            lead.send(&record, &record, &[("minutes", &mine), ("base", "1"), ("save", "minutes-section")]).await;
        assert_eq!(merged.location(), format!("{record}?saved=merged#minutes-section"), "{}", merged.text());
        let page = lead.get(&record).await;
        assert!(
            page.text().contains("First part, by the lead.") && page.text().contains("Third part, by the officer.")
        );
        assert_eq!(value(&page, "base"), "3");
        // Now both change the same line.
        let at = |words: &str| begun.replace("Second part.", words);
        assert_eq!(
            officer.send(&record, &record, &[("minutes", &at("Second, officer.")), ("base", "3")]).await.status,
            303
        );
        let fields =
            [("minutes", &*at("Second, lead.")), ("base", "3"), ("new-decision-1", "Kept while we sort it out")];
        let conflict = lead.send(&record, &record, &fields).await;
        let text = conflict.text();
        assert_eq!(conflict.status, 422);
        assert!(
            text.contains("Second, lead.")
                && text.contains("Second, officer.")
                && text.contains("&#60;&#60;&#60;&#60;&#60;&#60;&#60; what you wrote")
                || text.contains("&lt;&lt;&lt;&lt;&lt;&lt;&lt; what you wrote"),
            "{text}"
        );
        assert!(text.contains("Kept while we sort it out"), "what else was typed is lost");
        assert_eq!(value(&conflict, "base"), "4");
        let marked = "<<<<<<< what you wrote\nA\n=======\nB\n>>>>>>> what Somebody saved meanwhile";
        assert_eq!(
            lead.send(&record, &record, &[("minutes", marked), ("base", "4")]).await.status,
            422,
            "marks were saved"
        );
        let settled = [("minutes", "Second, both."), ("base", "4"), ("new-decision-1", "Kept while we sort it out")];
        assert_eq!(lead.send(&record, &record, &settled).await.status, 303);
        assert!(lead.get(&record).await.text().contains("Second, both."));
    })
    .await;
}

#[tokio::test]
async fn minutes_are_approved_by_a_later_meeting_when_no_item_is_open_and_then_only_corrected_with_a_reason() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let meeting = "/meetings/leadership-of-learning-strategic-group-2025-26-2";
        let (record, approval) = (format!("{meeting}/record"), format!("{meeting}/approval"));
        assert_eq!(officer.get(&approval).await.status, 409, "there are no minutes to approve");
        assert_eq!(
            officer.send(&record, &record, &[("minutes", "Marion Lyle spoke."), ("base", "0")]).await.status,
            303
        );
        let none = officer.send(&approval, &approval, &[("at", ""), ("revision", "1"), ("public", "yes")]).await;
        assert_eq!(none.status, 422);
        assert!(none.text().contains("“What the groups of the workstream ask for” is still open"), "{}", none.text());
        let plan = [
            ("of", "body/leadership-of-learning-strategic-group"),
            ("day", "2026-02-02"),
            ("time", "09:00"),
            ("mode", "online"),
        ];
        assert_eq!(officer.send("/meetings/plan", "/meetings/plan", &plan).await.status, 303);
        let at = "leadership-of-learning-strategic-group-2025-26-3";
        let fields = [("at", at), ("revision", "1"), ("public", "yes")];
        assert_eq!(officer.send(&approval, &approval, &fields).await.status, 422, "an item was open");
        let item = item_field(&officer.get(&record).await, "What the groups of the workstream ask for");
        let settled = [(item.as_str(), "carried"), ("minutes", "Marion Lyle spoke."), ("base", "1")];
        assert_eq!(officer.send(&record, &record, &settled).await.status, 303);
        assert_eq!(officer.send(&approval, &approval, &[("at", at), ("revision", "7")]).await.status, 422);
        let approved = officer.send(&approval, &approval, &fields).await;
        assert_eq!(approved.status, 303, "{}", approved.text());
        let minutes = format!("{meeting}/minutes");
        let public = world.visitor().get(&minutes).await.text();
        assert!(public.contains("Senior officer, Inverclyde spoke.") && !public.contains("Marion"), "{public}");
        assert_eq!(officer.get(&approval).await.status, 409);
        let key = officer.form_key(&format!("{meeting}/correction")).await;
        assert_eq!(officer.send_with_key(&key, &record, &[("minutes", "Otherwise"), ("base", "1")]).await.status, 409);
        let correction = format!("{meeting}/correction");
        let changed = [("text", "Marion Lyle spoke at length."), ("revision", "1")];
        assert_eq!(officer.send(&correction, &correction, &changed).await.status, 422, "no reason was given");
        let changed = [("text", "Marion Lyle spoke at length."), ("revision", "1"), ("reason", "A word was missing")];
        assert_eq!(officer.send(&correction, &correction, &changed).await.status, 303);
        let public = world.visitor().get(&minutes).await.text();
        assert!(public.contains("spoke at length") && public.contains("A word was missing"), "{public}");
        // The item was carried: it stands on the next agenda.
        assert!(
            world
                .visitor()
                .get(&format!("/meetings/{at}"))
                .await
                .text()
                .contains("What the groups of the workstream ask for")
        );
    })
    .await;
}
