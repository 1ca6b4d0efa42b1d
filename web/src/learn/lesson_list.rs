//! The list of lessons.

use report::LessonSummary;
use yew::prelude::*;

use crate::area::Area;
use crate::quantity;
use crate::route::Route;

/// The lesson that everybody begins with.
const FIRST: &str = "employee-directory";

#[derive(Properties, PartialEq)]
pub(crate) struct LessonListProps {
    /// As the worker has them.
    pub lessons: Vec<LessonSummary>,
    /// Opens one.
    pub go: Callback<Route>,
}

/// The lessons, the first one first.
#[component]
pub(crate) fn LessonList(props: &LessonListProps) -> Html {
    let card = |lesson: &LessonSummary| {
        let route = Route::area(Area::Learn).with_part(&lesson.id);
        let (go, to) = (props.go.clone(), route.clone());
        let onclick = Callback::from(move |_: MouseEvent| go.emit(to.clone()));
        html! {
            <li key={lesson.id.clone()} class="panel lesson-card">
                <div class="body stack">
                    <h2><a href={route.fragment()}>{ &lesson.title }</a></h2>
                    <p class="hint">{ format!("About {}", quantity::plural(lesson.minutes.into(), "minute")) }</p>
                    if !lesson.objectives.is_empty() {
                        <ul>{ for lesson.objectives.iter().map(|text| html! { <li>{ text }</li> }) }</ul>
                    }
                    <div class="row"><button type="button" class="primary" aria-label={format!("Open {}", lesson.title)} {onclick}>{ "Open" }</button></div>
                </div>
            </li>
        }
    };
    if props.lessons.is_empty() {
        return html! { <p class="empty">{ "This build holds no lessons." }</p> };
    }
    html! { <ul class="lesson-list">{ for in_order(&props.lessons).into_iter().map(card) }</ul> }
}

/// The first lesson first, the others as the worker has them.
fn in_order(lessons: &[LessonSummary]) -> Vec<&LessonSummary> {
    let (mut first, others): (Vec<_>, Vec<_>) = lessons.iter().partition(|lesson| lesson.id.starts_with(FIRST));
    first.extend(others);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_employee_directory_comes_first() {
        let lessons = ["capacity", "employee-directory", "streams"].map(|id| LessonSummary {
            id: id.into(),
            title: String::new(),
            minutes: 1,
            objectives: vec![],
        });
        let ids: Vec<_> = in_order(&lessons).iter().map(|lesson| lesson.id.as_str()).collect();
        assert_eq!(ids, ["employee-directory", "capacity", "streams"]);
    }
}
