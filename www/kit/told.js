/**
 * The text of a problem for display. The user's input is quoted in it, but cannot affect the text around it: neither by
 * letters that run from right to left, nor by invisible characters, nor by its length.
 */

import { html } from 'lit-html';

/** Invisible characters that change how other characters are displayed. */
const UNSEEN = /[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu;
const CHARS_MAX = 80;

/** @param {string} text */
export const visible = (text) => text.replace(UNSEEN, (mark) => `\\u{${mark.charCodeAt(0).toString(16)}}`);

/** @param {string} text */
const short = (text) => (text.length > CHARS_MAX * 2 ? `${text.slice(0, CHARS_MAX * 2)}…` : text);

/** @param {{ field?: string, value?: string, message: string }} problem */
export function told({ field = '', value = '', message }) {
  const sentence = visible(message);
  const given = visible(value ? `${field}=${value}` : field);
  const at = given ? sentence.indexOf(given) : -1;
  if (at < 0) return html`<bdi>${sentence}</bdi>`;
  return html`${sentence.slice(0, at)}<bdi>${short(given)}</bdi>${sentence.slice(at + given.length)}`;
}
