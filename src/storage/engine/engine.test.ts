import { describe, expect, it } from 'vitest';
import { StorageError } from '../errors.ts';
import { judgeEngine } from './engine.ts';

const debian = 'on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit';

describe('the engine of a database', () => {
  it.each([
    `PostgreSQL 15.18 (Debian 15.18-0+deb12u1) ${debian}`,
    `PostgreSQL 16.4 ${debian}`,
    'PostgreSQL 17.5 on aarch64-unknown-linux-gnu, compiled by gcc (GCC) 7.3.1, 64-bit',
    `PostgreSQL 18.4 ${debian}`,
    `PostgreSQL 15.4 (EnterpriseDB Advanced Server 15.4.0) ${debian}`,
  ])('accepts %s', (version) => {
    const [name] = version.match(/^PostgreSQL [\d.]+/) ?? [];
    expect(judgeEngine(version)).toEqual({ name, warning: null });
  });

  it.each([`PostgreSQL 19.1 ${debian}`, `PostgreSQL 19beta2 ${debian}`, `PostgreSQL 20devel ${debian}`])(
    'warns of %s',
    (version) => {
      expect(judgeEngine(version).warning).toMatch(/^PostgreSQL (19|20)\S* is newer than 15 to 18, /);
    },
  );

  it.each([
    [`PostgreSQL 14.12 ${debian}`, /^PostgreSQL 14 is too old/],
    [`PostgreSQL 9.6.24 ${debian}`, /^PostgreSQL 9 is too old/],
    ['CockroachDB CCL v25.2.1 (x86_64-pc-linux-gnu, built 2025/06/13 13:59:13, go1.23.7)', /is CockroachDB,/],
    ['PostgreSQL 11.2-YB-2.20.1.3-b0 on x86_64-pc-linux-gnu, compiled by clang', /is YugabyteDB,/],
    ['PostgreSQL 15.12-YB-2025.1.0.1-b0 on x86_64-pc-linux-gnu, compiled by clang', /is YugabyteDB,/],
    [
      'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.12103',
      /is Amazon Redshift,/,
    ],
    ['H2 2.3.232', /is H2 2\.3\.232, which Spedy does not support/],
    ['', /does not support/],
  ])('rejects %s with one line', (version, reason) => {
    expect(() => judgeEngine(version)).toThrow(StorageError);
    expect(() => judgeEngine(version)).toThrow(reason);
    expect(() => judgeEngine(version)).toThrow(/^[^\n]+Use PostgreSQL 15 to 18[^\n]+$/);
  });
});
