//! Forms: the bank, asking by a shared link and by letters, answers nobody can join to a name, and what they say together.

use weft::{
    evaluation,
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
};

use crate::world::{Answer, Browser, World, example, on_both};

const EXAMPLE: &str = "/forms/asked/thinking-about-headship-2024-25";

/// Opens the form at the end of a meeting for a title, and returns the address of its page.
async fn open(browser: &mut Browser, programme: &str, title: &str) -> String {
    let page = "/forms/end-of-meeting/asking";
    let fields = [
        ("title", title),
        ("programme", programme),
        ("opens", "2026-02-02"),
        ("closes", "2026-02-09"),
        ("invited", "24"),
    ];
    let opened = browser.send(page, page, &fields).await;
    assert_eq!(opened.status, 303, "{}", opened.text());
    opened.location().split('?').next().unwrap().to_owned()
}

/// The path of the shared link on the page of an asking.
async fn shared(browser: &Browser, home: &str) -> String {
    let text = browser.get(home).await.text();
    let at = text.find("/f/").unwrap_or_else(|| panic!("no link on {home}: {text}"));
    text[at..at + 35].to_owned()
}

async fn answer(world: &World, link: &str, fields: &[(&str, &str)]) -> Answer {
    world.visitor().send(link, link, fields).await
}

async fn count(world: &World, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(world.weft.db.read()).await.unwrap()
}

const RESPONSES: &str = "select cast(count(*) as bigint) from form_response where asking_id in
  (select id from form_asking where invented = 0)";

fn lines(rejected: Rejected) -> String {
    match rejected {
        Rejected::Lines(lines) => lines.join("\n"),
        Rejected::Problem(problem) => panic!("{problem:?}"),
    }
}

#[tokio::test]
async fn a_changed_word_is_a_new_version_with_its_reason_and_nothing_else_changes_words() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let home = "/forms/questions/more-knowledge";
        let action = format!("{home}/versions");
        let fields = |words: &'static str, reason: &'static str| {
            vec![
                ("words", words),
                ("kind", "scale"),
                ("scale", "agreement"),
                ("level", "learning"),
                ("may_not_apply", "yes"),
                ("driver", "practitioner-development"),
                ("measure", "increase-in-knowledge"),
                ("reason", reason),
            ]
        };
        let same = "I know or understand more about the topic than before";
        let nothing = lead.send(home, &action, &fields(same, "No reason")).await;
        assert_eq!(nothing.status, 422);
        assert!(nothing.text().contains("Nothing is different"));
        let silent = lead.send(home, &action, &fields("I know more now", "")).await;
        assert!(silent.status == 422 && silent.text().contains("Say why the words change"));
        let saved = lead.send(home, &action, &fields("I know more now", "Shorter on a phone")).await;
        assert_eq!(saved.status, 303, "{}", saved.text());
        let text = lead.get(home).await.text();
        assert!(text.contains("Version 2") && text.contains("Shorter on a phone") && text.contains(same), "{text}");
        let added = lead.send("/forms/questions/new", "/forms/questions", &fields("A new one", "")).await;
        assert_eq!(added.location(), "/forms/questions/a-new-one?done=added");
        let retired = lead
            .send("/forms/questions/a-new-one", "/forms/questions/a-new-one/retirement", &[("why", "Unclear")])
            .await;
        assert_eq!(retired.status, 303);

        // What is written out is taken in again, versions and all.
        let bytes = evaluation::export(&world.weft.db).await.unwrap();
        let file = |bytes: &[u8]| File { name: "forms.toml".into(), bytes: bytes.to_vec() };
        let said = evaluation::import(&world.weft, COMMAND_LINE, file(&bytes), Mode::Write).await.unwrap();
        assert!(said.iter().all(|line| line.contains("0 ") && line.contains("added, 0 changed")), "{said:?}");
        assert_eq!(evaluation::export(&world.weft.db).await.unwrap(), bytes);
        let bad = String::from_utf8(bytes).unwrap().replace("I know more now", "I know lots");
        let refused =
            lines(evaluation::import(&world.weft, COMMAND_LINE, file(bad.as_bytes()), Mode::Write).await.unwrap_err());
        assert!(refused.contains("version 2 of `more-knowledge` stands already with other words"), "{refused}");
        let many: Vec<String> = (0..11).map(|at| format!("\"q{at}\"")).collect();
        let long = format!("[[form]]\nkey = \"long\"\ntitle = \"Long\"\nquestions = [{}]\n", many.join(", "));
        let refused =
            lines(evaluation::import(&world.weft, COMMAND_LINE, file(long.as_bytes()), Mode::Write).await.unwrap_err());
        assert!(
            refused.contains("forms.toml:4:13") && refused.contains("at most 10 questions and this one has 11"),
            "{refused}"
        );
    })
    .await;
}

