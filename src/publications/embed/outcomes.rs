//! The drivers of improvement as a diagram and a list, and the map of outcomes and drivers.

use figures::charts::{DriverBox, DriversDiagram};
use typesetting::model::{Block, Chart, Inline};

use super::{Desk, column, or_not_published, plain_table, row, words};
use crate::{
    plan::Framework,
    plumbing::{clock::spoken_day, words::say_message},
    publications::text::{Binder, Directive},
};

/// `{drivers FRAMEWORK}`
pub(super) fn drivers(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(0..=1, &[], "{drivers FRAMEWORK}")?;
    let framework = desk.framework_of(directive)?;
    if framework.driver.is_empty() {
        return Err(format!("the framework {} has no drivers. Use another framework", framework.key));
    }
    let boxes: Vec<DriverBox> = framework
        .driver
        .iter()
        .map(|driver| DriverBox {
            heading: driver.name.clone(),
            aspects: driver.aspect.iter().map(|aspect| aspect.name.clone()).collect(),
        })
        .collect();
    let id = desk.name(&format!("drivers-{}", framework.key));
    let title = "Drivers of improvement";
    let diagram = DriversDiagram { key: id.clone(), title: title.to_owned(), boxes };
    let spoken: Vec<String> = framework
        .driver
        .iter()
        .map(|driver| {
            let aspects: Vec<&str> = driver.aspect.iter().map(|aspect| aspect.name.as_str()).collect();
            format!("{}: {}", driver.name, aspects.join("; "))
        })
        .collect();
    let chart = Chart {
        svg: diagram.draw(&say_message),
        alternative: format!("{title}, side by side with their aspects. {}.", spoken.join(". ")),
        caption: words(format!("{title}, {}", super::super::shown(&framework.first_session))),
        source: words(&framework.title),
        id,
    };
    let items = framework
        .driver
        .iter()
        .map(|driver| {
            let head = Block::Paragraph { content: vec![Inline::strong(&driver.name)] };
            let aspects: Vec<Vec<Inline>> = driver
                .aspect
                .iter()
                .map(|aspect| match &aspect.leads_to {
                    Some(leads_to) => words(format!("{}. {leads_to}", aspect.name)),
                    None => words(&aspect.name),
                })
                .collect();
            if aspects.is_empty() { vec![head] } else { vec![head, super::list(aspects, false)] }
        })
        .collect();
    Ok(vec![Block::Chart(chart), Block::List { ordered: false, items }])
}

/// `{outcomes FRAMEWORK}`
pub(super) fn outcomes(desk: &mut Desk<'_>, directive: &Directive) -> Result<Vec<Block>, String> {
    directive.shaped(0..=1, &[], "{outcomes FRAMEWORK}")?;
    let framework = desk.framework_of(directive)?;
    let blocks = table(desk, framework);
    if blocks.is_empty() {
        return Err(format!("the framework {} has no outcomes. Use another framework", framework.key));
    }
    Ok(blocks)
}

/// The map of outcomes and drivers: weights only where they are published.
pub(super) fn table(desk: &mut Desk<'_>, framework: &Framework) -> Vec<Block> {
    if framework.outcome.is_empty() {
        return Vec::new();
    }
    let weighted = framework.outcome.iter().any(|outcome| !outcome.weight.is_empty());
    let driver_name = |key: Option<&String>| {
        key.and_then(|key| framework.driver.iter().find(|driver| driver.key == *key))
            .map(|driver| driver.short_name.as_deref().unwrap_or(&driver.name))
    };
    let rows = framework
        .outcome
        .iter()
        .map(|outcome| {
            let name = match &outcome.label {
                Some(label) => format!("{label}) {}", outcome.text),
                None => outcome.text.clone(),
            };
            let due = outcome.due_label.clone().or_else(|| outcome.due.as_deref().map(spoken_day));
            let mut cells =
                vec![or_not_published(driver_name(outcome.stands_under.as_ref())), or_not_published(due.as_deref())];
            if weighted {
                for driver in &framework.driver {
                    let weight = outcome.weight.iter().find(|weight| weight.driver == driver.key);
                    cells.push(or_not_published(weight.map(|weight| weight.weight.to_string()).as_deref()));
                }
            }
            row(words(name), cells)
        })
        .collect();
    let mut columns = vec![column("Outcome"), column("Printed under the driver"), column("Due")];
    if weighted {
        columns.extend(
            framework
                .driver
                .iter()
                .map(|driver| super::number_column(driver.short_name.as_deref().unwrap_or(&driver.name))),
        );
    }
    let id = desk.name(&format!("outcomes-{}", framework.key));
    let mut table = plain_table(id, "Outcomes and the driver that each gives evidence for", columns, rows);
    if !weighted && framework.said.is_unpublished("weights") {
        table.notes.push(words("How much evidence each driver was to give for an outcome is not published."));
    }
    table.source = words(&framework.title);
    vec![Block::Table(table)]
}
