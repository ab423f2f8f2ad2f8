import { describe, expect, it } from 'vitest';
import { openDatabase } from './database.ts';

describe('openDatabase', () => {
  it.each([
    '',
    'spedy.db',
    'sqlite:',
    'mysql://spedy:hunter2@host/name',
    'postgres:/spedy:hunter2@host/name',
    'postgres://spedy:hunter2/@host/name',
    'postgres://spedy:hunter2@host:port/name',
    'postgres://spedy:hun#ter2@host:5432/name',
  ])('rejects %j in one line without the password', (url) => {
    const open = () => openDatabase(url, () => {});
    expect(open).toThrow(/^DATABASE_URL [^\n]+\.$/);
    expect(open).not.toThrow(/hunter2|hun#/);
  });

  it.each([
    'postgres://host/name',
    'postgresql://u:p%40%2F@[::1]:5432/name?sslmode=require',
    'postgres://u@h:6432/n',
  ])('accepts %s without connecting', async (url) => {
    await openDatabase(url, () => {}).db.destroy();
  });
});
