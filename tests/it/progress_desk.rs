//! Progress at the desks: the burden of a round before it is sent, what is late, who reads whose reports, how outcomes
//! are judged, and the answers of a form taken in.

use weft::{
    people::Role,
    progress::{self, State},
};

use crate::{
    progress::{answer_all, ask, newest_link, report, send},
    world::on_both,
};

#[tokio::test]
async fn before_anything_is_sent_the_page_says_what_it_asks_of_each_authority() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        // One request went to Glasgow City in January.
        ask(&world, &mut officer, "misogyny-and-knife-crime").await;
        let mut write = world.weft.db.upkeep().await.unwrap();
        sqlx::query("update progress_link set made_at = '2026-01-31T23:00:00.000Z'").execute(write.on()).await.unwrap();
        write.commit().await.unwrap();
        let page = "/progress/requests?group=maths-and-numeracy&group=gaelic&group=assessment-and-moderation";
        let text = officer.get(page).await.text();
        let cells = |authority: &str| -> Vec<String> {
            let row = text.split("<tr>").find(|row| row.contains(&format!(">{authority}</th>"))).unwrap_or_default();
            row.split("<td").skip(1).map(|cell| cell.chars().filter(char::is_ascii_digit).collect()).collect()
        };
        assert_eq!(cells("Glasgow City"), ["1", "0", "2", "2"], "{text}");
        assert_eq!(cells("East Renfrewshire"), ["0", "0", "1", "1"]);
        assert_eq!(cells("Inverclyde"), ["0", "0", "0", "0"]);
        assert!(
            text.contains("January 2026") && text.contains("February 2026 so far") && text.contains("Send 3 letters")
        );
        assert!(text.contains("more than last month"));
        let letters = || async {
            let count: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from letter")
                .fetch_one(world.weft.db.read())
                .await
                .unwrap();
            count
        };
        assert_eq!(letters().await, 1, "looking sends nothing");
        let fields = [("group", "maths-and-numeracy"), ("group", "gaelic"), ("group", "assessment-and-moderation")];
        let key = officer.form_key(page).await;
        assert_eq!(officer.send_with_key(&key, "/progress/requests", &fields).await.status, 303);
        assert_eq!(officer.send_with_key(&key, "/progress/requests", &fields).await.status, 409);
        assert_eq!(
            officer.send("/progress", "/progress/requests", &fields).await.status,
            409,
            "they were asked already"
        );
        assert_eq!(letters().await, 4);
        let after = officer.get("/progress/requests?group=early-level-strategic-group").await.text();
        let glasgow = after.split("<tr>").find(|row| row.contains(">Glasgow City</th>")).unwrap().to_owned();
        assert!(glasgow.contains("<td class=\"weft-number\">2</td>"), "{glasgow}");
    })
    .await;
}

#[tokio::test]
async fn overdue_reports_are_listed_and_reminded_of_once_a_day() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let overview = officer.get("/progress").await.text();
        let overdue =
            overview.split("id=\"overdue\">Overdue").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
        assert!(overdue.contains("Literacy") && overdue.contains("14 December 2025"), "{overdue}");
        let reminded = officer.send("/progress", "/progress/reminders", &[]).await;
        assert_eq!(reminded.location(), "/progress?done=reminded&count=1", "{}", reminded.text());
        let again = officer.send("/progress", "/progress/reminders", &[]).await;
        assert_eq!(again.status, 409, "once a day");
        let link = newest_link(&world, "progress-reminder").await;
        assert!(world.visitor().get(&link).await.text().contains("Literacy"));
        let due = progress::due(&world.weft.db, "2026-02-02").await.unwrap();
        let literacy = due.iter().find(|one| one.group == "literacy").unwrap();
        assert!(literacy.is_overdue("2026-02-02") && literacy.state == Some(State::Asked));
        assert!(due.iter().all(|one| one.group != "home-learning"), "a group without a rhythm is never due");
    })
    .await;
}

