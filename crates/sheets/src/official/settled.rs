//! One record for each department from the three sheets of a contact list: where it stands today, since
//! when, what it was called before and which establishments went into it.

use std::collections::{BTreeMap, BTreeSet};

use figures::Message;

use super::contact::{Change, ContactList, Step};
use super::{Department, Tie};
use crate::issue::{Issue, Issues};

/// A day that so many rows of the list give as the opening day that it stands for *not known*.
const STAND_IN: &str = "1970-08-31";

/// Whether an establishment is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It is open.
    Open,
    /// It is kept without pupils.
    Mothballed,
    /// It is closed.
    Closed,
}

/// One department of a school as the whole list tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledSchool {
    /// The sheet and row it is known from.
    pub sheet: String,
    /// The row of the sheet.
    pub row: usize,
    /// The SEED code: seven digits.
    pub seed: String,
    /// The department.
    pub department: Department,
    /// The name it has, or had last.
    pub name: String,
    /// The authority as printed.
    pub authority: String,
    /// Whether it is open.
    pub standing: Standing,
    /// The day it opened, as `YYYY-MM-DD`, where the list says it.
    pub opened: Option<String>,
    /// The day it was mothballed.
    pub mothballed: Option<String>,
    /// The day it closed.
    pub closed: Option<String>,
    /// The establishments that went into it, each SEED code with its department.
    pub predecessors: Vec<(String, Department)>,
    /// Names it had before, the latest first.
    pub former_names: Vec<String>,
}

type Key = (String, Department);

impl ContactList {
    /// One record for each department of each school, in the order of SEED code and department.
    ///
    /// A department that stands among the open schools is open, whatever happened before. One that only
    /// opened and closed is as its last day says. Where the sheets contradict each other, or a merger
    /// names a SEED code that no sheet has, a warning names the row.
    #[must_use]
    pub fn settled(&self) -> (Vec<SettledSchool>, Vec<Issue>) {
        let mut issues = Issues::default();
        let mut schools = self.open_records();
        let changes = &self.sheets.1;
        let mut warn = |row: usize, what: Message| issues.add(Issue::row(row, what).on(changes).as_warning());
        for change in &self.changes {
            if change.step == Step::Split {
                warn(change.row, Message::new("official-split").with("name", &change.name));
                continue;
            }
            for department in &change.departments {
                self.apply(change, *department, &mut schools, &mut warn);
            }
        }
        let stand_ins = self.changes.iter().filter(|change| change.opened.as_deref() == Some(STAND_IN)).count();
        if stand_ins > 0 {
            let what = Message::new("official-stand-in-day").with("count", stand_ins).with("day", STAND_IN);
            issues.add(Issue::sheet(what).on(changes).as_warning());
        }
        self.link(&mut schools, &mut issues);
        for renamed in self.renamed.iter().rev().filter(|renamed| !renamed.old_name.is_empty()) {
            for school in schools.values_mut().filter(|school| school.seed == renamed.seed) {
                if school.name != renamed.old_name && !school.former_names.contains(&renamed.old_name) {
                    school.former_names.push(renamed.old_name.clone());
                }
            }
        }
        (schools.into_values().collect(), issues.into_list())
    }

    fn open_records(&self) -> BTreeMap<Key, SettledSchool> {
        let mut schools = BTreeMap::new();
        for one in &self.open {
            for department in &one.departments {
                schools.insert(
                    (one.seed.clone(), *department),
                    SettledSchool {
                        sheet: self.sheets.0.clone(),
                        row: one.row,
                        seed: one.seed.clone(),
                        department: *department,
                        name: one.name.clone(),
                        authority: one.authority.clone(),
                        standing: Standing::Open,
                        opened: None,
                        mothballed: None,
                        closed: None,
                        predecessors: Vec::new(),
                        former_names: Vec::new(),
                    },
                );
            }
        }
        schools
    }

