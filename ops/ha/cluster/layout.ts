import { randomBytes } from 'node:crypto';

/** The three database machines. Each is a network namespace with its own address on one bridge. */
export const nodeNames = ['pg1', 'pg2', 'pg3'] as const;
export type NodeName = (typeof nodeNames)[number];

export const network = '10.77.0.0/24';
/** The address of the host, where both Spedy servers and their HAProxies run. */
export const hostAddress = '10.77.0.1';

const addresses = { pg1: '10.77.0.11', pg2: '10.77.0.12', pg3: '10.77.0.13' } as const;

export function addressOf(name: NodeName): string {
  return addresses[name];
}

/** The ports of the two servers and of the HAProxy in front of each one's database connections. */
export const fronts = [
  { name: 'spedy1', port: 7101, databasePort: 7201 },
  { name: 'spedy2', port: 7102, databasePort: 7202 },
] as const;

export type FrontPlace = (typeof fronts)[number];

export const baseUrl = 'http://localhost:3000';

/** The secrets of one cluster. */
export type Secrets = {
  readonly superuser: string;
  readonly replication: string;
  readonly spedy: string;
  /** SPEDY_SECRET_KEY of both servers. */
  readonly key: string;
};

export function newSecrets(): Secrets {
  const password = () => randomBytes(18).toString('hex');
  return {
    superuser: password(),
    replication: password(),
    spedy: password(),
    key: randomBytes(32).toString('base64'),
  };
}
