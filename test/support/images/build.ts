import {
  chownSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type * as Dockerignore from '@balena/dockerignore';
import { makeDatabaseFolder } from '../servers/temporary-folder.ts';
import { type Instruction, pairsOf, parseDockerfile, type Stage } from './dockerfile.ts';
import { type Entry, ImageRoot } from './image-root.ts';
import { copyLockedPackages } from './locked-packages.ts';

type Options = {
  /** The folder of the Dockerfile, which is also the context. */
  readonly context: string;
  /**
   * Whether npm installs packages from its registry. Otherwise `npm ci` gets those that are installed in the context, and
   * the build has no network.
   */
  readonly npm: boolean;
};

type Built = { readonly root: ImageRoot; readonly config: ImageConfig };

export type ImageConfig = {
  env: Record<string, string>;
  labels: Record<string, string>;
  user: string;
  folder: string;
  volumes: string[];
  ports: string[];
  entrypoint: readonly string[];
  command: readonly string[];
  healthcheck: readonly string[];
  stopSignal: string;
};

/** An image that was built by running each instruction of a Dockerfile. */
export class Image {
  readonly root: ImageRoot;
  readonly config: ImageConfig;
  readonly #rest: () => Promise<void>;

  private constructor(built: Built, rest: () => Promise<void>) {
    this.root = built.root;
    this.config = built.config;
    this.#rest = rest;
  }

  /** @throws Error with the output of an instruction that fails, or if there is an instruction that it does not know */
  static async build({ context, npm }: Options): Promise<Image> {
    const { stages } = parseDockerfile(readFileSync(join(context, 'Dockerfile'), 'utf8'));
    const scratch = makeDatabaseFolder('spedy-build-');
    const built = new Map<string, Built>();
    const remove = async () => {
      for (const { root } of built.values()) await root.remove();
      rmSync(scratch, { recursive: true, force: true });
    };
    try {
      for (const [index, stage] of stages.entries()) {
        const name = stage.name ?? String(index);
        const root = new ImageRoot(stage.image);
        built.set(name, { root, config: emptyConfig() });
        const builder = new Builder({ context, npm }, scratch, root, built);
        built.set(name, { root, config: await builder.build(stage) });
      }
    } catch (error) {
      await remove();
      throw error;
    }
    const last = [...built.values()].at(-1);
    if (!last) throw new Error('the Dockerfile has no stage');
    return new Image(last, remove);
  }

  /** Starts the image as a hardened container: its own user, no privilege, and a read-only file system. */
  start(
    settings: Readonly<Record<string, string>>,
    data: string,
    command: readonly string[] = this.config.command,
  ) {
    const { env, user, folder } = this.config;
    const mounts = [`bind ${data} /data`, 'tmpfs /tmp'];
    return this.root.start([...this.config.entrypoint, ...command], {
      ...{ user, folder, mounts, locked: true, network: true, env: { ...env, ...settings } },
    });
  }

  remove(): Promise<void> {
    return this.#rest();
  }
}

function emptyConfig(): ImageConfig {
  return {
    ...{ env: {}, labels: {}, user: '0:0', folder: '/', volumes: [], ports: [] },
    ...{ entrypoint: [], command: [], healthcheck: [], stopSignal: 'SIGTERM' },
  };
}

class Builder {
  readonly #options: Options;
  readonly #scratch: string;
  readonly #root: ImageRoot;
  readonly #stages: ReadonlyMap<string, Built>;
  readonly #config = emptyConfig();
  readonly #mounts: string[] = [];

  constructor(options: Options, scratch: string, root: ImageRoot, stages: ReadonlyMap<string, Built>) {
    this.#options = options;
    this.#scratch = scratch;
    this.#root = root;
    this.#stages = stages;
  }

  async build(stage: Stage): Promise<ImageConfig> {
    for (const instruction of stage.instructions) await this.#apply(instruction);
    return this.#config;
  }

  async #apply(instruction: Instruction): Promise<void> {
    const { keyword, words, text } = instruction;
    const [first = ''] = words;
    if (keyword === 'RUN') await this.#run(text);
    else if (keyword === 'COPY') this.#copy(instruction);
    else if (keyword === 'ENV') Object.assign(this.#config.env, pairsOf(text));
    else if (keyword === 'LABEL') Object.assign(this.#config.labels, pairsOf(text));
    else if (keyword === 'USER') this.#config.user = first;
    else if (keyword === 'VOLUME') this.#config.volumes.push(first);
    else if (keyword === 'EXPOSE') this.#config.ports.push(first);
    else if (keyword === 'ENTRYPOINT') this.#config.entrypoint = words;
    else if (keyword === 'CMD') this.#config.command = words;
    else if (keyword === 'STOPSIGNAL') this.#config.stopSignal = first;
    else if (keyword === 'HEALTHCHECK') this.#config.healthcheck = commandOf(text);
    else if (keyword === 'WORKDIR') {
      this.#config.folder = join(this.#config.folder, first);
      mkdirSync(this.#inRoot('.'), { recursive: true });
    } else throw new Error(`an instruction that the test does not run: ${keyword} ${text}`);
  }

  async #run(script: string): Promise<void> {
    const { npm, context } = this.#options;
    if (!npm && script.startsWith('npm ci ')) return this.#seeThrough(context);
    if (!npm && script.startsWith('npm install ')) return this.#installPackage(script, context);
    const { env, user, folder } = this.#config;
    const mounts = npm ? [...this.#mounts, ...npmMounts()] : this.#mounts;
    const entry: Entry = {
      env: { HOME: '/root', ...(npm ? npmSettings() : withoutNetwork), ...env },
      user,
      folder,
      network: npm,
      mounts,
    };
    const { code, output } = await this.#root.run(['/bin/sh', '-c', script], entry);
    if (code !== 0) throw new Error(`RUN ${script}\nexit code ${code}\n${output}`);
  }

  /** Stands in for the installation of a package without a network: what it needs is copied from the packages here. */
  async #installPackage(script: string, context: string): Promise<void> {
    const [, prefix, archive] = /--prefix (\S+) .*?(\S+\.tgz)$/.exec(script) ?? [];
    const folder = `${prefix}/lib/node_modules/spedy`;
    const unpack = `mkdir -p ${folder} && tar --extract --file ${archive} --directory ${folder} --strip-components 1`;
    const { code, output } = await this.#root.run(['/bin/sh', '-c', unpack]);
    if (code !== 0) throw new Error(`RUN ${script}\n${output}`);
    copyLockedPackages(context, this.#inRoot(folder));
  }

  /** Stands in for `npm ci`: mounts the installed packages, in each run, below a folder for changes. */
  #seeThrough(context: string): void {
    const workspaces = ['.', ...globSync(['dashboard', 'docs', 'packages/*'], { cwd: context })];
    for (const workspace of workspaces) {
      const installed = join(context, workspace, 'node_modules');
      if (!existsSync(installed)) continue;
      const [upper, work] = [
        mkdtempSync(join(this.#scratch, 'upper-')),
        mkdtempSync(join(this.#scratch, 'work-')),
      ];
      const target = join(this.#config.folder, workspace, 'node_modules');
      this.#mounts.push(`overlay ${installed} ${upper} ${work} ${target}`);
    }
  }

  #copy({ flags, words }: Instruction): void {
    const known = ['from', 'chown', 'link'];
    const unknown = Object.keys(flags).filter((name) => !known.includes(name));
    const to = words.at(-1);
    if (unknown.length > 0 || to === undefined) throw new Error(`COPY with ${unknown.join() || 'no target'}`);
    const source = flags.from === undefined ? null : this.#stages.get(flags.from);
    if (source === undefined) throw new Error(`COPY from ${flags.from}, which is not a stage`);
    for (const from of words.slice(0, -1)) {
      const path = join(source === null ? this.#options.context : source.root.path, from);
      const isFolder = statSync(path).isDirectory();
      const target = this.#inRoot(to.endsWith('/') && !isFolder ? join(to, basename(from)) : to);
      mkdirSync(dirname(target), { recursive: true });
      const filter = source === null ? contextFilter(this.#options.context) : () => true;
      if (!filter(path)) throw new Error(`COPY ${from}, which .dockerignore leaves out`);
      cpSync(path, target, { recursive: true, verbatimSymlinks: true, filter });
      if (flags.chown !== undefined) chownSync(target, ...idsOf(flags.chown));
    }
  }

  #inRoot(path: string): string {
    return join(this.#root.path, path.startsWith('/') ? path : join(this.#config.folder, path));
  }
}

// Its types are those of an ES module, which it is not.
const ignore: typeof Dockerignore.default.default = createRequire(import.meta.url)('@balena/dockerignore');

/** Returns whether .dockerignore lets a file or folder into the build. */
export function contextFilter(context: string): (path: string) => boolean {
  const rules = ignore().add(readFileSync(join(context, '.dockerignore'), 'utf8'));
  return (path) => path.replace(/\/\.?$/, '') === context || !rules.ignores(path.slice(context.length + 1));
}

function commandOf(text: string): readonly string[] {
  const json = /\bCMD (\[.*\])$/.exec(text)?.[1];
  if (json === undefined) throw new Error('HEALTHCHECK needs CMD [ … ], because the image may have no shell');
  const words: unknown = JSON.parse(json);
  if (!Array.isArray(words)) throw new Error(`not a list: ${json}`);
  return words.map(String);
}

function idsOf(text: string): [number, number] {
  const [user = '', group = user] = text.split(':');
  return [Number(user), Number(group)];
}

/** npm looks for a newer version of itself otherwise. */
const withoutNetwork = { npm_config_update_notifier: 'false', npm_config_offline: 'true' };

/** What npm needs to reach its registry as it does here. */
function npmSettings(): Record<string, string> {
  const isOfNpm = (name: string) => /^(npm_config_|https?_proxy$|no_proxy$|NODE_EXTRA_CA_CERTS$)/i.test(name);
  const given = Object.entries(process.env).filter(([name]) => isOfNpm(name));
  const authorities = process.env.NODE_EXTRA_CA_CERTS;
  return {
    ...Object.fromEntries(given.map(([name, value]) => [name, value ?? ''])),
    ...(authorities === undefined ? {} : { npm_config_cafile: authorities }),
  };
}

/** The files of this machine with which npm reaches its registry, and its cache. */
function npmMounts(): string[] {
  const home = process.env.HOME ?? '/root';
  const own = [join(home, '.npm'), join(home, '.npmrc')].map(
    (path) => [path, `/root/${basename(path)}`] as const,
  );
  const shared = ['/etc/resolv.conf', '/etc/hosts', '/etc/ssl'];
  const all = [...own, ...shared.map((path) => [path, path] as const)];
  return all.filter(([path]) => existsSync(path)).map(([path, to]) => `bind ${path} ${to}`);
}
