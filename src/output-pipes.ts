/**
 * Goes on where whoever read the output has closed the pipe, as `head` does: what the program does is not undone by
 * that, and its exit status says how it ended. Output that cannot be written for another reason, such as a full disk,
 * is a failure.
 */
export function outliveClosedPipes(): void {
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`spedy: the output cannot be written: ${error.code ?? error.message}\n`);
    process.exitCode = 1;
  });
}
