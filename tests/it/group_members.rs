//! Members of a group in the browser: one by one, from a pasted list, changed, ended, made lead.

use weft::{groups, people, people::Role};

use crate::world::{World, on_both};

const OFFICER: Role = Role::CollaborationOfficer;
const TODAY: &str = "2026-02-02";

async fn names(world: &World, group: &str) -> Vec<String> {
    groups::members(&world.weft.db, group, TODAY).await.unwrap().into_iter().map(|one| one.name).collect()
}

#[tokio::test]
async fn a_member_is_added_changed_and_ended_and_a_membership_never_ends_before_it_begins() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let page = "/groups/gaelic/members";
        let new = [
            ("name", "Flora Newcomer"),
            ("email", "Flora@Council.example"),
            ("post", "Depute head"),
            ("authority", "renfrewshire"),
            ("establishment", "9900011+P"),
            ("part", "member"),
            ("from", "2026-02-01"),
        ];
        let added = lead.send(page, page, &new).await;
        assert_eq!(added.status, 303, "{}", added.text());
        let members = groups::members(&world.weft.db, "gaelic", TODAY).await.unwrap();
        let flora = members.iter().find(|one| one.name == "Flora Newcomer").unwrap();
        assert_eq!(flora.email.as_deref(), Some("flora@council.example"));
        assert_eq!(flora.establishment.as_deref(), Some("9900011-p"));
        assert!(lead.send(page, page, &new).await.text().contains("a member in this post already"));
        let one = format!("{page}/{}", flora.id);
        let backwards = [("part", "member"), ("from", "2026-02-01"), ("to", "2026-01-01")];
        let refused = lead.send(&one, &one, &backwards).await;
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains("would end before it begins"));
        let ended = [("post", "Depute head"), ("part", "member"), ("from", "2026-02-01"), ("to", "2026-02-01")];
        assert_eq!(lead.send(&one, &one, &ended).await.status, 303);
        assert!(!names(&world, "gaelic").await.contains(&"Flora Newcomer".to_owned()));
        assert!(lead.get(page).await.text().contains("Members before (1)"));
        assert_eq!(lead.get(&format!("/groups/gaelic/members/{}", "no-such")).await.status, 404);
        let other = groups::members(&world.weft.db, "literacy", TODAY).await.unwrap()[0].id.clone();
        assert_eq!(lead.get(&format!("{page}/{other}")).await.status, 404, "a member of another group");
        let faults = [("name", ""), ("email", "nobody"), ("authority", "atlantis"), ("part", "chief"), ("from", "")];
        let text = lead.send(page, page, &faults).await.text();
        for field in ["name", "email", "authority", "part", "from"] {
            assert!(text.contains(&format!("href=\"#{field}\"")), "{field}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_pasted_address_list_says_what_each_row_will_do_before_anything_is_saved() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let page = "/groups/gaelic/members/list";
        let check = format!("{page}/check");
        let list = "\"Reid, Anna\" <anna.reid@x.example>; Gordon Blackwell <gordon.blackwell@east-dunbartonshire.example>; \
                    Iomhar Caimbeul <iomhar.caimbeul@east-renfrewshire.example>; Anna Reid <Anna.Reid@x.example>";
        let before = names(&world, "gaelic").await;
        let version = world.weft.db.version().await.unwrap();
        let shown = lead.send(page, &check, &[("list", list), ("part", "member"), ("from", "2026-02-02")]).await;
        let text = shown.text();
        assert_eq!(shown.status, 200, "{text}");
        for words in ["Added as a new person", "known here by this address", "is a member already", "row 2 has the same address", "Add these 2 members"] {
            assert!(text.contains(words), "{words} is missing on {}: {text}", world.engine);
        }
        assert_eq!(world.weft.db.version().await.unwrap(), version, "looking saves nothing");
        let key = shown.form_key(page);
        let as_read = "Name\tEmail\nAnna Reid\tanna.reid@x.example\nGordon Blackwell\tgordon.blackwell@east-dunbartonshire.example\n";
        let fields = [("list", as_read), ("part", "member"), ("from", "2026-02-02"), ("column-name", "1"), ("column-email", "2")];
        let saved = lead.send_with_key(&key, page, &fields).await;
        assert_eq!(saved.location(), "/groups/gaelic/members", "{}", saved.text());
        let after = names(&world, "gaelic").await;
        assert_eq!(after.len(), before.len() + 2);
        let his = groups::memberships_of_person(&world.weft.db, "gordon-blackwell").await.unwrap();
        assert_eq!(his[0].group, "gaelic", "who was known already is not added twice");
        assert_eq!(lead.send_with_key(&key, page, &fields).await.status, 409, "sent twice, counted once");
    })
    .await;
}

