//! Controls that several screens use: copy button, dialog, menu.
