/**
 * The lesson's texts. Those of each step are in `words/`, by its id in `steps.js`, so that a frame fetches only those
 * of its own step. Replace this file and that folder for another language.
 *
 * Brackets contain markup (`text.js`):
 *
 *     [miss:misses]                    a word of the legend, in the colour and with the shape of its object
 *     [ttl=5s]                         a field of the run: a button that opens its slider
 *     [34|alone db_queries]            a number, and where it comes from: a line of the step and a path in its report
 *     [2.68 ± 0.06|dice PATH over 100]   the same as mean and standard error over so many seeds
 *     [1 + λL|sign]                    figures that are a name and no claim
 *     [tap]                            what a pointer or a finger does
 *
 * tests/shipped/lesson.test.js checks the numbers by running their lines.
 */

/** @typedef {{ ask: string, options: string[] }} Bet */
/**
 * @typedef {{ say: string, bets: Bet[], tasks: string[], acts: string[], see: string[], why: string }}
 * StepWords
 */

/** The titles of the steps. @type {Record<string, string>} */
export const stepTitles = {
  break: 'Break it',
  read: 'One read',
  absent: 'No such id',
  write: 'One write',
  set_or_delete: 'Set or delete?',
  not_enough: 'Not enough',
  lost_delete: 'The lost delete',
  empty: 'Empty',
  herd: 'How big is a herd?',
  lock: 'A lock',
  dice: 'Dice',
  grace: 'Old, at once',
  choose: 'Choose',
  say_it: 'Say it',
};

export const lessonWords = {
  /** @type {(n: number, of: number) => string} */
  count: (n, of) => `Step ${n} of ${of}`,
  skip: 'Skip the bet',
  do: 'Do',
  why: 'Why',
  skipped: 'No bet.',
  measured: 'Measured',
  /** @type {(answers: string[]) => string} */
  youSaid: (answers) => `You said ${answers.map((answer) => `“${answer}”`).join(', ')}.`,
  watch: 'Watch …',
  when: 'Show me when',
  /** @type {(title: string) => string} */
  next: (title) => `Next: ${title}`,
  after: 'Check yourself',
  back: 'Back',
  again: 'Do this step again',
  open: 'Open in the playground',
  order: 'Can it go wrong?',
  real: 'Show me a real one',
  done: 'done',
  /** @type {(name: string) => string} */
  field: (name) => name.replaceAll('_', ' '),
  /** @type {(name: string, value: string) => string} */
  change: (name, value) => `${name.replaceAll('_', ' ')}, now ${value}: change it`,
  closeField: 'Done',
  changeIt: 'Change it above',
  fits: 'Fits',
  fitsNot: 'Does not fit',
  run: 'Open',
  /** @type {(name: string) => string} */
  runIt: (name) => `Open the run: ${name}`,
  orderAsk: '[Tap] the cards in the order you would say them.',
  orderAgain: 'Start over',
  orderRight: 'In this order, with each price named.',
  orderOther: 'We would say: the lock, its price, XFetch, its price.',
  tap: 'tap',
  Tap: 'Tap',
  click: 'click',
  Click: 'Click',
  code: { get_user: 'The read, in Python', update_user: 'The write, in Python' },
  /** @type {(value: string, last: number) => string} */
  badStep: (value, last) => `step=${value} is no step: it must be a whole number from 1 to ${last}.`,
};
