import { once } from 'node:events';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Cluster } from './cluster/cluster.ts';
import { findProgram } from './cluster/programs.ts';
import { checkAuditLog, checkTokens, verifyAudit } from './trial/checks.ts';
import { Connection } from './trial/connection.ts';
import { type Fault, plan } from './trial/faults.ts';
import { Journal } from './trial/journal.ts';
import { Load } from './trial/load.ts';
import { type Outcome, reportOf, tableOf } from './trial/report.ts';
import { expectStatus, send, slug } from './trial/request.ts';
import { longestInterruption } from './trial/service.ts';

/**
 * `node ops/ha/trial.ts` brings up the cluster on this machine, as root, and does to its leader what the options say, in
 * random order and for at most `--minutes`, while clients create, revoke, refresh and read. It writes report.json and report.md to the folder after each
 * fault, and exits with 1 if anything acknowledged was lost or anything revoked worked again.
 */
const { values: options } = parseArgs({
  options: {
    kills: { type: 'string', default: '100' },
    partitions: { type: 'string', default: '12' },
    pauses: { type: 'string', default: '6' },
    minutes: { type: 'string', default: '240' },
    folder: { type: 'string' },
  },
});

/** Limits in milliseconds: until service is back, and until the cluster is whole again. */
const serviceLimit = 60_000;
const healLimit = 120_000;

const say = (line: string) => process.stdout.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
const folder = options.folder ? resolve(options.folder) : mkdtempSync(join(tmpdir(), 'spedy-ha-'));
const began = new Date();
// Partitions need it.
findProgram('iptables', 'iptables');
const cluster = await Cluster.bringUp(folder, say);
const journal = new Journal();
const outcomes: Outcome[] = [];
try {
  const adminToken = await prepare();
  const load = new Load(cluster.fronts, adminToken, await openConnections(6), journal);
  load.start();
  await setTimeout(5_000);
  const faults = plan({
    kill: Number(options.kills),
    partition: Number(options.partitions),
    pause: Number(options.pauses),
  });
  for (const fault of faults) {
    if (Date.now() - began.getTime() > Number(options.minutes) * 60_000) break;
    await suffer(fault).catch((error: unknown) => journal.violate('check failed', `${fault.name}: ${error}`));
    report('not verified yet');
  }
  await load.stop();
  await cluster.untilHealthy(healLimit);
  say('Checking every token and the audit log');
  await checkTokens(journal.tokens, cluster.fronts, journal);
  for (const front of cluster.fronts.slice(0, 1)) await checkAuditLog(front, adminToken, journal);
  process.stdout.write(`\n${report(await verifyAudit(cluster, journal))}\n`);
} finally {
  await cluster.tearDown();
}
process.exitCode = journal.violations.length === 0 ? 0 : 1;

/** Causes one fault, waits for service and for the whole cluster, and checks all recent tokens. */
async function suffer(fault: Fault): Promise<void> {
  const leader = await cluster.leader();
  if (!leader) throw new Error('the cluster has no leader');
  await setTimeout(Math.random() * 1_000);
  const from = performance.now();
  const firstToken = Math.max(0, journal.tokens.length - 40);
  await fault.strike(leader);
  if (fault.kind === 'kill') await untilServed(from);
  await fault.mend(leader);
  await untilServed(performance.now());
  await cluster.untilHealthy(healLimit);
  const to = performance.now();
  await checkTokens(journal.tokens.slice(firstToken), cluster.fronts, journal);
  const outcome = {
    kind: fault.kind,
    name: fault.name,
    node: leader.name,
    newLeader: (await cluster.leader())?.name ?? 'none',
    interruption: Math.round(longestInterruption(journal.writes, { from, to })),
    healedAfter: Math.round(to - from),
  };
  outcomes.push(outcome);
  say(
    `${outcomes.length}. ${outcome.name}: ${outcome.node} -> ${outcome.newLeader}, no write for ${outcome.interruption} ms, whole after ${outcome.healedAfter} ms, ${journal.tokens.length} tokens, ${journal.violations.length} violations`,
  );
}

/** Waits until both servers acknowledge writes that began a second or more after a time. */
async function untilServed(after: number): Promise<void> {
  for (const end = performance.now() + serviceLimit; ; await setTimeout(100)) {
    const recent = journal.writes.slice(-200).filter(({ ok, began }) => ok && began > after + 1_000);
    if (cluster.fronts.every(({ name }) => recent.some(({ front }) => front === name))) return;
    if (performance.now() > end) return journal.violate('check failed', 'no service for a minute');
  }
}

function report(audit: string): string {
  const names = cluster.fronts.map(({ name }) => name);
  const result = reportOf(outcomes, journal, names, audit, began);
  const table = tableOf(result);
  writeFileSync(join(folder, 'report.json'), `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(join(folder, 'report.md'), `${table}\n`);
  return table;
}

/** Creates the organization, and a token of its administrator. */
async function prepare(): Promise<string> {
  const email = 'ada@trial.example';
  await command(`org create ${slug} --name Trial --plan pro --admin-email ${email}`);
  const { token } = await command(`token create --org ${slug} --email ${email} --name Trial`);
  return String(token);
}

/** Connects clients to the account of one member, in the member's session. */
async function openConnections(count: number): Promise<Connection[]> {
  const [front] = cluster.fronts;
  const email = 'tim@trial.example';
  const { user } = await command(`user create --org ${slug} --email ${email} --name Tim --role TEAM_MEMBER`);
  const password = typeof user === 'object' && user !== null && 'password' in user ? user.password : '';
  const origin = front?.origin ?? '';
  const signIn = await send(origin, {
    method: 'POST',
    path: '/api/v1/auth/login',
    cookie: '',
    json: { email, password },
  });
  const cookie = expectStatus(signIn, 200).headers['set-cookie']?.split(';')[0] ?? '';
  const connections: Connection[] = [];
  for (let index = 0; index < count; index += 1) connections.push(await Connection.open(origin, cookie));
  return connections;
}

async function command(line: string): Promise<Record<string, unknown>> {
  const [front] = cluster.fronts;
  const log = join(folder, `command-${Date.now()}.log`);
  const child = front?.command([...line.split(' '), '--json'], log);
  if (child) await once(child, 'exit');
  const output = readFileSync(log, 'utf8').trim();
  if (!output.startsWith('{')) throw new Error(`spedy ${line}: ${output}`);
  return JSON.parse(output);
}
