//! The behaviour of readers and writers as a state machine. A node stands for a history of answers, and has the
//! question that the process asks next.
//!
//! ```text
//! strategy file ──► every history of answers, polled once ──► histories that behave alike merged ──► nodes
//! ```
//!
//! After this no future is polled any more: the search moves along the edges. A strategy that waits for a lock loops,
//! so its histories have no end. They are followed through the largest number of refusals that a process can meet
//! (`REFUSALS`); merging then finds that each round is like the one before.

use super::probe::{Answer, Desk, Job, Probe, Question};
use crate::scenario::Scenario;
use crate::service::strategy;
use crate::service::write_policy;
use crate::trace::Key;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A node's number.
pub type NodeId = u16;

/// The maximum number of times that a process is refused a lock. Another process has taken it each time, and each takes
/// it only once.
const REFUSALS: usize = 3;

/// The role of a process.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// A read.
    Read,
    /// A write.
    Write,
    /// A query shared by an application instance.
    Flight,
    /// Work that a read or a write leaves to the background.
    Background,
}

/// The programs of readers and writers: by default the scenario's strategy and policy. Tests have others.
#[derive(Clone, Copy)]
pub struct Programs {
    /// One read. Its output is the version that it returns.
    pub read: fn(Probe) -> Job,
    /// One write. Its output is the version that it commits.
    pub write: fn(Probe) -> Job,
}

impl Default for Programs {
    fn default() -> Programs {
        let read: fn(Probe) -> Job =
            |probe| Box::pin(async move { strategy::read(&probe, Key(0)).await.ok().map(|version| version.0 as u8) });
        let write: fn(Probe) -> Job = |probe| {
            Box::pin(async move { write_policy::write(&probe, Key(0)).await.ok().map(|version| version.0 as u8) })
        };
        Programs { read, write }
    }
}

/// A point in the course of a process.
#[derive(Clone, Debug)]
pub struct Node {
    /// The role of the process.
    pub role: Role,
    /// The question that it waits for; `None` at its end.
    pub question: Option<Question>,
    /// At its end, the version that it read or wrote; 0 for none.
    pub result: u8,
    /// The first node of the process that it started on reaching this node.
    pub started: Option<NodeId>,
    /// Whether it rolled its dice on reaching this node.
    pub rolled: bool,
    /// Whether it believes that it holds the lock or the lease.
    pub holds: bool,
    /// Whether the last answer granted the lock or the lease.
    pub granted: bool,
    /// The node that each answer leads to, with high or low dice (true if low).
    kids: Vec<(Answer, bool, NodeId)>,
    /// Whether the process was refused so often that its histories were not followed further.
    is_edge: bool,
}

/// The nodes, with the first ones of readers and writers.
pub struct Machine {
    nodes: Vec<Node>,
    /// The first node of a read.
    pub read: NodeId,
    /// The first node of a write.
    pub write: NodeId,
}

impl Machine {
    /// The machine of a scenario with versions up to `newest`.
    pub fn new(scenario: &Scenario, programs: Programs, newest: u8) -> Machine {
        let mut histories = Histories { scenario: Rc::new(scenario.clone()), programs, newest, all: Vec::new() };
        let read = histories.add(Begin::Read, Vec::new());
        let write = histories.add(Begin::Write, Vec::new());
        let mut at = 0;
        while at < histories.all.len() {
            histories.follow(at);
            at += 1;
        }
        let nodes: Vec<Node> = histories.all.into_iter().map(|history| history.node).collect();
        merged(nodes, read, write)
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[usize::from(id)]
    }

    /// The number of nodes.
    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    /// The node that an answer leads to.
    pub fn kid(&self, id: NodeId, answer: Answer, low: bool) -> NodeId {
        let kid = self.node(id).kids.iter().find(|kid| (kid.0, kid.1) == (answer, low));
        kid.unwrap_or_else(|| panic!("no way on from {:?} by {answer:?}", self.node(id))).2
    }
}

/// The beginning of a history.
#[derive(Clone, Copy)]
enum Begin {
    Read,
    Write,
    /// The process that was started at the end of another history.
    StartedAt(usize),
}

struct History {
    begin: Begin,
    answers: Vec<(Answer, bool)>,
    node: Node,
}

struct Histories {
    scenario: Rc<Scenario>,
    programs: Programs,
    newest: u8,
    all: Vec<History>,
}

/// A process under way.
struct Live {
    desk: Rc<Desk>,
    job: Job,
    role: Role,
}

impl Live {
    fn go_on(&mut self) -> Poll<Option<u8>> {
        self.desk.started.take();
        self.desk.rolled.set(false);
        self.job.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }

    fn tell(&mut self, (answer, low): (Answer, bool)) -> Poll<Option<u8>> {
        self.desk.dice_low.set(low);
        self.desk.answer.set(Some(answer));
        self.go_on()
    }
}

impl Histories {
    fn begin(&self, begin: Begin) -> Live {
        let probe = Probe::new(&self.scenario);
        let desk = Rc::clone(&probe.desk);
        match begin {
            Begin::Read => Live { desk, job: (self.programs.read)(probe), role: Role::Read },
            Begin::Write => Live { desk, job: (self.programs.write)(probe), role: Role::Write },
            Begin::StartedAt(at) => {
                let (parent, _) = self.run(self.all[at].begin, &self.all[at].answers);
                let started = parent.desk.started.take().expect("the parent has started a process");
                let role = if started.is_flight { Role::Flight } else { Role::Background };
                Live { desk: started.desk, job: started.job, role }
            }
        }
    }

