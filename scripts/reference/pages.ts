import { buildProgram } from '../../src/cli/program.ts';
import { apiPages } from './api.ts';
import { commandsPage } from './commands.ts';
import { decisionsPage } from './decisions.ts';
import type { Document } from './document.ts';
import { eventsPage } from './events.ts';

/** Every page that is written from the code, by its path in the repository. */
export async function referencePages(document: Document): Promise<ReadonlyMap<string, string>> {
  const api = [...apiPages(document)].map(([file, text]) => [`docs/reference/${file}`, text] as const);
  return new Map([
    ...api,
    ['docs/reference/commands.md', commandsPage(await buildProgram(process))],
    ['docs/reference/events.md', await eventsPage()],
    ['docs/decisions/README.md', decisionsPage()],
  ]);
}
