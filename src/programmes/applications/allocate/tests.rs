//! What the allocator promises, in single cases and over many made-up cohorts.

use super::*;

fn applicant(id: &str, authority: &str, sector: &str, sent: &str) -> Applicant {
    Applicant {
        id: id.into(),
        authority: Some(authority.into()),
        sector: sector.into(),
        endorsed: Some(true),
        took_part: false,
        sent: sent.into(),
    }
}

fn kept(authority: bool, key: &str, places: i64) -> Kept {
    Kept { authority, key: key.into(), name: key.to_uppercase(), places, held: 0 }
}

fn offered(decisions: &[Decision]) -> Vec<&str> {
    decisions.iter().filter(|one| one.outcome == Outcome::Offer).map(|one| one.id.as_str()).collect()
}

#[test]
fn endorsed_newcomers_who_applied_early_come_first() {
    let mut early = applicant("early", "a", "primary", "1");
    early.endorsed = None;
    let mut again = applicant("again", "a", "primary", "2");
    again.took_part = true;
    let mut refused = applicant("refused", "a", "primary", "0");
    refused.endorsed = Some(false);
    let all = [applicant("late", "a", "primary", "9"), early, again, refused];
    let terms = Terms { places: Some(2), endorsement: true, ..Terms::default() };
    let decisions = allocate(&all, &terms);
    assert_eq!(offered(&decisions), ["late", "again"]);
    assert!(decisions[2].sentence.contains("number 1 on the waiting list. Your application is not endorsed yet"));
    assert!(decisions[3].sentence.contains("was not endorsed"));
    let open = allocate(&all, &Terms { endorsement: false, ..terms });
    assert_eq!(offered(&open), ["refused", "early"], "where nobody asks for endorsement it makes no difference");
}

#[test]
fn a_refused_endorsement_is_never_offered_a_place_by_itself() {
    let refused = Applicant { endorsed: Some(false), ..applicant("refused", "a", "primary", "0") };
    let terms = Terms { places: None, endorsement: true, ..Terms::default() };
    assert_eq!(allocate(&[refused], &terms)[0].outcome, Outcome::Wait(1));
}

#[test]
fn kept_places_go_to_their_own_and_stay_free_until_they_are_released() {
    let all = [
        applicant("a1", "a", "primary", "1"),
        applicant("a2", "a", "primary", "2"),
        applicant("b1", "b", "primary", "3"),
    ];
    let mut terms = Terms {
        places: Some(3),
        kept: vec![kept(true, "b", 1), kept(true, "c", 1)],
        kept_until: "1 March 2026".into(),
        ..Terms::default()
    };
    let decisions = allocate(&all, &terms);
    assert_eq!(offered(&decisions), ["a1", "b1"], "one place waits for C");
    assert_eq!(decisions[1].sentence, "You are offered the place kept for B.");
    assert!(decisions[2].sentence.contains("kept for an authority or a sector until 1 March 2026"), "{decisions:?}");
    terms.released = true;
    assert_eq!(offered(&allocate(&all, &terms)), ["a1", "a2", "b1"]);
}

#[test]
fn a_share_that_is_held_already_is_not_kept_twice() {
    let mut own = kept(true, "a", 2);
    own.held = 2;
    let terms = Terms { places: Some(3), held: 2, kept: vec![own], ..Terms::default() };
    let decisions = allocate(&[applicant("b", "b", "primary", "1"), applicant("a", "a", "primary", "2")], &terms);
    assert_eq!(offered(&decisions), ["b"]);
    assert!(decisions[0].sentence.contains("one of the places open to everybody"));
}

/// A small generator of numbers that repeats itself for a seed.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % most
    }

    fn small(&mut self, most: u64) -> i64 {
        i64::try_from(self.below(most)).unwrap_or(0)
    }
}

const AUTHORITIES: [&str; 4] = ["a", "b", "c", "d"];
const SECTORS: [&str; 3] = ["early-years", "primary", "secondary"];

