// Makes the PNG of a screenshot smaller, with a palette of at most 256 colours. Pages of flat colours hardly change;
// edges of letters lose shades that nobody can tell apart.

const COLOURS_MAX = 256;
/** The colour type of a PNG with a palette, and its position in the header. https://www.w3.org/TR/png-3/#11IHDR */
const PALETTE = 3;
const COLOUR_TYPE_AT = 25;

/** @param {Buffer} png @returns {Promise<Buffer>} */
export async function shrink(png) {
  // Imported here, because these tools are loaded before any package is installed.
  const { default: UPNG } = await import('upng-js');
  // It already has a palette.
  if (png[COLOUR_TYPE_AT] === PALETTE) return png;
  const image = UPNG.decode(new Uint8Array(png).buffer);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS_MAX));
}
