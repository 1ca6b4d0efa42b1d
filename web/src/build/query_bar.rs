//! The form of a query or scan.

use model::{AttributeType, KeySchema};
use yew::prelude::*;

use super::query_draft::{FilterDraft, FilterTest, QueryDraft, ReadMode, SortTest, VALUE_TYPES};
use crate::control::{CheckField, Icon, SelectField, TextField, icon};

/// What the form holds.
pub(crate) struct QueryBarProps {
    /// The draft.
    pub(crate) draft: QueryDraft,
    /// Key of the table or index.
    pub(crate) key_schema: KeySchema,
    /// A global index is never read strongly consistent.
    pub(crate) may_be_strong: bool,
    /// It runs.
    pub(crate) busy: bool,
    /// The draft changed.
    pub(crate) on_draft: Callback<QueryDraft>,
    /// Run it.
    pub(crate) on_run: Callback<()>,
}

/// The form.
pub(crate) fn query_bar(props: &QueryBarProps) -> Html {
    let draft = &props.draft;
    let on = Changes { draft, on_draft: &props.on_draft };
    let onsubmit = props.on_run.reform(|event: SubmitEvent| event.prevent_default());
    let mode = |mode: ReadMode, words: &'static str| {
        let onclick = on.by(move |draft, _: MouseEvent| draft.mode = mode);
        html! { <button type="button" class="small" aria-pressed={(draft.mode == mode).to_string()} {onclick}>{ words }</button> }
    };
    html! {
        <form class="panel query" aria-label="Query or scan" {onsubmit}>
            <div class="head">
                <div class="segments" role="group" aria-label="How to read">
                    { mode(ReadMode::Scan, "Scan") }{ mode(ReadMode::Query, "Query") }
                </div>
                <p class="hint">{ match draft.mode {
                    ReadMode::Scan => "Reads items in storage order, all of them, page by page.",
                    ReadMode::Query => "Reads one item collection: the items with one partition key.",
                } }</p>
            </div>
            <div class="body stack">
                if draft.mode == ReadMode::Query { { key_fields(props, &on) } }
                { for draft.filters.iter().map(|filter| filter_fields(filter, &on)) }
                <div class="row query-foot">
                    <button type="submit" class="primary" aria-busy={props.busy.to_string()}>{ icon(Icon::Play) }{ draft.operation() }</button>
                    <button type="button" onclick={on.by(|draft, _: MouseEvent| draft.add_filter())}>{ icon(Icon::Add) }{ "Filter" }</button>
                    <label class="inline">{ "Limit" }
                        { TextField::new("Limit", draft.limit.clone(), on.by(|draft, limit| draft.limit = limit)).bare().numeric().narrow().draw() }
                    </label>
                    if props.may_be_strong {
                        { CheckField::new("Strongly consistent", draft.strong, on.by(|draft, strong| draft.strong = strong)).draw() }
                    }
                    if draft.mode == ReadMode::Query && !props.key_schema.sort.is_empty() {
                        { CheckField::new("Highest sort key first", draft.backward, on.by(|draft, backward| draft.backward = backward)).draw() }
                    }
                </div>
                if !draft.filters.is_empty() {
                    <p class="hint">{ "A filter hides items after they were read: they are evaluated, and paid for, all the same. Limit counts what is evaluated." }</p>
                }
            </div>
        </form>
    }
}

/// Makes callbacks that change a copy of the draft.
struct Changes<'a> {
    draft: &'a QueryDraft,
    on_draft: &'a Callback<QueryDraft>,
}

impl Changes<'_> {
    fn by<T: 'static>(&self, change: impl Fn(&mut QueryDraft, T) + 'static) -> Callback<T> {
        let draft = self.draft.clone();
        self.on_draft.reform(move |value| {
            let mut draft = draft.clone();
            change(&mut draft, value);
            draft
        })
    }

    fn by_filter<T: 'static>(&self, id: u32, change: impl Fn(&mut FilterDraft, T) + 'static) -> Callback<T> {
        self.by(move |draft, value| {
            if let Some(filter) = draft.filters.iter_mut().find(|filter| filter.id == id) {
                change(filter, value);
            }
        })
    }
}

