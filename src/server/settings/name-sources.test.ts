import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settingList } from './catalog.ts';
import { nameSources } from './name-sources.ts';
import { readSources } from './sources.ts';

describe('the names of settings in messages', () => {
  let folder: string;
  let file: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'spedy-names-'));
    file = join(folder, 'spedy.toml');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(settingList)('say where $setting.variable comes from', ({ name, setting }) => {
    const { variable, key, flag, example } = setting;
    const message = `Cannot go on. Check ${variable}, or run: ${variable}=… spedy serve`;
    const named = (...given: Parameters<typeof readSources>) =>
      nameSources(readSources(...given))(message).replace(/^.*Check (.*), or run: (\w+)=….*$/, '$1 $2');
    expect(named({})).toBe(`${variable} ${variable}`);
    expect(named({ [variable]: 'x' })).toBe(`${variable} ${variable}`);
    writeFileSync(file, `${key} = ${example}\n`);
    expect(named({ SPEDY_CONFIG: file })).toBe(`${key} in ${file} ${variable}`);
    if (setting.hides) {
      writeFileSync(file, 'x');
      expect(named({ [`${variable}_FILE`]: file })).toBe(`${variable}_FILE ${variable}`);
    }
    if (!flag) return;
    expect(named({}, { flags: { [name]: 'x' } })).toBe(`${flag.name} ${variable}`);
    expect(named({}, { flags: {} })).toBe(`${flag.name} or ${variable} ${variable}`);
  });
});
