//! Publications for programs.

use axum::{Json, extract::State, response::IntoResponse};
use serde_json::{Value, json};

use super::{store, versions};
use crate::plumbing::{
    problem::Shown,
    route::{Route, get},
    state::Weft,
};

pub(super) fn routes() -> Vec<Route> {
    vec![get("/api/v1/publications", list)]
}

/// Every published publication with its versions and the addresses, sizes and digests of its files.
async fn list(State(weft): State<Weft>) -> Shown {
    let mut items = Vec::new();
    for head in store::heads(&weft.db).await? {
        let published = versions::of(&weft.db, &head.key).await?;
        if published.is_empty() {
            continue;
        }
        let address = format!("{}/publications/{}", weft.settings.public_url, head.key);
        let mut all: Vec<Value> = Vec::new();
        for version in published {
            let mut files = Vec::new();
            for (format, size, sha256) in versions::sizes(&weft.db, &head.key, version.number).await? {
                if format != "article" {
                    let url = format!("{address}/versions/{}.{format}", version.number);
                    files.push(json!({ "format": format, "url": url, "bytes": size.to_string(), "sha256": sha256 }));
                }
            }
            all.push(json!({
                "number": version.number.to_string(),
                "published": version.at,
                "reason": version.reason,
                "pages": version.pages.to_string(),
                "files": files,
            }));
        }
        items.push(json!({
            "key": head.key,
            "kind": head.kind,
            "session": head.session,
            "title": head.title,
            "summary": head.summary,
            "date": head.day,
            "url": address,
            "versions": all,
        }));
    }
    Ok(Json(json!({ "items": items, "next": Value::Null })).into_response())
}
