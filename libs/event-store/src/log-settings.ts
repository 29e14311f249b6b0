import type { Database } from './database';

type Settings = Readonly<Record<string, string>>;

/** Each setting by which PostgreSQL writes values of rows or parameters into its log, and when it does. */
const leaks: Readonly<Record<string, (settings: Settings) => boolean>> = {
  // The detail of an error quotes the row.
  log_error_verbosity: ({ log_error_verbosity: verbosity }) => verbosity !== 'terse',
  log_parameter_max_length_on_error: ({ log_parameter_max_length_on_error: length }) => length !== '0',
  log_parameter_max_length: (settings) => settings['log_parameter_max_length'] !== '0' && logsStatements(settings),
  'auto_explain.log_parameter_max_length': (settings) =>
    (settings['auto_explain.log_min_duration'] ?? '-1') !== '-1' && settings['auto_explain.log_parameter_max_length'] !== '0',
};

const logsStatements = (settings: Settings) =>
  settings['log_statement'] !== 'none' ||
  settings['log_min_duration_statement'] !== '-1' ||
  settings['log_min_duration_sample'] !== '-1' ||
  Number(settings['log_transaction_sample_rate']) > 0;

export const leaksIn = (settings: Settings): string[] => Object.keys(leaks).filter((name) => leaks[name]!(settings));

/**
 * Returns the settings of this connection by which the server's log would hold personal values or their blind indexes
 * (docs/decisions/0002).
 */
export async function logLeaks(database: Pick<Database, 'query'>): Promise<string[]> {
  const rows = await database.query<{ name: string; setting: string }>(
    `SELECT name, setting FROM pg_settings WHERE name LIKE 'log\\_%' OR name LIKE 'auto\\_explain.%'`,
  );
  return leaksIn(Object.fromEntries(rows.map(({ name, setting }) => [name, setting])));
}
