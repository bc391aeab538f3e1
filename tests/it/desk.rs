//! The desk: everybody's own tasks, the weekly letter that comes once, and handing over in the middle of things.

use weft::{
    actions::{self, NewAction, Owner},
    desk, governance, groups,
    people::{self, Role},
    plumbing::{
        history::{self, COMMAND_LINE},
        mail,
    },
};

use crate::world::{World, email_of, on_both};

async fn key_of(world: &World, role: Role, scope: &str) -> String {
    let email = email_of(role, scope);
    let accounts = people::open_accounts(&world.weft.db, "2026-02-02").await.unwrap();
    accounts.into_iter().find(|account| account.email == email).unwrap().person
}

async fn agree(world: &World, person: &str, text: &str, due: Option<&str>) -> String {
    let mut write = world.weft.db.write().await.unwrap();
    let new = NewAction {
        holder_kind: "group".into(),
        holder_key: "maths-and-numeracy".into(),
        text: text.into(),
        owner: Owner { person: Some(person.into()), words: "Somebody".into() },
        due: due.map(Into::into),
        agreed_on: "2025-11-20".into(),
        ..NewAction::default()
    };
    let key = actions::add(&world.weft, &mut write, COMMAND_LINE, &new).await.unwrap();
    write.commit().await.unwrap();
    key
}

#[tokio::test]
async fn tasks_stand_by_their_day_and_are_nobody_elses() {
    on_both(|world| async move {
        let lead = key_of(&world, Role::GroupLead, "maths-and-numeracy").await;
        agree(&world, &lead, "Send <b>the</b> survey", Some("2026-01-30")).await;
        agree(&world, &lead, "Book the room", Some("2026-02-08")).await;
        agree(&world, &lead, "Write it up", Some("2026-02-09")).await;
        agree(&world, &lead, "Think of a name", None).await;
        let browser = world.sign_in_as(Role::GroupLead, "maths-and-numeracy").await;
        let shown = browser.get("/my/tasks").await.text();
        let at = |words: &str| {
            shown.find(words).unwrap_or_else(|| panic!("{words} is missing on {}: {shown}", world.engine))
        };
        assert!(
            at(">Overdue<") < at("Send &#60;b&#62;the") && at("Send &#60;b&#62;the") < at("In the next seven days")
        );
        assert!(at("Book the room") < at(">Later<") && at(">Later<") < at("Write it up"));
        assert!(
            at("Write it up") < at("Waiting, without a day") && at("Waiting, without a day") < at("Think of a name")
        );
        let other = world.sign_in_as(Role::BodyMember, "overview-group").await;
        let shown = other.get("/my/tasks").await.text();
        assert!(shown.contains("Nothing is waiting for you") && !shown.contains("Book the room"), "{shown}");
        assert!(world.visitor().get("/my/tasks").await.location().starts_with("/sign-in"));
    })
    .await;
}

#[tokio::test]
async fn an_officer_sees_what_waits_and_an_authority_its_vacant_seats() {
    on_both(|world| async move {
        let mut visitor = world.visitor();
        let fields = [
            ("about", "groups/maths-and-numeracy"),
            ("name", "Morag Tulloch-Bain"),
            ("email", "morag@thistlebank.example"),
            ("organisation", "Thistlebank Primary School"),
            ("authority", "glasgow-city"),
            ("job", "Class teacher"),
            ("message", "I teach P4 and would like to meet others."),
            ("consent", "yes"),
        ];
        let sent = visitor.send("/get-involved", "/get-involved", &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.text());
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let shown = officer.get("/my/tasks").await.text();
        assert!(shown.contains("expression of interest") || shown.contains("expressions of interest"), "{shown}");
        assert!(!shown.contains("Morag Tulloch"));
        let vacant = governance::every_vacancy(&world.weft.db, "2026-02-02").await.unwrap();
        assert_eq!(vacant.is_empty(), !shown.contains("vacant seat"), "{vacant:?}");
    })
    .await;
}

