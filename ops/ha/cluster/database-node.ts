import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { addressOf, type NodeName, network, type Secrets } from './layout.ts';
import { namespaceOf, processesOf } from './network.ts';
import { findPostgresPrograms, findProgram, signal, start } from './programs.ts';
import { fillTemplate, parseEnvironment } from './template.ts';

/** What Patroni says about its node. */
export type NodeStatus = {
  readonly state: string;
  readonly role: string;
  /** Whether commits wait for this node. */
  readonly isSynchronous: boolean;
  readonly timeline: number | null;
};

/** One database machine: etcd, Patroni and the PostgreSQL that Patroni runs. */
export class DatabaseNode {
  readonly name: NodeName;
  readonly address: string;
  readonly #folder: string;

  /** Writes the configuration of the node to its folder. */
  constructor(name: NodeName, folder: string, secrets: Secrets) {
    this.name = name;
    this.address = addressOf(name);
    this.#folder = join(folder, name);
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const values = {
      NODE: name,
      ADDRESS: this.address,
      DATA: this.#folder,
      NETWORK: network,
      PG1: addressOf('pg1'),
      PG2: addressOf('pg2'),
      PG3: addressOf('pg3'),
      POSTGRES_BIN: findPostgresPrograms(),
      SUPERUSER_PASSWORD: secrets.superuser,
      REPLICATION_PASSWORD: secrets.replication,
      // All nodes share one kernel here.
      WATCHDOG: 'off',
    };
    for (const file of ['etcd.env', 'patroni.yml'] as const)
      writeFileSync(join(this.#folder, file), fillTemplate(file, values), { mode: 0o600 });
    execFileSync('chown', ['-R', 'postgres:postgres', this.#folder]);
  }

  startEtcd(): void {
    const environment = parseEnvironment(readFileSync(join(this.#folder, 'etcd.env'), 'utf8'));
    this.#run('etcd', findProgram('etcd', 'etcd-server'), [], environment);
  }

  startPatroni(): void {
    this.#run('patroni', findProgram('patroni', 'patroni'), [join(this.#folder, 'patroni.yml')], {});
  }

  /** Kills every process with SIGKILL, like a machine that loses power. */
  async crash(): Promise<void> {
    for (;;) {
      const running = processesOf(this.name);
      if (running.length === 0) return;
      for (const pid of running) signal(pid, 'SIGKILL');
      await setTimeout(20);
    }
  }

  /** Kills PostgreSQL's parent process; its children end by themselves. */
  killPostgres(): void {
    const [pid] = readFileSync(join(this.#folder, 'postgresql', 'postmaster.pid'), 'utf8').split('\n');
    signal(Number(pid), 'SIGKILL');
  }

  /** Kills Patroni. PostgreSQL goes on without it. */
  killPatroni(): void {
    for (const pid of processesOf(this.name)) if (isPatroni(pid)) signal(pid, 'SIGKILL');
  }

  /** Freezes every process, like a virtual machine that is paused. */
  pause(): void {
    for (const pid of processesOf(this.name)) signal(pid, 'SIGSTOP');
  }

  resume(): void {
    for (const pid of processesOf(this.name)) signal(pid, 'SIGCONT');
  }

  /** Starts what does not run. */
  startMissing(): void {
    const commands = processesOf(this.name).map(commandOf);
    if (!commands.some((command) => command.includes('etcd'))) this.startEtcd();
    if (!commands.some((command) => command.includes('patroni'))) this.startPatroni();
  }

  /** @returns null if Patroni does not answer within a second */
  async status(): Promise<NodeStatus | null> {
    try {
      const response = await fetch(`http://${this.address}:8008/patroni`, {
        signal: AbortSignal.timeout(1_000),
      });
      return parseStatus(await response.json());
    } catch {
      return null;
    }
  }

  /** Whether Patroni says that it holds the leader's lock. */
  async isLeader(): Promise<boolean> {
    try {
      const { ok } = await fetch(`http://${this.address}:8008/primary`, {
        signal: AbortSignal.timeout(1_000),
      });
      return ok;
    } catch {
      return false;
    }
  }

  #run(name: string, program: string, args: readonly string[], env: Record<string, string>): void {
    const user = ['--reuid', 'postgres', '--regid', 'postgres', '--clear-groups'];
    const command = ['netns', 'exec', namespaceOf(this.name), 'setpriv', ...user, program, ...args];
    start('ip', command, { env, log: join(this.#folder, `${name}.log`), cwd: this.#folder }).unref();
  }
}

function parseStatus(answer: unknown): NodeStatus | null {
  if (typeof answer !== 'object' || answer === null) return null;
  const { state, role, sync_standby, timeline } = answer as Record<string, unknown>;
  return {
    state: String(state),
    role: String(role),
    isSynchronous: sync_standby === true,
    timeline: typeof timeline === 'number' ? timeline : null,
  };
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

function isPatroni(pid: number): boolean {
  const command = commandOf(pid);
  return command.includes('patroni') && command.includes('python');
}
