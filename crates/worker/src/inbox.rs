//! What comes from the page, checked: nothing here trusts the sender.

use client::{Ask, Hello};
use js_sys::Uint8Array;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};

/// Longest body of a request in bytes: AWS answers one byte more with an empty HTTP 413 (LOG).
pub(crate) const REQUEST_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Longest ask in bytes (our bound: an imported file and its copies fit the wasm memory of 4 GiB).
const ASK_BYTES_MAX: u32 = 512 * 1024 * 1024;

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
    /// A request beyond [`REQUEST_BYTES_MAX`]: its body was left where it is.
    TooLarge(u32),
    /// Neither; the id, if it had one.
    Unreadable(Option<u32>),
}

impl Inbound {
    /// Reads a message.
    pub(crate) fn read(message: &JsValue) -> Self {
        let envelope: &Envelope = message.unchecked_ref();
        let id = envelope.id().ok().and_then(|id| id.as_f64()).map(|id| id as u32);
        read_known(envelope, id).unwrap_or(Inbound::Unreadable(id))
    }
}

fn read_known(envelope: &Envelope, id: Option<u32>) -> Option<Inbound> {
    let body: Uint8Array = envelope.body().ok()?.dyn_into().ok()?;
    Some(match envelope.kind().ok()?.as_string()?.as_str() {
        "request" if body.length() as usize > REQUEST_BYTES_MAX => Inbound::TooLarge(id?),
        _ if body.length() > ASK_BYTES_MAX => return None,
        "hello" => Inbound::Hello(postcard::from_bytes(&body.to_vec()).ok()?),
        "ask" => Inbound::Ask(id?, postcard::from_bytes(&body.to_vec()).ok()?),
        "request" => Inbound::Request { id: id?, target: envelope.target().ok()?.as_string()?, body: body.to_vec() },
        _ => return None,
    })
}

#[wasm_bindgen]
extern "C" {
    /// The page's message. Its fields are read as properties, so that no name crosses into JavaScript with each message;
    /// a message that is no object has none, which is an error to be caught.
    type Envelope;

    #[wasm_bindgen(method, getter, catch)]
    fn kind(this: &Envelope) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn id(this: &Envelope) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn target(this: &Envelope) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, getter, catch)]
    fn body(this: &Envelope) -> Result<JsValue, JsValue>;
}

#[cfg(test)]
mod tests;