fn some_cohort(numbers: &mut Numbers, applicants: u64) -> (Vec<Applicant>, Terms) {
    let pick = |numbers: &mut Numbers, from: &[&str]| {
        from[usize::try_from(numbers.below(from.len() as u64)).unwrap()].to_owned()
    };
    let all = (0..applicants)
        .map(|number| Applicant {
            id: format!("{number:05}"),
            authority: (numbers.below(9) > 0).then(|| pick(numbers, &AUTHORITIES)),
            sector: pick(numbers, &SECTORS),
            endorsed: [Some(true), Some(true), None, Some(false)][usize::try_from(numbers.below(4)).unwrap()],
            took_part: numbers.below(4) == 0,
            sent: format!("2026-01-{:02}", numbers.below(28) + 1),
        })
        .collect();
    let mut kept_places = Vec::new();
    for key in AUTHORITIES {
        if numbers.below(2) == 0 {
            kept_places.push(kept(true, key, numbers.small(5)));
        }
    }
    if numbers.below(2) == 0 {
        kept_places.push(kept(false, "primary", numbers.small(5)));
    }
    let promised: i64 = kept_places.iter().map(|one| one.places).sum();
    let terms = Terms {
        places: (numbers.below(10) > 0).then(|| promised + numbers.small(20)),
        held: 0,
        endorsement: numbers.below(2) == 0,
        kept: kept_places,
        released: numbers.below(3) == 0,
        kept_until: "1 March 2026".into(),
    };
    (all, terms)
}

#[test]
fn over_many_cohorts_the_promises_hold() {
    for seed in 0..2_000 {
        let mut numbers = Numbers(seed);
        let count = numbers.below(60);
        let (mut all, mut terms) = some_cohort(&mut numbers, count);
        if let Some(places) = terms.places {
            terms.held = numbers.small(3).min(places);
        }
        let decisions = allocate(&all, &terms);
        let given = offered(&decisions);
        let offers = i64::try_from(given.len()).unwrap();
        let free = terms.places.map_or(i64::MAX, |places| places - terms.held);
        assert!(offers <= free, "seed {seed}: more places than there are");
        assert_eq!(decisions.len(), all.len(), "seed {seed}: everybody is decided about");
        assert!(decisions.iter().all(|one| one.sentence.len() > 20 && one.sentence.ends_with('.')), "seed {seed}");
        let waiting: Vec<Outcome> = decisions[given.len()..].iter().map(|one| one.outcome).collect();
        let places: Vec<Outcome> = (1..=waiting.len()).map(Outcome::Wait).collect();
        assert_eq!(waiting, places, "seed {seed}: the waiting list has no gap");
        let by_id = |id: &str| all.iter().find(|one| one.id == id).unwrap();
        let eligible = |one: &Applicant| !(terms.endorsement && one.endorsed == Some(false));
        assert!(given.iter().all(|id| eligible(by_id(id))), "seed {seed}");
        if !terms.released && terms.held == 0 && terms.places.is_some() {
            for share in &terms.kept {
                let asked = all.iter().filter(|one| share.is_for(one) && eligible(one)).count();
                let got = given.iter().filter(|id| share.is_for(by_id(id))).count();
                let promised = usize::try_from(share.places).unwrap();
                assert!(got >= promised.min(asked), "seed {seed}: {} got {got} of {promised}", share.key);
            }
        }
        let unserved = all.iter().filter(|one| eligible(one)).count() - given.len();
        if terms.released && unserved > 0 {
            assert_eq!(offers, free, "seed {seed}: nothing stays free once the shares are released");
        }
        all.reverse();
        let half = all.len() / 2;
        all.rotate_left(half);
        assert_eq!(allocate(&all, &terms), decisions, "seed {seed}: the order of the input makes no difference");
    }
}

#[test]
fn nobody_is_passed_over_by_somebody_ranked_after_them_from_the_same_place() {
    for seed in 0..500 {
        let mut numbers = Numbers(seed);
        let (all, terms) = some_cohort(&mut numbers, 50);
        let decisions = allocate(&all, &terms);
        let given = offered(&decisions);
        for waiting in all.iter().filter(|one| !given.contains(&one.id.as_str())) {
            if terms.endorsement && waiting.endorsed == Some(false) {
                continue;
            }
            let better_off = all.iter().find(|other| {
                given.contains(&other.id.as_str())
                    && other.authority == waiting.authority
                    && other.sector == waiting.sector
                    && rank(&terms, other) > rank(&terms, waiting)
            });
            assert_eq!(better_off, None, "seed {seed}: {waiting:?} was passed over");
        }
    }
}

#[test]
fn two_thousand_applicants_are_decided_about_at_once() {
    let (all, terms) = some_cohort(&mut Numbers(7), 2_000);
    let decisions = allocate(&all, &Terms { places: Some(300), ..terms });
    assert_eq!(decisions.len(), 2_000);
}