#[tokio::test]
async fn answers_by_a_shared_link_count_once_each_and_are_read_once_the_form_has_closed() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        let home = open(&mut lead, "improving-our-classrooms", "Meeting in the library").await;
        let link = shared(&lead, &home).await;
        let form = world.visitor().get(&link).await;
        assert_eq!(form.headers["referrer-policy"], "no-referrer");
        assert_eq!(form.headers["cache-control"], "no-store");
        assert!(!form.text().contains("/sign-in"), "a phone shows the form and nothing else");
        let empty = answer(&world, &link, &[]).await;
        assert!(empty.status == 422 && empty.text().contains("Answer at least one question"), "{}", empty.text());
        let wrong = answer(&world, &link, &[("q-worth-the-time", "splendid"), ("q-will-use", "Talk")]).await;
        assert!(wrong.status == 422 && wrong.text().contains("Talk"), "what was typed is kept");

        // The same page sent twice, as by the Back button.
        let mut phone = world.visitor();
        let key = phone.form_key(&link).await;
        let fields = [("q-worth-the-time", "agree"), ("q-more-knowledge", "does-not-apply")];
        assert_eq!(phone.send_with_key(&key, &link, &fields).await.location(), format!("{link}/thanks"));
        assert_eq!(phone.send_with_key(&key, &link, &fields).await.status, 409);
        assert_eq!(count(&world, RESPONSES).await, 1);
        assert!(phone.get(&format!("{link}/thanks")).await.text().contains("Your answers have arrived"));

        for number in 0..11 {
            let worth = if number < 9 { "strongly-agree" } else { "disagree" };
            let more = if number < 6 { "agree" } else { "" };
            let use_it = format!("Starter task {number}");
            let fields = [("q-worth-the-time", worth), ("q-more-knowledge", more), ("q-will-use", use_it.as_str())];
            assert_eq!(answer(&world, &link, &fields).await.status, 303);
        }
        let text = lead.get(&home).await.text();
        assert!(text.contains("12 answers") && !text.contains("10 of 12") && !text.contains("Starter task"), "{text}");
        assert_eq!(lead.send(&home, &format!("{home}/closing"), &[]).await.status, 303);
        let text = lead.get(&home).await.text();
        assert!(text.contains("12 of 24 invited answered (50%)."), "{text}");
        assert!(text.contains("10 of 12 chose “Strongly agree” or “Agree” (83%; between 55 and 95 in 100"), "{text}");
        assert!(text.contains("of all 24 invited between 42 and 92 in 100"), "{text}");
        assert!(text.contains("Six of the six who answered") && text.contains("no percentage is given"), "{text}");
        assert!(text.contains("Starter task 10") && text.contains("Fewer than five people answered this"), "{text}");
        let closed = world.visitor().get(&link).await.text();
        assert!(closed.contains("This form has closed"), "{closed}");
        let late = phone.send_with_key(&key, &link, &fields).await;
        assert!(late.text().contains("This form has closed"));
        assert_eq!(count(&world, RESPONSES).await, 12, "writing them anew lost or doubled none");

        // Who may: nobody of another programme; the file only for those who evaluate.
        let other = world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await;
        assert_eq!(other.get(&home).await.status, 404);
        assert_eq!(other.get("/forms/end-of-meeting/asking?cohort=nowhere").await.status, 404);
        assert_eq!(lead.get(&format!("{home}/results.csv")).await.status, 404);
        let evaluator = world.sign_in_as(Role::EvaluationLead, "").await;
        let csv = evaluator.get(&format!("{home}/results.csv")).await.text();
        assert!(csv.contains(",strongly-agree,Strongly agree,yes,9,12,"), "{csv}");
        assert!(csv.contains("what-could-stop,1,What could stop you most?,time,Time,no,,,suppressed"), "{csv}");
        assert!(!csv.contains("Starter"), "words never leave");
    })
    .await;
}

