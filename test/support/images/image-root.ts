import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeWithProgram } from '../describe-with-program.ts';
import { findProgram } from '../servers/find-program.ts';
import { makeDatabaseFolder } from '../servers/temporary-folder.ts';

const enter = fileURLToPath(new URL('enter.sh', import.meta.url));
/** What Docker sets if an image does not. */
const defaultPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
const accounts = {
  passwd: 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n',
  group: 'root:x:0:\nnogroup:x:65534:\n',
  shadow: 'root:*:20000:0:99999:7:::\n',
  gshadow: 'root:*::\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
};

export type Entry = {
  readonly env?: Readonly<Record<string, string>>;
  /** The numeric user and group, such as `10001:10001`. */
  readonly user?: string;
  readonly folder?: string;
  /** Whether the root is read-only, and the process has no privilege and can get none. */
  readonly locked?: boolean;
  /** Whether it shares the network of the machine; otherwise it has only a loopback interface of its own. */
  readonly network?: boolean;
  readonly mounts?: readonly string[];
};

/** Describes a suite that needs root folders with namespaces of their own. */
export function describeWithNamespaces(name: string, suite: () => void): void {
  const need = {
    isInstalled: hasNamespaces(),
    missing:
      'the commands of the Dockerfile run only as root, on Linux, with namespaces and overlay file systems',
    required: 'SPEDY_REQUIRE_NAMESPACES',
  } as const;
  describeWithProgram(need, name, suite);
}

function hasNamespaces(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  if (findProgram('setpriv') === null || findProgram('ip') === null) return false;
  const folder = mkdtempSync(join(tmpdir(), 'spedy-namespaces-'));
  for (const name of ['lower', 'upper', 'work', 'merged']) mkdirSync(join(folder, name));
  const mount = 'mount -t overlay -o lowerdir=lower,upperdir=upper,workdir=work overlay merged';
  const { status } = spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', 'sh', '-c', mount], {
    cwd: folder,
  });
  rmSync(folder, { recursive: true, force: true });
  return status === 0;
}

/**
 * The root folder of an image on this machine. Debian's programs and libraries are those of the machine, read-only;
 * everything else is empty, as in Debian's image.
 */
export class ImageRoot {
  readonly path: string;
  readonly #entered = new Set<ChildProcess>();

  /** @param base the image that it starts from: `debian:…` or `node:…`, which adds Node and npm */
  constructor(base: string) {
    if (!/^(node|debian):[\w.-]*bookworm-slim$/.test(base))
      throw new Error(`not a known base image: ${base}`);
    this.path = makeDatabaseFolder('spedy-image-');
    for (const name of ['etc', 'root', 'home', 'var', 'run', 'usr/local/bin', 'usr/local/lib'])
      mkdirSync(join(this.path, name), { recursive: true });
    mkdirSync(join(this.path, 'tmp'));
    spawnSync('chmod', ['1777', join(this.path, 'tmp')]);
    spawnSync('chmod', ['0755', this.path]);
    for (const [name, text] of Object.entries(accounts)) writeFileSync(join(this.path, 'etc', name), text);
    if (base.startsWith('node:')) this.#addNode();
  }

  #addNode(): void {
    const local = join(this.path, 'usr/local');
    cpSync(realpathSync(process.execPath), join(local, 'bin/node'));
    const npm = findProgram('npm');
    if (npm === null) throw new Error('npm was not found');
    const folder = dirname(dirname(realpathSync(npm)));
    cpSync(folder, join(local, 'lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
    for (const name of ['npm', 'npx'])
      symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(local, 'bin', name));
  }

  /** Starts a command in the root. It is process 1 of its namespace. */
  start(command: readonly string[], entry: Entry = {}, options: SpawnOptions = {}): Entered {
    const { env = {}, user = '0:0', folder = '/', locked = false, network = false, mounts = [] } = entry;
    const namespaces = ['--mount', '--pid', '--ipc', '--uts', ...(network ? [] : ['--net'])];
    const child = spawn(
      findProgram('unshare') ?? 'unshare',
      [
        ...namespaces,
        '--fork',
        '--kill-child=SIGKILL',
        'sh',
        enter,
        this.path,
        user,
        String(locked),
        folder,
        ...command,
      ],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
        ...options,
        env: { PATH: defaultPath, ...env, MOUNTS: mounts.join('\n') },
      },
    );
    this.#entered.add(child);
    child.once('close', () => this.#entered.delete(child));
    return new Entered(child);
  }

  /** Runs a command in the root to its end. */
  run(command: readonly string[], entry: Entry = {}): Promise<Ended> {
    return this.start(command, entry).ended;
  }

  /** Ends what still runs, and removes the folder. */
  async remove(): Promise<void> {
    const running = [...this.#entered];
    for (const child of running) child.kill('SIGKILL');
    await Promise.all(running.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'close')));
    rmSync(this.path, { recursive: true, force: true });
  }
}

export type Ended = { readonly code: number | null; readonly output: string };

/** A process in a root. */
export class Entered {
  readonly #child: ChildProcess;
  readonly ended: Promise<Ended>;
  #output = '';

  constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk) => {
        this.#output += chunk;
      });
    this.ended = once(child, 'close').then(([code]) => ({ code, output: this.#output }));
  }

  get output(): string {
    return this.#output;
  }

  /** The ID, on this machine, of the process that is number 1 in its namespace. */
  get #first(): number {
    const children = readFileSync(`/proc/${this.#child.pid}/task/${this.#child.pid}/children`, 'utf8');
    return Number(children.trim().split(' ')[0]);
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  /** Whether process 1 is the command itself, in its root. */
  get hasStarted(): boolean {
    return (
      this.isRunning && Number.isInteger(this.#first) && readlinkSync(`/proc/${this.#first}/root`) !== '/'
    );
  }

  /** Ends every process in it at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  signal(signal: NodeJS.Signals): void {
    process.kill(this.#first, signal);
  }

  /** Returns a line of /proc/1/status, such as `Uid`. */
  status(name: string): string {
    const status = readFileSync(`/proc/${this.#first}/status`, 'utf8');
    return new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  }

  /** Runs a command beside it, as `docker exec` does. */
  exec(
    command: readonly string[],
    { env = {}, user = '0:0' }: Pick<Entry, 'env' | 'user'> = {},
  ): Promise<Ended> {
    const [uid = '0', gid = '0'] = user.split(':');
    const child = spawn(
      findProgram('nsenter') ?? 'nsenter',
      ['--target', String(this.#first), '--mount', '--pid', '--net', '--root', '--wdns=/', '--', 'setpriv']
        .concat(
          `--reuid=${uid}`,
          `--regid=${gid}`,
          '--clear-groups',
          '--no-new-privs',
          '--bounding-set=-all',
          '--',
        )
        .concat(command),
      { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: defaultPath, ...env } },
    );
    return new Entered(child).ended;
  }
}
