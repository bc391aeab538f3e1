//! Where tasks come from: each feature is asked for what it has open, once, and a person's tasks are picked from that.

use std::collections::BTreeMap;

use super::{Doer, Task, days_after};
use crate::{
    actions, governance, groups,
    indicators::counts,
    interest,
    meetings::{self, Meeting, State},
    people::Role,
    plan,
    plumbing::{problem::Problem, search, state::Weft},
    programmes::waiting::{self, ToAnswer, ToKeep},
    progress, publications, voices,
};

/// How many days ahead an end is told of: a review, a group's last day, a consent.
const AHEAD: i64 = 60;

/// How many days ahead a meeting is prepared for.
const SOON: i64 = 14;
/// How many days before an offer of a place runs out it is told of.
const RUNS_OUT: i64 = 5;
/// For how many days after a meeting its minutes are asked for, and by which day after it they should be written.
const BEHIND: i64 = 120;
const MINUTES: i64 = 7;

/// What is open for everybody, read once for as many people as need it.
#[derive(Default)]
pub(super) struct Open {
    today: String,
    groups: Vec<groups::Group>,
    afterwards: Vec<groups::Group>,
    vacancies: Vec<governance::Vacancy>,
    waiting: (i64, Option<String>),
    consents: Vec<(String, String)>,
    drafts: Vec<plan::Head>,
    revised: Vec<publications::Revised>,
    reports: Vec<progress::Due>,
    to_accept: usize,
    counts_to_accept: usize,
    meetings: Vec<Meeting>,
    registers: Vec<ToKeep>,
    applications: Vec<ToKeep>,
    offers: Vec<ToKeep>,
    to_answer: Vec<ToAnswer>,
    case_studies: Vec<ToAnswer>,
}

impl Open {
    /// Reads what the holders of these roles need to know.
    pub(super) async fn read(weft: &Weft, today: &str, needed: impl Fn(Role) -> bool) -> Result<Self, Problem> {
        let db = &weft.db;
        let mut open = Self { today: today.to_owned(), ..Self::default() };
        let officer = needed(Role::CollaborationOfficer);
        if officer || needed(Role::GroupLead) {
            open.groups = groups::groups(db).await?;
            open.groups.retain(|group| !group.has_ended(today));
            open.reports = progress::due(db, today).await?;
        }
        if officer {
            open.afterwards = groups::afterwards_due(db, today).await?;
            open.waiting = interest::waiting(db).await?;
            open.revised = publications::revised(weft).await?;
            open.to_accept = progress::waiting(db).await?.len();
            open.consents = voices::consents_ending(db, today, &days_after(today, AHEAD)).await?;
        }
        if officer || needed(Role::EvaluationLead) {
            open.counts_to_accept = counts::to_accept(weft).await?;
        }
        if officer || needed(Role::GroupLead) || needed(Role::BodyMember) {
            let (from, to) = (days_after(today, -BEHIND), days_after(today, SOON));
            open.meetings = meetings::between(db, &from, &to).await?;
        }
        if officer || needed(Role::ProgrammeLead) {
            open.registers = waiting::registers(db, today).await?;
            open.applications = waiting::applications(db).await?;
            open.offers = waiting::offers(db, &days_after(today, RUNS_OUT)).await?;
        }
        open.to_answer = waiting::offers_to_answer(db, today).await?;
        open.case_studies = waiting::case_studies(db, today).await?;
        if officer || needed(Role::AuthorityOfficer) {
            open.vacancies = governance::every_vacancy(db, today).await?;
        }
        if officer || needed(Role::WorkstreamLead) {
            open.drafts = plan::frameworks(db).await?;
            open.drafts.retain(|head| head.state() == plan::State::Draft);
        }
        Ok(open)
    }

