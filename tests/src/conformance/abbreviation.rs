//! `«text*count»`: a text as often as it says, so that a case about 400 KB fits a line.
//!
//! `%` in the text is the number of the copy, from 1; more of them in a row write it with that many digits. A character behind
//! the count joins the copies: `«{"n":%}*3,»` is `{"n":1},{"n":2},{"n":3}`. Abbreviations nest; the inner ones come first.

/// The text with its abbreviations written out; none if one is not well formed.
pub(super) fn write_out(text: &str) -> Option<String> {
    let mut text = text.to_owned();
    while let Some((before, after)) = text.split_once('»') {
        let (before, abbreviation) = before.rsplit_once('«')?;
        text = format!("{before}{}{after}", copies(abbreviation)?);
    }
    (!text.contains('«')).then_some(text)
}

fn copies(abbreviation: &str) -> Option<String> {
    let (body, count) = abbreviation.rsplit_once('*')?;
    let digits = count.trim_end_matches(|c: char| !c.is_ascii_digit());
    let joint = count.get(digits.len()..)?;
    let copies: Vec<String> = (1..=digits.parse::<usize>().ok()?).map(|number| copy(body, number)).collect();
    Some(copies.join(joint))
}

fn copy(body: &str, number: usize) -> String {
    let mut out = String::with_capacity(body.len());
    let mut rest = body;
    while let Some(at) = rest.find('%') {
        let (before, signs) = rest.split_at(at);
        let after = signs.trim_start_matches('%');
        let width = signs.len() - after.len();
        out.push_str(before);
        out.push_str(&format!("{number:0width$}"));
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::write_out;

    #[test]
    fn copies_are_numbered_and_joined() {
        assert_eq!(write_out("a«x*3»b«%*2»").as_deref(), Some("axxxb12"));
        assert_eq!(write_out(r#"[«{"n":%}*3,»]"#).as_deref(), Some(r#"[{"n":1},{"n":2},{"n":3}]"#));
        assert_eq!(write_out("«%%%*2 »").as_deref(), Some("001 002"));
        assert_eq!(write_out("«a*b*2»").as_deref(), Some("a*ba*b"));
        assert_eq!(write_out("««x*2»%*2,»").as_deref(), Some("xx1,xx2"));
        assert_eq!(write_out("«x*1"), None);
        assert_eq!(write_out("x*1»"), None);
        assert_eq!(write_out("«x*y»"), None);
    }
}