#[tokio::test]
async fn a_group_lead_reaches_their_own_reports_and_a_workstream_lead_those_of_their_workstream() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        assert_eq!(lead.get("/groups/gaelic/progress").await.status, 404);
        assert_eq!(lead.get("/progress").await.status, 404);
        let page = "/groups/maths-and-numeracy/progress";
        let own = lead.get(page).await.text();
        assert!(own.contains("Answer the five questions") && own.contains("shared set of starter tasks"), "{own}");
        let opened = lead.send(page, &format!("{page}/link"), &[]).await;
        assert!(opened.location().starts_with("/p/"), "{}", opened.text());
        let link = opened.location().to_owned();
        answer_all(&mut lead, &link).await;
        assert_eq!(send(&mut lead, &link, "The lead").await.status, 303);
        let report = report(&world, "maths-and-numeracy").await;
        let url = report.url();
        assert_eq!(lead.get(&url).await.status, 404);

        let mut other = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        assert_eq!(other.get(&url).await.status, 404);
        assert!(!other.get("/progress").await.text().contains(&url));
        let mut evaluation = world.sign_in_as(Role::EvaluationLead, "").await;
        let read = evaluation.get(&url).await.text();
        assert!(read.contains("starter tasks") && !read.contains("Accept the report"));
        let refused = evaluation.send("/get-involved", &format!("{url}/acceptance"), &[]).await;
        assert_eq!(refused.status, 404);
        let foreign = other.send("/get-involved", &format!("{url}/acceptance"), &[]).await;
        assert_eq!(foreign.status, 404);
        let mut own_lead = world.sign_in_as(Role::WorkstreamLead, "leadership-of-learning").await;
        assert_eq!(own_lead.send(&url, &format!("{url}/acceptance"), &[]).await.status, 303);
        let twice = own_lead.send(&url, &format!("{url}/return"), &[("question", "More?")]).await;
        assert_eq!(twice.status, 409, "what is accepted is reopened first");
        let shareable = progress::shareable(&world.weft.db).await.unwrap();
        assert_eq!(shareable[0].text, "Start small.");
    })
    .await;
}

#[tokio::test]
async fn an_outcome_is_judged_with_reasons_and_highlights_gather_what_was_accepted() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::WorkstreamLead, "leadership-of-learning").await;
        let page = "/progress/judgements/2025-26/priority/priority-3";
        assert!(lead.get("/progress/judgements/2025-26").await.text().contains("Two groups have reported materials"));
        let wrong = lead.send(page, page, &[("word", "splendid"), ("day", "2026-03-01")]).await;
        assert_eq!(wrong.status, 422);
        for sentence in ["Choose how far it has come", "Say what the judgement rests on", "The day lies ahead"] {
            assert!(wrong.text().contains(sentence), "{sentence}");
        }
        let fields = [("word", "some-delay"), ("reasons", "One group stands still."), ("day", "2026-02-01")];
        assert_eq!(lead.send(page, page, &fields).await.status, 303);
        let history = lead.get(page).await.text();
        assert!(history.contains("One group stands still.") && history.contains("Two groups have reported materials"));
        let now = progress::judgements(&world.weft.db, "2025-26").await.unwrap();
        let judged = now.iter().find(|one| one.outcome == "priority-3").unwrap();
        assert_eq!((judged.word.as_str(), judged.day.as_str()), ("some-delay", "2026-02-01"));
        assert_eq!(now.iter().filter(|one| one.outcome == "priority-6").count(), 1, "the latest alone");
        let foreign = "/progress/judgements/2025-26/priority/priority-6";
        assert!(!lead.get(foreign).await.text().contains("Record the judgement"));
        assert_eq!(lead.send(page, foreign, &fields).await.status, 404);

        let path = "/progress/highlights/2025-26/leadership-of-learning";
        assert!(world.visitor().get(path).await.location().starts_with("/sign-in"));
        let text = lead.get(path).await.text();
        for words in [
            "2 accepted reports",
            "A shared set of starter tasks",
            "Few people, and far apart",
            "One group stands still.",
        ] {
            assert!(text.contains(words), "{words} is missing: {text}");
        }
        assert!(!text.contains("Morven") && !text.contains("Ghilleathain"), "highlights name nobody");
        assert!(text.contains("Who did not report") && text.contains("Assessment and moderation"));
        assert!(!text.contains("explain a wrong answer"), "nothing to share appears before its consent");
        let quarter = lead.get(&format!("{path}?from=2025-08-01&to=2025-10-31")).await.text();
        assert!(quarter.contains("One accepted report") && !quarter.contains("starter tasks"));
        assert_eq!(lead.get("/progress/highlights/2025-26/no-such").await.status, 404);
    })
    .await;
}

