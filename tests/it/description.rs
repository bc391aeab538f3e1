//! The description of the API: whole, true, and called path by path.

use std::collections::BTreeSet;

use axum::http::Method;
use serde_json::Value;

use crate::world::on_both;

/// What is wrong with a value by a schema, each with its place.
fn faults(whole: &Value, schema: &Value, value: &Value, at: &str, out: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let found = whole.pointer(name.trim_start_matches('#')).unwrap_or_else(|| panic!("{name} is not described"));
        return faults(whole, found, value, at, out);
    }
    if let Some(choices) = schema["oneOf"].as_array() {
        let fits = choices.iter().any(|choice| {
            let mut inside = Vec::new();
            faults(whole, choice, value, at, &mut inside);
            inside.is_empty()
        });
        if !fits {
            out.push(format!("{at}: none of the choices fits {value}"));
        }
        return;
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    if !allowed.contains(&kind) {
        out.push(format!("{at}: is {kind}, described as {allowed:?}"));
    }
    for (number, item) in value.as_array().into_iter().flatten().enumerate() {
        faults(whole, &schema["items"], item, &format!("{at}[{number}]"), out);
    }
    for (name, inner) in value.as_object().into_iter().flatten() {
        match schema["properties"].get(name) {
            Some(described) => faults(whole, described, inner, &format!("{at}.{name}"), out),
            None if schema["additionalProperties"] == false => out.push(format!("{at}.{name}: is not described")),
            None => {}
        }
    }
    if value.is_object() {
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if value.get(name).is_none() {
                out.push(format!("{at}.{name}: is missing"));
            }
        }
    }
}

#[tokio::test]
async fn every_path_of_the_api_is_described_and_answers_as_described() {
    on_both(|world| async move {
        let visitor = world.visitor();
        let whole = visitor.get("/api/openapi.json").await.json();
        assert_eq!(whole["openapi"], "3.1.0");
        let described: BTreeSet<String> = whole["paths"].as_object().unwrap().keys().cloned().collect();
        let routed: BTreeSet<String> = weft::app::routes()
            .into_iter()
            .filter(|route| route.method == Method::GET && route.path.starts_with("/api/"))
            .map(|route| route.path.to_owned())
            .collect();
        assert_eq!(described, routed, "the description and the router differ");
        for path in &described {
            let list = path.strip_suffix("/{key}");
            // A cohort's register is for programs of those who may see it.
            if path == "/api/v1/cohorts/{key}/register" {
                crate::registers::set_up(&world, 3).await;
                let officer = world.sign_in_as(weft::people::Role::CollaborationOfficer, "").await;
                let fields = [("was-reg-01", ""), ("mark-reg-01", "present")];
                officer.clone().send(&crate::registers::page(1), &crate::registers::page(1), &fields).await;
                let value = officer.get(&path.replace("{key}", crate::registers::COHORT)).await.json();
                let schema = &whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
                let mut found = Vec::new();
                faults(&whole, schema, &value, path, &mut found);
                assert!(found.is_empty() && !value["items"].as_array().unwrap().is_empty(), "{found:?}");
                continue;
            }
            let asked = match list {
                Some(list) => {
                    let key = visitor.get(list).await.json()["items"][0]["key"].as_str().unwrap().to_owned();
                    assert_eq!(visitor.get(&format!("{list}/no-such-key")).await.status, 404, "{list}");
                    format!("{list}/{key}")
                }
                None => path.clone(),
            };
            let answer = visitor.get(&asked).await;
            assert_eq!(answer.status, 200, "{asked} on {}", world.engine);
            let value = answer.json();
            if value.get("items").is_some() {
                assert!(!value["items"].as_array().unwrap().is_empty(), "{asked} is empty, so nothing was compared");
            }
            let schema = &whole["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"];
            let mut found = Vec::new();
            faults(&whole, schema, &value, path, &mut found);
            found.truncate(20);
            assert!(found.is_empty(), "on {}:\n{}", world.engine, found.join("\n"));
        }
    })
    .await;
}

#[tokio::test]
async fn a_problem_of_the_api_is_answered_as_described() {
    on_both(|world| async move {
        let whole = world.visitor().get("/api/openapi.json").await.json();
        let problem = world.visitor().get("/api/v1/nothing").await;
        let mut found = Vec::new();
        faults(&whole, &whole["components"]["schemas"]["Problem"], &problem.json(), "problem", &mut found);
        assert!(found.is_empty(), "{found:?}");
    })
    .await;
}
