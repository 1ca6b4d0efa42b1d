//! dynalab's own HTTP server with a constant body instead of a database: what HTTP alone costs.
//!
//! Arguments: the port, and the bytes of the body.

use cli::{Server, Settings};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let port = arguments.next().ok_or("no port")?.parse()?;
    let bytes: usize = arguments.next().ok_or("no size")?.parse()?;
    let settings = Settings { port, constant: Some(vec![b'x'; bytes].into()), ..Settings::default() };
    let _server = Server::start(&settings)?;
    // Whoever started it kills it.
    loop {
        std::thread::park();
    }
}
