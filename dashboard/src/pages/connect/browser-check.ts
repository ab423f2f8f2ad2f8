import type { DoctorStep } from '../../api/organization/connection-doctor.ts';

type Step = Pick<DoctorStep, 'step' | 'what' | 'state' | 'evidence' | 'why' | 'fix'>;

/** What a proxy in front of the server may get wrong, for members who cannot run the connection doctor. */
export async function checkFromBrowser(origin: string): Promise<readonly Step[]> {
  const resource = await readJson(`${origin}/.well-known/oauth-protected-resource/mcp`);
  const server = await readJson(`${origin}/.well-known/oauth-authorization-server`);
  return [
    judge('resource', 'The address says which server signs in its users', resource, (found) =>
      found.resource === `${origin}/mcp`
        ? null
        : `It names ${text(found.resource)} instead of ${origin}/mcp.`,
    ),
    judge('issuer', 'That server is this organization', server, (found) =>
      found.issuer === origin ? null : `It names ${text(found.issuer)} instead of ${origin}.`,
    ),
    judge('registration', 'Tools can register themselves', server, (found) =>
      typeof found.registration_endpoint === 'string' || found.client_id_metadata_document_supported === true
        ? null
        : "The organization's policy lets no app register.",
    ),
  ];
}

type Json = Readonly<Record<string, unknown>>;
type Answer = { readonly found: Json } | { readonly problem: string };

async function readJson(address: string): Promise<Answer> {
  try {
    const response = await fetch(address, { credentials: 'omit', cache: 'no-store' });
    if (!response.ok) return { problem: `${address} answers with ${response.status}.` };
    return { found: (await response.json()) as Json };
  } catch {
    return { problem: `${address} does not answer with JSON.` };
  }
}

function judge(step: string, what: string, answer: Answer, problemOf: (found: Json) => string | null): Step {
  const why = 'problem' in answer ? answer.problem : problemOf(answer.found);
  const fix = why === null ? null : 'Ask an admin to run the connection doctor, which says how to fix it.';
  return { step, what, state: why === null ? 'ok' : 'failed', evidence: null, why, fix };
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : 'nothing';
}
