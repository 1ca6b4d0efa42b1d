//! Traffic: attributes, access patterns and their rates.

use crate::workload::mean_height;

/// Thousandths of a request a second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct MilliRate(pub u64);

/// An attribute of the logical items, from which keys are made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Name.
    pub name: String,
    /// Bytes of its value, for index entries and keys.
    pub size_bytes: u32,
    /// Which values a request draws.
    pub values: Values,
}

/// How the value of an attribute is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// One of `count` values, all equally likely.
    Uniform {
        /// Distinct values.
        count: u64,
    },
    /// One of `count` values; the value of rank r has weight 1 / r^exponent.
    Zipf {
        /// Distinct values.
        count: u64,
        /// The exponent in thousandths.
        exponent_thousandths: u32,
    },
    /// One value takes `hot_millionths` of all requests, the others share the rest evenly.
    OneHot {
        /// Distinct values.
        count: u64,
        /// Share of the hot one.
        hot_millionths: u32,
    },
    /// These values with these weights.
    Weighted {
        /// Values and weights; weights are above 0.
        values: Vec<(String, u64)>,
    },
    /// The moment of the request, as text that sorts by time: always new, always growing.
    Time,
    /// The request's date: `2026-11-20`.
    Date,
    /// The hour of the request: `2026-11-20T09`.
    Hour,
    /// A number that no other request has.
    Sequence,
    /// One of `count` suffixes, so that the items of one key spread over as many.
    Suffix {
        /// Suffixes.
        count: u32,
    },
    /// The values of a file or of a table, in their order, again and again.
    Replay {
        /// Values.
        values: Vec<String>,
    },
}

/// What an access pattern does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Writes a whole item: a new one, or in the place of one whose key comes again.
    Put,
    /// Replaces or changes an item that is there.
    Update,
    /// Deletes an item.
    Delete,
    /// Writes one item within a transaction: base table units count double.
    TransactWrite,
    /// Reads one item of which all that is needed for its key is known.
    Get,
    /// Reads items that belong together, at most `items` of them.
    List,
    /// Reads everything.
    ScanAll,
}

/// Bytes of an item, attribute names included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemSize {
    /// All alike.
    Fixed(u32),
    /// Evenly between the two, both included.
    Between(u32, u32),
}

/// One access pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// In words: `list the orders of a customer`.
    pub name: String,
    /// What it does.
    pub action: Action,
    /// The kind of items, as tables name what they hold.
    pub entity: String,
    /// Attributes whose values the caller knows. A list that knows nothing reads everything; a single item that is read, changed or
    /// deleted is asked for by its whole key if nothing is named here. Of a put: the attributes that the items have, all if
    /// nothing is named (an index whose key attribute is not among them is sparse).
    pub known: Vec<String>,
    /// Attributes by whose order a list comes, or whose range it reads; may be empty.
    pub ordered_by: Vec<String>,
    /// Attributes that the reader needs; empty for all of the item.
    pub needs: Vec<String>,
    /// Attributes that an update changes to something else; all but keys if nothing is named.
    pub changes: Vec<String>,
    /// Bytes of an item.
    pub size: ItemSize,
    /// Items that a list evaluates where the keys hold all that is known, and the order.
    pub items: u32,
    /// Share of those that a filter returns which no key could replace.
    pub returned_millionths: u32,
    /// Strongly consistent, where that is possible.
    pub consistent: bool,
    /// Days after which its items expire; none if they stay.
    pub expires_after_days: Option<u32>,
    /// Requests over time.
    pub rate: Curve,
}

/// A rate over time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Always the same.
    Constant(MilliRate),
    /// A day's wave, lowest twelve hours from the peak.
    Diurnal {
        /// At the bottom.
        low: MilliRate,
        /// At the top.
        high: MilliRate,
        /// Hour of the top, UTC.
        peak_hour: u32,
        /// How narrow the top is, 1 to [`Curve::SHARPNESS_MAX`]: the power that a cosine's wave is raised to. At 1 the mean lies
        /// halfway between low and high, at 8 a fifth of the way.
        sharpness: u32,
    },
    /// A base, and once a burst.
    Spike {
        /// Before and after.
        base: MilliRate,
        /// During.
        peak: MilliRate,
        /// Second of the scenario at which it begins.
        at_s: u64,
        /// Its seconds.
        for_s: u64,
    },
    /// Levels from moments on; before the first the rate is 0.
    Steps(Vec<(u64, MilliRate)>),
    /// Working hours of working days, nothing or little on weekends.
    Weekdays {
        /// Monday to Friday between the hours.
        busy: MilliRate,
        /// Otherwise on those days.
        quiet: MilliRate,
        /// On Saturday and Sunday.
        weekend: MilliRate,
        /// First busy hour, UTC.
        from_hour: u32,
        /// First quiet hour after them.
        to_hour: u32,
    },
    /// One rate for each hour of the scenario, repeated if it is longer.
    Hours(Vec<MilliRate>),
}

