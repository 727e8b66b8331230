//! Simulations whose requests run the user's code instead of a built-in strategy.

use super::{Simulation, Stuck};
#[cfg(feature = "python")]
use crate::base::units::Instant;
#[cfg(feature = "python")]
use crate::kernel::Kernel;
#[cfg(feature = "python")]
use crate::model::Site;
#[cfg(feature = "python")]
use crate::python::code::{Code, Running};
#[cfg(feature = "python")]
use crate::run::limits::Limits;
#[cfg(feature = "python")]
use crate::scenario::Scenario;
#[cfg(feature = "python")]
use crate::workload::{Arrival, Workload};
#[cfg(feature = "python")]
use std::rc::Rc;

impl Simulation {
    /// A simulation with code instead of the scenario's strategy, its write policy, or both.
    #[cfg(feature = "python")]
    pub fn with_code(scenario: &Scenario, code: Code) -> Simulation {
        Simulation::with_code_and_workload(scenario, code, Box::new(Workload::new(scenario)))
    }

    /// The same with other arrivals than the scenario's, in order of time, until the given end.
    #[cfg(feature = "python")]
    pub fn with_some(scenario: &Scenario, code: Code, arrivals: Vec<Arrival>, until: Instant) -> Simulation {
        let mut simulation = Simulation::with_code_and_workload(scenario, code, Box::new(arrivals.into_iter()));
        simulation.end = until;
        simulation
    }

    #[cfg(feature = "python")]
    fn with_code_and_workload(
        scenario: &Scenario,
        code: Code,
        workload: Box<dyn Iterator<Item = Arrival>>,
    ) -> Simulation {
        let limits = Limits::default();
        let site = Site::with_code(scenario, Kernel::new(), limits.events, Running::new(code));
        Simulation::of(site, limits, workload)
    }

    #[cfg(feature = "python")]
    pub(super) fn check_code(&self) -> Result<(), Stuck> {
        match self.site.running().and_then(|running| running.stopped.borrow().clone()) {
            Some(stop) => Err(Stuck::Code(Box::new(stop))),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "python"))]
    pub(super) fn check_code(&self) -> Result<(), Stuck> {
        Ok(())
    }

    /// Whether the strategy and the policy are built in. Then closed forms apply, and a request that waits for ever is
    /// a bug. Neither is true for the user's code.
    pub fn has_theory(&self) -> bool {
        #[cfg(feature = "python")]
        if self.site.running().is_some() {
            return false;
        }
        true
    }

    /// The user's code, with the resources it has used so far.
    #[cfg(feature = "python")]
    pub fn running(&self) -> Option<&Running> {
        self.site.running().map(|running| &**running)
    }

    /// The same, shared.
    #[cfg(feature = "python")]
    pub fn shared_running(&self) -> Option<Rc<Running>> {
        self.site.running().cloned()
    }
}
