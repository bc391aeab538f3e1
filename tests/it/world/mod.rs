//! The named world: the example partnership on either engine, and browsers for the people in it.

mod browser;
mod postgres;
mod socket;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::Router;
use tokio::sync::OnceCell;
use weft::{
    app::{self, Place},
    people::Role,
    plumbing::{
        cache::PageCache,
        clock::Clock,
        history::COMMAND_LINE,
        ids::Randomness,
        state::{Parts, Settings, Weft},
    },
};

pub use browser::{Answer, Browser};
pub use socket::{Server, command, weft, weft_ok};

/// The instant at which every test takes place.
pub const NOW: &str = "2026-02-02T10:00:00Z";

/// The folder of the example partnership.
pub fn example() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("examples/west-partnership")
}

/// One partnership on one engine, with the example loaded.
pub struct World {
    pub weft: Weft,
    pub router: Router,
    /// `SQLite` or `PostgreSQL`, for messages.
    pub engine: &'static str,
    _folder: Arc<temp_dir::TempDir>,
}

static LOADED_SQLITE: OnceCell<temp_dir::TempDir> = OnceCell::const_new();
static LOADED_POSTGRES: OnceCell<()> = OnceCell::const_new();
static NEXT: AtomicU64 = AtomicU64::new(1);

async fn open(place: &Place) -> Weft {
    let settings = Settings { public_url: "http://localhost:8080".into(), ..Settings::default() };
    // Every copy draws from its own stretch of the counted randomness, so that their ids never meet.
    let seed = NEXT.fetch_add(1, Ordering::Relaxed) << 32;
    app::start(place, settings, Clock::fixed(NOW).unwrap(), Randomness::Counted(AtomicU64::new(seed))).await.unwrap()
}

/// Loads the example and gives every role of the policy table somebody who holds it.
async fn populate(weft: &Weft) {
    app::load_example(weft, &example()).await.unwrap_or_else(|refusal| panic!("the example was refused: {refusal:?}"));
    let mut write = weft.db.write().await.unwrap();
    for (role, scope) in CAST {
        let email = email_of(*role, scope);
        let new =
            weft::people::NewAccount { name: role.name(), email: &email, role: *role, scope_key: scope, person: None };
        let account = weft::people::add_account(weft, &mut write, COMMAND_LINE, &new).await.unwrap();
        weft::people::set_password(weft, &mut write, &account, PASSWORD).await.unwrap();
    }
    write.commit().await.unwrap();
}

/// Who stands ready to sign in: every role, and the scoped ones twice.
pub const CAST: &[(Role, &str)] = &[
    (Role::CollaborationOfficer, ""),
    (Role::WorkstreamLead, "leadership-of-learning"),
    (Role::WorkstreamLead, "inclusion"),
    (Role::AuthorityOfficer, "glasgow-city"),
    (Role::AuthorityOfficer, "inverclyde"),
    (Role::EvaluationLead, ""),
    (Role::Administrator, ""),
    (Role::GroupLead, "maths-and-numeracy"),
    (Role::GroupLead, "gaelic"),
    (Role::BodyMember, "overview-group"),
    (Role::BodyMember, "headteacher-reference-group"),
    (Role::ProgrammeLead, "improving-our-classrooms"),
    (Role::ProgrammeLead, "thinking-about-headship"),
];

/// The password of everybody in the cast.
pub const PASSWORD: &str = "woven threads of tweed";

/// The address somebody of the cast signs in with.
pub fn email_of(role: Role, scope: &str) -> String {
    format!("{}{}{scope}@cast.example", role.key(), if scope.is_empty() { "" } else { "-" })
}

/// A test that takes only `world.weft` must still keep the folder: a type that is dropped as a whole is taken as a whole.
impl Drop for World {
    fn drop(&mut self) {}
}

impl World {
    /// The example on SQLite.
    pub async fn sqlite() -> Self {
        let loaded = LOADED_SQLITE
            .get_or_init(|| async {
                let folder = temp_dir::TempDir::new().unwrap();
                let weft = open(&Place { data: folder.path().into(), database_url: None }).await;
                populate(&weft).await;
                weft.db.close().await;
                folder
            })
            .await;
        let folder = temp_dir::TempDir::new().unwrap();
        for file in ["weft.sqlite", "secret"] {
            std::fs::copy(loaded.path().join(file), folder.path().join(file)).unwrap();
        }
        Self::at(Place { data: folder.path().into(), database_url: None }, folder, "SQLite").await
    }

