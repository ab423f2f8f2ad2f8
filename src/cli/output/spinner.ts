import type { Terminal } from '../terminal.ts';

/** Runs work with a spinner on standard error, if it and standard output are a terminal; a pipe or a log gets nothing. */
export async function withSpinner<Result>(
  { env, stdout, stderr }: Terminal,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!stderr.isTTY || !stdout.isTTY || env.TERM === 'dumb' || env.CI) return work();
  const { default: createSpinner } = await import('yocto-spinner');
  const spinner = createSpinner({ text, stream: process.stderr }).start();
  try {
    return await work();
  } finally {
    spinner.stop();
  }
}
