import { STATUS_CODES } from 'node:http';
import { failureOfAnswer, readApiError } from '../connection/answer.ts';
import { sendWith } from '../connection/api.ts';
import { type Credential, findCredential } from '../connection/credential.ts';
import { CommandFailure, UsageError } from '../failure.ts';
import { withSpinner } from '../output/spinner.ts';
import { asText, withoutControls } from '../output/table.ts';
import { formatJson, type Terminal } from '../terminal.ts';
import type { ApiOptions } from './options.ts';
import { nextPage } from './pages.ts';
import { type ApiRequest, buildRequest } from './request.ts';
import { select } from './select.ts';

/** `spedy api PATH` */
export async function callPath(terminal: Terminal, path: string, options: ApiOptions): Promise<void> {
  if (options.slurp && !options.paginate) throw new UsageError('--slurp needs --paginate');
  let request: ApiRequest | null = await buildRequest(terminal, path, options);
  if (options.paginate && request.method !== 'GET') throw new UsageError('--paginate needs --method GET');
  const credential = await findCredential(terminal.env, options.host);
  const pages: string[] = [];
  while (request) {
    const { answer, text } = await exchange(terminal, credential, request);
    if (options.include) printHead(terminal, answer);
    if (!answer.ok) {
      if (!options.silent) await print(terminal, text, {});
      throw await failureOf(answer, text, credential);
    }
    request = options.paginate ? nextPage(request, text) : null;
    if (options.slurp) pages.push(text);
    else if (!options.silent) await print(terminal, text, options);
  }
  if (options.slurp && !options.silent) await print(terminal, `[${pages.join(',')}]`, options);
}

async function exchange(
  terminal: Terminal,
  credential: Credential,
  { method, path, headers, body }: ApiRequest,
) {
  const answer = await withSpinner(terminal, 'Asking…', () =>
    sendWith(credential, method, path, { headers, ...(body === undefined ? {} : { body }) }),
  );
  return { answer, text: await answer.text() };
}

function printHead({ stdout }: Terminal, { status, headers }: Response): void {
  stdout.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\n`);
  for (const [name, value] of headers)
    if (name !== 'set-cookie') stdout.write(`${name}: ${withoutControls(value)}\n`);
  stdout.write('\n');
}

async function print(terminal: Terminal, text: string, { jq }: Pick<ApiOptions, 'jq'>): Promise<void> {
  if (jq !== undefined) {
    const selected = await select(text, jq);
    // Texts that others wrote arrive in a pipe as they are; a terminal would carry out what is in them.
    const printed = terminal.stdout.isTTY ? asText(selected) : selected;
    if (selected !== '') terminal.stdout.write(`${printed}\n`);
    return;
  }
  if (text === '') return;
  terminal.stdout.write(`${shown(terminal, text)}\n`);
}

/** JSON is indented on a terminal, and unchanged in a pipe. */
function shown({ stdout }: Terminal, text: string): string {
  if (!stdout.isTTY) return text.trimEnd();
  try {
    return formatJson(JSON.parse(text), 2);
  } catch {
    return JSON.stringify(text);
  }
}

async function failureOf(answer: Response, text: string, credential: Credential): Promise<CommandFailure> {
  const { status, headers } = answer;
  const copy = () => new Response(text, { status, headers });
  if (await readApiError(copy())) return failureOfAnswer(copy(), credential);
  return new CommandFailure(`the answer has the status ${status} ${STATUS_CODES[status] ?? ''}`);
}
