//! Connections: kept alive, pipelined, slow, broken, many.

use std::net::Shutdown;
use std::time::Duration;

use cli::Settings;

use crate::client::{Client, request, server, start, target};

#[test]
fn requests_that_come_at_once_are_answered_in_order() {
    let server = server();
    let mut client = Client::connect(server.address());
    let limits: Vec<usize> = (0..100).collect();
    let all: Vec<u8> = limits
        .iter()
        .flat_map(|limit| request("POST /", &target("ListTables"), format!(r#"{{"Limit":{limit}}}"#).as_bytes()))
        .collect();
    client.send(&all);
    for limit in limits {
        let reply = client.receive().expect("a reply");
        // 0 is refused and 1 to 99 are not, so the order can be seen.
        assert_eq!(reply.status, if limit == 0 { 400 } else { 200 });
    }
    server.stop();
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let server = server();
    let mut client = Client::connect(server.address());
    for byte in request("POST /", &target("ListTables"), b"{}") {
        client.send(&[byte]);
    }
    assert_eq!(client.receive().expect("a reply").status, 200);
    server.stop();
}

#[test]
fn a_reply_does_not_wait_for_the_rest_of_the_next_request() {
    let server = server();
    let mut client = Client::connect(server.address());
    let whole = request("POST /", &target("ListTables"), b"{}");
    let (half, rest) = whole.split_at(50);
    client.send(&[&whole, half].concat());
    assert_eq!(client.receive().expect("a reply").status, 200);
    client.send(rest);
    assert_eq!(client.receive().expect("a reply").status, 200);
    server.stop();
}

#[test]
fn a_client_may_stop_sending_before_it_reads() {
    let server = server();
    let mut client = Client::connect(server.address());
    client.send(&request("POST /", &target("ListTables"), b"{}"));
    client.stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(client.receive().expect("a reply").status, 200);
    assert!(client.receive().is_none(), "then the connection ends");
    server.stop();
}

#[test]
fn a_slow_client_is_not_waited_for() {
    let server = start(Settings { patience: Duration::from_millis(200), ..Settings::default() });
    let whole = request("POST /", &target("ListTables"), b"{}");
    let mut head = Client::connect(server.address());
    head.send(&whole[..40]);
    assert!(head.receive().is_none(), "half a head ends the connection");
    let mut body = Client::connect(server.address());
    body.send(&whole[..whole.len() - 1]);
    assert_eq!(body.receive().expect("a reply").status, 408, "half a body");
    assert!(body.receive().is_none());
    server.stop();
}

#[test]
fn what_is_not_http_is_refused() {
    let server = server();
    for nonsense in ["nonsense\r\n\r\n", "GET\r\n\r\n", "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n"] {
        let mut client = Client::connect(server.address());
        client.send(nonsense.as_bytes());
        assert_eq!(client.receive().expect("a reply").status, 400, "{nonsense:?}");
        assert!(client.receive().is_none());
    }
    // The first bytes of TLS: no answer in plain text would be understood.
    let mut client = Client::connect(server.address());
    client.send(b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03");
    client.stream.shutdown(Shutdown::Write).unwrap();
    assert!(client.receive().is_none_or(|reply| reply.status == 400));
    let mut client = Client::connect(server.address());
    client.send(format!("GET / HTTP/1.1\r\n{}\r\n", "X-Header: long\r\n".repeat(1_000)).as_bytes());
    assert_eq!(client.receive().expect("a reply").status, 431, "a thousand headers");
    assert_eq!(Client::connect(server.address()).operation("ListTables", "{}").status, 200);
    server.stop();
}

#[test]
fn a_client_that_goes_away_harms_nobody() {
    let server = server();
    let whole = request("POST /", &target("ListTables"), b"{}");
    for length in (1..whole.len()).step_by(7) {
        Client::connect(server.address()).send(&whole[..length]);
        // It asks a hundred times and reads nothing.
        Client::connect(server.address()).send(&whole.repeat(100));
    }
    assert_eq!(Client::connect(server.address()).operation("ListTables", "{}").status, 200);
    server.stop();
}

#[test]
fn thousands_of_connections_are_served() {
    let server = server();
    let mut clients: Vec<Client> = (0..2_000).map(|_| Client::connect(server.address())).collect();
    for client in &mut clients {
        client.send(&request("POST /", &target("ListTables"), b"{}"));
    }
    assert!(clients.iter_mut().all(|client| client.receive().is_some_and(|reply| reply.status == 200)));
    server.stop();
}

#[test]
fn a_server_that_stops_closes_idle_connections_and_gives_its_port_back() {
    let server = server();
    let address = server.address();
    let mut client = Client::connect(address);
    assert_eq!(client.operation("ListTables", "{}").status, 200);
    server.stop();
    assert!(client.receive().is_none());
    let again = start_on(address.port());
    assert_eq!(Client::connect(address).operation("ListTables", "{}").status, 200);
    again.stop();
}

fn start_on(port: u16) -> cli::Server {
    cli::Server::start(&Settings { port, ..Settings::default() }).unwrap()
}