    /// The tasks of one person, those due first before others.
    pub(super) async fn tasks_of(&self, weft: &Weft, doer: &Doer) -> Result<Vec<Task>, Problem> {
        let mut tasks = actions_of(weft, &doer.person).await?;
        for authority in doer.scopes(Role::AuthorityOfficer) {
            for sheet in counts::lacking(weft, authority).await? {
                tasks.push(Task {
                    day: None,
                    what: sheet.what,
                    about: "Counts of your authority".into(),
                    href: sheet.href,
                });
            }
            let mine = self.vacancies.iter().filter(|vacancy| vacancy.authority.as_deref() == Some(authority));
            tasks.extend(mine.map(|vacancy| Task {
                day: None,
                what: format!("Name somebody: {}", vacancy.words),
                about: vacancy.body_name.clone(),
                href: format!("/governance/{}", vacancy.body),
            }));
        }
        self.of_learning(doer, &mut tasks);
        self.of_programmes(doer, &mut tasks);
        self.of_groups(doer, &mut tasks);
        self.of_meetings(doer, &mut tasks);
        if doer.holds(Role::CollaborationOfficer) {
            self.of_officer(&mut tasks);
            tasks.extend(self.revised.iter().map(|one| Task {
                day: None,
                what: format!("Look at what changed since it was published: {}", one.changes.join(" ")),
                about: one.title.clone(),
                href: format!("/publications/{}", one.key),
            }));
        }
        if self.counts_to_accept > 0 && (doer.holds(Role::CollaborationOfficer) || doer.holds(Role::EvaluationLead)) {
            let sheets = if self.counts_to_accept == 1 { "sheet" } else { "sheets" };
            tasks.push(Task {
                day: None,
                what: format!("Accept or return {} {sheets} of counts", self.counts_to_accept),
                about: "Counts".into(),
                href: "/counts".into(),
            });
        }
        if doer.holds(Role::CollaborationOfficer) || doer.holds(Role::WorkstreamLead) {
            tasks.extend(self.drafts.iter().map(|head| Task {
                day: None,
                what: format!("Work on the draft of {}", head.title),
                about: head.sessions(),
                href: format!("/framework/{}/draft", head.key),
            }));
        }
        tasks.sort_by(|a, b| {
            (a.day.is_none(), &a.day, &a.about, &a.what).cmp(&(b.day.is_none(), &b.day, &b.about, &b.what))
        });
        tasks.dedup();
        Ok(tasks)
    }

    /// A practitioner's own: an offer to answer, a case study to write.
    fn of_learning(&self, doer: &Doer, tasks: &mut Vec<Task>) {
        let about = |one: &ToAnswer| format!("{}, {}", one.programme_name, one.cohort_title);
        tasks.extend(self.to_answer.iter().filter(|one| one.person == doer.person).map(|one| Task {
            day: one.day.clone(),
            what: "Answer the offer of a place".to_owned(),
            about: about(one),
            href: "/my/learning".to_owned(),
        }));
        tasks.extend(self.case_studies.iter().filter(|one| one.person == doer.person).map(|one| Task {
            day: one.day.clone(),
            what: "Write the case study and send it".to_owned(),
            about: about(one),
            href: "/my/learning#programmes".to_owned(),
        }));
    }

    /// Registers to close, applications to decide, offers that run out: to the lead for their own programmes, to the officer
    /// for all.
    fn of_programmes(&self, doer: &Doer, tasks: &mut Vec<Task>) {
        let (officer, own) = (doer.holds(Role::CollaborationOfficer), doer.scopes(Role::ProgrammeLead));
        let mut push = |one: &ToKeep, what: String, place: &str| {
            if officer || own.contains(&one.programme.as_str()) {
                tasks.push(Task {
                    day: one.day.clone(),
                    what,
                    about: format!("{}, {}", one.programme_name, one.cohort_title),
                    href: format!("/cohorts/{}{place}", one.cohort),
                });
            }
        };
        for one in &self.registers {
            let what = match one.count {
                1 => "Close the register of a meeting".to_owned(),
                count => format!("Close the registers of {count} meetings"),
            };
            push(one, what, "/register");
        }
        for one in &self.applications {
            let what = match one.count {
                1 => "Decide an application".to_owned(),
                count => format!("Decide {count} applications"),
            };
            push(one, what, "/applications");
        }
        for one in &self.offers {
            let what = match one.count {
                1 => "An offer of a place runs out: remind or offer it to somebody else".to_owned(),
                count => format!("{count} offers of places run out: remind, or offer them to others"),
            };
            push(one, what, "/applications");
        }
    }

    /// Reviews and last days: to the lead for their own group, to the officer for all.
    fn of_groups(&self, doer: &Doer, tasks: &mut Vec<Task>) {
        let (officer, own) = (doer.holds(Role::CollaborationOfficer), doer.scopes(Role::GroupLead));
        let horizon = days_after(&self.today, AHEAD);
        for group in self.groups.iter().filter(|group| officer || own.contains(&group.key.as_str())) {
            let mut push = |day: &Option<String>, what: &str| {
                if let Some(day) = day.as_ref().filter(|day| **day <= horizon) {
                    tasks.push(Task {
                        day: Some(day.clone()),
                        what: what.to_owned(),
                        about: group.name.clone(),
                        href: format!("/groups/{}", group.key),
                    });
                }
            };
            push(&group.review, "Review whether the group goes on");
            push(&group.ends, "Say what is left and who carries it on, before the group ends");
        }
        // A report that nobody has asked for yet is the officer's to ask for.
        for report in self.reports.iter().filter(|due| due.state.is_some() && own.contains(&due.group.as_str())) {
            tasks.push(Task {
                day: Some(report.due.clone()),
                what: format!("Report in five questions about {}", report.period()),
                about: report.title.clone(),
                href: format!("/groups/{}/progress", report.group),
            });
        }
    }