    fn apply(
        &self,
        change: &Change,
        department: Department,
        schools: &mut BTreeMap<Key, SettledSchool>,
        warn: &mut impl FnMut(usize, Message),
    ) {
        let standing = match change.step {
            Step::Mothballed => Standing::Mothballed,
            Step::Closed => Standing::Closed,
            Step::Opened | Step::Split => Standing::Open,
        };
        let opened = change.opened.clone().filter(|day| day != STAND_IN);
        let key = (change.seed.clone(), department);
        if let Some(school) = schools.get_mut(&key).filter(|school| school.sheet == self.sheets.0) {
            school.opened = school.opened.take().or(opened);
            if standing != Standing::Open {
                let what = Message::new("official-open-and-closed").with("name", &change.name);
                warn(change.row, what.with("row", school.row));
            }
            return;
        }
        let is_open = |one: &SettledSchool| one.seed == change.seed && one.sheet == self.sheets.0;
        if change.step == Step::Opened && schools.values().any(is_open) {
            // The school is open with other departments than it opened with: the day is the school's.
            for school in schools.values_mut().filter(|one| is_open(one)) {
                school.opened = school.opened.take().or_else(|| opened.clone());
            }
            let what = Message::new("official-opened-otherwise").with("name", &change.name);
            warn(change.row, what.with("department", department.key()));
            return;
        }
        if change.step == Step::Opened && !schools.contains_key(&key) && !self.open.is_empty() {
            let ends = |other: &Change| other.seed == change.seed && other.departments.contains(&department);
            if !self.changes.iter().any(|other| ends(other) && !matches!(other.step, Step::Opened | Step::Split)) {
                warn(change.row, Message::new("official-opened-and-not-open").with("name", &change.name));
                return;
            }
        }
        let school = schools.entry(key).or_insert_with(|| SettledSchool {
            sheet: self.sheets.1.clone(),
            row: change.row,
            seed: change.seed.clone(),
            department,
            name: change.name.clone(),
            authority: change.authority.clone(),
            standing,
            opened: None,
            mothballed: None,
            closed: None,
            predecessors: Vec::new(),
            former_names: Vec::new(),
        });
        school.opened = school.opened.take().or(opened);
        school.mothballed = change.mothballed.clone().or(school.mothballed.take());
        school.closed = change.closed.clone().or(school.closed.take());
        // Opened, mothballed, closed: the list adds rows as things happen, and closing is the end.
        if standing >= school.standing {
            school.standing = standing;
            school.name.clone_from(&change.name);
            school.authority.clone_from(&change.authority);
        }
    }

    /// Writes the predecessors of each school that others went into.
    fn link(&self, schools: &mut BTreeMap<Key, SettledSchool>, issues: &mut Issues) {
        let mut known: BTreeSet<&str> = self.open.iter().map(|one| one.seed.as_str()).collect();
        known.extend(self.changes.iter().map(|one| one.seed.as_str()));
        known.extend(self.renamed.iter().map(|one| one.seed.as_str()));
        let mut pairs: BTreeSet<(String, String)> = BTreeSet::new();
        for change in &self.changes {
            let of = |tie: Tie| change.relations.iter().filter(move |one| one.tie == tie).map(|one| one.seed.clone());
            for relation in change.relations.iter().filter(|one| !known.contains(one.seed.as_str())) {
                let what =
                    Message::new("official-code-unknown").with("seed", &relation.seed).with("name", &change.name);
                issues.add(Issue::row(change.row, what).on(&self.sheets.1).as_warning());
            }
            for target in of(Tie::MergedInto) {
                pairs.insert((target.clone(), change.seed.clone()));
                pairs.extend(of(Tie::MergedWith).map(|with| (target.clone(), with)));
            }
            if change.step == Step::Opened {
                pairs.extend(of(Tie::FormedFrom).map(|from| (change.seed.clone(), from)));
            }
        }
        let departments: BTreeSet<Key> = schools.keys().cloned().collect();
        for (target, before) in pairs.into_iter().filter(|(target, before)| target != before) {
            let of = |seed: &str| -> Vec<Department> {
                Department::ALL.into_iter().filter(|one| departments.contains(&(seed.to_owned(), *one))).collect()
            };
            let (went_into, came_from) = (of(&target), of(&before));
            // From a department into the same one; where there is none, from all into all.
            let same: Vec<Department> = came_from.iter().copied().filter(|one| went_into.contains(one)).collect();
            for into in &went_into {
                let from = if same.is_empty() { came_from.clone() } else { same.clone() };
                let from = from.into_iter().filter(|one| same.is_empty() || one == into);
                if let Some(school) = schools.get_mut(&(target.clone(), *into)) {
                    school.predecessors.extend(from.map(|department| (before.clone(), department)));
                }
            }
        }
    }
}
