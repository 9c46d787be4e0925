/** JSON that is there as text already: of a long list, to read each value and write it anew costs more than all else. */
export class Written<Value extends object, Seen extends object = object> {
  /** Never there: types alone know what it is the text of. */
  declare readonly value: Value
  /** Members that are looked at on the way. */
  readonly seen: Seen
  /** The text of the object but for its braces. */
  readonly #members: string

  constructor(members: string, seen: Seen) {
    this.#members = members
    this.seen = seen
  }

  /** One member more, which must not be there yet. */
  with<Name extends string, Member>(name: Name, member: Member): Written<Value & Record<Name, Member>, Seen> {
    return new Written(`${this.#members},"${name}":${JSON.stringify(member)}`, this.seen)
  }

  get text(): string {
    return `{${this.#members}}`
  }
}

interface WrittenItems<Item> {
  readonly items: readonly Item[]
  readonly next: string | null
}

export const writtenPage = <Item extends object>(
  items: readonly Written<Item>[],
  next: string | null,
): Written<WrittenItems<Item>> => {
  const texts = items.map(({ text }) => text).join(',')
  return new Written(`"items":[${texts}],"next":${JSON.stringify(next)}`, { next })
}