#[tokio::test]
async fn fewer_than_five_answers_show_nothing_at_all_and_stay_out_of_every_sum() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let home = open(&mut officer, "", "A small table").await;
        let link = shared(&officer, &home).await;
        for _ in 0..4 {
            answer(&world, &link, &[("q-more-knowledge", "strongly-disagree"), ("q-will-use", "Nothing")]).await;
        }
        assert!(officer.get(&home).await.text().contains("fewer than five answers"));
        officer.send(&home, &format!("{home}/closing"), &[]).await;
        let text = officer.get(&home).await.text();
        assert!(text.contains("Fewer than five people answered, so nothing is shown"), "{text}");
        assert!(!text.contains("4 of") && !text.contains("our of") && !text.contains("Strongly disagree"), "{text}");
        let session = "/api/v1/form-results?session=2025-26";
        let items = |json: serde_json::Value| json["items"].as_array().unwrap().clone();
        assert!(items(world.visitor().get(session).await.json()).is_empty());
        // Beside a larger occasion it is left out and said, so that nobody can take the one from the sum.
        let home = open(&mut officer, "", "A large table").await;
        let link = shared(&officer, &home).await;
        for _ in 0..6 {
            answer(&world, &link, &[("q-more-knowledge", "agree")]).await;
        }
        officer.send(&home, &format!("{home}/closing"), &[]).await;
        let after = items(world.visitor().get(session).await.json());
        assert_eq!((after.len(), &after[0]["measure"]), (1, &"increase-in-knowledge".into()));
        assert_eq!((&after[0]["numerator"], &after[0]["denominator"]), (&"6".into(), &"6".into()));
        assert_eq!((&after[0]["occasions"], &after[0]["occasions_left_out"]), (&"1".into(), &"1".into()));
        assert!(after[0]["percent"].is_null(), "no percentage under ten");
    })
    .await;
}

#[tokio::test]
async fn an_increase_in_knowledge_is_the_sum_of_top_answers_over_the_sum_of_answers() {
    on_both(|world| async move {
        let file = std::fs::read_to_string(example().join("answers.csv")).unwrap();
        let column: Vec<&str> = file.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        let count_of = |keys: &[&str]| i64::try_from(column.iter().filter(|cell| keys.contains(cell)).count()).unwrap();
        let top = count_of(&["strongly-agree", "agree"]);
        let all = top + count_of(&["neither", "disagree"]);
        let of = |session| evaluation::increase_in_knowledge(&world.weft, session);
        let found = of("2024-25").await.unwrap();
        assert_eq!((found[0].numerator, found[0].denominator, found[0].occasions), (top, all, 1));
        assert_eq!(found[0].not_applicable, count_of(&["does-not-apply"]));

        // Two occasions: the sums count, not the mean of two percentages.
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        for (title, people, choice) in [("A large hall", 20, "disagree"), ("A small room", 5, "agree")] {
            let home = open(&mut officer, "", title).await;
            let link = shared(&officer, &home).await;
            for _ in 0..people {
                answer(&world, &link, &[("q-more-knowledge", choice)]).await;
            }
            let before = of("2025-26").await.unwrap();
            assert_eq!(
                before.first().map_or(0, |one| one.denominator),
                20 * i64::from(people == 5),
                "open counts nowhere"
            );
            officer.send(&home, &format!("{home}/closing"), &[]).await;
        }
        let found = of("2025-26").await.unwrap();
        assert_eq!((found[0].numerator, found[0].denominator, found[0].occasions), (5, 25, 2));
        let page = world.visitor().get("/forms/results?session=2025-26").await.text();
        assert!(page.contains("5 of 25 chose") && page.contains("(20%; between 9 and 39 in 100"), "{page}");
        assert!(page.contains("People to whom it does not apply are left out."), "the definition stands beside it");
        let none = world.visitor().get("/forms/results?session=2019-20").await.text();
        assert!(none.contains("No form of 2019/20"), "{none}");
        assert_eq!(world.visitor().get("/api/v1/form-results?session=2025").await.status, 400);
    })
    .await;
}

