use std::collections::HashSet;

use crate::portcullis::{Digits, KeySet, Prefixes};

/// SplitMix64.
fn random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ z >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ z >> 31
}

/// Against strings. Few digits and short strings, so that many fit.
#[test]
fn prefixes() {
    let mut state = 1;
    let mut text = |longest: u64| {
        let length = 1 + random(&mut state) % longest;
        (0..length).map(|_| char::from(b'0' + (random(&mut state) % 2) as u8)).collect::<String>()
    };
    for _ in 0..200 {
        let mut table = Prefixes::<8>::EMPTY;
        let listed: Vec<String> = (0..7).map(|_| text(10)).collect();
        assert!(listed.iter().all(|p| table.insert(Digits::new(p))));
        for _ in 0..50 {
            let number = text(15);
            let fits = listed.iter().any(|p| number.starts_with(p.as_str()));
            assert_eq!(table.fit(Digits::new(&number)), fits, "{} {:?}", number, listed);
        }
        assert!(!table.fit(Digits::ABSENT));
    }
}

#[test]
fn prefixes_have_room_for_so_many() {
    let mut table = Prefixes::<4>::EMPTY;
    assert!(!table.fit(Digits::new("999999999999999")) && !table.fit(Digits(0x0FFF_FFFF_FFFF_FFFF)), "an empty table fits nothing");
    assert!(!table.insert(Digits::ABSENT));
    assert!(["1", "2", "3", "4"].iter().all(|p| table.insert(Digits::new(p))));
    assert!(!table.insert(Digits::new("5")) && !table.fit(Digits::new("5")));
}

/// Against the standard library's set, at full load, with keys that lie close together.
#[test]
fn key_set() {
    let (mut set, mut twin, mut state) = (KeySet::<64>::EMPTY, HashSet::new(), 3);
    while twin.len() < 32 {
        let key = 1 + random(&mut state) % 100;
        assert!(set.insert(key));
        twin.insert(key);
    }
    for key in 0..200 {
        assert_eq!(set.contains(key), twin.contains(&key), "{}", key);
    }
    assert!(twin.iter().all(|key| set.insert(*key)), "what is in it may be added again");
    assert!(!set.insert(1000) && !set.contains(1000), "half of the slots stay empty");
    assert!(!set.insert(0) && !set.contains(0));
}
