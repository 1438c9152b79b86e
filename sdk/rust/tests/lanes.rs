use crate::portcullis::lanes::Lanes;
use crate::portcullis::{Below128, Chosen};

/// Sixteen numbers in which extremes are as frequent as others.
fn lanes<T: Copy>(numbers: &[T; 16]) -> Lanes<T> {
    unsafe { Lanes::new(numbers.as_ptr()) }
}

fn where_<T: Copy>(numbers: &[T; 16], holds: impl Fn(T) -> bool) -> Chosen {
    Chosen((0..16).map(|i| (holds(numbers[i]) as u16) << i).sum())
}

#[test]
fn comparisons() {
    let numbers = [0, 1, 2, 3, 6, 7, 8, 127, 128, 129, 254, 255, 256, 1 << 31, (1 << 31) + 7, u32::MAX];
    let other = [0, 2, 1, 3, 6, 7, 9, 127, 128, 130, 254, 255, 256, 1 << 30, (1 << 31) + 7, u32::MAX];
    for n in numbers {
        assert_eq!(lanes(&numbers).is(n).chosen(), where_(&numbers, |x| x == n));
        assert_eq!(lanes(&numbers).has(n).chosen(), where_(&numbers, |x| x & n != 0));
        assert_eq!(lanes(&numbers).at_least(n).chosen(), where_(&numbers, |x| x >= n));
    }
    assert_eq!(lanes(&numbers).same(lanes(&other)).chosen(), Chosen(!(1 << 1 | 1 << 2 | 1 << 6 | 1 << 9 | 1 << 13)));
    let set = Below128::of(&[0, 3, 7, 126, 127]);
    assert_eq!(lanes(&numbers).among(&set).chosen(), where_(&numbers, |x| [0, 3, 7, 126, 127].contains(&x)));
    assert!(set.contains(127) && !set.contains(128) && !set.without(127).contains(127));
}

#[test]
fn combinations() {
    let numbers: [u8; 16] = std::array::from_fn(|i| i as u8);
    let (low, even) = (!lanes(&numbers).at_least(8), !lanes(&numbers).has(1));
    assert_eq!((low & even).chosen(), Chosen(0b0101_0101));
    assert_eq!((low | even).chosen(), Chosen(0b0101_0101_1111_1111));
    assert_eq!(low.chosen().filter(|at| at > 5), Chosen(0b1100_0000));
    assert!((low.chosen() & !low.chosen()).is_none());
}
