import { randomInt } from 'node:crypto';

/** What an id names, by its prefix. */
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
  | 'rsv';

const timeLength = 9;
const randomLength = 14;
const form = /^[a-z]{3}_[0-9a-z]{23}$/;
let lastTime = 0;

/**
 * A new id: prefix, time in milliseconds, randomness, both in lower-case base 36. The time part rises with every id
 * of this process, so newer ids sort later and new rows land at the end of their index; lower case alone, so that
 * every collation of every database sorts them alike.
 */
export function newId(prefix: IdPrefix): string {
  lastTime = Math.max(Date.now(), lastTime + 1);
  return `${prefix}_${lastTime.toString(36).padStart(timeLength, '0')}${randomPart()}`;
}

/** Whether a text has the form of an id with this prefix. What has not is never sent to the database. */
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
