import { keepCompiledModules } from '../compile-cache.ts';
import { outliveClosedPipes } from '../output-pipes.ts';

keepCompiledModules();
outliveClosedPipes();
const { runCommandLine } = await import('./run-command-line.ts');
const exitCode = await runCommandLine(process.argv.slice(2), process);
// Set only on failure: `demo` goes on serving after its command has returned, and sets its own.
if (exitCode !== 0) process.exitCode = exitCode;
