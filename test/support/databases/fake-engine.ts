import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';

/** A message of PostgreSQL's protocol: a type, the length, and the content. */
function message(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const int16 = (value: number) => Buffer.from([value >> 8, value & 0xff]);
const int32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
};
const text = (value: string) => Buffer.from(`${value}\0`);
const readyForQuery = message('Z', Buffer.from('I'));
const textOid = 25;

/** A server that speaks PostgreSQL's protocol, and is another database: it knows only `version()`. */
export class FakeEngine {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  /** The statements that it received. */
  readonly statements: string[] = [];

  private constructor(version: string) {
    this.#server = createServer((socket) => this.#serve(socket, version));
  }

  static async start(version: string): Promise<FakeEngine> {
    const engine = new FakeEngine(version);
    engine.#server.listen(0, '127.0.0.1');
    await once(engine.#server, 'listening');
    return engine;
  }

  get url(): string {
    const address = this.#server.address();
    if (typeof address !== 'object' || !address) throw new Error('not listening');
    return `postgres://app@127.0.0.1:${address.port}/app`;
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #serve(socket: Socket, version: string): void {
    this.#sockets.add(socket);
    socket.on('error', () => {});
    let isStarted = false;
    socket.on('data', (data) => {
      if (!isStarted) {
        isStarted = true;
        socket.write(Buffer.concat([message('R', int32(0)), readyForQuery]));
        return;
      }
      if (data.toString('latin1', 0, 1) !== 'Q') return void socket.end();
      const statement = data.toString('utf8', 5, data.length - 1);
      this.statements.push(statement);
      socket.write(statement === 'select version()' ? row('version', version) : unknownFunction());
    });
  }
}

function row(name: string, value: string): Buffer {
  const column = [text(name), int32(0), int16(0), int32(textOid), int16(-1), int32(-1), int16(0)];
  const bytes = Buffer.from(value);
  return Buffer.concat([
    message('T', Buffer.concat([int16(1), ...column])),
    message('D', Buffer.concat([int16(1), int32(bytes.length), bytes])),
    message('C', text('SELECT 1')),
    readyForQuery,
  ]);
}

function unknownFunction(): Buffer {
  const fields = ['SERROR', 'C42883', 'Munknown function'].map(text);
  return Buffer.concat([message('E', Buffer.concat([...fields, Buffer.from([0])])), readyForQuery]);
}
