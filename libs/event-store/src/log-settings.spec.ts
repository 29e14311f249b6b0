import { leaksIn } from './log-settings';

const silent = {
  log_error_verbosity: 'terse',
  log_parameter_max_length_on_error: '0',
  log_parameter_max_length: '-1',
  log_statement: 'none',
  log_min_duration_statement: '-1',
  log_min_duration_sample: '-1',
  log_transaction_sample_rate: '0',
};

describe('the log of PostgreSQL (0002)', () => {
  it('holds no value with terse errors and without statements', () => {
    expect(leaksIn(silent)).toEqual([]);
  });

  it.each([
    [{ log_error_verbosity: 'default' }, 'log_error_verbosity'],
    [{ log_parameter_max_length_on_error: '64' }, 'log_parameter_max_length_on_error'],
    [{ log_statement: 'mod' }, 'log_parameter_max_length'],
    [{ log_min_duration_statement: '250' }, 'log_parameter_max_length'],
    [{ log_min_duration_sample: '0' }, 'log_parameter_max_length'],
    [{ log_transaction_sample_rate: '0.01' }, 'log_parameter_max_length'],
    [{ 'auto_explain.log_min_duration': '100', 'auto_explain.log_parameter_max_length': '-1' }, 'auto_explain.log_parameter_max_length'],
  ])('with %j it holds values, by %s', (changed, name) => {
    expect(leaksIn({ ...silent, ...changed })).toEqual([name]);
  });

  it('may hold slow statements without their parameters', () => {
    const plans = { 'auto_explain.log_min_duration': '100', 'auto_explain.log_parameter_max_length': '0' };
    expect(leaksIn({ ...silent, ...plans, log_min_duration_statement: '250', log_parameter_max_length: '0' })).toEqual([]);
  });
});