    /// A process after these answers.
    fn run(&self, begin: Begin, answers: &[(Answer, bool)]) -> (Live, Poll<Option<u8>>) {
        let mut live = self.begin(begin);
        let mut polled = live.go_on();
        for &answer in answers {
            polled = live.tell(answer);
        }
        (live, polled)
    }

    /// Runs a history, and adds the node that it leads to.
    fn add(&mut self, begin: Begin, answers: Vec<(Answer, bool)>) -> NodeId {
        let (live, polled) = self.run(begin, &answers);
        let mut node = Node {
            role: live.role,
            question: polled.is_pending().then(|| live.desk.question.take().expect("a pending process asked")),
            result: if let Poll::Ready(Some(version)) = polled { version } else { 0 },
            started: None,
            rolled: live.desk.rolled.get(),
            holds: false,
            granted: false,
            kids: Vec::new(),
            is_edge: answers.iter().filter(|answer| matches!(answer.0, Answer::Refused { .. })).count() > REFUSALS,
        };
        let has_started = live.desk.started.borrow().is_some();
        drop(live);
        let id = self.all.len();
        node.started = has_started.then_some(0);
        self.all.push(History { begin, answers, node });
        if has_started {
            self.all[id].node.started = Some(self.add(Begin::StartedAt(id), Vec::new()));
        }
        id as NodeId
    }

    /// Adds the histories that continue a history with each possible answer.
    fn follow(&mut self, at: usize) {
        let History { begin, ref answers, ref node } = self.all[at];
        let (answers, held) = (answers.clone(), node.holds);
        let Some(question) = node.question.filter(|_| !node.is_edge) else { return };
        for answer in self.answers_to(question) {
            for low in [false, true] {
                let kid = self.add(begin, answers.iter().copied().chain([(answer, low)]).collect());
                let granted = matches!(
                    (question, answer),
                    (Question::Lock, Answer::Done) | (Question::GetOrLease, Answer::Missing)
                );
                let node = &mut self.all[usize::from(kid)].node;
                node.granted = granted;
                node.holds = granted || held && !matches!(question, Question::Unlock | Question::SetLeased(_));
                let rolled = node.rolled;
                self.all[at].node.kids.push((answer, low, kid));
                if !rolled {
                    break;
                }
            }
        }
    }

    fn answers_to(&self, question: Question) -> Vec<Answer> {
        let versions = 1..=self.newest;
        let fresh = versions.clone().map(|version| Answer::Found { version, fresh: true });
        let old = versions.clone().filter(|_| has_grace(&self.scenario));
        match question {
            Question::Get => {
                let past = old.map(|version| Answer::Found { version, fresh: false });
                fresh.chain(past).chain([Answer::Missing]).collect()
            }
            Question::GetOrLease => {
                let refused = old.chain([0]).map(|old| Answer::Refused { old });
                fresh.chain(refused).chain([Answer::Missing]).collect()
            }
            Question::Lock => vec![Answer::Done, Answer::Refused { old: 0 }],
            Question::Query | Question::Landing => versions.map(Answer::Row).collect(),
            Question::Update => (2..=self.newest.max(2)).map(Answer::Row).collect(),
            Question::Join => vec![Answer::Lead, Answer::Joined],
            _ => vec![Answer::Done],
        }
    }
}

/// Whether values are kept beyond their TTL.
pub fn has_grace(scenario: &Scenario) -> bool {
    let lifetime = scenario.lifetime();
    lifetime.kept_for > lifetime.fresh_for
}

/// Whether a process behaves the same from both nodes on, as far as their histories were followed.
fn alike(nodes: &[Node], earlier: NodeId, later: NodeId) -> bool {
    if earlier == later {
        return true;
    }
    let (a, b) = (&nodes[usize::from(earlier)], &nodes[usize::from(later)]);
    let head = |n: &Node| (n.role, n.question, n.result, n.rolled, n.holds, n.granted, n.started.is_some());
    let same_kid = |&(answer, low, kid): &(Answer, bool, NodeId)| {
        a.kids.iter().any(|&(other, other_low, to)| (other, other_low) == (answer, low) && alike(nodes, to, kid))
    };
    head(a) == head(b)
        && a.started.zip(b.started).is_none_or(|(a, b)| alike(nodes, a, b))
        && (a.is_edge || b.is_edge || a.kids.len() == b.kids.len() && b.kids.iter().all(same_kid))
}

/// The machine of these nodes, with each node that behaves like an earlier one replaced by it.
fn merged(nodes: Vec<Node>, read: NodeId, write: NodeId) -> Machine {
    let mut firsts: Vec<NodeId> = Vec::new();
    let mut place: Vec<NodeId> = Vec::new();
    for id in 0..nodes.len() as NodeId {
        let known = firsts.iter().position(|&first| alike(&nodes, first, id));
        place.push(known.unwrap_or(firsts.len()) as NodeId);
        if known.is_none() {
            firsts.push(id);
        }
    }
    let moved = |id: NodeId| place[usize::from(id)];
    let merge = |&first: &NodeId| {
        let mut node = nodes[usize::from(first)].clone();
        node.started = node.started.map(moved);
        node.kids.iter_mut().for_each(|kid| kid.2 = moved(kid.2));
        node
    };
    Machine { nodes: firsts.iter().map(merge).collect(), read: moved(read), write: moved(write) }
}
