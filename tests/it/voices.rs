//! Voices: asked for, agreed to by link, shown only as agreed, taken back with every document that holds them named.

use weft::{
    people::Role,
    plumbing::{history::COMMAND_LINE, search},
    voices,
};

use crate::world::{Browser, CAST, World, on_both};

const QUOTE: &[(&str, &str)] = &[
    ("kind", "quote"),
    ("words", "We never had an hour to think before."),
    ("question", "What was different?"),
    ("tone", "positive"),
    ("role", "Depute head teacher"),
    ("sector", "primary"),
    ("authority", "inverclyde"),
    ("session", "2025-26"),
    ("group", "maths-and-numeracy"),
];

const AGREED: &[(&str, &str)] =
    &[("attribution", "role"), ("channels", "report"), ("channels", "website"), ("expires_on", "2026-07-31")];

async fn keys_of(world: &World, channel: &str, day: &str) -> Vec<String> {
    voices::usable(&world.weft.db, channel, day).await.unwrap().into_iter().map(|voice| voice.key).collect()
}

/// Adds the quote and returns the address of its page.
async fn added(browser: &mut Browser) -> String {
    let sent = browser.send("/voices/new", "/voices/new", QUOTE).await;
    assert_eq!(sent.status, 303, "{}", sent.text());
    sent.location().to_owned()
}

/// Makes the speaker's link and returns its path.
async fn link(browser: &mut Browser, page: &str, email: &str) -> String {
    let made = browser.send(page, &format!("{page}/link"), &[("email", email)]).await;
    assert_eq!(made.status, 200, "{}", made.text());
    let text = made.text();
    let from =
        text.find("<code>http://localhost:8080").expect("the link is shown once") + "<code>http://localhost:8080".len();
    text[from..].split('<').next().unwrap().to_owned()
}

/// The fields of the speaker's form, with the words it was shown for.
async fn agreeing(
    browser: &Browser,
    path: &str,
    answers: &[(&'static str, &'static str)],
) -> Vec<(&'static str, String)> {
    let text = browser.get(path).await.text();
    let said =
        text.split("name=\"said\" value=\"").nth(1).expect("a speaker's form").split('"').next().unwrap().to_owned();
    answers.iter().map(|(name, value)| (*name, (*value).to_owned())).chain([("said", said)]).collect()
}

async fn agree(browser: &mut Browser, path: &str, answers: &[(&'static str, &'static str)]) -> crate::world::Answer {
    let fields = agreeing(browser, path, answers).await;
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    browser.send(path, &format!("{path}/consent"), &fields).await
}

#[tokio::test]
async fn words_are_shown_once_the_speaker_agreed_and_no_longer_once_they_take_it_back() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let mut stranger = world.visitor();
        let page = added(&mut officer).await;
        let said = "We never had an hour to think";
        assert!(!stranger.get("/voices").await.text().contains(said), "nobody agreed yet");
        let own = link(&mut officer, &page, "una@school.example").await;
        assert!(!officer.get(&page).await.text().contains(&own), "the link is shown once");

        let shown = stranger.get(&own).await;
        assert_eq!(shown.headers["cache-control"], "no-store");
        assert!(shown.text().contains(said) && shown.text().contains("Depute head teacher, Inverclyde"));
        let agreed = agree(&mut stranger, &own, AGREED).await;
        assert_eq!((agreed.status, agreed.location()), (303, own.as_str()), "{}", agreed.text());
        let public = stranger.get("/voices").await.text();
        assert!(public.contains(said) && public.contains("Depute head teacher, Inverclyde"));
        assert!(!public.contains("una@school.example"));
        assert!(stranger.get("/api/v1/voices").await.text().contains(said));

        let key = page.trim_start_matches("/voices/").to_owned();
        for version in [1, 1, 2] {
            let mut write = world.weft.db.write().await.unwrap();
            world.note(&mut write).await;
            voices::record_use(&world.weft, &mut write, COMMAND_LINE, &key, "evaluation-report-2022-23", version)
                .await
                .unwrap();
            write.commit().await.unwrap();
        }
        officer.send(&page, &format!("{page}/uses"), &[("place", "Slides of the January event")]).await;
        assert_eq!(voices::uses(&world.weft.db, &key).await.unwrap().len(), 3, "recording a use twice counts once");

        let back = stranger.send(&own, &format!("{own}/withdrawal"), &[("reason", "I changed my mind")]).await;
        assert_eq!(back.status, 303, "{}", back.text());
        assert!(stranger.get(&own).await.text().contains("You took your agreement back on 2 February 2026"));
        for path in ["/voices", "/api/v1/voices"] {
            assert!(!stranger.get(path).await.text().contains(said), "{path} still shows it");
        }
        let listed = officer.get(&page).await.text();
        for place in [
            "/publications/evaluation-report-2022-23/versions/1",
            "/publications/evaluation-report-2022-23/versions/2",
            "Slides of the January event",
            "I changed my mind",
        ] {
            assert!(listed.contains(place), "{place}");
        }
        assert!(!listed.contains("una@school.example"), "the address is deleted");
        let twice = stranger.send(&own, &format!("{own}/withdrawal"), &[]).await;
        assert_eq!(twice.status, 409, "it is taken back once");
    })
    .await;
}

