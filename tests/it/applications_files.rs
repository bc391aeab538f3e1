//! Applications of a department, who sees whose, and applications in and out as a file.

use weft::{
    people::Role,
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode, Rejected},
    },
    programmes::applications,
};

use crate::{
    applications::{Fixture, OPEN, file, key_of, letter, letters, link, send, write_up},
    world::on_both,
};

#[tokio::test]
async fn a_department_applies_for_several_and_one_endorser_answers_for_all() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        let mut head = world.visitor();
        let page = "/cohorts/tested/apply/group";
        let fields = |list: &'static str| {
            [
                ("kind", "department"),
                ("authority", "glasgow-city"),
                ("sector", "secondary"),
                ("workplace", "Larkfold Academy (invented)"),
                ("department", "Mathematics"),
                ("why", "To agree how we check understanding."),
                ("list", list),
                ("endorser_name", "Dr Head"),
                ("endorser_email", "dr.head@glasgow-city.example"),
            ]
        };
        let bad = fields("Anna Reid, anna@glasgow-city.example, Teacher\nSomebody, Teacher");
        let refused = head.send(page, &format!("{page}/check"), &bad).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("line 2 has no email address") && refused.text().contains("Anna Reid"));
        let good = fields("Anna Reid, anna@glasgow-city.example, Teacher\nBen Orr\tben@glasgow-city.example\tTeacher");
        let checked = head.send(page, &format!("{page}/check"), &good).await;
        assert_eq!(checked.status, 422, "two ways of writing lines in one list are told apart by nobody");
        let good = fields("Anna Reid, anna@glasgow-city.example, Teacher\nBen Orr, ben@glasgow-city.example, Teacher");
        let checked = head.send(page, &format!("{page}/check"), &good).await;
        assert_eq!(checked.status, 200, "{}", checked.text());
        assert!(checked.text().contains("Mathematics, Larkfold Academy (invented) puts 2 people forward"));
        let key = checked.form_key(page);
        let sent = head.send_with_key(&key, page, &good).await;
        assert_eq!(sent.location(), format!("{page}/thanks?made=2&twice=0"));
        assert_eq!(head.send_with_key(&key, page, &good).await.status, 409, "sent twice counts once");
        assert_eq!(letters(&world, "endorsement-asked").await, 1);
        let own = link(&letter(&world, "application-entered", "ben@glasgow-city.example").await);
        assert!(head.get(&own).await.text().contains("Larkfold Academy"));
        let endorse = link(&letter(&world, "endorsement-asked", "dr.head@glasgow-city.example").await);
        let asked = head.get(&endorse).await.text();
        assert!(asked.contains("Anna Reid") && asked.contains("Ben Orr") && asked.contains("counts for all"));
        head.send(&endorse, &endorse, &[("answer", "yes")]).await;
        let endorsed: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from application where endorsed = 'yes' and cohort_id = 'tested'",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(endorsed, 2);
    })
    .await;
}

