//! One connection: HTTP/1.1 with keep-alive and pipelining, and an end when the server stops.

use std::convert::Infallible;
use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;
use tokio::sync::watch;

use crate::endpoint::Endpoint;

/// Bytes of a request's head and of what is read ahead of it (our bound).
const MAX_BUFFER_BYTES: usize = 256 * 1024;

/// Serves a connection to its end.
pub(crate) async fn serve(stream: TcpStream, endpoint: Arc<Endpoint>, mut stop: watch::Receiver<bool>) {
    // A reply is one write, so waiting for more to send would only delay it.
    let _ = stream.set_nodelay(true);
    let patience = endpoint.patience;
    let service = service_fn(move |request| {
        let endpoint = Arc::clone(&endpoint);
        async move { Ok::<_, Infallible>(endpoint.answer(request).await) }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience).half_close(true);
    http.max_buf_size(MAX_BUFFER_BYTES);
    let mut connection = pin!(http.serve_connection(TokioIo::new(stream), service));
    let mut stopping = pin!(stop.wait_for(|stop| *stop));
    let mut told = false;
    let served = poll_fn(|context| {
        if !told && stopping.as_mut().poll(context).is_ready() {
            told = true;
            connection.as_mut().graceful_shutdown();
        }
        match connection.as_mut().poll(context) {
            // How a connection ends is the client's business: hyper has answered what could be answered.
            Poll::Ready(_) => Poll::Ready(()),
            Poll::Pending => Poll::Pending,
        }
    });
    served.await;
}
