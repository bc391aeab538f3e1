//! Backup, restore and check on the command line: what they refuse, and that nothing is touched when they do.

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use sqlx::{Connection, Executor};
use weft::plumbing::ids::sha256;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::world::{example, weft, weft_ok};

fn init(folder: &Path) -> PathBuf {
    let data = folder.join("data");
    weft_ok(&data, &["init", example().join("partnership.toml").to_str().unwrap()]);
    data
}

/// A zip of some files.
fn zip_of(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn entry(path: &str, bytes: &[u8]) -> Value {
    json!({ "path": path, "bytes": bytes.len(), "sha256": sha256(bytes) })
}

fn manifest(entries: &[Value]) -> Vec<u8> {
    let whole = json!({ "format": "weft-backup", "version": 1, "made_at": "2026-02-02T10:00:00.000Z", "program": "0", "entries": entries });
    whole.to_string().into_bytes()
}

/// Restores a file and expects a refusal that says some words, with exit code 1.
fn refused(data: &Path, file: &Path, words: &str) {
    let out = weft(data, &["restore", "--force", file.to_str().unwrap()]);
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(1), "{words}: {said}");
    assert!(said.contains(words) && said.lines().count() == 1, "wanted `{words}`, got: {said}");
}

#[test]
fn a_backup_and_a_restore_overwrite_nothing_unless_told_to() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = init(folder.path());
    let file = folder.path().join("weft.zip");
    let name = file.to_str().unwrap();
    weft_ok(&data, &["backup", name]);
    let first = fs::read(&file).unwrap();
    let again = weft(&data, &["backup", name]);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--force"));
    assert_eq!(fs::read(&file).unwrap(), first);
    weft_ok(&data, &["backup", name, "--force"]);
    assert_eq!(weft(&data, &["restore", name]).status.code(), Some(1));
    fs::write(data.join("files/after.pdf"), b"made after the backup").unwrap();
    let said = weft_ok(&data, &["restore", name, "--force"]);
    assert!(said.contains("is kept in"), "{said}");
    assert!(!data.join("files/after.pdf").exists());
    weft_ok(&data, &["check"]);
    let left: Vec<String> =
        fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with(".restoring")), "{left:?}");
    assert!(left.iter().any(|name| name.starts_with("replaced-") && data.join(name).join("files/after.pdf").exists()));
    let beside: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(beside.iter().all(|name| !name.ends_with(".part")), "{beside:?}");
}

#[test]
fn a_backup_leaves_the_secret_behind_and_names_every_file() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = init(folder.path());
    fs::create_dir_all(data.join("files/ab")).unwrap();
    fs::write(data.join("files/ab/one.pdf"), b"one").unwrap();
    let file = folder.path().join("weft.zip");
    weft_ok(&data, &["backup", file.to_str().unwrap()]);
    let mut archive = zip::ZipArchive::new(fs::File::open(&file).unwrap()).unwrap();
    let names: Vec<String> =
        (0..archive.len()).map(|at| archive.by_index(at).unwrap().name().unwrap().into()).collect();
    assert_eq!(names, ["weft.sqlite", "files/ab/one.pdf", "manifest.json"]);
    let manifest: Value = serde_json::from_reader(archive.by_name("manifest.json").unwrap()).unwrap();
    assert_eq!(manifest["entries"][1]["sha256"], sha256(b"one"));
}

#[test]
fn a_file_that_is_no_backup_or_a_hostile_one_is_refused_and_nothing_is_touched() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = init(folder.path());
    let good = folder.path().join("good.zip");
    weft_ok(&data, &["backup", good.to_str().unwrap()]);
    let before = fs::read(data.join("weft.sqlite")).unwrap();
    let file = folder.path().join("bad.zip");
    let db = b"this is certainly not a database".to_vec();
    let zeros = vec![0_u8; 80 * 1024 * 1024];
    let bad = |path: &str| vec![(path.to_owned(), b"x".to_vec())];
    let with = |more: Vec<(String, Vec<u8>)>| {
        let mut files = vec![("weft.sqlite".to_owned(), db.clone())];
        files.extend(more);
        let entries: Vec<Value> = files.iter().map(|(path, bytes)| entry(path, bytes)).collect();
        files.push(("manifest.json".to_owned(), manifest(&entries)));
        zip_of(&files.iter().map(|(path, bytes)| (path.as_str(), bytes.clone())).collect::<Vec<_>>())
    };
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("not a zip", b"hello".to_vec()),
        ("not a zip", Vec::new()),
        ("manifest.json cannot be read", zip_of(&[("weft.sqlite", db.clone())])),
        ("cannot be understood", zip_of(&[("manifest.json", b"{}".to_vec())])),
        ("names no weft.sqlite", zip_of(&[("manifest.json", manifest(&[]))])),
        ("is no path of a backup", with(bad("../evil"))),
        ("is no path of a backup", with(bad("files/../../evil"))),
        ("is no path of a backup", with(bad("/tmp/evil"))),
        ("is no path of a backup", with(bad("files\\..\\evil"))),
        ("is no path of a backup", with(bad("secret"))),
        ("would unpack to", with(vec![("files/zeros".into(), zeros)])),
        ("cannot be used", with(Vec::new())),
        ("its manifest names 1", {
            let manifest = manifest(&[entry("weft.sqlite", &db)]);
            zip_of(&[("weft.sqlite", db.clone()), ("files/surplus", b"x".to_vec()), ("manifest.json", manifest)])
        }),
        ("is not what the manifest says", {
            let manifest = manifest(&[entry("weft.sqlite", b"this is certainly not a databasE")]);
            zip_of(&[("weft.sqlite", db.clone()), ("manifest.json", manifest)])
        }),
        ("stands in the manifest twice", {
            let manifest = manifest(&[entry("weft.sqlite", &db), entry("weft.sqlite", &db)]);
            zip_of(&[("weft.sqlite", db.clone()), ("files/x", db.clone()), ("manifest.json", manifest)])
        }),
    ];
    for (words, bytes) in cases {
        fs::write(&file, bytes).unwrap();
        refused(&data, &file, words);
    }
    // Any byte that is not as it was: refused, or harmless because it belongs to no entry.
    let whole = fs::read(&good).unwrap();
    for at in (100..whole.len() / 2).step_by(whole.len() / 12) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0x55;
        fs::write(&file, damaged).unwrap();
        assert_eq!(weft(&data, &["restore", "--force", file.to_str().unwrap()]).status.code(), Some(1), "byte {at}");
    }
    assert_eq!(fs::read(data.join("weft.sqlite")).unwrap(), before, "nothing was touched");
    assert!(!folder.path().join("evil").exists() && !Path::new("/tmp/evil").exists());
    weft_ok(&data, &["check"]);
}

