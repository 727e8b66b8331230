/** Texts of the pages around the playground. Replace this file for another language. */

export const pageWords = {
  themeIs: 'Theme',
  themes: { auto: 'auto', light: 'light', dark: 'dark' },
  openFull: 'Open full',
  backToLesson: 'Back to where you were',
  copied: 'Copied.',
  notCopied: 'The browser did not allow to copy: the text is selected, copy it by hand.',
  /** @type {(address: string) => string} */
  embedCode: (address) =>
    `<iframe src="${address.replaceAll('&', '&amp;')}" title="Cache-Aside Playground" width="640" height="400"></iframe>`,
};
