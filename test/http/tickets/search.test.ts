import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AcmeWithBoards, createAcmeWithBoards, postTicket } from '../../support/boards.ts';

describe('GET /api/v1/tickets?search=', () => {
  let acme: AcmeWithBoards;
  beforeAll(async () => {
    acme = await createAcmeWithBoards();
    const texts: [title: string, description?: string][] = [
      ['École d’été'],
      ['Cafe\u0301 without composition'],
      ['Починить дверь'],
      ['Straße gesperrt'],
      ['ΟΔΟΣ Αθηνών'],
      ['İstanbul trip'],
      ['שלום עולם'],
      ['مرحبا بالعالم'],
      ['Ship it 🚀🦊'],
      ['100% done'],
      ['1000 done'],
      ['snake_case'],
      ['snakeXcase'],
      ['C:\\temp'],
      ['Wow! Really'],
      ['日本語のチケット'],
      ['Plain', 'The needle is\nin here, below the title'],
    ];
    for (const [title, description = ''] of texts)
      await postTicket(acme, { title, description, boardId: acme.web.id });
  });
  afterAll(() => acme.close());

  const titles = async (search: string) => {
    const answer = await acme.send('GET', `/api/v1/tickets?search=${encodeURIComponent(search)}`, {
      token: acme.customerToken,
    });
    expect(answer.status, answer.text).toBe(200);
    return answer.body.data.map((ticket: { title: string }) => ticket.title);
  };

  it.each([
    ['école', 'École d’été'],
    ['ÉCOLE', 'École d’été'],
    ['E\u0301COLE D’', 'École d’été'],
    ['CAFÉ', 'Cafe\u0301 without composition'],
    ['ДВЕРЬ', 'Починить дверь'],
    ['пОЧИ', 'Починить дверь'],
    ['STRASSE', 'Straße gesperrt'],
    ['straße', 'Straße gesperrt'],
    ['οδος αθ', 'ΟΔΟΣ Αθηνών'],
    ['οδοσ', 'ΟΔΟΣ Αθηνών'],
    ['istanbul', 'İstanbul trip'],
    ['ISTANBUL', 'İstanbul trip'],
    ['İSTANBUL', 'İstanbul trip'],
    ['עולם', 'שלום עולם'],
    ['بالعالم', 'مرحبا بالعالم'],
    ['🚀', 'Ship it 🚀🦊'],
    ['🦊', 'Ship it 🚀🦊'],
    ['チケ', '日本語のチケット'],
    ['ﾁｹｯﾄ', '日本語のチケット'],
    ['100%', '100% done'],
    ['%', '100% done'],
    ['_', 'snake_case'],
    ['SNAKE_', 'snake_case'],
    ['\\', 'C:\\temp'],
    ['c:\\T', 'C:\\temp'],
    ['!', 'Wow! Really'],
    ['Needle', 'Plain'],
    ['below the', 'Plain'],
    ['  needle  ', 'Plain'],
    ['web-17', 'Plain'],
    ['plain the', undefined],
    ['%done', undefined],
    ["' or 1=1 --", undefined],
  ])('%s finds %s', async (search, title) => {
    expect(await titles(search)).toEqual(title === undefined ? [] : [title]);
  });

  it('finds a ticket by its whole display ID, not by a part of it', async () => {
    expect(await titles('web-2')).toEqual(['Cafe\u0301 without composition']);
    expect(await titles('WEB-1')).toEqual(['École d’été']);
    expect(await titles('WEB-')).toEqual([]);
    expect(await titles('WEB-99')).toEqual([]);
  });

  it('accepts 200 code points, also four-byte and special ones', async () => {
    expect(await titles('🦊'.repeat(200))).toEqual([]);
    expect(await titles('%'.repeat(200))).toEqual([]);
  });
});
