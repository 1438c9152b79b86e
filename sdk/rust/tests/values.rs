use crate::portcullis::column::Column;
use crate::portcullis::columns::{cause, imsi, CATALOGUE};
use crate::portcullis::value::Presence;
use crate::portcullis::{Addr, Digits, Plmn};

#[test]
fn digits() {
    assert_eq!(Digits::new("00101").0, 5 << 60 | 0x0001_0100_0000_0000);
    assert_eq!([Digits::new(""), Digits::new("12a"), Digits::new("1234567890123456")], [Digits::ABSENT; 3]);
    assert_eq!((Digits::ABSENT.len(), Digits::new("7").len(), Digits::new("123456789012345").len()), (0, 1, 15));
    assert_eq!(Digits(0x0123_4567_8901_2345).len(), 15, "longer than 15");
}

/// Against strings: all pairs of some that share beginnings, with trailing zeros.
#[test]
fn prefixes_of_digits() {
    let texts = ["0", "00", "001", "0010", "00100", "001010", "00101", "1", "12", "123456789012345", "999999999999999", "9"];
    for text in texts {
        for prefix in texts {
            assert_eq!(Digits::new(text).starts_with(Digits::new(prefix)), text.starts_with(prefix), "{} {}", text, prefix);
        }
        assert!(Digits::new(text).starts_with(Digits::ABSENT));
        assert!(!Digits::ABSENT.starts_with(Digits::new(text)));
    }
    assert!(Digits(0x0999_9999_9999_9999).starts_with(Digits::new("999999999999999")));
    assert!(!Digits::ABSENT.starts_with(Digits::ABSENT));
}

#[test]
fn plmn() {
    assert_eq!(Plmn(0x0100_101F).digits(), Digits::new("00101"));
    assert_eq!(Plmn(0x0131_0410).digits(), Digits::new("310410"));
    assert_eq!(Plmn(0x0100_1000).digits(), Digits::new("001000"));
    assert_eq!(Plmn::ABSENT.digits(), Digits::ABSENT);
}

fn addr(text: &str) -> Addr {
    let octets = match text.parse().unwrap() {
        std::net::IpAddr::V4(a) => a.to_ipv6_mapped().octets(),
        std::net::IpAddr::V6(a) => a.octets(),
    };
    let half = |from: usize| u64::from_le_bytes(octets[from..from + 8].try_into().unwrap());
    Addr { first: half(0), last: half(8) }
}

#[test]
fn addresses_that_name_a_host() {
    for host in ["192.0.2.1", "1.0.0.1", "223.255.255.255", "169.253.0.1", "2001:db8::1", "::2", "fec0::1", "fe00::1"] {
        assert!(addr(host).is_host(), "{}", host);
    }
    let none = ["0.0.0.0", "0.1.2.3", "127.0.0.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "169.254.9.9"];
    for other in none.iter().chain(&["::", "::1", "ff02::1", "fe80::1", "febf::1"]) {
        assert!(!addr(other).is_host(), "{}", other);
    }
}

#[test]
fn octets_of_addresses() {
    let (four, six) = (addr("192.0.2.7"), addr("2001:db8::fe"));
    assert_eq!((four.octet(12), four.octet(14), four.octet(15)), (192, 2, 7));
    assert_eq!((six.octet(0), six.octet(3), six.octet(15)), (0x20, 0xB8, 0xFE));
    assert_eq!((four.is_ipv4(), six.is_ipv4(), Addr::ABSENT.is_ipv4()), (true, false, false));
    assert!(Addr::ABSENT.is_absent() && !addr("0.0.0.0").is_absent());
}

#[test]
fn presence() {
    assert!(Presence::<0>(1 << 22).has(imsi) && !Presence::<0>(!(1 << 22)).has(imsi));
    assert!(Presence::<1>(1 << (67 - 64)).has(cause));
}

#[test]
fn catalogue_names_the_columns() {
    let number = |name: &str| CATALOGUE.iter().find(|c| c.0 == name).unwrap().1;
    assert_eq!((number(imsi::NAME), number(cause::NAME)), (imsi::NUMBER, cause::NUMBER));
}
