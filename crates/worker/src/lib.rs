//! The browser host: engine, IndexedDB and clock behind messages.
