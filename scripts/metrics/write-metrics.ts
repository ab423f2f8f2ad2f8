import { readFileSync, writeFileSync } from 'node:fs';
import { withMetricReference } from './metric-reference.ts';

/** Writes the reference of all metrics into docs/observability.md. */
const page = new URL('../../docs/observability.md', import.meta.url);
writeFileSync(page, withMetricReference(readFileSync(page, 'utf8')));
