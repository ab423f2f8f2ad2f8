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
  try {
    const password = await ask(
      `Password for ${email}:`,
      (text) => hasLength(text) || `Use ${min} to ${max} characters.`,
    );
    await ask('Repeat the password:', (text) => text === password || 'The passwords do not match.');
    return password;
  } catch (error) {
    if (error instanceof Error && error.name === 'ExitPromptError') {
      throw new CommandFailure('cancelled; nothing was changed');
    }
    throw error;
  }
}
