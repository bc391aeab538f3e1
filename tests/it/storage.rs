//! The disk full under the program, and two copies of it on one database.

use std::{
    collections::BTreeSet,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use crate::{
    crash::{done, served},
    world::{Browser, Server, command, example, postgres_url},
};

/// The program with a limit to the size of its files, so that writing fails as it does on a full disk.
fn squeezed(data: &Path, words: &[&str], bytes: u64) -> Command {
    let whole = command(data, None, words);
    let mut shell = Command::new("sh");
    // The limit is in blocks of 512 bytes; a write beyond it is refused, and the signal that would end the program is ignored.
    shell.args(["-c", "trap '' XFSZ; ulimit -f \"$0\"; exec \"$@\"", &(bytes / 512).to_string()]);
    shell.arg(whole.get_program()).args(whole.get_args());
    shell
}

/// How large the database is, its log included.
fn size(data: &Path) -> u64 {
    let length = |name| std::fs::metadata(data.join(name)).map_or(0, |found| found.len());
    length("weft.sqlite").max(length("weft.sqlite-wal"))
}

fn fields(email: &str) -> [(&str, &str); 3] {
    [("name", "Writer"), ("email", email), ("role", "administrator")]
}

async fn add(browser: &mut Browser, email: &str) -> crate::world::Answer {
    browser.send("/accounts", "/accounts", &fields(email)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_full_disk_a_page_says_so_what_was_answered_is_kept_and_it_goes_on_once_there_is_room() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = folder.path().join("data");
    let (server, mut browser) = served(&data, None).await;
    server.kill();
    let limit = size(&data) + 128 * 1024;
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let tight = Server::of(squeezed(&data, &["serve", "--port", &port.to_string()], limit), port).await;
    browser.moved_to(port);
    let mut answered = BTreeSet::new();
    let refused = loop {
        let email = format!("w{}@full.example", answered.len());
        let answer = add(&mut browser, &email).await;
        if answer.status != 200 {
            break answer;
        }
        answered.insert(email);
        assert!(answered.len() < 3000, "the disk never became full");
    };
    assert_eq!(refused.status, 507, "{}", refused.text());
    assert!(refused.text().contains("There is no room to save this"), "{}", refused.text());
    assert_eq!(browser.get("/accounts").await.status, 200, "what is there can still be read");
    assert_eq!(browser.get("/").await.status, 200);
    tight.kill();
    done(&data, None, &["check"]);
    let (server, _) = Server::start(&data).await;
    browser.moved_to(server.port);
    let there = browser.get("/accounts").await.text();
    for email in &answered {
        assert!(there.contains(email.as_str()), "{email} was answered and is lost");
    }
    assert!(!there.contains(&format!("w{}@full.example", answered.len())), "what was refused is not there");
    assert_eq!(add(&mut browser, "room@full.example").await.status, 200);
    eprintln!("a full disk: {} writes answered before, none lost, none half done", answered.len());
}

#[test]
fn an_import_and_a_backup_that_meet_a_full_disk_leave_nothing_behind() {
    let folder = temp_dir::TempDir::new().unwrap();
    let (data, file) = (folder.path().join("data"), folder.path().join("weft.zip"));
    done(&data, None, &["init", example().join("partnership.toml").to_str().unwrap()]);
    let list = folder.path().join("establishments.csv");
    let mut text =
        String::from("seed,department,name,sector,authority,status,opened,closed,predecessors,simd_quintile\n");
    for row in 0..3000 {
        text.push_str(&format!("{},P,Full Primary School {row},primary,glasgow-city,open,,,,3\n", 8_000_000 + row));
    }
    std::fs::write(&list, text).unwrap();
    let words = ["import", "establishments", list.to_str().unwrap()];
    let out = squeezed(&data, &words, size(&data) + 64 * 1024).output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr);
    assert!(out.status.code() == Some(1) && said.contains("the disk is full or faulty"), "{:?} {said}", out.status);
    done(&data, None, &["check"]);
    assert!(!done(&data, None, &["export", "establishments"]).contains("Full Primary School"));
    let out = squeezed(&data, &["backup", file.to_str().unwrap()], 16 * 1024).output().unwrap();
    assert!(!out.status.success() && !out.stderr.is_empty());
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "only the data folder and the list are there: {left:?}");
    assert!(done(&data, None, &words).contains("3000"));
    done(&data, None, &["backup", file.to_str().unwrap()]);
    done(&data, None, &["restore", "--rehearse", file.to_str().unwrap()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_on_one_database_behave_as_one() {
    let url = postgres_url().await;
    for url in [None, Some(url.as_str())] {
        let folder = temp_dir::TempDir::new().unwrap();
        let data = folder.path().join("data");
        let (first, mut here) = served(&data, url).await;
        let (second, _) = Server::start_on(&data, url).await;
        // The sign-in holds at both, and a form of one is taken by the other, once.
        let mut there = here.clone();
        there.moved_to(second.port);
        let key = here.form_key("/accounts").await;
        let sent = there.send_with_key(&key, "/accounts", &fields("once@two.example")).await;
        assert_eq!(sent.status, 200, "{}", sent.text());
        assert_eq!(here.send_with_key(&key, "/accounts", &fields("twice@two.example")).await.status, 409);
        let list = here.get("/accounts").await.text();
        assert!(list.contains("once@two.example") && !list.contains("twice@two.example"));
        // One form sent to both at the same time counts once, whichever is first.
        for round in 0..10 {
            let key = here.form_key("/accounts").await;
            let email = format!("race{round}@two.example");
            let (mut one, mut other) = (here.clone(), there.clone());
            let at_one = {
                let (key, email) = (key.clone(), email.clone());
                tokio::spawn(async move { one.send_with_key(&key, "/accounts", &fields(&email)).await.status })
            };
            let at_other =
                tokio::spawn(async move { other.send_with_key(&key, "/accounts", &fields(&email)).await.status });
            let mut both = [at_one.await.unwrap(), at_other.await.unwrap()];
            both.sort_unstable();
            assert_eq!(both, [200, 409], "round {round}");
        }
        // A page that anybody may see follows a write at the other copy within two seconds.
        let list = example().join("establishments.csv");
        assert!(!there.get("/establishments").await.text().contains("href=\"/establishments/"));
        done(&data, url, &["import", "establishments", list.to_str().unwrap()]);
        let mut seen = false;
        for _ in 0..40 {
            tokio::time::sleep(Duration::from_millis(50)).await;
            seen = there.get("/establishments").await.text().contains("href=\"/establishments/");
            if seen {
                break;
            }
        }
        assert!(seen, "the other copy still shows the page from before the write");
        first.kill();
        assert_eq!(there.get("/accounts").await.status, 200, "one copy goes on without the other");
        done(&data, url, &["check"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn letters_are_sent_once_by_two_copies() {
    let folder = temp_dir::TempDir::new().unwrap();
    let (data, mail) = (folder.path().join("data"), folder.path().join("mail"));
    let (server, mut browser) = served(&data, None).await;
    for number in 0..5 {
        let email = format!("letter{number}@two.example");
        assert_eq!(add(&mut browser, &email).await.status, 200);
        let asked = browser.send("/sign-in/link", "/sign-in/link", &[("email", &email)]).await;
        assert!(asked.status == 200 || asked.status == 303, "{}", asked.text());
    }
    server.kill();
    let copies: Vec<_> = (0..2)
        .map(|_| {
            command(&data, None, &["send-mail"])
                .args(["--mail-folder", mail.to_str().unwrap()])
                .stdout(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut copy in copies {
        assert!(copy.wait().unwrap().success());
    }
    let sent = std::fs::read_dir(&mail).unwrap().map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap());
    let mut to: Vec<String> = sent
        .map(|letter| letter.lines().find(|line| line.starts_with("To: ")).unwrap_or_default().to_owned())
        .collect();
    to.sort_unstable();
    let wanted: Vec<String> = (0..5).map(|number| format!("To: letter{number}@two.example")).collect();
    assert_eq!(to, wanted, "each letter once");
}
