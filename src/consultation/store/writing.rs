//! Every statement that changes a consultation, but for comments of the public.

use serde_json::{Value, json};

use crate::{
    consultation::{Answer, Consultation, Conversation, Note, SUBJECT, Theme},
    plumbing::{
        db::Write,
        history::{self, Act},
        problem::Problem,
        search::{self, Entry},
        state::Weft,
    },
};

/// Keeps what is said of the consultation as a whole; its conversations and themes are kept one by one. `title` is the
/// framework's, for the search; none while the framework is not public.
pub(in crate::consultation) async fn put_head(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    one: &Consultation,
    title: Option<&str>,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into consultation (framework_key, id, about, synthesis, finding, question, comments_from, comments_to,
           paper_key, line, invented, not_published)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
         on conflict (framework_key) do update set about = excluded.about, synthesis = excluded.synthesis,
           finding = excluded.finding, question = excluded.question, comments_from = excluded.comments_from,
           comments_to = excluded.comments_to, paper_key = excluded.paper_key, line = excluded.line,
           invented = excluded.invented, not_published = excluded.not_published",
    )
    .bind(&one.framework)
    .bind(weft.new_id()?)
    .bind(&one.about)
    .bind(&one.synthesis)
    .bind(&one.finding)
    .bind(&one.question)
    .bind(&one.comments_from)
    .bind(&one.comments_to)
    .bind(&one.paper)
    .bind(one.line)
    .bind(i64::from(one.invented))
    .bind(one.not_published.join("\n"))
    .execute(write.on())
    .await?;
    if let Some(title) = title {
        let url = format!("/framework/{}/consultation", one.framework);
        let entry = Entry {
            kind: "consultation",
            key: &one.framework,
            url: &url,
            title: &format!("Consultation on {title}"),
            summary: one.finding.as_deref().unwrap_or("What people said, and what we did"),
            text: one.about.as_deref().unwrap_or_default(),
        };
        search::put(write, &entry).await?;
    }
    let change = json!({ "from": one.comments_from, "to": one.comments_to, "question": one.question });
    record(weft, write, (by, "consultation changed", &one.framework), change).await
}

/// Keeps a conversation with its parties; its notes are kept one by one.
pub(in crate::consultation) async fn put_conversation(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework: &str,
    one: &Conversation,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into conversation (framework_key, key, position, title, day, day_words, held_by, with_whom, topics,
           workstream_key, paper_key, line, invented, not_published)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from conversation where framework_key = $1),
           $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
         on conflict (framework_key, key) do update set title = excluded.title, day = excluded.day,
           day_words = excluded.day_words, held_by = excluded.held_by, with_whom = excluded.with_whom,
           topics = excluded.topics, workstream_key = excluded.workstream_key, paper_key = excluded.paper_key,
           line = excluded.line, invented = excluded.invented, not_published = excluded.not_published",
    )
    .bind(framework)
    .bind(&one.key)
    .bind(&one.title)
    .bind(&one.day)
    .bind(&one.when)
    .bind(&one.held_by)
    .bind(&one.with)
    .bind(one.topics.join("\n"))
    .bind(&one.workstream)
    .bind(&one.paper)
    .bind(one.line)
    .bind(i64::from(one.invented))
    .bind(one.not_published.join("\n"))
    .execute(write.on())
    .await?;
    sqlx::query("delete from conversation_party where framework_key = $1 and conversation_key = $2")
        .bind(framework)
        .bind(&one.key)
        .execute(write.on())
        .await?;
    for (position, party) in (1_i64..).zip(&one.party) {
        sqlx::query(
            "insert into conversation_party (framework_key, conversation_key, position, words, people)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(framework)
        .bind(&one.key)
        .bind(position)
        .bind(&party.words)
        .bind(party.people)
        .execute(write.on())
        .await?;
    }
    let change = json!({ "conversation": one.key, "title": one.title, "day": one.day, "topics": one.topics });
    record(weft, write, (by, "conversation recorded", framework), change).await
}

