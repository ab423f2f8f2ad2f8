import { keepCompiledModules } from './compile-cache.ts';
import { outliveClosedPipes } from './output-pipes.ts';

keepCompiledModules();
outliveClosedPipes();
const { start } = await import('./start.ts');
await start();
