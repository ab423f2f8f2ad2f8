import { afterAll, expect, inject } from 'vitest';
import { templateDatabase } from '../databases/postgres-cluster.ts';
import { collectedParts, collectStatements, organizationColumns } from './catalog.ts';
import { crossing } from './crossing.ts';

// Runs in every test file on PostgreSQL: the tests together send every statement of the product.
collectStatements();

const columns = organizationColumns(inject('postgresUrl').replace(/[^/]+$/, templateDatabase));

/** A statement that crosses organizations has to be listed with what it would become. */
afterAll(async () => {
  const unlisted = [...collectedParts(await columns)].filter(([part]) => !(part in crossing));
  expect(Object.fromEntries(unlisted), 'list these parts in test/support/shards/crossing.ts').toEqual({});
});