/// What a survey tool gives out.
const FORM: &str = "ID,Completion time,Name,Which group?,Have you met?,How many people took part?,What changed?,Anything to share?\r\n\
    1,02/02/2026 09:12,Anna Lorne,Gaelic,Yes,about 9 teachers,\"Four classes, one lesson\",It works\r\n\
    2,02/02/2026 09:15,Bruce Tay,MATHS AND NUMERACY,3,14,Starter tasks,\r\n\
    3,02/02/2026 09:20,Cara Ness,Basket weaving,No,,Nothing yet,\r\n";

#[tokio::test]
async fn a_forms_csv_file_becomes_reports_after_a_look_and_its_columns_are_remembered() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/progress/responses";
        let empty = officer.upload(page, "/progress/responses/check", &[], ("file", "empty.csv", b"")).await;
        assert_eq!(empty.status, 422);
        let looked =
            officer.upload(page, "/progress/responses/check", &[], ("file", "form.csv", FORM.as_bytes())).await;
        let text = looked.text();
        assert_eq!(looked.status, 200, "{text}");
        for words in
            ["3 rows: 2 new reports, 1 that cannot", "No running group is called “Basket weaving”", "A report about"]
        {
            assert!(text.contains(words), "{words} is missing: {text}");
        }
        assert_eq!(report(&world, "gaelic").await.state, State::Accepted, "looking writes nothing");
        let table = FORM
            .replace("\"Four classes, one lesson\"", "Four classes; one lesson")
            .replace("\r\n", "\n")
            .replace(',', "\t");
        let columns = [
            ("table", table.as_str()),
            ("column-group", "4"),
            ("column-changed", "7"),
            ("column-met", "5"),
            ("column-people", "6"),
            ("column-share", "8"),
            ("column-sender", "3"),
        ];
        let refused = officer.send(page, page, &[&columns[..], &[("then", "take")]].concat()).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("tick that they are left out"));
        let twice = officer
            .send(page, page, &[("table", table.as_str()), ("column-group", "4"), ("column-changed", "4")])
            .await;
        assert_eq!(twice.status, 422);
        let fields = [&columns[..], &[("then", "take"), ("leave_out", "yes")]].concat();
        let taken = officer.send(page, page, &fields).await;
        assert_eq!(taken.location(), "/progress/responses?done=2", "{}", taken.text());
        let gaelic = report(&world, "gaelic").await;
        let answers = gaelic.answers.unwrap();
        assert_eq!((gaelic.state, answers.people, answers.met.as_str()), (State::Sent, Some(9), "yes"));
        assert_eq!((answers.who.as_str(), answers.person_name.as_str()), ("about 9 teachers", "Anna Lorne"));
        let maths = report(&world, "maths-and-numeracy").await.answers.unwrap();
        assert_eq!((maths.met.as_str(), maths.met_note.as_str(), maths.people), ("yes", "3", Some(14)));
        let again = officer.send(page, page, &fields).await;
        assert_eq!(again.status, 422);
        assert!(again.text().contains("Taken in before; nothing changes"));
        let remembered =
            officer.upload(page, "/progress/responses/check", &[], ("file", "form.csv", FORM.as_bytes())).await;
        assert!(remembered.text().contains("those you confirmed for the last file"));
    })
    .await;
}
