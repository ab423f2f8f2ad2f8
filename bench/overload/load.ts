import { Agent } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../drive.ts';
import type { Caller } from './data.ts';

/** One kind of load, which a process of its own makes until its standard input ends. */
export type LoadOrder = { readonly port: number } & (
  | { readonly kind: 'idle'; readonly caller: Caller; readonly count: number }
  | { readonly kind: 'exports'; readonly callers: readonly Caller[] }
  | { readonly kind: 'writers'; readonly caller: Caller; readonly count: number }
  | { readonly kind: 'flood'; readonly caller: Caller; readonly perSecond: number }
);

/** What it did. Times are milliseconds. */
export type LoadReport = {
  readonly perSecond: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** The 99th percentile of the time until a refusal (503). */
  readonly refusedAfter: number;
  /** Connections that are open at the end. */
  readonly open: number;
  /** Bytes that were read. */
  readonly bytes: number;
};

const order = JSON.parse(process.argv[2] ?? '') as LoadOrder;
const origin = `http://127.0.0.1:${order.port}`;
const statuses: Record<string, number> = {};
const refusals: number[] = [];
let answered = 0;
let bytes = 0;
let stopped = false;
const sockets = new Set<Socket>();

process.stdin.resume().once('end', () => {
  stopped = true;
});
if (order.kind === 'idle') await openIdle(order.caller, order.count);
if (order.kind === 'exports') for (const caller of order.callers) readSlowly(caller);
process.stdout.write('ready\n');
const begin = performance.now();
if (order.kind === 'writers')
  await Promise.all(Array.from({ length: order.count }, () => write(order.caller)));
else if (order.kind === 'flood') await flood(order.caller, order.perSecond);
else while (!stopped) await delay(50);
const report: LoadReport = {
  perSecond: answered / ((performance.now() - begin) / 1_000),
  statuses,
  refusedAfter: refusals.sort((one, other) => one - other)[Math.floor(refusals.length * 0.99)] ?? 0,
  open: [...sockets].filter((socket) => !socket.destroyed).length,
  bytes,
};
process.stdout.write(`${JSON.stringify(report)}\n`, () => process.exit(0));

function headOf({ host, token }: Caller, path: string): string {
  return `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer ${token}\r\n\r\n`;
}

function open(): Socket {
  const socket = connect(order.port, '127.0.0.1');
  socket.on('error', () => {});
  sockets.add(socket);
  return socket;
}

/** Connections that have sent one request, and are kept. */
async function openIdle(caller: Caller, count: number): Promise<void> {
  let opened = 0;
  const openNext = async () => {
    for (; opened < count; ) {
      opened += 1;
      const socket = open();
      socket.write(headOf(caller, '/api/v1/me'));
      await new Promise((resolve) => socket.once('data', resolve).once('close', resolve));
      socket.pause();
    }
  };
  await Promise.all(Array.from({ length: 50 }, openNext));
}

/** Reads an export in pieces of at most 64 KiB, ten times a second: 10 MB take 16 seconds or more. */
function readSlowly(caller: Caller): void {
  const socket = open();
  socket.write(headOf(caller, '/api/v1/organization/audit-events/export'));
  socket.on('data', (data) => {
    bytes += data.length;
    socket.pause();
    setTimeout(() => socket.resume(), 100);
  });
}

/** Creates tickets, one after the other. */
async function write(caller: Caller): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!stopped) await create(caller, agent);
  agent.destroy();
}

/** Creates tickets at a rate, whether or not earlier requests are answered. */
async function flood(caller: Caller, perSecond: number): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 4_000 });
  let sent = 0;
  for (const start = performance.now(); !stopped; await delay(5))
    for (; sent < ((performance.now() - start) / 1_000) * perSecond; sent += 1) void create(caller, agent);
  agent.destroy();
}

async function create({ host, token, boardId }: Caller, agent: Agent): Promise<void> {
  const began = performance.now();
  const headers = { host, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ boardId, title: 'Benchmark' });
  const answer = await ask(`${origin}/api/v1/tickets`, { method: 'POST', agent, headers }, body).catch(
    () => null,
  );
  const status = String(answer?.status ?? 'none');
  statuses[status] = (statuses[status] ?? 0) + 1;
  answered += 1;
  if (status === '503') refusals.push(performance.now() - began);
}
