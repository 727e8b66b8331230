/** The texts of the check around its questions. Replace this file for another language. */

export const checkWords = {
  title: 'Check yourself',
  /** The text of the lesson has this too. */
  say: 'Five questions: a herd, a race of writes, a lock, XFetch, and choosing. Four of five passes. You predict a number, or change the run until it does what is asked; then it runs, and the run decides. A wrong answer leads to the run that refutes it. Another try asks other questions, on other traffic.',
  /** @type {(n: number, of: number, kind: string) => string} */
  count: (n, of, kind) => `Question ${n} of ${of}: ${kind}`,
  kinds: { herd: 'a herd', write: 'a race of writes', lock: 'a lock', xfetch: 'XFetch', choose: 'choosing' },
  begin: 'Begin',
  run: 'Run it',
  running: 'Running …',
  answerFix: 'Answer with this run',
  answerSeek: 'Answer with this time',
  next: 'Next question',
  end: 'To the result',
  others: 'Five other questions',
  answer: 'Your answer',
  guess: 'A number',
  right: 'Right.',
  wrong: 'Not so.',
  /** @type {(said: string) => string} */
  youSaid: (said) => `You said “${said}”.`,
  /** @type {(day: string, said: string) => string} */
  saidThen: (day, said) => `On ${day} you said “${said}”.`,
  /** For an answer by changing the run. @type {(values: string) => string} */
  youSet: (values) => `You set ${values}.`,
  /** @type {(time: string) => string} */
  youWent: (time) => `You went to ${time}.`,
  seeWhy: 'Show me the run',
  /** The label of the steps of the order that is played. */
  steps: 'The steps',
  seeRight: 'Show me one that does',
  /** @type {(score: number, of: number) => string} */
  score: (score, of) => `${score} of ${of}`,
  passed: 'Passed.',
  failed: 'Not passed: it takes four.',
  /** @type {(score: number, of: number, tries: number) => string} */
  best: (score, of, tries) => `Best so far: ${score} of ${of}, in ${tries === 1 ? 'one try' : `${tries} tries`}.`,
  results: 'The five',
  open: 'Open in the playground',
  openRun: 'Open the run',
  /** @type {(question: string) => string} */
  openRunOf: (question) => `Open the run: ${question}`,
  again: 'Three earlier bets',
  againSay: 'You bet on these in the lesson. The same again, on other traffic; nothing is counted.',
  /** @type {(n: number, of: number) => string} */
  countAgain: (n, of) => `Earlier bet ${n} of ${of}`,
  againEnd: 'To the check',
  back: 'Back to the lesson',
  cures: 'The cures side by side',
  failedToRun: 'The run failed. Try again.',
  /** @type {Record<string, (value: number) => string>} */
  units: {
    count: (value) => String(value),
    seconds: (value) => `${value} s`,
    percent: (value) => `${value} %`,
  },
};
