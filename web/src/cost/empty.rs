//! What stands for a bill of nothing: where traffic comes from.

use report::Bill;
use yew::prelude::*;

use crate::area::Area;
use crate::cost::BillProps;
use crate::route::Route;

/// Nothing was consumed, and nothing that is there costs anything.
pub(super) fn is_empty(bill: &Bill) -> bool {
    bill.metered.total.0 == 0 && bill.month.iter().all(|option| option.total.0 == 0)
}

/// The empty state of this workspace's bill.
pub(super) fn nothing_metered(props: &BillProps) -> Html {
    let on_run = {
        let on_source = props.on_source.clone();
        Callback::from(move |_: MouseEvent| on_source.emit(1))
    };
    let has_run = props.sources.len() > 1;
    let traffic = Route::area(Area::Run).with_part("traffic");
    html! {
        <div class="empty">
            <p>{ "Nothing was metered in this workspace yet, so there is nothing to pay for and no curve to draw. Run a request, and a month of it is \
                priced here in each way to pay; or run a day of traffic, and bill that." }</p>
            <div class="row">
                <a class="button primary" href={Route::area(Area::Run).fragment()}>{ "Run a request" }</a>
                if has_run {
                    <button type="button" onclick={on_run}>{ "Bill the last run" }</button>
                } else {
                    <a class="button" href={traffic.fragment()}>{ "Run traffic" }</a>
                }
            </div>
            <p class="hint">{ format!("Prices of {}.", props.bill.price_date) }</p>
        </div>
    }
}
