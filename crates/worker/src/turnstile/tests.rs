//! One inside at a time, in the order of arrival.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::wasm_bindgen_test;

use super::Turnstile;
use crate::testing::settle;

#[wasm_bindgen_test]
async fn one_after_the_other() {
    let turnstile = Rc::new(Turnstile::default());
    let seen = Rc::new(RefCell::new(vec![]));
    for number in 0..5 {
        let (turnstile, seen) = (Rc::clone(&turnstile), Rc::clone(&seen));
        spawn_local(async move {
            let _turn = turnstile.pass().await;
            seen.borrow_mut().push(format!("{number} in"));
            settle().await;
            seen.borrow_mut().push(format!("{number} out"));
        });
    }
    settle().await;
    drop(turnstile.pass().await);
    let expected: Vec<String> = (0..5).flat_map(|number| [format!("{number} in"), format!("{number} out")]).collect();
    assert_eq!(*seen.borrow(), expected);
    drop(turnstile.pass().await);
}
