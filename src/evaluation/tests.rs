//! The rules of results on counts made by hand.

use figures::survey::Showing;

use super::{
    Asking, Choice, Question, Window,
    results::{caution, distribution, middle, response, word},
    session_of,
};

fn agreement() -> Question {
    let choice = |key: &str, label: &str, top_box| Choice { key: key.into(), label: label.into(), top_box };
    Question {
        key: "more-knowledge".into(),
        words: "I know more".into(),
        kind: "scale".into(),
        may_not_apply: 1,
        choices: vec![
            choice("strongly", "Strongly agree", 1),
            choice("agree", "Agree", 1),
            choice("no", "Disagree", 0),
        ],
        ..Question::default()
    }
}

fn counts(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(key, count)| ((*key).to_owned(), *count)).collect()
}

#[test]
fn those_to_whom_it_does_not_apply_are_shown_and_leave_the_denominator() {
    let found =
        distribution(&agreement(), &counts(&[("strongly", 40), ("agree", 34), ("no", 9), ("does-not-apply", 17)]));
    assert_eq!((found.answered, found.not_applicable, found.top), (83, 17, 74));
    let said = found.finding(&agreement()).unwrap();
    assert!(said.starts_with("74 of 83 chose “Strongly agree” or “Agree” (89%; between 81 and 94 in 100"), "{said}");
    let bounds = found.bounds(Some(117)).unwrap();
    assert!(bounds.contains("of all 100 invited between 74 and 91 in 100"), "{bounds}");
}

#[test]
fn five_to_nine_answers_are_told_in_words_and_fewer_not_at_all() {
    let found = distribution(&agreement(), &counts(&[("agree", 6), ("no", 2)]));
    assert_eq!(found.showing, Showing::Counts);
    assert_eq!(
        found.finding(&agreement()).unwrap(),
        "Six of the eight who answered chose “Strongly agree” or “Agree”. With fewer than ten answers no percentage is given."
    );
    assert!(found.bounds(Some(9)).is_none() && found.chart(&agreement()).is_none());
    let few = distribution(&agreement(), &counts(&[("agree", 4), ("does-not-apply", 30)]));
    assert_eq!(few.showing, Showing::Nothing, "thirty to whom it does not apply protect nobody");
    assert!(few.finding(&agreement()).is_none());
}

#[test]
fn the_response_is_said_with_its_limits() {
    assert_eq!(response(18, Some(24)), "18 of 24 invited answered (75%).");
    assert_eq!(response(7, Some(9)), "Seven of 9 invited answered.");
    assert!(response(30, Some(24)).contains("no response rate"));
    assert!(response(30, None).contains("Without the number"));
    assert!(caution(9, Some(9)).is_some() && caution(20, Some(100)).is_some() && caution(30, Some(100)).is_none());
}

#[test]
fn numbers_are_told_by_their_middle_and_never_by_their_ends() {
    assert!(middle(&[1; 9]).is_none());
    let said = middle(&[0, 2, 2, 3, 3, 4, 4, 5, 6, 7, 40]).unwrap();
    assert!(said.contains("11 gave a number") && said.contains("gave 4 or less") && !said.contains("40"), "{said}");
    assert_eq!(word(3), "three");
}

#[test]
fn an_asking_is_open_from_its_first_to_its_last_day_until_it_is_closed() {
    let mut asking = Asking { opens_on: "2026-01-12".into(), closes_on: "2026-01-20".into(), ..Asking::default() };
    assert_eq!(asking.window("2026-01-11"), Window::NotYet);
    assert_eq!((asking.window("2026-01-12"), asking.window("2026-01-20")), (Window::Open, Window::Open));
    assert_eq!(asking.window("2026-01-21"), Window::Closed);
    asking.closed_on = Some("2026-01-13".into());
    assert_eq!(asking.window("2026-01-13"), Window::Closed);
    assert_eq!(session_of("2026-07-31").as_deref(), Some("2025-26"));
    assert_eq!(session_of("2026-08-01").as_deref(), Some("2026-27"));
}
