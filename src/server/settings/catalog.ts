import { featureSettings } from './feature-settings.ts';
import { observabilitySettings } from './observability-settings.ts';
import { serverSettings } from './server-settings.ts';
import type { Setting } from './setting.ts';

/**
 * All settings, in the order of the reference. The variables, the keys of the settings file, the options of
 * `spedy serve`, `spedy config` and docs/settings.md follow from this list.
 */
export const catalog = { ...serverSettings, ...featureSettings, ...observabilitySettings };

type Catalog = typeof catalog;
/** The name of a setting in the code. */
export type SettingName = keyof Catalog;
/** The values of all settings. */
export type Values = { readonly [Name in SettingName]: Catalog[Name]['fallback'] };

/** The catalog as a list. */
export const settingList = Object.entries(catalog).map(([name, declared]) => ({
  name: name as SettingName,
  setting: declared as Setting<unknown>,
}));

/** The variable that names the settings file, like --config. */
export const fileVariable = 'SPEDY_CONFIG';