    /// The example on PostgreSQL.
    pub async fn postgres() -> Self {
        LOADED_POSTGRES
            .get_or_init(|| async {
                let folder = temp_dir::TempDir::new().unwrap();
                let url = postgres::fresh("weft_loaded", None).await;
                let weft = open(&Place { data: folder.path().into(), database_url: Some(url) }).await;
                populate(&weft).await;
                weft.db.close().await;
            })
            .await;
        let folder = temp_dir::TempDir::new().unwrap();
        let name = format!("weft_{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let url = postgres::fresh(&name, Some("weft_loaded")).await;
        Self::at(Place { data: folder.path().into(), database_url: Some(url) }, folder, "PostgreSQL").await
    }

    async fn at(place: Place, folder: temp_dir::TempDir, engine: &'static str) -> Self {
        let weft = open(&place).await;
        weft.pages.moved_to(weft.db.version().await.unwrap());
        let router = app::router(weft.clone()).unwrap();
        Self { weft, router, engine, _folder: Arc::new(folder) }
    }

    /// Leaves a history row, so that a test's own write may be committed.
    pub async fn note(&self, write: &mut weft::plumbing::db::Write) {
        let act = weft::plumbing::history::Act {
            account: "test",
            act: "test written",
            subject_kind: "test",
            subject_id: "1",
            reason: None,
            change: serde_json::json!({}),
        };
        weft::plumbing::history::record(write, &self.weft.clock, act).await.unwrap();
    }

    /// The same partnership at another instant.
    pub fn at_instant(&self, instant: &str) -> Weft {
        self.started(instant, self.weft.settings.clone())
    }

    /// The same partnership in a copy of the program that was started in another way.
    pub fn started(&self, instant: &str, settings: Settings) -> Weft {
        Weft::new(Parts {
            db: self.weft.db.clone(),
            clock: Clock::fixed(instant).unwrap(),
            random: Randomness::Counted(AtomicU64::new(NEXT.fetch_add(1, Ordering::Relaxed) << 32)),
            secret: self.weft.secret.clone(),
            settings,
            pages: PageCache::default(),
        })
    }

    /// A browser that is not signed in.
    pub fn visitor(&self) -> Browser {
        Browser::new(self.router.clone())
    }

    /// A browser of somebody of the cast, signed in; `scope` is empty for roles over the whole partnership.
    pub async fn sign_in_as(&self, role: Role, scope: &str) -> Browser {
        let mut browser = self.visitor();
        let email = email_of(role, scope);
        let answer = browser.send("/sign-in", "/sign-in", &[("email", &email), ("password", PASSWORD)]).await;
        assert_eq!(answer.status, 303, "{} could not sign in on {}: {}", email, self.engine, answer.text());
        browser
    }
}

/// Runs a test on both engines, each with a world of its own.
pub async fn on_both<F, Fut>(test: F)
where
    F: Fn(World) -> Fut,
    Fut: Future<Output = ()>,
{
    for world in [World::sqlite().await, World::postgres().await] {
        // A test that names one field of its world is given that field alone, and the folder must outlive it.
        let _folder = world._folder.clone();
        test(world).await;
    }
}

/// The address of a new empty PostgreSQL database, for programs started by a test.
pub async fn postgres_url() -> String {
    postgres::fresh(&format!("weft_own_{}", NEXT.fetch_add(1, Ordering::Relaxed)), None).await
}

/// An empty database of either engine, its schema in place and nothing loaded.
pub async fn empty_on_both<F, Fut>(test: F)
where
    F: Fn(Weft, &'static str) -> Fut,
    Fut: Future<Output = ()>,
{
    let folder = temp_dir::TempDir::new().unwrap();
    test(open(&Place { data: folder.path().into(), database_url: None }).await, "SQLite").await;
    let folder = temp_dir::TempDir::new().unwrap();
    let name = format!("weft_empty_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let url = postgres::fresh(&name, None).await;
    test(open(&Place { data: folder.path().into(), database_url: Some(url) }).await, "PostgreSQL").await;
}