impl Curve {
    /// Sharpness of a day's wave at most (our bound: the top is two hours wide then).
    pub const SHARPNESS_MAX: u32 = 32;

    /// A day's wave with this mean and this top: the widest that does not go below 0. `None` if the mean is above the top, or the top
    /// more than some ten times the mean.
    pub fn diurnal(mean: MilliRate, high: MilliRate, peak_hour: u32) -> Option<Curve> {
        (1..=Curve::SHARPNESS_MAX).find_map(|sharpness| {
            let (height, one) = mean_height(sharpness);
            let above = u128::from(high.0) * u128::from(height);
            let low = (u128::from(mean.0) * u128::from(one)).checked_sub(above)? / u128::from(one - height);
            (mean <= high).then_some(Curve::Diurnal { low: MilliRate(low as u64), high, peak_hour, sharpness })
        })
    }
}

impl MilliRate {
    /// The highest rate (our bound: a hundred million requests a second).
    pub const MAX: MilliRate = MilliRate(100_000_000_000);
}

/// How a client repeats a throttled request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// Delay before the first retry at most, in milliseconds; doubled each time.
    pub base_ms: u32,
    /// No delay is longer.
    pub max_ms: u32,
    /// Whether a delay is drawn evenly between 0 and its bound (full jitter), or is its bound.
    pub jitter: bool,
}

impl Action {
    /// All of them.
    pub const ALL: [Action; 7] =
        [Action::Put, Action::Update, Action::Delete, Action::TransactWrite, Action::Get, Action::List, Action::ScanAll];

    /// As scenarios write it: `put`.
    pub const fn word(self) -> &'static str {
        match self {
            Action::Put => "put",
            Action::Update => "update",
            Action::Delete => "delete",
            Action::TransactWrite => "transact-write",
            Action::Get => "get",
            Action::List => "list",
            Action::ScanAll => "scan",
        }
    }
}

impl Pattern {
    /// Whether it writes whole items, which need not be there. A write within a transaction that changes attributes is an update.
    pub fn makes_items(&self) -> bool {
        match self.action {
            Action::Put => true,
            Action::TransactWrite => self.changes.is_empty(),
            Action::Update | Action::Delete | Action::Get | Action::List | Action::ScanAll => false,
        }
    }
}

impl ItemSize {
    /// Bytes of the smallest item.
    pub const fn least(self) -> u32 {
        match self {
            ItemSize::Fixed(bytes) | ItemSize::Between(bytes, _) => bytes,
        }
    }

    /// Bytes of an item on average, rounded down.
    pub const fn mean(self) -> u32 {
        match self {
            ItemSize::Fixed(bytes) => bytes,
            ItemSize::Between(low, high) => low.midpoint(high),
        }
    }
}

impl Values {
    /// Distinct values at most (our bound).
    pub const COUNT_MAX: u64 = 1_000_000_000_000;

    /// How many distinct values there are at most; `None` if their number grows with the requests.
    pub fn count(&self) -> Option<u64> {
        match self {
            Values::Uniform { count } | Values::Zipf { count, .. } | Values::OneHot { count, .. } => Some(*count),
            Values::Weighted { values } => Some(values.len() as u64),
            Values::Suffix { count } => Some(u64::from(*count)),
            Values::Replay { values } => Some(values.len() as u64),
            Values::Time | Values::Date | Values::Hour | Values::Sequence => None,
        }
    }
}

impl Attribute {
    /// Whether a text can be the name of an attribute: 1 to 255 bytes (of a key attribute: developer guide, "Quotas"), without what
    /// templates of keys cannot hold.
    pub(crate) fn is_name(text: &str) -> bool {
        (1..=255).contains(&text.len()) && !text.contains(['{', '}', '\0'])
    }

    /// Digits of a value that is told as a number behind the attribute's name: as many as the highest needs.
    pub fn digits(&self) -> u32 {
        match &self.values {
            Values::Sequence => 16,
            Values::Suffix { count } => u64::from(*count).saturating_sub(1).max(1).ilog10() + 1,
            values => values.count().unwrap_or(1).max(1).ilog10() + 1,
        }
    }

    /// Bytes of a value if nobody says how many: `customer-000042`; of a list the longest text.
    pub fn natural_bytes(&self) -> u32 {
        let longest = |texts: &mut dyn Iterator<Item = &String>| texts.map(|text| text.len() as u32).max().unwrap_or_default();
        match &self.values {
            Values::Time => 30,
            Values::Date => 10,
            Values::Hour => 13,
            Values::Suffix { .. } => self.digits(),
            Values::Weighted { values } => longest(&mut values.iter().map(|(text, _)| text)),
            Values::Replay { values } => longest(&mut values.iter()),
            Values::Uniform { .. } | Values::Zipf { .. } | Values::OneHot { .. } | Values::Sequence => {
                self.name.len() as u32 + 1 + self.digits()
            }
        }
    }
}
