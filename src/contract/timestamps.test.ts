import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOptionalTimestamp, formatTimestamp, parseTimestamp } from './timestamps.ts';

const anyTime = fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) });

describe('parseTimestamp', () => {
  it.each([
    ['2026-03-15T10:30:00Z', '2026-03-15T10:30:00.000Z'],
    ['2026-03-15t10:30:00z', '2026-03-15T10:30:00.000Z'],
    ['2026-03-15T10:30:00.5Z', '2026-03-15T10:30:00.500Z'],
    ['2026-03-15T10:30:00.123456789Z', '2026-03-15T10:30:00.123Z'],
    ['2026-03-15T10:30:00+02:00', '2026-03-15T08:30:00.000Z'],
    ['2026-01-01T00:00:00-23:59', '2026-01-01T23:59:00.000Z'],
    ['2026-01-01T00:30:00+01:00', '2025-12-31T23:30:00.000Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['0099-12-31T23:59:59Z', '0099-12-31T23:59:59.000Z'],
    ['9999-12-31T23:59:59Z', '9999-12-31T23:59:59.000Z'],
    ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999Z'],
    ['0000-01-01T00:00:00Z', '0000-01-01T00:00:00.000Z'],
  ])('parses %s as %s', (text, instant) => {
    expect(formatTimestamp(parseTimestamp(text) ?? Number.NaN)).toBe(instant);
  });

  it.each([
    '',
    'tomorrow',
    '2026-03-15',
    '2026-03-15T10:30Z',
    '2026-03-15 10:30:00Z',
    '2026-03-15T10:30:00',
    '2026-03-15T10:30:00+0200',
    '2026-03-15T10:30:00+02',
    '2026-03-15T10:30:00+24:00',
    '2026-03-15T10:30:00+02:60',
    '2026-02-30T00:00:00Z',
    '2026-02-29T00:00:00Z',
    '2100-02-29T00:00:00Z',
    '2026-04-31T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-13-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-32T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T23:60:00Z',
    '2026-06-30T23:59:60Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01T00:00:00,5Z',
    '+002026-01-01T00:00:00Z',
    '26-01-01T00:00:00Z',
    ' 2026-01-01T00:00:00Z',
    '2026-01-01T00:00:00Z\n',
    '２０２６-01-01T00:00:00Z',
    '1767225600000',
    '9999-12-31T23:59:59-00:01',
    '9999-12-31T00:01:00-23:59',
    '0000-01-01T00:00:00+00:01',
  ])('rejects %j', (text) => {
    expect(parseTimestamp(text)).toBeNull();
  });

  it('parses every formatted time', () => {
    fc.assert(
      fc.property(anyTime, (time) => {
        expect(parseTimestamp(formatTimestamp(time))).toBe(time);
      }),
    );
  });

  it('parses again what it parsed and formatted, in any zone and year', () => {
    const two = (max: number) => fc.nat({ max }).map((value) => String(value).padStart(2, '0'));
    const anyText = fc
      .tuple(
        fc.constantFrom('0000', '0001', '2026', '9998', '9999'),
        two(12),
        two(31),
        two(23),
        fc.constantFrom('+', '-'),
        two(23),
      )
      .map(
        ([year, month, date, hour, sign, offset]) =>
          `${year}-${month}-${date}T${hour}:59:59${sign}${offset}:59`,
      );
    fc.assert(
      fc.property(anyText, (text) => {
        const time = parseTimestamp(text);
        if (time !== null) expect(parseTimestamp(formatTimestamp(time))).toBe(time);
      }),
    );
  });

  it('parses the same instant in every zone', () => {
    const anyOffset = fc.integer({ min: -(23 * 60 + 59), max: 23 * 60 + 59 });
    const inYears = fc.integer({ min: Date.UTC(1000, 0, 2), max: Date.UTC(9000, 0, 1) });
    fc.assert(
      fc.property(inYears, anyOffset, (time, offset) => {
        const wall = new Date(time + offset * 60_000).toISOString().slice(0, -1);
        const two = (value: number) => String(Math.trunc(Math.abs(value))).padStart(2, '0');
        const zone = `${offset < 0 ? '-' : '+'}${two(offset / 60)}:${two(offset % 60)}`;
        expect(parseTimestamp(wall + zone)).toBe(time);
      }),
    );
  });

  it('never throws, and rejects dates that do not exist', () => {
    const digits = (max: number) => fc.nat({ max }).map((value) => String(value).padStart(2, '0'));
    fc.assert(
      fc.property(fc.nat({ max: 9999 }), digits(15), digits(33), (year, month, date) => {
        const text = `${String(year).padStart(4, '0')}-${month}-${date}T00:00:00Z`;
        const time = parseTimestamp(text);
        if (time !== null) expect(formatTimestamp(time)).toBe(text.replace('Z', '.000Z'));
      }),
    );
    fc.assert(fc.property(fc.string(), (text) => parseTimestamp(text) === null));
  });
});

it('formats a missing time as null', () => {
  expect([formatOptionalTimestamp(null), formatOptionalTimestamp(0)]).toEqual([
    null,
    '1970-01-01T00:00:00.000Z',
  ]);
});
