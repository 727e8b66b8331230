/** @type {import('../words.js').StepWords} */
export default {
  say: 'In an interview, name the lock first, then XFetch as the way without a lock, each with its price. A claim you may meet: Redis has a lock built in, “GETDEL + SET NX”. It has not. Watch why.',
  bets: [],
  tasks: ['Stop where R1 frees R2’s lock.', 'Set [lock_release] to owner.'],
  acts: ['Go there', 'Choose who may'],
  see: ['[358|any db_queries] queries when anyone may release', '[196|owner db_queries] when only the owner may'],
  why: 'GETDEL deletes first, tells the owner later. R1’s lock had run out; it freed R2’s. Use SET NX PX with a token; delete only your own.',
};
