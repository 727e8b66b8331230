//! Outages: a small proxy on loopback in front of each server, which can be stopped. A run uses it only if its line
//! stops that server.
//!
//! A stopped database stalls: no byte passes in either direction, and nothing is lost. A stopped cache is out of reach:
//! commands that have reached it are still answered, then its connections break, and new ones are refused until the
//! end.

use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// The switches of the servers.
pub struct Switches {
    /// The switch of the cache.
    pub cache: Switch,
    /// The switch of the database.
    pub database: Switch,
}

/// Stops and starts a proxy. With stops that overlap, it starts when all of them have ended.
pub struct Switch(watch::Sender<u32>);

impl Switch {
    /// A switch that is on.
    pub fn new() -> Switch {
        Switch(watch::channel(0).0)
    }

    /// Begins a stop.
    pub fn stop(&self) {
        self.0.send_modify(|stops| *stops += 1);
    }

    /// Ends a stop.
    pub fn go_on(&self) {
        self.0.send_modify(|stops| *stops = stops.saturating_sub(1));
    }

    /// The number of stops under way, for a proxy to follow.
    pub fn follow(&self) -> Stops {
        self.0.subscribe()
    }
}

/// The number of stops under way.
pub type Stops = watch::Receiver<u32>;

/// What a stop does to the connections.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// They stay open, but nothing passes.
    StandStill,
    /// They break.
    OutOfReach,
}

/// How long a server that goes out of reach may still send answers.
const ANSWERS_PASS: Duration = Duration::from_millis(5);

/// Starts a proxy for `server`. Returns its port.
///
/// # Errors
/// If it cannot listen on a port.
pub async fn proxy(server: SocketAddr, manner: Manner, stops: Stops) -> std::io::Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let port = listener.local_addr()?.port();
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            if manner == Manner::OutOfReach && *stops.borrow() > 0 {
                continue;
            }
            let stops = stops.clone();
            tokio::spawn(async move {
                let Ok(server) = TcpStream::connect(server).await else { return };
                let _ = (client.set_nodelay(true), server.set_nodelay(true));
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                let answers_stop = if manner == Manner::OutOfReach { None } else { Some(stops.clone()) };
                let asking = tokio::spawn(pass(from_client, to_server, manner, Some(stops)));
                let answering = tokio::spawn(pass(from_server, to_client, manner, answers_stop));
                let _ = asking.await;
                if manner == Manner::OutOfReach {
                    tokio::time::sleep(ANSWERS_PASS).await;
                }
                answering.abort();
            });
        }
    });
    Ok(port)
}

/// Forwards bytes until one side is closed, or a stop breaks the connection.
async fn pass(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, manner: Manner, mut stops: Option<Stops>) {
    let mut bytes = vec![0; 1 << 14];
    loop {
        let read = match &mut stops {
            Some(stops) if manner == Manner::OutOfReach => tokio::select! {
                biased;
                () = changed(stops, true) => return hold_open(to).await,
                read = from.read(&mut bytes) => read,
            },
            _ => from.read(&mut bytes).await,
        };
        let Ok(count @ 1..) = read else { return };
        if let (Some(stops), Manner::StandStill) = (&mut stops, manner) {
            changed(stops, false).await;
        }
        if to.write_all(&bytes[..count]).await.is_err() {
            return;
        }
    }
}

/// Waits until there is a stop (`stopped`), or none.
async fn changed(stops: &mut Stops, stopped: bool) {
    // An error means that the switch is gone: nothing changes any more.
    let _ = stops.wait_for(|stops| (*stops > 0) == stopped).await;
}

/// Keeps the connection to the server open as long as its answers may pass. If it were closed, Redis would drop
/// commands that it has not answered.
async fn hold_open(to: OwnedWriteHalf) {
    tokio::time::sleep(ANSWERS_PASS).await;
    drop(to);
}
