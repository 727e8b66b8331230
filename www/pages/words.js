/** What the pages say around the playground. To be replaced for another language. */

export const pageWords = {
  themeIs: 'Theme',
  themes: { auto: 'auto', light: 'light', dark: 'dark' },
  openFull: 'Open full',
  backToLesson: 'Back to where you were',
  /** @type {(address: string) => string} */
  embedCode: (address) =>
    `<iframe src="${address.replaceAll('&', '&amp;')}" title="Cache-Aside Playground" width="640" height="480"></iframe>`,
};
