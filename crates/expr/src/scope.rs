//! What `#names` and `:values` of a request stand for, and which of them its expressions used.
//!
//! Follows: developer guide, "Expression attribute names (aliases)", "Using expression attribute values".

use std::collections::{BTreeMap, BTreeSet};

use model::limits::{PLACEHOLDER_SIZE_BYTES, SUBSTITUTIONS_SIZE_BYTES};
use model::{AttributeName, AttributeValue, Item};

use crate::ScopeError;

/// The substitutions of one request. Parse all of its expressions with the same scope, then call [`Scope::finish`].
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    names: Option<&'a BTreeMap<String, String>>,
    values: Option<&'a Item>,
    used: BTreeSet<&'a str>,
}

impl<'a> Scope<'a> {
    /// Takes `ExpressionAttributeNames` and `ExpressionAttributeValues`, each `None` if it was not sent.
    pub fn new(names: Option<&'a BTreeMap<String, String>>, values: Option<&'a Item>) -> Result<Self, ScopeError> {
        let mut size_bytes = 0;
        if let Some(names) = names {
            if names.is_empty() {
                return Err(ScopeError::EmptyNames);
            }
            check_keys(names.keys().map(String::as_str), b'#', ScopeError::NameKey)?;
            size_bytes += names.iter().map(|(key, name)| key.len() + name.len()).sum::<usize>();
        }
        if let Some(values) = values {
            if values.is_empty() {
                return Err(ScopeError::EmptyValues);
            }
            check_keys(values.keys().map(AttributeName::as_str), b':', ScopeError::ValueKey)?;
            size_bytes += values.iter().map(|(key, value)| key.len() + value.size_bytes()).sum::<usize>();
        }
        if size_bytes > SUBSTITUTIONS_SIZE_BYTES {
            return Err(ScopeError::TooLarge { size_bytes });
        }
        Ok(Self { names, values, used: BTreeSet::new() })
    }

    /// What was defined but used by no expression: names first, then values.
    pub fn finish(&self) -> Result<(), ScopeError> {
        let unused = self.unused(self.names.into_iter().flat_map(BTreeMap::keys).map(String::as_str));
        if !unused.is_empty() {
            return Err(ScopeError::UnusedNames(unused));
        }
        let unused = self.unused(self.values.into_iter().flat_map(Item::keys).map(AttributeName::as_str));
        if !unused.is_empty() {
            return Err(ScopeError::UnusedValues(unused));
        }
        Ok(())
    }

    /// The attribute's name behind `#name`.
    pub(crate) fn name(&mut self, placeholder: &str) -> Option<&'a str> {
        let (key, name) = self.names?.get_key_value(placeholder)?;
        self.used.insert(key);
        Some(name)
    }

    /// The value behind `:value`.
    pub(crate) fn value(&mut self, placeholder: &str) -> Option<&'a AttributeValue> {
        let (key, value) = self.values?.get_key_value(placeholder)?;
        self.used.insert(key);
        Some(value)
    }

    fn unused(&self, keys: impl Iterator<Item = &'a str>) -> Vec<String> {
        keys.filter(|key| !self.used.contains(key)).map(str::to_owned).collect()
    }
}

fn check_keys<'a>(keys: impl Iterator<Item = &'a str>, sign: u8, invalid: fn(String) -> ScopeError) -> Result<(), ScopeError> {
    for key in keys {
        let valid = match key.as_bytes() {
            [first, rest @ ..] => {
                *first == sign && !rest.is_empty() && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
            }
            [] => false,
        };
        if !valid {
            return Err(invalid(key.to_owned()));
        }
        if key.len() > PLACEHOLDER_SIZE_BYTES {
            return Err(ScopeError::PlaceholderTooLong { key: key.to_owned(), size_bytes: key.len() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(keys: &[&str]) -> BTreeMap<String, String> {
        keys.iter().map(|key| ((*key).to_owned(), "attribute".to_owned())).collect()
    }

    fn values(keys: &[&str]) -> Item {
        keys.iter().map(|key| ((*key).to_owned(), AttributeValue::Bool(true))).collect()
    }

    #[test]
    fn keys_are_a_sign_and_a_word() {
        for good in ["#a", "#0", "#_", "#a_1"] {
            assert!(Scope::new(Some(&names(&[good])), None).is_ok(), "{good}");
        }
        for bad in ["", "#", "a", ":a", "#a-b", "#a.b", "##", "#é"] {
            assert_eq!(Scope::new(Some(&names(&[bad])), None).err(), Some(ScopeError::NameKey(bad.to_owned())));
        }
        for bad in ["", ":", "#a", ": a"] {
            assert_eq!(Scope::new(None, Some(&values(&[bad]))).err(), Some(ScopeError::ValueKey(bad.to_owned())));
        }
    }

    #[test]
    fn empty_maps_and_sizes_are_refused() {
        assert_eq!(Scope::new(Some(&names(&[])), None).err(), Some(ScopeError::EmptyNames));
        assert_eq!(Scope::new(None, Some(&values(&[]))).err(), Some(ScopeError::EmptyValues));
        let longest = format!("#{}", "a".repeat(PLACEHOLDER_SIZE_BYTES - 1));
        assert!(Scope::new(Some(&names(&[&longest])), None).is_ok());
        let key = longest + "a";
        let error = ScopeError::PlaceholderTooLong { key: key.clone(), size_bytes: PLACEHOLDER_SIZE_BYTES + 1 };
        assert_eq!(Scope::new(Some(&names(&[&key])), None).err(), Some(error));
        let fits = |size: usize| Item::from([(":v".to_owned(), AttributeValue::B(vec![0; size]))]);
        assert!(Scope::new(None, Some(&fits(SUBSTITUTIONS_SIZE_BYTES - 2))).is_ok());
        let error = ScopeError::TooLarge { size_bytes: SUBSTITUTIONS_SIZE_BYTES + 1 };
        assert_eq!(Scope::new(None, Some(&fits(SUBSTITUTIONS_SIZE_BYTES - 1))).err(), Some(error));
    }

    #[test]
    fn what_no_expression_used_is_told_names_first() {
        let (names, values) = (names(&["#a", "#b", "#c"]), values(&[":u", ":v"]));
        let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
        assert_eq!(scope.name("#b"), Some("attribute"));
        assert_eq!(scope.name("#z"), None);
        assert_eq!(scope.finish(), Err(ScopeError::UnusedNames(vec!["#a".to_owned(), "#c".to_owned()])));
        scope.name("#a");
        scope.name("#c");
        scope.value(":v");
        assert_eq!(scope.finish(), Err(ScopeError::UnusedValues(vec![":u".to_owned()])));
        scope.value(":u");
        assert_eq!(scope.finish(), Ok(()));
    }
}