/// A cohort of the programme with three participants.
async fn cohort(world: &World) {
    let mut write = world.weft.db.write().await.unwrap();
    sqlx::query(
        "insert into cohort (id, key, programme_id, version, title, first_session, last_session, offer_days, endorsement, mode,
           venue, note, contact_office, invented)
         values ('c1', 'classrooms-spring', (select id from programme where key = 'improving-our-classrooms'), 1, 'Spring',
           '2025-26', '2025-26', 14, 0, 'online', '', '', 'collaboration-officer', 1)",
    )
    .execute(write.on())
    .await
    .unwrap();
    for name in ["Ailsa", "Bruce", "Catriona"] {
        let email = format!("{}@school.example", name.to_lowercase());
        let person =
            weft::people::add_person(&world.weft, &mut write, COMMAND_LINE, name, Some(&email), true).await.unwrap();
        sqlx::query(
            "insert into application (id, key, cohort_id, person_id, name, email, post, sector, workplace, registration, why, needs,
               endorser_name, endorser_email, endorsed_words, state, state_at, started_at, sentence, invented)
             values ($1, $1, 'c1', $2, $3, $4, '', '', '', '', '', '', '', '', '', 'accepted', '', '', '', 1)",
        )
        .bind(format!("a-{name}"))
        .bind(&person)
        .bind(name)
        .bind(&email)
        .execute(write.on())
        .await
        .unwrap();
    }
    world.note(&mut write).await;
    write.commit().await.unwrap();
}

