//! You said, we did; comments of the public; recommendations of evaluations.

use weft::{
    actions, consultation,
    consultation::recommendations,
    people::Role,
    plumbing::{
        history,
        import::{File, Mode, Rejected},
        search,
    },
};

use crate::world::on_both;

const HOME: &str = "/framework/2025-26/consultation";

#[tokio::test]
async fn the_conversations_of_the_papers_are_shown_and_what_is_not_published_is_said() {
    on_both(|world| async move {
        let page = world.visitor().get("/framework/2022-23/consultation").await.text();
        for part in [
            "the three Workstream Lead Officers",
            "Purpose; Motivation for engagement; Strengths; Impact, in the words of the drivers; Developments for improvement; \
             Communications",
            "Day not published",
            "line 536",
            "two whole-day sessions",
            "most programmes go on after review",
        ] {
            assert!(page.contains(part), "{part} is missing: {page}");
        }
        assert!(!page.contains("Leave a comment"), "it is over");
        let none = world.visitor().get("/framework/2019-22/consultation").await.text();
        assert!(none.contains("Nothing is recorded of a consultation") && none.contains("The Collaboration Officer can begin"));
        assert_eq!(world.visitor().get("/framework/2031-32/consultation").await.status, 404);
        assert!(search::named(&world.weft.db, "consultation", "2022-23").await.unwrap().is_some());
    })
    .await;
}

