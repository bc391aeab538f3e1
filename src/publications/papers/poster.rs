//! The plan on a page: a framework in its own words, short enough for a wall. Everything comes from the framework's record.

use typesetting::model::{Block, Inline, Panel, Poster};

use crate::{
    plan::{Framework, Priority},
    publications::{
        Draft,
        checklist::{Item, Severity},
        records::Records,
    },
};

fn words(text: impl Into<String>) -> Vec<Inline> {
    vec![Inline::text(text)]
}

fn panel(id: &str, heading: &str, lead: Vec<Inline>, items: Vec<Vec<Inline>>) -> Panel {
    Panel { id: id.into(), heading: words(heading), lead, items }
}

/// The first letter as a capital: what stands in the middle of a sentence of the framework begins a line here.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// The poster as the one block of its document; nothing where the framework cannot be read.
pub(in crate::publications) fn blocks(draft: &Draft, records: &Records) -> Vec<Block> {
    let Some(framework) = records.frameworks.get(&draft.framework) else { return Vec::new() };
    // The foot of a page is no text to a reader by ear, so it holds no link.
    let foot = words(format!("The whole plan: {}, {}/framework/{}", framework.title, records.address, framework.key));
    vec![Block::Poster(Poster {
        statement: statement(framework),
        columns: columns(framework, records),
        bands: bands(framework, records),
        foot,
    })]
}

/// Vision and values.
fn statement(framework: &Framework) -> Panel {
    let mut items = Vec::new();
    if !framework.value.is_empty() {
        let mut line = words("Our values: ");
        for (at, value) in framework.value.iter().enumerate() {
            if at > 0 {
                line.push(Inline::text(" · "));
            }
            line.push(Inline::strong(&value.name));
        }
        items.push(line);
    }
    panel("vision", "Our vision", words(framework.vision.clone().unwrap_or_default()), items)
}

fn named(priority: &Priority) -> Vec<Inline> {
    let mut line = titled(priority);
    if !priority.focus_area.is_empty() {
        let areas: Vec<String> = priority
            .focus_area
            .iter()
            .map(|area| match &area.letter {
                Some(letter) => format!("{letter}) {}", area.title),
                None => area.title.clone(),
            })
            .collect();
        line.push(Inline::LineBreak);
        line.push(Inline::emphasis(areas.join("; ")));
    }
    line
}

fn titled(priority: &Priority) -> Vec<Inline> {
    match priority.number {
        Some(number) => {
            vec![Inline::strong(format!("Priority {number}")), Inline::text(format!(" {}", priority.title))]
        }
        None => words(&priority.title),
    }
}

/// Each workstream with the office that sponsors it and its priorities; then the priorities that hang on none.
fn columns(framework: &Framework, records: &Records) -> Vec<Panel> {
    let on = |key: Option<&str>| -> Vec<Vec<Inline>> {
        framework.priority.iter().filter(|one| one.workstream.as_deref() == key).map(named).collect()
    };
    let shared = on(None);
    let mut columns = Vec::new();
    if !framework.aim.is_empty() && !shared.is_empty() {
        let aims = framework.aim.iter().map(|aim| words(capital(&aim.text))).collect();
        columns.push(panel("purpose", "Our purpose", Vec::new(), aims));
    }
    if !shared.is_empty() {
        columns.push(panel("priorities", "Our priorities", Vec::new(), shared));
    }
    for workstream in &framework.workstream {
        let office = |key: Option<&String>| key.and_then(|key| records.offices.get(key)).map(|one| one.title.clone());
        let lead = [("Sponsor", office(workstream.sponsor.as_ref())), ("Lead", office(workstream.lead.as_ref()))]
            .into_iter()
            .filter_map(|(what, office)| {
                // An office that says what it is needs no label before it.
                let office = office?;
                Some(if office.to_lowercase().contains(&what.to_lowercase()) {
                    office
                } else {
                    format!("{what}: {office}")
                })
            })
            .collect::<Vec<_>>()
            .join(" · ");
        let id = format!("workstream-{}", workstream.key);
        let lead = if lead.is_empty() { Vec::new() } else { vec![Inline::emphasis(lead)] };
        let mut items = on(Some(&workstream.key));
        if items.is_empty() {
            items = activities(framework, &workstream.key);
        }
        columns.push(panel(&id, &workstream.name, lead, items));
    }
    columns.retain(|column| !column.lead.is_empty() || !column.items.is_empty());
    columns.truncate(8);
    columns
}

