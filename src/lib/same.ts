/** Whether two plain values, such as those of a record's field, are equal. */
export const same = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