#[test]
fn backup_and_restore_on_postgresql_name_its_own_tools() {
    let folder = temp_dir::TempDir::new().unwrap();
    for (command, tool) in [("backup", "pg_dump"), ("restore", "pg_restore")] {
        let out = weft(folder.path(), &[command, "x.zip", "--database-url", "postgres://nobody@localhost/none"]);
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.code(), Some(2), "{said}");
        assert!(said.contains(tool) && said.lines().count() == 1, "{said}");
    }
}

#[tokio::test]
async fn the_check_names_the_place_of_what_is_wrong() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = init(folder.path());
    let good = weft_ok(&data, &["check"]);
    assert_eq!(good.lines().count(), good.lines().filter(|line| !line.contains("wrong")).count(), "{good}");
    let tamper = async |sql: &'static str| {
        sqlx::any::install_default_drivers();
        let url = format!("sqlite://{}", data.join("weft.sqlite").display());
        let mut connection = sqlx::AnyConnection::connect(&url).await.unwrap();
        connection.execute("pragma foreign_keys = off").await.unwrap();
        connection.execute(sql).await.unwrap();
        connection.close().await.unwrap();
        let out = weft(&data, &["check"]);
        assert_eq!(out.status.code(), Some(1), "{sql}");
        String::from_utf8_lossy(&out.stderr).into_owned()
    };
    let said = tamper("update history set change = '{}' where seq = 1").await;
    assert!(said.contains("history: history row 1 was altered"), "{said}");
    let said = tamper("insert into account (id, person_id, email, created_at) values ('a', 'nobody', 'e', 't')").await;
    assert!(said.contains("of account points to a row of person"), "{said}");
    let said = tamper("update _sqlx_migrations set checksum = x'00' where version = 2").await;
    assert!(said.contains("schema: migration 2"), "{said}");
}

#[test]
fn a_backup_under_a_passphrase_opens_with_it_alone_and_a_rehearsal_changes_nothing() {
    let folder = temp_dir::TempDir::new().unwrap();
    let data = init(folder.path());
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("right"), "four words of wool\n").unwrap();
    fs::write(at("wrong"), "four words of silk\n").unwrap();
    fs::write(at("short"), "wool\n").unwrap();
    let (sealed, open) = (at("sealed.age"), at("open.zip"));
    let out = weft(&data, &["backup", &sealed, "--passphrase-file", &at("short")]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains(":1:1: a passphrase has at least 12 characters"));
    assert!(!Path::new(&sealed).exists());
    let said = weft_ok(&data, &["backup", &sealed, "--passphrase-file", &at("right")]);
    assert!(said.contains("encrypted with the passphrase"), "{said}");
    weft_ok(&data, &["backup", &open]);
    let bytes = fs::read(&sealed).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    assert!(!bytes.windows(13).any(|part| part == b"manifest.json"), "the names inside are not to be read");
    let left: Vec<String> =
        fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");

    refused(&data, Path::new(&sealed), "this backup is encrypted; name its passphrase");
    let out = weft(&data, &["restore", "--rehearse", &sealed, "--passphrase-file", &at("wrong")]);
    assert_eq!(out.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&out.stderr).contains("the passphrase does not open this file"));

    let before = fs::read(data.join("weft.sqlite")).unwrap();
    for file in [&sealed, &open] {
        let said = weft_ok(&data, &["restore", "--rehearse", file, "--passphrase-file", &at("right")]);
        assert!(said.contains("can be restored") && said.contains("rows of history without a break"), "{said}");
    }
    assert_eq!(fs::read(data.join("weft.sqlite")).unwrap(), before);
    let left: Vec<String> =
        fs::read_dir(&data).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| !name.starts_with('.')), "{left:?}");

    let elsewhere = folder.path().join("elsewhere");
    weft_ok(&elsewhere, &["restore", &sealed, "--passphrase-file", &at("right")]);
    weft_ok(&elsewhere, &["check"]);
}
