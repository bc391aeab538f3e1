//! Drawings as PNG, papers with numbered paragraphs, and the plan on a page.

use super::sample::{self, chart};
use super::{paper, typesetter};
use typesetting::Error;
use typesetting::model::Block;

#[test]
fn a_chart_is_a_picture_of_twice_its_size_on_white() {
    let png = typesetter().png(&chart("one").svg, 2.0).expect("a drawing");
    assert_eq!((png.width, png.height), (1280, 300));
    assert!(png.bytes.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert_eq!(png.bytes, typesetter().png(&chart("one").svg, 2.0).expect("a drawing").bytes);
    std::fs::write(std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("chart.png"), &png.bytes).expect("writable");
}

#[test]
fn a_picture_has_a_largest_size_and_a_broken_drawing_is_an_error() {
    let wide = "<svg xmlns='http://www.w3.org/2000/svg' width='90000' height='10'><rect width='9' height='9'/></svg>";
    let png = typesetter().png(wide, 2.0).expect("a drawing");
    assert_eq!((png.width, png.height), (8000, 1));
    for broken in ["", "<svg", "<svg xmlns='http://www.w3.org/2000/svg' width='0' height='9'/>"] {
        assert!(matches!(typesetter().png(broken, 2.0), Err(Error::Drawing { .. })), "{broken:?}");
    }
}

#[test]
fn a_picture_does_not_reach_for_files() {
    let plain = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'></svg>";
    let reaching = "<svg xmlns='http://www.w3.org/2000/svg' width='20' height='20'><image href='/usr/share/pixmaps/debian-logo.png' width='20' height='20'/></svg>";
    assert_eq!(typesetter().png(plain, 2.0).expect("drawn"), typesetter().png(reaching, 2.0).expect("drawn"));
}

/// Leaves `committee.pdf` and `poster.pdf` for `tests/pdf/check.py`.
#[test]
fn a_committee_paper_and_a_plan_on_a_page_are_set_without_a_warning() {
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"));
    for (name, document, pages) in [
        ("committee.pdf", sample::committee_paper(), 1..=2),
        ("poster.pdf", sample::plan_on_a_page(7, 4), 1..=1),
        ("poster-small.pdf", sample::plan_on_a_page(3, 2), 1..=1),
    ] {
        let pdf = typesetter().pdf(&document).unwrap_or_else(|cause| panic!("{name}: {cause}"));
        assert_eq!(pdf.warnings, Vec::<String>::new(), "{name}");
        assert!(pages.contains(&pdf.pages), "{name} has {} pages", pdf.pages);
        std::fs::write(folder.join(name), &pdf.bytes).expect("writable");
    }
}

#[test]
fn a_plan_that_does_not_fit_on_its_page_says_so() {
    assert_eq!(typesetter().pdf(&sample::plan_on_a_page(8, 60)).err(), Some(Error::Overfull));
    let Some(poster) = sample::plan_on_a_page(2, 2).blocks.pop() else { panic!("there is a poster") };
    let inside = paper(vec![Block::List { ordered: false, items: vec![vec![poster]] }]);
    assert!(
        matches!(typesetter().pdf(&inside), Err(Error::Document(faults)) if faults.contains(&typesetting::Fault::Inside))
    );
}
