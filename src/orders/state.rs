//! A state of the service: the progress of each process, and the contents of the cache, the database and the lock.

use super::machine::NodeId;

/// The number of slots for processes: three readers, a child process of each, two writers, a child process of each.
pub const SLOTS: usize = 10;
/// The maximum number of readers.
pub const READERS: usize = 3;
/// The maximum number of writers.
pub const WRITERS: usize = 2;
/// The slot of the first writer.
pub const WRITER: usize = 2 * READERS;

/// The slot of the process that a reader or a writer starts; `None` for the slot of such a child process.
pub fn child_of(slot: usize) -> Option<usize> {
    match slot {
        0..READERS => Some(slot + READERS),
        _ if (WRITER..WRITER + WRITERS).contains(&slot) => Some(slot + WRITERS),
        _ => None,
    }
}

/// Whether a slot is that of a reader.
pub fn is_reader(slot: usize) -> bool {
    slot < READERS
}

/// The progress of a process.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Way {
    /// There is no process in this slot.
    #[default]
    Absent,
    /// It has not begun.
    Unborn,
    /// Its command is on its way to a server.
    Out,
    /// The answer is on its way back.
    Back,
    /// It waits for a shared query (single flight).
    Aboard,
    /// It has ended.
    Over,
    /// It has crashed.
    Dead,
}

const WAYS: [Way; 7] = [Way::Absent, Way::Unborn, Way::Out, Way::Back, Way::Aboard, Way::Over, Way::Dead];

/// One process.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Process {
    /// Its progress.
    pub way: Way,
    /// Its node in the machine.
    pub node: NodeId,
    /// The version that its query has read so far; 0 for none.
    pub row: u8,
    /// For a read, the newest version whose write had ended when the read began.
    pub done: u8,
    /// For a read, the newest version that another read had returned when it began.
    pub seen: u8,
}

impl Process {
    /// A process that has no node yet, or no longer.
    pub fn at(way: Way) -> Process {
        Process { way, ..Process::default() }
    }

    /// Whether the process has not begun or has ended.
    pub fn is_idle(&self) -> bool {
        matches!(self.way, Way::Absent | Way::Unborn | Way::Over | Way::Dead)
    }

    fn word(&self) -> u64 {
        let [row, done, seen] = [self.row, self.done, self.seen].map(u64::from);
        self.way as u64 | u64::from(self.node) << 3 | row << 15 | done << 17 | seen << 19
    }

    fn of_word(word: u64) -> Process {
        let two = |shift: u32| (word >> shift & 3) as u8;
        Process {
            way: WAYS[(word & 7) as usize],
            node: (word >> 3 & 0xfff) as NodeId,
            row: two(15),
            done: two(17),
            seen: two(19),
        }
    }
}

/// A state of the whole service.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// The processes, each in its slot.
    pub processes: [Process; SLOTS],
    /// The version in the cache; 0 for none.
    pub cache: u8,
    /// Whether the value in the cache is within its TTL.
    pub fresh: bool,
    /// The newest version committed.
    pub db: u8,
    /// The newest version whose write has ended; 0 if no read begins any more.
    pub done: u8,
    /// The newest version that a read has returned; 0 if no read begins any more.
    pub seen: u8,
    /// The slot of the holder of the lock or the lease, plus 1; 0 if nobody holds it.
    pub lock: u8,
    /// Whether the lease was used or voided, and only prevents other leases until its time ends.
    pub spent: bool,
    /// Whether a delete may still be lost.
    pub may_lose: bool,
    /// Whether a holder may still crash.
    pub may_crash: bool,
}

/// A state packed into words: equal states have equal keys.
pub type Key = [u64; 4];

const WORD: u32 = 21;

impl State {
    /// Packs the state into 32 bytes.
    pub fn key(&self) -> Key {
        let mut key = [0; 4];
        for (slot, process) in self.processes.iter().enumerate() {
            key[slot / 3] |= process.word() << (slot as u32 % 3 * WORD);
        }
        let flags = [self.fresh, self.spent, self.may_lose, self.may_crash];
        let mut rest = flags.iter().fold(0, |all, &flag| all << 1 | u64::from(flag));
        for two in [self.cache, self.db, self.done, self.seen] {
            rest = rest << 2 | u64::from(two);
        }
        key[3] |= (rest << 4 | u64::from(self.lock)) << WORD;
        key
    }

