use super::portcullis::testing;
use super::Module;

#[test]
fn home() {
    testing::vectors::<Module>(include_str!("../vectors/home.json"));
}

#[test]
fn served() {
    testing::vectors::<Module>(include_str!("../vectors/served.json"));
}

#[test]
fn opening() {
    testing::vectors::<Module>(include_str!("../vectors/opening.json"));
}

#[test]
fn forward() {
    testing::vectors::<Module>(include_str!("../vectors/forward.json"));
}