#[tokio::test]
async fn the_weekly_letter_comes_once_a_week_and_not_to_whoever_stopped_it() {
    on_both(|world| async move {
        let lead = key_of(&world, Role::GroupLead, "maths-and-numeracy").await;
        let other = key_of(&world, Role::GroupLead, "gaelic").await;
        agree(&world, &lead, "Send the survey", Some("2026-01-30")).await;
        agree(&world, &other, "Write to the schools", Some("2026-02-03")).await;
        let mut gaelic = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let stopped = gaelic.send("/my/tasks", "/my/tasks/letter", &[("letter", "off")]).await;
        assert_eq!((stopped.status, stopped.location()), (303, "/my/tasks?done=off"));
        assert!(gaelic.get("/my/tasks").await.text().contains("You do not get the weekly letter"));
        // The clock of the tests stands on a Monday at ten.
        let sent = desk::send_weekly(&world.weft).await.unwrap();
        assert!(sent >= 1, "{sent}");
        assert_eq!(desk::send_weekly(&world.weft).await.unwrap(), 0, "sent twice");
        assert_eq!(desk::send(&world.weft).await.unwrap(), 0, "sent twice by the command");
        let waiting = mail::letters(&world.weft.db, "waiting").await.unwrap();
        let to: Vec<&str> = waiting.listed.iter().map(|letter| letter.address.as_str()).collect();
        assert!(to.contains(&email_of(Role::GroupLead, "maths-and-numeracy").as_str()), "{to:?}");
        assert!(!to.contains(&email_of(Role::GroupLead, "gaelic").as_str()), "{to:?}");
        assert!(
            !to.contains(&email_of(Role::BodyMember, "overview-group").as_str()),
            "nothing to do, no letter: {to:?}"
        );
    })
    .await;
}

#[tokio::test]
async fn what_somebody_holds_goes_to_the_successor_in_one_step_and_drafts_stay() {
    on_both(|world| async move {
        let leaver = key_of(&world, Role::WorkstreamLead, "inclusion").await;
        let successor = key_of(&world, Role::BodyMember, "headteacher-reference-group").await;
        let action = agree(&world, &leaver, "Finish the draft", Some("2026-03-01")).await;
        let mut write = world.weft.db.write().await.unwrap();
        let membership = groups::NewMembership {
            group: "gaelic".into(),
            person: leaver.clone(),
            post: "Adviser".into(),
            part: "lead".into(),
            from: "2025-08-18".into(),
            ..groups::NewMembership::default()
        };
        groups::add_membership(&world.weft, &mut write, COMMAND_LINE, &membership).await.unwrap();
        let office = people::held_offices(&world.weft.db).await.unwrap().remove(0);
        people::give_office(&world.weft, &mut write, COMMAND_LINE, &office.key, Some(&leaver)).await.unwrap();
        write.commit().await.unwrap();

        let page = format!("/handover/{leaver}");
        let own = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        let shown = own.get("/handover").await.text();
        assert!(
            shown.contains("Finish the draft") && shown.contains(&office.title) && !shown.contains("Pass on what is")
        );
        assert_eq!(own.get(&page).await.status, 404, "a lead opened the page that passes on");

        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let held = people::roles_of_person(&world.weft.db, &leaver, "2026-02-02").await.unwrap();
        let lead_of = groups::memberships_of_person(&world.weft.db, &leaver).await.unwrap().remove(0);
        let items = [
            format!("office:{}", office.key),
            format!("role:{}", held[0].id),
            format!("group:{}", lead_of.id),
            format!("action:{action}"),
        ];
        let mut fields: Vec<(&str, &str)> = items.iter().map(|item| ("item", item.as_str())).collect();
        let to = email_of(Role::BodyMember, "headteacher-reference-group");
        let send_to = format!("{page}/reassignment");
        fields.extend([("successor", "nobody at all"), ("day", "2026-02-01")]);
        let refused = administrator.send(&page, &send_to, &fields).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("Nobody here is called") && refused.text().contains("The day has passed"));
        fields.truncate(4);
        fields.extend([("successor", to.as_str()), ("day", "2026-02-16")]);
        let passed = administrator.send(&page, &send_to, &fields).await;
        assert_eq!((passed.status, passed.location()), (303, format!("{page}?done=4").as_str()), "{}", passed.text());

        let db = &world.weft.db;
        assert_eq!(actions::action(db, &action).await.unwrap().unwrap().owner, Some(successor.clone()));
        assert_eq!(
            people::offices_of_person(db, &successor).await.unwrap()[0].email,
            office.email,
            "the mailbox stays"
        );
        let theirs = groups::memberships_of_person(db, &successor).await.unwrap();
        assert!(theirs.iter().any(|one| one.group == "gaelic" && one.part == "lead" && one.from == "2026-02-16"));
        let ended = groups::memberships_of_person(db, &leaver).await.unwrap().remove(0);
        assert_eq!(ended.to.as_deref(), Some("2026-02-15"));
        let roles = people::roles_of_person(db, &successor, "2026-02-16").await.unwrap();
        assert!(roles.iter().any(|role| role.scope_key == "inclusion" && role.from == "2026-02-16"));
        let left = people::roles_of_person(db, &leaver, "2026-02-02").await.unwrap();
        assert_eq!(left[0].to.as_deref(), Some("2026-02-15"), "the role holds until the day before");
        let rows = history::of(db, "person", &leaver).await.unwrap();
        assert!(rows.iter().any(|row| row.act == "handed over" && row.change.contains(&successor)), "{rows:?}");
    })
    .await;
}