#[tokio::test]
async fn names_are_seen_by_those_who_decide_and_by_officers_of_their_own_authority() {
    on_both(|world| async move {
        OPEN.set_up(&world).await;
        let mut teacher = world.visitor();
        let link = write_up(&mut teacher, "tested", "Una Reid", "una@inverclyde.example").await;
        let list = "/cohorts/tested/applications";
        send(&mut teacher, &link).await;
        let page = format!("{list}/{}", key_of(&world, "una@inverclyde.example").await);
        assert_eq!(teacher.get(list).await.status, 303);
        for (role, scope, sees, needs) in [
            (Role::CollaborationOfficer, "", true, true),
            (Role::ProgrammeLead, "improving-our-classrooms", true, true),
            (Role::ProgrammeLead, "thinking-about-headship", false, false),
            (Role::EvaluationLead, "", true, false),
            (Role::AuthorityOfficer, "inverclyde", true, false),
        ] {
            let browser = world.sign_in_as(role, scope).await;
            let shown = browser.get(list).await;
            assert_eq!(shown.status == 200 && shown.text().contains("Una Reid"), sees, "{role:?} {scope}");
            let one = browser.get(&page).await;
            assert_eq!(one.status == 200, sees, "{role:?} {scope}");
            assert_eq!(one.text().contains("A hearing loop"), needs, "{role:?} {scope}");
            let allocation = browser.get(&format!("{list}/allocation")).await.status;
            assert_eq!(allocation == 200, needs, "{role:?} {scope}");
        }
        let elsewhere = world.sign_in_as(Role::AuthorityOfficer, "glasgow-city").await;
        assert_eq!(elsewhere.get(list).await.status, 200);
        assert!(!elsewhere.get(list).await.text().contains("Una Reid"));
        assert_eq!(elsewhere.get(&page).await.status, 404);
        for (role, scope) in
            [(Role::WorkstreamLead, "inclusion"), (Role::Administrator, ""), (Role::GroupLead, "gaelic")]
        {
            assert_eq!(world.sign_in_as(role, scope).await.get(list).await.status, 404, "{role:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_file_of_applications_is_checked_row_by_row_and_what_is_written_out_comes_in_again() {
    on_both(|world| async move {
        Fixture { endorsement: false, ..OPEN }.set_up(&world).await;
        let bad = "tested,Anna Reid,anna@a.example,Teacher,primary,inverclyde,,,,,accepted,2025-05-01,\n\
                   nowhere,Ben Orr,ben,,primry,Atlantis,9999999+P,,,perhaps,draft,yesterday,\n\
                   tested,Anna R,anna@a.example,Teacher,primary,inverclyde,,,,,accepted,,\n\
                   tested,Cara,cara@a.example,Teacher,primary,,,,,,accepted,,";
        let Err(Rejected::Lines(lines)) =
            applications::import(&world.weft, COMMAND_LINE, file(bad), Mode::Write).await
        else {
            panic!("the file was taken")
        };
        let said = lines.join("\n");
        for what in [
            "applications.csv:3:cohort: there is no cohort `nowhere`",
            "applications.csv:3:email: `ben` is not an address",
            "applications.csv:3:post: this cell is empty",
            "applications.csv:3:sector: `primry` is not known here",
            "applications.csv:3:authority: `Atlantis` is no authority",
            "applications.csv:3:establishment: there is no establishment",
            "applications.csv:3:endorsed: `perhaps`",
            "applications.csv:3:state: `draft`",
            "applications.csv:3:sent: `yesterday` is not a day",
            "applications.csv:4:email: row 2 has the same cohort and address",
            "applications.csv:5:state: the cohort `tested` has 2 places, and this would be number 3",
        ] {
            assert!(said.contains(what), "{what} is missing in:\n{said}");
        }
        let good = "tested,Anna Reid,Anna@a.example,Teacher,primary,inverclyde,9900079+P,,To learn.,,accepted,2025-05-01,You accepted.\n\
                    tested,Ben Orr,ben@a.example,Teacher,secondary,S12000049,,A school,,,waiting,2025-05-02,You wait.";
        let dry = applications::import(&world.weft, COMMAND_LINE, file(good), Mode::DryRun).await.unwrap();
        assert!(dry[0].contains("nothing was written; it would be 2 applications added"), "{dry:?}");
        assert_eq!(applications::held(&world.weft.db, "tested").await.unwrap(), 0);
        applications::import(&world.weft, COMMAND_LINE, file(good), Mode::Write).await.unwrap();
        let again = applications::import(&world.weft, COMMAND_LINE, file(good), Mode::Write).await.unwrap();
        assert!(again[0].contains("0 applications added, 0 changed, 2 unchanged"), "{again:?}");
        let participants = applications::participants(&world.weft.db, "tested").await.unwrap();
        assert_eq!((participants.len(), participants[0].name.as_str()), (1, "Anna Reid"));
        assert_eq!(participants[0].establishment_key.as_deref(), Some("9900079-p"));

        let impossible = "tested,Ben Orr,ben@a.example,Teacher,secondary,S12000049,,A school,,,accepted,,";
        let Err(Rejected::Lines(lines)) =
            applications::import(&world.weft, COMMAND_LINE, file(impossible), Mode::Write).await
        else {
            panic!("a move that the state machine does not know was taken")
        };
        assert!(lines[0].contains("it stands at `waiting` and cannot become `accepted`"), "{lines:?}");
        let written = applications::export(&world.weft.db).await.unwrap();
        let back = File { name: "out.csv".into(), bytes: written.clone() };
        let said = applications::import(&world.weft, COMMAND_LINE, back.clone(), Mode::Write).await.unwrap();
        assert!(said[0].contains("0 applications added, 0 changed"), "{said:?}");

        // Into an empty table the same bytes come out again.
        let mut write = world.weft.db.write().await.unwrap();
        for table in ["application_link", "application_step", "application"] {
            sqlx::query(sqlx::AssertSqlSafe(format!("delete from {table}"))).execute(write.on()).await.unwrap();
        }
        world.note(&mut write).await;
        write.commit().await.unwrap();
        applications::import(&world.weft, COMMAND_LINE, back, Mode::Write).await.unwrap();
        let second = applications::export(&world.weft.db).await.unwrap();
        assert_eq!(String::from_utf8(second).unwrap(), String::from_utf8(written).unwrap());
        let letters: i64 = sqlx::query_scalar("select cast(count(*) as bigint) from letter where kind like 'place%'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        assert_eq!(letters, 0, "a file writes to nobody");
    })
    .await;
}
