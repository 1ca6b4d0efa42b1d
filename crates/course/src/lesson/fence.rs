//! The info string of a fence: ```` ```awscli run id=read1 depends=create,seed edit ````.

/// A fence's language and flags.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fence {
    pub(super) language: String,
    pub(super) run: bool,
    pub(super) edit: bool,
    pub(super) hidden: bool,
    pub(super) id: Option<String>,
    /// `for=`: the block that this one is about.
    pub(super) about: Option<String>,
    pub(super) depends: Vec<String>,
    pub(super) points: Option<u32>,
    /// `template=`: the scenario of the catalogue that an empty block stands for.
    pub(super) template: Option<String>,
    /// `expect=error:Name`: the author means it to fail.
    pub(super) expected_error: Option<String>,
    /// Flags that are not known.
    pub(super) unknown: Vec<String>,
}

impl Fence {
    /// Reads an info string; nothing in it is an error.
    pub(super) fn parse(info: &str) -> Self {
        let mut words = info.split_whitespace();
        let mut fence = Fence { language: words.next().unwrap_or_default().to_owned(), ..Fence::default() };
        for word in words {
            match word.split_once('=') {
                None => match word {
                    "run" => fence.run = true,
                    "edit" => fence.edit = true,
                    "hidden" => fence.hidden = true,
                    "readonly" => fence.edit = false,
                    _ => fence.unknown.push(word.to_owned()),
                },
                Some(("id", id)) if is_id(id) => fence.id = Some(id.to_owned()),
                Some(("for", id)) => fence.about = Some(id.to_owned()),
                Some(("depends", ids)) => fence.depends = ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect(),
                Some(("template", id)) if is_id(id) => fence.template = Some(id.to_owned()),
                Some(("points", points)) if points.parse::<u32>().is_ok() => fence.points = points.parse().ok(),
                Some(("expect", expected)) if expected.starts_with("error:") => {
                    fence.expected_error = expected.strip_prefix("error:").map(str::to_owned);
                }
                Some(_) => fence.unknown.push(word.to_owned()),
            }
        }
        fence
    }
}

/// Ids become parts of addresses: letters, digits, hyphens and underscores.
pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_are_read_and_unknown_ones_kept() {
        let fence =
            Fence::parse("awscli run id=read1 depends=create,seed edit autorun expect=error:ValidationException points=x");
        assert_eq!(
            fence,
            Fence {
                language: "awscli".into(),
                run: true,
                edit: true,
                id: Some("read1".into()),
                depends: vec!["create".into(), "seed".into()],
                expected_error: Some("ValidationException".into()),
                unknown: vec!["autorun".into(), "points=x".into()],
                ..Fence::default()
            }
        );
        assert_eq!(Fence::parse(""), Fence::default());
        assert_eq!(Fence::parse("awscli id=a/b").id, None);
    }
}