#[tokio::test]
async fn a_personal_link_works_once_and_no_reader_of_the_database_can_join_it_to_anybody() {
    on_both(|world| async move {
        cohort(&world).await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/forms/end-of-programme/asking?cohort=classrooms-spring";
        let choose = officer.get("/forms?cohort=classrooms-spring").await.text();
        assert!(choose.contains(&format!("href=\"{page}\"")), "{choose}");
        let fields = [
            ("cohort", "classrooms-spring"),
            ("occasion", "cohort"),
            ("opens", "2026-02-02"),
            ("closes", "2026-02-09"),
        ];
        let opened = officer.send(page, "/forms/end-of-programme/asking", &fields).await;
        assert_eq!(opened.status, 303, "{}", opened.text());
        let home = opened.location().split('?').next().unwrap().to_owned();
        let text = officer.get(&home).await.text();
        assert!(text.contains("Write to 3 people") && text.contains("3 have a place in the cohort"), "{text}");
        assert_eq!(officer.send(&home, &format!("{home}/letters"), &[]).await.status, 303);
        assert!(officer.get(&home).await.text().contains("Nobody can be reminded alone"));
        let bodies: Vec<String> = sqlx::query_scalar("select body from letter where kind = 'form-link' order by id")
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(bodies.len(), 3);
        let at = bodies[0].find("/f/").unwrap();
        let link = bodies[0][at..at + 35].to_owned();
        let used = |text: String| text.contains("This link was used already");
        assert!(!used(world.visitor().get(&link).await.text()));
        // Two people hold the same page of a link that was passed on: the first to send counts.
        let (mut first, mut second) = (world.visitor(), world.visitor());
        let (one, two) = (first.form_key(&link).await, second.form_key(&link).await);
        let fields = [("q-more-knowledge", "agree")];
        assert_eq!(first.send_with_key(&one, &link, &fields).await.status, 303);
        assert!(used(second.send_with_key(&two, &link, &fields).await.text()));
        assert!(used(world.visitor().get(&link).await.text()));
        assert_eq!(count(&world, RESPONSES).await, 1);
        // Somebody signed in answers as nobody: the page does not know them.
        let shared = shared(&officer, &home).await;
        assert!(!officer.get(&shared).await.text().contains("/sign-out"));

        // What a reader of the database finds: a link without a person, a response without a link, history without either.
        let token = link.trim_start_matches("/f/");
        let response: String = sqlx::query_scalar(
            "select id from form_response where asking_id in (select id from form_asking where invented = 0)",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        let told: Vec<(String, String, String)> = sqlx::query_as(
            "select subject_id, change, account from history where act = 'answers received' and account = 'public'",
        )
        .fetch_all(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(told.len(), 1);
        for (subject, change, _) in &told {
            assert!(*subject != response && !change.contains(&response) && !change.contains(token));
        }
        let everything: Vec<String> = sqlx::query_scalar("select change from history order by seq")
            .fetch_all(world.weft.db.read())
            .await
            .unwrap();
        assert!(everything.iter().all(|change| !change.contains(&response)), "history never names a response");
        assert!(!response.contains('-'), "a random id is not made of the time");
    })
    .await;
}

#[tokio::test]
async fn the_example_shows_what_twenty_said_and_a_file_of_answers_is_taken_once() {
    on_both(|world| async move {
        let lead = world.sign_in_as(Role::ProgrammeLead, "thinking-about-headship").await;
        let text = lead.get(EXAMPLE).await.text();
        assert!(text.contains("20 of 24 invited answered (83%).") && text.contains("<svg"), "{text}");
        assert!(text.contains("Does not apply") && text.contains("left out"), "{text}");
        let bytes = std::fs::read(example().join("answers.csv")).unwrap();
        let again = File { name: "answers.csv".into(), bytes };
        let refused =
            lines(evaluation::import_answers(&world.weft, COMMAND_LINE, again, Mode::Write).await.unwrap_err());
        assert!(
            refused.contains("answers.csv:2:asking: `thinking-about-headship-2024-25` has answers already"),
            "{refused}"
        );
        let slide = lead.get(&format!("{EXAMPLE}/slide")).await.text();
        assert!(slide.contains("aria-label=\"QR code") && slide.contains("/f/"), "{slide}");
        let overview = lead.get("/forms").await.text();
        assert!(overview.contains("Thinking About Headship, session 2024/25") && overview.contains("20 answers"));
    })
    .await;
}

#[tokio::test]
async fn many_people_answer_at_once_and_none_is_lost() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let home = open(&mut officer, "", "A full hall").await;
        let link = shared(&officer, &home).await;
        let mut people = Vec::new();
        for number in 0..60 {
            let (mut phone, link) = (world.visitor(), link.clone());
            people.push(tokio::spawn(async move {
                let words = format!("Idea {number}");
                phone.send(&link, &link, &[("q-worth-the-time", "agree"), ("q-will-use", &words)]).await.status
            }));
        }
        for person in people {
            assert_eq!(person.await.unwrap(), 303);
        }
        assert_eq!(count(&world, RESPONSES).await, 60);
        let ideas = "select cast(count(distinct words) as bigint) from form_answer where words like 'Idea %'";
        assert_eq!(count(&world, ideas).await, 60);
    })
    .await;
}
