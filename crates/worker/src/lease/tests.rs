//! One holder at a time, in a real browser's lock manager.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Claim, Lease, claim};

async fn held(name: &str, steal: bool, lost: &Rc<Cell<u32>>) -> Option<Lease> {
    let lost = Rc::clone(lost);
    match claim(name, steal, move || lost.set(lost.get() + 1)).await {
        Claim::Held(lease) => Some(lease),
        Claim::Taken => None,
        Claim::Unsupported => panic!("this browser has locks"),
    }
}

/// The lock manager lives in another process: asks until it has heard of the release.
async fn held_after_release(name: &str, lost: &Rc<Cell<u32>>) -> Lease {
    for _ in 0..1_000 {
        if let Some(lease) = held(name, false, lost).await {
            return lease;
        }
    }
    panic!("the lock was never released");
}

#[wasm_bindgen_test]
async fn a_lease_is_exclusive_until_it_is_dropped() {
    let lost = Rc::new(Cell::new(0));
    let first = held("lease-a", false, &lost).await.unwrap();
    assert!(held("lease-a", false, &lost).await.is_none());
    assert!(held("lease-b", false, &lost).await.is_some(), "other names are other locks");
    drop(first);
    let _second = held_after_release("lease-a", &lost).await;
    assert_eq!(lost.get(), 0, "giving it back is not losing it");
}

#[wasm_bindgen_test]
async fn a_stolen_lease_is_told_to_its_holder_once() {
    let (lost, thief_lost) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(0)));
    let first = held("lease-c", false, &lost).await.unwrap();
    let thief = held("lease-c", true, &thief_lost).await.unwrap();
    while lost.get() == 0 {
        assert!(held("lease-c", false, &thief_lost).await.is_none());
    }
    // Dropping what was lost frees nothing.
    drop(first);
    assert!(held("lease-c", false, &thief_lost).await.is_none());
    assert_eq!((lost.get(), thief_lost.get()), (1, 0));
    drop(thief);
}

#[wasm_bindgen_test]
async fn a_frame_that_may_not_use_locks_is_told_from_one_that_lost() {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).unwrap();
    let locks = Object::new();
    let refuse = js_sys::Function::new_no_args("return Promise.reject(new DOMException('no', 'SecurityError'))");
    Reflect::set(&locks, &"request".into(), &refuse).unwrap();
    let replaced = Object::new();
    Reflect::set(&replaced, &"configurable".into(), &JsValue::TRUE).unwrap();
    Reflect::set(&replaced, &"value".into(), &locks).unwrap();
    Reflect::define_property(&navigator.clone().into(), &"locks".into(), &replaced).unwrap();
    let lost = Rc::new(Cell::new(0));
    let told = Rc::clone(&lost);
    let claimed = claim("lease-d", false, move || told.set(1)).await;
    // The browser's own lies on the prototype.
    Reflect::delete_property(&navigator.into(), &"locks".into()).unwrap();
    assert!(matches!(claimed, Claim::Unsupported));
    assert_eq!(lost.get(), 0);
}
