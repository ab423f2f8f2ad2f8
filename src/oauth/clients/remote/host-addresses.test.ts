import { createSocket, type Socket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { hashPassword } from '../../../credentials/password.ts';
import { resolveHost, resolveWith } from './host-addresses.ts';

/** Starts a local name server. `answer` returns the records for a question type, or null for no response. */
async function startNameServer(answer: (type: number) => readonly Buffer[] | null) {
  const server = createSocket('udp4');
  server.on('message', (question, from) => {
    const end = question.indexOf(0, 12) + 5;
    const type = question.readUInt16BE(end - 4);
    const records = answer(type);
    if (!records) return;
    const head = Buffer.from(question.subarray(0, 12));
    head.writeUInt16BE(0x8180, 2);
    head.writeUInt16BE(records.length, 6);
    head.writeUInt32BE(0, 8);
    const answers = records.map((data) => {
      const record = Buffer.alloc(12);
      record.writeUInt16BE(0xc00c, 0);
      record.writeUInt16BE(type, 2);
      record.writeUInt16BE(1, 4);
      record.writeUInt16BE(data.length, 10);
      return Buffer.concat([record, data]);
    });
    server.send(Buffer.concat([head, question.subarray(12, end), ...answers]), from.port, from.address);
  });
  server.bind(0, '127.0.0.1');
  await once(server, 'listening');
  const resolver = new Resolver({ timeout: 60_000, tries: 1 });
  resolver.setServers([`127.0.0.1:${server.address().port}`]);
  return { server, resolver };
}

describe('resolveWith', () => {
  const servers: Socket[] = [];
  afterEach(() => {
    for (const server of servers.splice(0)) server.close();
  });
  const never = new AbortController().signal;

  it('returns the addresses of both families', async () => {
    const known = await startNameServer((type) =>
      type === 1 ? [Buffer.from([192, 0, 2, 1])] : [Buffer.from('20010db8000000000000000000000001', 'hex')],
    );
    servers.push(known.server);
    expect(await resolveWith(known.resolver, 'app.example.com', never)).toEqual([
      { address: '192.0.2.1', family: 4 },
      { address: '2001:db8::1', family: 6 },
    ]);
  });

  it('accepts one family, and rejects a name without addresses', async () => {
    const one = await startNameServer((type) => (type === 1 ? [Buffer.from([192, 0, 2, 1])] : []));
    servers.push(one.server);
    expect(await resolveWith(one.resolver, 'app.example.com', never)).toEqual([
      { address: '192.0.2.1', family: 4 },
    ]);
    const none = await startNameServer(() => []);
    servers.push(none.server);
    await expect(resolveWith(none.resolver, 'app.example.com', never)).rejects.toThrow('ENODATA');
  });

  it('does not block password hashing while a name server is silent, and can be aborted', async () => {
    const silent = await startNameServer(() => null);
    servers.push(silent.server);
    const given = new AbortController();
    let answered = 0;
    const lookups = Array.from({ length: 16 }, (_, n) =>
      resolveWith(silent.resolver, `${n}.slow.example`, given.signal).finally(() => {
        answered += 1;
      }),
    );
    await Promise.all(Array.from({ length: 4 }, () => hashPassword('correct horse battery')));
    expect(answered).toBe(0);
    given.abort();
    const results = await Promise.allSettled(lookups);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['rejected']));
  });

  it('resolves localhost without a name server', async () => {
    for (const name of ['localhost', 'LOCALHOST.', 'acme-corp.localhost'])
      expect(await resolveHost(name, never)).toEqual([
        { address: '127.0.0.1', family: 4 },
        { address: '::1', family: 6 },
      ]);
  });
});
