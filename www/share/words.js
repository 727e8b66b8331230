/** What the Share panel says. To be replaced for another language. */

export const shareWords = {
  share: 'Share',
  close: 'Close',
  link: 'Link to this run, at the cursor',
  command: 'The same run on the command line',
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'The browser did not allow to copy: the text is selected, copy it by hand.',
  take: 'Take away',
  csv: 'Events, CSV',
  json: 'Events and reports, JSON',
  trace: 'Trace for Perfetto, JSON',
  png: 'Picture, PNG',
  svg: 'Picture, SVG',
  /** @type {(name: string) => string} */
  sequence: (name) => `Sequence of ${name}, Mermaid`,
  sequenceFirst: 'For a sequence diagram, choose a request.',
  /** @type {(file: string) => string} */
  saved: (file) => `Saved as ${file}.`,
  /** @type {(part: number) => string} */
  making: (part) => `Making the file: ${Math.round(part * 100)} %`,
  cancel: 'Cancel',
  failed: 'That did not work in this browser.',
};
