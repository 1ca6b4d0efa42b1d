//! Whose tables a request sees: an account for each access key.

/// Letters before the part of an access key id that holds the account ("AKIA", "ASIA").
const PREFIX_LETTERS: usize = 4;
/// Accounts have twelve digits.
const ACCOUNTS: u64 = 1_000_000_000_000;

/// The twelve-digit account of an access key id, so that each key has tables of its own.
///
/// Twelve digits name the account themselves. The id of a real key holds its account, and that is the one. Our model: any other
/// text gives twelve digits of its hash, always the same.
pub(crate) fn account_of(access_key: &str) -> String {
    if access_key.len() == 12 && access_key.bytes().all(|byte| byte.is_ascii_digit()) {
        return access_key.to_owned();
    }
    let number = inside(access_key).unwrap_or_else(|| (model::KeyHash::of(access_key.as_bytes()).0 >> 64) as u64 % ACCOUNTS);
    format!("{number:012}")
}

/// The account in the id of a real key: 40 bits, from the second one on, of the base 32 text behind the prefix.
fn inside(access_key: &str) -> Option<u64> {
    let rest = access_key.strip_prefix("AKIA").or_else(|| access_key.strip_prefix("ASIA"))?;
    if access_key.len() != PREFIX_LETTERS + 16 {
        return None;
    }
    // Ten letters of five bits are the first 50 bits.
    let bits = rest.bytes().take(10).try_fold(0u64, |bits, letter| Some(bits << 5 | base32(letter)?))?;
    let account = bits >> 9 & ((1 << 40) - 1);
    (account < ACCOUNTS).then_some(account)
}

fn base32(letter: u8) -> Option<u64> {
    match letter {
        b'A'..=b'Z' => Some(u64::from(letter - b'A')),
        b'2'..=b'7' => Some(u64::from(letter - b'2') + 26),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::account_of;

    #[test]
    fn a_key_has_one_account_and_another_key_another() {
        assert_eq!(account_of("dummy"), account_of("dummy"));
        assert_ne!(account_of("dummy"), account_of("other"));
        assert!(account_of("").len() == 12 && account_of("é").bytes().all(|byte| byte.is_ascii_digit()));
        assert_eq!(account_of("000000000042"), "000000000042");
    }

    #[test]
    fn a_real_key_holds_its_account() {
        // A published example: the key of a training site and the account that AWS tells for it.
        assert_eq!(account_of("ASIAY34FZKBOKMUTVV7A"), "609629065308");
    }
}
