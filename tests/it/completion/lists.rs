//! What is claimed with a completion, what came of it a year later, and completions as a file.

use weft::{
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
    programmes::completion,
};

use super::{HOME, ann_completes, link, with_cohort};
use crate::world::on_both;

#[tokio::test]
async fn lists_hold_those_who_may_claim_and_say_why_others_may_not() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        ann_completes(&world, &mut lead).await;
        let bytes = lead.get(&format!("{HOME}/credits.xlsx")).await.body;
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut strings = String::new();
        std::io::Read::read_to_string(&mut zip.by_name("xl/sharedStrings.xml").unwrap(), &mut strings).unwrap();
        for words in [
            "Ann Learner",
            "0123456",
            "30 January 2026",
            "Not on the list",
            "Cat Absent",
            "It is not decided whether they completed",
        ] {
            assert!(strings.contains(words), "{words}: {strings}");
        }
        // A name that looks like a formula is a string like any other.
        assert!(strings.contains("=cmd|calc Bob"));
        let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
        for name in names.into_iter().filter(|name| name.starts_with("xl/worksheets/sheet")) {
            let mut sheet = String::new();
            std::io::Read::read_to_string(&mut zip.by_name(&name).unwrap(), &mut sheet).unwrap();
            assert!(!sheet.contains("<f>") && !sheet.contains("mergeCell"), "{name}");
        }
        let wrong =
            lead.send(&format!("{HOME}/people/ct-ann"), &format!("{HOME}/claims"), &[("award", "credit")]).await;
        assert_eq!(wrong.status, 422);
        let sent = [("award", "credit"), ("step", "sent"), ("claimed_on", "2026-02-01"), ("reference", "MO-12")];
        assert_eq!(lead.send(&format!("{HOME}/people/ct-ann"), &format!("{HOME}/claims"), &sent).await.status, 303);
        let text = lead.get(HOME).await.text();
        assert!(text.contains("1 person is on the list: sent and not answered 1, awarded 0, refused 0."), "{text}");
        assert!(
            lead.get(&format!("{HOME}/people/ct-ann"))
                .await
                .text()
                .contains("Sent on 1 February 2026, reference MO-12")
        );
    })
    .await;
}

#[tokio::test]
async fn a_year_later_each_is_asked_once_and_under_five_answers_nothing_is_shown() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let mut lead = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        ann_completes(&world, &mut lead).await;
        assert_eq!(completion::ask_after_a_year(&world.weft).await.unwrap(), 0, "not before the year is over");
        let later = world.at_instant("2027-01-30T09:00:00Z");
        assert_eq!(completion::ask_after_a_year(&later).await.unwrap(), 1);
        assert_eq!(completion::ask_after_a_year(&later).await.unwrap(), 0, "nobody is asked twice");
        let path = link(&world, "what-next", "ann@learner.example", "/what-next/").await;
        let mut ann = world.visitor();
        assert_eq!(ann.send(&path, &path, &[("changed", "Much")]).await.status, 422);
        let sent = ann
            .send(&path, &path, &[("changed", "Talk before writing"), ("doing", "leading"), ("may_share", "yes")])
            .await;
        assert_eq!(sent.location(), format!("{path}?done=sent"), "{}", sent.text());
        let text = lead.get(HOME).await.text();
        assert!(text.contains("1 asked, 1 answered.") && text.contains("Answers are shown once there are 5"), "{text}");
        assert!(!text.contains("Talk before writing"));
    })
    .await;
}

fn file(text: &str) -> File {
    File { name: "completions.csv".into(), bytes: text.into() }
}

#[tokio::test]
async fn past_completions_come_in_as_a_file_whole_or_not_at_all_and_go_out_as_the_same() {
    on_both(|world| async move {
        with_cohort(&world).await;
        let weft = &world.weft;
        let wrong = "cohort,person,name,outcome,day,reason\n\
            no-such,ann@learner.example,,completed,2026-01-30,\n\
            completion-test,cat@learner.example,,completed,2026-01-30,\n\
            completion-test,nobody@learner.example,,passed,2027-01-30,\n\
            completion-test,ann@learner.example,,completed,2026-01-30,\n\
            completion-test,ann@learner.example,,completed,2026-01-30,\n";
        let refused = completion::import(weft, COMMAND_LINE, file(wrong), Mode::Write).await;
        let Err(Rejected::Lines(lines)) = refused else { panic!("it was taken in: {refused:?}") };
        let said = lines.join("\n");
        for words in [
            "completions.csv:2:cohort: there is no cohort `no-such`",
            "completions.csv:3:outcome: they came to 0 of 4 meetings held (0%)",
            "completions.csv:4:person: nobody is known by `nobody@learner.example`",
            "completions.csv:4:outcome: `passed` is not known here",
            "completions.csv:4:day: 30 January 2027 lies in the future",
            "completions.csv:6:person: this person stands twice",
        ] {
            assert!(said.contains(words), "{words}: {said}");
        }
        assert!(completion::of_person(&weft.db, "ct-ann").await.unwrap().is_empty(), "nothing was written");
        let good = "cohort,person,name,outcome,day,reason\n\
            completion-test,ann@learner.example,,completed,2026-01-30,\n\
            completion-test,ct-bob,,not-completed,2026-01-30,Moved away\n";
        let tried = completion::import(weft, COMMAND_LINE, file(good), Mode::DryRun).await.unwrap();
        assert!(tried[0].contains("nothing was written"), "{tried:?}");
        let taken = completion::import(weft, COMMAND_LINE, file(good), Mode::Write).await.unwrap();
        assert!(taken[0].contains("2 completions added"), "{taken:?}");
        let out = String::from_utf8(completion::export(&weft.db).await.unwrap()).unwrap();
        assert!(out.contains("completion-test,ann@learner.example,Ann Learner,completed,2026-01-30,"), "{out}");
        assert!(out.contains("bob@learner.example,'=cmd|calc Bob,not-completed"), "{out}");
        let again = completion::import(weft, COMMAND_LINE, file(&out), Mode::Write).await.unwrap();
        assert!(again[0].contains("0 completions added, 0 changed"), "{again:?}");
    })
    .await;
}
