//! Controls that several screens use. Each is one component in one file; none knows of tables or requests.

mod code_words;
mod copy_button;
mod dialog;
mod field;
mod icon;
mod menu;
mod settled_input;

pub(crate) use code_words::with_code;
pub(crate) use copy_button::CopyButton;
pub(crate) use dialog::Modal;
pub(crate) use field::{CheckField, SelectField, TextField, typed};
pub(crate) use icon::{Icon, icon};
pub(crate) use menu::{Menu, MenuEntry};
pub(crate) use settled_input::SettledInput;
