/** Texts of the Share panel. Replace this file for another language. */

export const shareWords = {
  share: 'Share',
  close: 'Close',
  link: 'Link to this run, at the cursor',
  command: 'The same run on the command line',
  embed: 'A frame with this run, for a page of yours',
  /** @type {(address: string) => string} */
  frame: (address) =>
    `<iframe src="${address.replaceAll('&', '&amp;')}" title="Cache-Aside Playground" width="640" height="400"></iframe>`,
  copy: 'Copy',
  copied: 'Copied.',
  notCopied: 'The browser did not allow to copy: the text is selected, copy it by hand.',
  take: 'Take away',
  csv: 'Events, CSV',
  json: 'Events and reports, JSON',
  trace: 'Trace for Perfetto, JSON',
  png: 'Picture, PNG',
  svg: 'Picture, SVG',
  /** @type {(file: string) => string} */
  code: (file) => `The code, ${file}`,
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
