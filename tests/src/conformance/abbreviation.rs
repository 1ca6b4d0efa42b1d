//! `«text*count»`: a text as often as it says, so that a case about 400 KB fits a line.
//!
//! `%` in the text is the number of the copy, from 1. A character behind the count joins the copies: `«{"n":%}*3,»` is
//! `{"n":1},{"n":2},{"n":3}`. Abbreviations do not nest.

/// The text with its abbreviations written out; none if one is not well formed.
pub(super) fn write_out(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('«') {
        let (abbreviation, after) = after.split_once('»')?;
        let (body, count) = abbreviation.rsplit_once('*')?;
        let digits = count.trim_end_matches(|c: char| !c.is_ascii_digit());
        let joint = count.get(digits.len()..)?;
        let copies: Vec<String> = (1..=digits.parse::<usize>().ok()?).map(|number| copy(body, number)).collect();
        out.push_str(before);
        out.push_str(&copies.join(joint));
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

fn copy(body: &str, number: usize) -> String {
    body.replace('%', &number.to_string())
}

#[cfg(test)]
mod tests {
    use super::write_out;

    #[test]
    fn copies_are_numbered_and_joined() {
        assert_eq!(write_out("a«x*3»b«%*2»").as_deref(), Some("axxxb12"));
        assert_eq!(write_out(r#"[«{"n":%}*3,»]"#).as_deref(), Some(r#"[{"n":1},{"n":2},{"n":3}]"#));
        assert_eq!(write_out("«a*b*2»").as_deref(), Some("a*ba*b"));
        assert_eq!(write_out("«x*1"), None);
        assert_eq!(write_out("«x*y»"), None);
    }
}
