import { expect, it } from 'vitest';
import { ExportSlots } from './export-slots.ts';

const retry = { headers: { 'retry-after': '10' } };

it('allows one export for each organization and four in all', () => {
  const slots = new ExportSlots();
  const releaseFirst = slots.take('org_1');
  expect(() => slots.take('org_1')).toThrow(expect.objectContaining({ code: 'rate_limited', ...retry }));
  for (const id of ['org_2', 'org_3', 'org_4']) slots.take(id);
  expect(() => slots.take('org_5')).toThrow(expect.objectContaining({ code: 'unavailable', ...retry }));
  releaseFirst();
  slots.take('org_5');
});
