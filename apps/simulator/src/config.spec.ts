import { readConfig } from './config';

const needed = {
  API_URL: 'http://127.0.0.1:3000/',
  PROVIDERS_DIR: '/run/providers',
};
const told = {
  apiUrl: 'http://127.0.0.1:3000',
  providersDir: '/run/providers',
};

describe("the simulator's configuration", () => {
  it('listens on the loopback interface by default, also with empty variables', () => {
    expect(readConfig({ ...needed })).toEqual({ host: '127.0.0.1', port: 3100, ...told });
    expect(readConfig({ ...needed, SIMULATOR_HOST: '', SIMULATOR_PORT: '', TENURE_MODE: '' })).toEqual({
      host: '127.0.0.1',
      port: 3100,
      ...told,
    });
  });

  it('accepts a loopback address, a port and the embedded mode', () => {
    const given = { ...needed, SIMULATOR_HOST: '::1', SIMULATOR_PORT: '4000', TENURE_MODE: 'embedded' };
    expect(readConfig(given)).toEqual({ host: '::1', port: 4000, ...told });
  });

  it.each([
    ['TENURE_MODE', 'production'],
    ['TENURE_MODE', 'anything'],
    ['SIMULATOR_HOST', '0.0.0.0'],
    ['SIMULATOR_HOST', '192.168.1.1'],
    ['SIMULATOR_PORT', '70000'],
    ['SIMULATOR_PORT', 'many'],
    ['API_URL', ''],
    ['API_URL', 'file:///etc/passwd'],
    ['PROVIDERS_DIR', ''],
  ])('refuses %s=%s and names the variable', (variable, value) => {
    expect(() => readConfig({ ...needed, [variable]: value })).toThrow(variable);
  });
});
