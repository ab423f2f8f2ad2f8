import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRecord } from './csv.ts';

/** Parses CSV (RFC 4180), for these tests only. */
function readCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  for (let match = field.exec(text); match; match = field.exec(text)) {
    record.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    records.push(record);
    record = [];
  }
  return records;
}

const cell = fc.string({ unit: 'binary' });
const formula = /^[\s\p{Cf}]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/u;
const harmless = cell.filter((text) => !formula.test(text));

describe('csvRecord', () => {
  it('writes records that parse to the same values', () => {
    fc.assert(
      fc.property(fc.array(fc.array(harmless, { minLength: 1, maxLength: 5 }), { minLength: 1 }), (rows) => {
        expect(readCsv(rows.map(csvRecord).join(''))).toEqual(rows);
      }),
    );
  });

  it('never writes a cell that a spreadsheet runs as a formula', () => {
    const start = fc.constantFrom(...'=+-@\t\r\n＝＋－＠', ' =', '\u00a0＝', '\ufeff=', '\u200b@', '');
    fc.assert(
      fc.property(fc.array(fc.tuple(start, cell), { minLength: 1 }), (parts) => {
        for (const read of readCsv(csvRecord(parts.map(([first, rest]) => first + rest))).flat()) {
          expect(read).not.toMatch(formula);
        }
      }),
    );
  });

  it.each([
    [['a', null, ''], 'a,,\r\n'],
    [['a,b', 'say "hi"', 'two\nlines'], '"a,b","say ""hi""","two\nlines"\r\n'],
    [['=1+1', '@cmd', '-2'], "'=1+1,'@cmd,'-2\r\n"],
    [['\rx'], '"\'\rx"\r\n'],
    [['a=b'], 'a=b\r\n'],
    [['＝1+1', '＠cmd', '－2', '＋3'], "'＝1+1,'＠cmd,'－2,'＋3\r\n"],
    [[' =1'], "' =1\r\n"],
  ])('writes %j', (cells, text) => {
    expect(csvRecord(cells)).toBe(text);
  });
});
