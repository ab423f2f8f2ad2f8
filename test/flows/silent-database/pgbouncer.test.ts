import { describe } from 'vitest';
import { databaseKind } from '../../support/databases/database.ts';
import { linkThroughPgBouncer } from '../../support/databases/database-link.ts';
import { describeWithPgBouncer } from '../../support/databases/pgbouncer.ts';
import { answersInTime } from './answers-in-time.ts';

describe.runIf(databaseKind === 'postgres')('PostgreSQL that stops answering', () => {
  describeWithPgBouncer('behind PgBouncer', () => {
    answersInTime(linkThroughPgBouncer);
  });
});
