import type { Page } from 'playwright-core';
import { longBoardKey } from '../../support/browser/long-names-site.ts';

/** A dialog to open. */
export type DialogCase = {
  /** Below /settings/, unless it begins with a slash. */
  readonly path: string;
  readonly open: (page: Page) => Promise<unknown>;
  /** The buttons at the bottom of the dialog. */
  readonly buttons: readonly string[];
};

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** The dialogs of boards and tickets. */
export const ticketDialogCases: Readonly<Record<string, DialogCase>> = {
  'Create board': {
    path: '/boards',
    open: async (page) => {
      await button(page, 'Create board').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create board' }).click();
    },
    buttons: ['Cancel', 'Create board'],
  },
  'Rename board': {
    path: `/boards/${longBoardKey}`,
    open: (page) => button(page, 'Rename').click(),
    buttons: ['Cancel', 'Rename'],
  },
  'Create ticket': {
    path: `/boards/${longBoardKey}`,
    open: async (page) => {
      await button(page, 'Create ticket').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create ticket' }).click();
      await page.getByText('Enter a title.').waitFor();
    },
    buttons: ['Cancel', 'Create ticket'],
  },
  'Members of a board': {
    path: `/boards/${longBoardKey}`,
    open: async (page) => {
      await button(page, 'Members').click();
      await page
        .getByRole('button', { name: /^Remove/ })
        .first()
        .waitFor();
    },
    buttons: ['Close'],
  },
  'Delete a comment': {
    path: `/tickets/${longBoardKey}-1`,
    open: async (page) => {
      await page
        .getByRole('button', { name: /^Actions for the comment/ })
        .first()
        .click();
      await page.getByRole('menuitem', { name: 'Delete' }).click();
    },
    buttons: ['Cancel', 'Delete comment'],
  },
};
