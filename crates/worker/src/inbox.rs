//! What comes from the page, checked: nothing here trusts the sender.

use client::{Ask, Hello};
use js_sys::{Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};

/// A message of the page.
pub(crate) enum Inbound {
    /// First message: what to open.
    Hello(Hello),
    /// An ask, to be answered with its id.
    Ask(u32, Ask),
    /// An AWS request.
    Request {
        /// To be answered with this id.
        id: u32,
        /// `DynamoDB_20120810.GetItem`.
        target: String,
        /// JSON.
        body: Vec<u8>,
    },
    /// Neither; the id, if it had one.
    Unreadable(Option<u32>),
}

impl Inbound {
    /// Reads a message.
    pub(crate) fn read(message: &JsValue) -> Self {
        let id = field(message, "id").as_f64().map(|id| id as u32);
        read_known(message, id).unwrap_or(Inbound::Unreadable(id))
    }
}

fn read_known(message: &JsValue, id: Option<u32>) -> Option<Inbound> {
    let body: Uint8Array = field(message, "body").dyn_into().ok()?;
    Some(match field(message, "kind").as_string()?.as_str() {
        "hello" => Inbound::Hello(postcard::from_bytes(&body.to_vec()).ok()?),
        "ask" => Inbound::Ask(id?, postcard::from_bytes(&body.to_vec()).ok()?),
        "request" => Inbound::Request { id: id?, target: field(message, "target").as_string()?, body: body.to_vec() },
        _ => return None,
    })
}

fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
