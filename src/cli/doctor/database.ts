import {
  failed,
  ok,
  type Report,
  reportOf,
  type Step,
  skipped,
  type Verdict,
  warning,
} from '../../doctor/report.ts';
import { readConfig } from '../../server/config.ts';
import { type OpenDatabase, openDatabase } from '../../storage/database.ts';
import { databaseName } from '../../storage/database-name.ts';
import { withDeadline } from '../../storage/deadline.ts';
import { pingDatabase } from '../../storage/dialects/ping.ts';
import { describeStartFailure } from '../../storage/errors.ts';

/** Time limit in milliseconds for each step. */
const limit = 5_000;

/** Examines the database of DATABASE_URL: whether Spedy supports it, and whether it commits. Changes nothing. */
export async function examineDatabase(env: NodeJS.ProcessEnv): Promise<Report> {
  const { databaseUrl } = readConfig(env);
  const database = openDatabase(databaseUrl, () => {}, { mayCreate: false });
  try {
    return await withDeadline(limit, async () => {
      const engine = await checkEngine(database);
      const commits =
        engine.state === 'failed' ? skipped('the database cannot be used') : await checkCommit(database);
      return reportOf(
        databaseName(databaseUrl),
        [
          step('engine', 'The database is one that Spedy supports', engine),
          step('commit', 'The database is a primary that commits changes', commits),
        ],
        [],
      );
    });
  } finally {
    await database.db.destroy();
  }
}

function step(name: string, what: string, verdict: Verdict): Step {
  return { client: null, step: name, what, ...verdict };
}

async function checkEngine({ checkEngine }: OpenDatabase): Promise<Verdict> {
  try {
    const engine = await checkEngine();
    if (engine.warning === null) return ok(engine.name);
    return warning(engine.name, { why: engine.warning, fix: 'Use a version that Spedy is tested with.' });
  } catch (error) {
    return failed(null, {
      why: reasonOf(error),
      fix: 'Check DATABASE_URL; docs/high-availability.md lists the engines.',
    });
  }
}

async function checkCommit({ db }: OpenDatabase): Promise<Verdict> {
  try {
    await pingDatabase(db);
    return ok('committed');
  } catch (error) {
    return failed(null, {
      why: reasonOf(error),
      fix: 'Connect to the primary, check its synchronous standbys, and run spedy admin migrate if the tables are missing.',
    });
  }
}

function reasonOf(error: unknown): string {
  const described = describeStartFailure(error);
  return described instanceof Error ? described.message : String(described);
}