    /// Meetings to prepare, to minute and to have approved: a lead's own group, a body's for the officer. Members of a
    /// body are told of what is coming.
    fn of_meetings(&self, doer: &Doer, tasks: &mut Vec<Task>) {
        let (groups, bodies) = (doer.scopes(Role::GroupLead), doer.scopes(Role::BodyMember));
        let officer = doer.holds(Role::CollaborationOfficer);
        for meeting in &self.meetings {
            let key = meeting.holder_key.as_str();
            let keeps = if meeting.holder_kind == "group" { groups.contains(&key) } else { officer };
            let sits = meeting.holder_kind == "body" && bodies.contains(&key);
            let task = |day: Option<String>, what: &str, place: &str| Task {
                day,
                what: what.to_owned(),
                about: meeting.title.clone(),
                href: format!("{}{place}", meeting.url()),
            };
            match meeting.state(&self.today) {
                State::Coming if keeps => {
                    tasks.push(task(Some(meeting.day.clone()), "Prepare the agenda and the papers", ""));
                }
                State::Coming if sits => {
                    tasks.push(task(Some(meeting.day.clone()), "Read the papers and take part", ""))
                }
                State::ToMinute if keeps => {
                    tasks.push(task(Some(days_after(&meeting.day, MINUTES)), "Write the minutes", "/minutes"));
                }
                State::Minuted if keeps => tasks.push(task(None, "Have the minutes approved at the next meeting", "")),
                _ => {}
            }
        }
    }

    fn of_officer(&self, tasks: &mut Vec<Task>) {
        let task = |day: Option<String>, what: String, about: &str, href: String| Task {
            day,
            what,
            about: about.to_owned(),
            href,
        };
        if let (count @ 1.., oldest) = &self.waiting {
            let day = oldest.as_ref().map(|at| at.chars().take(10).collect());
            let what = match count {
                1 => "Answer an expression of interest".to_owned(),
                count => format!("Answer {count} expressions of interest"),
            };
            tasks.push(task(day, what, "The oldest came on the day shown", "/interest?state=waiting".into()));
        }
        let to_ask = self.reports.iter().filter(|due| due.is_to_ask(&self.today)).collect::<Vec<_>>();
        if let Some(first) = to_ask.first() {
            let what = match to_ask.len() {
                1 => "Ask a group for its progress report".to_owned(),
                count => format!("Ask {count} groups for their progress reports"),
            };
            tasks.push(task(Some(first.due.clone()), what, "Progress", "/progress/requests".into()));
        }
        if self.to_accept > 0 {
            let many = if self.to_accept == 1 {
                "a progress report".to_owned()
            } else {
                format!("{} progress reports", self.to_accept)
            };
            tasks.push(task(None, format!("Read and accept {many}"), "Progress", "/progress".into()));
        }
        let late = self.reports.iter().filter(|due| due.state.is_some() && due.is_overdue(&self.today)).count();
        if late > 0 {
            let what = format!("Remind {late} {} of the progress report", if late == 1 { "group" } else { "groups" });
            tasks.push(task(None, what, "Progress", "/progress".into()));
        }
        let mut vacant: BTreeMap<&str, (&str, usize)> = BTreeMap::new();
        for vacancy in &self.vacancies {
            vacant.entry(&vacancy.body).or_insert((&vacancy.body_name, 0)).1 += 1;
        }
        for (body, (name, count)) in vacant {
            let what = if count == 1 { "Fill a vacant seat".to_owned() } else { format!("Fill {count} vacant seats") };
            tasks.push(task(None, what, name, format!("/governance/{body}")));
        }
        for (voice, day) in &self.consents {
            let what = "Ask again before the consent to use these words ends".to_owned();
            tasks.push(task(Some(day.clone()), what, voice, format!("/voices/{voice}")));
        }
        for group in &self.afterwards {
            let what = "Ask once whether its people still meet".to_owned();
            tasks.push(task(None, what, &group.name, format!("/groups/{}", group.key)));
        }
    }
}

/// Open actions somebody has agreed to do.
async fn actions_of(weft: &Weft, person: &str) -> Result<Vec<Task>, Problem> {
    let mut names: BTreeMap<(String, String), String> = BTreeMap::new();
    let mut tasks = Vec::new();
    for action in actions::open_of_person(&weft.db, person).await? {
        let holder = (action.holder_kind.clone(), action.holder_key.clone());
        let about = match names.get(&holder) {
            Some(name) => name.clone(),
            None => {
                let found = search::named(&weft.db, &holder.0, &holder.1).await?;
                let name = found.map(|found| found.title).unwrap_or_default();
                names.insert(holder, name.clone());
                name
            }
        };
        tasks.push(Task { href: action.url(), day: action.due, what: action.text, about });
    }
    Ok(tasks)
}
