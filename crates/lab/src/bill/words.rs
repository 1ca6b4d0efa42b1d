//! What the bill says in words: the recommendation, computed, its reasons, and the assumptions.

use model::{HalfUnits, PicoUsd};
use report::{BillMode, BillOption, BillRequest, BreakEven, LineKind, TrafficShape};

use super::metered::{Metered, Repetition};
use super::month::Month;
use super::{MONTH_HOURS, TARGET_PERCENT};
use crate::quantity::{bill_total, counted, dollars, grouped, millionths, units};

/// Which way to pay is cheapest and by how much, and why.
pub(super) fn verdict(month: &[BillOption], of: &Month<'_>, break_evens: &[BreakEven]) -> (String, Vec<String>) {
    let (Some(best), Some(on_demand)) = (month.first(), option_of(month, BillMode::OnDemand)) else { return Default::default() };
    if month.iter().all(|option| option.lines.is_empty()) {
        return ("Nothing was metered yet: create a table and run some requests.".to_owned(), vec![]);
    }
    let title = lower_first(&best.title);
    let verdict = if best.mode == BillMode::OnDemand {
        let dearer = month.get(1).filter(|next| (next.total_cents, next.total) > (best.total_cents, best.total));
        let next = dearer.map_or(String::new(), |next| format!(", {} less than {}", less(best, next), lower_first(&next.title)));
        format!("Pay on-demand: {} a month{next}.", total(best))
    } else if best.total_cents == on_demand.total_cents {
        format!("It makes no difference yet: on-demand and {title} both come to {} a month.", dollars(best.total_cents))
    } else {
        format!("Cheapest: {title}, at {} a month, {} less than on-demand.", total(best), less(best, on_demand))
    };
    (verdict, reasons(month, best, of, break_evens))
}

fn total(option: &BillOption) -> String {
    bill_total(option.total_cents, option.total)
}

/// How much less one comes to: in cents where both totals are told so. Rounded lines may come to less where the exact sum does not.
fn less(best: &BillOption, other: &BillOption) -> String {
    let cents = other.total_cents - best.total_cents;
    let exact = other.total.0 - best.total.0;
    if best.total_cents >= 100 || exact <= 0 { dollars(cents) } else { bill_total(cents, PicoUsd(exact)) }
}

fn reasons(month: &[BillOption], best: &BillOption, of: &Month<'_>, break_evens: &[BreakEven]) -> Vec<String> {
    let mut reasons = vec![];
    let curve = of.curve();
    let idle = curve.read.iter().zip(&curve.write).filter(|(read, write)| read.max(write).0 == 0).count();
    if idle > 0 {
        reasons.push(format!(
            "Idle hours: {idle} of {MONTH_HOURS} see no request; on-demand charges nothing for them, capacity by the hour does."
        ));
    }
    let flat = option_of(month, BillMode::FlatForPeakHour).and_then(|option| option.capacity.as_ref());
    let provisioned = break_evens.first();
    if let (Some(flat), Some(provisioned)) = (flat, provisioned)
        && curve.write.iter().any(|units| *units > HalfUnits::ZERO)
    {
        let side = if flat.write_used_millionths >= provisioned.millionths { "above" } else { "below" };
        let others: Vec<String> = break_evens.iter().skip(1).map(|one| percent(one.millionths)).collect();
        let reserved = if others.is_empty() { String::new() } else { format!(" (reserved: {})", others.join(", ")) };
        reasons.push(format!(
            "Utilisation: writes use {} of what their busiest hour needs, {side} the break-even of {}{reserved}.",
            percent(flat.write_used_millionths),
            percent(provisioned.millionths),
        ));
    }
    if let Some(paid) = &best.capacity {
        let short = paid.read_short + paid.write_short;
        if short > HalfUnits::ZERO {
            reasons
                .push(format!("Throttling: {} units find neither capacity nor burst credit; they are throttled.", units(short)));
        }
        if paid.reserved != (0, 0) {
            reasons.push(format!(
                "Commitment: {} WCU and {} RCU are reserved; they are paid for the whole term, used or not.",
                grouped(paid.reserved.1.into()),
                grouped(paid.reserved.0.into()),
            ));
        }
    }
    if matches!(best.mode, BillMode::ReservedOneYear | BillMode::ReservedThreeYears) {
        let free = month.iter().find(|one| !matches!(one.mode, BillMode::ReservedOneYear | BillMode::ReservedThreeYears));
        if let Some(free) = free {
            reasons.push(format!(
                "Without a commitment: the cheapest is {}, at {} a month.",
                lower_first(&free.title),
                total(free)
            ));
        }
    }
    reasons.extend(class_reason(month, of));
    let unpriced: Vec<&str> = best.lines.iter().filter(|line| !line.is_priced).map(|line| line.dimension.as_str()).collect();
    if !unpriced.is_empty() {
        reasons.push(format!("No price was found for: {}. The totals are too small by that.", unpriced.join(", ")));
    }
    reasons
}