fn key_fields(props: &QueryBarProps, on: &Changes<'_>) -> Html {
    let draft = &props.draft;
    let partition = props.key_schema.partition.iter().enumerate().map(|(place, attribute)| {
        let set = on.by(move |draft, text: String| {
            if draft.partition.len() <= place {
                draft.partition.resize(place + 1, String::new());
            }
            if let Some(value) = draft.partition.get_mut(place) {
                *value = text;
            }
        });
        html! {
            { TextField::new(format!("{} ({})", attribute.name, attribute.key_type.code()), draft.partition.get(place).cloned().unwrap_or_default(), set).mono().hint("partition key").draw() }
        }
    });
    let sort = props.key_schema.sort.first().map(|attribute| {
        let place = SortTest::ALL.iter().position(|one| *one == draft.sort_test).unwrap_or(0);
        let options = SortTest::ALL.iter().map(|one| one.label()).collect();
        let set_test = on.by(|draft, place: usize| draft.sort_test = SortTest::ALL.get(place).copied().unwrap_or_default());
        html! {
            <>
                { SelectField::new(format!("{} ({})", attribute.name, attribute.key_type.code()), options, place, set_test).hint("sort key").draw() }
                if draft.sort_test != SortTest::Any {
                    { TextField::new(if draft.sort_test == SortTest::Between { "From" } else { "Value" }, draft.sort.clone(), on.by(|draft, text| draft.sort = text)).mono().draw() }
                }
                if draft.sort_test == SortTest::Between {
                    { TextField::new("To", draft.sort_upper.clone(), on.by(|draft, text| draft.sort_upper = text)).mono().draw() }
                }
            </>
        }
    });
    html! { <div class="query-keys">{ for partition }{ sort }</div> }
}

fn filter_fields(filter: &FilterDraft, on: &Changes<'_>) -> Html {
    let id = filter.id;
    let tests = FilterTest::ALL.iter().map(|one| one.label()).collect();
    let test = FilterTest::ALL.iter().position(|one| *one == filter.test).unwrap_or(0);
    let types = VALUE_TYPES.iter().map(|one| super::item_draft::type_name(*one)).collect();
    let kind = VALUE_TYPES.iter().position(|one| *one == filter.kind).unwrap_or(0);
    let set_test = on.by_filter(id, |filter, place: usize| filter.test = FilterTest::ALL.get(place).copied().unwrap_or_default());
    let set_kind =
        on.by_filter(id, |filter, place: usize| filter.kind = VALUE_TYPES.get(place).copied().unwrap_or(AttributeType::S));
    let typed = filter.test.values() > 0 && !matches!(filter.test, FilterTest::HasType | FilterTest::LargerThan);
    html! {
        <div class="filter" role="group" aria-label={format!("Filter on {}", filter.path)} key={id}>
            { TextField::new("Attribute", filter.path.clone(), on.by_filter(id, |filter, path| filter.path = path)).bare().mono().placeholder("attribute").draw() }
            { SelectField::new("Test", tests, test, set_test).bare().draw() }
            if typed { { SelectField::new("Type of the value", types, kind, set_kind).bare().draw() } }
            if filter.test.values() > 0 && filter.kind != AttributeType::Null {
                { TextField::new("Value", filter.value.clone(), on.by_filter(id, |filter, value| filter.value = value)).bare().mono().placeholder(if filter.test == FilterTest::In { "a, b, c" } else { "value" }).draw() }
            }
            if filter.test.values() > 1 {
                { TextField::new("Upper value", filter.upper.clone(), on.by_filter(id, |filter, upper| filter.upper = upper)).bare().mono().placeholder("and").draw() }
            }
            <button type="button" class="ghost square" aria-label="Remove the filter" onclick={on.by(move |draft, _: MouseEvent| draft.filters.retain(|one| one.id != id))}>{ icon(Icon::Close) }</button>
        </div>
    }
}
