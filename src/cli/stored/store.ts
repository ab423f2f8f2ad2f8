import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { CommandFailure } from '../failure.ts';
import { configFolder } from './folder.ts';
import { UnexpectedForm } from './parse.ts';
import { formatSignIns, noSignIns, parseSignIns, type SignIns } from './sign-ins.ts';

/** Milliseconds after which the lock of a process that was killed is free, and between signs of life of its owner. */
const staleAfter = 15_000;
const signOfLife = 5_000;
/** At most about this many milliseconds are waited for other processes: longer than any of them waits for a server. */
const patience = 60_000;
const pause = 50;
/** Bytes that a new file takes before it is written, far more than sign-ins need: a full disk is noticed in time. */
const reserve = 32_768;

/** A file that is open for the new content, so that writing it afterwards cannot fail for lack of permission. */
type Draft = { readonly save: (signIns: SignIns) => Promise<void> };

/** The file with a person's sign-ins, which several shells read and change at once. */
export class SignInStore {
  readonly folder: string;
  readonly file: string;

  constructor(env: NodeJS.ProcessEnv) {
    this.folder = configFolder(env);
    this.file = join(this.folder, 'sign-ins.json');
  }

  /** @throws CommandFailure if the file cannot be read or is damaged; it stays as it is */
  async read(): Promise<SignIns> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return noSignIns;
      throw new CommandFailure(`cannot read ${this.file} (${codeOf(error)}): make it readable for you`);
    }
    try {
      return parseSignIns(text);
    } catch (error) {
      const why = error instanceof UnexpectedForm ? error.message : 'it is not JSON';
      throw new CommandFailure(
        `${this.file} is damaged (${why}): move it away and sign in again with spedy login`,
      );
    }
  }

  /**
   * Changes the sign-ins while no other process does. The file is replaced as a whole.
   * @param change gets the current sign-ins; null keeps them
   * @throws CommandFailure before `change` is called, if the folder is not writable; nothing was changed
   */
  async change<Result>(
    change: (signIns: SignIns) => Promise<{ signIns: SignIns | null; result: Result }>,
  ): Promise<Result> {
    const release = await this.#lock();
    try {
      const draft = await this.#draft();
      try {
        const { signIns, result } = await change(await this.read());
        if (signIns) await draft.save(signIns);
        return result;
      } finally {
        await draft.discard();
      }
    } finally {
      await release();
    }
  }

  /** @throws CommandFailure if the folder cannot be created or written */
  async requireWritable(): Promise<void> {
    await this.change(async () => ({ signIns: null, result: null }));
  }

  async #lock(): Promise<() => Promise<void>> {
    const { lock } = await import('proper-lockfile');
    await makeFolder(this.folder).catch((error: unknown) => {
      throw this.#notWritable(error);
    });
    const options = {
      lockfilePath: `${this.file}.lock`,
      stale: staleAfter,
      update: signOfLife,
      // The owner goes on: the server gives the same successor to all who refresh at the same time.
      onCompromised: () => {},
    };
    // The library's own retries would also repeat what can never succeed.
    for (const deadline = Date.now() + patience; ; await setTimeout(pause)) {
      try {
        return await lock(this.folder, options);
      } catch (error) {
        if (codeOf(error) !== 'ELOCKED') throw this.#notWritable(error);
        if (Date.now() > deadline) throw this.#locked();
      }
    }
  }

  /** Opens the file that will replace the present one, also where a link leads to it. */
  async #draft(): Promise<Draft & { readonly discard: () => Promise<void> }> {
    const target = await realpath(this.file).catch(() => this.file);
    const path = join(dirname(target), `.sign-ins.${randomUUID()}.tmp`);
    const file = await open(path, 'wx', 0o600).catch((error: unknown) => {
      throw this.#notWritable(error);
    });
    const discard = async () => {
      await file.close();
      await rm(path, { force: true });
    };
    await file.write(Buffer.alloc(reserve)).catch(async (error: unknown) => {
      await discard();
      throw this.#notWritable(error);
    });
    return {
      save: async (signIns) => {
        try {
          const text = Buffer.from(formatSignIns(signIns));
          await file.write(text, 0, text.length, 0);
          await file.truncate(text.length);
          await file.sync();
          await rename(path, target);
        } catch (error) {
          throw this.#notWritable(error);
        }
      },
      discard,
    };
  }

  #locked(): CommandFailure {
    return new CommandFailure(
      `another spedy has been changing ${this.file} for a minute: end it, or delete ${this.file}.lock if none runs`,
    );
  }

  #notWritable(error: unknown): CommandFailure {
    return new CommandFailure(
      `cannot write to ${this.folder} (${codeOf(error)}), where sign-ins are kept: make it writable, set SPEDY_CONFIG_DIR to a folder that is, or set SPEDY_TOKEN and SPEDY_HOST, which need no file`,
    );
  }
}

/** Creates a folder and those above it. Node's own recursion never ends below /proc, where creating fails with ENOENT. */
async function makeFolder(path: string): Promise<void> {
  const create = () =>
    mkdir(path, { mode: 0o700 }).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error;
    });
  try {
    await create();
  } catch (error) {
    const above = dirname(path);
    if (codeOf(error) !== 'ENOENT' || above === path) throw error;
    await makeFolder(above);
    await create();
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}
