//! Whatever the page sends, reading it gives a message or says that it cannot be read.

use client::{Ask, CONTRACT, Hello};
use js_sys::{Object, Reflect, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use super::{Inbound, REQUEST_BYTES_MAX};
use crate::testing::Dice;

fn message(kind: &str, id: Option<f64>, target: Option<&str>, body: &JsValue) -> JsValue {
    let message = Object::new();
    let set = |name: &str, value: &JsValue| Reflect::set(&message, &name.into(), value).unwrap();
    set("kind", &kind.into());
    set("body", body);
    if let Some(id) = id {
        set("id", &id.into());
    }
    if let Some(target) = target {
        set("target", &target.into());
    }
    message.into()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

fn kind(inbound: &Inbound) -> String {
    match inbound {
        Inbound::Hello(_) => "hello".to_owned(),
        Inbound::Ask(id, _) => format!("ask {id}"),
        Inbound::Request { id, target, body } => format!("request {id} {target} {}", body.len()),
        Inbound::TooLarge(id) => format!("too large {id}"),
        Inbound::Unreadable(id) => format!("unreadable {id:?}"),
    }
}

#[wasm_bindgen_test]
fn what_the_page_sends_is_read() {
    let hello = Hello { contract: CONTRACT, workspace: Some("w".to_owned()), embed: None, memory: true };
    let read = Inbound::read(&message("hello", Some(0.0), None, &bytes(&postcard::to_allocvec(&hello).unwrap())));
    assert!(matches!(read, Inbound::Hello(read) if read == hello));
    let ask = Ask::Run { input: "ListTables 😀".to_owned() };
    let read = Inbound::read(&message("ask", Some(7.0), None, &bytes(&postcard::to_allocvec(&ask).unwrap())));
    assert!(matches!(read, Inbound::Ask(7, read) if read == ask));
    let read = Inbound::read(&message("request", Some(8.0), Some("X.Y"), &bytes(b"{}")));
    assert_eq!(kind(&read), "request 8 X.Y 2");
}

#[wasm_bindgen_test]
fn what_is_no_message_is_unreadable() {
    let values: [JsValue; 7] = [
        JsValue::NULL,
        JsValue::UNDEFINED,
        1.5.into(),
        "hello".into(),
        js_sys::Array::new().into(),
        Object::new().into(),
        js_sys::Function::new_no_args("").into(),
    ];
    for value in values {
        assert_eq!(kind(&Inbound::read(&value)), "unreadable None");
    }
    for (of, id, target, body) in [
        ("nothing", Some(3.0), None, bytes(b"")),
        ("", Some(3.0), None, bytes(b"")),
        ("ask", Some(3.0), None, JsValue::NULL),
        ("ask", Some(3.0), None, "text".into()),
        ("ask", Some(3.0), None, bytes(b"")),
        ("ask", Some(3.0), None, bytes(&[255; 40])),
        ("hello", Some(3.0), None, bytes(&[255; 40])),
        ("request", Some(3.0), None, bytes(b"{}")),
    ] {
        assert_eq!(kind(&Inbound::read(&message(of, id, target, &body))), "unreadable Some(3)", "{of}");
    }
    assert_eq!(kind(&Inbound::read(&message("request", None, Some("T"), &bytes(b"")))), "unreadable None");
    for odd in [f64::NAN, f64::INFINITY, -1.0, 1e300] {
        // An id that is no 32-bit number is not the page's; it only must not break anything.
        Inbound::read(&message("ask", Some(odd), None, &bytes(b"")));
    }
    // A getter that throws.
    let hostile =
        js_sys::Function::new_no_args("return { get kind() { throw 1 }, get id() { throw 2 }, get body() { throw 3 } }");
    assert_eq!(kind(&Inbound::read(&hostile.call0(&JsValue::NULL).unwrap())), "unreadable None");
}

#[wasm_bindgen_test]
fn garbage_in_a_body_never_breaks_the_reader() {
    let mut dice = Dice(5);
    for _ in 0..20_000 {
        let mut body: Vec<u8> = (0..dice.below(24)).map(|_| dice.below(256) as u8).collect();
        if let Some(first) = body.first_mut() {
            // Mostly a known variant, so that its fields are read.
            *first %= 40;
        }
        let of = if dice.below(4) == 0 { "hello" } else { "ask" };
        let read = Inbound::read(&message(of, Some(1.0), None, &bytes(&body)));
        assert!(matches!(read, Inbound::Ask(1, _) | Inbound::Hello(_) | Inbound::Unreadable(Some(1))));
    }
}

#[wasm_bindgen_test]
fn a_request_of_one_byte_too_many_is_left_where_it_is() {
    let body = Uint8Array::new_with_length(REQUEST_BYTES_MAX as u32);
    assert_eq!(kind(&Inbound::read(&message("request", Some(1.0), Some("T"), &body.into()))), "request 1 T 16777216");
    let body = Uint8Array::new_with_length(REQUEST_BYTES_MAX as u32 + 1);
    assert_eq!(kind(&Inbound::read(&message("request", Some(1.0), Some("T"), &body.into()))), "too large 1");
}
