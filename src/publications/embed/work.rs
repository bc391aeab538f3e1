//! The work itself: the map of what each workstream did and for how many, and the tables of groups and programmes.

use typesetting::model::{Block, Inline, KeyFact, Row};

use super::{Desk, column, figure, number_column, or_not_published, plain_table, row, stacked, words};
use crate::{
    plan::{Activity, Framework, Workstream},
    publications::{
        records::Group,
        text::{Binder, Directive},
    },
};

/// Kinds of activity in the order of the map, with the words for several of a kind.
const KINDS: &[(&str, &str)] = &[
    ("network", "Specialist networks"),
    ("cohort-programme", "Programmes with a cohort"),
    ("professional-learning", "Professional learning"),
    ("short-series", "Short series"),
    ("single-session", "Single events"),
    ("coaching", "Coaching"),
    ("learning-set", "Learning sets"),
    ("collaborative-enquiry", "Collaborative enquiries"),
    ("school-partnership", "School partnerships"),
    ("pupil-project", "Projects with pupils"),
    ("development", "Development work"),
    ("research", "Research"),
];

/// What a stated figure counts, as the label of a line.
fn counted(kind: &str) -> &'static str {
    match kind {
        "practitioners" => "Practitioners who took part",
        "representatives" => "Representatives in networks",
        "members" => "Members of networks",
        "networks" => "Networks",
        "programmes" => "Programmes",
        "areas" => "Areas of work",
        _ => "Also stated",
    }
}

/// `{map-of-work FRAMEWORK workstream=KEY}`
pub(super) fn map(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(0..=1, &["workstream"], "{map-of-work FRAMEWORK}, with workstream=KEY for one workstream")?;
    let framework = desk.framework_of(directive)?;
    let mut out = Vec::new();
    for workstream in chosen(framework, directive.named.get("workstream"))? {
        out.extend(map_of(desk, framework, workstream));
    }
    Ok(out)
}

fn chosen<'a>(framework: &'a Framework, key: Option<&String>) -> Result<Vec<&'a Workstream>, String> {
    let found: Vec<&Workstream> =
        framework.workstream.iter().filter(|workstream| key.is_none_or(|key| workstream.key == *key)).collect();
    if found.is_empty() {
        let known: Vec<&str> = framework.workstream.iter().map(|workstream| workstream.key.as_str()).collect();
        return Err(format!("the framework {} has no such workstream. Use one of {}", framework.key, known.join(", ")));
    }
    Ok(found)
}

fn map_of(desk: &mut Desk<'_>, framework: &Framework, workstream: &Workstream) -> Vec<Block> {
    let mut out = Vec::new();
    let stated: Vec<_> = desk
        .records
        .stated
        .iter()
        .filter(|one| {
            one.workstream_key.as_deref() == Some(workstream.key.as_str())
                && one.session.as_deref().is_none_or(|session| {
                    framework.first_session.as_str() <= session && session <= framework.last_session.as_str()
                })
        })
        .cloned()
        .collect();
    let facts: Vec<KeyFact> = stated
        .iter()
        .map(|one| KeyFact { label: counted(&one.kind).to_owned(), value: figure::stated_inlines(desk, one) })
        .collect();
    if !facts.is_empty() {
        out.push(Block::KeyFacts { facts });
    }
    let own: Vec<&Activity> = framework
        .activity
        .iter()
        .filter(|activity| activity.workstream.as_deref() == Some(workstream.key.as_str()))
        .collect();
    let kinds = KINDS.iter().map(|(key, name)| (Some(*key), *name)).chain([(None, "Other work")]);
    let rows: Vec<Row> = kinds
        .filter_map(|(kind, name)| {
            let titles: Vec<String> = own
                .iter()
                .filter(|activity| match kind {
                    Some(kind) => activity.kind.as_deref() == Some(kind),
                    None => activity.kind.is_none(),
                })
                .map(|activity| titled(activity))
                .collect();
            let count = Inline::Figure { printed: titles.len().to_string(), key: format!("count {name}"), href: None };
            (!titles.is_empty()).then(|| row(words(name), vec![vec![count], stacked(&titles)]))
        })
        .collect();
    if !rows.is_empty() {
        let id = desk.name(&format!("work-{}", workstream.key));
        let columns = vec![column("Kind of work"), number_column("Listed"), column("What it was")];
        let mut table = plain_table(id, format!("Map of work: {}", workstream.name), columns, rows);
        table.source = words(&framework.title);
        out.push(Block::Table(table));
    }
    out
}

fn titled(activity: &Activity) -> String {
    let title = activity.title.trim_end_matches(':');
    if activity.items.is_empty() { title.to_owned() } else { format!("{title}: {}", activity.items.join("; ")) }
}

/// The framework that `framework=KEY` names, or the draft's own.
fn named<'a>(desk: &Desk<'a>, directive: &Directive) -> Result<&'a Framework, String> {
    desk.framework(directive.named.get("framework").unwrap_or(&desk.draft.framework))
}

/// `{table groups framework=KEY workstream=KEY}`
pub(super) fn groups(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(
        1..=1,
        &["framework", "workstream"],
        "{table groups framework=KEY}, with workstream=KEY for one",
    )?;
    let framework = named(desk, directive)?;
    let mut rows: Vec<Row> = Vec::new();
    for workstream in chosen(framework, directive.named.get("workstream"))? {
        let own = |group: &&Group| {
            group.framework == framework.key && group.workstream.as_deref() == Some(workstream.key.as_str())
        };
        rows.extend(desk.records.groups.iter().filter(own).map(|group| {
            let cells = vec![words(&workstream.name), words(&group.kind), or_not_published(group.remit.as_deref())];
            row(words(&group.name), cells)
        }));
    }
    if rows.is_empty() {
        return Err(format!(
            "no group of the framework {} is on record. Add the groups, or take the directive away",
            framework.key
        ));
    }
    let id = desk.name(&format!("groups-{}", framework.key));
    let columns = vec![column("Group or network"), column("Workstream"), column("Kind"), column("What it is for")];
    Ok(vec![Block::Table(plain_table(id, "Groups and networks", columns, rows))])
}

/// `{table programmes framework=KEY}`
pub(super) fn programmes(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(1..=1, &["framework"], "{table programmes framework=KEY}")?;
    let framework = named(desk, directive)?;
    let rows: Vec<Row> = desk
        .records
        .programmes
        .iter()
        .filter(|programme| programme.frameworks.contains(&framework.key))
        .map(|programme| {
            row(
                words(&programme.name),
                vec![
                    or_not_published(programme.designed_for.as_deref()),
                    or_not_published(programme.duration.as_deref()),
                ],
            )
        })
        .collect();
    if rows.is_empty() {
        return Err(format!(
            "no programme of the framework {} is on record. Add the programmes, or take the directive away",
            framework.key
        ));
    }
    let id = desk.name(&format!("programmes-{}", framework.key));
    let columns = vec![column("Programme"), column("For whom"), column("How long")];
    Ok(vec![Block::Table(plain_table(id, "Programmes", columns, rows))])
}
