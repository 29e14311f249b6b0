import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, readKeyMakerConfig, readOwnerConfig } from './config';

const whole = {
  DATABASE_URL: 'postgresql://tenure_app:secret@127.0.0.1/tenure',
  PROVIDERS_DIR: '/run/providers',
  MASTER_KEY_FILE: '/run/master-key',
};

describe('the configuration', () => {
  it('is production unless the environment says embedded', () => {
    expect(readConfig({ ...whole })).toMatchObject({
      TENURE_MODE: 'production',
      API_PORT: 3000,
      API_HOST: '127.0.0.1',
      API_CODES_PER_MINUTE: 300,
      API_LOOKUPS_PER_MINUTE: 30,
    });
    expect(readConfig({ ...whole, TENURE_MODE: 'embedded', TEMPORAL_UI_URL: '' })).toMatchObject({ TENURE_MODE: 'embedded' });
  });

  it.each([
    ['DATABASE_URL', ''],
    ['DATABASE_URL', 'mysql://root:secret@host/db'],
    ['MASTER_KEY_FILE', ''],
    ['PROVIDERS_DIR', ''],
    ['API_PORT', 'secret'],
    ['API_CODES_PER_MINUTE', '0'],
    ['API_LOOKUPS_PER_MINUTE', '0'],
    ['TENURE_MODE', 'secret'],
  ])('names %s when it is %p, and does not tell the value', (name, value) => {
    const read = () => readConfig({ ...whole, [name]: value });
    expect(read).toThrow(new RegExp(`environment: ${name}`));
    expect(read).toThrow(expect.not.objectContaining({ message: expect.stringContaining('secret') }) as Error);
  });

  it('lets nobody be believed without proof in production', () => {
    const asked = { ...whole, EMBEDDED_PEOPLE: '1' };
    expect(readConfig({ ...asked, TENURE_MODE: 'embedded' }).EMBEDDED_PEOPLE).toBe('1');
    expect(() => readConfig(asked)).toThrow('EMBEDDED_PEOPLE: must not be set in production');
    expect(readConfig({ ...whole, EMBEDDED_PEOPLE: '' }).EMBEDDED_PEOPLE).toBeUndefined();
  });

  it('of a migration is that of the owner', () => {
    expect(readOwnerConfig({ OWNER_DATABASE_URL: 'postgres://owner@127.0.0.1/tenure' })).toEqual({
      OWNER_DATABASE_URL: 'postgres://owner@127.0.0.1/tenure',
      TENURE_MODE: 'production',
    });
  });

  it('reads the password of a database from a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'tenure-config-'));
    const DATABASE_PASSWORD_FILE = join(folder, 'password');
    writeFileSync(DATABASE_PASSWORD_FILE, 'secret\n');
    const DATABASE_URL = 'postgresql://tenure_app@127.0.0.1/tenure';
    try {
      expect(readConfig({ ...whole, DATABASE_URL, DATABASE_PASSWORD_FILE }).DATABASE_URL).toBe(whole.DATABASE_URL);
      expect(readKeyMakerConfig({ DATABASE_URL, DATABASE_PASSWORD_FILE }).DATABASE_URL).toBe(whole.DATABASE_URL);
      expect(
        readOwnerConfig({ OWNER_DATABASE_URL: DATABASE_URL, OWNER_DATABASE_PASSWORD_FILE: DATABASE_PASSWORD_FILE }).OWNER_DATABASE_URL,
      ).toBe(whole.DATABASE_URL);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
