//! The rules of a framework's life and of its file.

use super::*;

const SMALL: &str = "key = \"2030-31\"\ntitle = \"A plan\"\nkind = \"improvement-plan\"\nfirst_session = \"2030-31\"\n\
                     last_session = \"2030-31\"\n\n[record]\nstatus = \"draft\"\n\n[[workstream]]\nkey = \"one\"\nname = \"One\"\n";

#[test]
fn every_move_is_possible_from_one_state_only() {
    let right = [
        (Move::Submission, State::Draft, State::Submitted),
        (Move::Withdrawal, State::Submitted, State::Draft),
        (Move::Endorsement, State::Submitted, State::Endorsed),
        (Move::Publication, State::Endorsed, State::Published),
    ];
    for (made, from, to) in right {
        assert_eq!(made.from(from), Ok(to));
        for other in State::ALL.into_iter().filter(|state| *state != from) {
            assert!(made.from(other).is_err(), "{made:?} from {other:?}");
        }
    }
}

#[test]
fn a_file_is_written_as_it_was_read() {
    let read = reading::read("f", SMALL).unwrap();
    let written = reading::write(&read).unwrap();
    assert_eq!(reading::read("f", &written).unwrap(), read);
    assert_eq!(written, SMALL);
}

#[test]
fn every_fault_of_a_file_is_named_with_its_place_at_once() {
    let text = SMALL.replace("2030-31\"\nlast", "2031\"\nlast").replace("key = \"one\"", "key = \"One\"").replace(
        "name = \"One\"",
        "name = \"One\"\ncolour = 3\n\n[[priority]]\nkey = \"p\"\ntitle = \"P\"\nworkstream = \"two\"\nnumber = 0",
    );
    let faults = reading::read("plan.toml", &text).unwrap_err();
    let starts = ["plan.toml:4:17: ", "plan.toml:11:7: ", "plan.toml:13:1: ", "plan.toml:18:14: ", "plan.toml:19:10: "];
    assert_eq!(faults.len(), starts.len(), "{faults:#?}");
    for (fault, start) in faults.iter().zip(starts) {
        assert!(fault.starts_with(start), "{fault} should start with {start}");
    }
    assert!(faults[0].contains("2030-31 or 2031-32"), "{}", faults[0]);
}