/// The most activities that stand under a workstream.
const ACTIVITIES: usize = 8;

/// What a workstream does, where its framework hangs the priorities on none.
fn activities(framework: &Framework, workstream: &str) -> Vec<Vec<Inline>> {
    let own: Vec<&str> = framework
        .activity
        .iter()
        .filter(|activity| activity.workstream.as_deref() == Some(workstream))
        .map(|activity| activity.title.as_str())
        .collect();
    let mut items: Vec<Vec<Inline>> = own.iter().take(ACTIVITIES).map(|title| words(*title)).collect();
    if own.len() > ACTIVITIES {
        items.push(vec![Inline::emphasis("and more in the whole plan")]);
    }
    items
}

/// What will change, how the partnership makes a difference, and whom to write to.
fn bands(framework: &Framework, records: &Records) -> Vec<Panel> {
    let changes = framework.intended_change.iter().map(|change| words(&change.text)).collect();
    let drivers = framework.driver.iter().map(|driver| {
        let mut line = vec![Inline::strong(capital(&driver.name))];
        if !driver.aspect.is_empty() {
            let aspects: Vec<String> = driver.aspect.iter().map(|aspect| aspect.name.to_lowercase()).collect();
            line.push(Inline::text(format!(": {}", aspects.join(", "))));
        }
        line
    });
    let mut contact = Vec::new();
    if let Some(office) = records.offices.get(&records.contact_office) {
        contact.extend(office.email.iter().map(|email| vec![Inline::link(format!("mailto:{email}"), email)]));
        contact.extend(office.telephone.iter().map(|number| words(format!("Telephone {number}"))));
        contact.extend(
            records
                .address
                .starts_with("http")
                .then(|| vec![Inline::link("/get-involved", "Join a group or programme")]),
        );
    }
    let office = records.offices.get(&records.contact_office).map(|office| format!("Write to the {}.", office.title));
    let mut bands = vec![
        panel("changes", "What will change", Vec::new(), changes),
        panel("drivers", "How we make a difference", Vec::new(), drivers.collect()),
        panel("contact", "Get in touch", words(office.unwrap_or_default()), contact),
    ];
    bands.retain(|band| !band.items.is_empty());
    bands
}

/// What stands in the way of a poster.
pub(in crate::publications) fn items(draft: &Draft, records: &Records) -> Vec<Item> {
    let item = |severity, what: String| Item { severity, section: None, row: 0, column: 0, what };
    let Some(framework) = records.frameworks.get(&draft.framework) else {
        let known: Vec<&str> = records.frameworks.keys().map(String::as_str).collect();
        let what = format!(
            "There is no published framework {}. Publish it first; published are {}",
            draft.framework,
            known.join(", ")
        );
        return vec![item(Severity::Error, what)];
    };
    let mut items = Vec::new();
    if framework.vision.is_none() {
        items.push(item(Severity::Error, "The framework has no vision. Write it into the framework".into()));
    }
    if framework.priority.is_empty() {
        items.push(item(Severity::Error, "The framework has no priorities. Write them into the framework".into()));
    }
    for (lacking, what) in [
        (framework.intended_change.is_empty(), "no intended changes"),
        (framework.driver.is_empty(), "no drivers"),
        (framework.value.is_empty(), "no values"),
    ] {
        if lacking {
            items.push(item(Severity::Warning, format!("The framework names {what}, so the page is silent on them.")));
        }
    }
    items
}
