import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Cluster } from './cluster/cluster.ts';

/**
 * `node ops/ha/up.ts [FOLDER]` brings up the cluster on this machine and keeps it running until Ctrl-C. The data and
 * the logs are in the folder.
 */
const [given] = process.argv.slice(2);
const folder = given === undefined ? mkdtempSync(join(tmpdir(), 'spedy-ha-')) : resolve(given);
const say = (line: string) => process.stdout.write(`${line}\n`);

const cluster = await Cluster.bringUp(folder, say);
const [first] = cluster.fronts;
for (const { name, origin } of cluster.fronts) say(`${name}: ${origin}`);
say(`Database: ${first?.databaseUrl}`);
say(`Logs and data: ${folder}`);
say('Ctrl-C stops and removes everything except the folder.');

await new Promise<void>((stop) => {
  process.once('SIGINT', () => stop());
  process.once('SIGTERM', () => stop());
});
await cluster.tearDown();
