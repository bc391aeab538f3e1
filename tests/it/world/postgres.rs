//! A PostgreSQL server of the tests' own: started once, ended when the test process ends, never the machine's.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use sqlx::{Connection, Executor};
use tokio::sync::{Mutex, OnceCell};

struct Server {
    port: u16,
    /// The server's keeper ends it when this pipe closes, that is, when this process ends.
    _keeper: std::process::Child,
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
static ONE_AT_A_TIME: Mutex<()> = Mutex::const_new(());

fn programs() -> PathBuf {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|versions| versions.flatten().map(|version| version.path().join("bin")).collect())
        .unwrap_or_default();
    found.retain(|folder| folder.join("initdb").exists());
    found.sort();
    found.pop().expect("PostgreSQL is needed for the tests: apt-get install postgresql")
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|out| out.stdout.starts_with(b"0\n"))
}

/// A command of PostgreSQL's; its programs refuse root, so root hands them to nobody.
fn command(program: &Path) -> Command {
    if is_root() {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=nobody", "--regid=nogroup", "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    }
}

#[expect(
    clippy::zombie_processes,
    reason = "the keeper ends with this process, which is when there is nobody left to wait"
)]
async fn start() -> Server {
    let programs = programs();
    // Nothing of a static is dropped when the process ends, so the keeper takes the folder away as well.
    let folder = temp_dir::TempDir::new().unwrap().dont_delete_on_drop().path().to_path_buf();
    let data = folder.join("data");
    std::fs::create_dir(&data).unwrap();
    if is_root() {
        let owned = Command::new("chown").args(["-R", "nobody:nogroup"]).arg(&folder).status().unwrap();
        assert!(owned.success());
    }
    let made = command(&programs.join("initdb"))
        .args(["--username=weft", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "-D"])
        .arg(&data)
        .current_dir(&folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let server = command(&programs.join("postgres"));
    let mut line: Vec<String> = vec![server.get_program().to_string_lossy().into_owned()];
    line.extend(server.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    let script = "\"$@\" & server=$!; read -r _; kill -INT $server; wait $server; rm -rf \"$FOLDER\"";
    let keeper = Command::new("sh")
        .args(["-c", script, "keeper"])
        .args(line)
        .arg("-D")
        .arg(&data)
        .args(["-p", &port.to_string(), "-k"])
        .arg(&folder)
        .args(["-c", "listen_addresses=127.0.0.1", "-c", "fsync=off", "-c", "max_connections=400"])
        .current_dir(&folder)
        .env("FOLDER", &folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    for _ in 0..200 {
        if sqlx::PgConnection::connect(&address(port, "postgres")).await.is_ok() {
            return Server { port, _keeper: keeper };
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the tests' PostgreSQL server did not start within ten seconds");
}

fn address(port: u16, database: &str) -> String {
    format!("postgres://weft@127.0.0.1:{port}/{database}")
}

/// A new database, empty or a copy of another one, and its address.
pub async fn fresh(name: &str, copy_of: Option<&str>) -> String {
    let server = SERVER.get_or_init(start).await;
    // A copy needs its template to be alone for a moment.
    let _turn = ONE_AT_A_TIME.lock().await;
    let mut connection = sqlx::PgConnection::connect(&address(server.port, "postgres")).await.unwrap();
    let template = copy_of.unwrap_or("template1");
    let sql = format!("create database {name} template {template}");
    connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    address(server.port, name)
}
