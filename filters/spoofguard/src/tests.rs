use super::portcullis::testing;
use super::Module;

#[test]
fn source() {
    testing::vectors::<Module>(include_str!("../vectors/source.json"));
}

#[test]
fn subscriber() {
    testing::vectors::<Module>(include_str!("../vectors/subscriber.json"));
}

#[test]
fn network() {
    testing::vectors::<Module>(include_str!("../vectors/network.json"));
}

#[test]
fn apn() {
    testing::vectors::<Module>(include_str!("../vectors/apn.json"));
}

#[test]
fn endpoint() {
    testing::vectors::<Module>(include_str!("../vectors/endpoint.json"));
}

#[test]
fn party() {
    testing::vectors::<Module>(include_str!("../vectors/party.json"));
}

#[test]
fn point() {
    testing::vectors::<Module>(include_str!("../vectors/point.json"));
}

#[test]
fn claim() {
    testing::vectors::<Module>(include_str!("../vectors/claim.json"));
}