/// Keeps a note of a conversation.
pub(in crate::consultation) async fn put_note(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (framework, conversation): (&str, &str),
    one: &Note,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into consultation_note (framework_key, conversation_key, key, position, words, topic, theme_key,
           authority_key, sector, invented)
         values ($1, $2, $3, (select coalesce(max(position), 0) + 1 from consultation_note
           where framework_key = $1 and conversation_key = $2), $4, $5, $6, $7, $8, $9)
         on conflict (framework_key, conversation_key, key) do update set words = excluded.words, topic = excluded.topic,
           theme_key = excluded.theme_key, authority_key = excluded.authority_key, sector = excluded.sector,
           invented = excluded.invented",
    )
    .bind(framework)
    .bind(conversation)
    .bind(&one.key)
    .bind(&one.text)
    .bind(&one.topic)
    .bind(&one.theme)
    .bind(&one.authority)
    .bind(&one.sector)
    .bind(i64::from(one.invented))
    .execute(write.on())
    .await?;
    let change = json!({ "conversation": conversation, "note": one.key, "theme": one.theme, "topic": one.topic });
    record(weft, write, (by, "note recorded", framework), change).await
}

/// Takes a note out.
pub(in crate::consultation) async fn remove_note(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (framework, conversation): (&str, &str),
    note: &str,
) -> Result<(), Problem> {
    sqlx::query("delete from consultation_note where framework_key = $1 and conversation_key = $2 and key = $3")
        .bind(framework)
        .bind(conversation)
        .bind(note)
        .execute(write.on())
        .await?;
    record(weft, write, (by, "note removed", framework), json!({ "conversation": conversation, "note": note })).await
}

/// Keeps a theme; its notes and its answer are kept one by one.
pub(in crate::consultation) async fn put_theme(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    framework: &str,
    one: &Theme,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into consultation_theme (framework_key, key, position, title, words, workstream_key, paper_key, line, invented)
         values ($1, $2, (select coalesce(max(position), 0) + 1 from consultation_theme where framework_key = $1),
           $3, $4, $5, $6, $7, $8)
         on conflict (framework_key, key) do update set title = excluded.title, words = excluded.words,
           workstream_key = excluded.workstream_key, paper_key = excluded.paper_key, line = excluded.line,
           invented = excluded.invented",
    )
    .bind(framework)
    .bind(&one.key)
    .bind(&one.title)
    .bind(&one.text)
    .bind(&one.workstream)
    .bind(&one.paper)
    .bind(one.line)
    .bind(i64::from(one.invented))
    .execute(write.on())
    .await?;
    record(weft, write, (by, "theme recorded", framework), json!({ "theme": one.key, "title": one.title })).await
}

/// Adds an answer to a theme; the one before is kept.
pub(in crate::consultation) async fn answer(
    weft: &Weft,
    write: &mut Write,
    by: &str,
    (framework, theme): (&str, &str),
    one: &Answer,
) -> Result<(), Problem> {
    sqlx::query(
        "insert into consultation_answer (id, framework_key, theme_key, number, answer, day, words, link, paper_key, line,
           invented, recorded_at, recorded_by)
         values ($1, $2, $3, (select coalesce(max(number), 0) + 1 from consultation_answer
           where framework_key = $2 and theme_key = $3), $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(weft.new_id()?)
    .bind(framework)
    .bind(theme)
    .bind(&one.answer)
    .bind(&one.day)
    .bind(&one.text)
    .bind(&one.link)
    .bind(&one.paper)
    .bind(one.line)
    .bind(i64::from(one.invented))
    .bind(weft.clock.instant())
    .bind(by)
    .execute(write.on())
    .await?;
    let change = json!({ "theme": theme, "answer": one.answer, "words": one.text, "link": one.link });
    record(weft, write, (by, "theme answered", framework), change).await
}

pub(super) async fn record(
    weft: &Weft,
    write: &mut Write,
    (by, act, framework): (&str, &str, &str),
    change: Value,
) -> Result<(), Problem> {
    let act = Act { account: by, act, subject_kind: SUBJECT, subject_id: framework, reason: None, change };
    history::record(write, &weft.clock, act).await
}
