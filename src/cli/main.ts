import { ignoreClosedPipes } from '../server/output-pipes.ts';
import { keepCompiledModules } from './compile-cache.ts';

keepCompiledModules();
ignoreClosedPipes();
const { runCommandLine } = await import('./run-command-line.ts');
const exitCode = await runCommandLine(process.argv.slice(2), process);
// Set only on failure: `demo` keeps serving after its command returns, and sets its own exit code.
if (exitCode !== 0) process.exitCode = exitCode;
