//! Numbers to which calls are to be forwarded, against what the operator listed
//! (rules MAP-2c, MAP-3d). Without lists nothing is judged.

use super::portcullis::values::number_role as role;
use super::portcullis::{Config, Digits, Ints, Prefixes, Refused, Verdict};
use super::{Row, ABROAD, PREMIUM};

const PREMIUM_PREFIXES: u16 = 1;
const COUNTRY_CODES: u16 = 2;
const MOST: usize = 64;

const INSERT_SUBSCRIBER_DATA: u32 = 7;
const REGISTER_SS: u32 = 10;
/// Nature of address of a number that starts with a country code.
const INTERNATIONAL: u8 = 1;

pub struct Forwarding {
    premium: Prefixes<MOST>,
    countries: Prefixes<MOST>,
    judges_premium: bool,
    judges_countries: bool,
}

impl Forwarding {
    pub const NOTHING: Forwarding =
        Forwarding { premium: Prefixes::EMPTY, countries: Prefixes::EMPTY, judges_premium: false, judges_countries: false };

    pub fn configure(&mut self, config: &Config<'static>) -> Result<(), Refused> {
        self.judges_premium = fill(&mut self.premium, config.ints(PREMIUM_PREFIXES))?;
        self.judges_countries = fill(&mut self.countries, config.ints(COUNTRY_CODES))?;
        Ok(())
    }

    #[inline(always)]
    pub fn judge(&self, row: Row, verdict: Verdict) -> Verdict {
        let registers = row.code() == REGISTER_SS;
        if !(self.judges_premium || self.judges_countries) || !registers && row.code() != INSERT_SUBSCRIBER_DATA {
            return verdict;
        }
        let (mut premium, mut abroad) = (false, false);
        for n in row.numbers() {
            if n.role() == role::FORWARDED_TO && n.nai() == INTERNATIONAL {
                premium |= self.judges_premium && self.premium.fit(n.digits());
                abroad |= registers && self.judges_countries && !self.countries.fit(n.digits());
            }
        }
        verdict.flag(PREMIUM, premium).flag(ABROAD, abroad)
    }
}

/// Whether there is anything to compare with; an error if it is too much.
fn fill(table: &mut Prefixes<MOST>, list: Ints) -> Result<bool, Refused> {
    for digits in list.iter() {
        if !table.insert(Digits(digits)) {
            return Err(Refused);
        }
    }
    Ok(list.len() > 0)
}
