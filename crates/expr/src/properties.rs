//! Properties of all grammars: printing and reading are inverse, evaluation agrees with a naive evaluator, an update agrees
//! with its parts, and no text panics.

use model::{AttributeValue, Item, Number};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

use crate::sample::{names, value, values};
use crate::{Condition, ExpressionKind, KeyCondition, Projection, Scope, Update};

/// Pieces of expressions, from which token soup is made.
const PIECES: &[&str] = &[
    "a",
    "b",
    "c.d",
    "#a",
    "#x",
    ":1",
    ":s",
    ":l",
    ":ss",
    ":x",
    "(",
    ")",
    "[",
    "]",
    "[0]",
    ".",
    ",",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "AND",
    "or",
    "NOT",
    "BETWEEN",
    "IN",
    "SET",
    "REMOVE",
    "ADD",
    "DELETE",
    "size(",
    "contains(",
    "begins_with(",
    "attribute_exists(",
    "attribute_type(",
    "if_not_exists(",
    "list_append(",
    "dog(",
    "name",
    "0",
    "12",
    "_",
    "é",
    " ",
    "a = b",
    "SET a = :1",
    "size(a) > :1",
    "a IN (:1, b)",
];

/// Reads the text by every grammar; what is read must read back from its print as the same.
fn read_all(text: &str) {
    let (names, values) = (names(), values());
    let scope = || Scope::new(Some(&names), Some(&values)).unwrap();
    if let Ok(condition) = Condition::parse(ExpressionKind::Condition, text, &mut scope()) {
        let printed = condition.to_string();
        assert_eq!(Condition::parse(ExpressionKind::Condition, &printed, &mut scope()), Ok(condition.clone()), "{printed}");
        condition.matches(&Item::new());
    }
    if let Ok(projection) = Projection::parse(text, &mut scope()) {
        let printed = projection.to_string();
        assert_eq!(Projection::parse(&printed, &mut scope()), Ok(projection.clone()), "{printed}");
    }
    if let Ok(update) = Update::parse(text, &mut scope()) {
        let printed = update.to_string();
        assert_eq!(Update::parse(&printed, &mut scope()), Ok(update.clone()), "{printed}");
        // Whether it can be applied is another matter; that it does not panic is this one.
        drop(update.apply(&Item::new()));
    }
    drop(KeyCondition::parse(text, &mut scope()));
}

/// A condition as the naive evaluator sees it, with the text it was written as.
#[derive(Clone, Debug)]
enum Naive {
    Both(Box<Naive>, Box<Naive>),
    Either(Box<Naive>, Box<Naive>),
    Opposite(Box<Naive>),
    Compare(Term, &'static str, Term),
    Between(Term, Term, Term),
    Within(Term, Vec<Term>),
    Exists(Vec<&'static str>, bool),
    Begins(Term, Term),
    Contains(Term, Term),
}

/// An operand: a path of steps, or a value of the request.
#[derive(Clone, Debug)]
enum Term {
    Path(Vec<&'static str>, bool),
    Value(&'static str),
}

fn path() -> impl Strategy<Value = Vec<&'static str>> {
    (select(&["a", "b", "c"][..]), vec(select(&[".a", ".b", "[0]", "[1]"][..]), 0..3)).prop_map(|(top, mut steps)| {
        steps.insert(0, top);
        steps
    })
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        3 => (path(), any::<bool>()).prop_map(|(path, size)| Term::Path(path, size)),
        2 => select(&[":1", ":2", ":s", ":t", ":b", ":p", ":l", ":ss", ":ns", ":yes"][..]).prop_map(Term::Value),
    ]
}

fn naive() -> impl Strategy<Value = Naive> {
    let leaf = prop_oneof![
        (term(), select(&["=", "<>", "<", "<=", ">", ">="][..]), term()).prop_map(|(l, sign, r)| Naive::Compare(l, sign, r)),
        (term(), term(), term()).prop_map(|(a, b, c)| Naive::Between(a, b, c)),
        (term(), vec(term(), 1..4)).prop_map(|(a, list)| Naive::Within(a, list)),
        (path(), any::<bool>()).prop_map(|(path, expected)| Naive::Exists(path, expected)),
        (term(), term()).prop_map(|(a, b)| Naive::Begins(a, b)),
        (term(), term()).prop_map(|(a, b)| Naive::Contains(a, b)),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let inner = || inner.clone().prop_map(Box::new);
        prop_oneof![
            (inner(), inner()).prop_map(|(l, r)| Naive::Both(l, r)),
            (inner(), inner()).prop_map(|(l, r)| Naive::Either(l, r)),
            inner().prop_map(Naive::Opposite),
        ]
    })
}

fn small_value() -> impl Strategy<Value = AttributeValue> {
    let leaf = prop_oneof![
        select(&["1", "2", "'text'", "'te'", "'t'", "x'0aff'", "x'0a'", "true", "null", "<1, 2>", "<'a', 'b'>", "<x'0a'>"][..])
            .prop_map(value)
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![vec(inner.clone(), 0..3).prop_map(AttributeValue::L), small_map(inner).prop_map(AttributeValue::M),]
    })
}

