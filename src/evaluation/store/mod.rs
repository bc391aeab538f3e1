//! Every statement about questions, forms, askings and answers.

mod answers;
mod asked;
mod bank;
mod forms;

pub(super) use answers::{
    Answer, Given, Taken, counted, link_of, numbers, put, response_counts, responses, settle, spend, words,
};
pub(super) use asked::{
    add as add_asking, asking, asking_in_write, asking_of_token, askings, close, invite, items, links, make_links,
    of_session, shared_token, versions_named,
};
pub(super) use bank::{
    add_question, add_scale, add_version, question, questions, retire, scales, version_of_ids, versions,
};
pub(super) use forms::{change as change_form, form, forms};