/// How storage stands to throughput, which decides about the table class.
fn class_reason(month: &[BillOption], of: &Month<'_>) -> Option<String> {
    use crate::prices::Dimension as D;
    let on_demand = option_of(month, BillMode::OnDemand)?;
    let sum = |kinds: &[LineKind]| -> i128 {
        on_demand.lines.iter().filter(|line| kinds.contains(&line.kind)).map(|line| line.amount.0).sum()
    };
    let (storage, throughput) = (sum(&[LineKind::Storage]), sum(&[LineKind::Reads, LineKind::Writes]));
    let price = |dimension: D| of.row.get(dimension).map(|price| price.0);
    // What a dollar of throughput costs more, against what a dollar of storage costs less.
    let (write, write_ia) = (price(D::WriteRequest)?, price(D::WriteRequestIa)?);
    let (store, store_ia) = (price(D::Storage)?, price(D::StorageIa)?);
    let more = (write_ia - write).checked_mul(1_000_000)?.checked_div(write)?;
    let less = (store - store_ia).checked_mul(1_000_000)?.checked_div(store)?;
    let threshold = u64::try_from(more.checked_mul(1_000_000)?.checked_div(less)?).ok()?;
    let share = u64::try_from(storage.checked_mul(1_000_000)?.checked_div(throughput)?).ok()?;
    let side = if share > threshold { "so it pays" } else { "so it does not" };
    Some(format!(
        "Table class: storage costs {} of what on-demand throughput costs; Standard-IA pays above {}, {side}.",
        percent(share),
        percent(threshold)
    ))
}

fn option_of(month: &[BillOption], mode: BillMode) -> Option<&BillOption> {
    month.iter().find(|option| option.mode == mode)
}

fn lower_first(title: &str) -> String {
    // Names stay as they are.
    if title.starts_with("Standard-IA") {
        return title.to_owned();
    }
    let mut chars = title.chars();
    chars.next().map_or(String::new(), |first| first.to_lowercase().chain(chars).collect())
}

/// Millionths as percent with one decimal: 288889 is `28.9 %`.
fn percent(parts: u64) -> String {
    let tenths = parts.saturating_add(500) / 1_000;
    if tenths.is_multiple_of(10) {
        format!("{} %", grouped((tenths / 10).into()))
    } else {
        format!("{}.{} %", grouped((tenths / 10).into()), tenths % 10)
    }
}

/// Where the month's traffic comes from.
pub(super) fn traffic(metered: &Metered, request: &BillRequest) -> String {
    if let Repetition::BackToBack { duration_s, .. } = metered.repetition {
        return format!("The run of {} h, again and again", millionths(u128::from(duration_s) * 1_000_000 / 3_600));
    }
    let times = if request.repeats == 1 { "once".to_owned() } else { format!("{} times", grouped(request.repeats.into())) };
    let shape = match request.shape {
        TrafficShape::AsMetered => "hours as metered",
        TrafficShape::Even => "the same in every hour",
        TrafficShape::DayAndNight => "a wave by day and night",
        TrafficShape::WorkingHours => "Monday to Friday, 9 to 17",
        TrafficShape::DailyHour => "one hour of each day",
    };
    format!("The metered traffic {times} a month, {shape}")
}

/// What the figures take for granted; each sentence begins with its subject.
pub(super) fn assumptions(metered: &Metered, request: &BillRequest, price_date: &str) -> Vec<String> {
    let free = if request.free_tier {
        "Free tier: all of it is left: 25 GB of storage, 25 WCU and 25 RCU of provisioned capacity, 2.5 million streams reads a month and \
         region; not for on-demand requests, not for Standard-IA. Tables draw on it in the order of the bill (our model)."
    } else {
        "Free tier: not applied; other tables of the account may use it up."
    };
    let mut told = vec![
        format!("Traffic: {}; a month has {MONTH_HOURS} h.", lower_first(&traffic(metered, request))),
        format!("Prices: those of {price_date}, in US dollars, without tax and discount plans; the Standard table class unless said otherwise."),
        free.to_owned(),
        "Storage: the bytes of now, plus 100 bytes for each item and index entry (148 for an item of a global table), stay the whole month; \
         1 GB is 1,024^3 bytes (AWS does not say which; 10^9 would add 7 %)."
            .to_owned(),
        "Provisioned: at least 1 unit of each kind for each table and index, whole units; an hour is billed at its highest setting (our model: \
         AWS does not say)."
            .to_owned(),
        format!(
            "Auto scaling: a target of {TARGET_PERCENT} %, raised after 2 minutes above it, lowered after 15 minutes more than 20 points below, \
             at once, as often as a day's decreases allow; traffic is even within an hour (our model)."
        ),
        "Reserved capacity: the cheapest number of blocks of 100 units; of the upfront payment a month bears 730 of the term's hours.".to_owned(),
        "One-off work: restores, exports, imports and bulk puts happen once in the month, however often the traffic does.".to_owned(),
        format!("Half units: an eventually consistent read of {} RRU is billed as that fraction.", millionths(500_000)),
        "Contributor insights: CloudWatch charges its rules; the price of its events was not found. Transfer to other regions is priced where a \
         price was found."
            .to_owned(),
    ];
    if metered.usages.iter().any(|usage| usage.stored.is_some()) {
        let sentence = "Storage so far: since its table was made, each minute counts with what was stored when it ended (our model: AWS \
                        bills byte-hours and does not say how often it looks); vector indexes count with what they hold now.";
        told.push(sentence.to_owned());
    }
    let expired = metered.usages.iter().fold(0, |sum: u64, usage| sum.saturating_add(usage.expired_items));
    if expired > 0 {
        told.push(format!(
            "Time to live: it removed {} so far, at no charge; what it takes out of other regions of a global table is a replicated \
             write there.",
            counted(expired, "item")
        ));
    }
    told
}