fn small_map(inner: impl Strategy<Value = AttributeValue>) -> impl Strategy<Value = Item> {
    vec((select(&["a", "b", "c"][..]), inner), 0..4)
        .prop_map(|entries| entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

impl Term {
    fn text(&self) -> String {
        match self {
            Term::Path(path, true) => format!("size({})", path.concat()),
            Term::Path(path, false) => path.concat(),
            Term::Value(value) => (*value).to_owned(),
        }
    }

    fn value(&self, item: &Item, values: &Item) -> Option<AttributeValue> {
        match self {
            Term::Value(name) => values.get(name).cloned(),
            Term::Path(path, false) => find(path, item),
            Term::Path(path, true) => {
                let size = match find(path, item)? {
                    AttributeValue::S(text) => text.chars().map(char::len_utf16).sum(),
                    AttributeValue::B(bytes) => bytes.len(),
                    AttributeValue::L(list) => list.len(),
                    AttributeValue::M(map) => map.len(),
                    AttributeValue::Ss(set) => set.len(),
                    AttributeValue::Ns(set) => set.len(),
                    AttributeValue::Bs(set) => set.len(),
                    _ => return None,
                };
                Some(AttributeValue::N(Number::parse(&size.to_string()).unwrap()))
            }
        }
    }
}

fn find(path: &[&str], item: &Item) -> Option<AttributeValue> {
    let mut current = AttributeValue::M(item.clone());
    for step in path {
        let name = step.trim_start_matches('.');
        current = match (current, name.strip_prefix('[')) {
            (AttributeValue::M(map), None) => map.get(name)?.clone(),
            (AttributeValue::L(list), Some(index)) => list.get(index.trim_end_matches(']').parse::<usize>().unwrap())?.clone(),
            _ => return None,
        };
    }
    Some(current)
}

/// Below, equal or above, if the two are strings, numbers or binaries alike.
fn sign_of(left: &AttributeValue, right: &AttributeValue) -> Option<i8> {
    let sign = |less: bool, equal: bool| Some(if less { -1 } else { i8::from(!equal) });
    match (left, right) {
        (AttributeValue::S(l), AttributeValue::S(r)) => sign(l.as_bytes() < r.as_bytes(), l == r),
        (AttributeValue::N(l), AttributeValue::N(r)) => sign(l < r, l == r),
        (AttributeValue::B(l), AttributeValue::B(r)) => sign(l < r, l == r),
        _ => None,
    }
}

impl Naive {
    /// Writes the condition; `tight` leaves out the parentheses that the precedence of operators makes needless.
    fn text(&self, tight: bool) -> String {
        let inner = |inner: &Naive, loose: bool| {
            let text = inner.text(tight);
            if loose && !(tight && matches!(inner, Naive::Compare(..) | Naive::Begins(..) | Naive::Exists(..))) {
                format!("({text})")
            } else {
                text
            }
        };
        match self {
            Naive::Both(l, r) => {
                let loose = |part: &Naive| !tight || matches!(part, Naive::Either(..));
                format!("{} AND {}", inner(l, loose(l)), inner(r, loose(r)))
            }
            Naive::Either(l, r) => format!("{} OR {}", inner(l, !tight), inner(r, !tight)),
            Naive::Opposite(part) => format!("NOT {}", inner(part, true)),
            Naive::Compare(l, sign, r) => format!("{}{sign}{}", l.text(), r.text()),
            Naive::Between(a, b, c) => format!("{} BETWEEN {} AND {}", a.text(), b.text(), c.text()),
            Naive::Within(a, list) => format!("{} IN ({})", a.text(), list.iter().map(Term::text).collect::<Vec<_>>().join(",")),
            Naive::Exists(path, true) => format!("attribute_exists({})", path.concat()),
            Naive::Exists(path, false) => format!("attribute_not_exists({})", path.concat()),
            Naive::Begins(a, b) => format!("begins_with({}, {})", a.text(), b.text()),
            Naive::Contains(a, b) => format!("contains({}, {})", a.text(), b.text()),
        }
    }

    fn holds(&self, item: &Item, values: &Item) -> bool {
        let get = |term: &Term| term.value(item, values);
        let sign = |l: &Term, r: &Term| sign_of(&get(l)?, &get(r)?);
        match self {
            Naive::Both(l, r) => l.holds(item, values) & r.holds(item, values),
            Naive::Either(l, r) => l.holds(item, values) | r.holds(item, values),
            Naive::Opposite(part) => !part.holds(item, values),
            Naive::Compare(l, "=", r) => get(l).is_some() && get(l) == get(r),
            Naive::Compare(l, "<>", r) => get(l).is_none() || get(l) != get(r),
            Naive::Compare(l, "<", r) => sign(l, r) == Some(-1),
            Naive::Compare(l, "<=", r) => matches!(sign(l, r), Some(-1 | 0)),
            Naive::Compare(l, ">", r) => sign(l, r) == Some(1),
            Naive::Compare(l, _, r) => matches!(sign(l, r), Some(0 | 1)),
            Naive::Between(a, b, c) => matches!(sign(a, b), Some(0 | 1)) && matches!(sign(a, c), Some(-1 | 0)),
            Naive::Within(a, list) => get(a).is_some() && list.iter().any(|candidate| get(candidate) == get(a)),
            Naive::Exists(path, expected) => find(path, item).is_some() == *expected,
            Naive::Begins(a, b) => match (get(a), get(b)) {
                (Some(AttributeValue::S(a)), Some(AttributeValue::S(b))) => a.get(..b.len()) == Some(b.as_str()),
                (Some(AttributeValue::B(a)), Some(AttributeValue::B(b))) => a.get(..b.len()) == Some(b.as_slice()),
                _ => false,
            },
            Naive::Contains(a, b) => match (get(a), get(b)) {
                (Some(AttributeValue::L(list)), Some(b)) => list.contains(&b),
                (Some(AttributeValue::S(a)), Some(AttributeValue::S(b))) => a.find(&b).is_some(),
                (Some(AttributeValue::B(a)), Some(AttributeValue::B(b))) => (0..=a.len()).any(|at| a[at..].starts_with(&b)),
                (Some(AttributeValue::Ss(a)), Some(AttributeValue::S(b))) => a.iter().any(|member| *member == b),
                (Some(AttributeValue::Ns(a)), Some(AttributeValue::N(b))) => a.iter().any(|member| *member == b),
                (Some(AttributeValue::Bs(a)), Some(AttributeValue::B(b))) => a.iter().any(|member| *member == b),
                _ => false,
            },
        }
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in any::<String>()) {
        read_all(&text);
    }

    #[test]
    fn token_soup_does_not_panic_and_what_reads_reads_back(pieces in vec(select(PIECES), 0..14), tight in any::<bool>()) {
        read_all(&pieces.join(if tight { "" } else { " " }));
    }

    #[test]
    fn conditions_read_back_and_agree_with_the_naive_evaluator(
        naive in naive(),
        tight in any::<bool>(),
        items in vec(small_map(small_value()), 1..6),
    ) {
        let (names, values) = (names(), values());
        let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
        let text = naive.text(tight);
        read_all(&text);
        // What the static checks refuse has no value to compare; their tables are elsewhere.
        if let Ok(condition) = Condition::parse(ExpressionKind::Filter, &text, &mut scope) {
            for item in &items {
                prop_assert_eq!(condition.matches(item), naive.holds(item, &values), "{} of {:?}", text, item);
            }
        }
    }

    #[test]
    fn a_projection_of_one_path_is_what_the_path_finds(paths in vec(path(), 1..4), item in small_map(small_value())) {
        let text = paths.iter().map(|path| path.concat()).collect::<Vec<_>>().join(", ");
        read_all(&text);
        let mut scope = Scope::new(None, None).unwrap();
        if let Ok(projection) = Projection::parse(&text, &mut scope) {
            let picked = projection.apply(&item);
            for path in &paths {
                // Elements move to the front, so only paths without an index are found again under their own name.
                if path.iter().all(|step| !step.starts_with('[')) {
                    prop_assert_eq!(find(path, &picked), find(path, &item));
                }
            }
            prop_assert!(picked.keys().all(|name| paths.iter().any(|path| path.first() == Some(&name.as_str()))));
            prop_assert_eq!(projection.apply(&Item::new()), Item::new());
        }
    }

    #[test]
    fn what_was_set_is_found_and_the_rest_stays(path in path(), item in small_map(small_value()), remove in any::<bool>()) {
        let values = values();
        let text = if remove { format!("REMOVE {}", path.concat()) } else { format!("SET {} = :s", path.concat()) };
        let mut scope = Scope::new(None, Some(&values)).unwrap();
        let update = Update::parse(&text, &mut scope).unwrap();
        if let Ok(new) = update.apply(&item) {
            let beyond_the_end = path.last().is_some_and(|step| step.starts_with('[')) && find(&path, &item).is_none();
            if !remove && !beyond_the_end {
                prop_assert_eq!(find(&path, &new), Some(value("'text'")));
            }
            if remove && !path.iter().any(|step| step.starts_with('[')) {
                prop_assert_eq!(find(&path, &new), None);
            }
            for name in ["a", "b", "c"].iter().filter(|name| Some(*name) != path.first()) {
                prop_assert_eq!(new.get(name), item.get(name));
            }
        } else {
            // It fails only below something that is missing or of another type.
            prop_assert!(path.len() > 1 && find(&path, &item).is_none());
        }
    }
}

#[test]
fn the_generated_conditions_are_mostly_valid() {
    use proptest::strategy::ValueTree;
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (names, values) = (names(), values());
    let valid = |_| {
        let text = (naive(), Just(())).new_tree(&mut runner).unwrap().current().0.text(true);
        let mut scope = Scope::new(Some(&names), Some(&values)).unwrap();
        Condition::parse(ExpressionKind::Filter, &text, &mut scope).is_ok()
    };
    let count = (0..300).map(valid).filter(|valid| *valid).count();
    assert!(count > 100, "only {count} of 300");
}
