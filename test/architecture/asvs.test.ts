import { describe, expect, it } from 'vitest';
import { paths, read } from './repository.ts';

/** The number of requirements in each section of ASVS 5.0.0. */
const requirements: Readonly<Record<string, number>> = {
  '6.1': 3,
  '6.2': 12,
  '6.3': 8,
  '6.4': 6,
  '6.5': 8,
  '6.6': 4,
  '6.7': 2,
  '6.8': 4,
  '7.1': 3,
  '7.2': 4,
  '7.3': 2,
  '7.4': 5,
  '7.5': 3,
  '7.6': 2,
  '10.1': 2,
  '10.2': 3,
  '10.3': 5,
  '10.4': 16,
  '10.5': 5,
  '10.6': 2,
  '10.7': 3,
};

const page = read('docs/security/asvs.md');
const rows = page
  .split('\n')
  .filter((line) => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map((line) => {
    const [number = '', level = '', requirement = '', status = '', why = ''] = line
      .split(/ ?\| ?/)
      .slice(1, -1);
    return { number, level, requirement, status, why };
  });

describe('docs/security/asvs.md', () => {
  it('has every requirement of the chapters once, in order', () => {
    const expected = Object.entries(requirements).flatMap(([section, count]) =>
      Array.from({ length: count }, (_, index) => `${section}.${index + 1}`),
    );
    expect(rows.map(({ number }) => number)).toEqual(expected);
  });

  it('says of each whether it is met, with its level and a test or a reason', () => {
    for (const { number, level, requirement, status, why } of rows) {
      expect(level, number).toMatch(/^[123]$/);
      expect(requirement, number).not.toBe('');
      expect(status, number).toMatch(/^(met|not met|does not apply)$/);
      expect(why, number).not.toBe('');
    }
  });

  it('counts them', () => {
    for (const [, chapter = '', ...counts] of page.matchAll(
      /^\| (\d+) [^|]+ \| (\d+) \| (\d+) \| (\d+) \|$/gm,
    )) {
      const own = rows.filter(({ number }) => number.startsWith(`${chapter}.`));
      const count = (status: string) => own.filter((row) => row.status === status).length;
      expect(counts.map(Number), chapter).toEqual([count('met'), count('not met'), count('does not apply')]);
    }
  });

  it('names tests that exist', () => {
    const named = [...page.matchAll(/\[[^\]]+\]\((?:\.\.\/)+([^)]+)\): “([^”]+)”/g)];
    expect(named.length).toBeGreaterThan(80);
    for (const [, path = '', title = ''] of named) {
      expect(paths, path).toContain(path);
      const text = read(path).replaceAll("\\'", "'");
      expect(text.includes(title), `${path} has no test “${title}”`).toBe(true);
    }
  });
});
