import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, platform, release, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { pathOf } from '../processes.ts';
import { thisTree } from '../spedy.ts';
import { type DatabaseKind, openStore } from './databases.ts';
import { type Measurable, measure, type Results, startSite } from './measure.ts';
import { operations } from './operations.ts';
import { tablesOf } from './table.ts';

/**
 * `npm run bench -- --scale` measures requests on one large organization beside small ones, at 500 and at 50,000 tickets.
 *
 * - `--full`: 500,000 tickets instead, `--hundredth`: 5,000; `--sizes 500,5000,50000`: any sizes
 * - `--database sqlite|postgres`: only one database
 * - `--only <text>`: only operations whose name contains the text
 * - `--before <folder>`: also measures the server of another working tree, such as an earlier commit, in turn with this one
 * - `--keep <folder>`: stores the data sets there, and uses those of an earlier run
 *
 * A complete run writes bench/results/scale.json and scale.md.
 */
const { values: options } = parseArgs({
  options: {
    scale: { type: 'boolean' },
    full: { type: 'boolean' },
    hundredth: { type: 'boolean' },
    sizes: { type: 'string' },
    database: { type: 'string' },
    only: { type: 'string', default: '' },
    before: { type: 'string' },
    keep: { type: 'string' },
  },
});

/** A thousand audit events. */
const smallest = 500;
const full = 500_000;
const begun = Date.now();
const sizes = chosenSizes();
const kinds = chosenDatabases();
const chosen = operations.filter(({ name }) => name.includes(options.only));
if (chosen.length === 0) throw new Error(`No operation has a name that contains "${options.only}".`);

const trees = [
  ...(options.before ? [{ name: 'before', folder: resolve(options.before) }] : []),
  { name: 'now', folder: thisTree },
];

const folder = options.keep ? resolve(options.keep) : mkdtempSync(join(tmpdir(), 'spedy-scale-'));
// PostgreSQL runs as another user if this process is root.
if (!options.keep) chmodSync(folder, 0o755);
try {
  const results: Results = {
    at: new Date().toISOString(),
    machine: `${cpus().length} cores (${cpus()[0]?.model ?? ''}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${platform()} ${release()}, Node ${process.version}`,
    sizes,
    trees: trees.map(({ name }) => name),
    operations: Object.fromEntries(await inTurn(kinds, async (kind) => [kind, await measureAll(kind)])),
  };
  const tables = tablesOf(results);
  process.stdout.write(`${tables}\n`);
  if (options.only === '' && kinds.length === 2) {
    writeFileSync(pathOf('results/scale.json'), `${JSON.stringify(results, null, 2)}\n`);
    writeFileSync(pathOf('results/scale.md'), `${tables}\n`);
  }
} finally {
  if (!options.keep) rmSync(folder, { recursive: true, force: true });
}

async function measureAll(kind: DatabaseKind): Promise<NonNullable<Results['operations'][DatabaseKind]>> {
  const store = await openStore(kind, folder);
  const sites: Measurable[] = [];
  try {
    for (const tree of trees)
      for (const size of sizes) {
        sites.push(await startSite(store, size, tree));
        say(`${kind}: started ${tree.name} with ${size} tickets`);
      }
    const measured = await inTurn(chosen, async (operation) => {
      const all = await measure(operation, sites);
      say(`${kind}: ${operation.name}: ${all.map((one) => one?.took.toFixed(1) ?? '-').join(', ')} ms`);
      return [operation.name, all.map((one) => one ?? null)] as const;
    });
    return Object.fromEntries(measured.filter(([, all]) => all.some((one) => one !== null)));
  } finally {
    for (const site of sites) await site.stop();
    await store.close();
  }
}

async function inTurn<From, To>(all: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
  const done: To[] = [];
  for (const one of all) done.push(await work(one));
  return done;
}

function chosenSizes(): number[] {
  if (options.sizes) return options.sizes.split(',').map(Number);
  if (options.full) return [smallest, full];
  return [smallest, options.hundredth ? full / 100 : full / 10];
}

function chosenDatabases(): DatabaseKind[] {
  const { database } = options;
  if (database === undefined) return ['sqlite', 'postgres'];
  if (database === 'sqlite' || database === 'postgres') return [database];
  throw new Error('--database is sqlite or postgres.');
}

/** Prints the progress. */
function say(line: string): void {
  process.stderr.write(`${((Date.now() - begun) / 1_000).toFixed(0).padStart(4)} s  ${line}\n`);
}
