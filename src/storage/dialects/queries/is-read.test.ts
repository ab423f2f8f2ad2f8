import { CompiledQuery } from 'kysely';
import { expect, it } from 'vitest';
import { isRead } from './is-read.ts';

it.each([
  'select 1',
  '\n  SELECT id from tickets',
  'with found as (select id from tickets) select * from found',
  'with recursive found (action) as (select \'delete\' as "update") select * from found',
])('a read is %j', (text) => {
  expect(isRead(CompiledQuery.raw(text))).toBe(true);
});

it.each([
  'insert into notes values (1)',
  'update notes set id = 1',
  'pragma foreign_keys = off',
  'with used (id) as (values (1)) update notes set id = used.id from used',
  'with gone as (delete from notes returning id) select * from gone',
  'with used (id) as (values (1)) insert into notes select id from used',
  'selection',
  'without',
])('a read is not %j', (text) => {
  expect(isRead(CompiledQuery.raw(text))).toBe(false);
});
