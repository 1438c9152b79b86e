use super::portcullis::testing;
use super::Module;

#[test]
fn delivery() {
    testing::vectors::<Module>(include_str!("../vectors/delivery.json"));
}

#[test]
fn relay() {
    testing::vectors::<Module>(include_str!("../vectors/relay.json"));
}

#[test]
fn ussd() {
    testing::vectors::<Module>(include_str!("../vectors/ussd.json"));
}
