import { appendFileSync } from 'node:fs';
import { observeAnswers } from './observe-answers.ts';

/** A process reports this many answers of one kind, because some tests send thousands. */
const mostAlike = 10;

// Imported by a server process before its own code. The test process checks what it reports.
const { TEST_ANSWERS_FILE: file } = process.env;
if (file !== undefined) {
  const alike = new Map<string, number>();
  observeAnswers((answer) => {
    const { method, route, status, contentType } = answer;
    const kind = `${method} ${route} ${status} ${contentType}`;
    const count = (alike.get(kind) ?? 0) + 1;
    alike.set(kind, count);
    if (count <= mostAlike) appendFileSync(file, `${JSON.stringify(answer)}\n`, { mode: 0o600 });
  });
}
