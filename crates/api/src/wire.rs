//! Items and keys as DynamoDB JSON, for editors and printers. Nothing is lost: `{"S":..}`, `{"N":".."}` and so on.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::{AttributeValue, Item};

use crate::Error;
use crate::json::Writer;
use crate::value::{ValueReader, write_item, write_value};

/// The item as compact DynamoDB JSON, attributes in byte order of their names.
pub fn item_to_json(item: &Item) -> String {
    let mut out = Writer::default();
    write_item(item, &mut out);
    String::from_utf8_lossy(&out.into_bytes()).into_owned()
}

/// An item out of DynamoDB JSON. Errors are those of the service ([`Error::Validation`], [`Error::Serialization`]) or
/// [`Error::MalformedJson`] with line and column.
pub fn item_from_json(json: &str) -> Result<Item, Error> {
    read(json, |reader| Ok(reader.item(0)?.unwrap_or_default()))
}

/// One value as compact DynamoDB JSON.
pub fn value_to_json(value: &AttributeValue) -> String {
    let mut out = Writer::default();
    write_value(value, &mut out);
    String::from_utf8_lossy(&out.into_bytes()).into_owned()
}

/// One value out of DynamoDB JSON; errors as in [`item_from_json`].
pub fn value_from_json(json: &str) -> Result<AttributeValue, Error> {
    read(json, |reader| reader.value(0))
}

/// Bytes in base64, as a `B` value has them.
pub fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The bytes of a base64 text; `None` if it is none.
pub fn bytes_from_base64(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

fn read<T>(json: &str, read: impl FnOnce(&mut ValueReader) -> Result<T, Error>) -> Result<T, Error> {
    let mut reader = ValueReader::new(json.as_bytes())?;
    let value = match read(&mut reader) {
        // As in requests: types are looked at once the whole text is JSON.
        Err(Error::Serialization(text)) => {
            crate::node::check(json.as_bytes())?;
            return Err(Error::Serialization(text));
        }
        other => other?,
    };
    reader.json.end()?;
    match reader.take_problem() {
        Some((_, problem)) => Err(problem.into_text(false).into()),
        None => Ok(value),
    }
}
