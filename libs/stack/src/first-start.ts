import { existsSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * The first start of a server that makes its own data, and cannot go on where it was ended half-way. While its mark is
 * there, nobody has used the data.
 */
export class FirstStart {
  private readonly mark: string;

  constructor(private readonly files: readonly [string, ...string[]]) {
    this.mark = `${files[0]}.first-start`;
  }

  /** Removes data that a first start left half made. Call it before each start. */
  begin(): void {
    const [main] = this.files;
    const made = existsSync(main) && statSync(main).size > 0 && !existsSync(this.mark);
    if (made) return;
    writeFileSync(this.mark, '', { mode: 0o600 });
    for (const file of this.files) rmSync(file, { force: true });
  }

  /** The server has answered: from now on the data is kept. */
  end(): void {
    rmSync(this.mark, { force: true });
  }
}