    /// Unpacks a state.
    pub fn of_key(key: &Key) -> State {
        let process = |slot: usize| Process::of_word(key[slot / 3] >> (slot as u32 % 3 * WORD));
        let rest = key[3] >> WORD;
        let two = |place: u32| (rest >> (4 + 2 * place) & 3) as u8;
        let flag = |place: u32| rest >> (12 + place) & 1 == 1;
        State {
            processes: std::array::from_fn(process),
            cache: two(3),
            fresh: flag(3),
            db: two(2),
            done: two(1),
            seen: two(0),
            lock: (rest & 15) as u8,
            spent: flag(2),
            may_lose: flag(1),
            may_crash: flag(0),
        }
    }

    /// Resets what no future step depends on, so that more states are equal: `done` and `seen` if no read begins any
    /// more.
    pub fn forget(&mut self) {
        if !self.processes[..READERS].iter().any(|process| process.way == Way::Unborn) {
            (self.done, self.seen) = (0, 0);
        }
        self.fresh &= self.cache > 0;
    }

    /// The same state with its readers, and its writers, sorted (symmetry reduction), and the earlier slot of each
    /// reader. Processes that are alike may swap their names: no verdict, number of orders or length of a way changes.
    #[inline(never)] // Several calls of it inlined would make the core for the page larger.
    pub fn in_order(mut self) -> (State, [usize; READERS]) {
        let mut from = [0, 1, 2];
        for (first, count) in [(0, READERS), (WRITER, WRITERS)] {
            // A bubble sort of at most three.
            for end in (first + 1..first + count).rev() {
                for slot in first..end {
                    if self.rank(slot) > self.rank(slot + 1) {
                        self.swap(slot, slot + 1);
                        if first == 0 {
                            from.swap(slot, slot + 1);
                        }
                    }
                }
            }
        }
        (self, from)
    }

    /// Whether two readers, or two writers, are in the same position.
    pub fn are_alike(&self, a: usize, b: usize) -> bool {
        self.rank(a) == self.rank(b)
    }

    /// The position of a process and of its child process, as a sort key.
    fn rank(&self, slot: usize) -> ([u64; 2], bool, bool) {
        let held = |slot: usize| usize::from(self.lock) == slot + 1;
        let child = child_of(slot).expect("readers and writers may have one");
        ([self.processes[slot].word(), self.processes[child].word()], held(slot), held(child))
    }

    /// Swaps two readers, or two writers, with their child processes.
    fn swap(&mut self, a: usize, b: usize) {
        let children = child_of(a).zip(child_of(b));
        for (a, b) in [(a, b)].into_iter().chain(children) {
            self.processes.swap(a, b);
            self.lock = match usize::from(self.lock) {
                holder if holder == a + 1 => b as u8 + 1,
                holder if holder == b + 1 => a as u8 + 1,
                _ => self.lock,
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_holds_the_whole_state() {
        // Every bit except those of `way`, because not every value of these is valid.
        let mut key = [u64::MAX >> 1 & !(7 | 7 << WORD | 7 << (2 * WORD)); 4];
        key[3] |= 15 << WORD;
        let mut state = State::of_key(&key);
        for slot in 0..SLOTS {
            state.processes[slot].way = WAYS[slot % 7];
        }
        assert_eq!((state.cache, state.db, state.done, state.seen, state.lock), (3, 3, 3, 3, 15));
        assert!(state.fresh && state.spent && state.may_lose && state.may_crash);
        assert_eq!(State::of_key(&state.key()), state);
        for part in 0..7 {
            let mut other = state;
            match part {
                0 => other.cache = 1,
                1 => other.fresh = false,
                2 => other.db = 1,
                3 => other.spent = false,
                4 => other.may_lose = false,
                5 => other.processes[9].node = 5,
                _ => other.lock = 9,
            }
            assert_eq!(State::of_key(&other.key()), other);
            assert_ne!(other.key(), state.key());
        }
    }

    #[test]
    fn readers_that_are_like_each_other_change_places() {
        let mut state = State::of_key(&[0; 4]);
        state.processes[0] = Process { way: Way::Out, node: 7, ..Process::default() };
        state.processes[3] = Process::at(Way::Out);
        state.processes[2] = Process::at(Way::Unborn);
        state.lock = 4;
        let (ordered, from) = state.in_order();
        let mut renamed = state;
        renamed.swap(0, 2);
        assert_ne!(renamed, state);
        assert_eq!(renamed.in_order().0, ordered);
        assert_eq!(
            from.map(|slot| state.processes[slot]),
            [ordered.processes[0], ordered.processes[1], ordered.processes[2]]
        );
        assert!(!ordered.are_alike(0, 2) && State::of_key(&[0; 4]).are_alike(0, 1));
        assert_eq!(ordered.lock, 6, "the lock goes along");
    }
}
