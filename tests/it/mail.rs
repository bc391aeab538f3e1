//! Letters: queued once with their cause, sent once, waiting while the mail server is away, shown when they come back.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use weft::{
    people::Role,
    plumbing::{
        mail::{self, Letter, Pass, Settings, Way},
        state::Weft,
    },
};

use crate::world::{World, on_both};

/// What a small mail server does with the next letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Does {
    /// Takes it.
    Takes,
    /// Hears it all and hangs up without a word.
    HangsUp,
    /// Says that the mailbox is busy.
    Busy,
    /// Says that there is no such mailbox.
    NoSuchMailbox,
}

/// A small mail server on a socket, which speaks SMTP.
struct Server {
    port: u16,
    heard: Arc<Mutex<Vec<String>>>,
    script: Arc<Mutex<VecDeque<Does>>>,
    listening: tokio::task::JoinHandle<()>,
}

impl Server {
    async fn start(script: &[Does]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let script = Arc::new(Mutex::new(script.iter().copied().collect::<VecDeque<_>>()));
        let (ears, plan) = (heard.clone(), script.clone());
        let listening = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(talk(stream, ears.clone(), plan.clone()));
            }
        });
        Self { port, heard, script, listening }
    }

    fn way(&self) -> Way {
        way(self.port)
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

fn way(port: u16) -> Way {
    let settings = Settings { smtp_url: Some(format!("smtp://127.0.0.1:{port}")), ..Settings::default() };
    Way::of(&settings, "https://weft.example").unwrap().unwrap()
}

/// One conversation.
async fn talk(stream: TcpStream, heard: Arc<Mutex<Vec<String>>>, script: Arc<Mutex<VecDeque<Does>>>) {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    let mut does = Does::Takes;
    let _ = write.write_all(b"220 small.example ready\r\n").await;
    while let Ok(Some(line)) = lines.next_line().await {
        let verb = line.get(..4).unwrap_or_default().to_uppercase();
        let answer = match verb.as_str() {
            "EHLO" => "250-small.example\r\n250 8BITMIME\r\n",
            "MAIL" => {
                does = script.lock().unwrap().pop_front().unwrap_or(Does::Takes);
                "250 ok\r\n"
            }
            "RCPT" if does == Does::NoSuchMailbox => "550 5.1.1 no such mailbox\r\n",
            "RCPT" if does == Does::Busy => "451 4.2.1 mailbox busy\r\n",
            "DATA" => {
                let _ = write.write_all(b"354 go on\r\n").await;
                let mut letter = String::new();
                while let Ok(Some(line)) = lines.next_line().await {
                    if line == "." {
                        break;
                    }
                    letter.push_str(&line);
                    letter.push('\n');
                }
                if does == Does::HangsUp {
                    return;
                }
                heard.lock().unwrap().push(letter);
                "250 taken\r\n"
            }
            "QUIT" => {
                let _ = write.write_all(b"221 bye\r\n").await;
                return;
            }
            _ => "250 ok\r\n",
        };
        if write.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn queue(world: &World, once: &str, to: &str) -> bool {
    let mut write = world.weft.db.write().await.unwrap();
    let values = [
        ("name", "Iona Laird"),
        ("group", "Maths and numeracy"),
        ("period", "September to November"),
        ("due", "6 February 2026"),
        ("link", "https://weft.example/p/0123456789abcdef"),
        ("office", "Collaboration Officer"),
        ("site", "The partnership"),
    ];
    let letter = Letter { kind: "progress-request", once, to, values: &values };
    let queued = mail::queue(&world.weft, &mut write, "test", &letter).await.unwrap();
    world.note(&mut write).await;
    write.commit().await.unwrap();
    queued
}

async fn pass(weft: &Weft, way: &Way) -> Pass {
    let (_running, stop) = watch::channel(false);
    mail::pass(weft, way, &stop).await.unwrap()
}

async fn states(world: &World) -> Vec<(String, String, String)> {
    sqlx::query_as("select state, body, coalesce(fault, '') from letter order by queued_at, id")
        .fetch_all(world.weft.db.read())
        .await
        .unwrap()
}

#[tokio::test]
async fn a_letter_is_queued_once_sent_once_and_what_it_said_is_forgotten() {
    on_both(|world| async move {
        assert!(queue(&world, "request/1", "iona@school.example").await);
        assert!(!queue(&world, "request/1", "iona@school.example").await, "queued twice on {}", world.engine);
        let server = Server::start(&[]).await;
        let sent = pass(&world.weft, &server.way()).await;
        assert_eq!((sent.sent, sent.later, sent.refused, sent.outage), (1, 0, 0, None));
        assert_eq!(pass(&world.weft, &server.way()).await.sent, 0);
        let heard = server.heard();
        assert_eq!(heard.len(), 1);
        let letter = &heard[0];
        for line in [
            "To: iona@school.example",
            "From: weft@weft.example",
            "Subject: Maths and numeracy: five short questions by 6 February 2026",
            "Date: Mon, 02 Feb 2026 10:00:00 +0000",
            "MIME-Version: 1.0",
            "Auto-Submitted: auto-generated",
            "https://weft.example/p/0123456789abcdef",
        ] {
            assert!(letter.contains(line), "{line} is missing:\n{letter}");
        }
        assert!(letter.contains("Message-ID: <") && letter.contains("@weft.example>"));
        assert!(!letter.contains("List-Unsubscribe"), "only a digest says how to stop it");
        let stored = states(&world).await;
        assert_eq!(stored, [("sent".to_owned(), String::new(), String::new())], "the link is not kept");
    })
    .await;
}

#[tokio::test]
async fn a_mail_server_that_is_away_for_a_day_loses_nothing_and_gets_nothing_twice() {
    on_both(|world| async move {
        for number in 0..5 {
            queue(&world, &format!("request/{number}"), "iona@school.example").await;
        }
        // A port nobody listens on any more.
        let gone = Server::start(&[]).await;
        gone.listening.abort();
        let _ = (&gone.script, gone.port);
        tokio::task::yield_now().await;
        let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
        for instant in ["2026-02-02T10:01:00Z", "2026-02-02T18:00:00Z", "2026-02-03T09:00:00Z"] {
            let nothing = pass(&world.at_instant(instant), &way(closed)).await;
            assert!(nothing.outage.is_some() && nothing.sent == 0, "{nothing:?}");
        }
        let outage = mail::outage(&world.weft.db).await.unwrap().unwrap();
        assert_eq!(outage.since, "2026-02-02T10:01:00.000Z");
        let officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = officer.get("/messages").await.text();
        assert!(page.contains("has not been reached since 2 February 2026, 10:01"), "{page}");
        let server = Server::start(&[]).await;
        assert_eq!(pass(&world.at_instant("2026-02-03T10:00:00Z"), &server.way()).await.sent, 5);
        assert_eq!(pass(&world.at_instant("2026-02-03T10:05:00Z"), &server.way()).await.sent, 0);
        assert_eq!(server.heard().len(), 5);
        assert!(mail::outage(&world.weft.db).await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn a_server_that_hangs_up_after_the_letter_gets_the_same_message_again_after_a_growing_wait() {
    on_both(|world| async move {
        queue(&world, "request/1", "iona@school.example").await;
        let server = Server::start(&[Does::HangsUp, Does::Busy, Does::Takes]).await;
        let way = server.way();
        assert_eq!(pass(&world.weft, &way).await.later, 1);
        assert_eq!(pass(&world.weft, &way).await, Pass::default(), "it waits a minute first");
        let busy = pass(&world.at_instant("2026-02-02T10:01:00Z"), &way).await;
        assert_eq!(busy.later, 1);
        assert!(states(&world).await[0].2.contains("mailbox busy"));
        assert_eq!(pass(&world.at_instant("2026-02-02T10:02:00Z"), &way).await, Pass::default(), "then five");
        assert_eq!(pass(&world.at_instant("2026-02-02T10:06:00Z"), &way).await.sent, 1);
        assert_eq!(server.heard().len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_letter_refused_for_good_is_shown_and_can_go_to_another_address() {
    on_both(|world| async move {
        queue(&world, "request/1", "nobody@school.example").await;
        queue(&world, "request/2", "no address at all").await;
        let server = Server::start(&[Does::NoSuchMailbox]).await;
        assert_eq!(pass(&world.weft, &server.way()).await.refused, 2);
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = officer.get("/messages?state=refused").await.text();
        assert!(page.contains("no such mailbox") && page.contains("the address cannot be written to"), "{page}");
        assert!(!page.contains("/p/0123456789abcdef"), "the officer never sees the link");
        let id: String = sqlx::query_scalar("select id from letter where once_key = 'request/1'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        let again = format!("/messages/{id}/another-try");
        let wrong = officer.send("/messages?state=refused", &again, &[("address", "iona at school")]).await;
        assert_eq!(wrong.status, 400);
        let right = officer.send("/messages?state=refused", &again, &[("address", "iona@school.example")]).await;
        assert_eq!((right.status, right.location()), (303, "/messages?done=another-try"));
        let other: String = sqlx::query_scalar("select id from letter where once_key = 'request/2'")
            .fetch_one(world.weft.db.read())
            .await
            .unwrap();
        let withdrawal = format!("/messages/{other}/withdrawal");
        assert_eq!(officer.send("/messages?state=refused", &withdrawal, &[]).await.status, 303);
        assert_eq!(pass(&world.weft, &server.way()).await.sent, 1);
        assert!(server.heard()[0].contains("To: iona@school.example"));
        let late = officer.send("/messages/templates/progress-request", &again, &[]).await;
        assert_eq!(late.status, 409, "a letter that was sent is not sent again");
        assert_eq!(states(&world).await.iter().filter(|(state, ..)| state == "withdrawn").count(), 1);
    })
    .await;
}

#[tokio::test]
async fn two_copies_of_the_program_never_send_the_same_letter() {
    on_both(|world| async move {
        for number in 0..20 {
            queue(&world, &format!("request/{number}"), &format!("lead{number}@school.example")).await;
        }
        let server = Server::start(&[]).await;
        let (one, two) = (world.at_instant("2026-02-02T10:01:00Z"), world.at_instant("2026-02-02T10:01:00Z"));
        let (way_one, way_two) = (server.way(), server.way());
        let (first, second) = tokio::join!(pass(&one, &way_one), pass(&two, &way_two));
        assert_eq!(first.sent + second.sent, 20);
        let mut to: Vec<String> = server
            .heard()
            .iter()
            .filter_map(|letter| letter.lines().find(|line| line.starts_with("To: ")).map(ToOwned::to_owned))
            .collect();
        to.sort();
        to.dedup();
        assert_eq!((to.len(), server.heard().len()), (20, 20));
    })
    .await;
}

#[tokio::test]
async fn a_letter_in_the_hands_of_a_program_that_stopped_is_let_go_after_a_while() {
    on_both(|world| async move {
        queue(&world, "request/1", "iona@school.example").await;
        let mut write = world.weft.db.upkeep().await.unwrap();
        sqlx::query("update letter set state = 'sending', claimed_at = '2026-02-02T10:00:00.000Z', tries = 1")
            .execute(write.on())
            .await
            .unwrap();
        write.commit().await.unwrap();
        let server = Server::start(&[]).await;
        assert_eq!(pass(&world.at_instant("2026-02-02T10:10:00Z"), &server.way()).await.sent, 0);
        assert_eq!(pass(&world.at_instant("2026-02-02T10:16:00Z"), &server.way()).await.sent, 1);
    })
    .await;
}

#[tokio::test]
async fn a_folder_gets_each_letter_as_one_file_that_only_its_owner_reads() {
    let world = World::sqlite().await;
    queue(&world, "request/1", "iona@school.example").await;
    let folder = temp_dir::TempDir::new().unwrap();
    let settings = Settings { folder: Some(folder.path().join("mail")), ..Settings::default() };
    let way = Way::of(&settings, "http://localhost:8080").unwrap().unwrap();
    assert_eq!(pass(&world.weft, &way).await.sent, 1);
    let files: Vec<_> = std::fs::read_dir(folder.path().join("mail")).unwrap().map(|file| file.unwrap()).collect();
    assert_eq!(files.len(), 1);
    assert!(files[0].file_name().to_string_lossy().starts_with("2026-02-02-progress-request-"));
    assert!(std::fs::read_to_string(files[0].path()).unwrap().contains("Dear Iona Laird"));
    #[cfg(unix)]
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&files[0].metadata().unwrap().permissions()) & 0o77, 0);
}

#[tokio::test]
async fn a_password_never_crosses_the_network_unprotected() {
    let of = |address: &str| {
        Way::of(&Settings { smtp_url: Some(address.into()), ..Settings::default() }, "https://weft.example")
            .map(|_| ())
            .map_err(|fault| fault.to_string())
    };
    assert!(of("smtp://weft:secret@mail.example").unwrap_err().contains("unprotected"));
    assert!(of("smtp://weft:secret@mail.example?tls=opportunistic").is_err());
    assert!(of("imap://mail.example").is_err());
    of("smtps://weft:secret@mail.example").unwrap();
    of("smtp://weft:secret@mail.example?tls=required").unwrap();
    of("smtp://weft:secret@localhost:2525").unwrap();
}

#[tokio::test]
async fn the_officer_changes_the_words_and_a_wrong_or_missing_place_is_named() {
    on_both(|world| async move {
        let mut officer = world.sign_in_as(Role::CollaborationOfficer, "").await;
        let page = "/messages/templates/progress-request";
        assert!(officer.get("/messages").await.text().contains(page));
        let wrong = officer.send(page, page, &[("subject", "{grup} please"), ("body", "Dear {name}")]).await;
        assert_eq!(wrong.status, 422);
        let text = wrong.text();
        assert!(text.contains("{grup} is not a place of this letter") && text.contains("{link} is missing"), "{text}");
        assert!(text.contains("Dear {name}"), "what was typed is kept");
        let words = [("subject", "About {group}"), ("body", "Hello {name}, it is about {group}: {link}")];
        assert_eq!(officer.send(page, page, &words).await.status, 303);
        queue(&world, "request/1", "iona@school.example").await;
        let server = Server::start(&[]).await;
        pass(&world.weft, &server.way()).await;
        assert!(server.heard()[0].contains("Hello Iona Laird, it is about Maths and numeracy"));
        assert!(officer.get(page).await.text().contains("Back to the original words"));
        assert_eq!(officer.send(page, &format!("{page}/original"), &[]).await.status, 303);
        assert!(!officer.get(page).await.text().contains("Back to the original words"));
        assert_eq!(officer.get("/messages/templates/no-such").await.status, 404);
        let acts: Vec<String> =
            sqlx::query_scalar("select act from history where subject_kind = 'letter-template' order by seq")
                .fetch_all(world.weft.db.read())
                .await
                .unwrap();
        assert_eq!(acts, ["letter words changed", "letter words restored"]);
    })
    .await;
}
