import { keepCompiledModules } from './compile-cache.ts';

keepCompiledModules();
const { start } = await import('./start.ts');
await start();
