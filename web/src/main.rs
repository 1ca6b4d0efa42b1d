//! The app: the frame with the areas Build and Run, loaded at once; see the library.

fn main() {
    web::app::start();
}
