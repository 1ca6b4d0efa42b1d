//! A request to Kinesis: a few members of a JSON object, and the JSON of replies.

use api::Json;
use api::text::KinesisProblem;
use model::EpochMillis;

/// The members of a request.
pub(super) struct Request(Json);

impl Request {
    /// Reads a body; `None` if it is no JSON object. An empty one has no members.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        if body.is_empty() {
            return Some(Request(Json::Object(vec![])));
        }
        let json = Json::parse(body).ok()?;
        json.as_object()?;
        Some(Request(json))
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_text()
    }

    /// A text that has to be there; `place` is what errors call it.
    pub(super) fn required(&self, name: &str, place: &str) -> Result<&str, KinesisProblem> {
        self.text(name).ok_or_else(|| KinesisProblem::Required(place.to_owned()))
    }

    /// A moment in seconds, with a fraction.
    pub(super) fn moment(&self, name: &str) -> Option<EpochMillis> {
        let written = self.0.get(name)?.as_number()?;
        let (whole, fraction) = written.split_once('.').unwrap_or((written, ""));
        let thousandths: String = fraction.chars().chain("000".chars()).take(3).collect();
        let whole: u64 = whole.parse().ok()?;
        Some(EpochMillis(whole.checked_mul(1_000)?.checked_add(thousandths.parse().ok()?)?))
    }

    /// A number of things on a page, from 1 to `most`.
    pub(super) fn limit(&self, name: &str, default: u64, most: u64) -> Result<u64, KinesisProblem> {
        let Some(written) = self.0.get(name).and_then(Json::as_number) else { return Ok(default) };
        let mut place = name.to_owned();
        if let Some(first) = place.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        match written.parse::<i128>() {
            Ok(number) if number > i128::from(most) => Err(KinesisProblem::AtMost(written.to_owned(), place, most)),
            Ok(number) if number >= 1 => Ok(u64::try_from(number).unwrap_or(most)),
            _ => Err(KinesisProblem::AtLeast(written.to_owned(), place, 1)),
        }
    }
}

pub(super) fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

pub(super) fn text(text: &str) -> Json {
    Json::Text(text.to_owned())
}

pub(super) fn number(number: u64) -> Json {
    Json::Number(number.to_string())
}

#[cfg(test)]
mod tests {
    use super::Request;
    use model::EpochMillis;

    #[test]
    fn members_are_read_and_their_bounds_held() {
        let request =
            Request::read(br#"{"A":"text","Limit":0,"Big":10001,"Few":3,"At":1700000000.25,"Late":1700000001}"#).unwrap();
        assert_eq!(request.text("A"), Some("text"));
        assert_eq!(request.moment("At"), Some(EpochMillis(1_700_000_000_250)));
        assert_eq!(request.moment("Late"), Some(EpochMillis(1_700_000_001_000)));
        assert_eq!(request.limit("Few", 9, 10), Ok(3));
        assert_eq!(request.limit("None", 9, 10), Ok(9));
        assert!(request.limit("Limit", 9, 10).unwrap_err().to_string().contains("Value '0' at 'limit'"));
        assert!(request.limit("Big", 9, 10_000).unwrap_err().to_string().contains("less than or equal to 10000"));
        assert!(request.required("B", "b").unwrap_err().to_string().contains("Value null at 'b'"));
        for wrong in [&b"["[..], b"[]", b"3", b"{"] {
            assert!(Request::read(wrong).is_none());
        }
    }
}
