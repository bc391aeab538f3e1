//! Groups that end: what is left, where every open action goes, the one question afterwards, and going on after all.

use weft::{
    actions::{self, NewAction, Owner},
    groups,
    people::Role,
};

use crate::world::{World, on_both};

/// Agrees two actions in a group and returns their keys.
async fn agree(world: &World, group: &str) -> [String; 2] {
    let mut write = world.weft.db.write().await.unwrap();
    let mut keys = Vec::new();
    for text in ["Write it down", "Tell the schools"] {
        let new = NewAction {
            holder_kind: "group".into(),
            holder_key: group.into(),
            text: text.into(),
            owner: Owner::words("Numeracy officer"),
            due: Some("2026-03-01".into()),
            agreed_on: "2026-01-10".into(),
            ..NewAction::default()
        };
        keys.push(actions::add(&world.weft, &mut write, "test", &new).await.unwrap());
    }
    write.commit().await.unwrap();
    keys.try_into().unwrap()
}

const SAID: [(&str, &str); 4] = [
    ("day", "2026-01-30"),
    ("reason", "It has done what it set out to do."),
    ("left", "A progression in number."),
    ("carried", "Assessment and moderation"),
];

#[tokio::test]
async fn a_group_with_open_actions_closes_only_when_each_has_gone_somewhere() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let before = actions::open_of_holder(db, "group", "english-as-an-additional-language").await.unwrap();
        assert!(before.is_empty(), "the example gave this group an action: {before:?}");
        let [first, second] = agree(&world, "english-as-an-additional-language").await;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let group = "/groups/english-as-an-additional-language";
        let page = format!("{group}/closure");
        let refused = officer.send(&page, &page, &SAID).await;
        assert_eq!(refused.status, 422);
        let text = refused.text();
        assert!(text.contains("Write it down") && text.contains("Tell the schools"), "the refusal lists them");
        assert!(text.contains(&format!("href=\"#what-{first}\"")));
        assert!(groups::group(db, "english-as-an-additional-language").await.unwrap().unwrap().ends.is_none());

        let what =
            [format!("what-{first}"), format!("what-{second}"), format!("group-{second}"), format!("words-{first}")];
        let drop_without_reason = [&SAID[..], &[(what[0].as_str(), "dropped"), (what[1].as_str(), "group")]].concat();
        let text = officer.send(&page, &page, &drop_without_reason).await.text();
        assert!(text.contains("is dropped") && text.contains("Choose the group that carries on"));
        let ways = [
            &SAID[..],
            &[
                (what[0].as_str(), "person"),
                (what[3].as_str(), "EAL service of the city"),
                (what[1].as_str(), "group"),
                (what[2].as_str(), "literacy"),
            ],
        ]
        .concat();
        let closed = officer.send(&page, &page, &ways).await;
        assert_eq!(closed.location(), group, "{}", closed.text());
        let carried = actions::open_of_holder(db, "group", "literacy").await.unwrap();
        assert!(carried.iter().any(|one| one.text == "Tell the schools" && one.due.as_deref() == Some("2026-03-01")));
        let kept = actions::open_of_holder(db, "group", "english-as-an-additional-language").await.unwrap();
        assert_eq!(kept.len(), 1);
        assert_eq!(kept[0].owner_words, "EAL service of the city");
        let shown = world.visitor().get(group).await.text();
        for words in
            ["This group ended on 30 January 2026", "A progression in number.", "Assessment and moderation", "4 people"]
        {
            assert!(shown.contains(words), "{words} is missing on {}", world.engine);
        }
        assert!(groups::members(db, "english-as-an-additional-language", "2026-01-31").await.unwrap().is_empty());
        let ended = world.visitor().get("/groups?framework=2025-26&state=ended").await.text();
        assert!(ended.contains("1 group or network") && ended.contains(group));
        assert_eq!(officer.get(&page).await.status, 409, "it closes once");
        assert!(!officer.get(&format!("{group}/action-plan")).await.text().contains("Agree an action"));
    })
    .await;
}

#[tokio::test]
async fn a_closed_group_is_reopened_with_a_reason_and_its_members_are_there_again() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let before = groups::members(db, "misogyny-and-knife-crime", "2026-02-02").await.unwrap().len();
        let (page, closure) = ("/groups/misogyny-and-knife-crime", "/groups/misogyny-and-knife-crime/closure");
        for (day, says) in [("2026-02-03", "has not come yet"), ("tomorrow", "in the form")] {
            let fields = [&[("day", day)], &SAID[1..]].concat();
            assert!(officer.send(closure, closure, &fields).await.text().contains(says), "{day}");
        }
        assert_eq!(officer.send(closure, closure, &SAID).await.status, 303);
        let reopening = format!("{page}/reopening");
        assert_eq!(officer.send(&reopening, &reopening, &[("reason", "")]).await.status, 422);
        let said = [("reason", "The councils asked for another year.")];
        assert_eq!(officer.send(&reopening, &reopening, &said).await.location(), page);
        assert_eq!(groups::members(db, "misogyny-and-knife-crime", "2026-02-02").await.unwrap().len(), before);
        let text = world.visitor().get(page).await.text();
        assert!(text.contains("Reopened on 2 February 2026: The councils asked for another year."));
        assert!(!text.contains("This group ended"));
        let steps: Vec<String> =
            groups::steps(db, "misogyny-and-knife-crime").await.unwrap().into_iter().map(|one| one.step).collect();
        assert_eq!(steps, ["reopened", "closed"]);
        assert_eq!(officer.get(&reopening).await.status, 409);
    })
    .await;
}

