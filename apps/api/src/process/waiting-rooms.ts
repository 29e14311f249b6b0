import { Injectable } from '@nestjs/common';

/** What readiness asks of a waiting room. */
interface Room {
  name: string;
  /** The seconds since the last answered question; 0 while nobody waits. */
  age: number;
  isLate: boolean;
}

/** All waiting rooms of the API, each of which enters itself. */
@Injectable()
export class WaitingRooms {
  private readonly rooms: Room[] = [];

  enter(room: Room): void {
    this.rooms.push(room);
  }

  ages(): Record<string, number> {
    return Object.fromEntries(this.rooms.map(({ name, age }) => [name, age]));
  }

  /** The name of a room whose callers wait in vain. */
  late(): string | undefined {
    return this.rooms.find(({ isLate }) => isLate)?.name;
  }
}
