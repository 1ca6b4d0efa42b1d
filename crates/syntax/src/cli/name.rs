//! The AWS CLI's spelling of names: `KeySchema` is `key-schema`, `SSESpecification` is `sse-specification`.
//!
//! Follows botocore's `xform_name`, which the AWS CLI derives commands and options with.

/// The name in lower case with hyphens.
pub(crate) fn hyphenated(name: &str) -> String {
    let mut chars: Vec<char> = name.chars().collect();
    // Plural acronyms stay together: `...ARNs` is `-arns`.
    let capitals = chars.iter().rev().skip(1).take_while(|char| char.is_ascii_uppercase()).count();
    if chars.last() == Some(&'s') && capitals >= 2 {
        let start = chars.len() - 1 - capitals;
        chars[start..].iter_mut().for_each(|char| *char = char.to_ascii_lowercase());
        if start > 0 {
            chars.insert(start, '-');
        }
    }
    let mut hyphenated = String::with_capacity(name.len() + 4);
    for (at, char) in chars.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| chars.get(before));
        let behind = chars.get(at + 1);
        let after_word = before.is_some_and(|before| before.is_ascii_lowercase() || before.is_ascii_digit());
        let before_word = before.is_some_and(|before| *before != '-') && behind.is_some_and(char::is_ascii_lowercase);
        if char.is_ascii_uppercase() && (after_word || before_word) {
            hyphenated.push('-');
        }
        hyphenated.push(char.to_ascii_lowercase());
    }
    hyphenated
}

#[cfg(test)]
mod tests {
    use super::hyphenated;
    use std::collections::BTreeSet;

    #[test]
    fn names_are_spelled_as_the_aws_cli_does() {
        for (name, expected) in [
            ("CreateTable", "create-table"),
            ("SSESpecification", "sse-specification"),
            ("ExportTableToPointInTime", "export-table-to-point-in-time"),
            ("ReturnValuesOnConditionCheckFailure", "return-values-on-condition-check-failure"),
            ("S3Bucket", "s3-bucket"),
            ("S3SseKmsKeyId", "s3-sse-kms-key-id"),
            ("TableARNs", "table-arns"),
            ("Limit", "limit"),
        ] {
            assert_eq!(hyphenated(name), expected);
        }
    }

    #[test]
    fn no_two_commands_and_no_two_options_collide() {
        let mut commands = BTreeSet::new();
        for operation in api::shapes::operations() {
            assert!(commands.insert(hyphenated(operation.name())), "{}", operation.name());
            let mut options = BTreeSet::new();
            for member in operation.input().members() {
                assert!(options.insert(hyphenated(member.name())), "{} {}", operation.name(), member.name());
            }
        }
    }
}
