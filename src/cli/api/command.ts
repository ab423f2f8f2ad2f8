import { addHost, repeated } from '../options.ts';
import type { SpedyCommand } from '../spedy-command.ts';
import type { Terminal } from '../terminal.ts';
import type { ApiOptions } from './options.ts';

const asText = (text: string) => text;

/** `spedy api PATH` */
export function apiCommand(program: SpedyCommand, terminal: Terminal): void {
  const command = program.plainOperation('api', {
    summary: 'send a request to the API and print the answer',
    details:
      'A path that does not begin with / is below /api/v1/. The method is GET, or POST if there are fields or a body. Exits with code 1 if the status is not 2xx; the answer is printed all the same.',
    examples: [
      'spedy api me',
      'spedy api tickets -f status=TODO --paginate --jq ".data[].displayId" --method GET',
      'spedy api tickets -f title="The logo is blurred" -f boardId=brd_0mb2c3d4e5f6g7h8i9j0k1l',
      'echo \'{"name":"CI"}\' | spedy api me/tokens --input -',
    ],
  });
  addHost(command)
    .argument('<path>', "the endpoint's path, such as tickets or /api/v1/tickets")
    .option('-X, --method <method>', 'the HTTP method')
    .option(
      '-f, --raw-field <name=value>',
      'a text in the query or the JSON body; can repeat',
      repeated(asText),
    )
    .option(
      '-F, --field <name=value>',
      'like -f, but true, false, null and whole numbers are values, and @FILE is the text of a file',
      repeated(asText),
    )
    .option('-H, --header <name:value>', 'a header; can repeat', repeated(asText))
    .addOption(
      command
        .createOption('--input <file>', 'send a file as the body, or standard input with -')
        .conflicts(['rawField', 'field']),
    )
    .option('-i, --include', 'print the status and the headers of the answer too')
    .option('--paginate', 'read all pages of a list, one after the other')
    .option('--slurp', 'with --paginate, print one list of all pages')
    .option('-q, --jq <filter>', 'print what a filter of jq selects of the answer')
    .addOption(command.createOption('--silent', 'do not print the answer').conflicts(['jq', 'include']))
    .action(async (path: string, options: ApiOptions) => {
      const { callPath } = await import('./call-path.ts');
      await callPath(terminal, path, options);
    });
}
