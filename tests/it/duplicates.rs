//! Who is one person: suggestions, merging, undoing, and what each does to the others.

use weft::{
    people::{self, Role, import_people, merging, same_person},
    plumbing::{
        history::COMMAND_LINE,
        import::{File, Mode},
        problem::Problem,
    },
};

use crate::world::{World, on_both};

async fn bring(world: &World, rows: &str) {
    let text = format!("name,email,authority,establishment,sector,post,registration\n{rows}");
    let file = File { name: "people.csv".into(), bytes: text.into() };
    import_people(&world.weft, COMMAND_LINE, file, Mode::Write).await.unwrap();
}

async fn id(world: &World, key: &str) -> String {
    sqlx::query_scalar("select id from person where key = $1").bind(key).fetch_one(world.weft.db.read()).await.unwrap()
}

async fn merge(world: &World, kept: &str, merged: &str) -> Result<(), Problem> {
    let mut write = world.weft.db.write().await.unwrap();
    merging::merge(&world.weft, &mut write, COMMAND_LINE, kept, merged, "told us").await?;
    write.commit().await
}

async fn undo(world: &World, merged: &str) -> Result<(), Problem> {
    let merges = merging::merges(&world.weft.db).await.unwrap();
    // One that stands before one that was undone: every merge of a test happens at one instant.
    let of_person = || merges.iter().filter(|one| one.merged == merged);
    let one = of_person().find(|one| one.undone_at.is_none()).or_else(|| of_person().next()).unwrap();
    let mut write = world.weft.db.write().await.unwrap();
    merging::undo(&world.weft, &mut write, COMMAND_LINE, &one.id, "was wrong").await?;
    write.commit().await
}

/// Everybody of a few keys who is one person with `key`, as keys.
async fn one_with(world: &World, key: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for id in same_person(&world.weft.db, &id(world, key).await).await.unwrap() {
        keys.push(
            sqlx::query_scalar::<_, String>("select key from person where id = $1")
                .bind(id)
                .fetch_one(world.weft.db.read())
                .await
                .unwrap(),
        );
    }
    keys.sort();
    keys
}

/// Which of all people point to which, for comparing before and after.
async fn standing(world: &World) -> Vec<(String, Option<String>)> {
    sqlx::query_as("select key, merged_into from person order by key").fetch_all(world.weft.db.read()).await.unwrap()
}

const THREE: &str = "Anna Reid,anna.reid@a.example,260,9900011+P,,Teacher,\nA. Reid,areid@b.example,260,,,Teacher,\n\
                     Anna Reed,anna.reed@c.example,260,,,Teacher,\n";

#[tokio::test]
async fn people_who_look_alike_are_offered_with_the_reason_and_others_are_not() {
    on_both(|world| async move {
        assert_eq!(merging::how_many(&world.weft).await.unwrap(), 0);
        bring(
            &world,
            "Anna Reid,anna@a.example,260,9900011+P,,Teacher,11\nAnn Murray,am@b.example,inverclyde,,,Teacher,11\n\
             Ben Orr,ben@a.example,260,9900011+P,,Teacher,\nBèn Orr,orr@b.example,260,9900011+P,,Depute,\n\
             Cara Dunn,cara.dunn@a.example,260,,,Teacher,\nCara Smith,cara.dunn@b.example,inverclyde,,,Teacher,\n\
             Dee Eadie,d@a.example,260,,,Teacher,77\nDee Eadie,dee@b.example,260,,,Teacher,78\n",
        )
        .await;
        let page = world.sign_in_as(Role::CollaborationOfficer, "").await.get("/people/duplicates").await.text();
        assert!(page.contains("3 pairs may be one person"), "{page}");
        for reason in [
            "the same registration number",
            "the same name at the same establishment; nearly the same name in the same authority",
            "addresses that begin alike",
        ] {
            assert!(page.contains(reason), "{reason} is missing in {page}");
        }
        assert!(!page.contains("Dee Eadie"), "two registration numbers are two people");
        for role in [Role::Administrator, Role::EvaluationLead, Role::ProgrammeLead] {
            let scope = if role == Role::ProgrammeLead { "improving-our-classrooms" } else { "" };
            assert_eq!(world.sign_in_as(role, scope).await.get("/people/duplicates").await.status, 404);
        }
    })
    .await;
}

#[tokio::test]
async fn merging_twice_is_refused_and_undoing_restores_exactly() {
    on_both(|world| async move {
        bring(&world, THREE).await;
        let before = standing(&world).await;
        merge(&world, "anna-reid", "a-reid").await.unwrap();
        assert_eq!(one_with(&world, "a-reid").await, ["a-reid", "anna-reid"]);
        assert_eq!(one_with(&world, "anna-reid").await, ["a-reid", "anna-reid"]);
        for (kept, merged) in [("anna-reid", "a-reid"), ("a-reid", "anna-reid"), ("a-reid", "a-reid")] {
            assert!(matches!(merge(&world, kept, merged).await, Err(Problem::Conflict(_))), "{kept} {merged}");
        }
        undo(&world, "a-reid").await.unwrap();
        assert_eq!(standing(&world).await, before);
        assert!(matches!(undo(&world, "a-reid").await, Err(Problem::Conflict(_))));
        // They may be merged again, the other way round.
        merge(&world, "a-reid", "anna-reid").await.unwrap();
        assert_eq!(one_with(&world, "anna-reid").await, ["a-reid", "anna-reid"]);
        assert_eq!(weft::plumbing::history::first_break(&world.weft.db).await.unwrap(), None);
    })
    .await;
}

