/** How wide a text is in each of the page's fonts: other fonts, other widths. Runs in the page. */
export function measureFonts() {
  const style = getComputedStyle(document.documentElement);
  const pen = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
  /** @type {Record<string, number>} */
  const widths = {};
  for (const font of ['sans', 'serif', 'mono'])
    for (const weight of [400, 650]) {
      pen.font = `${weight} 100px ${style.getPropertyValue(`--${font}`)}`;
      widths[`${font} ${weight}`] = Math.round(pen.measureText('R233 misses: 0123456789 → 4.5 ms').width);
    }
  return widths;
}
