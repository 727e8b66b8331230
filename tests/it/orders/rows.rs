//! The explorer's findings for one setup, as a row of `tests/golden/orders/verdicts.txt`. Native tests write the rows,
//! and WebAssembly has to produce the same ones.
//!
//! ```text
//! 4f9c2b7a01d3e586    5    .    2    .    .    .    5    4    -  strategy=unprotected write_policy=invalidate warm=false
//! digest of the ways  steps of the shortest way to each property: `.` never, `-` not asked    the setup
//! ```
//!
//! The digest covers every way found, with the fingerprint of its trace in the simulator. The trace is first checked
//! for the same violation.

use cache_aside_playground::orders::check::breaches;
use cache_aside_playground::orders::play::{End, play};
use cache_aside_playground::orders::property::{Kind, Property};
use cache_aside_playground::orders::search::{Progress, STATES_MAX, Search};
use cache_aside_playground::orders::setup::Setup;
use cache_aside_playground::orders::step::Model;
use cache_aside_playground::orders::verdict::findings;
use cache_aside_playground::orders::way::Walk;
use std::fmt::Write as _;

/// The row of a setup, without a line feed.
pub fn row(line: &str) -> String {
    let mut search = Search::new(Model::new(Setup::parse(line).expect("a setup")), STATES_MAX);
    assert_eq!(search.advance(usize::MAX), Progress::Complete, "{line}");
    let findings = findings(&search);
    let (mut steps, mut ways) = (String::new(), String::new());
    for property in Property::ALL {
        let name = property.name();
        let Some(finding) = findings.iter().find(|finding| finding.property == name) else {
            steps.push_str("    -");
            continue;
        };
        let count = finding.steps.len();
        let _ = write!(steps, "{:>5}", if count == 0 { ".".to_string() } else { count.to_string() });
        for way in &finding.ways {
            let walk = Walk::parse(&search.model, &way.way).expect("a way");
            let trace = play(&search.model, &walk, End::Settled(*property)).expect("it ends").trace;
            let broken = breaches(trace.events()).iter().any(|breach| breach.property == *property);
            assert!(broken || property.kind() == Kind::Sometimes, "{line}: {name} by {}", way.way);
            let _ = writeln!(ways, "{name} {} {}", way.way, trace.fingerprint());
        }
    }
    format!("{:016x}{steps}  {line}", digest(&ways))
}

/// The 64-bit FNV-1a digest, which takes a few lines in any language.
fn digest(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |digest, byte| (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
