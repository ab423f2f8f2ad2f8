import { expect, it } from 'vitest';
import { addressesIn } from './addresses.ts';

it.each<[string, string[]]>([
  ['', []],
  [' , ;\n', []],
  ['a@x.test', ['a@x.test']],
  [
    'a@x.test, b@x.test;c@x.test\nd@x.test\r\ne@x.test f@x.test',
    ['a', 'b', 'c', 'd', 'e', 'f'].map((n) => `${n}@x.test`),
  ],
  ['Nora Lind <nora@x.test>, "Berg, Anton" <anton@x.test>', ['nora@x.test', 'anton@x.test']],
  ['a@x.test, A@X.test, a@x.test', ['a@x.test']],
  ['not an address, b@x.test', ['not an address', 'b@x.test']],
])('finds the addresses in %j', (text, expected) => {
  expect(addressesIn(text)).toEqual(expected);
});