#[tokio::test]
async fn an_expired_withdrawn_or_unasked_voice_is_shown_nowhere() {
    on_both(|world| async move {
        let shown = keys_of(&world, "website", "2026-02-02").await;
        assert_eq!(
            shown,
            [
                "planning-together",
                "time-to-meet",
                "finding-out",
                "play-in-primary-one",
                "retrieval-in-every-lesson",
                "a-place-to-be-quiet"
            ]
        );
        assert!(
            keys_of(&world, "website", "2025-12-31").await.contains(&"autumn-event".to_owned()),
            "the last day counts"
        );
        assert_eq!(
            keys_of(&world, "committee-paper", "2026-02-02").await,
            ["planning-together", "play-in-primary-one"]
        );
        assert!(keys_of(&world, "website", "2029-08-01").await.is_empty());
        for hidden in ["coffee was hot", "Four surveys in one month", "taught for twelve years", "Wemyss"] {
            for path in
                ["/voices", "/api/v1/voices", "/groups/maths-and-numeracy", "/programmes/improving-our-classrooms"]
            {
                assert!(!world.visitor().get(path).await.text().contains(hidden), "{path} shows “{hidden}”");
            }
            assert!(search::find(&world.weft.db, hidden).await.unwrap().is_empty(), "{hidden} is found");
        }
        let sector = world.visitor().get("/voices").await.text();
        assert!(sector.contains("Somebody in a primary school") && !sector.contains("Head teacher, South Lanarkshire"));
        let of = async |kind: &str, key: &str| {
            voices::of(&world.weft.db, kind, key, "website", "2026-02-02").await.unwrap().len()
        };
        assert_eq!(of("group", "literacy").await, 1);
        assert_eq!(of("priority", "2025-26/priority-4").await, 2);
        assert_eq!(of("priority", "2022-23/priority-4").await, 0);
        assert_eq!(of("authority", "south-lanarkshire").await, 0, "the speaker agreed to the sector only");
        assert_eq!(of("authority", "inverclyde").await, 1);
    })
    .await;
}

#[tokio::test]
async fn a_changed_word_needs_a_new_consent_and_nobody_agrees_to_words_they_have_not_read() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let mut speaker = world.visitor();
        let page = added(&mut officer).await;
        let own = link(&mut officer, &page, "").await;
        agree(&mut speaker, &own, AGREED).await;
        let stale = agreeing(&speaker, &own, AGREED).await;
        let words = "We never had a whole hour to think before.";
        let changed: Vec<(&str, &str)> =
            QUOTE.iter().map(|(name, value)| (*name, if *name == "words" { words } else { *value })).collect();
        let sent = officer.send(&format!("{page}/change"), &format!("{page}/change"), &changed).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        assert!(officer.get(&page).await.text().contains("Words changed since the consent"));
        assert!(!world.visitor().get("/voices").await.text().contains("whole hour"));
        let stale: Vec<(&str, &str)> = stale.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = speaker.send(&own, &format!("{own}/consent"), &stale).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("The words changed while you had this page open"));
        assert_eq!(agree(&mut speaker, &own, AGREED).await.status, 303);
        assert!(world.visitor().get("/voices").await.text().contains("whole hour"));
    })
    .await;
}

#[tokio::test]
async fn a_lead_keeps_the_voices_of_their_own_group_and_sees_no_others() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        let page = added(&mut lead).await;
        assert_eq!(lead.get(&page).await.status, 200);
        assert_eq!(lead.get("/voices/time-to-meet").await.status, 404, "that is of another group");
        let list = lead.get("/voices/list").await.text();
        assert!(list.contains("We never had an hour") && !list.contains("Getting cover"));
        let mut other = world.sign_in_as(Role::GroupLead, "gaelic").await;
        assert_eq!(other.get(&page).await.status, 404);
        let foreign = other.send("/voices/new", "/voices/new", QUOTE).await;
        assert_eq!(foreign.status, 422, "a group of somebody else cannot be chosen");
        let loose: Vec<(&str, &str)> = QUOTE.iter().filter(|(name, _)| *name != "group").copied().collect();
        assert_eq!(other.send("/voices/new", "/voices/new", &loose).await.status, 422);
        for (role, scope) in CAST.iter().filter(|(role, _)| {
            ![Role::CollaborationOfficer, Role::EvaluationLead, Role::GroupLead, Role::WorkstreamLead].contains(role)
        }) {
            let browser = world.sign_in_as(*role, scope).await;
            assert_eq!(browser.get("/voices/list").await.status, 404, "{}", role.name());
        }
    })
    .await;
}

