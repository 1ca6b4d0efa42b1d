//! What we teach with it: lesson files, runnable blocks, checks.
