import type { SpedyError } from '../http/errors.ts';
import type { Caller, Tool } from './tool.ts';

/** What a refused call tells the model: what was wrong, and what to do about it. */
export function explainRefusal(error: SpedyError, tool: Tool, { principal }: Caller): string {
  const { role, organization } = principal;
  switch (error.code) {
    case 'forbidden':
      return (
        `The role ${role} may not use ${tool.name}; nothing was changed. ` +
        `An administrator of ${organization.name} can give the member another role.`
      );
    case 'validation_failed': {
      const problems = (error.details ?? []).map(
        ({ path, message }) => `${path === '' ? 'arguments' : path} ${message}`,
      );
      return `Not done, because of the arguments: ${problems.join('; ')}. Correct them and call ${tool.name} again.`;
    }
    default:
      return error.message;
  }
}