#[tokio::test]
async fn wrong_answers_are_named_and_a_new_link_ends_the_old_one() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        for (field, value, says) in [
            ("words", "", "Enter the exact words"),
            ("tone", "", "Say whether it praises"),
            ("authority", "atlantis", "Choose an authority from the list"),
            ("email", "una at school", "Enter an email address"),
        ] {
            let mut fields: Vec<(&str, &str)> = QUOTE.iter().filter(|(name, _)| *name != field).copied().collect();
            fields.push((field, value));
            let answer = officer.send("/voices/new", "/voices/new", &fields).await;
            assert_eq!(answer.status, 422, "{field}");
            assert!(answer.text().contains(says), "{field}");
        }
        let child = [QUOTE, &[("child", "yes"), ("name", "Isla")]].concat();
        let named = officer.send("/voices/new", "/voices/new", &child).await;
        assert!(named.text().contains("Keep no name of a child"));

        let page = added(&mut officer).await;
        let first = link(&mut officer, &page, "").await;
        let second = link(&mut officer, &page, "").await;
        let mut speaker = world.visitor();
        assert_eq!(speaker.get(&first).await.status, 404);
        for (answers, says) in [
            (&[("channels", "website"), ("expires_on", "2026-07-31")][..], "Choose one way to be named"),
            (&[("attribution", "role"), ("expires_on", "2026-07-31")], "Tick at least one place"),
            (&[("attribution", "role"), ("channels", "website"), ("expires_on", "2026-02-01")], "today or later"),
            (
                &[("attribution", "named"), ("channels", "website"), ("expires_on", "2026-07-31")],
                "The name is not known",
            ),
        ] {
            let answer = agree(&mut speaker, &second, answers).await;
            assert_eq!(answer.status, 422);
            assert!(answer.text().contains(says), "{says}");
        }
        assert_eq!(speaker.get("/voice/0123456789abcdef0123456789abcdef").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_published_report_that_holds_a_voice_is_found_and_its_next_version_holds_it_no_longer() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let section = "/publications/evaluation-report-2022-23/draft/sections/voice";
        let text = officer.get(section).await.text();
        let revision = text.split("name=\"revision\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let body = "People who took part say it best.\n\n{voices session=2025-26 workstream=leadership-of-learning}\n";
        let fields = [("title", "Voice"), ("text", body), ("revision", revision.as_str())];
        assert_eq!(officer.send(section, section, &fields).await.status, 303);
        let report = "evaluation-report-2022-23";
        let mut write = world.weft.db.write().await.unwrap();
        weft::publications::publish(&world.weft, &mut write, COMMAND_LINE, report).await.unwrap();
        write.commit().await.unwrap();
        let first = world.visitor().get(&format!("/publications/{report}")).await.text();
        assert!(
            first.contains("I brought one lesson") && first.contains("What did not work"),
            "a quote and a spotlight"
        );
        assert!(!first.contains("coffee was hot") && !first.contains("taught for twelve years"));

        let page = "/voices/planning-together";
        assert_eq!(officer.send(page, "/voices/planning-together/withdrawal", &[]).await.status, 303);
        let found = officer.get(page).await.text();
        assert!(found.contains(&format!("/publications/{report}/versions/1")), "the withdrawal names the document");
        let mut write = world.weft.db.write().await.unwrap();
        let second = weft::publications::correct(&world.weft, &mut write, COMMAND_LINE, report, "A speaker withdrew.")
            .await
            .unwrap();
        write.commit().await.unwrap();
        assert_eq!(second, 2, "the text stands as it stood, and yet there is something to correct");
        let now = world.visitor().get(&format!("/publications/{report}")).await.text();
        assert!(!now.contains("I brought one lesson") && now.contains("Getting cover"));
        let before = world.visitor().get(&format!("/publications/{report}/versions/1")).await.text();
        assert!(before.contains("I brought one lesson"), "what was published stays published");
    })
    .await;
}

#[tokio::test]
async fn voices_go_out_as_a_file_and_come_back_the_same() {
    on_both(|world| async move {
        let bytes = voices::export(&world.weft.db).await.unwrap();
        let file = |bytes: Vec<u8>| weft::plumbing::import::File { name: "voices.toml".into(), bytes };
        let mode = weft::plumbing::import::Mode::Write;
        let lines = voices::import(&world.weft, COMMAND_LINE, file(bytes.clone()), mode).await.unwrap();
        assert_eq!(lines, ["voices.toml: 0 voices added, 0 changed, 9 unchanged"]);
        assert_eq!(voices::export(&world.weft.db).await.unwrap(), bytes);
        let wrong = "[[voice]]\nkey = \"a\"\nkind = \"song\"\nsession = \"2025\"\nwords = \"w\"\ntone = \"wish\"\ngroup = \"nobody\"\n";
        let refused = voices::import(&world.weft, COMMAND_LINE, file(wrong.into()), mode).await.unwrap_err();
        let weft::plumbing::import::Rejected::Lines(lines) = refused else { panic!("rejected for another reason") };
        assert_eq!(lines.len(), 3, "{lines:?}");
        assert!(lines[0].starts_with("voices.toml:3:8: `song` is not known here"), "{lines:?}");
    })
    .await;
}
