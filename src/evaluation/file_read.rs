//! What stands in a file of questions and forms, entry by entry, with every fault of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Asking, Choice, Form, KINDS, LEVELS, MOST_QUESTIONS, NOT_APPLICABLE, OCCASIONS, Question, Scale, yes_and_no,
};
use crate::plumbing::toml_records::{Entry, Reading};

/// What a file holds.
#[derive(Debug, Default)]
pub(super) struct Read {
    pub(super) scales: Vec<Scale>,
    pub(super) questions: Vec<Question>,
    pub(super) forms: Vec<Form>,
    /// Askings, each with the versions it asks as `key/number`; none for the newest.
    pub(super) askings: Vec<(Asking, Vec<String>)>,
}

/// What a file may refer to: what stands in the database, and what the file itself brings.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) scales: BTreeMap<String, Scale>,
    /// Every version of every question, by key and number.
    pub(super) questions: BTreeMap<(String, i64), Question>,
    pub(super) forms: BTreeSet<String>,
    pub(super) askings: BTreeMap<String, Asking>,
    pub(super) programmes: BTreeSet<String>,
    /// The programme of each cohort.
    pub(super) cohorts: BTreeMap<String, String>,
    pub(super) today: String,
}

impl Known {
    fn newest(&self, key: &str) -> Option<&Question> {
        self.questions.range((key.to_owned(), 0)..=(key.to_owned(), i64::MAX)).next_back().map(|(_, one)| one)
    }
}

fn words_of(list: &[(&'static str, &'static str)]) -> Vec<&'static str> {
    list.iter().map(|(key, _)| *key).collect()
}

/// The options of a scale or a question, the best first.
fn options(reading: &mut Reading<'_>, entry: Entry<'_>) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for option in reading.entries(entry, "option") {
        reading.only(option, &["key", "label", "top"]);
        let choice = Choice {
            key: reading.must_key(option, "key"),
            label: reading.must(option, "label"),
            top_box: i64::from(reading.flag(option, "top")),
        };
        if choice.key == NOT_APPLICABLE {
            reading.fault_at(option, "key", "`does-not-apply` is kept for `may_not_apply = true`; choose another key");
        }
        if choices.iter().any(|known| known.key == choice.key) {
            reading.fault_at(option, "key", format!("the option `{}` stands twice; change one", choice.key));
        }
        choices.push(choice);
    }
    choices
}

fn enough_options(reading: &mut Reading<'_>, entry: Entry<'_>, choices: &[Choice]) {
    if choices.len() < 2 {
        reading.fault_at(entry, "option", "there must be at least two [[…option]] to choose from");
    }
}

pub(super) fn scale(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known) -> Scale {
    reading.only(entry, &["key", "name", "option"]);
    let scale = Scale {
        key: reading.must_key(entry, "key"),
        name: reading.must(entry, "name"),
        choices: options(reading, entry),
    };
    enough_options(reading, entry, &scale.choices);
    if !scale.choices.iter().any(|choice| choice.top_box == 1) {
        reading.fault_at(entry, "option", "no option is marked `top = true`; mark those that count as agreement");
    }
    if known.scales.get(&scale.key).is_some_and(|stands| *stands != scale) {
        let what = format!(
            "the scale `{}` stands already with other words; a scale never changes, so give this one a new key and use it in \
             a new version of the questions",
            scale.key
        );
        reading.fault_at(entry, "key", what);
    }
    known.scales.entry(scale.key.clone()).or_insert_with(|| scale.clone());
    scale
}

const QUESTION: &[&str] = &[
    "key",
    "version",
    "words",
    "help",
    "kind",
    "scale",
    "option",
    "may_not_apply",
    "driver",
    "level",
    "measure",
    "reason",
    "from",
    "retired",
];

pub(super) fn question(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known) -> Question {
    reading.only(entry, QUESTION);
    let key = reading.must_key(entry, "key");
    let number = reading.whole(entry, "version").unwrap_or(1);
    let kind = reading.word(entry, "kind", &words_of(KINDS)).unwrap_or_else(|| "scale".into());
    let scale_key = reading.key(entry, "scale");
    let own = options(reading, entry);
    let choices = match kind.as_str() {
        "yes-no" => yes_and_no(),
        "scale" => match scale_key.as_ref().and_then(|key| known.scales.get(key)) {
            Some(scale) => scale.choices.clone(),
            None => {
                let list: Vec<&str> = known.scales.keys().map(String::as_str).collect();
                let what = format!("`scale` must name a scale; those known are {}", list.join(", "));
                reading.fault_at(entry, "scale", what);
                Vec::new()
            }
        },
        "choice" => {
            enough_options(reading, entry, &own);
            own.clone()
        }
        _ => Vec::new(),
    };
    if kind != "choice" && !own.is_empty() {
        reading.fault_at(entry, "option", "only a question of the kind `choice` has options of its own");
    }
    if kind != "scale" && scale_key.is_some() {
        reading.fault_at(entry, "scale", "only a question of the kind `scale` has a scale");
    }
    let question = Question {
        id: String::new(),
        number,
        words: reading.must(entry, "words"),
        help: reading.text(entry, "help").unwrap_or_default(),
        kind,
        scale_key,
        may_not_apply: i64::from(reading.flag(entry, "may_not_apply")),
        driver: reading.key(entry, "driver").unwrap_or_default(),
        level: reading.word(entry, "level", &words_of(LEVELS)).unwrap_or_else(|| "reaction".into()),
        measure: reading.key(entry, "measure").unwrap_or_default(),
        reason: reading.text(entry, "reason").unwrap_or_default(),
        from_day: reading.day(entry, "from").unwrap_or_else(|| known.today.clone()),
        retired_on: reading.day(entry, "retired"),
        key,
        choices,
    };
    let at = (question.key.clone(), number);
    match known.questions.get(&at) {
        Some(stands) if !stands.asks_the_same(&question) => {
            let what = format!(
                "version {number} of `{}` stands already with other words or answers; a changed question is a new version: \
                 write `version = {}` with its `reason`",
                question.key,
                number + 1
            );
            reading.fault_at(entry, "words", what);
        }
        Some(_) => {}
        None => {
            let last = known.newest(&question.key).map_or(0, |newest| newest.number);
            if number != last + 1 {
                let what = format!("version {number} of `{}` does not follow; the next is {}", question.key, last + 1);
                reading.fault_at(entry, "version", what);
            }
            if number > 1 && question.reason.is_empty() {
                reading.fault_at(
                    entry,
                    "reason",
                    "say in `reason` why the words changed; readers of the series see it",
                );
            }
        }
    }
    known.questions.entry(at).or_insert_with(|| question.clone());
    question
}

