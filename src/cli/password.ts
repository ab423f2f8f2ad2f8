import { generatePassword, passwordLength } from '../credentials/password.ts';
import { CommandFailure } from './failure.ts';
import { readLine } from './read-line.ts';
import type { SpedyCommand } from './spedy-command.ts';
import type { Terminal } from './terminal.ts';

export type PasswordOptions = { readonly passwordStdin?: true; readonly prompt?: true };
export type ChosenPassword = {
  readonly password: string;
  readonly generated: boolean;
  /** Printed after the command has succeeded. */
  readonly warning: string | null;
};

/** Adds the options for a password: as the value of `flag`, on standard input, or at a prompt. */
export function addPasswordOptions(command: SpedyCommand, flag: string): SpedyCommand {
  const options = [
    command
      .createOption(`${flag} <password>`, 'the password; other users of this machine can see it')
      .conflicts(['passwordStdin', 'prompt']),
    command.createOption('--password-stdin', 'read the password from the first line of standard input'),
    command.createOption('--prompt', 'prompt for the password').conflicts('passwordStdin'),
  ];
  for (const option of options) command.addOption(option);
  return command.addHelpText(
    'after',
    `\nUse a password of ${passwordLength.min} to ${passwordLength.max} characters. Without these options, it is read from the environment variable\nSPEDY_PASSWORD; if that is unset, a password is generated and printed once.`,
  );
}

/**
 * Returns the new member's password.
 * @param argument the option's value, if it was given
 * @param flag the option's name, for the warning
 * @throws CommandFailure if standard input or the terminal has none
 */
export async function choosePassword(
  { env, stdin, stderr }: Terminal,
  { passwordStdin, prompt }: PasswordOptions,
  { argument, flag, email }: { argument: string | undefined; flag: string; email: string },
): Promise<ChosenPassword> {
  const given = (password: string) => ({ password, generated: false, warning: null });
  if (argument !== undefined) {
    const warning = `Warning: other users of this machine can see ${flag} in the process list, and your shell may save it in its history. Use --prompt, --password-stdin or SPEDY_PASSWORD instead.`;
    return { password: argument, generated: false, warning };
  }
  if (passwordStdin) {
    if (stdin.isTTY)
      throw new CommandFailure(
        '--password-stdin would show the password as you type it; use --prompt instead',
      );
    return given(await readLine(stdin));
  }
  if (prompt) {
    if (!stdin.isTTY)
      throw new CommandFailure('--prompt needs a terminal; use --password-stdin or SPEDY_PASSWORD instead');
    const { promptForPassword } = await import('./prompt.ts');
    return given(await promptForPassword(email, stdin, stderr));
  }
  const fromEnvironment = env.SPEDY_PASSWORD;
  if (fromEnvironment) return given(fromEnvironment);
  return { password: generatePassword(), generated: true, warning: null };
}

/** The line with a generated password; none if the operator chose it. */
export function passwordLines({ password, generated }: ChosenPassword): string[] {
  return generated ? [`Password: ${password} (shown only once)`] : [];
}
