import { readConfig } from './config';

describe("the simulator's configuration", () => {
  it('listens on the loopback interface when nothing is set, or set to nothing', () => {
    expect(readConfig({})).toEqual({ host: '127.0.0.1', port: 3100 });
    expect(readConfig({ SIMULATOR_HOST: '', SIMULATOR_PORT: '', TENURE_MODE: '' })).toEqual({ host: '127.0.0.1', port: 3100 });
  });

  it('takes a loopback address, a port and the embedded mode', () => {
    expect(readConfig({ SIMULATOR_HOST: '::1', SIMULATOR_PORT: '4000', TENURE_MODE: 'embedded' })).toEqual({ host: '::1', port: 4000 });
  });

  it.each([
    ['TENURE_MODE', 'production'],
    ['TENURE_MODE', 'anything'],
    ['SIMULATOR_HOST', '0.0.0.0'],
    ['SIMULATOR_HOST', '192.168.1.1'],
    ['SIMULATOR_PORT', '70000'],
    ['SIMULATOR_PORT', 'many'],
  ])('refuses %s=%s and names the variable', (variable, value) => {
    expect(() => readConfig({ [variable]: value })).toThrow(variable);
  });
});