#[tokio::test]
async fn an_officer_passes_on_no_role_that_only_an_administrator_gives() {
    on_both(|world| async move {
        let administrator = key_of(&world, Role::Administrator, "").await;
        let held = people::roles_of_person(&world.weft.db, &administrator, "2026-02-02").await.unwrap();
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = format!("/handover/{administrator}");
        assert!(officer.get(&page).await.text().contains("only an administrator passes this on"));
        let item = format!("role:{}", held[0].id);
        let to = email_of(Role::CollaborationOfficer, "");
        let fields = [("item", item.as_str()), ("successor", to.as_str()), ("day", "2026-02-02")];
        assert_eq!(officer.send(&page, &format!("{page}/reassignment"), &fields).await.status, 409);
        let still = people::roles_of_person(&world.weft.db, &administrator, "2026-02-02").await.unwrap();
        assert_eq!(still, held);
    })
    .await;
}

#[tokio::test]
async fn a_mailbox_belongs_to_the_office_and_must_be_an_address() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let office = people::held_offices(&world.weft.db).await.unwrap().remove(0);
        let (to, field) = (format!("/offices/{}/mailbox", office.key), format!("email-{}", office.key));
        assert_eq!(officer.send("/offices", &to, &[(&field, "no address")]).await.status, 422);
        assert_eq!(officer.send("/offices", &to, &[(&field, "Desk@West.example")]).await.status, 303);
        let now = people::held_offices(&world.weft.db).await.unwrap().remove(0);
        assert_eq!(now.email.as_deref(), Some("desk@west.example"));
        assert!(officer.get("/offices").await.text().contains("desk@west.example"));
    })
    .await;
}

#[tokio::test]
async fn somebody_who_leaves_in_the_middle_of_a_draft_leaves_the_draft_and_their_name_on_what_they_wrote() {
    on_both(|world| async move {
        let draft = "/publications/evaluation-report-2022-23/draft";
        let mut leaver = world.sign_in_as(Role::EvaluationLead, "").await;
        let shown = leaver.get(draft).await.text();
        let (_, rest) = shown.split_once("/draft/sections/").unwrap();
        let section = format!("{draft}/sections/{}", rest.split('"').next().unwrap());
        let form = leaver.get(&section).await.text();
        let (_, rest) = form.split_once("name=\"revision\" value=\"").unwrap();
        let fields = [
            ("title", "Half written"),
            ("text", "Words from before the handover."),
            ("revision", rest.split('"').next().unwrap()),
        ];
        assert_eq!(leaver.send(&section, &section, &fields).await.status, 303);

        let person = key_of(&world, Role::EvaluationLead, "").await;
        let role = people::roles_of_person(&world.weft.db, &person, "2026-02-02").await.unwrap().remove(0);
        let mut administrator = world.sign_in_as(Role::Administrator, "").await;
        let page = format!("/handover/{person}");
        let (item, to) = (format!("role:{}", role.id), email_of(Role::BodyMember, "overview-group"));
        let fields = [("item", item.as_str()), ("successor", to.as_str()), ("day", "2026-02-02")];
        let passed = administrator.send(&page, &format!("{page}/reassignment"), &fields).await;
        assert_eq!(passed.status, 303, "{}", passed.text());

        let successor = world.sign_in_as(Role::BodyMember, "overview-group").await;
        assert!(successor.get(&section).await.text().contains("Words from before the handover."));
        assert_eq!(leaver.get(&section).await.status, 404, "who left still writes");
        let accounts = people::open_accounts(&world.weft.db, "2026-02-02").await.unwrap();
        let account = accounts.into_iter().find(|one| one.person == person).unwrap().id;
        let wrote: i64 = sqlx::query_scalar(
            "select cast(count(*) as bigint) from history where account = $1 and act = 'section changed'",
        )
        .bind(account)
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        assert_eq!(wrote, 1, "history says who wrote it");
    })
    .await;
}
