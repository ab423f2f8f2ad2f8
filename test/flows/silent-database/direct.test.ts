import { describe } from 'vitest';
import { databaseKind } from '../../support/databases/database.ts';
import { linkDirectly } from '../../support/databases/database-link.ts';
import { answersInTime } from './answers-in-time.ts';

describe.runIf(databaseKind === 'postgres')('PostgreSQL of which every packet is lost', () => {
  answersInTime(linkDirectly);
});
