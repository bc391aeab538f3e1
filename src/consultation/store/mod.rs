//! Every statement about consultations.

mod comments;
mod writing;

use std::collections::BTreeMap;

use super::{Answer, Consultation, Conversation, Note, Party, Theme};
use crate::plumbing::{db::Db, problem::Problem};

pub(super) use comments::{Comment, add_comment, comments, in_the_last_minute, moderate, waiting};
pub(super) use writing::{answer, put_conversation, put_head, put_note, put_theme, remove_note};

#[derive(sqlx::FromRow)]
struct HeadRow {
    about: Option<String>,
    synthesis: Option<String>,
    finding: Option<String>,
    question: Option<String>,
    comments_from: Option<String>,
    comments_to: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
    not_published: String,
}

#[derive(sqlx::FromRow)]
struct ConversationRow {
    key: String,
    title: String,
    day: Option<String>,
    day_words: Option<String>,
    held_by: String,
    with_whom: String,
    topics: String,
    workstream_key: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
    not_published: String,
}

#[derive(sqlx::FromRow)]
struct NoteRow {
    conversation_key: String,
    key: String,
    words: String,
    topic: Option<String>,
    theme_key: Option<String>,
    authority_key: Option<String>,
    sector: Option<String>,
    invented: i64,
}

#[derive(sqlx::FromRow)]
struct ThemeRow {
    key: String,
    title: String,
    words: Option<String>,
    workstream_key: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
}

/// An answer with the theme it is to.
#[derive(sqlx::FromRow)]
struct AnswerRow {
    theme_key: String,
    answer: String,
    day: Option<String>,
    words: String,
    link: Option<String>,
    paper_key: Option<String>,
    line: Option<i64>,
    invented: i64,
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(ToOwned::to_owned).collect()
}

/// Everything said in the making of a framework, where anything is kept.
///
/// # Errors
/// When the database does not answer.
pub async fn of_framework(db: &Db, framework: &str) -> Result<Option<Consultation>, Problem> {
    let head: Option<HeadRow> = sqlx::query_as(
        "select about, synthesis, finding, question, comments_from, comments_to, paper_key, line, invented, not_published
         from consultation where framework_key = $1",
    )
    .bind(framework)
    .fetch_optional(db.read())
    .await?;
    let Some(head) = head else { return Ok(None) };
    let mut notes: BTreeMap<String, Vec<Note>> = BTreeMap::new();
    let rows: Vec<NoteRow> = sqlx::query_as(
        "select conversation_key, key, words, topic, theme_key, authority_key, sector, invented
         from consultation_note where framework_key = $1 order by conversation_key, position, key",
    )
    .bind(framework)
    .fetch_all(db.read())
    .await?;
    for row in rows {
        notes.entry(row.conversation_key).or_default().push(Note {
            key: row.key,
            text: row.words,
            topic: row.topic,
            theme: row.theme_key,
            authority: row.authority_key,
            sector: row.sector,
            invented: row.invented != 0,
        });
    }
    let mut parties: BTreeMap<String, Vec<Party>> = BTreeMap::new();
    let rows: Vec<(String, String, Option<i64>)> = sqlx::query_as(
        "select conversation_key, words, people from conversation_party where framework_key = $1
         order by conversation_key, position",
    )
    .bind(framework)
    .fetch_all(db.read())
    .await?;
    for (conversation, words, people) in rows {
        parties.entry(conversation).or_default().push(Party { words, people });
    }
    let rows: Vec<ConversationRow> = sqlx::query_as(
        "select key, title, day, day_words, held_by, with_whom, topics, workstream_key, paper_key, line, invented,
           not_published
         from conversation where framework_key = $1 order by position, key",
    )
    .bind(framework)
    .fetch_all(db.read())
    .await?;
    let conversation = rows.into_iter().map(|row| Conversation {
        party: parties.remove(&row.key).unwrap_or_default(),
        note: notes.remove(&row.key).unwrap_or_default(),
        key: row.key,
        title: row.title,
        day: row.day,
        when: row.day_words,
        held_by: row.held_by,
        with: row.with_whom,
        topics: lines(&row.topics),
        workstream: row.workstream_key,
        paper: row.paper_key,
        line: row.line,
        invented: row.invented != 0,
        not_published: lines(&row.not_published),
    });
    let conversation = conversation.collect();
    Ok(Some(Consultation {
        framework: framework.to_owned(),
        about: head.about,
        synthesis: head.synthesis,
        finding: head.finding,
        question: head.question,
        comments_from: head.comments_from,
        comments_to: head.comments_to,
        paper: head.paper_key,
        line: head.line,
        invented: head.invented != 0,
        not_published: lines(&head.not_published),
        conversation,
        theme: themes(db, framework).await?,
    }))
}

async fn themes(db: &Db, framework: &str) -> Result<Vec<Theme>, Problem> {
    let mut answers: BTreeMap<String, Answer> = BTreeMap::new();
    // In the order of their numbers, so that the last one of a theme is the one that stays.
    let rows: Vec<AnswerRow> = sqlx::query_as(
        "select theme_key, answer, day, words, link, paper_key, line, invented from consultation_answer
         where framework_key = $1 order by theme_key, number",
    )
    .bind(framework)
    .fetch_all(db.read())
    .await?;
    for row in rows {
        let answer = Answer {
            answer: row.answer,
            day: row.day,
            text: row.words,
            link: row.link,
            paper: row.paper_key,
            line: row.line,
            invented: row.invented != 0,
        };
        answers.insert(row.theme_key, answer);
    }
    let rows: Vec<ThemeRow> = sqlx::query_as(
        "select key, title, words, workstream_key, paper_key, line, invented
         from consultation_theme where framework_key = $1 order by position, key",
    )
    .bind(framework)
    .fetch_all(db.read())
    .await?;
    let theme = |row: ThemeRow| Theme {
        answer: answers.remove(&row.key).into_iter().collect(),
        key: row.key,
        title: row.title,
        text: row.words,
        workstream: row.workstream_key,
        paper: row.paper_key,
        line: row.line,
        invented: row.invented != 0,
    };
    Ok(rows.into_iter().map(theme).collect())
}

/// The keys of every framework that was talked over.
pub(super) async fn frameworks(db: &Db) -> Result<Vec<String>, Problem> {
    Ok(sqlx::query_scalar("select framework_key from consultation order by framework_key").fetch_all(db.read()).await?)
}