#[tokio::test]
async fn a_theme_is_drawn_from_notes_and_answered_by_what_changed() {
    on_both(|world| async move {
        let public = world.visitor().get(HOME).await.text();
        assert!(public.contains("4 themes, 3 of them answered so far."), "{public}");
        assert!(
            public.contains("Drawn from 4 notes") && !public.contains("Glasgow City 1"),
            "one note tells who said it"
        );
        assert!(public.contains("Centre leaders, early years: fewer than 5"));
        assert!(!public.contains("we had to choose, and sent nobody"), "notes are for people who draw them together");
        let mut lead = world.sign_in_as(Role::WorkstreamLead, "leadership-of-learning").await;
        let inside = lead.get(HOME).await.text();
        assert!(inside.contains("Glasgow City 1") && inside.contains("Centre leaders, early years: 4"), "{inside}");
        let fresh = format!("{HOME}/conversations/new");
        let refused = lead.send(&fresh, &fresh, &[("title", "T"), ("held_by", "h"), ("with", "w")]).await;
        assert!(refused.status == 422 && refused.text().contains("Choose a workstream that you lead"));
        let fields = [
            ("title", "Probationers <all>"),
            ("held_by", "the lead"),
            ("with", "probationers"),
            ("parties", "Probationers: 9\nMentors"),
            ("topics", "purpose"),
            ("topics", "strengths"),
            ("workstream", "leadership-of-learning"),
        ];
        let made = lead.send(&fresh, &fresh, &fields).await;
        let own = format!("{HOME}/conversations/probationers-all");
        assert_eq!(made.location(), format!("{own}?done=saved"));
        let note = [("note", "We want <to> see a lesson."), ("topic", "developments"), ("authority", "inverclyde")];
        assert_eq!(lead.send(&own, &format!("{own}/notes"), &note).await.status, 303);
        assert_eq!(lead.send(&own, &format!("{own}/notes"), &[("note", "")]).await.status, 422);
        let bad = [("note", "n"), ("authority", "atlantis"), ("theme", "no-such"), ("sector", "x")];
        assert_eq!(lead.send(&own, &format!("{own}/notes"), &bad).await.status, 422);
        let theme = format!("{HOME}/themes/new");
        let fields = [
            ("title", "Let us see each other teach."),
            ("workstream", "leadership-of-learning"),
            ("notes", "probationers-all/we-want-to-see-a-lesson"),
        ];
        assert_eq!(lead.send(&theme, &theme, &fields).await.status, 303);
        let theme = format!("{HOME}/themes/let-us-see-each-other-teach");
        assert!(lead.get(&theme).await.text().contains("value=\"probationers-all/we-want-to-see-a-lesson\" checked"));
        let answer = format!("{theme}/answer");
        assert_eq!(lead.send(&theme, &answer, &[("answer", "changed"), ("words", "")]).await.status, 422);
        let fields = [("answer", "changed"), ("words", "Visits are <planned>."), ("link", "priority/priority-3")];
        assert_eq!(lead.send(&theme, &answer, &fields).await.status, 303);
        let shown = world.visitor().get(HOME).await.text();
        assert!(shown.contains("Visits are &#60;planned&#62;.") && shown.contains("#priority-priority-3"), "{shown}");
        assert!(shown.contains("Drawn from one note") && shown.contains("Probationers: 9"));
        let again = [("answer", "not-changed"), ("words", "There is no money for it.")];
        assert_eq!(lead.send(&theme, &answer, &again).await.status, 303);
        let told = consultation::of_framework(&world.weft.db, "2025-26").await.unwrap().unwrap();
        let one = told.theme.iter().find(|one| one.key == "let-us-see-each-other-teach").unwrap();
        assert_eq!(one.answer.last().unwrap().answer, "not-changed", "the last answer counts");
        let rows = history::of(&world.weft.db, "consultation", "2025-26").await.unwrap();
        assert_eq!(
            rows.iter().filter(|row| row.act == "theme answered").count(),
            5,
            "the first answer stays in the history"
        );
        for other in ["conversations/head-teachers-autumn", "themes/words-for-families", "themes/no-such"] {
            assert_eq!(lead.get(&format!("{HOME}/{other}")).await.status, 404, "{other}");
        }
        let removal = format!("{own}/notes/we-want-to-see-a-lesson/removal");
        assert_eq!(lead.send(&own, &removal, &[]).await.status, 303);
        assert_eq!(lead.send(&own, &removal, &[]).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn a_comment_is_shown_once_it_is_read_and_never_tells_who_wrote_it() {
    on_both(|world| async move {
        let page = format!("{HOME}/comment");
        let list = format!("{HOME}/comments");
        let mut visitor = world.visitor();
        let closed = visitor.get("/framework/2022-23/consultation/comment").await;
        assert!(closed.status == 409 && closed.text().contains("takes no comments now"));
        assert_eq!(visitor.get("/framework/2019-22/consultation/comment").await.status, 404);
        for fields in [&[("topic", "purpose"), ("words", "")][..], &[("topic", "x"), ("words", "w")], &[]] {
            assert_eq!(visitor.send(&page, &page, fields).await.status, 422);
        }
        let long = "x".repeat(1501);
        let refused = visitor.send(&page, &page, &[("topic", "purpose"), ("words", &long)]).await;
        assert!(refused.status == 422 && refused.text().contains("1501 characters"));
        let key = visitor.form_key(&page).await;
        let first = [("topic", "purpose"), ("words", "Keep the <networks>."), ("authority", "inverclyde")];
        assert_eq!(visitor.send_with_key(&key, &page, &first).await.location(), format!("{HOME}?done=thanks"));
        assert_eq!(visitor.send_with_key(&key, &page, &first).await.status, 409, "sent twice");
        assert!(!world.visitor().get(HOME).await.text().contains("Keep the"), "nobody has read it");
        for number in 2..=10 {
            let words = format!("Comment {number}");
            let fields = [("topic", "strengths"), ("words", words.as_str()), ("authority", "glasgow-city")];
            assert_eq!(visitor.send(&page, &page, &fields).await.status, 303);
        }
        let many = visitor.send(&page, &page, &first).await;
        assert!(many.status == 422 && many.text().contains("Many comments arrived at once"));
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let waiting = officer.get(&list).await.text();
        assert!(waiting.contains("Keep the &#60;networks&#62;.") && waiting.contains("Inverclyde"));
        assert!(officer.get(HOME).await.text().contains("10 comments wait to be read"));
        // Ten that came in the same instant stand in no certain order; the tenth is found by its words.
        let mut articles: Vec<&str> = waiting.split("<article").skip(1).collect();
        articles.sort_by_key(|article| !article.contains("Comment 10"));
        let id = |article: &&str| {
            let rest = article.split(&format!("action=\"{list}/")).nth(1).unwrap();
            rest.split('"').next().unwrap().to_owned()
        };
        let ids: Vec<String> = articles.iter().map(id).collect();
        assert_eq!(ids.len(), 10);
        let hidden = format!("{list}/{}", ids[0]);
        assert_eq!(officer.send(&list, &hidden, &[("outcome", "perhaps")]).await.status, 400);
        assert_eq!(officer.send(&list, &hidden, &[("outcome", "not-shown")]).await.status, 303);
        assert_eq!(officer.send(&list, &hidden, &[("outcome", "shown")]).await.status, 409, "its words are gone");
        for id in &ids[1..] {
            assert_eq!(officer.send(&list, &format!("{list}/{id}"), &[("outcome", "shown")]).await.status, 303);
        }
        let shown = world.visitor().get(HOME).await.text();
        assert!(shown.contains("Keep the &#60;networks&#62;.") && !shown.contains("Comment 10"), "{shown}");
        assert!(!shown.contains("Glasgow City 8"), "nine in all: eight would tell the ninth");
        let words: String = sqlx::query_scalar("select words from consultation_comment where outcome = 'not-shown'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(words, "", "what is not shown is forgotten");
        let lead = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        assert_eq!(lead.get(&list).await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn the_officer_begins_a_consultation_and_its_days_must_follow_each_other() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/framework/2019-22/consultation/about";
        assert_eq!(officer.get("/framework/2019-22/consultation/themes/new").await.status, 409, "begin it first");
        let fields = [("about", "We ask."), ("comments_from", "2026-02-10"), ("comments_to", "2026-02-01")];
        let refused = officer.send(page, page, &fields).await;
        assert!(refused.status == 422 && refused.text().contains("The last day lies before the first"));
        assert_eq!(officer.send(page, page, &[("about", "")]).await.status, 422);
        assert_eq!(officer.send(page, page, &fields[..2]).await.status, 303);
        assert!(
            !world.visitor().get("/framework/2019-22/consultation").await.text().contains("Leave a comment"),
            "not yet"
        );
        let now = [("about", "We ask."), ("comments_from", "2026-02-01")];
        assert_eq!(officer.send(page, page, &now).await.status, 303);
        assert!(world.visitor().get("/framework/2019-22/consultation").await.text().contains("Leave a comment"));
    })
    .await;
}

#[tokio::test]
async fn a_recommendation_is_followed_to_what_was_done() {
    on_both(|world| async move {
        let list = world.visitor().get("/recommendations").await.text();
        for part in [
            "Phase 1: Defining and Understanding Impact (2023)",
            "Accepted; one thing done",
            "Not accepted",
            "No response recorded",
            "Nothing to answer is recorded",
        ] {
            assert!(list.contains(part), "{part} is missing: {list}");
        }
        let finding = world.visitor().get("/recommendations/roc-agency").await.text();
        assert!(finding.contains("line 400") && finding.contains("Not published"), "{finding}");
        let mut lead = world.sign_in_as(Role::EvaluationLead, "").await;
        let page = "/recommendations/ask-pupils";
        let refused = lead.send(page, &format!("{page}/response"), &[("answer", "partly"), ("by", "The Board")]).await;
        assert!(refused.status == 422 && refused.text().contains("Say why it was not accepted"));
        let fields = [("answer", "accepted"), ("by", "The <Board>"), ("day", "2026-02-03")];
        let refused = lead.send(page, &format!("{page}/response"), &fields).await;
        assert!(refused.text().contains("The day lies in the future"));
        let fields = [("answer", "accepted"), ("by", "The <Board>"), ("day", "2026-02-01")];
        assert_eq!(lead.send(page, &format!("{page}/response"), &fields).await.status, 303);
        for link in ["group/no-such", "javascript:alert(1)", "person/somebody"] {
            let refused = lead.send(page, &format!("{page}/deeds"), &[("deed", "Asked."), ("link", link)]).await;
            assert_eq!(refused.status, 422, "{link}");
        }
        let deed = [
            ("deed", "Pupils were asked."),
            ("link", "http://localhost:8080/groups/gaelic"),
            ("deed_day", "2026-01-30"),
        ];
        assert_eq!(lead.send(page, &format!("{page}/deeds"), &deed).await.status, 303);
        let action = [("action", "Ask again in May."), ("owner", "The Evaluation lead"), ("due", "2026-05-29")];
        assert_eq!(lead.send(page, &format!("{page}/actions"), &action).await.status, 303);
        assert_eq!(actions::of_holder(&world.weft.db, "recommendation", "ask-pupils").await.unwrap().len(), 1);
        let shown = world.visitor().get(page).await.text();
        for part in
            ["Accepted; one thing done, one action open", "The &#60;Board&#62;", "/groups/gaelic", "Ask again in May."]
        {
            assert!(shown.contains(part), "{part} is missing: {shown}");
        }
        let new = [("kind", "recommendation"), ("text", "New"), ("evaluation", "E"), ("evaluator", "A university")];
        let made = lead.send("/recommendations/new", "/recommendations", &new).await;
        assert_eq!(made.location(), "/recommendations/new-recommendation?done=recorded");
        assert_eq!(lead.send("/recommendations/new", "/recommendations", &new[..2]).await.status, 422);
        assert_eq!(world.visitor().get("/recommendations/no-such").await.status, 404);
    })
    .await;
}

#[tokio::test]
async fn files_of_consultations_and_recommendations_round_trip_and_bad_ones_change_nothing() {
    on_both(|world| async move {
        let weft = &world.weft;
        let file = |bytes: Vec<u8>| File { name: "f.toml".into(), bytes };
        let whole = consultation::export(&weft.db).await.unwrap();
        let said = consultation::import(weft, "test", file(whole.clone()), Mode::Write).await.unwrap();
        assert!(said[0].contains("0 consultations added, 0 changed, 2 unchanged"), "{said:?}");
        assert_eq!(consultation::export(&weft.db).await.unwrap(), whole);
        let whole = recommendations::export(&weft.db).await.unwrap();
        let said = recommendations::import(weft, "test", file(whole), Mode::Write).await.unwrap();
        assert!(said[0].contains("0 recommendations added, 0 changed, 10 unchanged"), "{said:?}");
        let bad = "[[consultation]]\nframework = \"2025-26\"\ncomments_from = \"2026-02-01\"\ncomments_to = \"2026-01-01\"\n\n\
                   [[consultation.conversation]]\nkey = \"a\"\ntitle = \"T\"\nheld_by = \"h\"\nwith = \"w\"\ntopics = [\"money\"]\n\n\
                   [[consultation.conversation.note]]\nkey = \"n\"\ntext = \"t\"\ntheme = \"none\"\nauthority = \"Atlantis\"\n\n\
                   [[consultation.theme]]\nkey = \"t\"\ntitle = \"T\"\n\n[[consultation.theme.answer]]\nanswer = \"maybe\"\n\
                   text = \"t\"\nlink = \"priority/none\"\n";
        let Err(Rejected::Lines(lines)) = consultation::import(weft, "test", file(bad.into()), Mode::Write).await else {
            panic!("a bad file was taken")
        };
        let all = lines.join("\n");
        for part in [
            "`money` is not known",
            "no authority `Atlantis`",
            "the theme `none`, which is not in this file",
            "`maybe` is not known",
            "`priority/none` is no part of 2025-26",
            "the last day lies before the first",
        ] {
            assert!(all.contains(part), "{part} is missing from\n{all}");
        }
        let bad = "[[recommendation]]\nkey = \"new\"\nkind = \"wish\"\nevaluation = \"E\"\nevaluator = \"U\"\ntext = \"t\"\n\
                   framework = \"2031-32\"\n\n[[recommendation.done]]\ntext = \"t\"\nlink = \"person/x\"\n";
        let Err(Rejected::Lines(lines)) = recommendations::import(weft, "test", file(bad.into()), Mode::Write).await else {
            panic!("a bad file was taken")
        };
        assert_eq!(lines.len(), 4, "{lines:?}");
    })
    .await;
}
