import { randomInt } from 'node:crypto';

/** The prefixes of IDs. */
export type IdPrefix =
  | 'org'
  | 'usr'
  | 'tok'
  | 'ses'
  | 'brd'
  | 'tkt'
  | 'cmt'
  | 'aud'
  | 'ntc'
  | 'inv'
  | 'app'
  | 'grt'
  | 'orq'
  | 'rsv'
  | 'mai'
  | 'psk'
  | 'sct';

const timeLength = 9;
const randomLength = 14;
const form = /^[a-z]{3}_[0-9a-z]{23}$/;
let lastTime = 0;

/**
 * Returns a new id: prefix, time in milliseconds, and random characters, in lower-case base 36. The time part
 * increases with every ID of this process, so newer IDs sort later and new rows go to the end of their index.
 * Only lower case, so that all collations sort IDs alike.
 */
export function newId(prefix: IdPrefix): string {
  lastTime = Math.max(Date.now(), lastTime + 1);
  return `${prefix}_${lastTime.toString(36).padStart(timeLength, '0')}${randomPart()}`;
}

/** Whether a text is a well-formed ID with this prefix. Malformed IDs are never sent to the database. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && form.test(text);
}

function randomPart(): string {
  let text = '';
  while (text.length < randomLength)
    text += randomInt(36 ** 7)
      .toString(36)
      .padStart(7, '0');
  return text;
}
