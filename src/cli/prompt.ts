import askPassword from '@inquirer/password';
import { passwordLength } from '../credentials/password.ts';
import { CommandFailure } from './failure.ts';

/**
 * Prompts for a password twice without showing it. Uses standard error, so that standard output contains only
 * the result.
 * @throws CommandFailure on Ctrl-C
 */
export async function promptForPassword(
  email: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  const { min, max } = passwordLength;
  const hasLength = (text: string) => [...text].length >= min && [...text].length <= max;
  const ask = (message: string, validate: (text: string) => true | string) =>
    askPassword({ message, mask: '*', toggleMask: false, validate }, { input, output });
  return withCancellation(async () => {
    const password = await ask(
      `Password for ${email}:`,
      (text) => hasLength(text) || `Use ${min} to ${max} characters.`,
    );
    await ask('Repeat the password:', (text) => text === password || 'The passwords do not match.');
    return password;
  });
}

/** Prompts for a personal access token without showing it. @throws CommandFailure on Ctrl-C */
export function promptForToken(input: NodeJS.ReadableStream, output: NodeJS.WritableStream): Promise<string> {
  return promptForSecret('Personal access token:', input, output);
}

/** Prompts once for something without showing it. @throws CommandFailure on Ctrl-C */
export function promptForSecret(
  message: string,
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): Promise<string> {
  return withCancellation(() => askPassword({ message, mask: '*', toggleMask: false }, { input, output }));
}

async function withCancellation<Result>(ask: () => Promise<Result>): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new CommandFailure('cancelled; nothing was changed');
    }
    throw error;
  }
}
