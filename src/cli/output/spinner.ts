import type { Terminal } from '../terminal.ts';

/** Runs work with a spinner on standard error, if that is a terminal; a pipe or a log gets nothing. */
export async function withSpinner<Result>(
  { env, stderr }: Terminal,
  text: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!stderr.isTTY || env.TERM === 'dumb' || env.CI) return work();
  const { default: createSpinner } = await import('yocto-spinner');
  const spinner = createSpinner({ text, stream: process.stderr, handleSignals: false }).start();
  try {
    return await work();
  } finally {
    spinner.stop();
  }
}
