//! A chain of ten thousand rows, altered in every way at every row.

use serde_json::json;

use super::*;

const ROWS: usize = 10_000;

fn row(seq: i64, previous: &str) -> Row {
    let mut row = Row {
        seq,
        at: format!("2026-02-02T10:00:00.{:03}Z", seq % 1000),
        account: format!("account-{}", seq % 7),
        act: "group changed".into(),
        subject_kind: "group".into(),
        subject_id: format!("group-{}", seq % 31),
        reason: (seq % 3 == 0).then(|| format!("reason {seq}")),
        change: json!({ "name": { "from": seq, "to": seq + 1 } }).to_string(),
        previous_hash: previous.into(),
        hash: String::new(),
    };
    row.hash = row.digest();
    row
}

fn chain(length: usize) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::with_capacity(length);
    for seq in 1..=i64::try_from(length).unwrap() {
        let previous = rows.last().map_or(String::new(), |last| last.hash.clone());
        rows.push(row(seq, &previous));
    }
    rows
}

fn head(rows: &[Row]) -> Anchor {
    rows.last().map_or(Anchor { seq: 0, hash: String::new() }, |last| Anchor { seq: last.seq, hash: last.hash.clone() })
}

/// The first fault of a chain from some walk on; the walk stands where everything before was whole.
fn fault<'a>(walk: &Walk, rows: impl IntoIterator<Item = &'a Row>, head: &Anchor) -> Option<String> {
    let mut walk = walk.clone();
    for row in rows {
        if let Err(fault) = walk.take(row) {
            return Some(fault);
        }
    }
    walk.end(head).err()
}

/// Changes one letter somewhere in a row; which field and where depends on the row, so that all fields are met.
fn flipped(row: &Row) -> Row {
    let mut other = row.clone();
    let flip = |text: &mut String| match text.pop() {
        Some('x') => text.push('y'),
        _ => text.push('x'),
    };
    match row.seq % 9 {
        0 => flip(&mut other.at),
        1 => flip(&mut other.account),
        2 => flip(&mut other.act),
        3 => flip(&mut other.subject_kind),
        4 => flip(&mut other.subject_id),
        5 => flip(&mut other.change),
        6 => flip(&mut other.previous_hash),
        7 => flip(&mut other.hash),
        _ => flip(other.reason.get_or_insert_default()),
    }
    other
}

#[test]
fn a_flipped_deleted_inserted_swapped_or_cut_row_is_found_at_every_row_of_ten_thousand() {
    let rows = chain(ROWS);
    let end = head(&rows);
    let mut walk = Walk::default();
    let mut found = 0;
    for at in 0..ROWS {
        // What stands before is whole and was walked; two rows on, every fault must have shown itself.
        let next = &rows[at..ROWS.min(at + 3)];
        let at_the_end = at + 3 >= ROWS;
        let shows = |mut altered: Vec<Row>| {
            altered.extend(rows.iter().skip(at + 3).take(1).cloned());
            let mut walk = walk.clone();
            let met = altered.iter().any(|row| walk.take(row).is_err());
            // The end of a window is the end of the chain only for its last rows.
            met || (at_the_end && walk.end(&end).is_err())
        };
        let mut altered = next.to_vec();
        altered[0] = flipped(&next[0]);
        found += usize::from(shows(altered));

        found += usize::from(shows(next[1..].to_vec()));

        let mut altered = next.to_vec();
        let mut forged = next[0].clone();
        forged.change = "{}".into();
        forged.hash = forged.digest();
        altered.insert(0, forged);
        found += usize::from(shows(altered));

        // The last row has no row after it to change places with: it changes places with the one before.
        let mut altered = next.to_vec();
        if altered.len() > 1 {
            altered.swap(0, 1);
            (altered[0].seq, altered[1].seq) = (altered[1].seq, altered[0].seq);
        } else {
            altered = vec![rows[at - 1].clone()];
            altered[0].seq = rows[at].seq;
        }
        found += usize::from(shows(altered));

        // Cut off here: the head remembers a row that is no longer there.
        found += usize::from(fault(&walk, [], &end).is_some());
        walk.take(&rows[at]).unwrap();
    }
    assert_eq!(found, 5 * ROWS);
    assert_eq!(walk.end(&end), Ok(()), "the chain itself is whole");
}

#[test]
fn a_chain_cut_off_with_its_head_or_written_anew_is_found_by_an_anchor() {
    let rows = chain(200);
    let anchor = head(&rows[..150]);
    for at in 0..200 {
        let cut = &rows[..at];
        let walk = Walk::new(&[], std::slice::from_ref(&anchor));
        assert_eq!(fault(&Walk::default(), cut, &head(cut)), None, "without an anchor a cut chain looks whole");
        assert_eq!(fault(&walk, cut, &head(cut)).is_some(), at < 150, "cut at {at}");

        let mut anew = cut.to_vec();
        for seq in at..200 {
            let previous = anew.last().map_or(String::new(), |last| last.hash.clone());
            let mut forged = row(i64::try_from(seq + 1).unwrap(), &previous);
            forged.account = "somebody else".into();
            forged.hash = forged.digest();
            anew.push(forged);
        }
        assert_eq!(fault(&Walk::default(), &anew, &head(&anew)), None);
        assert_eq!(fault(&walk, &anew, &head(&anew)).is_some(), at < 150, "written anew from {at}");
    }
}

#[test]
fn a_redacted_row_holds_only_as_the_later_row_says() {
    let mut rows = chain(10);
    let whole = rows.clone();
    rows[3].change = json!({ "name": "erased" }).to_string();
    let change = json!({ "rows": { "4": rows[3].digest() } });
    let mut last = row(11, &rows[9].hash);
    last.act = REDACTED.into();
    last.change = change.to_string();
    last.hash = last.digest();
    rows.push(last);
    let walk = Walk::new(&rows[10..], &[]);
    assert_eq!(fault(&walk, &rows, &head(&rows)), None);
    assert!(fault(&Walk::default(), &rows, &head(&rows)).is_some(), "without its reason it is an altered row");

    let mut altered = rows.clone();
    altered[3].change = json!({ "name": "somebody else" }).to_string();
    assert!(fault(&walk, &altered, &head(&rows)).is_some(), "what is left of a row cannot be changed again");

    let mut altered = rows.clone();
    altered[10].change = json!({ "rows": { "5": "0" } }).to_string();
    assert!(fault(&Walk::new(&altered[10..], &[]), &altered, &head(&rows)).is_some(), "nor the row that says so");

    // A row that records redactions cannot be excused by another.
    let mut altered = rows;
    let mut second = row(12, &altered[10].hash);
    altered[10].reason = Some("altered".into());
    second.act = REDACTED.into();
    second.change = json!({ "rows": { "11": altered[10].digest() } }).to_string();
    second.hash = second.digest();
    altered.push(second);
    assert!(fault(&Walk::new(&altered[10..], &[]), &altered, &head(&altered)).is_some());
    assert_eq!(fault(&Walk::default(), &whole, &head(&whole)), None);
}

#[test]
fn an_anchor_reads_as_it_is_written() {
    let anchor = head(&chain(3));
    assert_eq!(anchor.to_string().parse(), Ok(anchor));
    for wrong in ["", "3", "3:", "3:abc", "-1:", "x:y"] {
        assert!(wrong.parse::<Anchor>().is_err(), "{wrong}");
    }
}