pub(super) fn form(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known) -> Form {
    reading.only(entry, &["key", "title", "occasion", "opening", "questions"]);
    let form = Form {
        key: reading.must_key(entry, "key"),
        title: reading.must(entry, "title"),
        occasion: reading.word(entry, "occasion", &words_of(OCCASIONS)).unwrap_or_else(|| "other".into()),
        opening: reading.text(entry, "opening").unwrap_or_default(),
        questions: reading.keys(entry, "questions"),
    };
    if super::form_pages::RESERVED.contains(&form.key.as_str()) {
        reading.fault_at(entry, "key", format!("`{}` is the address of another page; choose another key", form.key));
    }
    for fault in form_faults(&form, |key| known.newest(key).is_some()) {
        reading.fault_at(entry, "questions", fault);
    }
    known.forms.insert(form.key.clone());
    form
}

/// What is wrong with the questions of a form.
pub(super) fn form_faults(form: &Form, asks: impl Fn(&str) -> bool) -> Vec<String> {
    let mut faults = Vec::new();
    if form.questions.is_empty() {
        faults.push("a form needs at least one question".to_owned());
    }
    if form.questions.len() > MOST_QUESTIONS {
        faults.push(format!(
            "a form holds at most {MOST_QUESTIONS} questions and this one has {}; every further question costs answers",
            form.questions.len()
        ));
    }
    let mut seen = BTreeSet::new();
    for key in &form.questions {
        if !seen.insert(key) {
            faults.push(format!("the question `{key}` stands twice"));
        }
        if !asks(key) {
            faults.push(format!("there is no question `{key}` that may be asked; write its key as the bank has it"));
        }
    }
    faults
}

const ASKING: &[&str] = &[
    "key",
    "form",
    "title",
    "programme",
    "cohort",
    "meeting",
    "opens",
    "closes",
    "closed",
    "invited",
    "versions",
    "invented",
];

pub(super) fn asking(reading: &mut Reading<'_>, entry: Entry<'_>, known: &mut Known) -> (Asking, Vec<String>) {
    reading.only(entry, ASKING);
    let form = reading.must_key(entry, "form");
    if !form.is_empty() && !known.forms.contains(&form) {
        reading.fault_at(entry, "form", format!("there is no form `{form}`; write it above as [[form]]"));
    }
    let cohort_key = reading.key(entry, "cohort");
    let mut programme_key = reading.key(entry, "programme");
    if let Some(key) = programme_key.as_ref().filter(|key| !known.programmes.contains(*key)) {
        reading.fault_at(
            entry,
            "programme",
            format!("there is no programme `{key}`; the programmes are those of programmes.toml"),
        );
    }
    if let Some(key) = &cohort_key {
        match known.cohorts.get(key) {
            None => {
                reading.fault_at(
                    entry,
                    "cohort",
                    format!("there is no cohort `{key}`; the cohorts are those of cohorts.toml"),
                );
            }
            Some(programme) if programme_key.as_ref().is_some_and(|given| given != programme) => {
                reading.fault_at(entry, "programme", format!("the cohort `{key}` belongs to `{programme}`"));
            }
            Some(programme) => programme_key = Some(programme.clone()),
        }
    }
    reading.must(entry, "opens");
    reading.must(entry, "closes");
    let opens_on = reading.day(entry, "opens").unwrap_or_default();
    let closes_on = reading.day(entry, "closes").unwrap_or_default();
    if closes_on < opens_on {
        reading.fault_at(entry, "closes", "it would close before it opens; change one of the two days");
    }
    let asking = Asking {
        key: reading.must_key(entry, "key"),
        form,
        title: reading.must(entry, "title"),
        programme_key,
        cohort_key,
        meeting_key: reading.key(entry, "meeting"),
        session: super::session_of(&opens_on).unwrap_or_default(),
        opens_on,
        closes_on,
        invited: reading.whole(entry, "invited"),
        closed_on: reading.day(entry, "closed"),
        invented: i64::from(reading.flag(entry, "invented")),
        ..Asking::default()
    };
    let versions = reading.texts(entry, "versions");
    for version in &versions {
        let named = version.rsplit_once('/').and_then(|(key, number)| Some((key.to_owned(), number.parse().ok()?)));
        if !named.is_some_and(|at| known.questions.contains_key(&at)) {
            reading.fault_at(
                entry,
                "versions",
                format!("there is no `{version}`; write the question’s key, a stroke and its version"),
            );
        }
    }
    if let Some(stands) = known.askings.get(&asking.key)
        && (&stands.form, &stands.opens_on, &stands.closes_on) != (&asking.form, &asking.opens_on, &asking.closes_on)
    {
        let what = format!(
            "the asking `{}` stands already with another form or other days; give this one a new key",
            asking.key
        );
        reading.fault_at(entry, "key", what);
    }
    (asking, versions)
}
