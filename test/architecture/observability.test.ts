import { describe, expect, it } from 'vitest';
import { withMetricReference } from '../../scripts/metrics/metric-reference.ts';
import { read } from './repository.ts';

describe('docs/observability.md', () => {
  const page = read('docs/observability.md');

  it('has the metrics of the catalog: npm run metrics writes them', () => {
    expect(page).toBe(withMetricReference(page));
  });
});