#[tokio::test]
async fn whether_its_people_still_meet_is_asked_once() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/groups/digital-officers/afterwards";
        assert!(officer.get("/groups/digital-officers").await.text().contains("One question remains"));
        assert!(!world.visitor().get("/groups/digital-officers").await.text().contains("One question remains"));
        assert_eq!(officer.send(page, page, &[("answer", "maybe")]).await.status, 422);
        let said = [("answer", "now-and-then"), ("note", "They share standards when one changes.")];
        assert_eq!(officer.send(page, page, &said).await.status, 303);
        let shown = world.visitor().get("/groups/digital-officers").await.text();
        assert!(shown.contains("Yes, now and then. They share standards"), "{shown}");
        assert_eq!(officer.get(page).await.status, 409);
        assert_eq!(officer.get("/groups/gaelic/afterwards").await.status, 404, "of a group that goes on nobody asks");
        assert!(groups::afterwards_due(&world.weft.db, "2026-02-02").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn overlap_finds_what_was_put_there_among_200_groups_and_3000_memberships() {
    on_both(|world| async move {
        let db = &world.weft.db;
        let mut write = db.write().await.unwrap();
        for group in 0..200 {
            sqlx::query(
                "insert into network_group (id, key, position, name, framework_key, kind, contact_office, not_published, remit,
                   rhythm, meeting_minutes)
                 values ($1, $1, $2, $3, '2025-26', 'group', 'collaboration-officer', '', $4, 'monthly', 60)",
            )
            .bind(format!("scale-{group}"))
            .bind(1000 + i64::from(group))
            .bind(format!("Scale {group}"))
            .bind(match group {
                199 => "alpha0 beta0 gamma0 delta0".to_owned(),
                _ => format!("alpha{} beta{} gamma{group} delta{group}", group % 50, group % 40),
            })
            .execute(write.on())
            .await
            .unwrap();
        }
        for person in 0..1500 {
            sqlx::query("insert into person (id, key, name, invented) values ($1, $1, $2, 1)")
                .bind(format!("scale-person-{person}"))
                .bind(format!("Person {person:04}"))
                .execute(write.on())
                .await
                .unwrap();
            // Each sits in two groups, one after the other: so every pair of neighbours shares people.
            for place in 0..2 {
                sqlx::query(
                    "insert into membership (id, group_id, person_id, post, authority_key, part, from_day)
                     values ($1, $2, $3, '', 'inverclyde', 'member', '2025-08-20')",
                )
                .bind(format!("scale-{person}-{place}"))
                .bind(format!("scale-{}", (person + place) % 200))
                .bind(format!("scale-person-{person}"))
                .execute(write.on())
                .await
                .unwrap();
            }
        }
        world.note(&mut write).await;
        write.commit().await.unwrap();
        let both = groups::overlap(db, "2026-02-02").await.unwrap();
        let (list, found) = &*both;
        assert!(list.len() >= 200);
        let scale = |key: &str| key.starts_with("scale-");
        assert_eq!(found.in_several.iter().filter(|one| scale(&one.0)).count(), 1500);
        let shared: Vec<_> = found.shared.iter().filter(|pair| scale(&pair.0)).collect();
        assert_eq!(shared.len(), 200, "two hundred neighbours in a ring");
        assert_eq!(shared.iter().map(|pair| pair.2).sum::<usize>(), 1500);
        assert!(shared.iter().all(|pair| pair.2 == 7 || pair.2 == 8));
        assert!(found.load["inverclyde"].minutes >= 3000 * 600);
        let alike: Vec<_> = found.alike.iter().filter(|pair| scale(&pair.0)).collect();
        assert_eq!((alike[0].0.as_str(), alike[0].1.as_str()), ("scale-0", "scale-199"), "those in the same words come first");
        assert!(!alike.iter().any(|pair| (pair.0.as_str(), pair.1.as_str()) == ("scale-0", "scale-1")));
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        assert_eq!(officer.get("/groups/overlap").await.status, 200);
        assert_eq!(world.visitor().get("/groups").await.status, 200);
    })
    .await;
}
