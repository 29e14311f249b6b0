describe('the imports of a test', () => {
  it('lead to the sources, not to what was built', () => {
    expect(require.resolve('#domain')).toBe(require.resolve('../../domain/src/index'));
  });
});
