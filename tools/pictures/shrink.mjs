// Makes the PNG of a screenshot smaller: a palette of 256 colours at most. Pages of flat colours hardly lose by it;
// edges of letters lose shades that nobody tells apart.

const COLOURS_MAX = 256;
/** The colour type of a palette, and where the header of a PNG has it. https://www.w3.org/TR/png-3/#11IHDR */
const PALETTE = 3;
const COLOUR_TYPE_AT = 25;

/** @param {Buffer} png @returns {Promise<Buffer>} */
export async function shrink(png) {
  // Fetched here: these tools are read before any package is installed.
  const { default: UPNG } = await import('upng-js');
  // One that has been made small already.
  if (png[COLOUR_TYPE_AT] === PALETTE) return png;
  const image = UPNG.decode(new Uint8Array(png).buffer);
  return Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, COLOURS_MAX));
}
