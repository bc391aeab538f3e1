//! A real server, the built program itself, and the few lines of HTTP that talk to it.

use std::{
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, HeaderValue, Request},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use super::browser::Answer;

/// The program with some words, on a data folder and, where an address is given, on that database.
pub fn command(data: &Path, url: Option<&str>, words: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_weft"));
    command.args(words).arg("--data").arg(data).env_remove("WEFT_DATABASE_URL");
    command.args(url.into_iter().flat_map(|url| ["--database-url", url]));
    command
}

/// Runs the program with some words and waits for it.
pub fn weft(data: &Path, words: &[&str]) -> Output {
    command(data, None, words).output().unwrap()
}

/// Runs the program and expects that it did what it was asked; returns what it printed.
pub fn weft_ok(data: &Path, words: &[&str]) -> String {
    let out = weft(data, words);
    assert!(out.status.success(), "weft {words:?}: {}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap()
}

/// The program, serving; killed when dropped.
pub struct Server {
    child: Child,
    pub port: u16,
}

impl Server {
    /// Starts it on a data folder and waits until it answers. Also returns how long that took.
    pub async fn start(data: &Path) -> (Self, Duration) {
        Self::start_on(data, None).await
    }

    /// The same on a database of its own.
    pub async fn start_on(data: &Path, url: Option<&str>) -> (Self, Duration) {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Instant::now();
        let server = Self::of(command(data, url, &["serve", "--port", &port.to_string()]), port).await;
        (server, started.elapsed())
    }

    /// Starts what a command says, which serves on a port, and waits until it answers.
    pub async fn of(mut command: Command, port: u16) -> Self {
        let started = Instant::now();
        let child = command.env("WEFT_LOG", "error").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let server = Self { child, port };
        let health = || Request::get("/healthz").body(Body::empty()).unwrap();
        while started.elapsed() < Duration::from_secs(20) {
            if ask(port, health()).await.is_ok_and(|answer| answer.status == 200) {
                return server;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the program did not answer within 20 seconds");
    }

    /// Ends it as a power cut ends a process: at once, with nothing put in order.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Sends one request over a connection of its own and reads the whole answer.
pub async fn ask(port: u16, request: Request<Body>) -> std::io::Result<Answer> {
    let broken = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let (parts, body) = request.into_parts();
    let body: Bytes = axum::body::to_bytes(body, usize::MAX).await.ok().ok_or_else(|| broken("body"))?;
    let mut text =
        format!("{} {} HTTP/1.1\r\nconnection: close\r\ncontent-length: {}\r\n", parts.method, parts.uri, body.len());
    for (name, value) in &parts.headers {
        text.push_str(&format!("{name}: {}\r\n", value.to_str().unwrap()));
    }
    if !parts.headers.contains_key("host") {
        text.push_str("host: localhost\r\n");
    }
    text.push_str("\r\n");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    stream.write_all(text.as_bytes()).await?;
    stream.write_all(&body).await?;
    let mut came = Vec::new();
    stream.read_to_end(&mut came).await?;
    let end = came.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(|| broken("no end of the head"))?;
    let head = String::from_utf8_lossy(&came[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let mut headers = HeaderMap::new();
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        headers.append(HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value.trim()).unwrap());
    }
    let body = came[end + 4..].to_vec();
    let whole = headers.get("content-length").is_none_or(|length| length.to_str().unwrap() == body.len().to_string());
    match status {
        Some(status) if whole => Ok(Answer { status, headers, body }),
        _ => Err(broken("the answer broke off")),
    }
}
