import { idNumber, type Applicant } from '#journey';

const phones = 100_000_000;

/** People that follow from a number: two runs with different ones on the same stack share no person. */
export class People {
  constructor(private next: number) {}

  phone(): string {
    this.next += 1;
    return `+86139${String(this.next % phones).padStart(8, '0')}`;
  }

  newcomer(): Applicant {
    const phone = this.phone();
    const name = `bench ${this.next}`;
    return { registration: name, phone, fullName: 'A. Bench', document: idNumber(this.next), device: name };
  }
}