#[tokio::test]
async fn a_chain_of_merges_is_one_person_and_comes_apart_in_any_order() {
    on_both(|world| async move {
        bring(&world, THREE).await;
        let all = ["a-reid", "anna-reed", "anna-reid"];
        let before = standing(&world).await;
        for first in ["a-reid", "anna-reid"] {
            merge(&world, "anna-reid", "a-reid").await.unwrap();
            merge(&world, "anna-reed", "anna-reid").await.unwrap();
            for key in all {
                assert_eq!(one_with(&world, key).await, all);
            }
            undo(&world, first).await.unwrap();
            if first == "a-reid" {
                // The earlier merge is undone: who was merged stands alone, the later merge stays.
                assert_eq!(one_with(&world, "a-reid").await, ["a-reid"]);
                assert_eq!(one_with(&world, "anna-reid").await, ["anna-reed", "anna-reid"]);
                undo(&world, "anna-reid").await.unwrap();
            } else {
                // The later merge is undone: who had been merged before leaves together.
                assert_eq!(one_with(&world, "anna-reed").await, ["anna-reed"]);
                assert_eq!(one_with(&world, "a-reid").await, ["a-reid", "anna-reid"]);
                undo(&world, "a-reid").await.unwrap();
            }
            assert_eq!(standing(&world).await, before);
        }
    })
    .await;
}

#[tokio::test]
async fn two_people_told_apart_are_not_offered_again_until_somebody_asks() {
    on_both(|world| async move {
        bring(&world, "Anna Reid,anna@a.example,260,,,Teacher,\nAnna Reed,reed@b.example,260,,,Teacher,\n").await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(merging::how_many(&world.weft).await.unwrap(), 1);
        let pair = "/people/duplicates/anna-reed/anna-reid";
        let told = officer.send(pair, &format!("{pair}/distinction"), &[("apart_reason", "both wrote to us")]).await;
        assert_eq!(told.location(), "/people/duplicates?done=apart", "{}", told.text());
        assert_eq!(merging::how_many(&world.weft).await.unwrap(), 0);
        // Another list brings nothing new about the two.
        bring(&world, "Zoe New,zoe@a.example,260,,,Teacher,\n").await;
        assert_eq!(merging::how_many(&world.weft).await.unwrap(), 0);
        let page = officer.get("/people/duplicates").await;
        let again = page.text().split("/people/distinctions/").nth(1).unwrap().split('/').next().unwrap().to_owned();
        officer.send("/people/duplicates", &format!("/people/distinctions/{again}/end"), &[]).await;
        assert_eq!(merging::how_many(&world.weft).await.unwrap(), 1);
    })
    .await;
}

#[tokio::test]
async fn somebody_who_signs_in_keeps_their_account_and_no_merge_lets_them_do_more() {
    on_both(|world| async move {
        bring(&world, "Programme Lead,lead@other.example,260,,,Teacher,\n").await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let lead: String = sqlx::query_scalar(
            "select person.key from account join person on person.id = account.person_id
             where account.email = 'programme-lead-improving-our-classrooms@cast.example'",
        )
        .fetch_one(world.weft.db.read())
        .await
        .unwrap();
        let other = people::person_of_email(&world.weft.db, "lead@other.example").await.unwrap().unwrap().key;
        let pair = format!("/people/duplicates/{other}/{lead}");
        let shown = officer.get(&pair).await.text();
        let checked = format!("value=\"{lead}\" checked");
        assert!(shown.contains(&checked), "who signs in is proposed to stay: {shown}");
        let missing = officer.send(&pair, &format!("{pair}/merge"), &[("keep", &other)]).await;
        assert_eq!(missing.status, 422);
        assert!(missing.text().contains("Say how you know that the two are one person"));
        // Even merged into the one without an account, the account goes on and may do what it could.
        let fields = [("keep", other.as_str()), ("reason", "she told us")];
        assert_eq!(officer.send(&pair, &format!("{pair}/merge"), &fields).await.status, 303);
        let browser = world.sign_in_as(Role::ProgrammeLead, "improving-our-classrooms").await;
        assert_eq!(browser.get("/account").await.status, 200);
        assert_eq!(browser.get("/people").await.status, 404);
        assert_eq!(same_person(&world.weft.db, &id(&world, &lead).await).await.unwrap().len(), 2);
        let list = officer.get("/people/merges").await.text();
        let merge = list.split("/people/merges/").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = format!("/people/merges/{merge}");
        assert_eq!(officer.send(&page, &format!("{page}/undoing"), &[]).await.status, 422);
        let undone = officer.send(&page, &format!("{page}/undoing"), &[("reason", "two people")]).await;
        assert_eq!(undone.status, 303, "{}", undone.text());
        assert_eq!(same_person(&world.weft.db, &id(&world, &lead).await).await.unwrap().len(), 1);
    })
    .await;
}
