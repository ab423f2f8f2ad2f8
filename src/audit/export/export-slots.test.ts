import { expect, it } from 'vitest';
import { ownLimits } from '../../contract/limits/limits.ts';
import { ExportSlots } from './export-slots.ts';

const retry = { headers: { 'retry-after': '10' } };

it('allows one export for each organization and four in all', async () => {
  const slots = new ExportSlots(ownLimits);
  const releaseFirst = await slots.take('org_1');
  const reject = (id: string, code: string) =>
    expect(slots.take(id)).rejects.toMatchObject({ code, ...retry });
  await reject('org_1', 'rate_limited');
  for (const id of ['org_2', 'org_3', 'org_4']) await slots.take(id);
  await reject('org_5', 'unavailable');
  releaseFirst();
  await slots.take('org_5');
});