#[tokio::test]
async fn columns_are_matched_corrected_and_remembered_for_the_next_list_with_the_same_headings() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let (page, check) = ("/groups/gaelic/members/list", "/groups/gaelic/members/list/check");
        let list = "Who\tWork mail\tCouncil\nEna Lang\tena@x.example\tInverclyde\n";
        let base = [("list", list), ("part", "member"), ("from", "2026-02-02")];
        let asked = lead.send(page, check, &base).await;
        assert_eq!(asked.status, 422, "no heading says which column is the name");
        assert!(asked.text().contains("href=\"#column-name\""));
        let chosen = [&base[..], &[("column-name", "1"), ("column-email", "2"), ("column-authority", "3")]].concat();
        let twice = [&base[..], &[("column-name", "1"), ("column-email", "1")]].concat();
        assert!(lead.send(page, check, &twice).await.text().contains("is chosen for"));
        assert_eq!(lead.send(page, page, &chosen).await.status, 303);
        let members = groups::members(&world.weft.db, "gaelic", TODAY).await.unwrap();
        let ena = members.iter().find(|one| one.name == "Ena Lang").unwrap();
        assert_eq!(ena.authority.as_deref(), Some("inverclyde"));
        let next = "Council\tWho\tWork mail\nAtlantis\tUna Orr\tuna@x.example\n";
        let again = lead.send(page, check, &[("list", next), ("part", "member"), ("from", "2026-02-02")]).await;
        let text = again.text();
        assert!(text.contains("as you chose them then") && text.contains("Una Orr"), "{text}");
        assert!(text.contains("`Atlantis` is no authority"), "the fault of a row is said in the check");
        let wrong = [
            ("list", next),
            ("part", "member"),
            ("from", "2026-02-02"),
            ("column-name", "2"),
            ("column-email", "3"),
            ("column-authority", "1"),
        ];
        assert_eq!(lead.send(page, page, &wrong).await.status, 422, "a list with a fault is not saved");
        assert!(!names(&world, "gaelic").await.contains(&"Una Orr".to_owned()));
    })
    .await;
}

#[tokio::test]
async fn a_file_in_utf_16_is_taken_and_a_workbook_is_refused_with_what_to_do() {
    on_both(|world| async move {
        let mut lead = world.sign_in_as(Role::GroupLead, "gaelic").await;
        let (page, check) = ("/groups/gaelic/members/list", "/groups/gaelic/members/list/check");
        let text = "Full Name\tE-mail\r\nNiamh Orr\tniamh@x.example\r\n";
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let fields = [("list", ""), ("part", "member"), ("from", "2026-02-02")];
        let shown = lead.upload(page, check, &fields, ("file", "people.csv", &bytes)).await.text();
        assert!(shown.contains("Niamh Orr") && shown.contains("niamh@x.example"), "{shown}");
        let workbook = lead.upload(page, check, &fields, ("file", "people.xlsx", b"PK\x03\x04")).await.text();
        assert!(workbook.contains("CSV UTF-8"), "{workbook}");
        assert!(lead.send(page, check, &fields).await.text().contains("Paste the list, or choose a file"));
    })
    .await;
}

#[tokio::test]
async fn the_officer_makes_a_member_lead_who_chooses_a_password_and_keeps_the_group_until_they_leave() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(OFFICER, "").await;
        let members = groups::members(&world.weft.db, "equalities", TODAY).await.unwrap();
        let jean = members.iter().find(|one| one.name == "Jean Haldane").unwrap();
        let page = format!("/groups/equalities/members/{}", jean.id);
        let made = officer.send(&page, &format!("{page}/leadership"), &[]).await;
        let text = made.text();
        assert_eq!(made.status, 200, "{text}");
        let at = text.find("/welcome/").unwrap();
        let link = text[at..].split('<').next().unwrap().to_owned();
        let mut theirs = world.visitor();
        let words = "a long enough password";
        theirs.send(&link, &link, &[("password", words), ("again", words)]).await;
        let email = jean.email.clone().unwrap();
        let came = theirs.send("/sign-in", "/sign-in", &[("email", &email), ("password", words)]).await;
        assert_eq!(came.status, 303, "{}", came.text());
        assert_eq!(theirs.get("/groups/equalities/edit").await.status, 200);
        assert_eq!(theirs.get("/groups/literacy/edit").await.status, 404);
        assert!(people::holds_role(&world.weft.db, &jean.person, Role::GroupLead, "equalities", TODAY).await.unwrap());

        let left = [("part", "lead"), ("from", jean.from.as_str()), ("to", "2026-02-01")];
        assert_eq!(officer.send(&page, &page, &left).await.status, 303);
        assert_eq!(theirs.get("/groups/equalities/edit").await.status, 404, "who left leads it no longer");
        let mut stream = world.sign_in_as(Role::WorkstreamLead, "inclusion").await;
        let other = members.iter().find(|one| one.name == "Isla Kirkbride").unwrap();
        let theirs = format!("/groups/equalities/members/{}", other.id);
        let refused = stream.send(&theirs, &format!("{theirs}/leadership"), &[]).await;
        assert_eq!(refused.status, 404, "roles are the officer's to give");
    })
    .await;
}
