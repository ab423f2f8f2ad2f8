/**
 * Keeps running if the reader of the output closes the pipe, as `head` does: the exit status still tells how the
 * program ended. Any other write error, such as a full disk, is a failure.
 */
export function ignoreClosedPipes(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`spedy: cannot write the output: ${error.code ?? error.message}\n`);
    process.exitCode = 1;
  });
}
