/** Lines with code, which follows after a NUL (`withCode` in line.js). */

import { withField } from './line.js';

/** The line with one field set; the code stays. @type {(line: string, name: string, value: string) => string} */
export function withFieldBefore(line, name, value) {
  const at = line.indexOf('\0');
  return at < 0 ? withField(line, name, value) : withField(line.slice(0, at), name, value) + line.slice(at);
}
