import type { Page } from 'playwright-core';
import { longNames } from '../../support/browser/long-names.ts';
import type { DialogCase } from './ticket-dialog-cases.ts';

export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const menuOf = async (page: Page, name: string, item: string) => {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: item }).click();
};
/** The dialogs about members and invitations. */
export const memberDialogCases: Readonly<Record<string, DialogCase>> = {
  'Invite members': {
    path: 'organization/members',
    open: async (page) => {
      await button(page, 'Invite members').click();
      await page.getByRole('dialog').getByRole('button', { name: 'Create invitation' }).click();
    },
    buttons: ['Cancel', 'Create invitation'],
  },
  'Results of invitations': {
    path: 'organization/members',
    open: async (page) => {
      await button(page, 'Invite members').click();
      await page.getByLabel('Emails').fill(`${longNames.wide}, ${longNames.unbroken}`);
      await button(page, 'Create 2 invitations').click();
    },
    buttons: ['Correct 2 emails', 'Done'],
  },
  'Change the name of a member': {
    path: 'organization/members',
    open: async (page) => {
      await page.getByRole('link', { name: longNames.wide, exact: true }).click();
      await page.getByRole('button', { name: 'Change the name' }).click();
    },
    buttons: ['Cancel', 'Change name'],
  },
  'Sessions of a member': {
    path: 'organization/members',
    open: async (page) => {
      await menuOf(page, longNames.wide, 'View sessions');
      await page
        .getByRole('dialog')
        .getByText('signed in')
        .or(page.getByText('Not signed in'))
        .first()
        .waitFor();
    },
    buttons: ['Done'],
  },
  'Change role': {
    path: 'organization/members',
    open: (page) => menuOf(page, longNames.wide, 'Change role'),
    buttons: ['Cancel', 'Change role'],
  },
  'Reset password': {
    path: 'organization/members',
    open: (page) => menuOf(page, longNames.wide, 'Reset password'),
    buttons: ['Cancel', 'Create link'],
  },
  'Link to set a new password': {
    path: 'organization/members',
    open: async (page) => {
      await menuOf(page, longNames.wide, 'Reset password');
      await button(page, 'Create link').click();
      await page.getByText('expires in 30 minutes').waitFor();
    },
    buttons: ['Done'],
  },
};
