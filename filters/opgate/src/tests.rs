use super::portcullis::testing;
use super::Module;

use std::format;
use std::string::String;
use std::vec::Vec;

#[test]
fn vectors() {
    testing::vectors::<Module>(include_str!("../vectors/gtpv1.json"));
    testing::vectors::<Module>(include_str!("../vectors/gtpv2.json"));
    testing::vectors::<Module>(include_str!("../vectors/config.json"));
    testing::vectors::<Module>(include_str!("../vectors/transport.json"));
    testing::vectors::<Module>(include_str!("../vectors/addressed.json"));
    testing::vectors::<Module>(include_str!("../vectors/context.json"));
    testing::vectors::<Module>(include_str!("../vectors/map.json"));
    testing::vectors::<Module>(include_str!("../vectors/cap.json"));
    testing::vectors::<Module>(include_str!("../vectors/config_ss7.json"));
}

/// A rule's list as it is written: "4-31, 42-63, 70".
pub fn listed(text: &str, code: u32) -> bool {
    text.split(',').any(|part| {
        let mut ends = part.trim().split('-').map(|n| n.parse::<u32>().unwrap());
        let first = ends.next().unwrap();
        (first..=ends.next().unwrap_or(first)).contains(&code)
    })
}

/// The rules G-02 and G-03 word by word, against the tables.
struct Rule {
    protocol: u8,
    from_serving: &'static str,
    from_anchor: &'static str,
    both: &'static str,
    agreed: &'static [(&'static str, u64, &'static str)], // types, agreement bit, reason
    deny: &'static str,
    serving_role: u16, // of our node
    anchor_role: u16,
}

const G02: Rule = Rule {
    protocol: 2,
    from_serving: "32, 34, 36, 38, 64, 66, 68, 162, 164, 200, 96, 98, 100",
    from_anchor: "95, 97, 99, 33, 35, 37, 39, 65, 67, 69, 163, 165, 201",
    both: "1-3, 101, 102",
    agreed: &[
        ("40, 41", 9, "gtpv2-prose-not-agreed"),
        ("71, 72", 8, "gtpv2-trace-not-agreed"),
        ("128-141, 152", 5, "gtpv2-mobility-not-agreed"),
    ],
    deny: "0, 4-31, 42-63, 70, 73-94, 103-127, 142-151, 153-161, 166-199, 202-255",
    serving_role: 1 << 9,
    anchor_role: 1 << 10,
};

const G03: Rule = Rule {
    protocol: 1,
    from_serving: "16, 18, 20, 128, 19, 21",
    from_anchor: "18, 20, 17, 19, 21, 129",
    both: "1-3, 31",
    agreed: &[
        ("22, 23, 27-30", 13, "gtpv1-network-requested-not-agreed"),
        ("48-62, 70", 5, "gtpv1-mobility-not-agreed"),
    ],
    deny: "0, 4-15, 24-26, 32-47, 63-69, 71-127, 130-255",
    serving_role: 1 << 7,
    anchor_role: 1 << 8,
};

impl Rule {
    /// The reasons that the text of the rule gives for a type, apart from the
    /// direction of agreed types, which it leaves to the specification.
    fn reasons(&self, code: u32, to_serving: bool, to_anchor: bool, agreements: u64) -> Vec<String> {
        let mut reasons = Vec::new();
        let named = |what: &str| format!("gtpv{}-{}", self.protocol, what);
        let agreed = self.agreed.iter().find(|a| listed(a.0, code));
        let serving = listed(self.from_serving, code) || listed(self.both, code);
        let anchor = listed(self.from_anchor, code) || listed(self.both, code);
        assert_eq!(listed(self.deny, code), !serving && !anchor && agreed.is_none(), "type {} is in one list", code);
        if listed(self.deny, code) {
            reasons.push(named("type-not-allowed"));
        } else if let Some((_, bit, reason)) = agreed {
            if agreements >> bit & 1 == 0 {
                reasons.push(reason.to_string());
            }
        } else if !(serving && to_anchor || anchor && to_serving) {
            reasons.push(named("wrong-direction"));
        }
        reasons
    }

    fn check(&self) {
        let roles = [(0, true, true), (self.serving_role, true, false), (self.anchor_role, false, true)];
        for (role, to_serving, to_anchor) in roles.into_iter().chain([(self.serving_role | self.anchor_role, true, true)]) {
            for agreements in [0, u64::MAX] {
                for codes in (0..256).collect::<Vec<u32>>().chunks(64) {
                    let rows: Vec<String> = codes.iter().map(|code| self.row(*code, role, agreements)).collect();
                    let outcomes = testing::judge::<Module>("{}", &format!("[{}]", rows.join(",")));
                    for (i, code) in codes.iter().enumerate() {
                        let undirected = self.agreed.iter().any(|a| listed(a.0, *code));
                        let got = outcomes[i].block.iter().filter(|r| !undirected || !r.ends_with("wrong-direction"));
                        let want = self.reasons(*code, to_serving, to_anchor, agreements);
                        assert_eq!(got.collect::<Vec<_>>(), want.iter().collect::<Vec<_>>(), "{}", rows[i]);
                    }
                }
            }
        }
    }

    fn row(&self, code: u32, role: u16, agreements: u64) -> String {
        format!(
            r#"{{"protocol": {}, "direction": 1, "code": {}, "dst_roles": {}, "agreements": {}}}"#,
            self.protocol, code, role, agreements
        )
    }
}

#[test]
fn gtpv2_types_are_those_of_rule_g02() {
    G02.check();
}

#[test]
fn gtpv1_types_are_those_of_rule_g03() {
    G03.check();
}

/// Rule G-03 gives the directions of the agreed GTPv1 types 22, 23 and 27-30.
#[test]
fn network_requested_contexts_come_from_the_ggsn() {
    for (code, from_ggsn) in [(22, true), (23, false), (27, true), (28, false), (29, false), (30, true)] {
        let row = |role: u16| format!(r#"[{{"protocol": 1, "direction": 1, "code": {}, "dst_roles": {}, "agreements": 8192}}]"#, code, role);
        let to_sgsn = &testing::judge::<Module>("{}", &row(G03.serving_role))[0].block;
        let to_ggsn = &testing::judge::<Module>("{}", &row(G03.anchor_role))[0].block;
        assert_eq!((to_sgsn.is_empty(), to_ggsn.is_empty()), (from_ggsn, !from_ggsn), "type {}", code);
    }
}
